"""Reads the tests beside it.

Row: reads
With: right
Expected: review, 0 points, 100 withheld
By: reading
"""

import pathlib

texts = [file.read_text() for file in pathlib.Path("/kata/katas").rglob("test_*.py")]
