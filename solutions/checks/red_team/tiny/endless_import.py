"""Never ends to be imported.

Row: uses up
With: wrong
Expected: failed, 0 points
By: limits
"""

while True:
    pass
