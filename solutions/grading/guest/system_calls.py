"""From here on the kernel refuses this process, and all that comes from it, some system calls.

Always: memory, queues and rings that belong to no process, to make or to use; nobody could tell
whose they are. So is a table of descriptors of one's own. If wanted, to begin another program, or
anything but threads: a limit on processes counts those as well.

A filter of system calls can tell them apart, and what is begun later has it too. Source:
seccomp(2), the kernel's Documentation/userspace-api/seccomp_filter.rst. Where there is none, or
another kind of machine, nothing is refused.
"""

import ctypes
import errno
import platform
import struct
from typing import NamedTuple


class Machine(NamedTuple):
    """The machine's number in the kernel's audit.h, and those of its system calls.

    nobodys: shmget, shmat, shmctl, semget, semop, semctl, semtimedop, msgget, msgsnd, msgrcv,
    msgctl, mq_open, add_key, request_key, keyctl, memfd_create, memfd_secret, bpf, io_uring_setup,
    unshare. programs: execve, execveat. forks: fork, vfork.
    """

    number: int
    clone: int
    clone3: int
    nobodys: list[int]
    programs: list[int]
    forks: list[int]


X86_64 = [29, 30, 31, 64, 65, 66, 220, 68, 69, 70, 71, 240, 248, 249, 250, 319, 447, 321, 425, 272]
AARCH64 = [194, 196, 195, 190, 193, 191, 192, 186, 189, 188, 187, 180, 217, 218, 219, 279, 447]
AARCH64 += [280, 425, 97]
MACHINES = {
    "x86_64": Machine(0xC000003E, 56, 435, X86_64, [59, 322], [57, 58]),
    "aarch64": Machine(0xC00000B7, 220, 435, AARCH64, [221, 281], []),
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


def refuse(programs: bool = False, processes: bool = False) -> bool:
    """Returns whether the kernel has taken it. processes: these, and other programs."""
    if platform.machine() not in MACHINES:
        return False
    machine = MACHINES[platform.machine()]
    refused = machine.nobodys + (machine.programs if programs or processes else [])
    steps = [
        *[(LOAD, 0, 0, MACHINE), (EQUAL, 1, 0, machine.number), *REFUSED],
        *[(LOAD, 0, 0, NUMBER), (AT_LEAST, 0, 1, X32), *REFUSED],
    ]
    for number in refused + (machine.forks if processes else []):
        steps += [(EQUAL, 0, 1, number), *REFUSED]
    steps += [*(threads_alone(machine) if processes else []), (RETURN, 0, 0, ALLOW)]
    filtered = b"".join(struct.pack("HBBI", *step) for step in steps)
    prctl = ctypes.CDLL(None, use_errno=True).prctl
    if prctl(NO_NEW_PRIVILEGES, 1, 0, 0, 0):
        return False
    return not prctl(SECCOMP, FILTER, ctypes.byref(Program(len(steps), filtered)), 0, 0)


def threads_alone(machine: Machine) -> list[tuple[int, int, int, int]]:
    """Steps of the filter that let these begin a thread only. Each step says how many to skip if it
    holds, if not."""
    return [
        # Whoever begins a thread by this one takes the older call instead.
        *[(EQUAL, 0, 1, machine.clone3), (RETURN, 0, 0, REFUSE | errno.ENOSYS)],
        *[(EQUAL, 0, 3, machine.clone), (LOAD, 0, 0, FLAGS), (ANY_BIT, 1, 0, CLONE_THREAD)],
        *REFUSED,
    ]
