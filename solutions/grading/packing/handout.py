"""The student edition: what learners get, as a zip and as a tar.gz, without the solutions.

What goes in: of the top level, the names in GIVEN, and what lies in `student_edition/`. Below them,
in a git checkout what git knows; elsewhere all regular files but hidden ones, caches and backups.
A day's answer files are always the starters, whatever somebody has made of them in this copy.
"""

import fnmatch
import re
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from katas.harness import days
from katas.harness.archive import Item, write_tar, write_zip
from katas.harness.days import Day
from solutions import SOLUTIONS

ROOT = SOLUTIONS.parent
NAME = "django-katas"
GIVEN = {
    "katas", "conftest.py", "pyproject.toml", "Makefile", "README.md", "LICENSE", "CHANGELOG.md",
    ".gitignore", ".gitattributes", ".devcontainer",
}  # fmt: skip
# What the student edition has of its own lies here, under the names that it gets.
OWN = Path(__file__).parent / "student_edition"
README_SCREEN = "<!-- screen -->\n"
NOT_GIVEN = (
    "__pycache__", "*.pyc", "*.egg-info", "*~", "*.bak", "*.orig", "*.rej", "*.swp", "#*#", ".*",
)  # fmt: skip


@dataclass(frozen=True)
class HandOut:
    """What was written. left_out: files that would have gone out, had git known them."""

    files: list[Path]
    count: int
    left_out: list[str]


def make(out: Path, over: Sequence[Day] = (), root: Path = ROOT) -> HandOut:
    """Write both archives into the folder. Raises OSError if that fails.

    over: days whose references go out as well.
    """
    found = {**contents(root), **references(over, root)}
    items = {f"{NAME}/{name}": item for name, item in found.items()}
    archives = [out / f"{NAME}.zip", out / f"{NAME}.tar.gz"]
    write_zip(archives[0], items)
    write_tar(archives[1], items)
    unknown = known_to_git(root, "--others", "--exclude-standard")
    return HandOut(archives, len(items), [name for name in unknown if is_given(name)])


def contents(root: Path = ROOT) -> dict[str, Item]:
    """The student edition's files by their names, "/" between the parts."""
    found = {
        name: Item.of(root / name)
        for name in sorted(known_to_git(root) or all_below(root))
        if is_given(name) and (root / name).is_file() and not (root / name).is_symlink()
    }
    for day in days.present():
        for file in day.answers:
            pristine = found.get(f"katas/{day.name}/starter/{file}")
            if pristine:
                found[f"katas/{day.name}/{file}"] = pristine
    for path in sorted(OWN.rglob("*")):
        if path.is_file():
            found[path.relative_to(OWN).as_posix()] = Item.of(path)
    found["README.md"] = with_screen(found["README.md"], (root / "README.md").read_text("utf-8"))
    found["pyproject.toml"] = built_by_flit(found["pyproject.toml"])
    found[".gitignore"] = with_progress(found[".gitignore"])
    return found


def with_screen(readme: Item, projects: str) -> Item:
    """The student edition's README with the screen that the project's shows."""
    screen = re.search(r"<!-- screen:start -->\n(.*?)<!-- screen:end -->\n", projects, re.DOTALL)
    text = readme.data.decode("utf-8").replace(README_SCREEN, screen[1] if screen else "")
    return replace(readme, data=text.encode("utf-8"))


def built_by_flit(pyproject: Item) -> Item:
    """The project's pyproject.toml without `wheel.py`, which is not given: flit alone is left."""
    lines = 'build-backend = ".*"\nbackend-path = .*\n'
    text = re.sub(lines, 'build-backend = "flit_core.buildapi"\n', pyproject.data.decode("utf-8"))
    return replace(pyproject, data=text.encode("utf-8"))


def with_progress(gitignore: Item) -> Item:
    """The project's .gitignore without the learner's progress, which is theirs to commit."""
    return replace(gitignore, data=gitignore.data.replace(b"\n.katas-progress\n", b"\n"))


def references(over: Sequence[Day], root: Path = ROOT) -> dict[str, Item]:
    """The references of these days and the notes on them, by their names."""
    names = [f"solutions/{day.name}/{file}" for day in over for file in (*day.answers, "NOTES.md")]
    return {name: Item.of(root / name) for name in names if (root / name).is_file()}


def is_given(name: str) -> bool:
    """Whether a file goes out, by its name alone."""
    first, *rest = name.split("/")
    return first in GIVEN and not any(
        fnmatch.fnmatch(part, pattern) for part in rest for pattern in NOT_GIVEN
    )


def known_to_git(root: Path, *options: str) -> list[str]:
    """The files git tracks, if the root is a checkout of its own; else none.

    options: of `git ls-files`, for others than those.
    """
    git = ["git", "-C", str(root)]
    try:
        top = subprocess.check_output(
            [*git, "rev-parse", "--show-toplevel"], stderr=subprocess.DEVNULL, text=True
        )
        if Path(top.removesuffix("\n")).resolve() != root.resolve():
            return []
        command = [*git, "ls-files", "-z", *options]
        listed = subprocess.check_output(command, stderr=subprocess.DEVNULL)
    except (OSError, subprocess.CalledProcessError):
        return []
    return [name for name in listed.decode("utf-8", "surrogateescape").split("\0") if name]


def all_below(root: Path) -> list[str]:
    """All files below the names that are given."""
    tops = [root / name for name in GIVEN]
    files = [top for top in tops if top.is_file()]
    files += [file for top in tops if top.is_dir() for file in top.rglob("*")]
    return [file.relative_to(root).as_posix() for file in files]
