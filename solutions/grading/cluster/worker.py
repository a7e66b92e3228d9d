"""What a worker does: it is met by a grader, and then runs students' days for it.

At the meeting it is calibrated: its sandbox is tried, and the references run on it, whose time
gives its limits. A worker on which they show something else than at the grader's refuses.
"""

import tempfile
import threading
from functools import cache
from pathlib import Path

from distributed import get_worker, secede

from katas.harness import days as harness_days
from solutions.grading.cluster import fingerprint
from solutions.grading.cluster.calibrated import Calibrated, Closed
from solutions.grading.cluster.parcel import Message, opened, packed
from solutions.grading.examiner.examiners import CannotExamine
from solutions.grading.limits import READY_WITHIN
from solutions.grading.sandbox.pool import CannotStart
from solutions.grading.sandbox.selftest import NoSandbox
from solutions.grading.verdict.expected import Expected
from solutions.grading.verdict.reference import Unsound

_meeting = threading.Lock()
_calibrated: dict[str, Calibrated] = {}


class Refused(Exception):
    """The work is not for this worker. The text says why."""


def shown_by(expected: dict[int, Expected]) -> Message:
    """What references must show on every machine alike: what can be run and asked there."""
    return {
        str(number): {
            "tests": sorted(test["id"] for test in each.tests),
            "not_run": sorted(each.not_run),
            "examined": sorted(each.examined),
        }
        for number, each in expected.items()
    }


def meet(data: bytes, grading: str) -> bytes:
    """Get ready for a grading. The answer has why it is `refused`, or the `limit` of a student.

    grading: by which `run` knows it again. limit: in seconds, of all days together.
    """
    try:
        with _meeting:
            own = _ready(opened(data), grading)
    except (Refused, NoSandbox, Unsound, CannotStart, CannotExamine) as error:
        return packed({"refused": str(error)})
    except Exception as error:
        return packed({"refused": f"{type(error).__name__}: {str(error)[-2000:]}"})
    each = [found.limits.day for found in own.expected.values() if found.limits]
    return packed({"limit": sum(each) + READY_WITHIN})


def run(data: bytes, grading: str) -> bytes:
    """Run a student's work. The answer has its `runs`, or what it has `failed` of, or `unmet`.

    Unmet is who was started anew since, or was idle while another grading came. Never raises: not
    every exception comes over.
    """
    own = _calibrated.get(grading)
    if own is None:
        return packed({"unmet": True})
    secede()  # students stand in line for the sandboxes, not for dask's threads
    try:
        return packed({"runs": own.run(opened(data))})
    except Closed:
        return packed({"unmet": True})
    except Exception as error:
        return packed({"failed": f"{type(error).__name__}: {str(error)[-2000:]}"})


def _ready(message: Message, grading: str) -> Calibrated:
    days = [day for day in harness_days.present() if str(day.number) in message["references"]]
    here = fingerprint.of(days)
    if differing := fingerprint.differences(here, message["fingerprint"]):
        raise Refused(f"another version. {differing}")
    if not fingerprint.same(_at_first(), here):
        raise Refused("its project has changed since it was started: start it anew")
    if grading not in _calibrated:
        for other in [each for each, own in _calibrated.items() if own.close_if_idle()]:
            del _calibrated[other]
        worker = get_worker()
        folder = Path(tempfile.mkdtemp(prefix="katas-", dir=worker.local_directory)) / "work"
        _calibrated[grading] = Calibrated(days, folder, worker.state.nthreads)
    own = _calibrated[grading]
    for number, shown in shown_by(own.expected).items():
        if shown != message["references"][number]:
            raise Refused(
                f"day {number}: its reference shows something else on this worker. There:"
                f" {shown}; at the grader's: {message['references'][number]}"
            )
    return own


@cache
def _at_first() -> fingerprint.Fingerprint:
    """That of the first meeting, when this code was loaded."""
    return fingerprint.of(harness_days.present())
