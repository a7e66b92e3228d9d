"""Empties the log of queries.

Row: patches meters
With: starter
Expected: review, 0 points
By: reading
"""

from django.db import connection

connection.force_debug_cursor = False
connection.queries_log = []
