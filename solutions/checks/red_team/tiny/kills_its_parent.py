"""Kills the process that runs it, and goes on if that does not work.

Row: ends the process
With: right
Expected: review, 0 points, 100 withheld
By: reading
"""

import os
import signal

os.kill(os.getppid(), signal.SIGKILL)
