"""make dojo: the command, its answers, its streams, and that nothing is left of it."""

import os
import re
import signal
import socket
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from katas.harness import days
from katas.harness.answers import KATAS
from solutions.checks.support.dojo_page import Dojo
from solutions.checks.support.processes import children_of, processes_of, wait_for
from solutions.checks.support.tiny_project import MANIFEST, PICTURES, RIGHT, Tiny

WRONG = RIGHT.replace("2 * x", "3 * x")
HOSTILE = '<script>alert("1")</script>'
FLOOD = f"print('x' * 10**7); return {HOSTILE!r}"
LOG = """

def log(file):
    import os
    import time

    with open(file, "a") as out:
        out.write(f"{os.getpid()}\\n")
    time.sleep(2)
"""
Start = Callable[..., Dojo]


@pytest.fixture
def tiny(tmp_path: Path) -> Tiny:
    found = Tiny(tmp_path)
    (found.day / "kata.toml").write_text(MANIFEST.replace("time_limit = 1", "time_limit = 5"))
    return found


@pytest.fixture
def dojo(tiny: Tiny) -> Iterator[Start]:
    """Starts a dojo; nothing of it is left when the test is over."""
    started: list[Dojo] = []

    def start(*arguments: str, **variables: str) -> Dojo:
        started.append(Dojo(tiny, *arguments, **variables))
        return started[-1]

    yield start
    for each in started:
        each.close()
    wait_for(lambda: not processes_of(tiny))


# What is seen -------------------------------------------------------------------------------------


def test_save_turns_a_task(tiny: Tiny, dojo: Start) -> None:
    """Each save is run; what was red and is not is told, and the first red task explained."""
    tiny.answer.write_text(WRONG)
    with dojo("9").stream() as stream:
        parts = stream.until("status", "points")
        assert "<dt>asked</dt>" in parts["verdict"] and "double(" in parts["verdict"]
        assert "40 of 100 points" in parts["status"]
        tiny.answer.write_text(RIGHT)
        parts = stream.until("status", "100 of 100 points")
        assert "is-red" not in parts["tasks"] and "Day 9 is green." in parts["announce"]
        assert "fixed: test_double" in stream.until("changes", "fixed")["changes"]


def test_tasks_turn_while_they_run(tiny: Tiny, dojo: Start) -> None:
    """A red task is told before the tests after it have ended."""
    slow = "import time\n" + WRONG.replace("return x.upper()", "time.sleep(2); return x.upper()")
    tiny.answer.write_text(slow)
    with dojo().stream() as stream:
        parts = stream.until("tasks", "is-red")
        assert "points ·" not in parts["status"]


def test_tabs_share_one_run(tiny: Tiny, dojo: Start) -> None:
    """Ten streams are told the same, and one warm parent runs it."""
    started = dojo()
    with ExitStack() as stack:
        streams = [stack.enter_context(started.stream()) for _ in range(10)]
        said = {stream.until("status", "100 of 100")["status"] for stream in streams}
    assert len(said) == 1
    assert len(children_of(started.process.pid)) == 1


def test_reconnect_loses_nothing(tiny: Tiny, dojo: Start) -> None:
    """Whoever comes back gets what has changed meanwhile, and only that."""
    started = dojo()
    with started.stream() as stream:
        stream.until("status", "100 of 100")
        stream.until("announce", "green")
    tiny.answer.write_text(WRONG)
    with started.stream() as other:
        other.until("status", "40 of 100")
    with started.stream(last=stream.last) as again:
        news = again.next()
    assert "40 of 100" in news["status"] and "comparison" not in news
    with started.stream(last="0000-99") as stranger:
        assert "comparison" in stranger.next()


def test_hints_come_one_at_a_time(tiny: Tiny, dojo: Start) -> None:
    """The token of the page is needed; each press shows one more, and it is kept."""
    tiny.answer.write_text(WRONG)
    started = dojo()
    with started.stream() as stream:
        stream.until("status", "points")
        assert "Show a first nudge" in stream.until("hints", "nudge")["hints"]
        assert started.post("day/9/hint/")[0] == 403
        form = Form(started)
        form.post("day/9/hint/")
        assert "<li>a</li>" in stream.until("hints", "<li>a</li>")["hints"]
        assert "<li>b</li>" not in stream.parts["hints"]
        form.post("day/9/hint/")
        stream.until("hints", "<li>b</li>")
    assert (tiny.root / ".katas-progress").read_text().count('"hint"') == 2


def test_reset_and_undo(tiny: Tiny, dojo: Start) -> None:
    """The answer goes to a backup and comes back."""
    tiny.answer.write_text(WRONG)
    started = dojo()
    form = Form(started)
    with started.stream() as stream:
        stream.until("status", "40 of 100")
        form.post("day/9/reset/")
        assert tiny.answer.read_text() == RIGHT
        assert ".katas/backups/" in stream.until("told", "starts over")["told"]
        form.post("day/9/undo/")
        assert tiny.answer.read_text() == WRONG


def test_comparison(tiny: Tiny, dojo: Start) -> None:
    """Measured on a click, by a process that is gone afterwards."""
    started = dojo()
    with started.stream() as stream:
        stream.until("status", "100 of 100")
        Form(started).post("day/9/comparison/")
        stream.until("comparison", "<table>")
        assert "calls" in stream.parts["comparison"]


def test_pictures(tiny: Tiny, dojo: Start) -> None:
    """They come as they are drawn, and are told to be old when the answer has changed."""
    (tiny.tests.parent / "pictures.py").write_text(PICTURES)
    (tiny.tests.parent / "flame_graph.py").write_text("def once():\n    return '<p>flames'\n")
    started = dojo()
    assert started.get("day/9/flame-graph/")[0] == 404
    with started.stream() as stream:
        stream.until("status", "100 of 100")
        Form(started).post("day/9/pictures/")
        stream.until("pictures", "Doubled")
        stream.until("pictures", "Measure again")
        assert "/day/9/flame-graph/" in stream.parts["pictures"]
        tiny.answer.write_text(WRONG)
        stream.until("pictures", "Your answer has changed since")
        assert "Doubled" in stream.parts["pictures"] and ">63<" not in stream.parts["pictures"]
        stream.until("pictures", ">63<")
        stream.until("pictures", "Measure again")
        assert "has changed since" not in stream.parts["pictures"]
    with urllib.request.urlopen(f"{started.address}day/9/flame-graph/") as page:  # noqa: S310
        assert page.headers["Content-Security-Policy"].startswith("sandbox allow-scripts; default")
        assert "allow-same-origin" not in page.headers["Content-Security-Policy"]
        assert page.read() == b"<p>flames"


def test_pictures_of_a_day_that_turns_green(tiny: Tiny, dojo: Start) -> None:
    """They are taken unasked, once; not for a day that was green before."""
    (tiny.tests.parent / "pictures.py").write_text(PICTURES)
    started = dojo()
    with started.stream() as stream:
        stream.until("status", "100 of 100")
        tiny.answer.write_text(f"{RIGHT}\n")
        stream.until("waited", "after the save")
        time.sleep(3)
        assert "Measure and draw" in stream.parts["pictures"]
        tiny.answer.write_text(WRONG)
        stream.until("status", "40 of 100")
        tiny.answer.write_text(RIGHT)
        stream.until("pictures", "Doubled")


def test_save_overtakes_pictures(tiny: Tiny, dojo: Start) -> None:
    """While a run goes on nothing is measured; what was asked for begins anew after it."""
    began = tiny.root / "began"
    slow = PICTURES.replace("    return answer", f"    log({str(began)!r})\n    return answer")
    (tiny.tests.parent / "pictures.py").write_text(slow + LOG)
    started = dojo()
    with started.stream() as stream:
        stream.until("status", "100 of 100")
        Form(started).post("day/9/pictures/")
        wait_for(lambda: began.exists() and len(began.read_text().split()) >= 2)
        first = [int(pid) for pid in began.read_text().split()]
        tiny.answer.write_text(WRONG)
        stream.until("pictures", "as soon as nothing else runs")
        wait_for(lambda: not {*first} & {*processes_of(tiny)}, 3)
        stream.until("status", "40 of 100")
        stream.until("pictures", ">63<")


# Answers of all kinds -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answer", "part", "said"),
    [
        ("def double(x:\n", "verdict", "does not load"),
        ("import os\nos.kill(os.getpid(), 9)\n", "status", ""),
        (RIGHT.replace("return 2 * x", "while True: pass"), "verdict", "Task 1"),
        (RIGHT.replace("return 2 * x", "import os; os._exit(3)"), "verdict", "ended with 3"),
        (RIGHT.replace("return 2 * x", FLOOD), "verdict", "&lt;script"),
        ("", "verdict", "Task 1"),
    ],
    ids=["half-written", "killed", "endless", "exits", "floods", "empty"],
)
def test_answer_that_fails(tiny: Tiny, dojo: Start, answer: str, part: str, said: str) -> None:
    """The page says what came of it, nothing that it printed is markup, and the next save runs."""
    tiny.answer.write_text(answer)
    started = dojo()
    with started.stream() as stream:
        stream.until("announce", ".")
        stream.until(part, said)
        assert HOSTILE not in "".join(stream.parts.values())
        assert started.get("day/9/")[0] == 200
        tiny.answer.write_text(RIGHT)
        stream.until("status", "100 of 100")


def test_killed_parent(tiny: Tiny, dojo: Start) -> None:
    """It is said, and the next save starts another."""
    started = dojo()
    with started.stream() as stream:
        stream.until("status", "100 of 100")
        (warm,) = children_of(started.process.pid)
        os.kill(warm, signal.SIGKILL)
        stream.until("verdict", "was killed by SIGKILL")
        tiny.answer.write_text(WRONG)
        stream.until("status", "40 of 100")


def test_answer_that_goes_and_comes(tiny: Tiny, dojo: Start) -> None:
    """A missing file is told; as soon as it is back, it is run."""
    with dojo().stream() as stream:
        stream.until("status", "100 of 100")
        tiny.answer.unlink()
        stream.until("verdict", "answer.py is gone")
        tiny.answer.write_text(WRONG)
        stream.until("status", "40 of 100")


# The end ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_end_with_open_streams(tiny: Tiny, dojo: Start, number: int, status: int) -> None:
    """The streams end, the program does at once, and nothing runs on."""
    started = dojo()
    with started.stream() as stream:
        stream.until("status", "100 of 100")
        began = time.monotonic()
        assert started.end(number) == status, started.output
        assert time.monotonic() - began < 3
        with pytest.raises((EOFError, ConnectionError)):
            while True:
                stream.next()
    wait_for(lambda: not processes_of(tiny))


def test_port_in_use(tiny: Tiny, dojo: Start) -> None:
    """Without a port the next free one is taken, and said; a port that was asked for is refused."""
    first, second = dojo(), dojo()
    assert first.port != second.port
    assert f"this dojo takes {second.port}" in second.output
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        status, output = tiny.run("katas", "dojo", "--port", port)
    assert (status, f"Port {port} is in use." in output) == (3, True), output


def test_no_browser(tiny: Tiny, dojo: Start) -> None:
    """That none could be opened ends nothing."""
    started = dojo("--open", BROWSER="/nonexistent/browser %s", PATH="/nonexistent")
    assert started.get()[0] == 200


def test_loopback_only(tiny: Tiny, dojo: Start) -> None:
    """No other address of the machine answers."""
    started = dojo()
    table = Path("/proc/net/tcp").read_text().splitlines()[1:]
    listening = {line.split()[1] for line in table if line.split()[3] == "0A"}
    assert {each for each in listening if each.endswith(f":{started.port:04X}")} == {
        f"0100007F:{started.port:04X}"
    }


# Who may ask --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Host": "katas.example"}, 400),
        ({"Host": "127.0.0.1.katas.example:80"}, 400),
        ({"Host": "localhost:9"}, 200),
        ({"Origin": "http://katas.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Sec_Fetch_Site": "cross-site", "Sec_Fetch_Mode": "no-cors"}, 403),
        ({"Sec_Fetch_Site": "same-site", "Sec_Fetch_Mode": "cors"}, 403),
        ({"Sec_Fetch_Site": "cross-site", "Sec_Fetch_Mode": "navigate"}, 200),
        ({"Sec_Fetch_Site": "same-origin", "Sec_Fetch_Mode": "cors"}, 200),
    ],
)
def test_pages_from_elsewhere(
    tiny: Tiny, dojo: Start, headers: dict[str, str], status: int
) -> None:
    """A name of somebody else's DNS, a script and a form of another page get nothing."""
    started = dojo()
    assert started.get("day/9/", **headers)[0] == status
    if status == 403:
        assert Form(started).post("day/9/reset/", **headers) == 403


def test_forwarded_by_a_codespace(tiny: Tiny, dojo: Start) -> None:
    """Its own name for the port is the dojo's as well, another's is not; elsewhere none is."""
    domain = "GITHUB_CODESPACES_PORT_FORWARDING_DOMAIN"
    space, other = "space-{}.app.github.dev", "other-{}.app.github.dev"
    cases = [
        (space, f"https://{space}", 204, 400),
        (space, "http://localhost:{}", 204, 400),
        ("localhost:{}", "https://localhost:{}", 204, 403),
        ("localhost:{}", f"https://{other}", 403, 403),
        (space, f"https://{other}", 403, 400),
        (other, f"https://{other}", 400, 400),
    ]
    inside, outside = dojo(**{"CODESPACE_NAME": "space", domain: "app.github.dev"}), dojo()
    for host, origin, *expected in cases:
        found = [
            Form(each).post(
                "day/9/hint/", Host=host.format(each.port), Origin=origin.format(each.port)
            )
            for each in (inside, outside)
        ]
        assert found == expected, (host, origin)


def test_addresses_that_are_none(tiny: Tiny, dojo: Start) -> None:
    """Each is one clear page; no file but the dojo's own is served."""
    started = dojo()
    for path in ("day/8/", "day/8/stream/", "nothing/", "static/%2e%2e", "static/..%2fviews.py"):
        status, text = started.get(path)
        assert (status, "Nothing is here" in text) == (404, True), path
    assert Form(started).post("day/9/nothing/") == 404


def test_policy_and_no_inline(tiny: Tiny, dojo: Start) -> None:
    """No page holds a script, a style or a handler of its own."""
    started = dojo()
    for path in ("", "day/9/", "nothing/"):
        text = started.get(path)[1]
        assert " style=" not in text and " onclick=" not in text and "<style" not in text
        assert text.count("<script") == 1 == text.count('<script type="module" src="/static/')


def test_readme_proposes_the_same_order() -> None:
    """The first page and README.md begin with the same day."""
    order = ", ".join(str(day.number) for day in days.easy_first())
    assert f"From easy to hard: {order}" in (KATAS.parent / "README.md").read_text()


class Form:
    """A page's form with its token, as a browser without JavaScript sends it."""

    def __init__(self, dojo: Dojo) -> None:
        self._dojo = dojo
        with urllib.request.urlopen(f"{dojo.address}day/9/") as page:  # noqa: S310
            self._cookie = page.headers["Set-Cookie"].partition(";")[0]
            found = re.search(r'csrfmiddlewaretoken" value="(\w+)"', page.read().decode())
        assert found
        self._token = found[1]

    def post(self, path: str, **headers: str) -> int:
        """Status of the answer; 204 for what was done."""
        return self._dojo.post(
            path,
            Cookie=self._cookie,
            X_CSRFToken=self._token,
            X_Requested_With="fetch",
            **headers,
        )[0]
