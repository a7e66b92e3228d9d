"""Task 5: a stream that trickles, on gunicorn with the answer's settings."""

import importlib.util
import time
from functools import partial
from pathlib import Path
from typing import Any

from solutions.day06_streaming_exports import exam_reading, exam_rows
from solutions.day06_streaming_exports.exam_headers import check_not_buffered
from solutions.day06_streaming_exports.exam_watch import watched
from solutions.grading.examiner import Contradicted, Exam, Reply, question

PROJECT = Path(__file__).parents[2]
SECONDS = 3.5
TIMEOUT = 2
TRIES = 2
SYNC = ("", "sync", "gunicorn.workers.sync.syncworker", "egg:gunicorn#sync")


@question(task=5)
def past_the_time_out(exam: Exam) -> None:
    """The stream arrives whole although the time-out is shorter; exports ask not to be buffered."""
    draw = exam.random
    settings = exam.ask("told")
    asked = f"stream for {SECONDS} s behind gunicorn --timeout {TIMEOUT} with GUNICORN"
    if not isinstance(settings, list) or not all(map(is_pair, settings)):
        raise Contradicted("GUNICORN", "a dict of gunicorn settings", repr(settings))
    exam.same_as_written("exports.py", "GUNICORN", settings, as_told)
    named = dict(settings)
    # As gunicorn reads it: any number of "#" ahead.
    worker = named.get("worker_class", "").strip().lstrip("#").lower()
    if worker in SYNC and few(named.get("threads", "1")):
        raise Contradicted(asked, "a worker that can report while it sends", named)
    if not installed(named.get("worker_class", "")):
        raise Contradicted(asked, "a worker class that is installed where gunicorn runs", named)
    rows = exam_rows.easy(draw, draw.randint(5, 60), exam_rows.plain, 0.0)
    exam_rows.fill(exam, rows)
    lines = [exam_rows.plain(draw, 80) + str(draw.random()) for _ in range(draw.randint(10, 18))]

    def line(number: int) -> str:
        time.sleep(SECONDS / len(lines))
        return lines[number]

    exam.services.functions["line"] = line
    with watched(exam):
        for attempt in range(1, TRIES + 1):
            port = exam.ask("serve_as_told")
            slow, exports = exam.at_once(
                partial(exam.fetch, port, f"/trickle/{len(lines)}/", within=30),
                partial(several, exam, draw.randint(1, 4)),
            )
            if slow.whole and slow.status == 200:
                break
            if attempt == TRIES:
                raise Contradicted(
                    asked, f"{len(lines)} lines", f"{slow.body.count(10)}, then a cut"
                )
        whole = "".join(f"{each}\r\n" for each in lines)
        exam.same(asked, whole, slow.body.decode("utf-8", "replace"))
        for reply in exports:
            check_not_buffered(reply.header("X-Accel-Buffering"))
            exam_reading.judge_rows(f"an export of {len(rows)} articles", rows, reply.body)


def few(threads: str) -> bool:
    """Whether it is one thread, as gunicorn reads the number, or none that it can read."""
    try:
        return int(threads) <= 1
    except ValueError:
        return True


def as_told(written: Any) -> Any:
    """What is told of GUNICORN as it is written."""
    names = ("worker_class", "workers", "threads")
    if not isinstance(written, dict):
        return None
    return [[name, str(written[name])] for name in names if name in written]


def installed(worker_class: str) -> bool:
    """Whether gunicorn finds it elsewhere than in this project, where the answer lies."""
    package = worker_class.partition(".")[0]
    found = importlib.util.find_spec(package) if package.isidentifier() else None
    return found is None or Path(str(found.origin)).parent.parent != PROJECT


def is_pair(value: object) -> bool:
    return isinstance(value, list) and [type(each) for each in value] == [str, str]


def several(exam: Exam, count: int) -> list[Reply]:
    port = exam.ask("serve")
    return [exam.fetch(port, "/export/") for _ in range(count)]
