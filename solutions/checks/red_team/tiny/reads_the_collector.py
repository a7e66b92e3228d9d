"""Goes through all objects there are.

Row: reads
With: right
Expected: review, 0 points, 100 withheld
By: reading
"""

import gc

items = [each for each in gc.get_objects() if type(each).__name__ == "Katas"]
