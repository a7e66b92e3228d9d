"""Places in an answer as paths that a terminal or an editor opens.

The record says `exports.py:31`, which reads the same wherever the answer lies. A view makes it
`katas/day06_streaming_exports/exports.py:31`.
"""

import re
from pathlib import Path
from typing import Any

from katas.harness.answers import KATAS
from katas.harness.days import Day


def with_places(verdict: dict[str, Any], day: Day, folder: Path) -> dict[str, Any]:
    """A verdict of the record whose places are paths as seen from the project's root.

    folder: where the examined answer files lie.
    """
    parts = {
        part: expanded(verdict.get(part) or "", day, folder, KATAS.parent)
        for part in ("got", "note", "where")
    }
    return {**verdict, **parts}


def expanded(text: str, day: Day, folder: Path, base: Path) -> str:
    """The text with each `file.py:31` of the answer as a path: from `base` if it lies below it."""
    files = "|".join(re.escape(file) for file in day.answers)
    shown = folder.relative_to(base) if folder.is_relative_to(base) else folder
    return re.sub(
        rf"(?<![\w/.])({files})(?=:\d)", lambda found: (shown / found[1]).as_posix(), text
    )
