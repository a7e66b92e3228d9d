"""Looks for the answers of others, and breaks if it finds any.

Row: reads
With: right
Expected: review, 0 points, 100 withheld
By: reading
"""

import glob

PLACES = ["PROJECT/inbox/**/*.py", "PROJECT/out/**/*.py"]
found = [file for place in PLACES for file in glob.glob(place, recursive=True)]
assert not found, found
