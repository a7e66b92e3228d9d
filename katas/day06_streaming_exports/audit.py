"""The audit log of exports: who took how much out of the newsroom. Given, nothing to edit."""

import os
from pathlib import Path

# What was logged in this process, oldest first.
entries: list[int] = []


def log_export(rows: int) -> None:
    """Note that an export of `rows` data rows has ended. Touches no database, never waits."""
    entries.append(rows)
    file = os.environ.get("KATAS_AUDIT_LOG")
    if file:
        with Path(file).open("a") as log:
            log.write(f"{rows!r}\n")
