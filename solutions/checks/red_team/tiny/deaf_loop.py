"""Goes on whatever is raised.

Row: uses up
With: right
Expected: timeout, 0 points
By: limits
"""


def shout(x):
    while True:
        try:
            while True:
                pass
        except BaseException:
            continue
