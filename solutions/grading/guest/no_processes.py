"""From here on this process and its threads can begin threads, no process and no other program.

A limit on processes counts threads as well. A filter of system calls can tell them apart, and what
is begun later has it too. Source: seccomp(2), the kernel's Documentation/userspace-api/
seccomp_filter.rst. Where there is none, or another kind of machine, nothing is refused.
"""

import ctypes
import errno
import platform
import struct

# The machine's number in the kernel's audit.h, its clone, clone3, and what is refused whatever it
# is asked: fork, vfork, execve, execveat.
MACHINES = {
    "x86_64": (0xC000003E, 56, 435, [57, 58, 59, 322]),
    "aarch64": (0xC00000B7, 220, 435, [221, 281]),
}
NUMBER, MACHINE, FLAGS = 0, 4, 16  # where they lie in struct seccomp_data; flags: a call's first
CLONE_THREAD = 0x10000
LOAD, EQUAL, AT_LEAST, ANY_BIT, RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
ALLOW, REFUSE = 0x7FFF0000, 0x00050000
X32 = 0x40000000  # x86's other numbers
NO_NEW_PRIVILEGES, SECCOMP, FILTER = 38, 22, 2


class Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("steps", ctypes.c_char_p))


def forbid() -> bool:
    """Returns whether the kernel has taken it."""
    if platform.machine() not in MACHINES:
        return False
    steps = program(*MACHINES[platform.machine()])
    prctl = ctypes.CDLL(None, use_errno=True).prctl
    known = Program(len(steps) // 8, steps)
    if prctl(NO_NEW_PRIVILEGES, 1, 0, 0, 0):
        return False
    return not prctl(SECCOMP, FILTER, ctypes.byref(known), 0, 0)


def program(machine: int, clone: int, clone3: int, forks: list[int]) -> bytes:
    """The filter, as the kernel reads it: each step says how many to skip if it holds, if not."""
    refuse = [(RETURN, 0, 0, REFUSE | errno.EPERM)]
    steps = [
        *[(LOAD, 0, 0, MACHINE), (EQUAL, 1, 0, machine), *refuse],
        *[(LOAD, 0, 0, NUMBER), (AT_LEAST, 0, 1, X32), *refuse],
        # Whoever begins a thread by this one takes the older call instead.
        *[(EQUAL, 0, 1, clone3), (RETURN, 0, 0, REFUSE | errno.ENOSYS)],
    ]
    for number in forks:
        steps += [(EQUAL, 0, 1, number), *refuse]
    steps += [
        *[(EQUAL, 0, 3, clone), (LOAD, 0, 0, FLAGS), (ANY_BIT, 1, 0, CLONE_THREAD), *refuse],
        (RETURN, 0, 0, ALLOW),
    ]
    return b"".join(struct.pack("HBBI", *step) for step in steps)
