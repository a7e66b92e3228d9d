"""make lab: the real command on answers of every kind."""

import os
import signal
import time
from pathlib import Path
from xml.etree.ElementTree import fromstring

import pytest

from solutions.checks.support.tiny_project import PICTURES, RIGHT, Tiny


@pytest.fixture
def tiny(tmp_path: Path) -> Tiny:
    tiny = Tiny(tmp_path)
    (tiny.tests.parent / "pictures.py").write_text(PICTURES)
    folder = tiny.root / "solutions" / tiny.day.name
    folder.mkdir(parents=True)
    (folder / "answer.py").write_text(RIGHT)
    return tiny


def page_of(tiny: Tiny) -> str:
    return (tiny.root / ".katas" / "lab" / "day9.html").read_text("utf-8")


@pytest.mark.parametrize("day", [["9"], []])
def test_file_and_terminal(tiny: Tiny, day: list[str]) -> None:
    """One file that asks for nothing else, all three sides in it, and a small picture."""
    status, output = tiny.run("katas", "lab", "--force", *day, COLUMNS="60")
    assert status == 0, output
    assert ".katas/lab/day9.html" in output and "Doubled" in output
    assert max(map(len, output.splitlines())) <= 60
    page = page_of(tiny)
    assert "2 rounds by turns" in page and "Measured on" in page
    for word in ("<script", "http://", "https://", "url(", "@import", ' style="', "src="):
        assert word not in page
    body = page[page.index("<main>") : page.index("</main>") + 7]
    names = [each.text for each in fromstring(body).iter("text")]  # noqa: S314 (it is ours)
    assert names[:6:2] == ["starter", "yours", "reference"]


def test_reference_comes_once_the_day_is_green(tiny: Tiny) -> None:
    """Until then its picture would give it away."""
    tiny.answer.write_text("def double(x):\n    return x\n")
    tiny.kata()
    status, output = tiny.run("katas", "lab", "9")
    assert status == 0, output
    assert "reference" not in output and ">reference<" not in page_of(tiny)
    tiny.answer.write_text(RIGHT)
    tiny.kata()
    tiny.run("katas", "lab", "9")
    assert ">reference<" in page_of(tiny)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("def double(x):\n    raise OSError('<b>no</b>')\n", "OSError: <b>no</b>, answer.py:2"),
        ("def double(x)\n", "SyntaxError"),
        ("", "answer.py has no double"),
        ("import os\n\ndef double(x):\n    os._exit(3)\n", "ended with exit status 3"),
        ("def double(x):\n    raise SystemExit\n", "SystemExit"),
    ],
)
def test_broken_answer(tiny: Tiny, text: str, said: str) -> None:
    """It says why it has no data; the others are shown."""
    tiny.answer.write_text(text)
    status, output = tiny.run("katas", "lab", "9", "--force")
    assert status == 0, output
    assert "yours: no data." in output and said in " ".join(output.split())
    assert "<b>" not in page_of(tiny)
    assert "reference" in output


def test_ctrl_c_keeps_what_was_measured(tiny: Tiny) -> None:
    """The starter's data are drawn; an endless answer of yours is ended with the command."""
    mark = tiny.root / "pid"
    tiny.answer.write_text(
        f"import os\n\ndef double(x):\n    open({str(mark)!r}, 'w').write(str(os.getpid()))\n"
        "    while True:\n        pass\n"
    )
    process = tiny.start("katas", "lab", "9")
    until = time.monotonic() + 30
    while not (mark.exists() and mark.read_text()) and time.monotonic() < until:
        time.sleep(0.05)
    time.sleep(1)  # the starter's process says its own at about the same time
    process.send_signal(signal.SIGINT)
    output, _ = process.communicate(timeout=30)
    assert process.returncode == 130, output
    assert "Nothing is left running" in output
    assert "yours: no data. The measuring was stopped before." in " ".join(output.split())
    assert ">starter</text>" in page_of(tiny)
    with pytest.raises(ProcessLookupError):
        os.kill(int(mark.read_text()), 0)


@pytest.mark.parametrize("day", ["8", "x"])
def test_wrong_use(tiny: Tiny, day: str) -> None:
    """One message, which names the days that there are."""
    status, output = tiny.run("katas", "lab", day)
    assert (status, "make lab day=9" in output) == (2, True), output


def test_events(tiny: Tiny) -> None:
    """What the page reads: progress, pictures, the end."""
    status, output = tiny.run("katas.harness.pictures", "9")
    lines = output.splitlines()
    assert status == 0, output
    assert '"event": "progress"' in lines[0] and '"of": 6' in lines[0]
    assert '"event": "picture"' in lines[-1]
