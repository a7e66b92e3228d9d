"""Wrong answers as patches: prose, then one difference against the reference or a wheat.

    The lines are streamed, and kept in a list for the audit as well.

    Hint: Each line leaves on its own, and yet all of them are kept: what still holds a line?

    Base: wheats/echo_writer

    Sometimes: test_three_times_as_fast

    diff --git a/exports.py b/exports.py

`Hint:`, `Base:` and `Sometimes:` may be missing; without a base it is the reference. Sometimes are
the tests whose bound is so near that the machine decides: other tests are to catch it. git makes,
applies and merges the differences: `make chaff` writes them, `make soundness update=1` carries them
over once a base has changed.
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
UNWRITTEN = "Write here in one sentence what this answer does."
INDEX = re.compile(r"^index ([0-9a-f]+)\.\.", re.MULTILINE)
Files = dict[str, bytes]


class PatchFault(Exception):
    """A patch cannot be applied or carried over. The text says why."""


@dataclass(frozen=True)
class Patch:
    """What a patch file says. base: a folder beside it, such as "wheats/echo_writer", or "".

    sometimes: ids of tests, with commas between, or "".
    """

    sentence: str
    hint: str
    base: str
    sometimes: str
    difference: str

    @property
    def hint_line(self) -> str:
        """The hint on one line."""
        return " ".join(self.hint.split())

    @property
    def text(self) -> str:
        """The file's text."""
        parts = [self.sentence, f"Hint: {self.hint}" if self.hint else ""]
        parts += [f"Base: {self.base}" if self.base else ""]
        parts += [f"Sometimes: {self.sometimes}" if self.sometimes else "", self.difference]
        return "\n\n".join(part.strip("\n") for part in parts if part) + "\n"


def parse(text: str) -> Patch:
    """The parts of a patch file's text."""
    prose, mark, rest = f"\n{text}".partition(f"\n{DIFF}")
    found = dict.fromkeys(("Hint", "Base", "Sometimes"), "")
    said = []
    for paragraph in re.split(r"\n{2,}", prose.strip("\n")):
        name, colon, value = paragraph.partition(":")
        if colon and name in found:
            found[name] = value.strip()
        else:
            said.append(paragraph)
    difference = DIFF + rest if mark else ""
    hint, base, sometimes = found.values()
    return Patch("\n\n".join(said), hint, base, sometimes, difference)


def read(file: Path) -> Patch:
    return parse(file.read_text(encoding="utf-8"))


def apply(difference: str, base: Mapping[str, bytes]) -> Files:
    """The files that the difference makes of the base's: without fuzz, all of it or nothing.

    Raises PatchFault, which names the base's file and line.
    """
    with tempfile.TemporaryDirectory(prefix="katas-patch-") as folder:
        for name, content in base.items():
            Path(folder, name).write_bytes(content)
        ran = _git(["apply", "--whitespace=nowarn", "-"], Path(folder), difference.encode())
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
                parts.append(_git(command, Path(scratch)).stdout.decode())
    return "".join(parts)


def with_difference(patch: Patch, difference: str) -> Patch:
    """The same prose ahead of another difference."""
    return replace(patch, difference=difference)


def carried_over(patch: Patch, base: Mapping[str, bytes], kept: Path) -> str:
    """The difference against the base as it is now: a merge with the base that it was made of.

    That one is found by the patch's `index` lines among the blobs of this repository. Lines are
    merged and, where both have changed the same ones, words. kept: where the files are left, with
    marks at what both have changed, if that is not clear either. Raises PatchFault.
    """
    if gone := sorted(set(names(patch.difference)) - set(base)):
        raise PatchFault(f"its base has no {' and no '.join(gone)}")
    old = dict(base)
    for part in re.split(rf"(?m)^(?={DIFF})", patch.difference):
        if found := INDEX.search(part):
            name = part.partition(" b/")[2].partition("\n")[0]
            blob = _git(["cat-file", "blob", found[1]], SOLUTIONS)
            if blob.returncode:
                raise PatchFault(f"its base ({found[1]}) is not in this repository's history")
            old[name] = blob.stdout
    theirs = apply(patch.difference, old)
    merged, unclear = dict(base), []
    for name in base:
        versions = [base[name], old[name], theirs[name]]
        merged[name], is_clear = _merged(versions)
        if not is_clear:
            words, is_clear = _merged([_a_word_a_line(version) for version in versions])
            merged[name] = _lines_of_words(words) if is_clear else merged[name]
        unclear += [] if is_clear else [name]
    if unclear:
        kept.mkdir(parents=True, exist_ok=True)
        for name, content in merged.items():
            (kept / name).write_bytes(content)
        raise PatchFault(
            f"base and mistake have changed the same words of {' and '.join(unclear)}; they are"
            f" marked in {kept}: mend them there"
        )
    return difference(base, merged)


def _merged(versions: Sequence[bytes]) -> tuple[bytes, bool]:
    """The base as it is now, with what has been done to the old one. versions: now, old, patched.

    And whether that was clear: else the result has marks.
    """
    with tempfile.TemporaryDirectory(prefix="katas-patch-") as folder:
        for name, content in zip(("now", "old", "patched"), versions, strict=True):
            Path(folder, name).write_bytes(content)
        ran = _git(["merge-file", "-p", "now", "old", "patched"], Path(folder))
    return ran.stdout, ran.returncode == 0


def _a_word_a_line(text: bytes) -> bytes:
    """The words, signs and blanks of a text, each on a line: git then merges within its lines."""
    words = re.findall(rb"\w+|\n|[^\S\n]+|[^\w\s]", text)
    return b"".join((b"\\n" if word == b"\n" else word) + b"\n" for word in words)


def _lines_of_words(words: bytes) -> bytes:
    return b"".join(b"\n" if word == b"\\n" else word for word in words.split(b"\n"))


def remember(base: Mapping[str, bytes]) -> None:
    """Have git keep a base that a patch was made of, even if it is never committed as it is."""
    for content in base.values():
        _git(["hash-object", "-w", "--stdin"], SOLUTIONS, content)


def names(difference: str) -> list[str]:
    """The files that a difference changes."""
    return re.findall(r"^\+\+\+ b/(.+)$", difference, re.MULTILINE)


def _git(
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
