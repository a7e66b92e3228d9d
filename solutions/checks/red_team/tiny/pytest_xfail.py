"""Calls its failure an expected one.

Row: ends the process
With: wrong
Expected: review, 0 points
By: reading
"""

import pytest


def double(x):
    pytest.xfail("as expected")
