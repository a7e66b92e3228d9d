"""Replaces the meter of memory.

Row: patches meters
With: starter
Expected: review, 0 points
By: reading
"""

from katas.harness.meters import memory

memory.peak = lambda *args, **kwargs: 0
