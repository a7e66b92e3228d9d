"""Calls itself without an end.

Row: uses up
With: right
Expected: failed, 60 points
By: tests
"""


def shout(x):
    return shout(x)
