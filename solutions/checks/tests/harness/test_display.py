"""Output that everybody can read: narrow, plain, without colour, without motion, in editors."""

import os
import pty
import re
import select
import subprocess
import sys
from pathlib import Path

import pytest

from katas.harness import days
from katas.harness.run import source_links
from solutions.checks.support.tiny_project import RIGHT, Tiny

WRONG = RIGHT.replace("2 * x", "3 * x")
CRASH = "def double(x):\n    return x / 0\n\n\n" + RIGHT.partition("\n\n\n")[2]
PLACE = "katas/day09_tiny/answer.py:2 in double"
COLOUR = re.compile(r"\x1b\[[\d;]*(3[0-7]|9[0-7])[\d;]*m")


@pytest.fixture
def tiny(tmp_path: Path) -> Tiny:
    return Tiny(tmp_path)


def in_terminal(tiny: Tiny, *arguments: str, **variables: str) -> str:
    """What `python -m ARGUMENTS` writes to a terminal."""
    controller, terminal = pty.openpty()
    environ = {k: v for k, v in tiny.environ(**variables).items() if k != "COLUMNS"}
    process = subprocess.Popen(
        [sys.executable, "-m", *arguments],
        cwd=tiny.root,
        env={"TERM": "xterm", **environ},
        stdin=subprocess.DEVNULL,
        stdout=terminal,
        stderr=terminal,
    )
    os.close(terminal)
    written = b""
    while select.select([controller], [], [], 60)[0]:
        try:
            data = os.read(controller, 65_536)
        except OSError:
            break
        if not data:
            break
        written += data
    process.wait(60)
    os.close(controller)
    return written.decode()


@pytest.mark.parametrize("width", [60, 40])
def test_nothing_is_wider_than_the_terminal(tiny: Tiny, width: int) -> None:
    """No line of text is cut or wrapped by the terminal; only paths and commands may be longer.

    No word of a verdict is divided that has room in a line of its own; no line ends with blanks.
    """
    manifest = tiny.day / "kata.toml"
    manifest.write_text(
        manifest.read_text()
        .replace('"First"', '"A title of a task that is rather long"')
        .replace('"a", "b"', '"' + "word " * 40 + '", "b"')
    )
    address = "https://docs.djangoproject.com/"
    tiny.answer.write_text(WRONG.replace("3 * x", repr(address)))
    said = ""
    for command in ("kata 9", "hint 9", "progress", "doctor", "submit"):
        output = tiny.run("katas", *command.split(), COLUMNS=str(width))[1]
        for line in output.splitlines():
            longer = (sys.prefix, "make kata day=9 test=", f"/{tiny.root.relative_to('/')}")
            assert len(line) <= width or line.lstrip().startswith(longer), line
            assert not line.endswith(" "), output
        said += output
    assert "A title of a task that is rather long" in " ".join(said.split())
    assert "1 hint" in said and address in said


@pytest.mark.parametrize("width", [80, 60, 40])
def test_progress_in_its_columns(tiny: Tiny, width: int) -> None:
    """What is not beside its day or its figure stands below it, set in; no line is empty for it."""
    lines = [
        '{"at": "2026-11-22T17:05:09Z", "day": 9, "green": [1, 2], "points": 100}',
        '{"at": "2026-11-22T17:05:09Z", "day": 9, "best": "the last page of all, where the language'
        ' is another", "measured": 863, "unit": "calls", "allowed": 2500}',
        '{"at": "2026-11-22T17:05:09Z", "day": 9, "task": 1, "hint": 1, "which": 1}',
    ]
    (tiny.root / ".katas-progress").write_text("\n".join(lines) + "\n")
    output = tiny.run("katas", "progress", COLUMNS=str(width))[1]
    first, *rest = output.partition("\n\n")[0].splitlines()
    assert first.startswith(" 9  ")
    for line in rest:
        assert line.startswith(" " * 6) and line.strip() and len(line.rstrip()) <= width, output
    said = " ".join(output.split())
    for part in ("ok 2 of 2 tasks 100 of 100 points", "now the starter", "1 hint"):
        assert part in said
    assert "863 calls   allowed 2,500" in output


@pytest.mark.parametrize("command", ["kata", "hint", "progress"])
def test_terminal_without_unicode(tiny: Tiny, command: str) -> None:
    """In a locale that knows ASCII only, all is said, in ASCII."""
    plain = {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}
    tiny.answer.write_text(WRONG.replace("return 3 * x", 'print("é · €")\n    return "€"'))
    arguments = [] if command == "progress" else ["9"]
    status, output = tiny.run("katas", command, *arguments, **plain)
    assert status == (1 if command == "kata" else 0), output
    assert output.isascii()
    assert "Error" not in output
    if command == "kata":
        assert "40 of 100 points - " in output


def test_no_color(tiny: Tiny) -> None:
    """NO_COLOR takes the colours away, and nothing else."""
    tiny.answer.write_text(WRONG)
    assert COLOUR.search(in_terminal(tiny, "katas", "kata", "9"))
    output = in_terminal(tiny, "katas", "kata", "9", NO_COLOR="1")
    assert not COLOUR.search(output)
    for part in (" x 1 of 2", "ok 1 of 1", "expected", "got"):
        assert part in output


@pytest.mark.parametrize("command", ["kata", "compare"])
def test_dumb_terminal(tiny: Tiny, command: str) -> None:
    """A terminal that can do nothing gets text and no control sequence: nothing moves."""
    tiny.answer.write_text(WRONG)
    output = in_terminal(tiny, "katas", command, "9", TERM="dumb")
    assert "\x1b" not in output
    assert "\r" not in output.replace("\r\n", "")


@pytest.mark.parametrize("command", ["kata", "submit"])
def test_no_motion_in_a_file(tiny: Tiny, command: str) -> None:
    """Where output goes to a file nothing is animated, even if colours are forced."""
    tiny.answer.write_text(WRONG)
    output = tiny.run("katas", command, "9", FORCE_COLOR="1")[1]
    assert not re.search(r"\x1b\[\??\d*[A-HJKlh]|\r", output)


def test_long_wait_is_told(tiny: Tiny) -> None:
    """While a test takes long: what is wrong so far, for how long, of how long, and where it is."""
    manifest = tiny.day / "kata.toml"
    manifest.write_text(manifest.read_text().replace("time_limit = 1", "time_limit = 60"))
    tiny.answer.write_text(WRONG.replace("return x.up", "import time; time.sleep(60); return x.up"))
    terminal = tiny.see("katas", "kata", "9")
    try:
        screen = terminal.see(" 4 s, still running: a test may compute for 10 s, or wait for 30")
        for part in ("A number comes back doubled.", "expected", f"{tiny.answer.name}:6 in shout"):
            assert part in screen
        assert screen.count("Task 1: First") == 1
    finally:
        terminal.close()


# Places -------------------------------------------------------------------------------------------


def test_place_opens_from_the_root(tiny: Tiny) -> None:
    """The view names the answer's line by its path from the project's root."""
    tiny.answer.write_text(CRASH)
    assert f"  {PLACE}" in tiny.kata()[1]


@pytest.mark.parametrize(
    ("folder", "arguments", "place"),
    [
        (".", [], PLACE),
        (".", ["katas/day09_tiny/tests/test_answer.py::test_double"], PLACE),
        ("katas/day09_tiny", [], "answer.py:2 in double"),
        ("katas/harness", ["../day09_tiny/tests/test_answer.py"], "/answer.py:2 in double"),
    ],
    ids=["root", "node id", "day", "elsewhere"],
)
def test_place_opens_from_where_pytest_runs(
    tiny: Tiny, folder: str, arguments: list[str], place: str
) -> None:
    """In plain pytest the path is as seen from the folder it is called in."""
    tiny.answer.write_text(CRASH)
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *arguments],
        cwd=tiny.root / folder,
        env=tiny.environ(),
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1, done.stdout
    (line,) = {line for line in done.stdout.splitlines() if "answer.py:2" in line}
    assert line.endswith(place)
    assert (tiny.root / folder / line.partition(":")[0]).is_file()


def test_place_in_other_answers(tiny: Tiny, tmp_path: Path) -> None:
    """With KATAS_ANSWERS the path is that of the file which was examined."""
    folder = tmp_path / "answers" / "day09_tiny"
    folder.mkdir(parents=True)
    (folder / "answer.py").write_text(CRASH)
    for command in (["katas", "kata", "9"], ["pytest", "katas/day09_tiny"]):
        output = tiny.run(*command, KATAS_ANSWERS=str(folder.parent))[1]
        assert "answers/day09_tiny/answer.py:2" in output
        assert "katas/day09_tiny/answer.py:2" not in output


def test_only_the_answers_places_are_paths() -> None:
    """A place in another file, and a path that is one already, stay as they are."""
    day = days.present()[5]
    text = "exports.py:31 in f, myexports.py:2, a/exports.py:3, urls.py:4, exports.py alone"
    assert source_links.expanded(text, day, Path("/p/katas/x"), Path("/p")) == text.replace(
        "exports.py:31", "katas/x/exports.py:31"
    )


# Editors ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", ["broken", "gone"])
def test_editors_find_the_tests(tiny: Tiny, state: str) -> None:
    """While the answer does not load, the list of tests does not vanish from an editor."""
    if state == "gone":
        tiny.answer.unlink()
    else:
        tiny.answer.write_text("def double(x:\n")
    status, output = tiny.run("pytest", "--collect-only", "-q", f"--rootdir={tiny.root}")
    assert (status, "3 tests collected" in output) == (0, True), output


def test_broken_answer_in_plain_pytest(tiny: Tiny) -> None:
    """One test of the day shows why, and where; the others are skipped."""
    tiny.answer.write_text("def double(x:\n")
    status, output = tiny.run("pytest", "-rs")
    assert status == 1
    assert output.count("answer.py does not load, so nothing was tested.") == 1
    assert "katas/day09_tiny/answer.py:1" in output
    assert "2 skipped, 1 error" in output


def test_workers_of_xdist_share_the_seed(tiny: Tiny) -> None:
    """A worker of pytest-xdist takes the seed that the header names."""
    (tiny.root / "conftest.py").write_text(
        "import types\n\nimport pytest\n\n\n"
        "@pytest.hookimpl(trylast=True)\n"
        "def pytest_configure(config):\n"
        "    katas = config.pluginmanager.get_plugin('katas')\n"
        "    node = types.SimpleNamespace(workerinput={})\n"
        "    katas.pytest_configure_node(node)\n"
        "    config.workerinput = node.workerinput\n"
        "    print('worker has', type(katas)(config).seed)\n"
    )
    assert "worker has 48213" in tiny.run("pytest", "-q", "-s", "--seed", "48213")[1]
