"""How each LMS names what it lets one download: who, which submission, late or not.

Canvas, side by side (its lib/content_zipper.rb); the numbers are the user's ID and the file's:
    doejane_4711_8812_views-1.py   doejane_LATE_4711_8813_views.py   anon_aB3xZ_8814_views.py
    doejane_4711_text.html                                  what was typed in
Moodle (mod/assign/classes/downloader.php); the number is the participant's in that assignment:
    Jane Doe_4711_assignsubmission_file/views.py            with a last underscore in old versions
    Jane Doe_4711_assignsubmission_file_views.py            without folders
    Jane Doe_4711_assignsubmission_onlinetext/onlinetext.html
Blackboard, side by side; the .txt says the name:
    Day 3_jdoe_attempt_2026-11-02-11-34-56_views.py
    Day 3_jdoe_attempt_2026-11-02-11-34-56.txt
Brightspace, beside an index.html:
    12345-67890 - Jane Doe - Nov 2, 2026 1134 PM/views.py   ... PM - views.py
Gradescope, where submission_metadata.yml says whose each folder is, and when it came:
    assignment_123_export/submission_12345/views.py
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from solutions.grading.limits import MIB
from solutions.grading.submissions.entries import CannotRead
from solutions.grading.submissions.identity import UNKNOWN, Identity
from solutions.grading.submissions.places import Place
from solutions.grading.text import listed

CANVAS = re.compile(
    r"(?:(?!LATE_)(?P<who>.+?)_)?(?:(?P<late>LATE)_)?(?:anon_(?P<anonymous>[^_]+)|(?P<user>\d+))_"
    r"(?:(?P<number>\d+)_(?P<file>.+)|(?P<typed>text|link)\.html)",
    re.DOTALL,
)
MOODLE = re.compile(
    r"(?P<who>.+?)(?:_(?P<number>\d+))?_assignsubmission_(?P<kind>[a-z0-9]+)(?:_(?P<file>.*))?",
    re.DOTALL,
)
BLACKBOARD = re.compile(
    r"(?P<work>(?P<assignment>.+)_(?P<login>[^_]+))_attempt_(?P<time>\d{4}(?:-\d\d){5})"
    r"(?:_(?P<file>.+)|(?P<typed>\.txt))",
    re.DOTALL,
)
BLACKBOARD_NAME = re.compile(r"^Name: (?P<name>.+) \((?P<login>[^()\n]+)\)\s*$", re.MULTILINE)
BRIGHTSPACE = re.compile(
    r"(?P<number>\d+-\d+) - (?P<who>.+?) - "
    r"(?P<time>(?:[A-Z]\w+\.? \d{1,2}|\d{1,2} [A-Z]\w+\.?),? \d{4} \d{3,4}(?: ?[AP]M)?)"
    r"(?: - (?P<file>.+))?",
    re.DOTALL,
)
EXPORT = re.compile(r"assignment_\d+_export")
GRADESCOPE = re.compile(r"submission_\d+(?:\.zip)?")
MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
METADATA = "submission_metadata.yml"
METADATA_MOST = 64 * MIB
HEAD = 64 * 1024


@dataclass(frozen=True)
class Named:
    """What a name says.

    who: the student's name as it stands there. number: tells two people of one name apart.
    order: the greater, the later. file: its own name; None for a folder. typed: it is a text that
    was typed in, or written by the LMS, and no file of the student's.
    """

    lms: str
    who: str
    number: str = ""
    order: tuple[int, ...] = ()
    file: str | None = None
    late: bool = False
    typed: bool = False
    assignment: str = ""
    identity: Identity = UNKNOWN


def named(name: str, folder: bool) -> Named | None:
    """What an LMS said with the name of a file or folder; None if it is none of theirs."""
    if match := MOODLE.fullmatch(name):
        typed = match["kind"] != "file"
        return Named(
            "Moodle", match["who"], match["number"] or "", (), match["file"] or None, typed=typed
        )
    if match := BRIGHTSPACE.fullmatch(name):
        return Named(
            "Brightspace", match["who"], match["number"], moment(match["time"]), match["file"]
        )
    if folder:
        return None
    if match := BLACKBOARD.fullmatch(name):
        order = tuple(int(each) for each in match["time"].split("-"))
        known = Identity(login=match["login"])
        typed = bool(match["typed"])
        return Named(
            "Blackboard",
            match["login"],
            "",
            order,
            match["file"],
            typed=typed,
            assignment=match["assignment"],
            identity=known,
        )
    if (match := CANVAS.fullmatch(name)) and (match["who"] or match["anonymous"]):
        user = match["user"] or ""
        who = f"{match['who']}_{user}" if user else f"anon_{match['anonymous']}"
        return Named(
            "Canvas",
            who,
            user,
            (int(match["number"]),) if match["number"] else (),
            match["file"],
            late=bool(match["late"]),
            typed=bool(match["typed"]),
            identity=Identity(canvas_id=user, name=match["who"] or "" if user else ""),
        )
    return None


def moment(text: str) -> tuple[int, ...]:
    """Year, month, day, hour, minute of Brightspace's "Nov 2, 2026 1134 PM"; () if it is none."""
    word = next((each for each in re.findall(r"[A-Za-z]+", text)), "")[:3].lower()
    numbers = [int(each) for each in re.findall(r"\d+", text)]
    if word not in MONTHS or len(numbers) != 3:
        return ()
    day, year, clock = numbers
    hour, minute = divmod(clock, 100)
    if text.endswith(("AM", "PM")):
        hour = hour % 12 + 12 * text.endswith("PM")
    return year, MONTHS.index(word) + 1, day, hour, minute


def read(children: Sequence[Place], clean: Sequence[str]) -> list[list[Named] | None]:
    """What the names of a folder's files say, each of one student, or of a team; [] for the others.

    None for a slip that Blackboard has put beside somebody's files. clean: the names as they can be
    written.
    """
    found = [named(name, place.is_folder) for place, name in zip(children, clean, strict=True)]
    teams = gradescope(children)
    logins = blackboard(children, found)
    works = [
        match["work"] if (match := BLACKBOARD.fullmatch(place.name)) else "" for place in children
    ]
    files = {work for work, one in zip(works, found, strict=True) if work and one and not one.typed}
    told: list[list[Named] | None] = []
    for place, one, work in zip(children, found, works, strict=True):
        if place.name in teams:
            told.append(teams[place.name])
        elif one and one.typed and work in files:
            told.append(None)
        elif one and one.lms == "Blackboard":
            login, name = logins.get(work, (one.who, ""))
            known = Identity(login=login, name=name)
            told.append([replace(one, who=login, identity=known)])
        else:
            told.append([one] if one else [])
    return told


def blackboard(
    children: Sequence[Place], found: Sequence[Named | None]
) -> dict[str, tuple[str, str]]:
    """Login and name by what stands before "_attempt_": a login may have an underscore in it."""
    told = {}
    for place, one in zip(children, found, strict=True):
        match = BLACKBOARD.fullmatch(place.name)
        if match and one and one.typed:
            try:
                said = BLACKBOARD_NAME.search(place.text(HEAD))
            except CannotRead:
                continue
            if said:
                told[match["work"]] = (said["login"], said["name"])
    return told


def gradescope(children: Sequence[Place]) -> dict[str, list[Named]]:
    """Whose each folder is. Raises CannotRead if the file cannot be understood."""

    def submitter(by: dict[str, str], order: tuple[int, ...]) -> Named:
        name, email, number = (known(by.get(key)) for key in (":name", ":email", ":sid"))
        identity = Identity(name=name, email=email, number=number)
        who = name or email or number
        return Named("Gradescope", who, number or email, order, identity=identity)

    def made(entry: dict[str, str]) -> tuple[int, ...]:
        return tuple(map(int, re.findall(r"\d+", entry.get(":created_at", ""))[:6]))

    def known(value: str | None) -> str:
        return "" if value is None or value in ("null", "~") else value

    metadata = next((place for place in children if place.name == METADATA), None)
    if metadata is None:
        if nameless := [place.name for place in children if GRADESCOPE.fullmatch(place.name)]:
            raise CannotRead(
                f"whose is {listed(nameless)}? {METADATA} says so, which lies beside them in "
                "Gradescope's export: put it there, or call each after its student"
            )
        return {}
    import yaml  # which is not there where Gradescope itself runs the grader, one hand-in at a time

    try:
        # Texts as they stand, of no type: it was Ruby that wrote them. It makes no objects.
        loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
        data = yaml.load(metadata.text(METADATA_MOST), loader)  # noqa: S506
        return {
            folder: [submitter(by, made(entry)) for by in entry[":submitters"]]
            for folder, entry in data.items()
        }
    except (yaml.YAMLError, AttributeError, KeyError, TypeError) as error:
        raise CannotRead(f"{METADATA} is not as Gradescope writes it: {error}") from None
