"""Wrong answers carried over to a base that has changed: merges of lines, then of words."""

import re
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from solutions import SOLUTIONS
from solutions.checks.soundness.patches import (
    DIFF,
    Patch,
    PatchFault,
    apply,
    difference,
    git,
    names,
)

INDEX = re.compile(r"^index ([0-9a-f]+)\.\.", re.MULTILINE)


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
            blob = git(["cat-file", "blob", found[1]], SOLUTIONS)
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
        ran = git(["merge-file", "-p", "now", "old", "patched"], Path(folder))
    return ran.stdout, ran.returncode == 0


def _a_word_a_line(text: bytes) -> bytes:
    """The words, signs and blanks of a text, each on a line: git then merges within its lines."""
    words = re.findall(rb"\w+|\n|[^\S\n]+|[^\w\s]", text)
    return b"".join((b"\\n" if word == b"\n" else word) + b"\n" for word in words)


def _lines_of_words(words: bytes) -> bytes:
    return b"".join(b"\n" if word == b"\\n" else word for word in words.split(b"\n"))
