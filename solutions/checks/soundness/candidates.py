"""The answers that a day's tests are tried on: starter, reference, wheats and chaffs."""

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from katas.harness.answers import KATAS
from katas.harness.days import Day
from katas.harness.postgres import databases
from solutions import SOLUTIONS
from solutions.checks.soundness import merging, patches
from solutions.checks.soundness.patches import Files, Patch, PatchFault

NAME = re.compile(r"[a-z0-9]+(_[a-z0-9]+)*")
DATABASES = ("", "sqlite", "postgres")
UNCLEAR = KATAS.parent / ".katas" / "chaffs"


@dataclass(frozen=True)
class Candidate:
    """One answer. kind: "starter", "reference", "wheat" or "chaff".

    folder: where its answer files lie, or those of the base that its patch is for.
    sentence, hint: of a chaff, what it does, and what the learner is told of it, or "".
    sometimes: ids of the tests that catch it on some machines, or at some times, only.
    """

    kind: str
    name: str
    folder: Path
    patch: Path | None = None
    sentence: str = ""
    hint: str = ""
    sometimes: frozenset[str] = frozenset()

    @property
    def label(self) -> str:
        return self.kind if self.kind in ("starter", "reference") else f"{self.kind}  {self.name}"

    def files(self, day: Day) -> Files:
        """The answer files; those that are missing are left out. Raises PatchFault."""
        found = _contents(self.folder, day)
        if self.patch is None:
            return found
        try:
            return patches.apply(patches.read(self.patch).difference, found)
        except PatchFault as error:
            raise PatchFault(
                f"{shown(self.patch)} does not apply to {shown(self.folder)}:\n{error}\n"
                "If its base has changed, this carries it over:"
                f"  make soundness day={day.number} update=1"
            ) from None

    def lay_out(self, day: Day, root: Path) -> Path:
        """Write the answer files into a folder that mirrors katas/, below root, and give its path.

        Raises PatchFault.
        """
        place = root / f"{self.kind}-{self.name}"
        target = place / day.name
        target.mkdir(parents=True, exist_ok=True)
        for file, content in self.files(day).items():
            (target / file).write_bytes(content)
        return place


def home_of(day: Day) -> Path:
    """Where the day's answers lie: the reference's folder."""
    return SOLUTIONS / day.name


def of(day: Day) -> list[Candidate]:
    """All answers of a day, in the order of the matrix."""
    home = home_of(day)
    return [
        Candidate("starter", "", day.starter),
        Candidate("reference", "", home),
        *wheats(day),
        *chaffs(day),
    ]


def wheats(day: Day) -> list[Candidate]:
    """Right answers of other designs: folders of whole files."""
    folders = sorted((home_of(day) / "wheats").glob("[!_]*/"))
    return [Candidate("wheat", folder.name, folder) for folder in folders]


def chaffs(day: Day) -> list[Candidate]:
    """Wrong answers: patches, without those that are no mistake on the database in use."""
    home = home_of(day)
    here = "postgres" if databases.are_served() else "sqlite"
    found = []
    for file in sorted((home / "chaffs").glob("*.patch")):
        patch = patches.read(file)
        if patch.only_on not in ("", here):
            continue
        base = home / patch.base
        sometimes = frozenset(filter(None, re.split(r"[,\s]+", patch.sometimes)))
        about = (patch.sentence, patch.hint_line, sometimes)
        found.append(Candidate("chaff", file.stem, base, file, *about))
    return found


def _contents(folder: Path, day: Day) -> Files:
    return {file: (folder / file).read_bytes() for file in day.answers if (folder / file).is_file()}


def shown(path: Path) -> str:
    """The path as seen from the project's root."""
    return path.relative_to(KATAS.parent).as_posix()


def carry_over(day: Day, only: str = "") -> dict[str, str]:
    """Write each patch anew that its base, as it is now, does not take any more.

    only: parts of the names of those to look at, with commas between. Returns, by the name of each
    that could not be carried over, what stands in the way, and the next step.
    """
    left = {}
    for chaff in chaffs(day):
        if chaff.patch is None or not is_meant(chaff, only):
            continue
        patch, base = patches.read(chaff.patch), _contents(chaff.folder, day)
        try:
            patches.apply(patch.difference, base)
        except PatchFault:
            place = UNCLEAR / day.name / chaff.name
            try:
                difference = merging.carried_over(patch, base, place)
            except PatchFault as error:
                source = place if place.is_dir() else "FILE"
                remedy = f"make chaff day={day.number} new={chaff.name} from={source}"
                left[chaff.name] = (
                    f"{shown(chaff.patch)} cannot be carried over: {error}\nThen:  {remedy}"
                )
                continue
            write(chaff.patch, patches.with_difference(patch, difference), base)
    return left


def write(file: Path, patch: Patch, base: Files) -> None:
    """Write a patch that was made of that base."""
    file.parent.mkdir(exist_ok=True)
    file.write_text(patch.text, encoding="utf-8")
    patches.remember(base)


def has_turn(candidate: Candidate, turn: int, turns: int) -> bool:
    """Whether it is run where of the wrong answers only one of so many is, by its name.

    On PostgreSQL, where all have been run before on SQLite, that goes for wheats as well.
    """
    by_turns = ("chaff", "wheat") if databases.are_served() else ("chaff",)
    return candidate.kind not in by_turns or zlib.crc32(candidate.name.encode()) % turns == turn


def is_meant(candidate: Candidate, only: str) -> bool:
    """Whether one of the parts, with commas between, is in the candidate's label."""
    return any(part in candidate.label for part in only.split(","))


def faults_of_files(day: Day) -> list[str]:
    """What is wrong with the folders and the patches themselves."""
    faults: list[str] = []
    for candidate in of(day):
        faults += _faults_of(candidate, day)
    folder = home_of(day) / "chaffs"
    for odd in sorted(folder.iterdir()) if folder.is_dir() else []:
        if odd.suffix != ".patch":
            faults.append(f"{shown(odd)} is no patch: remove it")
    return faults


def _faults_of(candidate: Candidate, day: Day) -> Iterator[str]:
    where = shown(candidate.patch or candidate.folder)
    if candidate.kind in ("wheat", "chaff") and not NAME.fullmatch(candidate.name):
        yield f"{where}: name it in small letters, digits and single underscores"
    if candidate.kind == "chaff" and candidate.sentence in ("", patches.UNWRITTEN):
        yield f"{where}: say first, in a sentence, what this answer does"
    if candidate.patch is not None:
        patch = patches.read(candidate.patch)
        if patch.base and not (home_of(day) / patch.base).is_dir():
            yield f"{where}: there is no {patch.base}; a base is wheats/<idea>, or left out"
        if patch.only_on not in DATABASES:
            yield f"{where}: Only on: is sqlite or postgres, or left out"
        if patch.only_on == "postgres" and candidate.hint:
            yield f"{where}: no messages are recorded of Only on: postgres, so it can have no Hint:"
        if candidate.sometimes and candidate.hint:
            yield f"{where}: with Sometimes: its mark varies, so it can have no Hint:"
        if odd := sorted(set(patches.names(patch.difference)) - set(day.answers)):
            yield f"{where} changes {', '.join(odd)}: no answer file of kata.toml"
        if not patch.difference:
            yield f"{where} has no difference: make chaff day={day.number} new=NAME from=FILE"
        return
    if candidate.kind == "wheat":
        files = {file.name for file in candidate.folder.iterdir() if file.name != "__pycache__"}
        for name in sorted(files - set(day.answers)):
            yield f"{where}/{name} is not an answer file of kata.toml: remove it"
    for file in day.answers:
        if not (candidate.folder / file).is_file():
            yield f"{where}/{file} is missing"
