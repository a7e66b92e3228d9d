"""The harness on answers of every kind: right, wrong, broken, stuck, noisy, gone."""

import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from types import CodeType

import pytest

from katas.harness.run.called import as_written
from katas.harness.run.time_limit import TimeLimit, limit
from solutions.checks.support.tiny_project import DAY, RIGHT, Tiny


@pytest.fixture
def tiny(tmp_path: Path) -> Tiny:
    return Tiny(tmp_path)


def test_right_answer_is_green(tiny: Tiny) -> None:
    """A right answer ends with status 0, all points, and the day's closing words."""
    status, output = tiny.kata()
    assert status == 0, output
    assert "100 of 100 points" in output
    assert "Day 9 done. It is done." in output


def test_wrong_answer_is_explained(tiny: Tiny) -> None:
    """A wrong answer ends with status 1; the first red task says asked, expected, got."""
    tiny.answer.write_text(RIGHT.replace("2 * x", "3 * x"))
    status, output = tiny.kata("--seed", "7")
    assert status == 1
    assert "40 of 100 points" in output
    assert "A number comes back doubled." in output
    for part in ("asked", "double(", "expected", "got"):
        assert part in output


def test_seed_replays_the_data(tiny: Tiny) -> None:
    """The same seed asks the same; another seed asks something else."""
    tiny.answer.write_text(RIGHT.replace("2 * x", "3 * x"))

    def asked(seed: str) -> str:
        return next(line for line in tiny.kata("--seed", seed)[1].splitlines() if "asked" in line)

    assert asked("7") == asked("7") != asked("8")


def test_plain_pytest_gives_the_same_verdicts(tiny: Tiny) -> None:
    """Bare pytest on the day fails the same test with the same words."""
    tiny.answer.write_text(RIGHT.replace("2 * x", "3 * x"))
    status, output = tiny.run("pytest", "katas/day09_tiny", "-p", "no:randomly")
    assert status == 1
    assert "1 failed, 2 passed" in output
    assert "A number comes back doubled." in output
    assert "asked" in output


@pytest.mark.parametrize("way", ["kata", "pytest"])
def test_bytecode_is_kept_of_the_tests_only(tiny: Tiny, way: str) -> None:
    """The next run starts sooner; an answer's bytecode could pass for that of another save."""
    if way == "kata":
        tiny.kata(PYTHONDONTWRITEBYTECODE="")
    else:
        tiny.run("pytest", "-q", f"katas/{DAY}", PYTHONDONTWRITEBYTECODE="")
    kept = {file.name.partition(".")[0] for file in tiny.day.rglob("__pycache__/*.pyc")}
    assert "test_answer" in kept
    assert "answer" not in kept


def test_crash_names_the_line(tiny: Tiny) -> None:
    """An exception in the answer is the answer's fault, with file and line."""
    tiny.answer.write_text("def double(x):\n    return x / 0\n\n\n" + RIGHT.partition("\n\n\n")[2])
    status, output = tiny.kata()
    assert status == 1
    assert "ZeroDivisionError" in output
    assert "answer.py:2 in double" in output


@pytest.mark.parametrize(
    ("source", "call"),
    [
        ("def bylines(articles, *, most=3):\n    1 / 0", "bylines(articles, most)"),
        ("def bylines(*a, **k):\n    return (lambda: 1 / 0)()", "bylines(*a, **k)"),
        ("class Desk:\n    def get(self, request):\n        1 / 0", "Desk.get(request)"),
        ("class Gate:\n    def __call__(self, request):\n        1 / 0", "Gate(...)(request)"),
        ("class Gate:\n    def __init__(self, x):\n        1 / 0", "Gate(x)"),
        (
            "def gate(x):\n    def inner(request):\n        1 / 0\n    return inner",
            "gate(...)(request)",
        ),
    ],
)
def test_what_is_called_as_the_lesson_does(source: str, call: str) -> None:
    """A function of the answer by its name and parameters; one inside another by the outer one."""
    codes = [compile(f"{source}\n", "answer.py", "exec")]
    for code in codes:
        codes += [each for each in code.co_consts if isinstance(each, CodeType)]
    assert call in map(as_written, codes)


@pytest.mark.parametrize("way", ["1 / 0", "while True: pass"])
def test_what_was_asked_is_in_the_lessons_words(tiny: Tiny, way: str) -> None:
    """Of an error and of a hang it is told which function was called; of a helper nothing is."""
    source = RIGHT.replace("return 2 * x", way)
    helper = source.replace("double", "helper") + "\n\ndouble = helper\n"
    for text, told in ((source, "  asked     double(x)\n"), (helper, "doubled.\n\n  expected  ")):
        tiny.answer.write_text(text)
        status, output = tiny.kata("--test", "test_double")
        assert (status, told in output) == (1, True), output


def test_missing_name_fails_only_its_users(tiny: Tiny) -> None:
    """A name that is not there yet fails the tests that use it and no other."""
    tiny.answer.write_text(RIGHT.partition("\n\n\n")[0] + "\n")
    status, output = tiny.kata()
    assert status == 1
    assert "60 of 100 points" in output
    assert "a name shout in answer.py" in output


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("x = 1\ndef double(x:\n    return x\n", ["line 2", "def double(x:", "SyntaxError"]),
        ("import nothing_of_this_name\n", ["line 1", "ModuleNotFoundError"]),
        ("raise SystemExit(0)\n", ["line 1", "SystemExit"]),
        ("x = '\x00'\n", ["null bytes"]),
    ],
    ids=["syntax", "import", "exit", "null"],
)
def test_answer_that_does_not_load(tiny: Tiny, source: str, said: list[str]) -> None:
    """Nothing is tested, and one message says where the file is broken; status 1."""
    tiny.answer.write_text(source)
    status, output = tiny.kata()
    assert status == 1
    assert "answer.py does not load, so nothing was tested." in output
    for text in said:
        assert text in output
    assert "Traceback" not in output


def test_answer_that_is_not_text(tiny: Tiny) -> None:
    """Bytes that are not UTF-8 are named as such."""
    tiny.answer.write_bytes(b"x = '\xff\xfe'\n")
    status, output = tiny.kata()
    assert (status, "answer.py does not load" in output) == (1, True)


def test_endless_loop_is_ended(tiny: Tiny) -> None:
    """An endless loop fails its test within the limit; the other task is still judged.

    What it kept from running is told as left out, and not as newly red.
    """
    tiny.kata()
    tiny.answer.write_text(RIGHT.replace("return 2 * x", "while True: pass"))
    status, output = tiny.kata()
    assert status == 1
    assert "40 of 100 points" in output
    assert "still running in katas/day09_tiny/answer.py:2 in double" in output
    assert "    1 left out\n" in output and "1 left out, after one that did not end" in output
    assert "newly red: test_double\n" in output


def test_time_that_a_test_has(tiny: Tiny) -> None:
    """Little; one that is marked `machine` has the day's; half of it once another was late."""
    file = tiny.root / "katas" / "harness" / "days.py"
    file.write_text(file.read_text().replace("TIME_LIMIT = 10.0", "TIME_LIMIT = 1.0"))
    manifest = tiny.day / "kata.toml"
    manifest.write_text(manifest.read_text().replace("time_limit = 1", "time_limit = 4"))
    mark = "@pytest.mark.task(2)"
    tiny.tests.write_text(tiny.tests.read_text().replace(mark, f"@pytest.mark.machine\n{mark}"))
    tiny.answer.write_text(re.sub("return .*", "while True: pass", RIGHT))
    output = tiny.run("pytest", "katas/day09_tiny")[1]
    for said in ("an end within 1 s", "to end within 1 s", "an end within 2 s"):
        assert said in output, output


def test_endless_loop_that_swallows_everything(tiny: Tiny) -> None:
    """A loop that catches every exception is ended all the same, and nothing is left running."""
    loop = "while True:\n        try:\n            while True: pass\n"
    loop += "        except BaseException:\n            pass"
    tiny.answer.write_text(RIGHT.replace("return 2 * x", loop))
    status, output = tiny.kata()
    assert status == 1
    assert "was silent" in output or "still running" in output
    assert "answer.py:" in output
    assert not processes_of(tiny)


def test_two_clocks_at_once_ring_once() -> None:
    """Two clocks that ring together raise once: the second would get past the first's `except`."""
    clocks = {signal.SIGPROF, signal.SIGALRM}
    rings = 0
    with limit(60, lambda frame: ""):
        signal.pthread_sigmask(signal.SIG_BLOCK, clocks)
        for number in clocks:
            signal.pthread_kill(threading.get_ident(), number)
        try:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, clocks)
        except TimeLimit:
            rings += 1
        try:
            for _ in range(1000):
                pass
        except TimeLimit:
            rings += 1
    assert rings == 1


@pytest.mark.parametrize(
    ("ending", "said"),
    [
        ("import os; os._exit(0)", "the process ended with 0"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", "died of SIGKILL"),
        ("raise SystemExit", "the test was ended by SystemExit"),
        ("import pytest; pytest.skip('no')", "the test was ended by Skipped"),
    ],
)
def test_answer_that_ends_the_run_is_red(tiny: Tiny, ending: str, said: str) -> None:
    """Ending the process, the test or the run earns nothing."""
    tiny.answer.write_text(RIGHT.replace("return 2 * x", ending))
    status, output = tiny.kata()
    assert status == 1
    assert said in output
    assert "100 of 100" not in output


def test_flood_of_prints_is_cut(tiny: Tiny) -> None:
    """A flood of prints neither hides the message nor fills the screen: its end is shown."""
    flood = "[print('line', n) for n in range(20_000)]; return 3 * x"
    tiny.answer.write_text(RIGHT.replace("return 2 * x", flood))
    status, output = tiny.kata()
    assert status == 1
    assert "line 19999" in output
    assert "(19,992 lines before)" in output
    assert len(output.splitlines()) < 60


@pytest.mark.parametrize(
    ("value", "said"),
    [("", "set but empty"), ("solutions", "relative path"), ("/no/such/folder", "names no folder")],
    ids=["empty", "relative", "missing"],
)
@pytest.mark.parametrize("way", ["kata", "pytest"])
def test_wrong_answers_folder(tiny: Tiny, value: str, said: str, way: str) -> None:
    """KATAS_ANSWERS that names nothing is never a silent run of the starter: status 4."""
    command = ("katas", "kata", "9") if way == "kata" else ("pytest", "katas/day09_tiny")
    status, output = tiny.run(*command, KATAS_ANSWERS=value)
    assert status == 4, output
    assert said in output
    assert "passed" not in output


def test_answers_folder_without_the_file(tiny: Tiny, tmp_path: Path) -> None:
    """A misspelt file in the answers folder stops the run: status 4, with the path."""
    folder = tmp_path / "answers" / "day09_tiny"
    folder.mkdir(parents=True)
    (folder / "answers.py").write_text(RIGHT)
    status, output = tiny.kata(KATAS_ANSWERS=str(folder.parent))
    assert status == 4
    assert str(folder / "answer.py").replace("\n", "") in output.replace("\n", "")


def test_answers_are_taken_from_the_folder(tiny: Tiny, tmp_path: Path) -> None:
    """With an answers folder, the answer in katas/ is not looked at, and the header says so."""
    tiny.answer.write_text("def double(x): return None\n")
    folder = tmp_path / "answers" / "day09_tiny"
    folder.mkdir(parents=True)
    (folder / "answer.py").write_text(RIGHT)
    status, output = tiny.kata("--answers", str(folder.parent))
    assert status == 0, output
    assert "examined: answer.py" in output


@pytest.mark.parametrize("day", ["8", "six", "-1"])
def test_wrong_day(tiny: Tiny, day: str) -> None:
    """An unknown day or a word: status 2, and the days there are."""
    status, output = tiny.run("katas", "kata", "--", day)
    assert status == 2
    assert "make kata day=9" in output
    assert "Traceback" not in output


def test_no_day_lists_what_was_reached(tiny: Tiny) -> None:
    """Without a day, all days are listed: not begun, begun, or how far."""
    assert "A tiny day not begun" in " ".join(tiny.run("katas", "kata")[1].split())
    tiny.answer.write_text(RIGHT.replace("2 * x", "3 * x"))
    tiny.kata()
    status, output = tiny.run("katas", "kata", "")
    assert status == 0
    assert "1 of 2 tasks" in output
    assert "40 of 100 points" in output


def test_progress_is_the_learners_own(tiny: Tiny, tmp_path: Path) -> None:
    """Running other answers changes nothing of it; a line is added only when something changed."""
    file = tiny.root / ".katas-progress"
    tiny.kata()
    kept = file.read_text()
    tiny.kata()
    assert file.read_text() == kept
    folder = tmp_path / "answers" / "day09_tiny"
    folder.mkdir(parents=True)
    (folder / "answer.py").write_text(RIGHT.replace("2 * x", "3 * x"))
    tiny.kata(KATAS_ANSWERS=str(folder.parent))
    assert file.read_text() == kept


def test_progress_that_cannot_be_kept(tiny: Tiny) -> None:
    """A progress file that cannot be written, or says nothing, is a line and no more."""
    (tiny.root / ".katas-progress").mkdir()
    status, output = tiny.kata()
    assert status == 0
    assert "Your progress was not kept" in output


def test_hints_come_one_by_one(tiny: Tiny) -> None:
    """Each call shows one more hint of the first task that is not green."""
    manifest = tiny.day / "kata.toml"
    manifest.write_text(
        manifest.read_text().replace('["a", "b", "c"]', '["alpha", "beta", "gamma"]')
    )
    tiny.answer.write_text(RIGHT.replace("x.upper()", "x"))
    tiny.kata()
    first, second = tiny.run("katas", "hint", "9")[1], tiny.run("katas", "hint", "9")[1]
    assert "task 2" in first
    assert ("alpha" in first, "beta" in first) == (True, False)
    assert ("beta" in second, "gamma" in second) == (True, False)
    assert tiny.run("katas", "hint", "9", "--task", "7")[0] == 2


def test_broken_manifest(tiny: Tiny) -> None:
    """A kata.toml without its title is the project's fault: status 3, the file and the key."""
    manifest = tiny.day / "kata.toml"
    manifest.write_text(manifest.read_text().replace("title", "titel", 1))
    status, output = tiny.kata()
    assert status == 3
    assert "kata.toml has no 'title'" in output


@pytest.mark.parametrize(
    ("raised", "said"),
    [("Unfit('start the engine')", "start the engine"), ("OSError('x')", "fault of the kata")],
)
def test_environment_is_not_a_red_task(tiny: Tiny, raised: str, said: str) -> None:
    """What is the environment's or the kata's own fault gives status 3 and no red task."""
    tests = tiny.tests
    tests.write_text(tests.read_text().replace('    """Zero', f'    raise {raised}\n    """Zero'))
    status, output = tiny.kata()
    assert status == 3
    assert said in output
    assert " x " not in output


def test_what_is_not_installed_is_not_run(tiny: Tiny) -> None:
    """A test that cannot run here is said to be not run, and takes no points away."""
    tests = tiny.tests
    text = tests.read_text().replace(
        '"""Zero stays zero."""', '"""Zero."""\n    raise NotRun("nginx is not installed")'
    )
    tests.write_text(text)
    status, output = tiny.kata()
    assert status == 0
    assert "1 not run" in output
    assert "nginx is not installed" in output


@pytest.mark.parametrize("way", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_stopped_run_leaves_nothing(tiny: Tiny, way: signal.Signals) -> None:
    """Ctrl-C, or a kill, in the middle of a run leaves no process behind."""
    tiny.answer.write_text(
        RIGHT.replace("return 2 * x", "import time; time.sleep(0.9); return 2*x")
    )
    process = tiny.start("katas", "kata", "9")
    wait_for(lambda: len(processes_of(tiny)) >= 2)
    time.sleep(0.5)
    os.kill(process.pid, way)
    output, _ = process.communicate(timeout=20)
    wait_for(lambda: not processes_of(tiny))
    if way == signal.SIGINT:
        assert process.returncode == 130
        assert "Stopped." in output
        assert "Traceback" not in output


def processes_of(tiny: Tiny) -> list[str]:
    """Command lines of the living processes that work in the project's folder."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if (folder / "cwd").resolve() == tiny.root.resolve():
                found.append((folder / "cmdline").read_text().replace("\0", " "))
        except OSError:
            continue
    return found


def wait_for(condition: Callable[[], object], seconds: float = 15.0) -> None:
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, "it did not come about in time"
        time.sleep(0.05)


def test_traced_is_what_a_thread_of_before_runs() -> None:
    """A pool's thread that was there before the trace function is followed as long as that is."""
    code = """
from concurrent.futures import ThreadPoolExecutor
from katas.harness.run.tracing import follow_threads, tracing
def trace(frame, event, argument):
    print(frame.f_code.co_name) if frame.f_code.co_name == "work" else None
def work(): pass
follow_threads()
with ThreadPoolExecutor(1) as pool:
    pool.submit(work).result()
    with tracing(trace):
        pool.submit(work).result()
    pool.submit(work).result()
"""
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout == "work\n"
