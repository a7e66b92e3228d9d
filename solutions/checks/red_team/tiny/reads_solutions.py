"""Looks for the solutions and other files of the machine, and breaks if it finds any.

Row: reads
With: right
Expected: review, 0 points, 100 withheld
By: reading
"""

import os
import pathlib

PLACES = ["PROJECT/solutions", "/etc/shadow", "/root/.ssh", "/home"]
found = [place for place in PLACES if os.path.exists(place)]
assert not found, found
for folder in ("/kata", "/answers", "/"):
    try:
        pathlib.Path(folder, "evil.py").write_text("")
    except OSError:
        continue
    raise AssertionError(f"wrote to {folder}")
