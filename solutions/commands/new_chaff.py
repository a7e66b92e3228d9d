"""make chaff new=NAME: the patch of an edited copy."""

import re
import shutil
from dataclasses import replace
from pathlib import Path

from rich.console import Console

from katas.harness.commands.common import fail
from katas.harness.days import Day
from katas.harness.display.console import show_steps
from katas.harness.run.record import ExitStatus
from solutions.checks.soundness import candidates, patches
from solutions.checks.soundness.candidates import NAME, Candidate
from solutions.checks.soundness.patches import Files, Patch


def make(day: Day, name: str, source: Path | None, base: str, out: Console) -> None:
    """Write the patch of an edited copy; the prose of one that is there already stays."""
    home = candidates.home_of(day)
    file = home / "chaffs" / f"{name}.patch"
    if not NAME.fullmatch(name):
        wrong = f"new={name}: use small letters, digits and single underscores"
        fail(f"{wrong}, and name the mistake.", ExitStatus.WRONG_USE)
    before = patches.read(file) if file.is_file() else Patch(patches.UNWRITTEN, "", "", "", "")
    base = "" if base == "reference" else base or before.base
    wheats = [f"wheats/{wheat.name}" for wheat in candidates.wheats(day)]
    if base and base not in wheats:
        known = ", ".join(["reference", *wheats])
        fail(f"There is no base={base}. Day {day.number} has: {known}", ExitStatus.WRONG_USE)
    original = Candidate("", "", home / base).files(day)
    edited = taken(day, source)
    if missing := sorted(set(day.answers) - set(edited)):
        if len(patches.names(before.difference)) > 1:
            wrong = f"{name} is of several files, and {', '.join(missing)} is not in {source}."
            fail(f"{wrong} Give a folder with all of them.", ExitStatus.WRONG_USE)
        edited = original | edited
    difference = patches.difference(original, edited)
    if not difference:
        fail(f"{source} is the same as its base: there is no mistake in it.", ExitStatus.WRONG_USE)
    made = replace(before, base=base, difference=difference)
    candidates.write(file, made, original)
    shutil.rmtree(candidates.UNCLEAR / day.name / name, ignore_errors=True)
    count = changed(difference)
    said = f"{count} changed line{'s' if count > 1 else ''}"
    out.print(f"{candidates.shown(file)}: {said}", highlight=False)
    if before.sentence == patches.UNWRITTEN:
        out.print("Its first line is yours to write: what does this answer do?")
        out.print("Below it `Hint: ...`, if its learner should hear more than the tests say.")
    out.print()
    show_steps(
        [
            (f"make chaff day={day.number} name={name} run=1", "as its learner sees it"),
            (f"make soundness day={day.number} only={name} update=1", "record its messages"),
        ],
        out,
    )


def taken(day: Day, source: Path | None) -> Files:
    """The answer files of an edited copy.

    source: a file; or a folder that has some or all of them, or a folder of the day's that has.
    """
    wanted = " or ".join(day.answers)
    if source is None:
        fail(f"From which file? Edit a copy of {wanted}: from=FILE", ExitStatus.WRONG_USE)
    folder = source / day.name if (source / day.name).is_dir() else source
    if folder.is_dir():
        found = {name: folder / name for name in day.answers if (folder / name).is_file()}
    elif source.is_file() and len(day.answers) == 1:
        found = {day.answers[0]: source}
    else:
        found = {source.name: source} if source.is_file() and source.name in day.answers else {}
    if not found:
        fail(f"{source}: no {wanted} of day {day.number} is there.", ExitStatus.WRONG_USE)
    files = {name: file.read_bytes() for name, file in found.items()}
    for name, content in files.items():
        if re.search(rb"^(<<<<<<<|>>>>>>>) ", content, re.MULTILINE):
            fail(f"{found[name]} still has marks of a merge (<<<<<<<).", ExitStatus.WRONG_USE)
    return files


def changed(difference: str) -> int:
    """How many lines a difference takes away or adds."""
    lines = [line for line in difference.splitlines() if line[:1] in ("+", "-")]
    return sum(not line.startswith(("+++ ", "--- ")) for line in lines)
