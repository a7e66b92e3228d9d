"""What processes do when they start: nothing that could be seen here."""

from solutions.day05_app_ready import exam_command_lines as lines_of
from solutions.day05_app_ready.exam_newsroom import SETTINGS, Newsroom, Process
from solutions.day05_app_ready.exam_readers import check_idle, read
from solutions.grading.examiner import Contradicted, Exam

# What the process tells of itself, by its kind.
BORN = {
    "sqlite3": "SQL",
    "_thread.start_new_thread": "threads that it starts",
    "_thread.start_joinable_thread": "threads that it starts",
}
CONFIG = "katas.day05_app_ready.apps.NewsdeskConfig"
WORKERS = 2


def begun(newsroom: Newsroom, argv: str, debug: bool) -> Process:
    """A process of that command line, which may have variables ahead of it."""
    line, env = lines_of.parted(argv)
    return newsroom.process(line, debug=debug, **env)


def named(argv: str, debug: bool) -> str:
    return f"start a process as {argv}, with DEBUG={debug}"


def started(newsroom: Newsroom, argv: str, debug: bool, listened: bool = False) -> Process:
    """A process that has set Django up. Raises Contradicted if it cannot."""
    process = begun(newsroom, argv, debug)
    process.tell(named(argv, debug), "start", "setup", listened)
    return process


def check_light(newsroom: Newsroom, process: Process, asked: str) -> None:
    """What the process was asked last has asked the database nothing, and crunched nothing."""
    if process.ledger.statements:
        raise Contradicted(f"{asked}: SQL", "none", process.ledger.statements[0])
    check_idle(newsroom, asked)
    born = process.ask("births")
    if process.ledger.statements:
        raise Contradicted(f"{asked}: SQL, a moment later", "none", process.ledger.statements[0])
    for what in born:
        kind = BORN.get(what[0], "processes that it starts")
        raise Contradicted(f"{asked}: {kind}", "none", what[1])


def clean(exam: Exam) -> None:
    """Task 1: set up, checked, and with startup imported early, in any order."""
    newsroom = Newsroom(exam)
    ways = exam.random.sample([set_up, checked, early, early_without_settings], 4)
    for way, debug in zip(ways, exam.random.sample([True, False, True, False], 4), strict=True):
        way(newsroom, debug)
    newsroom.check_alone("after all these processes have started")


def set_up(newsroom: Newsroom, debug: bool) -> None:
    argv = lines_of.any_of(newsroom.exam.random)
    process, asked = begun(newsroom, argv, debug), named(argv, debug)
    found = process.tell(asked, "start", "setup")
    newsroom.exam.same(f"{asked}: the config that Django uses", CONFIG, found)
    check_light(newsroom, process, asked)


def checked(newsroom: Newsroom, debug: bool) -> None:
    draws = newsroom.exam.random
    argv = f"{lines_of.variables(draws)}manage.py check{draws.choice(['', ' --deploy'])}"
    asked = f"run {argv} with -W error::RuntimeWarning and DEBUG={debug}"
    process = begun(newsroom, argv, debug)
    newsroom.exam.same(
        f"{asked}: the config that Django uses", CONFIG, process.tell(asked, "start", "command")
    )
    check_light(newsroom, process, asked)
    check_quiet(newsroom, process, asked)


def check_quiet(newsroom: Newsroom, process: Process, asked: str) -> None:
    process.tell(asked, "collect")
    newsroom.exam.same(f"{asked}: warnings", [], process.ask("unraised"))


def early(newsroom: Newsroom, debug: bool, settings: str = "") -> None:
    asked = f"import startup, before Django is set up{' or knows any settings' * bool(settings)}"
    _, env = lines_of.parted(f"{lines_of.variables(newsroom.exam.random)}python")
    process = newsroom.process(debug=debug, settings=not settings, **env)
    process.tell(asked, "start", "early")
    check_light(newsroom, process, asked)
    asked += "; then django.setup()"
    found = process.tell(asked, "set_up", settings)
    newsroom.exam.same(f"{asked}: the config that Django uses", CONFIG, found)
    check_light(newsroom, process, asked)
    process.tell(f"{asked}; front_page()", "front_page")
    check_idle(newsroom, f"{asked}; front_page()")


def early_without_settings(newsroom: Newsroom, debug: bool) -> None:
    early(newsroom, debug, SETTINGS)


def light(exam: Exam) -> None:
    """Task 3: any command line, three workers of gunicorn, a fork; then requests, and the ends."""
    newsroom, draws = Newsroom(exam), exam.random
    lines = [lines_of.server(draws, which) for which in ("celery", "uvicorn")]
    lines += [lines_of.runserver(draws, how) for how in ("", "reloaded", "noreload")]
    command = draws.choice(["build_front_page", random_command(exam)])
    lines += [lines_of.script(draws), lines_of.other(draws, draws.choice(["test", "migrate"]))]
    lines.append(lines_of.other(draws, command))
    served, processes = draws.randrange(len(lines)), []
    for number, argv in enumerate(draws.sample(lines, len(lines))):
        if number == served:
            serve(newsroom)
        debug = draws.random() < 0.7
        processes.append(begun(newsroom, argv, debug))
        processes[-1].tell(named(argv, debug), "start", "setup")
        check_light(newsroom, processes[-1], named(argv, debug))
    parent = draws.choice(processes)
    processes.append(parent.fork())
    check_light(newsroom, parent, "fork a worker after django.setup()")
    newsroom.check_alone("after all these processes have started")
    read(newsroom, *draws.sample(processes, 2))
    for process in processes:
        if draws.random() < 0.7:
            process.ask("signalled")
        process.end()
    check_idle(newsroom, "after all these processes have come to their ends")


def random_command(exam: Exam) -> str:
    return "".join(exam.random.choices("abcdefghijklmnopqrstuvwxyz_", k=12))


def serve(newsroom: Newsroom) -> None:
    """A real gunicorn, and requests to whichever of its workers takes them."""
    exam, asked = newsroom.exam, f"start gunicorn with {WORKERS} workers"
    process = newsroom.process("/usr/bin/gunicorn project.wsgi", debug=exam.random.random() < 0.5)
    with exam.database.counting() as ledger, exam.services.counting():
        process.begin("serve", WORKERS)
        port, _ = process.reply()
        if not newsroom.served.wait(WORKERS):
            raise Contradicted(asked, f"{WORKERS} workers that start", "fewer have started")
    process.ledger = ledger
    check_light(newsroom, process, asked)
    newsroom.servers += 1 + WORKERS
    with exam.database.counting(), exam.services.counting():
        for path in exam.random.sample(["/", "/nowhere", "/"], 3):
            exam.fetch(port, path)
    check_idle(newsroom, f"{asked}; GET / and GET /nowhere")
