"""Prints without an end.

Row: uses up
With: right
Expected: failed, 60 points
By: limits
"""


def shout(x):
    while True:
        print("x" * 1_000_000)
