"""Leaves with status 0 in the middle of a test.

Row: ends the process
With: wrong
Expected: review, 0 points
By: reading
"""

import sys


def double(x):
    sys.exit(0)
