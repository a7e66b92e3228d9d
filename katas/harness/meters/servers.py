"""Real gunicorn, uvicorn and nginx on 127.0.0.1, for as long as a `with` block lasts.

    with gunicorn("your.module:application", settings=GUNICORN) as server:
        answer = stream(server, "/articles.csv")

Each server inherits a socket that listens already, on a port of the system's choice: no port is
ever busy, and a client that connects early waits instead of being refused. `launch.py` sees to it
that no server outlives its test, even if the test's process gets SIGKILL.
"""

import grp
import os
import pwd
import re
import shutil
import socket
import sys
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from importlib.util import find_spec
from pathlib import Path

from katas.harness import answers
from katas.harness.meters.process import HOST, Server, ServerFault, running
from katas.harness.verdicts import NotRun, Unfit

__all__ = ["Server", "ServerFault", "gunicorn", "nginx", "uvicorn"]

# A learner's number is taken as it is up to here: the lesson is in the kind, not in the amount.
MOST_WORKERS, MOST_THREADS = 4, 64
# Settings that a developer's shell may carry for the servers of another project, and pytest's own:
# a server is not in a test, whatever its answer thinks of tests.
FOREIGN = re.compile(
    "GUNICORN_|UVICORN_|LISTEN_|PYTEST_"
    "|(WEB_CONCURRENCY|FORWARDED_ALLOW_IPS|SENDFILE|NOTIFY_SOCKET|PORT)$"
)
WORKER_READY = "katas: a worker is ready"
# Also keeps a gunicorn.conf.py of the current folder out. Versions that do not know a name skip it.
GUNICORN_CONF = f"""
import os
control_socket_disable = True
graceful_timeout = 1
def post_worker_init(worker):
    os.write(2, b"{WORKER_READY}\\n")
"""
NGINX_CONF = """
{user}
daemon off;
worker_processes 1;
pid {folder}/nginx.pid;
error_log stderr notice;
events {{ worker_connections 256; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    server {{
        listen {host}:{port};
        location / {{
            proxy_pass http://{upstream};
            proxy_buffering on;
            proxy_read_timeout {read_timeout}s;
            proxy_http_version {http_version};
            proxy_set_header Connection "";
            proxy_set_header Host $http_host;
        }}
    }}
}}
"""


def gunicorn(
    app: str,
    *,
    settings: Mapping[str, object],
    asgi_app: str | None = None,
    env: Mapping[str, str] | None = None,
    timeout: int = 30,
    beforehand: Sequence[str] = (),
) -> AbstractContextManager[Server]:
    """gunicorn with `app` ("module:name"), or with `asgi_app` where its workers speak ASGI.

    Of `settings` only worker_class, workers (at most 4) and threads (at most 64) are read.
    timeout: seconds of silence after which gunicorn kills a worker. beforehand: modules, none of
    the application's, which the master imports so that not each worker has to. Ready means that
    every worker has imported the application. Raises ServerFault if that does not come about within
    20 seconds.
    """
    workers = clipped(settings.get("workers", 1), MOST_WORKERS)
    if workers == "0":
        raise ServerFault("gunicorn has no worker that could answer: workers is 0")
    options = ["--workers", workers]
    if "threads" in settings:
        options += ["--threads", clipped(settings["threads"], MOST_THREADS)]
    if "worker_class" in settings:
        options += ["--worker-class", dotted(settings["worker_class"])]
        app = asgi_app if asgi_app and speaks_asgi(settings["worker_class"]) else app

    def command(folder: Path, listener: socket.socket) -> list[str]:
        conf = folder / "gunicorn_conf.py"
        conf.write_text(GUNICORN_CONF + "".join(f"import {name}\n" for name in beforehand))
        ours = ["--config", str(conf), "--log-level", "info", "--bind", f"fd://{listener.fileno()}"]
        return [*python("gunicorn"), *ours, *options, app, "--timeout", str(timeout)]

    times = int(workers) if workers.isdecimal() else 1
    return running("gunicorn", command, child_environment(env), WORKER_READY, times=times)


def uvicorn(app: str, *, env: Mapping[str, str] | None = None) -> AbstractContextManager[Server]:
    """uvicorn with one worker and without lifespan events; `app` is "module:name".

    Raises ServerFault if it is not ready within 20 seconds.
    """

    def command(folder: Path, listener: socket.socket) -> list[str]:
        options = "--no-access-log --no-use-colors --lifespan off --timeout-graceful-shutdown 1"
        bound = ["--fd", str(listener.fileno()), "--workers", "1"]
        return [*python("uvicorn"), *bound, *options.split(), app]

    return running("uvicorn", command, child_environment(env), "Uvicorn running on")


def nginx(
    upstream: Server, *, read_timeout: int = 30, http_version: str = "1.0"
) -> AbstractContextManager[Server]:
    """nginx in front of `upstream`, buffering its answers as nginx does unless told otherwise.

    http_version: spoken to `upstream`. With "1.0", nginx' own choice up to version 1.29.6, small
    chunks are held back until 4 KiB are together, and a body that was cut looks like one that
    ended. With "1.1" every chunk passes at once and a cut is passed on.
    read_timeout: seconds of silence after which nginx gives up on the upstream server.
    Raises NotRun if nginx is not installed, Unfit if it does not start.
    """
    program = nginx_program()
    if program is None:
        raise NotRun("nginx is not installed")
    user = ""
    if os.geteuid() == 0:
        # The user that nginx picks for root's workers may not enter root's temporary folder.
        root = pwd.getpwuid(0)
        user = f"user {root.pw_name} {grp.getgrgid(root.pw_gid).gr_name};"

    def command(folder: Path, listener: socket.socket) -> list[str]:
        conf = folder / "nginx.conf"
        text = NGINX_CONF.format(
            user=user,
            folder=folder,
            host=HOST,
            port=listener.getsockname()[1],
            upstream=f"{upstream.host}:{upstream.port}",
            read_timeout=read_timeout,
            http_version=http_version,
        )
        conf.write_text(text)
        # The variable by which a running nginx hands its sockets to the one that replaces it.
        inherit = ["/usr/bin/env", f"NGINX={listener.fileno()};"]
        return [*inherit, program, "-p", str(folder), "-c", str(conf)]

    env = {"PATH": os.defpath}
    return running("nginx", command, env, "start worker process ", ours=True)


def nginx_program() -> str | None:
    """Where nginx is: on PATH or where systems put it; None if it is not installed."""
    places = [os.environ.get("PATH", os.defpath), "/usr/sbin", "/usr/local/sbin"]
    return shutil.which("nginx", path=os.pathsep.join([*places, "/opt/homebrew/bin"]))


def python(module: str) -> list[str]:
    """The command that runs a module with this very Python. Raises Unfit if it is not installed."""
    if find_spec(module) is None:
        raise Unfit(f"{module} is not installed\nInstall what the katas need: make setup")
    return [sys.executable, "-m", module]


def child_environment(env: Mapping[str, str] | None = None) -> dict[str, str]:
    """The environment of a server: this process' own, the project and its answers within reach.

    env is laid over it; its PYTHONPATH goes ahead of the project's root instead of replacing it.
    """
    child = {name: value for name, value in os.environ.items() if not FOREIGN.match(name)}
    child.setdefault("DJANGO_SETTINGS_MODULE", "katas.harness.settings")
    if folder := answers.folder():
        child[answers.VARIABLE] = str(folder)
    inherited = child.get("PYTHONPATH")
    child |= {"PYTHONDONTWRITEBYTECODE": "1", "PYTHONUNBUFFERED": "1", **(env or {})}
    paths = [(env or {}).get("PYTHONPATH"), str(answers.KATAS.parent), inherited]
    child["PYTHONPATH"] = os.pathsep.join(path for path in paths if path)
    return child


def clipped(number: object, most: int) -> str:
    """A setting that is a number, at most `most`; what is none is left for gunicorn to refuse."""
    text = str(number)
    return str(min(int(text), most)) if text.isdecimal() else text


def dotted(worker_class: object) -> str:
    """What gunicorn's command line calls a worker class that may be given as a class."""
    if isinstance(worker_class, type):
        return f"{worker_class.__module__}.{worker_class.__qualname__}"
    return str(worker_class)


def speaks_asgi(worker_class: object) -> bool:
    """Whether its workers call the application by ASGI: gunicorn's own kind, or uvicorn's."""
    family = worker_class.__mro__ if isinstance(worker_class, type) else [worker_class]
    return any(re.search("asgi|uvicorn", dotted(kind), re.IGNORECASE) for kind in family)
