"""The newsroom started in six ways, and what its processes did meanwhile."""

import json
from dataclasses import dataclass, field
from typing import Any

from katas.day05_app_ready.tests.driver import Newsroom
from katas.day05_app_ready.tests.forkserver import BEFOREHAND
from katas.day05_app_ready.tests.processes import last_line, place_in
from katas.harness.meters.http import stream
from katas.harness.meters.servers import ServerFault, gunicorn
from katas.harness.verdicts import Unfit

WSGI = "katas.day05_app_ready.tests.wsgi:application"
WORKERS = 3
KINDS = {
    "setup": "start Python and call django.setup()",
    "check": "run manage.py check",
    "shell": "start manage.py shell",
    "runserver": "start manage.py runserver",
    "noreload": "start manage.py runserver --noreload",
    "gunicorn": f"start gunicorn with {WORKERS} workers",
}


@dataclass
class Start:
    """What came of starting a process in one of the KINDS, before it was asked for anything.

    sql, threads: each with the answer's line, or "". crunched: calls of crunch_front_page().
    pages: what a server then answered, after `build_front_page` had been run beside it.
    build_fault: what went wrong with that command.
    """

    asked: str
    config: str = ""
    sql: list[tuple[str, str]] = field(default_factory=list)
    threads: list[tuple[str, str]] = field(default_factory=list)
    crunched: int = 0
    fault: dict[str, Any] | None = None
    pages: list[str] = field(default_factory=list)
    built: list[str] = field(default_factory=list)
    build_fault: dict[str, Any] | None = None


def start(kind: str, newsroom: Newsroom) -> Start:
    """Start the newsroom in one way and tell what was seen."""
    if kind == "gunicorn":
        return start_gunicorn(newsroom)
    argv = {"setup": ["python"], "noreload": ["manage.py", "runserver", "--noreload"]}.get(
        kind, ["manage.py", kind]
    )
    how = "command" if kind == "check" else "setup"
    with newsroom.process(argv, how=how) as process:
        seen = process.start()
        crunched = len(newsroom.crunched)
    return Start(KINDS[kind], seen["config"], seen["sql"], seen["threads"], crunched, seen["fault"])


def start_gunicorn(newsroom: Newsroom) -> Start:
    """Start three real workers; then run the build command beside them, and read the page."""
    found = Start(KINDS["gunicorn"])
    try:
        env = newsroom.environment()
        workers = {"workers": WORKERS}
        with gunicorn(WSGI, settings=workers, env=env, beforehand=BEFOREHAND) as server:
            found.crunched = len(newsroom.crunched)
            for line in newsroom.start_trace.read_text().splitlines():
                seen = json.loads(line)
                found.sql += seen["sql"]
                found.threads += seen["threads"]
            found.build_fault = newsroom.command("build_front_page")
            found.built = newsroom.crunched
            for _ in range(2 * WORKERS):
                with stream(server, "/") as answer:
                    body = answer.rest().decode(errors="replace")
                found.pages.append(body if answer.status == 200 else f"status {answer.status}")
    except ServerFault as fault:
        if fault.code is None:
            raise Unfit(f"gunicorn did not start in time:\n{fault.log[-1000:]}") from None
        found.fault = {"text": last_line(fault.log), "where": place_in(fault.log)}
    return found
