"""What the tests of task 4 do with the one-time job, and the verdicts that they share."""

from time import monotonic
from typing import Any

from katas.day05_app_ready.tests.driver import Newsroom
from katas.day05_app_ready.tests.processes import PATIENCE, Process, times, value_of
from katas.day05_app_ready.tests.raised import WAREHOUSE, described
from katas.harness.verdicts import Figure, require

# Something that waits, and is to show that it does nothing else, is given so many seconds.
GRACE = 4.0
YEAR = 366 * 24 * 3_600  # seconds
LONG_PAGE = 1_000  # characters; of a longer one a message shows where it differs
AGAIN = "Whatever marks the job as begun has to go when the work fails."
NO_RETRY = "An error of the warehouse ends the call, whatever it says."
FIRST = "run_init_job() for the first time"


def build(process: Process, newsroom: Newsroom, asked: str = FIRST) -> str:
    """Run the job for the first time, and give the page that was crunched."""
    process.started()
    crunched = len(newsroom.crunched)
    value = process.ask("run_init_job", asked)
    pages = newsroom.crunched
    require(
        value is True and len(pages) == crunched + 1,
        asked=asked,
        expected="True, and crunch_front_page() called once",
        got=f"{value!r}, and crunch_front_page() called {times(len(pages) - crunched)}",
        note=f"Before that, the start of a process had called it {times(crunched)}."
        if crunched
        else "",
    )
    return pages[-1]


def begin_crunching(process: Process, newsroom: Newsroom, deed: str = "run_init_job") -> None:
    """Run the job for the first time, as far as into the crunching, which is held there."""
    if (reply := begin(process, newsroom, deed)) is not None:
        require(
            False,
            asked=FIRST,
            expected="it calls crunch_front_page()",
            got=f"it returned {value_of(reply, FIRST)!r} without",
        )


def begin(process: Process, newsroom: Newsroom, deed: str, **details: Any) -> dict[str, Any] | None:
    """Do what runs the job until it crunches, or the process says something, which is given."""
    before = len(newsroom.crunched)
    newsroom.hold_crunching()
    process.begin(deed, **details)
    until = monotonic() + PATIENCE
    reply = None
    while reply is None and len(newsroom.crunched) == before and monotonic() < until:
        reply = process.reply(0.01)
    return reply


def settled(process: Process, enough: int) -> dict[str, Any]:
    """What run_in_threads said last, when so many have ended, or those that have not wait."""
    said: dict[str, Any] = {"ended": 0}
    while said.get("ended", enough) < enough and (reply := process.reply_unless_asleep(GRACE)):
        said = reply
    return said


def fail(
    process: Process,
    newsroom: Newsroom,
    error: str = WAREHOUSE,
    history: str = "",
    deed: str = "run_init_job",
) -> dict[str, Any]:
    """Run the job while the warehouse is closed. Gives what the process said.

    error: a name in raised.py. history: what was done before. deed: what runs the job.
    """
    newsroom.close_warehouse(error)
    before = len(newsroom.crunched)
    process.begin(deed)
    reply = process.reply(PATIENCE) or {}
    asked = raising(error, history)
    if "missing" in reply:
        value_of(reply, asked)
    crunched = len(newsroom.crunched) - before
    got = f"it was called {times(crunched)}"
    if "value" in reply:
        got += f", and run_init_job() returned {reply['value']!r}"
    elif not reply:
        got += ", and run_init_job() has not come to its end"
    require(
        crunched == 1,
        asked=asked,
        expected="crunch_front_page() is called once",
        got=got,
        note=NO_RETRY if crunched else AGAIN if before else "",
    )
    return reply


def raising(error: str, history: str = "") -> str:
    """What is asked of a job that is to fail."""
    return f"{history}run_init_job() while crunch_front_page() raises {described(error)}"


def check_error(reply: dict[str, Any], asked: str, error: str = WAREHOUSE) -> None:
    """The job ended by the very error that the warehouse raised."""
    fault = reply.get("fault") or {"kinds": [], "text": f"it returned {reply.get('value')!r}"}
    require(
        fault["kinds"][:1] == [error],
        asked=asked,
        expected=f"{error}, passed on to the caller",
        got=fault["text"],
        where=fault.get("where", ""),
    )
    require(
        fault["very"],
        asked=asked,
        expected=f"the very {error} that the warehouse raised",
        got=f"another one: {fault['text']}",
        where=fault.get("where", ""),
    )


def check_ends(ends: list[dict[str, Any]], crunched: int, asked: str) -> None:
    """The job failed for several at once: who called the warehouse has its error, nobody else."""
    kinds = [
        end["fault"]["kinds"][0] if "fault" in end else str(value_of(end, asked)) for end in ends
    ]
    own = [end["fault"]["very"] for end in ends if "fault" in end]
    require(
        sorted(kinds) == ["False"] * (len(kinds) - crunched) + [WAREHOUSE] * crunched and all(own),
        asked=asked,
        expected=f"{WAREHOUSE} from whoever called crunch_front_page(), False from the others",
        got=f"{', '.join(sorted(kinds))}, and crunch_front_page() called {times(crunched)}",
        note="Who waits has to be woken when the work fails, too: for an attempt of its own, or\n"
        "to return False. An error belongs to the one whose work it ended.",
    )


def check_can_be_run(process: Process, newsroom: Newsroom, asked: str) -> None:
    """The warehouse is open again, the job does its work, and its page is there."""
    newsroom.open_warehouse()
    value = process.ask("run_init_job", asked)
    require(
        value is True,
        asked=asked,
        expected="True: this time the work was done",
        got=value,
        note=AGAIN,
    )
    check_page(process, newsroom.crunched[-1], f"{asked}; front_page()")


def check_page(process: Process, page: str, asked: str, note: str = "") -> None:
    """front_page() gives the page."""
    got = process.ask("front_page", asked)
    expected, shown = repr(page), repr(got)
    if got != page and isinstance(got, str) and max(len(page), len(got)) > LONG_PAGE:
        pairs = zip(page, got, strict=False)
        unlike = (at for at, (ours, theirs) in enumerate(pairs) if ours != theirs)
        at = next(unlike, min(len(page), len(got)))
        expected, shown = part(page, at), part(got, at)
    require(got == page, asked=asked, expected=expected, got=shown, note=note)


def part(page: str, at: int) -> str:
    """What stands at that place of a long page."""
    return f"{page[at : at + 40]!r} at character {at:,} of {len(page):,}"


def check_crunched(
    newsroom: Newsroom, before: int, count: int, asked: str, where: str = ""
) -> None:
    """The number of crunches in all processes, but for those `before`."""
    found = len(newsroom.crunched) - before
    require(
        found == count,
        asked=asked,
        expected=f"crunch_front_page() called {times(count)} in all",
        got=f"called {times(found)}",
        where=where,
        figures=[Figure("crunched", "", found, allowed=count)],
    )
