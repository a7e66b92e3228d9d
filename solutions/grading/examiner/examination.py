"""An examination: the questions of the tasks that are green inside, and what came of each, told.

Events, one JSON line each, in this order: for each task `asked` with its `result` ("agreed",
"contradicted", "broke-off"), the finding's words, and the seconds of `cpu` that asking took here; a
`fault` instead is ours. `end` closes.
"""

import http.client
import importlib
import json
import os
import socket
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

from django.db import OperationalError

from katas.harness.days import Day
from solutions.grading.examiner.database import Database
from solutions.grading.examiner.exam import Exam
from solutions.grading.examiner.findings import (
    BrokeOff,
    Contradicted,
    examined_tasks,
    questions,
    shown,
)

TRIES = 2
READY_WITHIN = 180.0  # seconds for a sandbox to be warm
BROKEN = (BrokeOff, EOFError, ConnectionError, TimeoutError, http.client.HTTPException)


def module_of(day: Day) -> ModuleType | None:
    """The day's exam; None if it has none."""
    name = f"solutions.{day.name}.exam"
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError as error:
        if error.name and name.startswith(error.name):
            return None
        raise


def covered(day: Day) -> list[int]:
    """The tasks that are examined."""
    module = module_of(day)
    return [] if module is None else examined_tasks(module)


def examine(
    day: Day,
    tasks: list[int],
    seed: str,
    desk: socket.socket,
    folder: Path,
    template: Path,
    out: int,
    answers: Path,
) -> None:
    """Ask the tasks' questions and write what came of them into the descriptor `out`.

    desk: says when the sandbox is ready. answers: the folder with the answer's files.
    """
    desk.settimeout(READY_WITHIN)
    desk.recv(64)
    module = module_of(day)
    assert module is not None
    exam = Exam(day, seed, desk, Database(folder, template), answers)
    for task in tasks:
        before = time.process_time()
        found = examined(exam, task, questions(module, task))
        tell(out, {**found, "cpu": round(time.process_time() - before, 3)})
    tell(out, {"event": "end"})


def examined(exam: Exam, task: int, asked: list[Callable[[Any], None]]) -> dict[str, Any]:
    """What came of one task's questions: the first finding counts."""
    for question in asked:
        for attempt in range(TRIES):
            try:
                exam.run(question, attempt)
                break
            except Contradicted as found:
                return {
                    "event": "asked",
                    "task": task,
                    "result": "contradicted",
                    "question": question.__name__,
                    "asked": found.asked,
                    "expected": found.expected,
                    "got": found.got,
                }
            except Exception as error:
                if not (broken := why_it_broke(error)):
                    text = traceback.format_exc()[-1500:]
                    return {"event": "fault", "task": task, "text": f"{question.__name__}: {text}"}
                if attempt == TRIES - 1:
                    return {
                        "event": "asked",
                        "task": task,
                        "result": "broke-off",
                        "question": question.__name__,
                        "asked": "",
                        "expected": "",
                        "got": shown(broken),
                    }
    return {"event": "asked", "task": task, "result": "agreed"}


def why_it_broke(error: Exception) -> str:
    """In the answer's process, that is; empty if the fault is the examiner's."""
    if isinstance(error, BROKEN):
        return str(error) or type(error).__name__
    if isinstance(error, OperationalError) and "locked" in str(error):
        return "a statement that the answer has left open locks the database"
    return ""


def tell(out: int, event: dict[str, Any]) -> None:
    data = json.dumps(event).encode("ascii") + b"\n"
    while data:
        data = data[os.write(out, data) :]
