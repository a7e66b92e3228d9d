"""Dies of SIGABRT in a test.

Row: ends the process
With: right
Expected: review, 0 points
By: reading
"""

import os


def double(x):
    os.abort()
