"""Returns a text that is too long for a report.

Row: uses up
With: right
Expected: failed, 60 points
By: tests
"""


def shout(x):
    return "\x1b[31m\x00" * 10_000_000
