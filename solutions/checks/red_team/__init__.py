"""Hostile answers, and what has to come of each: no credit that was not earned, and no harm.

A case is a file: what an answer does beside the wrong (or right) answer that it comes with. Its
docstring says in a sentence what it tries, and

    Row: what kind of attack it is
    With: wrong, right, starter or nothing: the answer that it is put below
    Expected: a status, the points, and the points withheld for a review
    By: who notices: the reading, the tripwires, the sandbox, the tests, the limits, the intake, the
        examiner

    python -m solutions.checks.red_team      runs all of them and prints the matrix
"""
