"""Ignores all signals and never ends.

Row: uses up
With: right
Expected: review, 0 points
By: reading
"""

import signal

for number in (signal.SIGTERM, signal.SIGINT, signal.SIGALRM, signal.SIGPROF, signal.SIGABRT):
    signal.signal(number, signal.SIG_IGN)


def shout(x):
    for number in (signal.SIGALRM, signal.SIGPROF):
        signal.signal(number, signal.SIG_IGN)
    while True:
        pass
