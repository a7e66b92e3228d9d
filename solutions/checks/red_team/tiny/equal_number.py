"""Returns a number that is equal to all others.

Row: equal to everything
With: wrong
Expected: review, 0 points, 60 withheld
By: reading
"""


class Any(int):
    def __eq__(self, other):
        return True

    __hash__ = int.__hash__


def double(x):
    return Any()
