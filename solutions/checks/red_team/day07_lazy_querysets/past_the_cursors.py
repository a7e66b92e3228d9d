"""Asks the database past the cursors that are counted.

Row: patches meters
With: starter
Expected: review, 0 points
By: reading
"""

from django.db import connection


def count_published():
    sql = "SELECT COUNT(*) FROM newsroom_article WHERE published"
    return connection.connection.execute(sql).fetchone()[0]
