"""Raises what only the tests may raise.

Row: ends the process
With: right
Expected: review, 0 points, 60 withheld
By: reading
"""

from katas.harness.verdicts import NotRun


def shout(x):
    raise NotRun("no shouting here")
