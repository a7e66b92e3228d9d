"""The meters that run real servers: they boot, tell the truth about a stream, and leave nothing."""

import asyncio
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.core.handlers.asgi import ASGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.test import override_settings
from django.urls import path

from katas.harness.answers import KATAS
from katas.harness.meters import servers, transport
from katas.harness.meters.crowd import together
from katas.harness.meters.event_loop import settled
from katas.harness.meters.http import stream
from katas.harness.meters.process import Server, ServerFault
from katas.harness.meters.transport import call, connections_kept
from katas.harness.verdicts import NotRun

APPS = """
import asyncio, os, sys, time
from pathlib import Path

GATE = Path(__file__).with_name("gate")
GONE = Path(__file__).with_name("gone")

def wsgi(environ, start_response):
    path = environ["PATH_INFO"]
    headers = [("X-Environment", os.environ.get("KATAS_PROBE", "")), ("X-Path", ":".join(sys.path))]
    if path == "/unbuffered":
        headers.append(("X-Accel-Buffering", "no"))
    start_response("200 OK", headers)
    if path == "/trickle":
        return trickle()
    if path in ("/gated", "/unbuffered"):
        return gated()
    return [b"hello"]

def trickle():
    for number in range(12):
        yield b"%d\\n" % number
        time.sleep(0.25)

def gated():
    yield b"first\\n"
    for _ in range(1000):
        if GATE.exists():
            break
        time.sleep(0.01)
    yield b"last\\n"

async def asgi(scope, receive, send):
    await send({"type": "http.response.start", "status": 200, "headers": []})
    if scope["path"] == "/wait":
        await receive()
        await send({"type": "http.response.body", "body": b"first", "more_body": True})
        if (await receive())["type"] == "http.disconnect":
            GONE.touch()
    elif scope["path"] == "/nap":
        await asyncio.sleep(0.3)
    await send({"type": "http.response.body", "body": b"hello"})
"""


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    """Puts the throw-away applications within reach of a server."""
    (tmp_path / "apps.py").write_text(APPS)
    return {"PYTHONPATH": str(tmp_path)}


@pytest.fixture
def sync(env: dict[str, str]) -> Iterator[Server]:
    """gunicorn with one sync worker."""
    with servers.gunicorn("apps:wsgi", settings={}, env=env) as server:
        yield server


def eventually(condition: Callable[[], object], seconds: float = 8) -> bool:
    until = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > until:
            return False
        time.sleep(0.02)
    return True


def refused(port: int) -> bool:
    """Whether no process has the listening socket any more."""
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
    except OSError:
        return True
    return False


@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"threads": 4},
        {"worker_class": "gthread", "workers": 3},
        {"worker_class": "gevent"},
        {"worker_class": "uvicorn.workers.UvicornWorker", "workers": 2},
    ],
    ids=str,
)
def test_gunicorn_boots_with_every_kind_of_worker(
    settings: dict[str, object], env: dict[str, str]
) -> None:
    """Each kind answers with the application of its own protocol, and is gone after the block."""
    with servers.gunicorn("apps:wsgi", asgi_app="apps:asgi", settings=settings, env=env) as server:
        assert server.alive()
        assert server.url("/a") == f"http://127.0.0.1:{server.port}/a"
        assert server.log().count(servers.WORKER_READY) == settings.get("workers", 1)
        answer = stream(server, "/")
        assert (answer.status, answer.rest(), answer.complete) == (200, b"hello", True)
    assert refused(server.port)
    assert server.exit_code() is not None or not server.alive()


def test_uvicorn_boots(env: dict[str, str]) -> None:
    """uvicorn answers, with Nagle's delays off on the socket that it inherited."""
    with servers.uvicorn("apps:asgi", env=env) as server:
        answers = [stream(server, "/") for _ in range(5)]
        assert [answer.rest() for answer in answers] == [b"hello"] * 5
    assert refused(server.port)


def test_servers_started_at_the_same_moment_do_not_meet(env: dict[str, str]) -> None:
    """Six servers at once: each gets a port of its own, none finds it busy."""

    def boot(number: int) -> tuple[int, str | None]:
        probe = {**env, "KATAS_PROBE": str(number)}
        with servers.gunicorn("apps:wsgi", settings={}, env=probe) as server:
            return server.port, stream(server, "/").headers["X-Environment"]

    with ThreadPoolExecutor(6) as pool:
        seen = list(pool.map(boot, range(6)))
    assert [probe for _, probe in seen] == list("012345")


def test_settings_from_elsewhere_do_not_count(
    env: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither ./gunicorn.conf.py, the shell, nor other keys of the settings have a say."""
    (tmp_path / "gunicorn.conf.py").write_text("raise SystemExit('read after all')")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GUNICORN_CMD_ARGS", "--nonsense")
    monkeypatch.setenv("WEB_CONCURRENCY", "7")
    monkeypatch.setenv("UVICORN_PORT", "nonsense")
    settings = {"workers": 99, "threads": 999, "bind": "0.0.0.0:1", "timeout": 0, "user": "nobody"}
    with servers.gunicorn("apps:wsgi", settings=settings, env=env) as server:
        assert server.log().count(servers.WORKER_READY) == 4
        path = stream(server, "/").headers["X-Path"].split(":")
        assert path.index(str(tmp_path)) < path.index(str(KATAS.parent))
    with servers.uvicorn("apps:asgi", env=env) as server:
        assert stream(server, "/").status == 200
    assert servers.clipped(999, 64) == "64"


def test_worker_class_may_be_a_class() -> None:
    """A class is named by its path, and its kind is told by its family."""
    from gunicorn.workers.sync import SyncWorker
    from uvicorn.workers import UvicornWorker

    mine = type("Mine", (UvicornWorker,), {"__module__": "mine"})
    assert servers.dotted(SyncWorker) == "gunicorn.workers.sync.SyncWorker"
    assert servers.dotted(mine) == "mine.Mine"
    assert [servers.speaks_asgi(kind) for kind in (SyncWorker, "gthread")] == [False, False]
    assert [servers.speaks_asgi(kind) for kind in (mine, "asgi")] == [True, True]


@pytest.mark.parametrize(
    ("settings", "app", "said"),
    [
        ({}, "broken:app", "boom at import"),
        ({"workers": 3, "worker_class": "gevent"}, "broken:app", "boom at import"),
        ({}, "apps:missing", "missing"),
        ({"worker_class": "turbo"}, "apps:wsgi", "turbo"),
        ({"workers": "many"}, "apps:wsgi", "many"),
        ({"workers": -1}, "apps:wsgi", "-1"),
        ({"workers": 0}, "apps:wsgi", "workers is 0"),
        ({"worker_class": "gthread", "threads": 0}, "apps:wsgi", "max_workers"),
    ],
    ids=str,
)
def test_gunicorn_that_cannot_start_says_why(
    settings: dict[str, object], app: str, said: str, env: dict[str, str], tmp_path: Path
) -> None:
    """A server that dies at its start gives ServerFault with the end of its log, at once."""
    (tmp_path / "broken.py").write_text("raise RuntimeError('boom at import')")
    began = time.monotonic()
    with pytest.raises(ServerFault) as fault, servers.gunicorn(app, settings=settings, env=env):
        pass
    assert said in str(fault.value)
    assert time.monotonic() - began < 10


def test_uvicorn_that_cannot_start_says_why(env: dict[str, str], tmp_path: Path) -> None:
    """The same for uvicorn, with the exit code."""
    (tmp_path / "broken.py").write_text("raise RuntimeError('boom at import')")
    with pytest.raises(ServerFault, match="boom at import") as fault:
        servers.uvicorn("broken:app", env=env).__enter__()
    assert fault.value.code == 1


def test_a_server_that_is_never_ready_is_given_up(
    env: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After the deadline: ServerFault without an exit code."""
    (tmp_path / "slow.py").write_text("import time; time.sleep(60)")
    monkeypatch.setattr("katas.harness.meters.process.READY_WITHIN", 1.0)
    with pytest.raises(ServerFault, match="not ready within 1 seconds") as fault:
        servers.gunicorn("slow:app", settings={}, env=env).__enter__()
    assert fault.value.code is None


def test_a_clock_that_a_test_steps_is_not_the_servers(
    env: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A server starts beside tests of any day, and some of them set all clocks a year ahead."""
    real = time.monotonic
    monkeypatch.setattr(time, "monotonic", lambda: 10.0**9 * real())
    with servers.gunicorn("apps:wsgi", settings={}, env=env) as server:
        assert server.alive()


def test_main_process_killed(env: dict[str, str]) -> None:
    """When the main process is killed, alive() says so and its workers go with it."""
    with servers.gunicorn("apps:wsgi", settings={"workers": 2}, env=env) as server:
        os.kill(server.pid, signal.SIGKILL)
        assert eventually(lambda: not server.alive())
        assert server.exit_code() == -signal.SIGKILL
        assert eventually(lambda: refused(server.port))


PARENT = """
import os, sys, time
from katas.harness.meters.servers import gunicorn, nginx, uvicorn
env = {"PYTHONPATH": sys.argv[1]}
settings = {"workers": 2, "threads": 2}
with gunicorn("apps:wsgi", settings=settings, env=env) as one, uvicorn("apps:asgi", env=env) as two:
    fork = os.fork()
    if not fork:
        time.sleep(20)  # holds copies of all the parent's descriptors
        os._exit(0)
    print(fork, two.pid, one.port, two.port, flush=True)
    time.sleep(20)
"""


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_nothing_survives_the_process_of_the_test(
    number: signal.Signals, env: dict[str, str], tmp_path: Path
) -> None:
    """Killed, ended or interrupted: its servers and all their workers go, forks or not.

    Also one that is stuck, and if the run's folder goes first.
    """
    folder = tmp_path / "temporary"
    folder.mkdir()
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT, env["PYTHONPATH"]],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": str(KATAS.parent), "TMPDIR": str(folder)},
    )
    assert parent.stdout is not None
    fork, stuck, *ports = [int(word) for word in parent.stdout.readline().split()]
    try:
        assert not any(refused(port) for port in ports)
        assert len(list(folder.glob("katas-*"))) == 2
        if number == signal.SIGKILL:
            os.kill(stuck, signal.SIGSTOP)
        parent.send_signal(number)
        parent.wait(10)
        if number == signal.SIGKILL:
            shutil.rmtree(folder)
        assert eventually(lambda: all(refused(port) for port in ports))
        assert eventually(lambda: not list(folder.glob("katas-*")))
    finally:
        os.kill(fork, signal.SIGKILL)
        parent.kill()
        parent.wait(10)
        parent.stdout.close()


def test_a_stream_that_is_cut_is_noticed(env: dict[str, str]) -> None:
    """A sync worker is killed while it sends: the answer begins, and is not complete."""
    with servers.gunicorn("apps:wsgi", settings={}, env=env, timeout=1) as server:
        answer = stream(server, "/trickle")
        assert answer.first(5) == b"0\n"
        assert answer.rest().startswith(b"1\n")
        assert not answer.complete
        assert answer.status == 200
        assert 1 <= answer.seconds < 2.9
        assert "WORKER TIMEOUT" in server.log()


@pytest.mark.parametrize("settings", [{"threads": 2}, {"worker_class": "gevent"}], ids=str)
def test_a_stream_that_arrives_whole(settings: dict[str, object], env: dict[str, str]) -> None:
    """Threads and greenlets send past the time-out: the answer is complete."""
    # Not 1 second: a gevent worker gives a sign of life once a second.
    with servers.gunicorn("apps:wsgi", settings=settings, env=env, timeout=2) as server:
        answer = stream(server, "/trickle")
        assert answer.rest() == b"".join(b"%d\n" % number for number in range(12))
        assert answer.complete
        assert answer.seconds >= 2.5


needs_nginx = pytest.mark.skipif(
    not shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin:/usr/local/sbin"),
    reason="nginx is not installed",
)


@needs_nginx
def test_nginx_buffers_unless_told_otherwise(
    sync: Server, env: dict[str, str], tmp_path: Path
) -> None:
    """The first bytes wait in nginx for more, or pass at once under X-Accel-Buffering: no."""
    with servers.nginx(sync) as front:
        held = stream(front, "/gated")
        assert held.first(0.5) == b""
        (tmp_path / "gate").touch()
        assert held.rest() == b"first\nlast\n"
        assert held.complete
        (tmp_path / "gate").unlink()
        passed = stream(front, "/unbuffered")
        assert passed.first(5) == b"first\n"
        (tmp_path / "gate").touch()
        assert passed.rest() == b"last\n"
        assert passed.complete
    assert refused(front.port)


@needs_nginx
def test_a_cut_is_noticed_through_nginx(env: dict[str, str]) -> None:
    """A body that was cut behind nginx is not complete in front of it."""
    with (
        servers.gunicorn("apps:wsgi", settings={}, env=env, timeout=1) as back,
        servers.nginx(back, http_version="1.1") as front,
    ):
        answer = stream(front, "/trickle")
        answer.rest()
        assert not answer.complete


def test_nginx_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without nginx the test is not run: that is nobody's fault."""
    monkeypatch.setattr(shutil, "which", lambda *_, **__: None)
    with pytest.raises(NotRun, match="nginx is not installed"):
        servers.nginx(None)  # type: ignore[arg-type]


def test_a_client_that_goes_away(env: dict[str, str], tmp_path: Path) -> None:
    """close() reaches the application as a disconnect."""
    with servers.uvicorn("apps:asgi", env=env) as server:
        answer = stream(server, "/wait")
        assert answer.first(5) == b"first"
        answer.close()
        assert not answer.complete
        assert eventually((tmp_path / "gone").exists)


def test_clients_together(env: dict[str, str]) -> None:
    """All clients go at once: on one event loop they wait side by side."""
    with servers.uvicorn("apps:asgi", env=env) as server:
        crowd = together(server, "/nap", 10)
    assert [sample.status for sample in crowd.samples] == [200] * 10
    assert all(sample.seconds >= 0.3 and not sample.error for sample in crowd.samples)
    assert 0.3 <= crowd.seconds < 1.5
    late = together(server, "/", 3, timeout=2)
    assert [sample.status for sample in late.samples] == [0] * 3
    assert all(sample.error for sample in late.samples)


# The transport


async def three_chunks(scope: Any, receive: Any, send: Any) -> None:
    made: list[object] = scope["state"]
    await receive()
    await send({"type": "http.response.start", "status": 207, "headers": [(b"X-A", b"1")]})
    for number in range(3):
        made.append(number)
        await send({"type": "http.response.body", "body": b"%d" % number, "more_body": True})
    await send({"type": "http.response.body"})
    made.append("end")


def with_state(app: Any, state: list[object]) -> Any:
    async def stated(scope: Any, receive: Any, send: Any) -> None:
        await app({**scope, "state": state}, receive, send)

    return stated


def test_the_application_cannot_run_ahead() -> None:
    """The next chunk is made when the client asks for it, not earlier."""

    async def check() -> None:
        made: list[object] = []
        async with await call(with_state(three_chunks, made), "/") as exchange:
            assert (exchange.status, exchange.headers) == (207, {"x-a": "1"})
            await asyncio.sleep(0.02)
            assert made == []
            for number in range(3):
                assert await anext(exchange) == b"%d" % number
                await asyncio.sleep(0.02)
                assert made == list(range(number + 1))
            assert not exchange.finished
            assert await exchange.read() == b"012"
            assert exchange.finished
            assert exchange.complete
        assert made == [0, 1, 2, "end"]

    asyncio.run(check())


def test_disconnect_is_an_error_where_nobody_listens(monkeypatch: pytest.MonkeyPatch) -> None:
    """An application that does not ask learns of the disconnect from its next send."""
    monkeypatch.setattr(transport, "GRACE", 0.1)

    async def check() -> None:
        made: list[object] = []
        exchange = await call(with_state(three_chunks, made), "/")
        assert await anext(exchange) == b"0"
        await exchange.disconnect()
        assert exchange.finished
        assert not exchange.complete
        assert made == [0]
        assert [chunk async for chunk in exchange] == []

    asyncio.run(check())


def test_what_the_application_raises_comes_out() -> None:
    """Before the status and after it; an application that says nothing is a TimeoutError."""

    async def at_once(scope: Any, receive: Any, send: Any) -> None:
        raise KeyError("at once")

    async def later(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        raise KeyError("later")

    async def never(scope: Any, receive: Any, send: Any) -> None:
        await receive()
        await receive()

    async def check() -> None:
        with pytest.raises(KeyError, match="at once"):
            await call(at_once, "/")
        exchange = await call(later, "/")
        with pytest.raises(KeyError, match="later"):
            await exchange.read()
        with pytest.raises(TimeoutError, match=r"sent nothing for 0.1 seconds"):
            await call(never, "/", seconds=0.1)

    asyncio.run(check())


closed: list[str] = []


async def endless(request: HttpRequest) -> StreamingHttpResponse:
    async def rows() -> Any:
        number = 0
        try:
            while True:
                yield f"{number}\n"
                number += 1
        finally:
            closed.append(f"closed at {number}")

    return StreamingHttpResponse(rows())


async def echo(request: HttpRequest) -> HttpResponse:
    return HttpResponse(f"{request.method} {request.get_full_path()} {request.headers['X-B']}")


urlpatterns = [path("endless/", endless), path("echo/", echo)]


@override_settings(ROOT_URLCONF=__name__, MIDDLEWARE=[])
def test_django_hears_of_the_disconnect() -> None:
    """Django closes the view's generator where it stood; the bytes taken are the chunks sent."""

    async def check() -> None:
        with connections_kept():
            async with await call(ASGIHandler(), "/endless/") as exchange:
                assert [await anext(exchange) for _ in range(3)] == [b"0\n", b"1\n", b"2\n"]
                assert closed == []
            assert await settled(lambda: closed)
            assert exchange.finished
            assert exchange.body == b"0\n1\n2\n"
        assert closed == ["closed at 2"]
        assert not await settled(lambda: False, 0.05)

    closed.clear()
    asyncio.run(check())


@override_settings(ROOT_URLCONF=__name__, MIDDLEWARE=[])
def test_django_answers_through_the_transport() -> None:
    """Method, query string and headers arrive; database connections are left alone meanwhile."""

    async def check() -> None:
        handler = ASGIHandler()
        exchange = await call(handler, "/echo/?a=1", method="PUT", headers=[("X-B", "2")])
        assert await exchange.read() == b"PUT /echo/?a=1 2"
        assert (await call(handler, "/nowhere/")).status == 404

    with connections_kept():
        for sent in (request_started, request_finished):
            assert not sent.disconnect(close_old_connections)
        asyncio.run(check())
    for sent in (request_started, request_finished):
        assert sent.disconnect(close_old_connections)
        sent.connect(close_old_connections)
