"""The examiner's first process: loads Django and the days' exams, then forks for each examination.

    python -m solutions.grading.examiner SETTINGS-AS-JSON

Standard input is a socket to the grader (`examiners.py`). A job comes with two descriptors: the
desk, a socket to the sandbox' forkserver, and the writing end of a pipe for what is found.
"""

import contextlib
import gc
import json
import os
import resource
import signal
import socket
import sys
import tempfile
import threading
import traceback
from pathlib import Path
from typing import NoReturn

import django

MESSAGE = 65_536
SPACE = 3 * 2**30  # bytes of address space of one examination
STACK = 2**19  # bytes of the stack of each thread that serves a line
LONGEST = 1_000  # seconds, after which an examination that the grader does not end ends itself


def main() -> NoReturn:
    settings = json.loads(sys.argv[1])
    os.environ["DJANGO_SETTINGS_MODULE"] = settings["settings"]
    control = socket.socket(fileno=os.dup(0))
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    django.setup()
    from katas.harness import days
    from solutions.grading.examiner import database, examination

    folder = Path(settings["folder"])
    template = folder / "template.sqlite3"
    database.make_template(template)
    known = [day for number in settings["days"] if (day := days.by_number(number)) is not None]
    covered = {day.number: examination.covered(day) for day in known}
    gc.collect()
    gc.freeze()
    control.send(json.dumps({"covered": covered}).encode())
    while True:
        data, descriptors, _, _ = socket.recv_fds(control, MESSAGE, 2)
        if not data:
            os._exit(0)
        try:
            child = os.fork()
        except OSError:  # nothing is told: the grader takes it for our fault
            child = -1
        if child == 0:
            control.close()
            os.close(0)
            run(json.loads(data), descriptors, folder, template)
        for descriptor in descriptors:
            os.close(descriptor)


def run(job: dict[str, object], descriptors: list[int], folder: Path, template: Path) -> NoReturn:
    """One examination, in a process of its own that ends with it."""
    from katas.harness import days
    from katas.harness.run.fork import die_with
    from solutions.grading.examiner import examination

    try:
        die_with(os.getppid())
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        with contextlib.suppress(OSError):
            Path("/proc/self/oom_score_adj").write_text("1000")
        threading.stack_size(STACK)
        resource.setrlimit(resource.RLIMIT_AS, (SPACE, resource.getrlimit(resource.RLIMIT_AS)[1]))
        day = days.by_number(int(str(job["day"])))
        assert day is not None
        desk, out = socket.socket(fileno=descriptors[0]), descriptors[1]
        tasks = [int(each) for each in job["tasks"]]  # type: ignore[attr-defined]
        signal.alarm(LONGEST)
        resource.setrlimit(resource.RLIMIT_CPU, (LONGEST, LONGEST))
        with tempfile.TemporaryDirectory(dir=folder, prefix="exam-") as own:
            seed, answers = str(job["seed"]), Path(str(job["answers"]))
            examination.examine(day, tasks, seed, desk, Path(own), template, out, answers)
        with contextlib.suppress(OSError):
            desk.close()
    except BaseException:
        text = traceback.format_exc()[-1500:]
        examination.tell(descriptors[1], {"event": "fault", "task": 0, "text": text})
    finally:
        os._exit(0)


if __name__ == "__main__":
    main()
