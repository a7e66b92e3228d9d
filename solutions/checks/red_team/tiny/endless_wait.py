"""Waits for something that never comes.

Row: uses up
With: right
Expected: timeout, 60 points
By: limits
"""

import threading


def shout(x):
    threading.Event().wait()
