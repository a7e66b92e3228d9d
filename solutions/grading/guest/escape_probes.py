"""Tries to break out of the sandbox it runs in, and prints what it found as JSON.

    {"it has no user id of root": "", "it sees no other files": "/home/me/solutions is there"}

An empty finding is a bound that holds.
"""

import contextlib
import errno
import json
import os
import resource
import socket
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

WITHIN = 3.0  # seconds for a connection


def nobody(settings: dict[str, Any]) -> str:
    if 0 in (os.getuid(), os.geteuid(), os.getgid(), os.getegid()):
        return "it runs as root"
    status = dict(
        line.partition(":")[::2] for line in Path("/proc/self/status").read_text().splitlines()
    )
    held = [name for name in ("CapEff", "CapPrm", "CapInh", "CapAmb") if int(status[name], 16)]
    if held:
        return f"it has capabilities: {', '.join(held)}"
    return "" if status["NoNewPrivs"].strip() == "1" else "it may gain privileges"


def first(settings: dict[str, Any]) -> str:
    return "" if os.getpid() == 1 else f"it is process {os.getpid()}, not the first of its own"


def hidden(settings: dict[str, Any]) -> str:
    seen = [path for path in settings["hidden"] if Path(path).exists()]
    return f"{seen[0]} is there" if seen else ""


def alone(settings: dict[str, Any]) -> str:
    names = [name for _, name in socket.if_nameindex()]
    if names != ["lo"]:
        return f"it has the network interfaces {', '.join(names)}"
    with contextlib.suppress(OSError):
        socket.create_connection(("127.0.0.1", settings["port"]), WITHIN).close()
        return "it reaches the machine's own loopback"
    return ""


def loopback(settings: dict[str, Any]) -> str:
    try:
        with socket.create_server(("127.0.0.1", 0)) as server:
            socket.create_connection(server.getsockname(), WITHIN).close()
    except OSError as error:
        return f"its own loopback does not work: {error}"
    return ""


def read_only(settings: dict[str, Any]) -> str:
    for folder in ["/", "/dev", "/dev/pts", "/usr", *settings["read_only"]]:
        with contextlib.suppress(OSError):
            probe = Path(folder) / "katas-probe"
            probe.touch()
            probe.unlink()
            return f"it can write to {folder}"
    for file in ("/proc/self/mem", "/proc/self/clear_refs"):
        with contextlib.suppress(OSError), open(file, "r+b"):  # noqa: PTH123 (as an answer would)
            return f"it can write to {file}"
    return ""


def scratch(settings: dict[str, Any]) -> str:
    for folder in settings["scratch"]:
        try:
            probe = Path(folder) / "katas-probe"
            probe.write_text("x")
            probe.unlink()
        except OSError as error:
            return f"it cannot write to {folder}: {error}"
        size = os.statvfs(folder)
        if size.f_blocks * size.f_frsize > settings["scratch_size"]:
            return f"{folder} has no bound"
    return ""


def null(settings: dict[str, Any]) -> str:
    try:
        Path("/dev/null").write_text("x")
    except OSError as error:
        return f"/dev/null does not work: {error}"
    return ""


def terminals(settings: dict[str, Any]) -> str:
    with contextlib.suppress(OSError):
        os.openpty()
        return "it can make terminals, whose buffers nobody counts"
    return ""


def memory(settings: dict[str, Any]) -> str:
    most = settings["limits"]["AS"]
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    with contextlib.suppress(MemoryError):
        bytearray(most + 1)  # never touched: no page of it would ever be there
        return "memory has no bound"
    return ""


def processes(settings: dict[str, Any]) -> str:
    """Forks until it may not: the bound must hold for this user, which it does not for root."""
    most, reader, writer, born = 12, *os.pipe(), 0
    resource.setrlimit(resource.RLIMIT_NPROC, (most, most))
    try:
        while born <= most:
            if os.fork() == 0:
                os.close(writer)
                os.read(reader, 1)
                os._exit(0)
            born += 1
    except OSError as error:
        if error.errno != errno.EAGAIN:
            return f"it cannot fork: {error}"
        return "" if born else "it cannot fork at all"
    finally:
        os.close(reader)
        os.close(writer)
        for _ in range(born):
            os.wait()
    return "the number of processes has no bound"


def environment(settings: dict[str, Any]) -> str:
    foreign = sorted(set(os.environ) - set(settings["environment"]) - {"PWD", "LC_CTYPE"})
    return f"it has {', '.join(foreign)} in its environment" if foreign else ""


PROBES: dict[str, Callable[[dict[str, Any]], str]] = {
    "it is nobody": nobody,
    "it is the first process of its own": first,
    "it sees no other files": hidden,
    "it has no network": alone,
    "its own loopback works": loopback,
    "it writes nowhere else": read_only,
    "its scratch folders have a bound": scratch,
    "/dev/null works": null,
    "its environment is clean": environment,
    "it has no terminals": terminals,
    "memory has a bound": memory,
    "processes have a bound": processes,
}


def main() -> None:
    settings = json.loads(sys.argv[1])
    if "alive" in settings:
        os.write(settings["alive"], b"!")
        time.sleep(600)
    found = {}
    for name, probe in PROBES.items():
        try:
            found[name] = probe(settings)
        except Exception as error:
            found[name] = f"the probe failed: {type(error).__name__}: {error}"
    print(json.dumps(found))


if __name__ == "__main__":
    main()
