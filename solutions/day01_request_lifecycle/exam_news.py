"""What the three sources of news say on this day: drawn, unlike any other, held until let go."""

import json
import threading
import time
import zlib
from collections import Counter
from random import Random
from typing import Any

from solutions.day01_request_lifecycle.exam_desk import PATIENCE
from solutions.day01_request_lifecycle.exam_recipes import text
from solutions.grading.examiner import Contradicted, Exam, Reply

SOURCES = ("headlines", "weather", "markets")
LARGEST = 2**22  # bytes of a dashboard
ODD_TEXTS = (
    *("", " ", " early", "late ", "Ärger", "東京", "🗞", "<b>a & b</b>", '"so"', "0", "u\u0308"),
    *("\u212b", "\ufeffBOM", "\u200f\u2028", "\x00\x1b\t", "one\r\ntwo", "</script>", "\\u00e4"),
    *("%s {0}", "null", "NaN", "ﬁ"),
)
VALUES: tuple[Any, ...] = (
    *("", 0, False, True, None, -0.5, 0.1, 1e22, 2**64, -(10**30), 7, "n/a", [], {}),
    *([[], [None]], {"": {"": {}}}, ["2024-02-30", "1e400"]),
)
ODD_KEYS = (None, True, False, 7, -2.5, 2**64, "", "Zürich")
KEYS = ("celsius", "index", "change", "station", "headlines", "weather", "a.b", "__class__")


def news(draws: Random, source: str) -> Any:
    """What a source may say, and no other call is told the same: any texts, any dictionary."""
    mark = f"{text(draws, 2)} {draws.randrange(10**12)}"
    if source == "headlines":
        found = [mark, *draws.choices(ODD_TEXTS, k=draws.choice([0, 3, 9, 30]))]
        found += draws.sample(found, min(2, len(found)))  # some come twice
        draws.shuffle(found)
        return found
    keys = draws.sample(KEYS, draws.randint(0, 4))
    if draws.random() < 0.5:
        keys += draws.sample(ODD_KEYS, draws.randint(0, 5))
    pairs = [(key, draws.choice(VALUES)) for key in keys]
    pairs.append((draws.choice(["note", "celsius", "index"]), mark))
    draws.shuffle(pairs)
    return dict(pairs)


def nothing(draws: Random, source: str) -> Any:
    return [] if source == "headlines" else {}


class Call:
    """One call of a source: what it will be told, and when."""

    def __init__(self, source: str, value: Any) -> None:
        self.source, self.value, self.key = source, value, key(json.loads(json.dumps(value)))
        self.released = threading.Event()
        self.given = False


class News:
    """Answers the three sources; while it is `held`, each call waits until it is let go.

    A call that waited in vain goes on after a while: what came then is wrong. `again`: each source
    repeats what it said last. at_once: none answers before it has been called so often; together:
    nor before the others have, as often as it; `shut` is the one that waited in vain. takes: the
    seconds that each takes after that.
    """

    def __init__(self, exam: Exam, say: Any = news) -> None:
        self._draws, self.say = exam.random, say
        self._changed = threading.Condition()
        self.calls: list[Call] = []
        self.twins: list[str] = []
        self.held = self.again = self.together = False
        self.takes = 0.0
        self.at_once, self.shut = 0, ""
        self._said: dict[str, Any] = {}
        for source in SOURCES:
            exam.services.functions[f"fetch_{source}"] = self._answers(source)
            exam.services.functions[f"fetch_{source}_blocking"] = self._answers(source, twin=True)

    def _answers(self, source: str, twin: bool = False) -> Any:
        def answer() -> Any:
            with self._changed:
                if not (self.again and source in self._said):
                    self._said[source] = self.say(self._draws, source)
                call = Call(source, self._said[source])
                self.calls.append(call)
                self.twins += [f"fetch_{source}_blocking"] * twin
                self._changed.notify_all()
                held = self.held
                self._gate(source)
            if held:
                call.released.wait(PATIENCE)
            time.sleep(self.takes)
            with self._changed:
                call.given = True
                self._changed.notify_all()
            return call.value

        return answer

    def _gate(self, source: str) -> None:
        """Wait until as many calls have come as `at_once` and `together` say."""
        least = self.came(source) if self.together else 0

        def opened() -> bool:
            others = min(map(self.came, SOURCES))
            return bool(self.shut) or (self.came(source) >= self.at_once and others >= least)

        if not self._changed.wait_for(opened, PATIENCE / 2):
            self.shut = source
            self._changed.notify_all()

    def came(self, source: str) -> int:
        """How often it has been called."""
        return sum(call.source == source for call in self.calls)

    def wait_for(self, count: int) -> int:
        """Wait until so many calls have come. Returns how many have."""
        with self._changed:
            self._changed.wait_for(lambda: len(self.calls) >= count, PATIENCE / 2)
            return len(self.calls)

    def let_all_go(self) -> None:
        self.held = False
        for call in self.calls:
            call.released.set()

    def all_given(self) -> None:
        """Let all calls go, and wait until each is on its way."""
        self.let_all_go()
        with self._changed:
            self._changed.wait_for(lambda: all(call.given for call in self.calls), PATIENCE / 2)

    def no_twins(self, asked: str) -> None:
        if self.twins:
            raise Contradicted(asked, "no blocking twin is called", self.twins[0])


def key(found: Any) -> str:
    """What is read from JSON as one text: equal for equal values, types and all."""
    return json.dumps(found, sort_keys=True)


def unpacked(reply: Reply) -> bytes:
    """The body as it was before it was compressed. Raises zlib.error."""
    if (reply.header("Content-Encoding") or "").lower() in ("gzip", "deflate"):
        return zlib.decompressobj(wbits=32 + 15).decompress(reply.body, LARGEST)
    return reply.body


def content(asked: str, reply: Reply) -> dict[str, Any]:
    """The object that a dashboard answers with. Raises Contradicted if there is none."""
    if reply.status != 200:
        raise Contradicted(f"{asked}: its status", 200, reply.status)
    try:
        found = json.loads(unpacked(reply))
        key(found)
    except (ValueError, zlib.error, RecursionError):
        raise Contradicted(asked, "an object in JSON", reply.body[:200]) from None
    if not isinstance(found, dict) or sorted(found) != sorted(SOURCES):
        raise Contradicted(f"{asked}: its keys", ", ".join(SOURCES), found)
    return found


def check_values(asked: str, calls: list[Call], found: dict[str, Any]) -> None:
    """Under each key is what that source said. calls: those of this request."""
    for source in SOURCES:
        said = [call.key for call in calls if call.source == source]
        if key(found[source]) not in said:
            expected = f"what fetch_{source}() returned: {said[0]}" if said else "it is called"
            raise Contradicted(f"{asked}: {source}", expected, key(found[source]))


def own_news(asked: str, calls: list[Call], found: list[dict[str, Any]]) -> None:
    """Each of several dashboards shows what was said for it, and for no other."""
    for source in SOURCES:
        said = Counter(call.key for call in calls if call.source == source)
        for each in found:
            one = key(each[source])
            if not said[one]:
                raise Contradicted(f"{asked}: {source}", "what one call of it returned", one)
            said[one] -= 1
