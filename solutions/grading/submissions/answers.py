"""A student's answers, found by the names in kata.toml; what cannot be examined, and why."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from katas.harness.days import Day
from solutions.grading.submissions.archives import CannotRead, Entry, of_file, of_folder
from solutions.grading.submissions.inbox import ARCHIVE, Submission

# Folders of a whole project whose files have the names of answers and are none.
GIVEN = {
    "starter", "newsroom", "harness", "messages", "wheats", "chaffs", "solutions",
}  # fmt: skip
DAY = re.compile(r"day[ _-]*0*(\d+)(?!\d)", re.IGNORECASE)
# As browsers, Canvas and Windows rename: "routes (1).py", "routes-2.py", "routes.py.txt".
NEAR = re.compile(r"(?P<stem>.+?)(?: ?\(\d+\)|-\d+)?\.py(?:\.txt)?", re.IGNORECASE)


@dataclass
class StudentAnswer:
    """What a student handed in for a day. Nothing at all: absent. problem: why it is ungradable."""

    files: dict[str, bytes] = field(default_factory=dict)
    problem: str = ""


def read(
    submission: Submission, days: Sequence[Day], known: Sequence[Day]
) -> dict[int, StudentAnswer]:
    """The student's answers for `days`. known: all days there are."""
    problem, entries = submission.problem, list[Entry]()
    if not problem:
        try:
            entries = listed(submission)
        except CannotRead as error:
            problem = str(error)
    if problem:
        return {day.number: StudentAnswer(problem=problem) for day in days}
    return {day.number: answer(day, known, entries) for day in days}


def listed(submission: Submission) -> list[Entry]:
    """All files of a submission. Raises CannotRead if it cannot be opened or has too many."""
    found: list[Entry] = []
    for source in submission.sources:
        if source.is_dir():
            found += of_folder(source)
        else:
            found += of_file(source, (source.name,))
    for name, path in submission.files:
        found += of_file(path, (name,))
    return found


def answer(day: Day, known: Sequence[Day], entries: Sequence[Entry]) -> StudentAnswer:
    """The day's answer files, each the best of those that have its name."""
    found = StudentAnswer()
    missing = []
    try:
        for file in day.answers:
            content = chosen(file, day, known, entries)
            if content is None:
                missing.append(file)
            else:
                found.files[file] = content
    except CannotRead as error:
        return StudentAnswer(problem=str(error))
    if not found.files:
        return StudentAnswer(problem=unopened(entries))
    if missing:
        return StudentAnswer(
            problem=f"{', '.join(missing)} is missing beside {', '.join(found.files)}"
        )
    return found


def chosen(file: str, day: Day, known: Sequence[Day], entries: Sequence[Entry]) -> bytes | None:
    """The bytes of the answer file, None if there is none. Raises CannotRead."""
    ranked = [(rank, entry) for entry in entries if (rank := rank_of(entry, file, day))]
    if not ranked:
        return None
    best = min(rank for rank, _ in ranked)
    mine = [entry for rank, entry in ranked if rank == best]
    sharing = [each.number for each in known if file in each.answers]
    if best[0] == NO_DAY and len(sharing) > 1:
        on = " and ".join(f"{number}" for number in sharing)
        raise CannotRead(f"{file} is asked for on days {on}: put it in {day.name}/")
    contents = {text_of(entry) for entry in mine}
    if len(contents) > 1:
        names = ", ".join(entry.path for entry in mine[:4])
        raise CannotRead(f"there is more than one {file}: {names}")
    return contents.pop()


OWN_FOLDER, NAMED_FOLDER, NO_DAY = 1, 2, 3


def rank_of(entry: Entry, file: str, day: Day) -> tuple[int, int, int] | None:
    """How well a file fits, the smaller the better: its folder, its name, its depth."""
    name = fits(entry.name, file)
    above = [part.lower() for part in entry.parts[:-1]]
    if name is None or GIVEN & set(above):
        return None
    if above and above[-1] == day.name:
        return OWN_FOLDER, name, len(above)
    numbers = {int(match[1]) for part in above if (match := DAY.match(part))}
    if numbers:
        return (NAMED_FOLDER, name, len(above)) if day.number in numbers else None
    return NO_DAY, name, len(above)


def fits(name: str, file: str) -> int | None:
    """0 for the very name, 1 but for case, 2 but for what browsers and systems add to it."""
    if name == file:
        return 0
    if name.lower() == file.lower():
        return 1
    match = NEAR.fullmatch(name)
    return 2 if match and f"{match['stem']}.py".lower() == file.lower() else None


def text_of(entry: Entry) -> bytes:
    """The file's bytes if they are text in UTF-8. Raises CannotRead."""
    content = entry.read()
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise CannotRead(f"{entry.path} is UTF-16: save it as UTF-8")
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise CannotRead(f"{entry.path} is not UTF-8 (line {line})") from None
    if b"\0" in content:
        raise CannotRead(f"{entry.path} is no text: it has a NUL byte")
    return content


def unopened(entries: Sequence[Entry]) -> str:
    """The archive that could not be looked into, where the answer may be; "" if there is none."""
    for entry in entries:
        if ARCHIVE.search(entry.name):
            try:
                entry.read()
            except CannotRead as error:
                return str(error)
            return f"{entry.path}: only folders and .zip are looked into"
    return ""
