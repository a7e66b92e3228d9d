"""Measures starter, yours and reference: `python -m katas.harness.dojo.comparing DAY`.

Prints JSON lines: {"event": "progress", "text": "..."} and last {"event": "figures", ...}.
"""

import json
import shutil
import signal
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import Any

from katas.harness import answers
from katas.harness.commands.figures import (
    FIRST_AND_BEST,
    MEASURED,
    MEASURED_BY_TESTS,
    allowed_rows,
    measure,
    run_quietly,
)
from katas.harness.days import Day, by_number


def main(number: int) -> None:
    """Compare, and say how far it is."""
    day = by_number(number)
    assert day is not None
    with tempfile.TemporaryDirectory(prefix="katas-starter-") as scratch:
        shutil.copytree(day.starter, Path(scratch) / day.name)
        say("progress", done=0, of=3, text="running the starter")
        starter = run_quietly(day, scratch)
        say("progress", done=1, of=3, text="running yours")
        yours = run_quietly(day)
        say("progress", done=2, of=3, text="measuring: some seconds for each")
        measured = measure(day, sides(day, scratch)) if has_figures(day) else {}
    names = dict.fromkeys(key for figures in measured.values() for key in figures)
    say(
        "figures",
        rows=[asdict(row) for row in allowed_rows(day, starter, yours)],
        rows_text=f"{MEASURED_BY_TESTS}; {FIRST_AND_BEST}",
        sides=list(measured),
        measured=[[name, [figures.get(name) for figures in measured.values()]] for name in names],
        measured_text=MEASURED,
    )


def sides(day: Day, starter: str) -> dict[str, str | None]:
    """The folders of the answers to compare; None for katas/ itself."""
    folder = answers.folder()
    reference = answers.reference(day.name, day.answers)
    found: dict[str, str | None] = {"starter": starter, "yours": str(folder) if folder else None}
    return {**found, "reference": str(reference.parent)} if reference else found


def has_figures(day: Day) -> bool:
    return (day.tests / "figures.py").is_file()


def say(event: str, **fields: Any) -> None:
    print(json.dumps({"event": event, **fields}), flush=True)


if __name__ == "__main__":
    # The dojo ends it so: what was started and made is cleared away.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    main(int(sys.argv[1]))
