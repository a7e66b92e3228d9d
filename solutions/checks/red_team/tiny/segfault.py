"""Makes Python run out of stack.

Row: uses up
With: right
Expected: review, 0 points
By: reading
"""

import sys

sys.setrecursionlimit(10**9)


def shout(x):
    return [shout(x)]


class Deep:
    def __getattr__(self, name):
        return str(self) + name

    __str__ = __repr__ = lambda self: f"{self.x}"


def double(x):
    return repr(Deep())
