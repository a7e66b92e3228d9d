"""Starts by names that the answer's own source has: as programs, commands and variables."""

import re
from collections.abc import Iterator, Sequence
from random import Random

from solutions.day05_app_ready import exam_command_lines as lines_of
from solutions.day05_app_ready.exam_newsroom import Newsroom
from solutions.day05_app_ready.exam_starts import check_light, named
from solutions.grading.examiner import Contradicted, Exam
from solutions.grading.examiner.names import as_values

MOST = 200  # names that are tried, of a source that has more; like a program's first
WORD, PROGRAM = re.compile(r"[\w.-]+"), re.compile(r"[a-z][a-z0-9]*([_.-][a-z0-9]+)*")
VARIABLE = re.compile(r"[A-Za-z_]\w*")
OTHERS = ("PYTHON", "LD_", "KATAS_", "DJANGO_SETTINGS_MODULE", "TMPDIR")  # variables not to touch
Start = tuple[str, dict[str, str]]  # the command line and the variables


def light_by_any_name(exam: Exam) -> None:
    """Nothing is done at a start, by whatever name of the answer's source the process is called.

    Two tasks ask for it: it is tried once for both.
    """
    if "named starts" not in exam.kept:
        try:
            start_by_names(exam)
            exam.kept["named starts"] = None
        except Contradicted as found:
            exam.kept["named starts"] = found
    if exam.kept["named starts"] is not None:
        raise exam.kept["named starts"]


def start_by_names(exam: Exam) -> None:
    newsroom, draws = Newsroom(exam), exam.random
    debug = draws.random() < 0.5
    process = newsroom.process("manage.py check", debug=debug)
    process.tell(named("manage.py check", debug), "start", "setup")
    for argv, variables in starts(draws, exam.names):
        asked = named(argv, debug) + ", and variables as in your source" * bool(variables)
        process.tell(asked, "start_as", argv.split(), variables)
        check_light(newsroom, process, asked)


def starts(draws: Random, names: Sequence[str]) -> Iterator[Start]:
    """Each server that is known; each name as a program, and as a command, all being variables."""
    for which in lines_of.SERVERS:
        yield lines_of.parted(lines_of.server(draws, which))
    found = [name for name in draws.sample(names, len(names)) if WORD.fullmatch(name)]
    found.sort(key=lambda name: PROGRAM.fullmatch(name) is None)
    variables = [name for name in names if VARIABLE.fullmatch(name) and not name.startswith(OTHERS)]
    said = as_values(names)
    for turn, name in enumerate(found[:MOST]):
        yield draws.choice(lines_of.PLACES) + name, {}
        told = {each: said[(turn + at) % len(said)] for at, each in enumerate(variables)}
        yield f"{draws.choice(lines_of.MANAGE)} {name}", told
