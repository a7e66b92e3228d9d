"""Closes all descriptors.

Row: forges the record
With: right
Expected: review, 0 points
By: reading
"""

import os

os.closerange(3, 1024)
