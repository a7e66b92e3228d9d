"""Looks into the process that started it, and breaks if it can.

Row: reads
With: right
Expected: review, 0 points, 100 withheld
By: reading
"""

import os

for name in ("mem", "environ", "fd"):
    try:
        path = f"/proc/{os.getppid()}/{name}"
        os.listdir(path) if name == "fd" else open(path, "rb").read(1)
    except OSError:
        continue
    raise AssertionError(path)
