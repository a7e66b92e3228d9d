"""The newsroom started in many ways, and what its processes did meanwhile."""

import json
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from katas.day05_app_ready.tests.beforehand import BEFOREHAND
from katas.day05_app_ready.tests.driver import Newsroom
from katas.day05_app_ready.tests.processes import PATIENCE, last_line, place_in
from katas.harness.meters.http import stream
from katas.harness.meters.servers import ServerFault, gunicorn
from katas.harness.verdicts import Unfit

WSGI = "katas.day05_app_ready.tests.wsgi:application"
WORKERS = 3


class Kind(NamedTuple):
    """A way to start. argv: the command line that the process finds."""

    asked: str
    argv: str
    debug: bool = True


# With DEBUG=False a receiver may have died, and only one test is to say so: these are not asked
# for what an article does.
IN_PRODUCTION = {
    "setup": Kind("start Python and call django.setup()", "python", debug=False),
    "check": Kind("run manage.py check", "manage.py check", debug=False),
    "preload": Kind(
        "start gunicorn --preload: django.setup(), then fork a worker", "gunicorn", debug=False
    ),
    "gunicorn": Kind(f"start gunicorn with {WORKERS} workers", "gunicorn", debug=False),
}
COMMAND_LINES = {
    "script": "import_articles.py",
    "shell": "manage.py shell",
    "migrate": "manage.py migrate",
    "build": "manage.py build_front_page",
    "test": "manage.py test",
    "runserver": "manage.py runserver",
    "noreload": "manage.py runserver 0.0.0.0:8000 --noreload",
    "celery": "/usr/bin/celery --app project worker",
    "uvicorn": "/usr/bin/uvicorn project.asgi:application",
    "gunicorn-worker": "/usr/bin/gunicorn project.wsgi",
}
# What those who start a process leave in its environment.
VARIABLES = {
    "runserver": {"RUN_MAIN": "true"},
    "celery": {"INVOCATION_ID": "9f2c61d0a84e4b7e", "KUBERNETES_SERVICE_HOST": "10.0.0.1"},
    "uvicorn": {"PORT": "8000", "WEB_CONCURRENCY": "3"},
}


def as_started(name: str) -> str:
    """The command line behind its variables, as a shell takes them."""
    variables = [f"{each}={value}" for each, value in VARIABLES.get(name, {}).items()]
    return " ".join([*variables, COMMAND_LINES[name]])


KINDS = IN_PRODUCTION | {
    name: Kind(f"start a process as {as_started(name)}, with DEBUG=True", argv)
    for name, argv in COMMAND_LINES.items()
}


@dataclass
class Start:
    """What came of starting a process in one of the KINDS, before it was asked for anything.

    sql, threads, processes: each with the answer's line, or "". crunched: calls of
    crunch_front_page(); crunches: the answer's line of each, as far as it is known.
    article: what the process said when it then changed an article.
    pages: what a server then answered, after `build_front_page` had been run beside it.
    build_fault: what went wrong with that command.
    """

    asked: str
    config: str = ""
    sql: list[tuple[str, str]] = field(default_factory=list)
    threads: list[tuple[str, str]] = field(default_factory=list)
    processes: list[tuple[str, str]] = field(default_factory=list)
    crunched: int = 0
    crunches: list[str] = field(default_factory=list)
    fault: dict[str, Any] | None = None
    article: dict[str, Any] | None = None
    pages: list[str] = field(default_factory=list)
    built: list[str] = field(default_factory=list)
    build_fault: dict[str, Any] | None = None


def start(kind: str, newsroom: Newsroom) -> Start:
    """Start the newsroom in one way and tell what was seen."""
    if kind == "gunicorn":
        return start_gunicorn(newsroom)
    asked, argv, debug = KINDS[kind]
    how = {"check": "command", "preload": "preload"}.get(kind, "setup")
    env = VARIABLES.get(kind, {})
    before: dict[str, Any] = {}
    if kind == "runserver":
        # The auto-reloader sets Django up, and starts the server with what environment it has then.
        with newsroom.process(argv.split(), debug=debug) as reloader:
            if (before := reloader.start())["fault"]:
                return Start(asked, **before)
            env = {**reloader.ask("environment", asked), "RUN_MAIN": "true"}
    with newsroom.process(argv.split(), debug=debug, how=how, env=env) as process:
        seen = process.start()
        found = Start(asked, crunched=len(newsroom.crunched), **seen)
        for noted in ("sql", "threads", "processes", "crunches"):
            setattr(found, noted, [*before.get(noted, []), *getattr(found, noted)])
        if kind in COMMAND_LINES and found.fault is None:
            process.begin("change", what="article changed", title="Tram strike")
            found.article = process.reply(PATIENCE)
    return found


def start_gunicorn(newsroom: Newsroom) -> Start:
    """Start three real workers; then run the build command beside them, and read the page."""
    found = Start(KINDS["gunicorn"].asked)
    try:
        env = newsroom.environment()
        workers = {"workers": WORKERS}
        with gunicorn(WSGI, settings=workers, env=env, beforehand=BEFOREHAND) as server:
            found.crunched = len(newsroom.crunched)
            for line in newsroom.start_trace.read_text().splitlines():
                seen = json.loads(line)
                found.sql += seen["sql"]
                found.threads += seen["threads"]
                found.processes += seen["processes"]
                found.crunches += seen["crunches"]
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
