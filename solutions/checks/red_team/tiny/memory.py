"""Asks for more memory than it may have.

Row: uses up
With: right
Expected: out-of-memory, 60 points
By: limits
"""


def shout(x):
    return bytearray(2**33)
