"""Fills the disk.

Row: uses up
With: right
Expected: review, 0 points
By: reading
"""

import pathlib

written = 0
try:
    for number in range(10_000):
        written += pathlib.Path(f"/tmp/full-{number}").write_bytes(bytes(2**24))
except OSError:
    pass
assert written < 2**30
