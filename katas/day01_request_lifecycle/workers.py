"""The lesson's table of workers and views: python -m katas.day01_request_lifecycle.workers

Given. None of it depends on your answer: its middleware is left out.
"""

from contextlib import AbstractContextManager

from katas.harness.meters.crowd import together
from katas.harness.meters.servers import Server, gunicorn, uvicorn

PACKAGE = "katas.day01_request_lifecycle"
CLIENTS = 10
SECONDS = 0.2
ENV = {"KATAS_URLCONF": f"{PACKAGE}.urls", "KATAS_MIDDLEWARE": ""}
VIEWS = {
    "/slow/": "def, time.sleep",
    "/aslow/": "async def, await",
    "/blocking/": "async def, time.sleep",
}


def main() -> None:
    """Print how long all clients wait, for each kind of worker and each kind of view."""
    wsgi, asgi = f"{PACKAGE}.wsgi:application", f"{PACKAGE}.asgi:application"
    threads = {"worker_class": "gthread", "threads": CLIENTS}
    show("gunicorn, sync", gunicorn(wsgi, settings={}, env=ENV), "/slow/", "/aslow/")
    show("gunicorn, gthread, 10 threads", gunicorn(wsgi, settings=threads, env=ENV), "/slow/")
    show("uvicorn", uvicorn(asgi, env=ENV), *VIEWS)


def show(worker: str, starting: AbstractContextManager[Server], *paths: str) -> None:
    """A line for each of the views, on one server with one process."""
    with starting as server:
        for path in paths:
            together(server, path, 1)
            crowd = together(server, f"{path}?seconds={SECONDS}", CLIENTS)
            print(f"{worker:32}{VIEWS[path]:24}{crowd.seconds:5.2f} s")


if __name__ == "__main__":
    main()
