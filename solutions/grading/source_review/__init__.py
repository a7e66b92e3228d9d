"""A static reading of an answer's source: what it touches that an answer has no business with.

It looks at names, never at style, and judges nothing: a flag holds the credit back until the
instructor has looked. What is put together while the answer runs, it cannot see; that is left to
the tripwires in the tests' process.
"""

import ast

from solutions.grading.source_review.changes import Changes
from solutions.grading.verdict.model import Flag


def read(file: str, source: bytes, day: str) -> list[Flag]:
    """What an answer file of a day touches that it has no business with, by line.

    A file that Python cannot parse does not load: there is nothing to read. Raises RecursionError
    or MemoryError where a source is nested too deeply.
    """
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError):
        return []
    changes = Changes(tree, f"katas.{day}")
    changes.visit(tree)
    return [Flag(file, line, reason) for line, reason in sorted(changes.found)]
