"""What a question works with: its draws, the database, the services, and the examined process."""

import random
import socket
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from katas.harness.days import Day
from solutions.grading.examiner import memory
from solutions.grading.examiner.database import Database
from solutions.grading.examiner.findings import BrokeOff, Contradicted, Raised
from solutions.grading.examiner.literals import COMPUTED, literal
from solutions.grading.examiner.names import names, texts
from solutions.grading.examiner.services import Services
from solutions.grading.examiner.session import Session
from solutions.grading.examiner.web import Exchange, Headers, Reply

ABSENT = object()
NAMES, TEXTS = 300, 100


class Exam:
    """One day of one answer. Each question has a fresh process as `session`, and its own draws.

    processes: whether a session that is started from here on may begin other processes.
    database, kept: one for the whole day; `kept` is for what a question leaves to a later one, such
    as rows that were made. The database starts without rows; in this process, Django's ORM works on
    it. answers: the folder with the answer's files, which are read and never run here.
    """

    def __init__(
        self, day: Day, seed: str, desk: socket.socket, database: Database, answers: Path
    ) -> None:
        self.day, self.database, self._answers = day, database, answers
        self.kept: dict[str, Any] = {}
        self.random = random.Random()
        self._seed, self._desk = seed, desk
        self._names: list[str] = []
        self._texts: list[str] = []
        self._session: Session | None = None
        self.processes = True

    @property
    def session(self) -> Session:
        """The question's process: started when it is first needed."""
        if self._session is None:
            serving = {"database": self.database.serve, "call": self.services.serve}
            seed = self.random.getrandbits(32)
            session = Session(self._desk, serving, self.processes, seed)
            self._session = session.__enter__()
        return self._session

    @property
    def names(self) -> list[str]:
        """Texts that stand in the answer's source, and words in them: what a hole may go by.

        One at least; of very many, each question draws NAMES.
        """
        if not self._names:
            self._names = self._drawn(names(self._sources()), NAMES)
        return self._names

    @property
    def texts(self) -> list[str]:
        """Of these names those of the code, which it may compare: each question draws TEXTS."""
        if not self._texts:
            self._texts = self._drawn(texts(self._sources()), TEXTS)
        return self._texts

    def _sources(self) -> list[Path]:
        return [self._answers / file for file in self.day.answers]

    def _drawn(self, found: list[str], most: int) -> list[str]:
        found = found or ["name"]
        return found if len(found) <= most else self.random.sample(found, most)

    def anew(self) -> None:
        """From here on, the question asks another process, freshly forked."""
        if self._session is not None:
            self._check(self._session)
            session, self._session = self._session, None
            session.__exit__()

    def run(self, question: Callable[["Exam"], None], attempt: int) -> None:
        """Ask one question. Raises what it raises.

        attempt: each draws anew, or the first could tell the second what will come.
        """
        self.random = random.Random(f"{self._seed} {question.__name__} {attempt}")
        self.services = Services()
        self.database.reset_hooks()
        self._session, self.processes, self._names, self._texts = None, True, [], []
        try:
            question(self)
            self._nothing_astray()
        except Exception as error:
            if self.database.interrupted and isinstance(error, Contradicted):
                raise BrokeOff("a statement of its took too long") from None
            if self.database.contradicted:
                raise self.database.contradicted[0] from None
            raise
        finally:
            if self._session is not None:
                self._session.__exit__()

    def _nothing_astray(self) -> None:
        for found in self.database.contradicted:
            raise found
        if self.database.stray:
            asked = "what the database is asked while nothing is asked of the answer"
            raise Contradicted(asked, "nothing", self.database.stray[0])
        if self.services.stray:
            asked = "which services are called while nothing is asked of the answer"
            raise Contradicted(asked, "none", self.services.stray[0])
        if self._session is not None:
            self._check(self._session)

    def _check(self, session: Session) -> None:
        """Raises Contradicted if its process can have hidden what it does from who looks there."""
        memory.check_first_thread(session.pid)
        for event in session.told:
            asked = "what Python reports of the answer's process while it is asked"
            raise Contradicted(asked, "nothing that hides what it does", event)

    def ask(self, name: str, *arguments: Any, within: float = 30.0) -> Any:
        """What `exam_inside.name(agent, *arguments)` gives, or Raised. Raises BrokeOff."""
        return self.session.ask(name, *arguments, within=within)

    def same_as_written(
        self, file: str, name: str, told: Any, as_told: Callable[[Any], Any]
    ) -> None:
        """Raises Contradicted if the file's constant is written out there, and is not what is told.

        as_told: makes of the constant what is told of it.
        """
        written = literal(self._answers / file, name)
        if written is not COMPUTED and as_told(written) != told:
            raise Contradicted(f"{name}, as {file} has it", written, told)

    def same(self, asked: str, expected: object, got: object) -> None:
        """Raises Contradicted unless the values are equal and of the same types, all through."""
        if not alike(expected, got):
            where, wanted, given = first_difference(expected, got)
            raise Contradicted(asked + where, wanted, given)

    def at_most(self, asked: str, allowed: float, measured: float, unit: str = "") -> None:
        """Raises Contradicted if more was measured than is allowed."""
        if measured > allowed:
            raise Contradicted(
                asked, f"at most {allowed:,} {unit}".strip(), f"{measured:,} {unit}".strip()
            )

    def fetch(
        self,
        port: int,
        target: str,
        method: str = "GET",
        headers: Headers = (),
        body: bytes = b"",
        within: float = 20.0,
    ) -> Reply:
        """One request to a server in the sandbox, and the whole response."""
        line = self.session.connect(port)
        return Exchange(line, target, method, headers, body, within).rest()

    def exchange(self, port: int, target: str, **options: Any) -> Exchange:
        """A request whose response is read bit by bit."""
        return Exchange(self.session.connect(port), target, **options)

    def at_once(self, *works: Callable[[], Any], within: float = 60.0) -> list[Any]:
        """Do several things in threads at the same time. Returns what each gives, in their order.

        Raises what the first of them has raised.
        """
        given: list[Any] = [ABSENT] * len(works)
        raised: list[BaseException] = []

        def do(index: int) -> None:
            try:
                given[index] = works[index]()
            except BaseException as error:
                raised.append(error)

        threads = [
            threading.Thread(target=do, args=(index,), daemon=True) for index in range(len(works))
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(within)
        if raised:
            raise raised[0]
        if ABSENT in given:
            raise BrokeOff(f"the answer gave nothing for {within:.0f} s")
        return given


def alike(expected: object, got: object) -> bool:
    """Whether two plain values are equal, types and all."""
    if type(expected) is not type(got) or isinstance(got, Raised):
        return False
    if isinstance(expected, list | tuple):
        assert isinstance(got, list | tuple)
        return len(expected) == len(got) and all(map(alike, expected, got))
    if isinstance(expected, dict):
        assert isinstance(got, dict)
        return list(expected) == list(got) and all(map(alike, expected.values(), got.values()))
    return expected == got


def first_difference(expected: Any, got: Any) -> tuple[str, object, object]:
    """Where two lists or dicts that are not alike first differ, and what is there on both sides."""
    where = ""
    while type(expected) is type(got) and isinstance(expected, list | tuple | dict):
        if isinstance(expected, dict):
            if list(expected) != list(got):
                break
            pairs = [(key, expected[key], got[key]) for key in expected]
        else:
            pairs = [(place, *both) for place, both in enumerate(zip(expected, got, strict=False))]
        found = next((each for each in pairs if not alike(each[1], each[2])), None)
        if found is None:  # one is longer
            return f"{where}: how many", len(expected), len(got)
        key, expected, got = found
        where += f"[{key!r}]"
    return where and f": {where}", expected, got
