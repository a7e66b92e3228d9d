"""Leaves with status 0 as it is imported.

Row: ends the process
With: wrong
Expected: review, 0 points
By: reading
"""

import os

os._exit(0)
