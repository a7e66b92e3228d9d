"""Python, the packages and the programs: which there are, and whether they work here."""

import importlib.metadata
import os
import platform
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

from packaging.requirements import Requirement

from katas.harness.answers import KATAS
from katas.harness.display.console import relative
from katas.harness.doctor.finding import SET_UP, Finding

ROOT = KATAS.parent
OLDEST, NEWEST = (3, 11), (3, 13)
WSL = "Use WSL, the Linux inside Windows:  wsl --install\nThen run the same command in it."
MEMRAY = "Remove .venv, then: make setup. Do not run under `memray run`."


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
        yield Finding("x", f"memray sees {held:,} bytes where 1 MiB is held", MEMRAY)


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
