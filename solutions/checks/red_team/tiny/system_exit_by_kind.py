"""Ends the tests with an exception of its own kind.

Row: ends the process
With: right
Expected: failed, 60 points
By: tests
"""


class Over(SystemExit):
    pass


def shout(x):
    raise Over(0)
