"""The answers that a day's tests are tried on: starter, reference, wheats and chaffs."""

import ast
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

from katas.harness.days import Day

SOLUTIONS = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Candidate:
    """One answer. kind: "starter", "reference", "wheat" or "chaff".

    caught_by: for a chaff, the tests it says must fail: a test's id, or a bare function name
    for "at least one of its cases".
    hint: for a chaff, what its docstring tells the learner below "Hint:", or "".
    """

    kind: str
    name: str
    folder: Path
    caught_by: frozenset[str] = frozenset()
    hint: str = ""

    @property
    def label(self) -> str:
        return self.kind if self.kind in ("starter", "reference") else f"{self.kind}  {self.name}"

    def lay_out(self, day: Day, root: Path) -> str:
        """Copy the answer files into a folder that mirrors katas/, and give its path."""
        target = root / f"{self.kind}-{self.name}" / day.name
        target.mkdir(parents=True, exist_ok=True)
        for file in day.answers:
            if (self.folder / file).is_file():
                shutil.copyfile(self.folder / file, target / file)
        return str(target.parent)


def of(day: Day) -> list[Candidate]:
    """All answers of a day, in the order of the matrix."""
    home = SOLUTIONS / day.name
    found = [Candidate("starter", "", day.starter), Candidate("reference", "", home)]
    for kind in ("wheat", "chaff"):
        for folder in sorted((home / f"{kind}s").glob("*/")):
            if folder.name != "__pycache__":
                text = docstrings(folder, day) if kind == "chaff" else ""
                found.append(Candidate(kind, folder.name, folder, caught_by(text), hint(text)))
    return found


def docstrings(folder: Path, day: Day) -> str:
    """The docstrings of an answer's files, one after the other."""
    files = [folder / file for file in day.answers if (folder / file).is_file()]
    trees = [ast.parse(file.read_text(encoding="utf-8")) for file in files]
    return "\n\n".join(ast.get_docstring(tree) or "" for tree in trees)


def caught_by(text: str) -> frozenset[str]:
    """The tests that a chaff's docstrings name below "Caught by:"."""
    parts = re.findall(r"^Caught by:((?:\n? +\S+)*)", text, re.MULTILINE)
    return frozenset(name for part in parts for name in part.split())


def hint(text: str) -> str:
    """What a chaff's docstrings tell the learner below "Hint:", on one line; or ""."""
    found = re.search(r"^Hint:(.+?)(?:\n\n|\Z)", text, re.MULTILINE | re.DOTALL)
    return " ".join(found[1].split()) if found else ""


def faults_of_files(day: Day) -> list[str]:
    """What is wrong with the folders and the manifest themselves."""
    faults = []
    for task in day.tasks:
        if len(task.hints) != 3 or not all(hint.strip() for hint in task.hints):
            faults.append(f"kata.toml: task {task.number} needs three hints, none of them empty")
    if day.points != 100:
        faults.append(f"kata.toml: the points add up to {day.points} instead of 100")
    for candidate in of(day):
        where = f"solutions/{day.name}/{candidate.folder.name}"
        if candidate.kind in ("wheat", "chaff"):
            where = f"solutions/{day.name}/{candidate.kind}s/{candidate.name}"
            files = {f.name for f in candidate.folder.iterdir() if f.name != "__pycache__"}
            for odd in sorted(files - set(day.answers)):
                faults.append(f"{where}/{odd} is not an answer file of kata.toml: remove it")
        for file in day.answers:
            if not (candidate.folder / file).is_file():
                faults.append(f"{where}/{file} is missing")
        if candidate.kind == "chaff" and not candidate.caught_by:
            faults.append(f'{where}: the docstring names no test under "Caught by:"')
    return faults
