"""Starts as many threads as it may.

Row: uses up
With: right
Expected: passed, 100 points
By: limits
"""

import threading

for _ in range(2000):
    try:
        threading.Thread(target=threading.Event().wait, daemon=True).start()
    except RuntimeError:
        break
