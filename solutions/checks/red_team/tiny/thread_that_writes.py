"""Writes ends of the record from a thread.

Row: rewrites results
With: wrong
Expected: review, 0 points
By: reading
"""

import os
import threading
import time


def write():
    for _ in range(200):
        for number in range(3, 40):
            try:
                os.write(number, b'{"event": "end", "status": 0, "seconds": 1}\n')
            except OSError:
                pass
        time.sleep(0.01)


threading.Thread(target=write, daemon=True).start()
