"""The job fails for one while others wait for it: each of these comes to its own end."""

from typing import Any

from solutions.day05_app_ready.exam_newsroom import SILENCE, Failure, Process
from solutions.day05_app_ready.exam_scene import Scene, came
from solutions.day05_app_ready.exam_troubles import WAREHOUSE, check_very, drawn
from solutions.grading.examiner import Contradicted


def waiting(scene: Scene) -> None:
    """The first one fails while two others are there, and comes again; then all fail."""
    asked = "run_init_job() fails in one process while two others run it as well"
    warehouse, draws = scene.warehouse, scene.exam.random
    one, *others = scene.processes
    warehouse.trouble = drawn(draws, draws.choice(["", WAREHOUSE]))
    scene.crunching(asked, one)
    ends: dict[Process, Any] = {}
    for each in others:
        each.begin("run_init_job")
        ends[each] = scene.settled(each)
    warehouse.let(scene.before)
    check_very(f"{asked}: the first", warehouse, scene.before, one.reply())
    one.begin("run_init_job")
    ends[one] = SILENCE
    asked += ", then the first again"
    one_by_one(scene, asked, ends)
    for each, found in ends.items():
        ends[each] = each.reply() if found is SILENCE else found
    check_ends(asked, scene, list(ends.values()))
    warehouse.trouble = None
    last = draws.choice([*ends])
    scene.exam.same(f"{asked}; later run_init_job()", True, last.ask("run_init_job"))
    scene.check_page(asked, last)


def one_by_one(scene: Scene, asked: str, ends: dict[Process, Any]) -> None:
    """Let one crunch after the other come to its end, when all the rest have settled."""
    for number in range(scene.before + 1, scene.before + 5):
        scene.quiet(ends)
        scene.exam.at_most(f"{asked}: crunches at once", 1, scene.warehouse.most)
        if len(scene.warehouse.pages) > number:
            scene.warehouse.let(number)
    scene.warehouse.open()


def threads_waiting(scene: Scene) -> None:
    """The same with threads of one process."""
    asked = "run_init_job() fails in one thread while two others of its process run it as well"
    warehouse, draws = scene.warehouse, scene.exam.random
    (process,) = scene.processes
    warehouse.trouble = drawn(draws, draws.choice(["", WAREHOUSE]))
    scene.crunching(asked, process, "begin_in_threads", ["first"])
    process.ask("begin_in_threads", ["second", "third"])
    scene.settled(process)
    warehouse.let(scene.before)
    one_by_one(scene, asked, {process: SILENCE})
    mine, *theirs = process.ended_threads(["first", "second", "third"])
    check_very(f"{asked}: the first", warehouse, scene.before, mine)
    check_ends(asked, scene, theirs)
    warehouse.trouble = None
    scene.exam.same(f"{asked}; later run_init_job()", True, process.ask("run_init_job"))


def check_ends(asked: str, scene: Scene, ends: list[Any]) -> None:
    """Who has called the warehouse has its error, nobody else."""
    scene.exam.at_most(f"{asked}: crunches at once", 1, scene.warehouse.most)
    failures = [each for each in ends if each is not False]
    calls = scene.calls - 1
    notes = [trouble.note for number, trouble in scene.warehouse.troubles.items()]
    for each in failures:
        if not isinstance(each, Failure):
            raise Contradicted(asked, "the error of the warehouse, or False", came(each))
        number = next((n for n, note in enumerate(notes) if note in each.notes), None)
        if number is None:
            raise Contradicted(asked, "the error of the warehouse, or False", f"{each!r}")
        check_very(asked, scene.warehouse, list(scene.warehouse.troubles)[number], each)
    if len(failures) != calls:
        raise Contradicted(
            asked,
            f"{calls} errors, as crunch_front_page() was called {calls} times after the first",
            f"{len(failures)} errors",
        )
