"""A Canvas class of two tiny days: its roster, its downloads, its teams."""

import csv
import shutil
import zipfile
from collections.abc import Mapping
from pathlib import Path

from solutions.checks.support.tiny_cohort import Graded
from solutions.checks.support.tiny_project import DAY, RIGHT

HALF = RIGHT.replace("2 * x", "0")
EARLY = "day08_tiny"
ROSTER = """\
Student,ID,SIS User ID,SIS Login ID,Section,Day 8: A tiny day (801),Day 9: A tiny day (901)
    Points Possible,,,,,100.00,100.00
"Chen, Bo",104,S104,bchen@uni.example,A,,
"Diallo, Dana",105,S105,ddiallo@uni.example,A,,
"Eriksen, Emil",106,S106,eeriksen@uni.example,A,,
"Fuchs, Farid",107,S107,ffuchs@uni.example,A,,
"Garc\u00eda N\u00fa\u00f1ez, Zo\u00eb",108,S108,zgarcia@uni.example,A,,
"Student, Test",199,,d41d8,A,,
"""
# As Canvas exports a group set: everybody, with a group or without.
SET = """\
name,canvas_user_id,user_id,login_id,sections,group_name,canvas_group_id,group_id
Bo Chen,104,S104,bchen@uni.example,A,,,
Dana Diallo,105,S105,ddiallo@uni.example,A,Red Team,771,
Emil Eriksen,106,S106,eeriksen@uni.example,A,Red Team,771,
Farid Fuchs,107,S107,ffuchs@uni.example,A,Red Team,771,
"""
RED = ("Diallo, Dana", "Eriksen, Emil", "Fuchs, Farid")


class TinyClass(Graded):
    """Day 9, and day 8, which asks for second.py."""

    def __init__(self, root: Path) -> None:
        super().__init__(root)
        for folder in (self.day, root / "solutions" / DAY):
            early = folder.parent / EARLY
            shutil.copytree(folder, early)
            for file in [each for each in early.rglob("*") if each.suffix in (".py", ".toml")]:
                text = file.read_text().replace(DAY, EARLY).replace("answer.py", "second.py")
                text = text.replace(f"{EARLY}.answer", f"{EARLY}.second")
                file.write_text(text.replace('agent.module("answer")', 'agent.module("second")'))
                if file.name == "answer.py":
                    file.rename(file.with_name("second.py"))
        self.roster = self.write("roster.csv", ROSTER)

    def write(self, name: str, text: str) -> str:
        (self.root / name).write_text(text, encoding="utf-8")
        return str(self.root / name)

    def download(self, name: str, files: Mapping[str, str | bytes]) -> None:
        """The inbox with one assignment more, as Canvas lets download it."""
        with zipfile.ZipFile(self.inbox / name, "w") as archive:
            for file, text in files.items():
                archive.writestr(file, text)

    def empty(self) -> None:
        for file in self.inbox.iterdir():
            file.unlink()

    def points(self) -> dict[str, list[str]]:
        """grades.csv: each student's days."""
        return {
            name: [row[head] for head in row if head.startswith("day")]
            for name, row in self.rows().items()
        }

    def canvas(self) -> dict[str, list[str]]:
        """canvas.csv by the roster's ID: each student's days; fails for an ID there twice."""
        with (self.out / "canvas.csv").open(encoding="utf-8", newline="") as file:
            rows = list(csv.reader(file))[2:]
        assert len({row[1] for row in rows}) == len(rows), rows
        return {row[1]: row[5:] for row in rows}

    def refused(self, *options: str) -> str:
        """What is said of a command that is wrong, in one line."""
        status, output = self.run(*self.command("--unsafe", *options))
        assert status == 2, output
        return " ".join(output.split())
