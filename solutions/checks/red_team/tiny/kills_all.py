"""Kills all processes there are.

Row: ends the process
With: right
Expected: review, 0 points, 40 withheld
By: reading
"""

import os


def double(x):
    os.kill(-1, 9)
    os.kill(os.getpid(), 9)
