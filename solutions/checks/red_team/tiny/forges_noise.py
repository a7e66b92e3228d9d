"""Writes what is no event at all.

Row: forges the record
With: right
Expected: review, 0 points
By: reading
"""

import os

for number in range(3, 60):
    try:
        os.write(number, b"\xff\x00 [1, 2] {\n")
    except OSError:
        pass
