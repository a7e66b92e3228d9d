"""The warehouse as the examiner has it: it notes each call, holds it, and ends it as is wanted."""

import random
import threading
from collections.abc import Callable
from dataclasses import dataclass

PATIENCE = 25.0  # seconds after which a call that is held goes on
ENDS = ("", " ", "\n", "\t ", "  \r\n")


@dataclass
class Trouble:
    """An error to be raised. kind: where its class is found, or the name of a new one,
    which may be followed by "<" and where its base is found.

    number: which object it was, as the process that raised it has said.
    """

    kind: str
    text: str
    note: str
    number: int = 0

    @property
    def type(self) -> str:
        return self.kind.partition("<")[0].rpartition(":")[2].rpartition(".")[2]


class Warehouse:
    """pages: that of each call so far. troubles: by the call's number. most: calls at once."""

    def __init__(self, draws: random.Random) -> None:
        self._draws = random.Random(draws.random())
        self.pages: list[str] = []
        self.troubles: dict[int, Trouble] = {}
        self.trouble: Trouble | None = None
        self.length = 0
        self._running = self.most = 0
        self._held, self._let = False, set[int]()
        self._come = threading.Condition()
        self.look: Callable[[], None] = lambda: None  # what is done ahead of each call

    def page(self) -> str:
        """Another one each time; much longer than `length`, if that is set."""
        draws, number = self._draws, self._draws.getrandbits(60)
        text = f"<p>Page no. {number}:</p> \n <b>Müller & Söhne</b>  re\u0301sume\u0301 中 %s {{}}"
        if self.length:
            text += draws.randbytes(self.length // 2).hex()
            middle = draws.randrange(len(text))
            text = f"{text[:middle]}\u00e9\U0001f30d\n{text[middle:]}"
        return draws.choice(ENDS) + text + draws.choice(ENDS)

    def crunch(self) -> list[object]:
        self.look()
        with self._come:
            number = len(self.pages)
            self.pages.append(self.page())
            self._running += 1
            self.most = max(self.most, self._running)
            self._come.notify_all()
            self._come.wait_for(lambda: not self._held or number in self._let, PATIENCE)
            self._running -= 1
            if number not in self.troubles and self.trouble is not None:
                trouble = self.trouble
                note = f"Ask for repair no. {self._draws.getrandbits(60)}."
                self.troubles[number] = Trouble(trouble.kind, trouble.text, note)
        failed = self.troubles.get(number)
        error = [failed.kind, failed.text, failed.note] if failed else []
        return [number, self.pages[number], error]

    def note(self, number: int, which: int) -> None:
        self.troubles[number].number = which

    def hold(self) -> None:
        with self._come:
            self._held, self._let = True, set()

    def let(self, number: int) -> None:
        """Let this call come to its end; the others are held."""
        with self._come:
            self._let.add(number)
            self._come.notify_all()

    def open(self) -> None:
        with self._come:
            self._held = False
            self._come.notify_all()

    def wait_for(self, count: int, seconds: float) -> bool:
        """Wait until so many calls have come in all."""
        with self._come:
            return self._come.wait_for(lambda: len(self.pages) >= count, seconds)
