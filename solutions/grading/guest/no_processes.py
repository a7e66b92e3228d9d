"""From here on this process can begin no other program, or threads only, and so what it begins.

Nor has it memory, queues and rings that belong to no process: nobody could tell whose they are.

A limit on processes counts threads as well. A filter of system calls can tell them apart, and what
is begun later has it too. Source: seccomp(2), the kernel's Documentation/userspace-api/
seccomp_filter.rst. Where there is none, or another kind of machine, nothing is refused.
"""

import ctypes
import errno
import platform
import struct

# The machine's number in the kernel's audit.h, its clone, clone3, and what is refused whatever it
# is asked: execve, execveat, then shmget, shmat, semget, msgget, mq_open, add_key, io_uring_setup;
# fork, vfork.
MACHINES = {
    "x86_64": (0xC000003E, 56, 435, [59, 322, 29, 30, 64, 68, 240, 248, 425], [57, 58]),
    "aarch64": (0xC00000B7, 220, 435, [221, 281, 194, 196, 190, 186, 180, 217, 425], []),
}
NUMBER, MACHINE, FLAGS = 0, 4, 16  # where they lie in struct seccomp_data; flags: a call's first
CLONE_THREAD = 0x10000
LOAD, EQUAL, AT_LEAST, ANY_BIT, RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
ALLOW, REFUSE = 0x7FFF0000, 0x00050000
X32 = 0x40000000  # x86's other numbers
REFUSED = [(RETURN, 0, 0, REFUSE | errno.EPERM)]
NO_NEW_PRIVILEGES, SECCOMP, FILTER = 38, 22, 2


class Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("steps", ctypes.c_char_p))


def forbid(processes: bool = True) -> bool:
    """Returns whether the kernel has taken it. processes: these as well, not programs alone."""
    if platform.machine() not in MACHINES:
        return False
    machine, clone, clone3, programs, forks = MACHINES[platform.machine()]
    steps = [
        *[(LOAD, 0, 0, MACHINE), (EQUAL, 1, 0, machine), *REFUSED],
        *[(LOAD, 0, 0, NUMBER), (AT_LEAST, 0, 1, X32), *REFUSED],
    ]
    for number in [*programs, *forks] if processes else programs:
        steps += [(EQUAL, 0, 1, number), *REFUSED]
    steps += [*(threads(clone, clone3) if processes else []), (RETURN, 0, 0, ALLOW)]
    filtered = b"".join(struct.pack("HBBI", *step) for step in steps)
    prctl = ctypes.CDLL(None, use_errno=True).prctl
    if prctl(NO_NEW_PRIVILEGES, 1, 0, 0, 0):
        return False
    return not prctl(SECCOMP, FILTER, ctypes.byref(Program(len(steps), filtered)), 0, 0)


def threads(clone: int, clone3: int) -> list[tuple[int, int, int, int]]:
    """Steps of the filter that let these begin a thread only. Each step says how many to skip if it
    holds, if not."""
    return [
        # Whoever begins a thread by this one takes the older call instead.
        *[(EQUAL, 0, 1, clone3), (RETURN, 0, 0, REFUSE | errno.ENOSYS)],
        *[(EQUAL, 0, 3, clone), (LOAD, 0, 0, FLAGS), (ANY_BIT, 1, 0, CLONE_THREAD), *REFUSED],
    ]
