"""Ports, saves, folders, disk and memory of this machine."""

import os
import shutil
import socket
import tempfile
import threading
import time
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from katas.harness.answers import KATAS
from katas.harness.doctor.finding import Finding
from katas.harness.learner import progress

ROOT = KATAS.parent
DISK_MIB, MEMORY_MIB = 200, 500
PATIENCE = 5.0
FIREWALL = "A firewall, VPN or sandbox may forbid it: the days with servers need 127.0.0.1."
LOCAL_DISK = "Shared folders and network drives send no events: a local disk is quicker."
OTHER_FOLDERS = (
    "Copy the katas to a folder of your own (cp -r), or correct who may write there;"
    " for temporary files, set TMPDIR to a folder that can be written."
)
FREE_DISK = "Free some space, or set TMPDIR to a folder on another disk."
FREE_MEMORY = "Close other programs: without memory, a test may be ended by the system."


def loopback() -> Iterator[Finding]:
    """A server can listen on 127.0.0.1, and a client reach it."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(PATIENCE)
        with socket.create_connection(server.getsockname(), PATIENCE) as client:
            answering, _ = server.accept()
            with answering:
                answering.sendall(b"!")
                assert client.recv(1) == b"!"
    yield Finding("ok", "a server on 127.0.0.1 can be reached")


def file_watching() -> Iterator[Finding]:
    """A change of a file is reported, in the temporary folder and in the project's."""
    if find_spec("watchfiles") is None:
        yield Finding("-", "file watching cannot be tried: watchfiles is not installed")
        return
    places = {"the temporary folder": Path(tempfile.gettempdir()), "the project's folder": ROOT}
    for name, place in places.items():
        seconds = seen_after(place)
        if seconds is None:
            text = f"file watching: no event from {name}, so make watch polls there"
            yield Finding("-", text, LOCAL_DISK)
        else:
            yield Finding("ok", f"file watching in {name}: {seconds * 1000:.0f} ms to the event")


def seen_after(place: Path) -> float | None:
    """Seconds from writing a file below the place to the event; None if none comes."""
    import watchfiles

    with tempfile.TemporaryDirectory(prefix=".katas-doctor-", dir=place) as folder:
        seen, written = threading.Event(), [0.0]

        def write() -> None:
            while not seen.wait(0.3):
                written.append(time.monotonic())
                (Path(folder) / "saved.py").write_text("x" * len(written))

        writer = threading.Thread(target=write)
        writer.start()
        try:
            changes = watchfiles.watch(
                folder, step=10, rust_timeout=round(PATIENCE * 1000), yield_on_timeout=True
            )
            return time.monotonic() - written[-1] if next(changes) else None
        except (OSError, RuntimeError):  # no more watches to be had, and the like
            return None
        finally:
            seen.set()
            writer.join()


def places_to_write() -> Iterator[Finding]:
    """The answers, the progress, and temporary files."""
    for folder in (ROOT, ROOT / ".katas", Path(tempfile.gettempdir())):
        if folder.exists() or folder != ROOT / ".katas":
            with tempfile.TemporaryFile(dir=folder) as file:
                file.write(b"x" * 4096)
                file.flush()
    if progress.FILE.exists() and not progress.FILE.is_file():
        text = f"{progress.FILE.name} is no plain file: your progress is not kept"
        yield Finding("x", text, f"Move it away:  mv {progress.FILE.name} {progress.FILE.name}.old")
    elif progress.FILE.exists() and not os.access(progress.FILE, os.W_OK):
        text = f"{progress.FILE.name} cannot be written: your progress is not kept"
        yield Finding("x", text, f"chmod u+w {progress.FILE.name}")
    else:
        yield Finding("ok", f"answers, progress and {tempfile.gettempdir()} can be written")


def disk_space() -> Iterator[Finding]:
    for folder in {str(ROOT): ROOT, tempfile.gettempdir(): Path(tempfile.gettempdir())}:
        free = shutil.disk_usage(folder).free // 2**20
        if free < DISK_MIB:
            text = f"{free} MiB are free in {folder}: {DISK_MIB} are needed"
            yield Finding("x", text, FREE_DISK)
        else:
            yield Finding("ok", f"{free:,} MiB are free in {folder}")


def memory() -> Iterator[Finding]:
    available = available_mib()
    if available is None:
        yield Finding("-", "memory: how much is free cannot be told here")
    elif available < MEMORY_MIB:
        text = f"{available:,} MiB of memory are free: {MEMORY_MIB} are needed"
        yield Finding("x", text, FREE_MEMORY)
    else:
        yield Finding("ok", f"{available:,} MiB of memory are free")


def available_mib() -> int | None:
    """What Linux calls MemAvailable, None elsewhere."""
    try:
        lines = Path("/proc/meminfo").read_text().splitlines()
    except OSError:
        return None
    found = [line.split()[1] for line in lines if line.startswith("MemAvailable:")]
    return int(found[0]) // 1024 if found else None
