"""Task 4: what the workers of a real server have of the job."""

import pytest

from katas.day05_app_ready.tests.processes import check_started, times
from katas.harness.verdicts import require

pytestmark = pytest.mark.machine


@pytest.mark.task(4)
def test_every_worker_serves_the_page(starts):
    """When manage.py build_front_page has run, every gunicorn worker serves the page it stored."""
    start = starts("gunicorn")
    check_started(start.fault, start.asked)
    asked = f"{start.asked}; run manage.py build_front_page; GET / {len(start.pages)} times"
    fault = start.build_fault or {}
    require(
        not fault,
        asked=asked,
        expected="build_front_page succeeds",
        got=fault.get("text"),
        where=fault.get("where", ""),
    )
    crunched = len(start.built) - start.crunched
    require(
        crunched == 1,
        asked=asked,
        expected="build_front_page crunches once",
        got=f"it crunched {times(crunched)}",
        note=f"Before that, the workers had crunched {times(start.crunched)}, just by starting."
        if start.crunched
        else "",
    )
    odd = [page for page in start.pages if page != start.built[-1]]
    require(
        start.pages and not odd,
        asked=asked,
        expected=f"{start.built[-1]!r} each time",
        got=f"{len(odd)} of {len(start.pages)} were others, for example {''.join(odd[:1])!r}",
    )
