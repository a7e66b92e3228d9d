"""The table of make versions: what each Python's run has counted, and what is missing."""

import io
import sys
import tomllib
from pathlib import Path

import pytest
from rich.console import Console

from katas.harness import environment
from katas.harness.days import present
from katas.harness.environment import Python
from solutions import SOLUTIONS
from solutions.checks.soundness import messages, versions
from solutions.checks.soundness.examine import examine

HERE = f"{sys.version_info.major}.{sys.version_info.minor}"


def table(folder: Path) -> tuple[int, list[list[str]]]:
    """The status, and the words of each line."""
    text = io.StringIO()
    status = versions.show(folder, ["sqlite"], Console(file=text, width=120))
    return status, [line.split() for line in text.getvalue().splitlines() if line.strip()]


def test_it_counts_what_soundness_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By kind of answer; a surprise is told with its version and day, and the status is 1."""
    monkeypatch.setattr(versions, "VERSIONS", (HERE,))
    names = "reference,links_sorted"
    out = Console(file=io.StringIO())
    for changed, status in (("", 0), ("otherwise", 1)):
        monkeypatch.setattr(messages, "difference", lambda *_, changed=changed: changed)
        assert examine([present()[1]], out, workers=1, only=names, counts=tmp_path) == status
        ended, lines = table(tmp_path)
        assert ended == status
        counted = {words[3]: [int(word) for word in words[4:]] for words in lines[2:4]}
        tests = counted["reference"][1]
        assert tests > 20
        assert counted == {"reference": [1, tests, 0], "chaff": [1, tests, status]}
    assert lines[4] == [HERE, "sqlite", "day", "2:", "chaff", "links_sorted:", "otherwise"]


@pytest.mark.parametrize(
    ("found", "said", "status"),
    [(None, "not installed", 0), (Python("3.14.0", "/a", ""), "no end", 1)],
)
def test_a_row_for_what_did_not_run(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    found: Python | None,
    said: str,
    status: int,
) -> None:
    """A Python that is not there is no fault; a run that broke off is one."""
    monkeypatch.setattr(versions, "VERSIONS", ("3.14",))
    monkeypatch.setattr(environment, "find", lambda version: found)
    ended, lines = table(tmp_path)
    assert (ended, lines[-1]) == (status, ["3.14", "sqlite", *said.split()])


def test_tox_knows_the_same_versions() -> None:
    """Those of the table are those that it makes environments for."""
    tox = tomllib.loads((SOLUTIONS / "checks" / "tox.toml").read_text(encoding="utf-8"))
    assert tuple(tox["env_list"]) == versions.VERSIONS
