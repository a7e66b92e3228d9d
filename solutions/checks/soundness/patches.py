"""Wrong answers as patches: prose, then one difference against the reference or a wheat.

    The lines are streamed, and kept in a list for the audit as well.

    Hint: Each line leaves on its own, and yet all of them are kept: what still holds a line?

    Base: wheats/echo_writer

    Sometimes: test_three_times_as_fast

    Only on: sqlite

    diff --git a/exports.py b/exports.py

All four may be missing; without a base it is the reference. Sometimes are the tests whose bound is
so near that the machine decides: other tests are to catch it. Only on one database, sqlite or
postgres, does the mistake show: soundness leaves it out on the other. git makes, applies and merges
the differences: `make chaff` writes them, `make soundness update=1` carries them over once a base
has changed.
"""

import os
import re
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from solutions import SOLUTIONS

DIFF = "diff --git "
TO_WRITE = "TO WRITE"  # begins what a command leaves to the author
UNWRITTEN = f"{TO_WRITE}: in one sentence, what this answer does."
Files = dict[str, bytes]


class PatchFault(Exception):
    """A patch cannot be applied or carried over. The text says why."""


@dataclass(frozen=True)
class Patch:
    """What a patch file says. base: a folder beside it, such as "wheats/echo_writer", or "".

    sometimes: ids of tests, with commas between, or "". only_on: a database, or "" for all.
    """

    sentence: str
    hint: str
    base: str
    sometimes: str
    difference: str
    only_on: str = ""

    @property
    def hint_line(self) -> str:
        """The hint on one line."""
        return " ".join(self.hint.split())

    @property
    def text(self) -> str:
        """The file's text."""
        parts = [self.sentence, f"Hint: {self.hint}" if self.hint else ""]
        parts += [f"Base: {self.base}" if self.base else ""]
        parts += [f"Sometimes: {self.sometimes}" if self.sometimes else ""]
        parts += [f"Only on: {self.only_on}" if self.only_on else "", self.difference]
        return "\n\n".join(part.strip("\n") for part in parts if part) + "\n"


def parse(text: str) -> Patch:
    """The parts of a patch file's text."""
    prose, mark, rest = f"\n{text}".partition(f"\n{DIFF}")
    found = dict.fromkeys(("Hint", "Base", "Sometimes", "Only on"), "")
    said = []
    for paragraph in re.split(r"\n{2,}", prose.strip("\n")):
        name, colon, value = paragraph.partition(":")
        if colon and name in found:
            found[name] = value.strip()
        else:
            said.append(paragraph)
    difference = DIFF + rest if mark else ""
    hint, base, sometimes, only_on = found.values()
    return Patch("\n\n".join(said), hint, base, sometimes, difference, only_on)


def read(file: Path) -> Patch:
    return parse(file.read_text(encoding="utf-8"))


def apply(difference: str, base: Mapping[str, bytes]) -> Files:
    """The files that the difference makes of the base's: without fuzz, all of it or nothing.

    Raises PatchFault, which names the base's file and line.
    """
    with tempfile.TemporaryDirectory(prefix="katas-patch-") as folder:
        for name, content in base.items():
            Path(folder, name).write_bytes(content)
        ran = git(["apply", "--whitespace=nowarn", "-"], Path(folder), difference.encode())
        if ran.returncode:
            raise PatchFault(ran.stderr.decode().replace("error: ", "").strip())
        return {file.name: file.read_bytes() for file in Path(folder).iterdir()}


def difference(base: Mapping[str, bytes], edited: Mapping[str, bytes]) -> str:
    """What makes the edited files of the base's, as `git diff` writes it; "" for nothing."""
    parts = []
    with tempfile.TemporaryDirectory(prefix="katas-patch-") as scratch:
        for side, files in (("a", base), ("b", edited)):
            Path(scratch, side).mkdir()
            for name, content in files.items():
                Path(scratch, side, name).write_bytes(content)
        for name in base:
            if edited[name] != base[name]:
                options = ["--no-index", "--no-prefix", "--no-color", "--no-ext-diff"]
                command = ["diff", *options, "--abbrev=12", f"a/{name}", f"b/{name}"]
                parts.append(git(command, Path(scratch)).stdout.decode())
    return "".join(parts)


def with_difference(patch: Patch, difference: str) -> Patch:
    """The same prose ahead of another difference."""
    return replace(patch, difference=difference)


def remember(base: Mapping[str, bytes]) -> None:
    """Have git keep a base that a patch was made of, even if it is never committed as it is."""
    for content in base.values():
        git(["hash-object", "-w", "--stdin"], SOLUTIONS, content)


def names(difference: str) -> list[str]:
    """The files that a difference changes."""
    return re.findall(r"^\+\+\+ b/(.+)$", difference, re.MULTILINE)


def git(
    arguments: Sequence[str], folder: Path, text: bytes = b""
) -> "subprocess.CompletedProcess[bytes]":
    """git in that folder. A scratch folder may lie in a repository: of that it hears nothing."""
    environ = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    environ["LC_ALL"] = "C"
    if folder != SOLUTIONS:
        environ |= {"GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": os.devnull}
        environ["GIT_CEILING_DIRECTORIES"] = str(folder.parent)
    command = ["git", *arguments]
    try:
        return subprocess.run(
            command, cwd=folder, env=environ, input=text, capture_output=True, check=False
        )
    except FileNotFoundError:
        raise PatchFault("Wrong answers are patches, and git is not installed.") from None
