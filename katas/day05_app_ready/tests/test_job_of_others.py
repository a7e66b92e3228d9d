"""Task 4: the jobs of other teams in the same table."""

import pytest

from katas.day05_app_ready.tests.jobs import (
    FIRST,
    build,
    check_can_be_run,
    check_page,
    fail,
)
from katas.day05_app_ready.tests.processes import PATIENCE
from katas.harness.verdicts import require
from katas.newsroom.factories import random_title

pytestmark = pytest.mark.machine


@pytest.fixture
def names(newsroom, tmp_path) -> list[str]:
    """Names of jobs of other teams: any one, and some like those that the answer gives its own."""
    trial = newsroom.elsewhere()
    with trial.process() as process:
        process.started()
        process.begin("run_init_job")
        process.reply(PATIENCE)
        own = process.ask("job_names", "the names in JobRun after run_init_job()")
    slug = random_title().lower().replace(" ", "-")
    found = [f"send-{slug}", f"send-{slug}-again"]
    for name in own:
        found += [f"{name}-{slug}", f"{slug}-{name}", name.upper(), name.capitalize()]
    return [name for name in dict.fromkeys(found) if name not in own]


def add_jobs(process, names, result="") -> None:
    """Jobs of other teams: done if they have a result, else begun."""
    for name in names:
        process.ask("add_job", "note another job", name=name, result=result)


@pytest.mark.task(4)
@pytest.mark.parametrize("result", ["", "4,217 letters sent"], ids=["begun", "done"])
def test_another_job_is_no_page(result, names, newsroom):
    """The result of another team's job is not the front page, however its name begins."""
    with newsroom.process() as process:
        add_jobs(process, names, result)
        state = "done" if result else "begun"
        others = f"jobs of other teams in JobRun, all {state}, such as {' and '.join(names[:2])}"
        check_page(process, "", f"{others}; front_page()")


@pytest.mark.task(4)
def test_other_jobs_do_not_count(names, newsroom):
    """A job of another team in the same table, done or begun, is neither this job nor its page."""
    letters = f"{random_title()}: 4,217 letters sent"
    with newsroom.process() as process:
        add_jobs(process, names[::2], letters)
        add_jobs(process, names[1::2])
        others = f"jobs of other teams in JobRun, such as {names[0]} (done), {names[1]} (begun)"
        page = build(process, newsroom, f"{others}; {FIRST}")
        check_page(process, page, f"{others}; run_init_job(); front_page()")


@pytest.mark.task(4)
@pytest.mark.parametrize("end", ["succeeds", "fails"])
def test_other_jobs_stay_as_they_are(end, names, newsroom):
    """Whether this job succeeds or fails, those of other teams stay as they are."""
    with newsroom.process() as process:
        add_jobs(process, names[::2], "4,217 letters sent")
        add_jobs(process, names[1::2])
        before = process.ask("jobs_named", "the jobs of other teams", names=names)
        if end == "fails":
            fail(process, newsroom)
        else:
            build(process, newsroom)
        after = process.ask("jobs_named", "the jobs of other teams", names=names)
        changed = [name for name in names if after[name] != before[name]]
        require(
            not changed,
            asked=f"jobs of other teams in JobRun, done and begun; run_init_job(), which {end}",
            expected=listed(before, changed),
            got=listed(after, changed),
            note="The table belongs to all teams, this job's claim to this job.",
        )
        if end == "fails":
            check_can_be_run(process, newsroom, "run_init_job(), which fails; then once more")


def listed(jobs, names, most=2) -> str:
    """These jobs, one a line; of many the first ones."""
    more = [f"and {len(names) - most} more"] if len(names) > most else []
    return "\n".join([*(f"{name}: {jobs[name]}" for name in names[:most]), *more])
