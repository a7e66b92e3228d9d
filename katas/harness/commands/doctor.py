"""Is this machine fit for the katas? Each check says what it found and, if need be, the remedy."""

import importlib.metadata
import os
import platform
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import click
from packaging.requirements import Requirement
from rich.console import Console
from rich.table import Table
from rich.text import Text

from katas.harness.answers import KATAS
from katas.harness.commands.common import stopped
from katas.harness.display.console import console, relative
from katas.harness.learner import progress
from katas.harness.run.record import ExitStatus

ROOT = KATAS.parent
OLDEST, NEWEST = (3, 11), (3, 13)
DISK_MIB, MEMORY_MIB = 200, 500
PATIENCE = 5.0


@dataclass(frozen=True)
class Finding:
    """What a check found. sign: "ok"; "x", which needs the remedy; "-", which can do without."""

    sign: str
    text: str
    remedy: str = ""


@click.command("doctor")
def command() -> None:
    """Check Python, packages, ports, folders, disk and memory, each with a remedy."""
    try:
        sys.exit(show(console()))
    except KeyboardInterrupt:
        stopped()


def show(out: Console) -> ExitStatus:
    """Print all findings. Returns ENVIRONMENT if something that is needed is not right."""
    bad = 0
    for check in CHECKS:
        for finding in found_by(check):
            bad += finding.sign == "x"
            style = {"ok": "green", "x": "red", "-": "dim"}[finding.sign]
            lines = Table.grid(padding=(0, 2))
            lines.add_row(Text(f"{finding.sign:>2}", style), Text(finding.text))
            if finding.remedy:
                lines.add_row("", Text(finding.remedy, "dim" if finding.sign == "-" else ""))
            out.print(lines)
    if bad:
        out.print(f"\n{bad} to put right. Then run make doctor again.")
        return ExitStatus.ENVIRONMENT
    out.print("\nAll that the katas need is here.")
    return ExitStatus.GREEN


def found_by(check: Callable[[], Iterator[Finding]]) -> Iterator[Finding]:
    """The findings of a check; one that breaks has found something, too."""
    try:
        yield from check()
    except Exception as error:
        name = check.__name__.replace("_", " ")
        yield Finding("x", f"{name}: {type(error).__name__}: {error}", REMEDIES[check])


def python() -> Iterator[Finding]:
    version = platform.python_version()
    where = relative(Path(sys.prefix))
    if os.name == "nt":
        yield Finding("x", f"Python {version} on Windows itself: memray has no build for it", WSL)
    elif sys.version_info < OLDEST:
        yield Finding("x", f"Python {version}: too old", "make setup python=3.13")
    elif sys.version_info[:2] > NEWEST:
        text = f"Python {version}: newer than what the katas are tested with"
        yield Finding("-", text, "If something is odd, try:  make setup python=3.13")
    else:
        yield Finding("ok", f"Python {version} in {where}")


def packages() -> Iterator[Finding]:
    """What pyproject.toml asks for, by its ranges."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    here = []
    for need in map(Requirement, project["dependencies"]):
        if need.marker and not need.marker.evaluate():
            continue
        try:
            version = importlib.metadata.version(need.name)
        except importlib.metadata.PackageNotFoundError:
            yield Finding("x", f"{need.name} is not installed", SET_UP)
            continue
        if need.specifier.contains(version, prereleases=True):
            here.append(f"{need.name} {version}")
        else:
            yield Finding("x", f"{need.name} {version} is not {need.specifier}", SET_UP)
    yield Finding("ok", ", ".join(here))


def memray() -> Iterator[Finding]:
    from katas.harness.meters import memory

    held = memory.peak(lambda: bytes(2**20), []).bytes
    if held >= 2**20:
        yield Finding("ok", f"memray measures: 1 MiB held, {held / 2**20:.1f} MiB seen")
    else:
        yield Finding("x", f"memray sees {held:,} bytes where 1 MiB is held", REMEDIES[memray])


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
            yield Finding("-", text, REMEDIES[file_watching])
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


def nginx() -> Iterator[Finding]:
    from katas.harness.meters.servers import nginx_program

    program = nginx_program()
    if program is None:
        text = "nginx is not installed: the test that needs it is left out, no points lost"
        yield Finding("-", text, "sudo apt install nginx-light      brew install nginx")
        return
    said = subprocess.run([program, "-v"], capture_output=True, text=True, timeout=10, check=True)
    yield Finding("ok", f"{(said.stderr or said.stdout).strip().removeprefix('nginx version: ')}")


def postgresql() -> Iterator[Finding]:
    yield Finding("-", "PostgreSQL is not needed: the days run on SQLite")


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
            yield Finding("x", text, REMEDIES[disk_space])
        else:
            yield Finding("ok", f"{free:,} MiB are free in {folder}")


def memory() -> Iterator[Finding]:
    available = available_mib()
    if available is None:
        yield Finding("-", "memory: how much is free cannot be told here")
    elif available < MEMORY_MIB:
        text = f"{available:,} MiB of memory are free: {MEMORY_MIB} are needed"
        yield Finding("x", text, REMEDIES[memory])
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


SET_UP = "make setup"
WSL = "Use WSL, the Linux inside Windows:  wsl --install\nThen run the same command in it."
REMEDIES: dict[Callable[[], Iterator[Finding]], str] = {
    python: SET_UP,
    packages: SET_UP,
    memray: "Remove .venv, then: make setup. Do not run under `memray run`.",
    loopback: "A firewall, VPN or sandbox may forbid it: the days with servers need 127.0.0.1.",
    file_watching: "Shared folders and network drives send no events: a local disk is quicker.",
    nginx: "Install it anew, or remove it: the katas can do without.",
    postgresql: "",
    places_to_write: "Copy the katas to a folder of your own (cp -r), or correct who may write"
    " there; for temporary files, set TMPDIR to a folder that can be written.",
    disk_space: "Free some space, or set TMPDIR to a folder on another disk.",
    memory: "Close other programs: without memory, a test may be ended by the system.",
}
CHECKS = list(REMEDIES)
