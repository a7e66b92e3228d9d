"""Never ends one of its tests.

Row: uses up
With: right
Expected: timeout, 60 points
By: limits
"""


def shout(x):
    while True:
        pass
