"""Command lines, drawn, with the variables ahead of them that those who start a process leave."""

import random
import re

RELOADED = "RUN_MAIN=true"
VARIABLE = re.compile(r"([A-Z_]+)=(\S*)$")
ADDRESSES = ("{}", "0.0.0.0:{}", "127.0.0.1:{}", "[::]:{}", "localhost:{}")
MANAGE = ("manage.py", "./manage.py", "/srv/newsroom/manage.py", "/usr/bin/django-admin")
SCRIPTS = ("python", "import_articles.py", "import_articles.py --days 3", "{manage} shell")
OTHERS = ("{manage} migrate", "{manage} build_front_page", "{manage} test", "{manage} test -v 2")
# Each with what may follow, none of it or some.
SERVERS = {
    "celery": ("celery --app project worker", ["-c {few}", "-l info", "-B"]),
    "uvicorn": ("uvicorn project.asgi:application", ["--port {port}", "--workers {few}"]),
    "gunicorn": ("gunicorn project.wsgi", ["-w {few}", "-b {address}", "--preload", "--reload"]),
    "daphne": ("daphne project.asgi:application", ["-p {port}", "-b 0.0.0.0"]),
    "hypercorn": ("hypercorn project.asgi:application", ["-b {address}", "-w {few}"]),
    "waitress-serve": ("waitress-serve project.wsgi:application", ["--port={port}"]),
    "uwsgi": ("uwsgi --module project.wsgi", ["--http {address}", "--processes {few}", "--master"]),
    "granian": ("granian --interface wsgi project.wsgi", ["--workers {few}", "--port {port}"]),
    "mod_wsgi-express": ("mod_wsgi-express start-server project/wsgi.py", ["--port {port}"]),
}
PLACES = ("/usr/bin/", "/usr/local/bin/", "/srv/newsroom/.venv/bin/")


def variables(draws: random.Random) -> str:
    """What a host, a supervisor or a cluster tells its processes, each or not."""
    found = {
        "PORT": draws.randrange(1_024, 65_000),
        "WEB_CONCURRENCY": draws.randint(1, 9),
        "INVOCATION_ID": draws.randbytes(16).hex(),
        "KUBERNETES_SERVICE_HOST": f"10.{draws.randrange(256)}.0.1",
        "DYNO": f"web.{draws.randint(1, 9)}",
        "CI": "true",
    }
    return "".join(f"{name}={value} " for name, value in found.items() if draws.random() < 0.5)


def filled(draws: random.Random, text: str) -> str:
    port = draws.randrange(1_024, 65_000)
    address = draws.choice(ADDRESSES).format(port)
    few = draws.randint(1, 9)
    return text.format(manage=draws.choice(MANAGE), port=port, address=address, few=few)


def script(draws: random.Random) -> str:
    return variables(draws) + filled(draws, draws.choice(SCRIPTS))


def other(draws: random.Random, which: str = "") -> str:
    """which: "migrate" or another command, one of its own if nobody knows it."""
    return variables(draws) + filled(
        draws, f"{{manage}} {which}" if which else draws.choice(OTHERS)
    )


def server(draws: random.Random, which: str = "") -> str:
    start, options = SERVERS[which or draws.choice([*SERVERS])]
    chosen = draws.sample(options, draws.randint(0, len(options)))
    line = " ".join([start, *chosen])
    return variables(draws) + draws.choice(PLACES) + filled(draws, line)


def runserver(draws: random.Random, how: str = "") -> str:
    """how: "reloaded" for the auto-reloader's child, "noreload"."""
    options = [draws.choice(["", "{address}"]), "--noreload" if how == "noreload" else ""]
    line = " ".join(filter(None, ["{manage} runserver", *draws.sample(options, 2)]))
    ahead = f"{RELOADED} " if how == "reloaded" else ""
    return ahead + variables(draws) + filled(draws, line)


def any_of(draws: random.Random) -> str:
    kind = draws.choice([script, other, server, runserver])
    return kind(draws)


def parted(line: str) -> tuple[str, dict[str, str]]:
    """The command line itself, and the variables ahead of it."""
    words, found = line.split(), {}
    while (match := VARIABLE.match(words[0])) is not None:
        found[match[1]] = match[2]
        del words[0]
    return " ".join(words), found
