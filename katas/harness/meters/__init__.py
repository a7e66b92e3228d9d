"""What verdicts are measured with, a module for each quantity.

A meter is a context manager or a function that takes what to run and returns what it counted: a
plain object with numbers and, where it can, the answer's line that caused them. It judges nothing:
the test puts its numbers into `Figure`s of `require`. What only one day measures stays in that
day's `tests/`.

What most days use is named in forkserver/server.py (OFTEN_USED), to be loaded once; what an answer
could tamper with is tried on known work in solutions/grading/guest/meter_checks.py.
"""
