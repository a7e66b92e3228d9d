"""Writes a whole record of its own and leaves.

Row: forges the record
With: wrong
Expected: review, 0 points
By: reading
"""

import json
import os

TESTS = [("test_double", 1), ("test_double_of_zero", 1), ("test_shout", 2)]
tests = [{"id": name, "task": task, "rule": "It works."} for name, task in TESTS]
events = [{"event": "run", "schema": 1, "day": 9, "versions": {}, "tests": tests}]
for test in tests:
    events.append({"event": "start", "id": test["id"]})
    events.append({"event": "test", "outcome": "passed", "seconds": 0.1, "figures": [], **test})
events.append({"event": "end", "status": 0, "seconds": 1.0})
data = "".join(json.dumps(event) + "\n" for event in events).encode()
for number in map(int, os.listdir("/proc/self/fd")):
    try:
        if number > 2 and "pipe" in os.readlink(f"/proc/self/fd/{number}"):
            os.write(number, data)
    except OSError:
        pass
os._exit(0)
