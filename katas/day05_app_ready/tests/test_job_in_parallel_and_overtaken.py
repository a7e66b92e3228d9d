"""Task 4: one process is stopped, and another runs the whole job meanwhile."""

import pytest

from katas.day05_app_ready.tests.jobs import AGAIN, GRACE, fail
from katas.day05_app_ready.tests.processes import PATIENCE, times, value_of
from katas.harness.verdicts import require

pytestmark = pytest.mark.machine

FIRST, LAST = 2, 10  # statements on the way to the warehouse ahead of which a process is stopped
BEHIND = 4  # writes behind the warehouse, the same
# Where the first process is stopped while the second runs the whole job.
STOPS = {
    1: "before its first write",
    2: "after its first write, and before its second",
    3: "after its second write, and before its third",
}


@pytest.mark.task(4)
def test_overtaken_before_its_first_write(newsroom):
    """A process that is overtaken between looking and writing neither crunches nor fails."""
    check_overtaken(newsroom, 1)


@pytest.mark.task(4)
@pytest.mark.parametrize("write", [2, 3], ids=["second", "third"])
def test_overtaken_before_a_later_write(write, newsroom):
    """A process that is overtaken between two writes neither crunches again nor fails."""
    check_overtaken(newsroom, write)


@pytest.mark.task(4)
@pytest.mark.parametrize("write", [1, 2], ids=["first", "second"])
def test_overtaken_after_a_failure(write, newsroom):
    """When the job failed and two processes try again at once, one of them crunches."""
    check_overtaken(newsroom, write, failed=True)


@pytest.mark.task(4)
@pytest.mark.parametrize("failed", [False, True], ids=["new", "failed"])
def test_overtaken_on_the_way_to_the_warehouse(failed, newsrooms):
    """A process that is overtaken ahead of any statement neither crunches again nor fails."""
    newsroom = newsrooms("undisturbed")
    with newsroom.process() as process:
        process.started()
        if failed:
            fail(process, newsroom)
            newsroom.open_warehouse()
        count = process.ask("statements_until_it_crunches", "run_init_job()")
    # A gap between a look and a claim lies ahead of the warehouse: the last statement comes first.
    backwards = range(count, 0, -1)
    for at in dict.fromkeys([*backwards[:LAST], *backwards[-FIRST:]]):
        check_overtaken(newsrooms(f"at-{at}"), at=at, failed=failed, last=at == count)


@pytest.mark.task(4)
def test_overtaken_behind_the_warehouse(newsrooms):
    """A process that is overtaken when it has crunched has its page all the same."""
    newsroom = newsrooms("undisturbed")
    with newsroom.process() as process:
        process.started()
        writes = process.ask("writes_after_it_crunched", "run_init_job()")
    for at in writes[:BEHIND]:
        check_overtaken(newsrooms(f"at-{at}"), at=at, where="after it has crunched, before a write")


def check_overtaken(newsroom, write=0, at=0, failed=False, last=False, where="") -> None:
    """Two processes run the job, the second as a whole while the first is stopped.

    write: ahead of which write; or at: ahead of which statement. last: no other one comes between
    it and the warehouse. failed: the job was run before that, and failed. where: in words.
    """
    with newsroom.process() as first, newsroom.process(apart=bool(write)) as second:
        first.started(), second.started()
        late = bool(where)
        where = where or STOPS.get(write, f"before {'its last' if last else 'a'} statement")
        asked = f"run_init_job(); {where}, another process runs the whole job"
        if failed:
            asked = f"run_init_job(), which fails; {asked}"
            fail(second, newsroom)
            newsroom.open_warehouse()
        before = len(newsroom.crunched)
        first.begin("run_init_job", pause=write, at=at)
        reply = first.reply(PATIENCE) or {"value": "nothing"}
        paused = "paused" in reply
        early = None
        if paused:
            second.begin("run_init_job")
            # A right answer may hold a lock that is not the database's: then the second waits.
            early = second.reply_unless_asleep(GRACE)
            first.begin("go on")
            ours = first.reply(PATIENCE)
        else:
            ours = reply
            second.begin("run_init_job")
        theirs = early or second.reply(PATIENCE)
    crunched = len(newsroom.crunched) - before
    place = f"It was stopped ahead of: {reply['paused']}\n{reply['where']}" if paused else ""
    faults = [each["fault"]["where"] for each in (ours, theirs) if each and "fault" in each]
    ours, theirs = told(ours), told(theirs)
    require(
        crunched == 1 and {ours, theirs} == {"True", "False"},
        asked=asked,
        expected="one of them crunches and returns True, the other returns False",
        got=f"{ours} and {theirs}, and crunch_front_page() called {times(crunched)} in all",
        note=AGAIN
        if failed and not crunched
        else "The work is done when its page is stored. Until then it is under way."
        if late
        else "What was true when it was looked up need not be true when it is written.",
        where=next(filter(None, faults), place),
    )


def told(reply) -> str:
    """What came of a call: its value, or its error."""
    reply = reply or {"fault": {"text": "no end"}}
    if "missing" in reply:
        value_of(reply, "run_init_job()")
    return reply["fault"]["text"] if "fault" in reply else repr(reply["value"])
