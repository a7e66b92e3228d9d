"""One newsroom in which several processes run the job at the same time, and when they wait.

Some of them were forked from one, some come from another, which has a session of its own and has
loaded the answer by itself: they share nothing but the machine and the database.
"""

import contextlib
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from katas.day05_app_ready.models import JobRun
from solutions.day05_app_ready.exam_kin import Kin
from solutions.day05_app_ready.exam_newsroom import PATIENCE, SILENCE, Newsroom, Process
from solutions.grading.examiner import BrokeOff, Contradicted

GRACE = 3.0  # seconds that somebody who waits is given to show that he does nothing else
SOON, POLLS = 0.5, 6  # the same for one who asks the database again and again: so often
LOOKS, LOOK = 8, 0.02  # looks in a row at which all sleep, and the seconds between two


class Scene:
    """A newsroom in which the job has not run yet, and processes that were forked there.

    parents: whose child each of them is.
    """

    def __init__(
        self, newsroom: Newsroom, parents: list[Process], act: "Callable[[Scene], None]"
    ) -> None:
        self.newsroom, self.exam, self.warehouse = newsroom, newsroom.exam, newsroom.warehouse
        self._act = act
        newsroom.machine = f"newsroom-{newsroom.word()}"
        self.processes = [parent.fork() for parent in parents[:2]]
        for parent in parents[2:]:  # it works elsewhere on the same machine
            newsroom.cwd = f"desk-{newsroom.word()}"
            self.processes.append(parent.fork())
            newsroom.cwd = "desk"

    def play(self, kin: dict[int, Kin]) -> None:
        JobRun.objects.all().delete()
        self.newsroom.rewind()
        self.newsroom.forget_the_page()
        self.warehouse.most, self.warehouse.trouble = 0, None
        self.before, self.kin = len(self.warehouse.pages), kin
        self._act(self)

    @property
    def calls(self) -> int:
        return len(self.warehouse.pages) - self.before

    def crunching(self, asked: str, process: Process, *deed: Any) -> None:
        """The job is begun and held in the warehouse. deed: what begins it."""
        self.warehouse.hold()
        process.begin(*(deed or ["run_init_job"]))
        if deed:
            process.reply()
        until = time.monotonic() + PATIENCE
        while not self.warehouse.wait_for(self.before + 1, 0.01):
            if (found := process.reply(0.001)) is not SILENCE:
                raise Contradicted(asked, "it calls crunch_front_page()", f"{found!r}")
            if time.monotonic() > until:
                raise BrokeOff("run_init_job() neither crunches nor ends")

    def settled(self, process: Process, soon: float = SOON, look: float = LOOK) -> Any:
        """What the process said, or SILENCE if it waits for others."""
        ends = {process: SILENCE}
        self.quiet(ends, soon, look)
        return ends[process]

    def quiet(self, ends: dict[Process, Any], soon: float = SOON, look: float = LOOK) -> None:
        """Hear what these have to say, until the rest of them sleep, or look again and again.

        soon: seconds for which they may do that. GRACE where naps are over at once: all the looks
        between them come then.
        """
        statements = self.newsroom.all_of_it.statements
        slept, began, before = 0, time.monotonic(), len(statements)
        while waiting := [process for process, found in ends.items() if found is SILENCE]:
            for process in waiting:
                ends[process] = process.reply(look / len(waiting))
            kin = [self.kin[each.pid] for each in waiting if each.pid in self.kin]
            asleep = all(each.sleeps() for each in kin) and (len(ends) == 1 or asleep_here())
            slept = slept + 1 if asleep else 0
            passed, looks = time.monotonic() - began, len(statements) - before
            polls = passed > soon and looks >= POLLS * len(waiting)
            if slept >= LOOKS or passed > GRACE or polls:
                break

    def check_one(self, asked: str) -> None:
        expected = "crunch_front_page() is called once"
        if self.calls != 1:
            raise Contradicted(asked, expected, f"it was called {self.calls} times")

    def check_page(self, asked: str, process: Process) -> None:
        page = self.warehouse.pages[-1]
        self.exam.same(f"{asked}; then front_page()", page, process.ask("front_page"))


def asleep_here() -> bool:
    """No other thread of this process does anything."""
    mine = str(threading.get_native_id())
    for task in Path("/proc/self/task").iterdir():
        with contextlib.suppress(OSError):
            stat = (task / "stat").read_text()
            if task.name != mine and stat.rpartition(")")[2].split()[0] != "S":
                return False
    return True


def came(found: Any) -> str:
    return "no end" if found is SILENCE else f"{found!r}"
