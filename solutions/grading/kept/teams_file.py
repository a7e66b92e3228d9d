"""The file of groups, read: CSV of one's own or Canvas' export of a group set, or TOML."""

from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import Path

from katas.harness import days as harness_days
from solutions.grading.kept.teams import Member, Teams
from solutions.grading.kept.written_file import WrittenFile
from solutions.grading.submissions.identity import UNKNOWN, Identity

# The first of each is this project's, the second that of Canvas' export of a group set.
GROUP, STUDENT = ("group", "group_name"), ("student", "canvas_user_id")
EXPORTED = {
    "name": "name",
    "canvas_user_id": "canvas_id",
    "user_id": "sis_id",
    "login_id": "login",
}
OWN = "Of two people with one name, write what is one's own: ID, login or e-mail"
DAYS = "days"  # of a TOML file: on which the groups work together
CSV_FORM = "a first line group,student and then a line for each student, such as: red,amara"
TOML_FORM = 'a line for each group, such as: red = ["amara", "bo"]'


def read(path: Path) -> Teams:
    """Raises WrongFile."""
    file = WrittenFile.read(path, "file of groups")
    in_toml = path.suffix.lower() == ".toml"
    rows = of_toml(file) if in_toml else of_csv(file)
    members: dict[str, list[str]] = {}
    written: dict[str, Member] = {}
    seen: dict[str, tuple[str, int]] = {}
    for line, team, student, told in rows:
        if not student:
            raise file.fault(line, f"group {team} has a member without a name")
        if student in seen:
            other, before = seen[student]
            said = f"{student} is in group {other} already (line {before}): a student has one group"
            raise file.fault(line, f"{said}. {OWN}")
        seen[student] = team, line
        written[student] = Member(line, told)
        members.setdefault(team, []).append(student)
    if not members:
        raise file.fault(1, f"there is no group in it. Expected: {expected(path)}")
    return Teams(members, file=file, written=written, days=days_of(file) if in_toml else None)


def days_of(file: WrittenFile) -> frozenset[int] | None:
    """The days of a TOML file's `days = [2, 5]`; None, which is all, without such a line."""
    told, known = file.toml().get(DAYS), {day.number for day in harness_days.present()}
    if told is None:
        return None
    if not isinstance(told, list) or not told or not all(n in known for n in told):
        raise file.fault(file.line_of(DAYS), "days is a list of days' numbers, such as: days = [2]")
    return frozenset(told)


def expected(path: Path) -> str:
    return TOML_FORM if path.suffix.lower() == ".toml" else CSV_FORM


Row = tuple[int, str, str, Identity]


def of_toml(file: WrittenFile) -> Iterator[Row]:
    for team, members in file.toml().items():
        if team == DAYS:
            continue
        line = file.line_of(team)
        named = isinstance(members, list) and all(isinstance(each, str) for each in members)
        if not named or not members:
            near = f" Is it {DAYS}?" if get_close_matches(team, [DAYS]) else ""
            raise file.fault(line, f"{team} is no list of names.{near} Expected: {TOML_FORM}")
        for member in members:
            yield line, team, member.strip(), UNKNOWN


def of_csv(file: WrittenFile) -> Iterator[Row]:
    """A row for each student; who has no group, as in Canvas' export, is left out."""
    of_canvas = GROUP[1] in file.text.partition("\n")[0].lower()
    group, student = (names[of_canvas] for names in (GROUP, STUDENT))
    for line, row in file.table(CSV_FORM, group, student):
        found = {head: cell.strip() for head, cell in row.items()}
        if found[group] and not found[student]:
            raise file.fault(line, f"group {found[group]} has a row without a student")
        if found[group]:
            told = {kind: found.get(head, "") for head, kind in EXPORTED.items()}
            yield line, found[group], found[student], Identity(**told) if of_canvas else UNKNOWN
        elif not of_canvas:
            raise file.fault(line, f"{found[student]} has no group. Expected: {CSV_FORM}")
