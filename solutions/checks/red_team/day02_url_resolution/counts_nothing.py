"""Replaces the match that is counted.

Row: patches meters
With: starter
Expected: review, 0 points
By: reading
"""

from django.urls.resolvers import RoutePattern

match = RoutePattern.match
RoutePattern.match = lambda self, path: match(self, path)
