"""Has cursors made that nobody counts.

Row: patches meters
With: starter
Expected: review, 0 points
By: reading
"""

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper

BaseDatabaseWrapper.make_debug_cursor = lambda self, cursor: CursorWrapper(cursor, self)
