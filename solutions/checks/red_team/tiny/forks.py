"""Forks as long as it may.

Row: uses up
With: wrong
Expected: review, 0 points
By: reading
"""

import os
import time

born = 0
try:
    while born < 2000:
        if os.fork() == 0:
            time.sleep(3600)
            os._exit(0)
        born += 1
except OSError:
    pass
assert born < 2000
