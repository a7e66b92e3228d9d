"""Leaves messages that belong to no process for what is asked later; it is right if it may not.

Row: leaves behind
With: right
Expected: review, 0 points, 100 withheld
By: reading
"""

import ctypes

assert ctypes.CDLL(None).msgget(0x6B617461, 0o1666) < 0
