"""The one-time job run by several at the same time: one of them crunches, whoever else comes."""

import time
from collections.abc import Callable
from functools import partial
from typing import Any

from katas.day05_app_ready.models import JobRun
from solutions.day05_app_ready import exam_command_lines as lines_of
from solutions.day05_app_ready.exam_newsroom import PATIENCE, SILENCE, Failure, Newsroom, Process
from solutions.day05_app_ready.exam_scene import GRACE, Scene, came
from solutions.day05_app_ready.exam_starts import started
from solutions.day05_app_ready.exam_stops import Course, InStep, StopAt
from solutions.day05_app_ready.exam_troubles import WAREHOUSE, check_very, drawn
from solutions.day05_app_ready.exam_waiting import threads_waiting, waiting
from solutions.grading.examiner import Contradicted, Exam

YEAR = 366 * 24 * 3_600
LONG = 345  # seconds: with what the warehouse really holds, no more than six minutes
THREADS = 8


def at_once(exam: Exam, newsroom: Newsroom, parent: Process) -> None:
    """Two processes, eight threads, one that is overtaken, some who wait for one that fails."""
    courses = courses_of(newsroom, parent)
    stranger = started(newsroom, lines_of.any_of(exam.random), False)
    pair = exam.random.sample([parent, stranger], 2)
    acts: list[tuple[Callable[[Scene], None], list[Process]]] = [
        (two, [*pair, exam.random.choice(pair)]),
        (eight, pair[:1]),
        (waiting, [exam.random.choice(pair), *pair]),
        (threads_waiting, pair[:1]),
    ]
    for act, course in zip((overtaken, after_a_failure), courses, strict=True):
        for number, at in enumerate(course.stops(exam.random), exam.random.randrange(2)):
            deed = partial(act, at=at, where=course.place(at))
            acts.append((deed, [*pair] if number % 2 else [exam.random.choice(pair)] * 2))
    # Nothing comes after what may not come to its end.
    acts = [*exam.random.sample(acts, len(acts)), (forks, pair[:1])]
    scenes = [Scene(newsroom, parents, act) for act, parents in acts]
    kin = newsroom.living()
    newsroom.let_pass(0)
    with exam.database.counting() as newsroom.all_of_it, exam.services.counting():
        for scene in scenes:
            scene.play(kin)


def courses_of(newsroom: Newsroom, parent: Process) -> tuple[Course, Course]:
    """What the first asks the database, and one after another has failed."""
    warehouse, database = newsroom.warehouse, newsroom.exam.database
    courses = Course(), Course()
    for course, trouble in zip(
        courses, (None, drawn(newsroom.exam.random, WAREHOUSE)), strict=True
    ):
        JobRun.objects.all().delete()
        newsroom.machine = f"newsroom-{newsroom.word()}"
        if trouble is not None:
            warehouse.trouble = trouble
            parent.fork().ask("run_init_job")
            warehouse.trouble = None
        process = parent.fork()
        warehouse.look, database.failing = course.crunch, course
        process.ask("run_init_job")
        warehouse.look, database.failing = lambda: None, None
    return courses


def two(scene: Scene) -> None:
    """One crunches for minutes; another process comes meanwhile, and a reader."""
    asked = "run_init_job() in one process; while it crunches, run_init_job() in another"
    one, other, reader = scene.processes
    scene.crunching(asked, one, "begin_in_threads", ["one"])
    draws = scene.exam.random
    one.begin("front_page")
    beside = scene.settled(one)
    read = SILENCE
    if early := draws.random() < 0.5:
        reader.begin("front_page")
        read = scene.settled(reader)
    other.begin("run_init_job")
    found = scene.settled(other)
    scene.newsroom.let_pass(LONG)
    if found is not SILENCE:
        other.begin("run_init_job")
    late = scene.settled(other, GRACE)
    if not early:
        reader.begin("front_page")
        read = scene.settled(reader)
    scene.warehouse.open()
    page = scene.warehouse.pages[-1]
    for process, told in ((reader, read), (one, beside)):
        # A reader who waits for the job to end may have its page.
        last, allowed = (process.reply(), ["", page]) if told is SILENCE else (told, [""])
        if last not in allowed:
            where = "another process" if process is reader else "another thread"
            words = f"while the job runs for the first time, front_page() in {where}"
            raise Contradicted(words, repr(""), came(last))
    (mine,) = one.ended_threads(["one"])
    theirs = other.reply() if late is SILENCE else late
    scene.check_one(f"{asked}, and six minutes go by")
    scene.exam.same(f"{asked}: the first", True, mine)
    for each in [theirs] if found is SILENCE else [found, theirs]:
        # How long somebody waits is not judged, nor how it is said that this was too long.
        if each is not False and not (each is theirs and isinstance(each, Failure)):
            raise Contradicted(f"{asked}: the second", False, came(each))
    for process in (one, other, reader):
        scene.check_page(asked, process)


def forks(scene: Scene) -> None:
    """Two that were forked from one which has run the job in vain.

    What comes to no end is not judged: a pool of threads survives no fork.
    """
    asked = "run_init_job(), which fails; then at once in two processes that were forked from it"
    (parent,) = scene.processes
    scene.warehouse.trouble = drawn(scene.exam.random, WAREHOUSE)
    found = parent.ask("run_init_job")
    check_very("run_init_job(), which fails", scene.warehouse, scene.before, found)
    scene.warehouse.trouble = None
    children = [parent.fork(), parent.fork()]
    scene.kin = scene.newsroom.living()
    scene.warehouse.hold()
    for child in children:
        child.begin("run_init_job")
        scene.settled(child)
    scene.warehouse.open()
    scene.quiet(dict.fromkeys(children, SILENCE))
    scene.exam.at_most(f"{asked}: crunches at once", 1, scene.warehouse.most)


def eight(scene: Scene) -> None:
    """Threads of one process, none of which writes before all have come to a write."""
    asked = f"run_init_job() in {THREADS} threads of one process at once"
    (process,) = scene.processes
    names = [f"thread-{number}" for number in range(THREADS)]
    scene.warehouse.hold()
    scene.exam.database.failing = InStep(THREADS)
    process.begin("begin_in_threads", names)
    process.reply()
    if not scene.warehouse.wait_for(scene.before + 1, PATIENCE):
        raise Contradicted(asked, "one of them calls crunch_front_page()", "none does")
    ended = -1
    while ended < THREADS - 1:
        before, ended = ended, process.ask("ended", names)
        if ended == before and scene.settled(process) is SILENCE:
            break
    waiting = ended < THREADS - 1
    if waiting:
        scene.newsroom.let_pass(LONG)
        scene.settled(process, GRACE)
    scene.warehouse.open()
    ends = process.ended_threads(names)
    scene.exam.database.failing = None
    scene.check_one(asked + "; those who wait, wait for six minutes" * waiting)
    told = sorted("False" if waiting and isinstance(each, Failure) else came(each) for each in ends)
    scene.exam.same(f"{asked}: what came of them", ["False"] * (THREADS - 1) + ["True"], told)
    scene.check_page(asked, process)


def after_a_failure(scene: Scene, at: int, where: str) -> None:
    """The job has failed a year ago; two try again."""
    scene.warehouse.trouble = drawn(scene.exam.random, WAREHOUSE)
    scene.newsroom.let_pass(-YEAR)
    found = scene.processes[1].ask("run_init_job")
    check_very("run_init_job(), which fails", scene.warehouse, scene.before, found)
    scene.newsroom.let_pass(YEAR)
    scene.warehouse.trouble = None
    scene.before += 1
    overtaken(scene, at, where, "run_init_job(), which fails; a year later: ")


def overtaken(scene: Scene, at: int, where: str, history: str = "") -> None:
    """One is stopped ahead of a statement, and another runs the whole job meanwhile."""
    asked = f"{history}run_init_job(); {where}, another process runs the job"
    one, other = scene.processes
    stop = scene.exam.database.failing = StopAt(at)
    one.begin("run_init_job")
    mine: Any = SILENCE
    until = time.monotonic() + PATIENCE
    while not stop.stopped.wait(0.01) and mine is SILENCE and time.monotonic() < until:
        mine = one.reply(0.001)
    other.begin("run_init_job")
    theirs = scene.settled(other) if mine is SILENCE else SILENCE
    stop.go.set()
    mine = one.reply() if mine is SILENCE else mine
    theirs = other.reply() if theirs is SILENCE else theirs
    scene.exam.database.failing = None
    told = sorted([came(mine), came(theirs)])
    if scene.calls != 1 or told != ["False", "True"]:
        calls = f"crunch_front_page() was called {scene.calls} times"
        raise Contradicted(
            asked, "one crunches and gives True, the other False", f"{', '.join(told)}; {calls}"
        )
    scene.check_page(asked, scene.exam.random.choice([one, other]))
