"""Task 4: the jobs of other teams in the same table."""

import pytest

from katas.day05_app_ready.tests import newsroom_database
from katas.day05_app_ready.tests.driver import Newsroom
from katas.day05_app_ready.tests.jobs import (
    FIRST,
    begin,
    build,
    check_can_be_run,
    check_page,
    fail,
)
from katas.day05_app_ready.tests.processes import PATIENCE
from katas.day05_app_ready.tests.raised import WAREHOUSE
from katas.harness.verdicts import require
from katas.newsroom.factories import random_title

pytestmark = pytest.mark.machine


LETTERS = "4,217 letters sent"


@pytest.fixture(scope="module")
def own_names(tmp_path_factory, starter, tables) -> list[str]:
    """The names that the answer gives its own jobs, while it crunches and afterwards."""
    folder = tmp_path_factory.mktemp("names")
    newsroom = Newsroom(folder, starter, newsroom_database.made(folder, tables))
    with newsroom.process() as process, newsroom.process() as other:
        process.start(), other.start()
        early = begin(process, newsroom, "run_init_job")
        during = other.ask("job_names", "the names in JobRun during run_init_job()")
        newsroom.let_crunching_end()
        early or process.reply(PATIENCE)
        return [*during, *other.ask("job_names", "the names in JobRun after run_init_job()")]


@pytest.fixture
def names(own_names) -> list[str]:
    """Names of jobs of other teams: any ones, and some like those that the answer gives its own."""
    slug = random_title().lower().replace(" ", "-")
    found = [f"send-{slug}", f"send-{slug}-again"]
    for name in own_names:
        found += [f"{name}-{slug}", f"{slug}-{name}", name.upper(), name.capitalize()]
    return [name for name in dict.fromkeys(found) if name not in own_names]


def add_all(process, names) -> str:
    """Half of the jobs are done, half of them begun. Gives what was done, in words."""
    for number, name in enumerate(names):
        result = "" if number % 2 else f"{LETTERS} by {name}"
        process.ask("add_job", "note another job", name=name, result=result)
    return f"jobs of other teams in JobRun, such as {names[0]} (done), {names[1]} (begun)"


@pytest.mark.task(4)
def test_another_job_is_no_page(names, newsroom):
    """The result of another team's job is not the front page, whatever its name is."""
    with newsroom.process() as process:
        asked = f"{add_all(process, names)}; front_page()"
        check_page(process, "", asked)


@pytest.mark.task(4)
def test_other_jobs_do_not_count(names, newsroom):
    """A job of another team, done or begun, is not this job, and stays as it is."""
    with newsroom.process() as process:
        others = add_all(process, names)
        before = process.ask("jobs_named", others, names=names)
        page = build(process, newsroom, f"{others}; {FIRST}")
        asked = f"{others}; run_init_job()"
        check_page(process, page, f"{asked}; front_page()")
        check_same(before, process.ask("jobs_named", others, names=names), asked)


@pytest.mark.task(4)
def test_a_failure_leaves_other_jobs(names, newsroom):
    """A job that fails leaves those of other teams as they are."""
    with newsroom.process() as process:
        others = add_all(process, names)
        before = process.ask("jobs_named", others, names=names)
        fail(process, newsroom, WAREHOUSE, f"{others}; ")
        asked = f"{others}; run_init_job(), which fails"
        check_same(before, process.ask("jobs_named", others, names=names), asked)
        check_can_be_run(process, newsroom, f"{asked}; then once more")


def check_same(before, after, asked) -> None:
    """The rows are as they were."""
    changed = [name for name in before if after[name] != before[name]]
    require(
        before and not changed,
        asked=asked,
        expected=listed(before, changed),
        got=listed(after, changed),
        note="The table belongs to all teams, this job's claim to this job.",
    )


def listed(jobs, names, most=2) -> str:
    """These jobs, one a line; of many the first ones."""
    more = [f"and {len(names) - most} more"] if len(names) > most else []
    return "\n".join([*(f"{name}: {jobs[name]}" for name in names[:most]), *more])
