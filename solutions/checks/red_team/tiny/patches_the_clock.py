"""Stops the clock.

Row: patches
With: right
Expected: review, 0 points, 100 withheld
By: reading
"""

import time

time.perf_counter = time.monotonic = lambda: 0.0
