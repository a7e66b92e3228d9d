"""What a process keeps elsewhere than in its own memory, as the kernel tells it, in bytes."""

import contextlib
import fcntl
import os
import stat
import sys
import termios
from collections.abc import Iterator
from pathlib import Path

from solutions.grading.examiner.findings import Contradicted

SHARED = (b" /memfd:", b" /dev/zero", b" /SYSV")  # mapped memory of no file, in /proc/PID/maps
SCRATCH = ("tmp", "dev/shm")  # where a sandbox may write: in memory, both
Kept = dict[tuple[int, int], int]  # bytes by the device and the number of what they lie in


def kept_by_kernel(pid: int) -> int:
    """Bytes that the kernel keeps for the process: in pipes, and in files of no folder.

    Such a file may be mapped alone, with no descriptor. What is mapped and looked at counts once
    more, as the process' own. Raises Contradicted if descriptors lie where nobody can look at them:
    sent over a socket, and not taken out.
    """
    found = mapped(pid)
    for descriptor in descriptors(pid):
        with contextlib.suppress(OSError):
            seen = os.stat(descriptor)  # noqa: PTH116 (many times a second)
            place = (seen.st_dev, seen.st_ino)
            if stat.S_ISFIFO(seen.st_mode):
                found[place] = waiting(descriptor)
            elif stat.S_ISSOCK(seen.st_mode):
                check_none_is_sent(descriptor)
            elif os.readlink(descriptor).startswith(("/memfd:", "/secretmem")):  # noqa: PTH115
                found[place] = max(seen.st_size, seen.st_blocks * 512)
    return sum(found.values())


def mapped(pid: int) -> Kept:
    found: Kept = {}
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{pid}/maps").read_bytes().split(b"\n"):
            if any(sign in line for sign in SHARED):
                room, _, _, device, inode, _ = line.split(None, 5)
                begin, end = (int(each, 16) for each in room.split(b"-"))
                major, minor = (int(each, 16) for each in device.split(b":"))
                place = (os.makedev(major, minor), int(inode))
                found[place] = found.get(place, 0) + end - begin
    return found


def descriptors(pid: int) -> Iterator[str]:
    """Those of all its threads, as paths: each thread may have a table of its own."""
    with contextlib.suppress(OSError):
        for thread in os.scandir(f"/proc/{pid}/task"):
            with contextlib.suppress(OSError):
                for each in os.scandir(f"{thread.path}/fd"):
                    yield each.path


def waiting(pipe: str) -> int:
    """Bytes that nobody has read yet."""
    descriptor = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        told = fcntl.ioctl(descriptor, termios.FIONREAD, bytes(4))
        return int.from_bytes(told, sys.byteorder)
    finally:
        os.close(descriptor)


def check_none_is_sent(line: str) -> None:
    """Raises Contradicted if descriptors wait in the socket. Source: unix_show_fdinfo, the kernel's
    net/unix/af_unix.c."""
    thread, _, number = line.partition("/fd/")
    told = Path(f"{thread}/fdinfo/{number}").read_bytes().partition(b"scm_fds:")[2].split()
    if told and told[0] != b"0":
        asked = "descriptors that are sent over a socket, when what a process needs is measured"
        raise Contradicted(asked, "they are taken out", f"{int(told[0])} of them are not")


def in_files(pid: int) -> int:
    """Bytes of all files in the folders that the process may write to, with names or without."""
    found = 0
    for folder in SCRATCH:
        with contextlib.suppress(OSError):
            seen = os.statvfs(f"/proc/{pid}/root/{folder}")
            found += (seen.f_blocks - seen.f_bfree) * seen.f_frsize
    return found
