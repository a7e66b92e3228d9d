"""Sets up the environment of the kata: a `.venv` that holds what pyproject.toml asks for.

    python3 -I katas/harness/environment.py [--dev] [--postgres] [--python 3.13]

The Makefile runs it ahead of every command, under whatever `python3` there is. So it needs the
standard library only, and any Python 3 can read it (no f-strings, no newer syntax): an old one has
to be able to say that it is too old.

Exit status: 0 ready, 3 the environment is at fault, 130 Ctrl-C.
"""
# ruff: noqa: UP032 (see above: an f-string would be a SyntaxError where a message is due)

import argparse
import contextlib
import errno
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections import namedtuple
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
OLDEST, TESTED = (3, 11), ("3.13", "3.12", "3.11")
FORMAT = 1  # one more when set-ups of before have to be done again
STAMP, LOG = "katas-setup.json", "katas-setup.log"  # in the venv; the stamp is written last
NO_NETWORK = re.compile(
    r"name resolution|NewConnectionError|ConnectTimeout|timed out|Max retries|Proxy"
)
NOISE = re.compile(r"^\s*$|^ *note: |\[notice\]|WARNING: Location|\[end of output\]|See above")
FULL_DISK = ("The disk is full.", "Free 300 MB, then run the same command again.")
EXTRAS = {"dev": "what the project's own checks need", "postgres": "PostgreSQL and its driver"}
PROBE = """import sys, importlib.util as u
print(sys.version.split()[0], getattr(sys, "_base_executable", "") or sys.executable, sep="\\n")
print(*[name for name in ("venv", "ensurepip", "_sqlite3") if not u.find_spec(name)])"""


class Trouble(Exception):
    """The environment is at fault. Two texts: what is wrong, and the remedy."""


# An interpreter as it describes itself; missing: what a venv needs of it and it does not have.
Python = namedtuple("Python", "version path missing")


def is_old(python: Python) -> bool:
    return tuple(int(part) for part in python.version.split(".")[:2]) < OLDEST


def probe(path: object) -> "Python | None":
    """The interpreter at the path, or None if nothing there runs (a pyenv shim may not)."""
    try:
        out = subprocess.check_output(
            [str(path), "-c", PROBE], stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        return Python(*out.decode(sys.getfilesystemencoding(), "surrogateescape").split("\n")[:3])
    except (OSError, subprocess.CalledProcessError, TypeError):
        return None


def find(version: str) -> "Python | None":
    """A Python of the version (such as "3.13"): from PATH, else from pyenv, else from uv."""
    paths = [Path(folder, "python" + version) for folder in os.get_exec_path()]
    pyenv = Path(os.environ.get("PYENV_ROOT") or os.path.expanduser("~/.pyenv"))  # noqa: PTH111 (3.4)
    installs = pyenv.glob("versions/{}.*/bin/python".format(version))
    paths += sorted(installs, key=lambda path: re.findall("[0-9]+", str(path))[-1].zfill(3))[::-1]
    for path in paths:
        found = probe(path) if os.access(str(path), os.X_OK) else None
        if found and found.version.startswith(version + "."):
            return found
    try:
        uv = ["uv", "python", "find", "--system", version]
        return probe(subprocess.check_output(uv, stderr=subprocess.DEVNULL).decode().strip())
    except (OSError, subprocess.CalledProcessError):
        return None


def choose(version: "str | None") -> Python:
    """The Python to make the venv with: the one asked for, else the one that runs this."""
    found = find(version) if version else probe(sys.executable)
    if found is None:
        raise Trouble(
            "No Python {0} was found: there is no python{0} on PATH that runs, none in\n"
            "~/.pyenv/versions, and uv knows of none.".format(version),
            "Install it in one of these ways, or name another version:\n"
            "  uv python install {0}      pyenv install {0}\n"
            "  brew install python@{0}    sudo apt install python{0} python{0}-venv".format(
                version
            ),
        )
    if "_sqlite3" in found.missing:
        raise Trouble(
            "Python {} ({}) has no _sqlite3, and the katas' database is SQLite.".format(
                found.version, found.path
            ),
            "It was built where SQLite's headers were missing. Name another Python:\n"
            "  make setup python=3.13\n"
            "Or add the headers and build this one anew, for example:\n"
            "  sudo apt install libsqlite3-dev   then   pyenv install --force {}".format(
                found.version
            ),
        )
    if found.missing:
        raise Trouble(
            "Python {} ({}) has no {}, which an environment takes.".format(
                found.version, found.path, " and no ".join(found.missing.split())
            ),
            "On Debian and Ubuntu:  sudo apt install python{}-venv\n"
            "Or name another Python:  make setup python=3.13".format(
                found.version.rpartition(".")[0]
            ),
        )
    return found


def hand_over(venv: Path, version: "str | None") -> None:
    """Go on under a newer Python, as the one that runs this is too old. Does not return."""
    ours = probe(venv / "bin" / "python")
    if ours is None or is_old(ours):
        ours = next(filter(None, map(find, [version] if version else TESTED)), None)
        mine = "python3 is Python {} ({})".format(sys.version.split()[0], sys.executable)
        if ours is None:
            raise Trouble(
                "{}.\nThe kata needs Python 3.11 or newer. Neither PATH nor ~/.pyenv/versions\n"
                "nor uv has {}.".format(mine, version or " or ".join(TESTED)),
                "Install one, for example with pyenv, uv, brew or apt, then name it:\n"
                "  make setup python=3.12",
            )
        print("{}: too old.\nUsing {}.".format(mine, ours.path), flush=True)
    os.execv(ours.path, [ours.path, "-I", str(Path(__file__).resolve())] + sys.argv[1:])  # noqa: RUF005, S606


def demands() -> dict:
    """What pyproject.toml asks for: {"needs": always, "dev": for such an extra of EXTRAS, ...}."""
    import tomllib  # not there before 3.11

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    needs = [project["requires-python"]] + project["dependencies"]
    extras = project["optional-dependencies"]
    dev = extras["dev"] + extras.get("grading", [])  # the former installs the latter
    postgres = extras.get("postgres", [])
    return {"format": FORMAT, "needs": needs, "dev": dev, "postgres": postgres}


def installed(venv: Path) -> set:
    """The distributions that are in the venv, by name."""
    found = venv.glob("lib/python3*/site-packages/*.dist-info")
    return {folder.name.partition("-")[0].lower() for folder in found}


def bound_to(venv: Path) -> dict:
    """What a venv does not survive the change of: its own place and its interpreter."""
    return {"place": str(venv), "python": os.path.realpath(str(venv / "bin" / "python"))}


def read_stamp(venv: Path) -> "dict | None":
    """What the last set-up left: None for nothing at all, {} if it did not come to its end."""
    try:
        return dict(json.loads((venv / STAMP).read_text(encoding="utf-8")))
    except (FileNotFoundError, NotADirectoryError):
        return None
    except ValueError:
        return {}


def write_stamp(venv: Path, stamp: dict) -> None:
    """Put the stamp there in one step: a reader never sees half of it."""
    draft = venv / (STAMP + ".new")
    draft.write_text(json.dumps(stamp, indent=1), encoding="utf-8")
    draft.replace(venv / STAMP)


def judge(venv: Path, extras: "list[str]", version: "str | None") -> "tuple[str, str]":
    """Whether the venv is "ready", needs an "update" or has to be made ("make"), and why.

    extras: those of EXTRAS that it has to have; it keeps what it has besides.
    """
    stamp = read_stamp(venv)
    if stamp is None:
        if not os.path.lexists(str(venv)) or (venv.is_dir() and not any(venv.iterdir())):
            return "make", ""
        if not (venv / "pyvenv.cfg").is_file():
            raise Trouble(
                "{} is there, but it is not a Python environment.".format(venv),
                "Rename it or move it away, then run the same command again.",
            )
        python = probe(venv / "bin" / "python")
        if python and not is_old(python) and python.version.startswith(version or "3."):
            return "update", "{} was not made by this project: it is kept and added to."
        return "make", "{}'s Python does not run or is not the one needed: it is made anew."
    if not stamp:
        return "make", "The last set-up of {} did not come to its end: it is made anew."
    bonds, asked = bound_to(venv), demands()
    if stamp.get("place") != bonds["place"]:
        return "make", "{} was made in another folder: it is made anew."
    if stamp.get("python") != bonds["python"] or not os.access(bonds["python"], os.X_OK):
        return "make", "The Python of {} is gone or was replaced: it is made anew."
    for name, what in EXTRAS.items():
        if name not in extras:
            asked[name] = stamp.get(name)
        elif stamp.get(name) != asked[name]:
            return "update", "{} gets " + what + "."
    if any(stamp.get(key) != value for key, value in asked.items()):
        return "update", "What {} has to hold has changed: it is brought up to date."
    if not installed(venv).issuperset(stamp["installed"]):
        return "update", "Packages are missing from {}: they are put back."
    return "ready", ""


class Progress:
    """Says what is going on: in one line that changes, or on no terminal in a line now and then."""

    def __init__(self) -> None:
        self.start = self.said_at = time.monotonic()
        self.live = sys.stdout.isatty() and os.environ.get("TERM") != "dumb"
        self.said = ""

    def seconds(self) -> int:
        return round(time.monotonic() - self.start)

    def say(self, doing: str) -> None:
        if self.live:
            width = shutil.get_terminal_size().columns - 1
            print(
                "\r" + "{:4} s  {}".format(self.seconds(), doing)[:width], end="\033[K", flush=True
            )
        elif doing.split()[0] != self.said.split(" ")[0] or time.monotonic() - self.said_at > 10:
            print("{:4} s  {}".format(self.seconds(), doing), flush=True)
            self.said, self.said_at = doing, time.monotonic()

    def clear(self) -> None:
        if self.live:
            print("\r", end="\033[K", flush=True)

    def run(self, command: list, doing: str, log: Path, lock: int) -> None:
        """Run the command to its end, its output going to the log. Raises Trouble if it fails."""
        unset = ("PYTHONHOME", "PYTHONPATH", "PIP_TARGET", "PIP_PREFIX", "__PYVENV_LAUNCHER__")
        env = {name: value for name, value in os.environ.items() if name not in unset}
        env.update(PIP_USER="0", PYTHONUNBUFFERED="1")
        with log.open("wb") as sink:
            process = subprocess.Popen(
                [str(part) for part in command],
                cwd=str(ROOT),
                env=env,
                stdin=subprocess.DEVNULL,
                stdout=sink,
                stderr=sink,
                start_new_session=True,  # one group, to be ended as a whole
                pass_fds=[lock],  # if this process is killed, the lock lasts as long as the command
            )
        try:
            with log.open(encoding="utf-8", errors="replace") as lines:
                while process.poll() is None:
                    for line in lines:
                        doing = activity(line) or doing
                    self.say(doing)
                    time.sleep(0.1)
        finally:
            end(process)
            self.clear()
        if process.returncode:
            raise failure(command[2], log)


def end(process: subprocess.Popen) -> None:
    """End the process and its children: by Ctrl-C's signal, so that pip tidies up, or by force."""
    for ending in (signal.SIGINT, signal.SIGKILL):
        if process.poll() is None:
            os.killpg(process.pid, ending)
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(10)


def activity(line: str) -> str:
    """What a line of pip's output says that it is doing, or nothing."""
    word, _, rest = line.strip().partition(" ")
    if word in ("Collecting", "Downloading"):
        return "fetching {}".format(re.split(r"[ <>=!~;\[]", rest)[0])
    if line.startswith("Installing collected packages: "):
        return "installing {} package{}".format(line.count(",") + 1, "s" if "," in line else "")
    return ""


def failure(module: str, log: Path) -> Trouble:
    """How to report that `python -m module` failed, going by its log."""
    text = log.read_text(encoding="utf-8", errors="replace")
    if re.search("No space left on device|Disk quota exceeded", text):
        return Trouble(*FULL_DISK)
    lines = [line.strip()[:150] for line in text.splitlines() if not NOISE.search(line)]
    last = "\n".join("  " + line for line in lines[-6:])
    remedy = (
        "Run the same command again. The kata is tested with {} (make setup python=3.13).".format(
            ", ".join(TESTED)
        )
    )
    if NO_NETWORK.search(text):
        remedy = "pip did not reach the package index. Check the network or proxy, then try again."
    return Trouble("{} failed:\n\n{}\n\nAll it said: {}".format(module, last, log), remedy)


def set_up(venv: Path, extras: "list[str]", version: "str | None", lock: int) -> None:
    """Make or update the venv, unless another set-up did so in the meantime."""
    for ending in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(ending, signal.default_int_handler)
    action, why = judge(venv, extras, version)
    if action == "ready":
        return
    print(why.format(venv.name), end="\n" if why else "")
    stamp = read_stamp(venv) or {}
    extras = [name for name in EXTRAS if name in extras or stamp.get(name)]
    made_here = action == "make" or stamp.get("made_here", False)
    progress, python = Progress(), venv / "bin" / "python"
    if action == "make":
        base = choose(version)
        print("Setting up {}, once, with Python {}.".format(venv.name, base.version), flush=True)
        if venv.is_symlink() or venv.is_file():
            venv.unlink()
        elif venv.exists():
            shutil.rmtree(str(venv))
        venv.mkdir()
    if made_here:
        write_stamp(venv, {})
    elif stamp:
        (venv / STAMP).unlink()
    if action == "make":
        bare = [base.path, "-m", "venv", "--without-pip", venv]
        progress.run(bare, "making the venv", venv / LOG, lock)
    install(python, ".[{}]".format(",".join(extras)) if extras else ".", progress, venv, lock)
    stamp = dict(bound_to(venv), **demands(), made_here=made_here)
    stamp["installed"] = sorted(installed(venv))
    stamp.update((name, None) for name in EXTRAS if name not in extras)
    write_stamp(venv, stamp)
    print("Set up in {} s.\n".format(progress.seconds()), flush=True)


def install(python: Path, what: str, progress: Progress, venv: Path, lock: int) -> None:
    """Install what pyproject.toml asks for: with uv where it is there and can, else with pip."""
    uv = shutil.which("uv")
    if uv:
        quick = [uv, "pip", "install", "--quiet", "--python", python, "-e", what]
        with contextlib.suppress(Trouble):
            progress.run(quick, "uv installs", venv / LOG, lock)
        if "django" in installed(venv):  # uv's own configuration may have it install elsewhere
            return
        print("uv could not install it; pip tries.", flush=True)
    if "pip" not in installed(venv):
        progress.run([python, "-m", "ensurepip"], "adding pip", venv / LOG, lock)
    pip = [python, "-m", "pip", "--disable-pip-version-check", "--no-input"]
    elsewhere = astray([str(part) for part in pip])
    if elsewhere:
        without = "Go without that file, once:\n  PIP_CONFIG_FILE=/dev/null make setup"
        unset = "Take it out:  {} -m pip config unset {}\n".format(
            python, elsewhere.partition("=")[0]
        )
        named = "PIP_CONFIG_FILE" in os.environ  # a file that `pip config unset` does not look into
        raise Trouble(
            "pip's configuration has {}: nothing would reach {}.".format(elsewhere, venv.name),
            without if named else unset + "Or that is not yours to change. " + without,
        )
    options = ["install", "--progress-bar", "off", "--no-compile", "-e", what]
    progress.run(pip + options, "starting pip", venv / LOG, lock)


def astray(pip: "list[str]") -> str:
    """What of pip's configuration has it install elsewhere, such as "global.target=/a/folder"."""
    try:
        said = subprocess.check_output(pip + ["config", "list"], stderr=subprocess.DEVNULL)  # noqa: RUF005
    except (OSError, subprocess.CalledProcessError):
        return ""
    found = re.search(r"(?m)^((?:global|install)\.(?:target|prefix|root)=.*)$", said.decode())
    return found.group(1) if found else ""


@contextlib.contextmanager
def only_one() -> "Iterator[int]":
    """Hold the lock of this checkout, a file descriptor: wait while another set-up is under way."""
    import fcntl  # not there on Windows

    handle = os.open(str(ROOT), os.O_RDONLY)
    try:
        with contextlib.suppress(OSError):  # a file system without locks: go on without
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                print("Another set-up is under way in this folder: waiting for it.", flush=True)
                fcntl.flock(handle, fcntl.LOCK_EX)
        yield handle
    finally:
        os.close(handle)


def prepare(extras: "list[str]", version: "str | None") -> None:
    """See to it that the environment is ready. Raises Trouble if it cannot be."""
    if os.name == "nt" or sys.platform == "cygwin":
        raise Trouble(
            "The kata cannot run on Windows itself: memray, its memory meter, has no build for it.",
            "Use WSL, the Linux inside Windows:  wsl --install\nThen run the same command in it.",
        )
    if version and (not re.match(r"3\.\d+$", version) or int(version[2:]) < OLDEST[1]):
        raise Trouble(
            "python={} does not name a Python that the kata can use.".format(version),
            "Name one from 3.11 on by its two numbers, for example:  make setup python=3.13",
        )
    venv = ROOT / (".venv-" + version if version else ".venv")
    if sys.version_info < OLDEST:
        hand_over(venv, version)
    if judge(venv, extras, version)[0] != "ready":
        with only_one() as lock:
            set_up(venv, extras, version, lock)


def main() -> int:
    parser = argparse.ArgumentParser(description="Set up the environment of the kata.")
    for name, what in EXTRAS.items():
        parser.add_argument("--" + name, action="store_true", help="add " + what)
    parser.add_argument(
        "--python", metavar="3.13", help="the Python to use, in an environment apart"
    )
    options = parser.parse_args()
    try:
        prepare([name for name in EXTRAS if getattr(options, name)], options.python)
    except KeyboardInterrupt:
        print("\nThe set-up was stopped. The same command starts it again.", file=sys.stderr)
        return 130
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            trouble = Trouble(*FULL_DISK)
        else:
            trouble = Trouble(
                "{} cannot be written: {}.".format(error.filename or ROOT, error.strerror),
                "Copy the kata to a folder of your own (cp -r), or correct who may write there.",
            )
    except Trouble as found:
        trouble = found
    else:
        return 0
    sys.stdout.flush()
    print("\nThe environment is not ready.\n{}\n\n{}\n".format(*trouble.args), file=sys.stderr)
    return 3


if __name__ == "__main__":
    sys.exit(main())
