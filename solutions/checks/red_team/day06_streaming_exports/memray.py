"""Replaces the tracker of memory.

Row: patches meters
With: starter
Expected: review, 0 points
By: reading
"""

import memray

memray.Tracker = None
