"""The examiner's newsroom: the processes in the sandbox, and the caches that they have here."""

import threading
from dataclasses import dataclass, field
from typing import Any

from katas.day05_app_ready.models import JobRun
from solutions.day05_app_ready.exam_caches import Caches
from solutions.day05_app_ready.exam_kin import Kin
from solutions.day05_app_ready.exam_warehouse import Warehouse
from solutions.grading.examiner import BrokeOff, Contradicted, Exam, Ledger
from solutions.grading.examiner.memory import descendants, parent
from solutions.grading.guest import wire

SETTINGS = "exams.day05_app_ready.exam_inside_settings"
KEY, THEIRS = ":1:front-page", "theirs:2:front-page"  # as the two caches spell it
PATIENCE = 20.0
SILENCE = object()  # what a process has said that says nothing


@dataclass(frozen=True)
class Failure:
    """What was raised there: its type, text and notes, and the number of the object."""

    type: str
    says: str = ""
    notes: list[str] = field(default_factory=list)
    number: int = 0

    def __repr__(self) -> str:
        return f"{self.type}: {self.says}"


def heard(told: Any) -> Any:
    """A value, or a Failure."""
    if isinstance(told, dict) and "raised" in told:
        return Failure(str(told["raised"]), str(told["says"]), told["notes"], told["number"])
    return told.get("value") if isinstance(told, dict) else SILENCE


class Counted:
    """How many workers of a server have set Django up."""

    def __init__(self) -> None:
        self._count, self._come = 0, threading.Condition()

    def count(self) -> None:
        with self._come:
            self._count += 1
            self._come.notify_all()

    def wait(self, count: int) -> bool:
        with self._come:
            return self._come.wait_for(lambda: self._count >= count, PATIENCE)


class Newsroom:
    """Starts processes and forgets none: each is asked here, over a line of its own.

    machine, cwd, clock: of the processes that are started from here on. clock: a file's name.
    """

    def __init__(self, exam: Exam) -> None:
        self.exam, self.caches, self.warehouse = exam, Caches(), Warehouse(exam.random)
        self.served = Counted()
        exam.database.writable = True
        JobRun.objects.all().delete()  # no question finds what another one's job has left
        exam.services.functions |= {
            "cache": self.caches.serve,
            "crunch": self.warehouse.crunch,
            "raised": self.warehouse.note,
            "served": self.served.count,
        }
        self.machine, self.cwd, self.clock = f"newsroom-{self.word()}", "desk", ""
        self.processes: list[Process] = []
        self.all_of_it = Ledger()  # what a question counts that asks several at once
        self.servers, self._ahead = 0, 0.0

    def word(self) -> str:
        return self.exam.random.randbytes(5).hex()

    def order(self) -> dict[str, Any]:
        return {"cwd": self.cwd, "machine": self.machine, "clock": self.clock}

    def process(
        self,
        argv: str = "manage.py shell",
        *,
        debug: bool = False,
        settings: bool = True,
        **env: str,
    ) -> "Process":
        """A process that has done nothing yet."""
        env["KATAS_DEBUG"] = str(int(debug))
        if settings:
            env["DJANGO_SETTINGS_MODULE"] = SETTINGS
        found = self.exam.ask("start", {**self.order(), "argv": argv.split(), "env": env})
        return self.connected(found)

    def connected(self, found: Any) -> "Process":
        if not (isinstance(found, list) and [type(each) for each in found] == [int, int]):
            raise BrokeOff(f"no process could be forked: {found!r}")
        self.processes.append(Process(self, *found))
        return self.processes[-1]

    def forget_the_page(self) -> None:
        """Out of all caches. Who has read one at its start is judged by another task."""
        for cache in self.caches.kept.values():
            cache.pop(KEY, None)

    def set_clock(self, seconds: float) -> None:
        self.exam.ask("write", self.clock, str(seconds))

    def rewind(self) -> None:
        """Set the clock back to the time of all that nobody sets ahead, files and the database."""
        self._ahead = 0.0
        self.set_clock(0)

    def let_pass(self, seconds: float) -> None:
        """Set the clock ahead by so many seconds more."""
        self._ahead += seconds
        self.set_clock(self._ahead)

    def living(self) -> dict[int, "Kin"]:
        """The processes that came from the one which forks, by their numbers in the sandbox."""
        root = self.exam.session.pid
        found = [Kin.of(pid) for pid in descendants(parent(root)) - {root}]
        return {kin.inside: kin for kin in found if kin is not None}

    def check_alone(self, asked: str) -> None:
        """There is no process but those that were started, and none has a thread of its own.

        But for a server's first process, which never sets Django up: gunicorn itself has one there.
        """
        found = self.living()
        expected = sum(not each.ended for each in self.processes) + self.servers
        self.exam.same(f"{asked}: how many processes there are then", expected, len(found))
        threaded = sum(kin.threads > 1 for kin in found.values())
        if threaded > bool(self.servers):
            raise Contradicted(f"{asked}: processes with threads of their own", 0, threaded)


class Process:
    """One process. ledger: what the last thing that it was asked has asked of the database."""

    def __init__(self, newsroom: Newsroom, port: int, pid: int) -> None:
        self.newsroom, self.pid = newsroom, pid
        self._exam = newsroom.exam
        self._line = self._exam.session.connect(port)
        self.ledger, self.ended = Ledger(), False

    def begin(self, name: str, *arguments: Any) -> None:
        """Have something done, without waiting: within a block that counts."""
        try:
            wire.send(self._line, [name, list(arguments)])
        except OSError:
            raise BrokeOff(f"a process of the newsroom has ended ahead of {name}") from None

    def reply(self, within: float = PATIENCE) -> Any:
        """What came of it: a value, a Failure, or SILENCE."""
        self._line.settimeout(within)
        try:
            return heard(wire.receive(self._line))
        except TimeoutError:
            return SILENCE
        except (EOFError, OSError, ValueError, wire.TooMuch) as error:
            raise BrokeOff(f"a process of the newsroom has ended: {error!r}") from None

    def ask(self, name: str, *arguments: Any) -> Any:
        """What comes of it, a value or a Failure; it is counted."""
        with self._exam.database.counting() as self.ledger, self._exam.services.counting():
            self.begin(name, *arguments)
            found = self.reply()
        if found is SILENCE:
            raise BrokeOff(f"a process gave nothing for {PATIENCE:.0f} s when asked for {name}")
        return found

    def tell(self, asked: str, name: str, *arguments: Any) -> Any:
        """The value. Raises Contradicted if there was an error."""
        found = self.ask(name, *arguments)
        if isinstance(found, Failure):
            raise Contradicted(asked, "no error", f"{found!r}")
        return found

    def ended_threads(self, names: list[str]) -> list[Any]:
        """What came of the threads that `begin_in_threads` began."""
        found = self.ask("end_of_threads", names)
        if not isinstance(found, list) or len(found) != len(names):
            raise BrokeOff(f"threads of the newsroom are gone: {found!r}")
        return [heard(each) for each in found]

    def fork(self) -> "Process":
        child = self.newsroom.connected(self.ask("fork", self.newsroom.order()))
        self.newsroom.caches.fork(self.pid, child.pid)
        return child

    def end(self) -> None:
        """Let the process come to its end, and wait for that."""
        with self._exam.database.counting(), self._exam.services.counting():
            self._line.shutdown(1)
            self._line.settimeout(PATIENCE)
            try:
                while self._line.recv(4096):
                    pass
            except OSError:
                raise BrokeOff("a process of the newsroom does not end") from None
        self.ended = True


def random_text(exam: Exam, least: int = 20, most: int = 120) -> str:
    """Text of many kinds of characters, another one each time."""
    letters = "abcdefghij klmnopqrstuvwxyz ÄÖüß<>&\"'%_éłж中🌍0123456789"
    return "".join(exam.random.choices(letters, k=exam.random.randint(least, most)))
