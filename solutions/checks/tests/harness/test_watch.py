"""make watch: saves of every kind, keys, and that nothing is left of it however it ends."""

import os
import py_compile
import re
import shutil
import signal
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from solutions.checks.support.processes import children_of, processes_of, wait_for
from solutions.checks.support.pty_terminal import HOME, Terminal
from solutions.checks.support.tiny_project import MANIFEST, RIGHT, TESTS, Tiny

WRONG = RIGHT.replace("2 * x", "3 * x")
QUIET = RIGHT.replace("x.upper()", "x")
# Each run that comes as far as its tests leaves a line with its pid.
COUNTING = """
import os
import pytest

@pytest.fixture(scope="session", autouse=True)
def counted():
    with open({log!r}, "a") as log:
        log.write(f"{{os.getpid()}}\\n")
"""
# An answer that says that it has begun, and waits.
SLOW = """
import os, time

def double(x):
    with open({log!r}, "a") as log:
        log.write(f"{{os.getpid()}}\\n")
    time.sleep(60)
    with open({log!r}, "a") as log:
        log.write("to its end\\n")
"""
SERVING = """
from katas.harness.meters.servers import gunicorn

def app(environ, start_response):
    start_response("200 OK", [])
    return [b"x"]

def serve(log):
    with gunicorn("katas.day09_tiny.answer:app", settings={}) as server:
        import os, time
        with open(log, "a") as file:
            file.write(f"{os.getpid()}\\n{server.pid}\\n")
        time.sleep(60)
"""
GREEN = "Day 9 done."
RED_1, RED_2 = "A number comes back doubled.", "Text comes back in capitals."
Start = Callable[..., Terminal]


@pytest.fixture
def tiny(tmp_path: Path) -> Tiny:
    found = Tiny(tmp_path)
    tests = TESTS + COUNTING.format(log=str(tmp_path / "runs.log"))
    found.tests.write_text(tests)
    (found.day / "kata.toml").write_text(MANIFEST.replace("time_limit = 1", "time_limit = 30"))
    return found


@pytest.fixture
def watch(tiny: Tiny) -> Iterator[Start]:
    """Starts `katas watch 9` on a terminal; all of it is gone when the test is over."""
    started: list[Terminal] = []

    def start(*arguments: str, **variables: str) -> Terminal:
        started.append(tiny.see("katas", "watch", *(arguments or ["9"]), **variables))
        return started[-1]

    yield start
    for terminal in started:
        terminal.close()
    wait_for(lambda: not processes_of(tiny))


def drawings(terminal: Terminal) -> int:
    """How often the screen has been drawn."""
    return terminal.raw.count(HOME.encode())


def pids(log: Path) -> list[int]:
    return [int(line) for line in log.read_text().split()] if log.exists() else []


def runs(tiny: Tiny) -> int:
    return len(pids(tiny.root / "runs.log"))


def run_in_waiting(tiny: Tiny, warm: int) -> int:
    """The run that stands before the next save: the child that has not come to its tests."""
    found: list[int] = []

    def alone() -> bool:
        found[:] = set(children_of(warm)) - set(pids(tiny.root / "runs.log"))
        return len(found) == 1

    wait_for(alone)
    return found[0]


def is_alive(pid: int) -> bool:
    try:
        return (
            Path(f"/proc/{pid}/stat").read_bytes().decode("latin-1").rpartition(")")[2].split()[0]
            not in "ZX"
        )
    except OSError:
        return False


def slow_answer(tiny: Tiny) -> Path:
    """Save an answer that waits, and return the file in which it says that it has begun."""
    log = tiny.root / "slow.log"
    tiny.answer.write_text(SLOW.format(log=str(log)))
    return log


def first_line(log: Path) -> str:
    return log.read_text().partition("\n")[0] if log.exists() and "\n" in log.read_text() else ""


# Saves ------------------------------------------------------------------------------------------


def plain(file: Path, text: str) -> None:
    file.write_text(text)


def renamed(file: Path, text: str) -> None:
    """As vim does it: the new text in a file of its own, then moved into place."""
    temporary = file.with_name("4913")
    temporary.write_text(text)
    temporary.replace(file)


def moved_away(file: Path, text: str) -> None:
    """As vim does it with a backup: the old file is moved away, a new one is written."""
    file.rename(file.with_name(file.name + "~"))
    file.write_text(text)
    file.with_name(file.name + "~").unlink()


def twice(file: Path, text: str) -> None:
    file.write_text(text.rstrip())
    file.write_text(text)


def in_pieces(file: Path, text: str) -> None:
    with file.open("w") as open_file:
        for piece in text.splitlines(keepends=True):
            open_file.write(piece)
            open_file.flush()
            time.sleep(0.02)


@pytest.mark.parametrize("save", [plain, renamed, moved_away, twice, in_pieces])
def test_every_kind_of_save_is_run(
    tiny: Tiny, watch: Start, save: Callable[[Path, str], None]
) -> None:
    """However an editor saves, the verdict is that of what it saved last."""
    tiny.answer.write_text(QUIET)
    terminal = watch()
    terminal.see(RED_2)
    for text, expected in ((WRONG, RED_1), (QUIET, RED_2), (RIGHT, GREEN)):
        save(tiny.answer, text)
        terminal.see(expected, "day: ")
    assert "100 of 100 points" in terminal.text
    assert "after the save" in terminal.text


def test_save_of_the_same_content_does_not_run(tiny: Tiny, watch: Start) -> None:
    """Saving what was there already, or touching the file, is no news."""
    terminal = watch()
    terminal.see(GREEN)
    assert runs(tiny) == 1
    for save in (plain, renamed):
        save(tiny.answer, RIGHT)
    os.utime(tiny.answer)
    terminal.rest(1.5)
    tiny.answer.write_text(WRONG)
    terminal.see(RED_1)
    assert runs(tiny) == 2


def test_half_written_answer_shows_its_line(tiny: Tiny, watch: Start) -> None:
    """What does not load says where; the next save is run."""
    terminal = watch()
    terminal.see(GREEN)
    tiny.answer.write_text(RIGHT + "\n\ndef half(:\n")
    screen = terminal.see("SyntaxError")
    assert "line 9" in screen
    assert "answer.py does not load, so nothing was tested." in screen
    tiny.answer.write_text(WRONG)
    assert "SyntaxError" not in terminal.see(RED_1)


def test_save_during_a_run_begins_again(tiny: Tiny, watch: Start) -> None:
    """The run of what was there before is ended at once; the verdict is that of the new save."""
    terminal = watch()
    terminal.see(GREEN)
    log = slow_answer(tiny)
    wait_for(lambda: first_line(log))
    tiny.answer.write_text(WRONG)
    terminal.see(RED_1)
    assert log.read_text().splitlines() == [first_line(log)]
    assert not is_alive(int(first_line(log)))
    assert runs(tiny) == 3


def test_red_task_comes_first(tiny: Tiny, watch: Start) -> None:
    """The task that was red last answers before the tests of the others have begun."""
    tiny.answer.write_text(QUIET)
    terminal = watch()
    terminal.see(RED_2)
    text = SLOW.format(log=str(tiny.root / "slow.log")) + "\ndef shout(x):\n    return x + '!'\n"
    tiny.answer.write_text(text)
    screen = terminal.see("a!", "running task 1")
    assert "Task 2: " in screen
    assert "day: " not in screen


def test_red_of_a_run_that_was_overtaken_comes_first(tiny: Tiny, watch: Start) -> None:
    """Saves may come faster than runs end: what was red by then is remembered."""
    terminal = watch()
    terminal.see(GREEN)
    slow = SLOW.format(log=str(tiny.root / "slow.log"))
    more = "\n\n@pytest.mark.task(2)\ndef test_slow():\n    answer.double(1)\n"
    tiny.tests.write_text(tiny.tests.read_text() + more)
    waits = "import time; time.sleep(x == 1 and 60); return 2 * x"
    tiny.answer.write_text(QUIET.replace("return 2 * x", waits))
    terminal.see(RED_2, "running task 2")
    tiny.answer.write_text(slow + "\ndef shout(x):\n    return x + '!'\n")
    screen = terminal.see("a!")
    assert "Task 2: " in screen and "day: " not in screen


def test_first_failure_is_shown_when_it_happens(tiny: Tiny, watch: Start) -> None:
    """Not when the rest of its task has run as well."""
    more = "\n\n@pytest.mark.task(1)\ndef test_slow():\n    answer.shout('slow')\n"
    tiny.tests.write_text(tiny.tests.read_text() + more)
    slow = "    import time; time.sleep(x == 'slow' and 60)\n    return x.upper()"
    tiny.answer.write_text(WRONG.replace("    return x.upper()", slow))
    terminal = watch()
    screen = terminal.see(RED_1, "running task 1")
    assert "Task 1: " in screen and "of 3 run" in screen
    terminal.see("4 s, still running: a test may compute for 10 s, or wait for 30", ":6 in shout")


def test_red_run_is_asked_the_same_again(tiny: Tiny, watch: Start) -> None:
    """As long as a task is red the data stay the same, so that the answers can be compared."""
    tiny.answer.write_text(WRONG)
    terminal = watch()
    asked = [re.search(r"double\(\d+\)", terminal.see(RED_1))]
    tiny.answer.write_text(RIGHT.replace("2 * x", "4 * x"))
    terminal.see("got ")
    terminal.wait_for(lambda: runs(tiny) == 2)
    asked.append(re.search(r"double\(\d+\)", terminal.see("day: ")))
    assert None not in asked
    assert asked[0][0] == asked[1][0]  # type: ignore[index]


def test_deleted_and_renamed_answer(tiny: Tiny, watch: Start) -> None:
    """A file that is gone is one line; when it is back, it is run."""
    terminal = watch()
    terminal.see(GREEN)
    tiny.answer.unlink()
    assert GREEN not in terminal.see("answer.py is gone")
    tiny.answer.write_text(WRONG)
    terminal.see(RED_1)
    tiny.answer.rename(tiny.day / "elsewhere.py")
    terminal.see("answer.py is gone")
    (tiny.day / "elsewhere.py").rename(tiny.answer)
    terminal.see(RED_1)


def test_folder_that_is_replaced(tiny: Tiny, watch: Start, tmp_path: Path) -> None:
    """A folder of answers that is taken away and comes back is watched again."""
    folder = tmp_path / "answers" / "day09_tiny"
    folder.mkdir(parents=True)
    (folder / "answer.py").write_text(WRONG)
    terminal = watch("9", "--answers", str(folder.parent))
    assert "examined: answer.py" in terminal.see(RED_1)
    shutil.move(folder.parent, tmp_path / "away")
    terminal.see("is gone")
    shutil.move(tmp_path / "away", folder.parent)
    terminal.see(RED_1)
    time.sleep(1.5)
    (folder / "answer.py").write_text(RIGHT)
    terminal.see(GREEN)


# The test file cannot be loaded once, after an answer has been.
ONCE_BROKEN = """
from pathlib import Path

flag = Path({flag!r})
if flag.exists():
    flag.unlink()
    raise OSError("gone for a moment")
"""


def test_run_in_waiting_that_could_not_be_collected(tiny: Tiny, watch: Start) -> None:
    """What kept the run in waiting from its tests is not said of the save: it begins anew."""
    flag, tests = str(tiny.root / "flag"), tiny.tests
    tests.write_text(ONCE_BROKEN.format(flag=flag) + tests.read_text())
    tiny.answer.write_text(f"open({flag!r}, 'w').close()\n{WRONG}")
    terminal = watch()
    terminal.see(RED_1)
    terminal.wait_for(lambda: not Path(flag).exists())
    tiny.answer.write_text(RIGHT)
    terminal.see(GREEN)


def test_thousands_of_events(tiny: Tiny, watch: Start) -> None:
    """A build in the day's folder causes no run, and hides no save."""
    terminal = watch()
    terminal.see(GREEN)
    for number in range(3000):
        (tiny.day / f"built_{number}.py").write_text("x = 1\n")
        if number == 1500:
            tiny.answer.write_text(WRONG)
    for number in range(3000):
        (tiny.day / f"built_{number}.py").unlink()
    terminal.see(RED_1)
    terminal.rest(1.5)
    assert runs(tiny) == 2


def test_compiled_answer_is_not_trusted(tiny: Tiny, watch: Start) -> None:
    """A second save of the same size in the same second is not answered by the first one's .pyc."""
    terminal = watch()
    terminal.see(GREEN)
    for text, expected in ((WRONG, RED_1), (RIGHT, GREEN)):
        other = RIGHT if text is WRONG else WRONG
        folder = tiny.root / "elsewhere"
        folder.mkdir(exist_ok=True)
        (folder / "answer.py").write_text(other)
        os.utime(folder / "answer.py", (10**9, 10**9))
        name = Path(py_compile.compile(str(folder / "answer.py")) or "").name
        (tiny.day / "__pycache__").mkdir(exist_ok=True)
        shutil.copy(folder / "__pycache__" / name, tiny.day / "__pycache__" / name)
        (folder / "answer.py").write_text(text)
        os.utime(folder / "answer.py", (10**9, 10**9))
        (folder / "answer.py").replace(tiny.answer)
        terminal.see(expected)


def test_other_files_of_the_day_are_taken_as_they_are(tiny: Tiny, watch: Start) -> None:
    """A changed test, manifest or harness counts from the next run on."""
    terminal = watch()
    terminal.see(GREEN)
    tests, manifest = tiny.tests, tiny.day / "kata.toml"
    tests.write_text(tests.read_text().replace("Text comes back in capitals.", "It is loud."))
    manifest.write_text(manifest.read_text().replace("A tiny day", "A small day"))
    (warm,) = children_of(terminal.pid)
    verdicts = tiny.root / "katas" / "harness" / "verdicts.py"
    verdicts.write_text(verdicts.read_text().replace('"expected", self', '"expected", self') + "\n")
    tiny.answer.write_text(QUIET)
    assert "A small day" in terminal.see("It is loud.")
    assert children_of(terminal.pid) != [warm]


def test_changed_tests_count_from_the_next_save_on(tiny: Tiny, watch: Start) -> None:
    """The run that waits for the next save has read the tests: changed ones are read again."""
    terminal = watch()
    terminal.see(GREEN)
    (warm,) = children_of(terminal.pid)
    run_in_waiting(tiny, warm)
    tests = tiny.tests
    tests.write_text(tests.read_text().replace("Text comes back in capitals.", "It is loud."))
    tiny.answer.write_text(QUIET)
    terminal.see("It is loud.")
    assert children_of(terminal.pid) == [warm]


def test_answer_is_loaded_by_its_own_run_only(tiny: Tiny, watch: Start) -> None:
    """What waits for the next save has not loaded the answer of the save before."""
    log = tiny.root / "loaded.log"
    loading = f"{RIGHT}\nwith open({str(log)!r}, 'a') as log:\n    log.write('loaded\\n')\n"
    tiny.answer.write_text(loading)
    terminal = watch()
    terminal.see(GREEN)
    run_in_waiting(tiny, children_of(terminal.pid)[0])
    terminal.rest(1.0)
    assert log.read_text() == "loaded\n"
    tiny.answer.write_text(loading.replace("2 * x", "3 * x"))
    terminal.see(RED_1)
    assert log.read_text() == "loaded\n" * 2


def test_two_watches_at_once(tiny: Tiny, watch: Start) -> None:
    """Two watches of the same folder both show the verdict of each save."""
    both = watch(), watch()
    for terminal in both:
        terminal.see(GREEN)
    for text, expected in ((WRONG, RED_1), (QUIET, RED_2), (RIGHT, GREEN)):
        tiny.answer.write_text(text)
        for terminal in both:
            terminal.see(expected, "day: ")


def test_progress_that_cannot_be_kept(tiny: Tiny, watch: Start) -> None:
    """A progress file that cannot be written is a line, and the watch goes on."""
    (tiny.root / ".katas-progress").mkdir()
    terminal = watch()
    terminal.see("Your progress was not kept")
    tiny.answer.write_text(WRONG)
    terminal.see(RED_1, "Your progress was not kept")


def test_disk_that_takes_no_more(tiny: Tiny, watch: Start) -> None:
    """Where no file can be written any more, it says so; once one can, the next save is run."""
    terminal = watch()
    terminal.see(GREEN)
    everyone = [terminal.pid, *children_of(terminal.pid)]
    for pid in everyone:
        subprocess.run(["prlimit", "--fsize=0:", f"--pid={pid}"], check=True)
    (warm,) = children_of(terminal.pid)
    waiting = run_in_waiting(tiny, warm)
    tiny.answer.write_text(WRONG)
    terminal.wait_for(lambda: "day: " in terminal.text and GREEN not in terminal.text)
    # The run that waits for the next save was begun when nothing could be written.
    terminal.wait_for(lambda: waiting not in children_of(warm) and children_of(warm))
    for pid in everyone:
        subprocess.run(["prlimit", "--fsize=unlimited:", f"--pid={pid}"], check=True)
    tiny.answer.write_text(QUIET)
    terminal.see(RED_2)


def test_run_in_waiting_that_dies_of_the_save(tiny: Tiny, watch: Start) -> None:
    """A run that ends before it says anything, let go as it was, is replaced by another."""
    terminal = watch()
    terminal.see(GREEN)
    (warm,) = children_of(terminal.pid)
    waiting = run_in_waiting(tiny, warm)
    os.kill(waiting, signal.SIGSTOP)
    tiny.answer.write_text(WRONG)
    time.sleep(0.5)
    os.kill(waiting, signal.SIGKILL)
    terminal.see(RED_1, "day: ")


# Where there are no events ----------------------------------------------------------------------

DEAF = """
import importlib.util, sys, threading

folder = next(p for p in sys.path if p.endswith("site-packages"))
spec = importlib.util.spec_from_file_location("real", folder + "/watchfiles/__init__.py",
    submodule_search_locations=[folder + "/watchfiles"])

def watch(*paths, force_polling, stop_event, **options):
    if not force_polling:
        {how}
        return
    sys.modules["watchfiles"] = real = importlib.util.module_from_spec(spec)
    real.__spec__.name = real.__name__ = "watchfiles"
    spec.loader.exec_module(real)
    yield from real.watch(*paths, force_polling=True, stop_event=stop_event, **options)
"""


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ("stop_event.wait()", "This folder gives no file events: polling every 0.25 s instead."),
        ("raise OSError('no watches left')", "No file events (no watches left): polling"),
    ],
    ids=["silent", "refused"],
)
def test_no_file_events(tiny: Tiny, watch: Start, how: str, said: str) -> None:
    """Where the system gives no events, or refuses to, it polls and says so in one line."""
    (tiny.root / "watchfiles.py").write_text(DEAF.format(how=how))
    terminal = watch()
    terminal.see(GREEN)
    tiny.answer.write_text(WRONG)
    terminal.see(RED_1)
    terminal.see(said)
    time.sleep(0.5)
    tiny.answer.write_text(RIGHT)
    assert said in terminal.see(GREEN)


def test_forced_polling(tiny: Tiny, watch: Start) -> None:
    """WATCHFILES_FORCE_POLLING is honoured, and named."""
    terminal = watch(WATCHFILES_FORCE_POLLING="1")
    assert "as WATCHFILES_FORCE_POLLING asks for" in terminal.see(GREEN)
    tiny.answer.write_text(WRONG)
    terminal.see(RED_1)


# Keys and the terminal --------------------------------------------------------------------------


def test_every_key(tiny: Tiny, watch: Start) -> None:
    """h hint, l list, c compare (not before green), r run all, n next day, q quit."""
    shutil.copytree(tiny.day, tiny.root / "katas" / "day10_other")
    other = tiny.root / "katas" / "day10_other"
    for file in other.rglob("*.*"):
        file.write_text(file.read_text().replace("day09_tiny", "day10_other"))
    tiny.answer.write_text(QUIET)
    terminal = watch()
    terminal.see(RED_2)
    terminal.see("day: ")
    terminal.press("h")
    assert "Day 9, task 2  Second" in terminal.see("1 of 3")
    assert RED_2 in terminal.text
    terminal.press("h")
    terminal.see("hint 3 of 3")
    terminal.press("l")
    terminal.see("10  A tiny day")
    terminal.press("c")
    terminal.see("Day 9 is not green yet")
    seed = re.search(r"seed +(\d+)", terminal.text)
    before = runs(tiny)
    terminal.press("r")
    terminal.see("after the key", "day: ")
    assert runs(tiny) == before + 1
    assert seed is not None and seed[0] not in terminal.text
    terminal.press("x\x1b[A\x1bOP")
    tiny.answer.write_text(WRONG)
    terminal.see(RED_1, "day: ")
    terminal.press("n")
    terminal.see("Day 10  A tiny day")
    terminal.see("Day 10 done.")
    (other / "answer.py").write_text(WRONG)
    terminal.see(RED_1)
    terminal.press("n")
    terminal.see("Day 10 is the last one.")
    terminal.press("q")
    assert terminal.ended() == 0
    wait_for(lambda: not processes_of(tiny))


def test_hint_key_speaks_of_what_is_shown(tiny: Tiny, watch: Start) -> None:
    """Of the task on the screen while the run goes on; where nothing is red, none is counted."""
    go = tiny.root / "go"
    go.touch()
    rule = '"""A number comes back doubled."""\n'
    wait = f"    import os, time\n    while not os.path.exists({str(go)!r}):\n"
    wait += "        time.sleep(0.01)\n"
    tiny.tests.write_text(tiny.tests.read_text().replace(rule, rule + wait))
    tiny.answer.write_text(WRONG.replace("x.upper()", "x"))
    terminal = watch()
    terminal.see(RED_1, "day: ")
    tiny.answer.write_text(QUIET)
    terminal.see(RED_2, "day: ")
    go.unlink()
    tiny.answer.write_text(QUIET + "\n")  # task 2 comes first, and task 1 waits
    terminal.see(RED_2, "running task 1")
    terminal.press("h")
    terminal.see("Day 9, task 2", "1 of 3")
    assert "not run yet" not in terminal.text and "changed since" not in terminal.text
    tiny.answer.write_text(RIGHT)
    terminal.see("ok 1 of 1", "running task 1")
    terminal.press("h")
    terminal.see("Nothing is red so far")
    go.touch()
    terminal.see(GREEN, "day: ")
    terminal.press("h")
    terminal.see("Day 9 is done")
    assert (tiny.root / ".katas-progress").read_text().count('"hint"') == 1


def test_compare_takes_the_screen_and_gives_it_back(tiny: Tiny, watch: Start) -> None:
    """Once green, `c` shows the two answers; the watch goes on below."""
    reference = tiny.root / "solutions" / "day09_tiny"
    reference.mkdir(parents=True)
    (reference / "answer.py").write_text(RIGHT + "\n# the reference\n")
    terminal = watch()
    terminal.see(GREEN)
    terminal.see("day: ")
    terminal.press("c")
    assert "# the reference" in terminal.see("Still watching.")
    tiny.answer.write_text(WRONG)
    terminal.see(RED_1)
    terminal.press("q")
    assert terminal.ended() == 0


def test_paste_is_no_command(tiny: Tiny, watch: Start) -> None:
    """Text that comes all at once is not taken for keys."""
    terminal = watch()
    terminal.see(GREEN)
    terminal.press("quit hlr q")
    tiny.answer.write_text(WRONG)
    terminal.see(RED_1)


@pytest.mark.parametrize(
    ("way", "status"),
    [("q", 0), ("\x04", 0), ("\x03", 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)],
    ids=["q", "ctrl-d", "ctrl-c", "term", "hup"],
)
def test_terminal_modes_are_put_back(
    tiny: Tiny, watch: Start, way: str | signal.Signals, status: int
) -> None:
    """However it ends, in the middle of a run too, the modes are as before and nothing runs."""
    log = slow_answer(tiny)
    terminal = watch()
    modes = terminal.modes()
    terminal.wait_for(lambda: first_line(log))
    assert not terminal.modes()[3] & (termios.ICANON | termios.ECHO)
    if isinstance(way, str):
        terminal.press(way)
    else:
        os.kill(terminal.pid, way)
    assert terminal.ended() == status
    modes[3] |= termios.ICANON | termios.ECHO
    assert terminal.modes()[3] == modes[3]
    assert "Traceback" not in terminal.text
    wait_for(lambda: not processes_of(tiny))


def test_terminal_that_is_closed(tiny: Tiny, watch: Start) -> None:
    """When the terminal goes away in the middle of a run, nothing is left running."""
    log = slow_answer(tiny)
    terminal = watch()
    terminal.wait_for(lambda: first_line(log))
    os.close(terminal.descriptor)
    wait_for(lambda: not is_alive(terminal.pid))
    wait_for(lambda: not processes_of(tiny))


def test_a_redraw_keeps_nothing(tiny: Tiny, watch: Start) -> None:
    """A screen that is drawn again (a new window size, `fg`) writes no file: what was reached in
    another shell meanwhile stays."""
    tiny.answer.write_text(WRONG)
    terminal = watch()
    terminal.see(RED_1, "day: ")
    progress = tiny.root / ".katas-progress"
    with progress.open("a") as file:
        file.write('{"at": "2099-01-01T00:00:00Z", "day": 9, "green": [1, 2], "points": 100}\n')
    kept = [file for file in (tiny.root / ".katas").rglob("*") if file.is_file()] + [progress]
    before = [(file.read_bytes(), file.stat().st_mtime_ns, file.stat().st_ino) for file in kept]
    for lines in (30, 41, 32, 43, 34):
        goal = drawings(terminal) + 1
        terminal.resize(lines, 80)
        while drawings(terminal) < goal:
            terminal.rest(0.05)
        terminal.see(RED_1, "day: ")
    after = [(file.read_bytes(), file.stat().st_mtime_ns, file.stat().st_ino) for file in kept]
    assert after == before


def test_stop_and_go_on(tiny: Tiny) -> None:
    """Ctrl-Z gives the shell its terminal back; `fg` goes on, and a save meanwhile is run."""
    environ = tiny.environ(TERM="xterm-256color", PS1="$ ")
    shell = Terminal(["/bin/bash", "--norc", "--noprofile", "-i"], tiny.root, environ)
    try:
        shell.press(f"{shutil.which('env')} {sys.executable} -m katas watch 9\n")
        shell.see("day: ")
        shell.press("\x1a")
        shell.see("Stopped")
        tiny.answer.write_text(WRONG)
        shell.press("stty -a | tr ' ' '\\n' | grep -x -- '-*icanon'; fg\n")
        shell.see(RED_1)
        assert re.search(rb"[\r\n]icanon\r", shell.raw)
        shell.press("q")
        shell.wait_for(lambda: shell.raw.rstrip().endswith(b"$"))
        shell.press("echo $((40 + 2))\n")
        shell.see("42")
    finally:
        shell.close()
    wait_for(lambda: not processes_of(tiny))


def test_new_size_of_the_terminal(tiny: Tiny, watch: Start) -> None:
    """After a change of its size the screen is drawn anew, and keys still work."""
    tiny.answer.write_text(WRONG)
    terminal = watch()
    terminal.see("day: ")
    for lines, columns in ((10, 40), (60, 200), (2, 20), (40, 80)):
        terminal.resize(lines, columns)
        terminal.rest(0.2)
    terminal.see(RED_1, "q quit")
    terminal.press("q")
    assert terminal.ended() == 0


def test_narrowed_window_is_drawn_anew(tiny: Tiny, watch: Start) -> None:
    """Its lines fit at once: none is broken by the terminal."""
    tiny.answer.write_text(WRONG)
    terminal = watch()
    terminal.see(RED_1, "day: ")
    terminal.resize(40, 50)
    terminal.wait_for(lambda: rule_of(terminal) == 50)
    terminal.resize(40, 70)
    terminal.wait_for(lambda: rule_of(terminal) == 70)


def rule_of(terminal: Terminal) -> int:
    """The length of the line that stands above the red task."""
    found = [line for line in terminal.text.splitlines() if line.startswith("Task 1: First --")]
    return len(found[0]) if found else 0


def test_no_colour(tiny: Tiny, watch: Start) -> None:
    """NO_COLOR is honoured, and the marks say all that the colours do."""
    tiny.answer.write_text(WRONG)
    terminal = watch(NO_COLOR="1")
    screen = terminal.see("day: ")
    assert " x 1 of 2" in screen
    assert "ok 1 of 1" in screen
    assert not re.search(rb"\x1b\[[0-9;]*(3[0-8]|4[0-8]|9[0-7])m", terminal.raw)


# Without a terminal -----------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["null", "closed"])
def test_plain_lines_without_a_terminal(tiny: Tiny, kind: str) -> None:
    """Lines without control characters; end of input ends nothing; SIGTERM leaves nothing."""
    tiny.answer.write_text(QUIET)
    out = tiny.root / "output.txt"
    with out.open("w") as file:
        process = subprocess.Popen(
            [sys.executable, "-m", "katas", "watch", "9"],
            cwd=tiny.root,
            env=tiny.environ(),
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=file,
            preexec_fn=(lambda: os.close(0)) if kind == "closed" else None,
        )
    try:
        wait_for(lambda: "after the start" in out.read_text())
        tiny.answer.write_text(WRONG)
        # What comes before may be a run of half a file: it was truncated, then written.
        wait_for(lambda: "day: " in out.read_text().partition(RED_1)[2])
    finally:
        process.terminate()
    assert process.wait(20) == 143
    text = out.read_text()
    assert "\x1b" not in text
    assert "Every save of katas/day09_tiny/answer.py runs day 9." in text
    assert all(len(line) <= 80 for line in text.splitlines())
    wait_for(lambda: not processes_of(tiny))


# SIGKILL ----------------------------------------------------------------------------------------


def serving(tiny: Tiny) -> Path:
    """An answer during whose run a real gunicorn serves; the file names both processes."""
    log = tiny.root / "served.log"
    tiny.answer.write_text(SERVING + f"\ndef double(x):\n    serve({str(log)!r})\n")
    return log


def test_killed_watch_leaves_nothing(tiny: Tiny, watch: Start) -> None:
    """SIGKILL of the screen's process ends the warm parent, the run and the server it started."""
    log = serving(tiny)
    terminal = watch()
    terminal.wait_for(lambda: len(pids(log)) == 2)
    everyone = [*pids(log), *children_of(terminal.pid)]
    os.kill(terminal.pid, signal.SIGKILL)
    assert terminal.ended() == -signal.SIGKILL
    wait_for(lambda: not any(is_alive(pid) for pid in everyone))
    wait_for(lambda: not processes_of(tiny))


def test_killed_parent_is_replaced(tiny: Tiny, watch: Start) -> None:
    """SIGKILL of the warm parent ends run and server; it is said, and the next save is run."""
    log = serving(tiny)
    terminal = watch()
    terminal.wait_for(lambda: len(pids(log)) == 2)
    (warm,) = children_of(terminal.pid)
    os.kill(warm, signal.SIGKILL)
    terminal.see("was killed by SIGKILL")
    wait_for(lambda: not any(is_alive(pid) for pid in [warm, *pids(log)]))
    tiny.answer.write_text(WRONG)
    terminal.see(RED_1)


def test_given_up_run_leaves_nothing(tiny: Tiny, watch: Start) -> None:
    """The server of a run that is overtaken by a save is gone, and so are its temporary files."""
    log, temporary = serving(tiny), tiny.root / "temporary"
    temporary.mkdir()
    terminal = watch(TMPDIR=str(temporary))
    terminal.wait_for(lambda: len(pids(log)) == 2)
    tiny.answer.write_text(WRONG)
    terminal.see(RED_1, "day: ")
    wait_for(lambda: not any(is_alive(pid) for pid in pids(log)))
    terminal.press("q")
    assert terminal.ended() == 0
    wait_for(lambda: not list(temporary.iterdir()))


def test_killed_run_is_red(tiny: Tiny, watch: Start) -> None:
    """SIGKILL of the tests' process is a verdict like that of any answer that ends its process."""
    log = slow_answer(tiny)
    terminal = watch()
    terminal.wait_for(lambda: first_line(log))
    os.kill(int(first_line(log)), signal.SIGKILL)
    terminal.see("died of SIGKILL")


def test_harness_that_does_not_start(tiny: Tiny, watch: Start) -> None:
    """A warm parent that cannot start says why; the next save tries again."""
    settings = tiny.root / "katas" / "harness" / "settings.py"
    before = settings.read_text()
    settings.write_text(before + "\nraise RuntimeError('broken settings')\n")
    terminal = watch()
    terminal.see("broken settings")
    settings.write_text(before)
    tiny.answer.write_text(WRONG)
    terminal.see(RED_1)
