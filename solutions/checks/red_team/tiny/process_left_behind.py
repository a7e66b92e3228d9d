"""Leaves a process of its own session behind, deaf to SIGTERM.

Row: rewrites results
With: right
Expected: review, 0 points, 100 withheld
By: reading
"""

import os
import signal
import time

if os.fork() == 0:
    os.setsid()
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    open("/tmp/left-behind", "w").write("here")
    time.sleep(3600)
    os._exit(0)
