"""make versions: the days on every Python that is installed."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import click
from rich.console import Console

from katas.harness import environment
from katas.harness.answers import KATAS
from katas.harness.commands.common import chosen, stopped
from katas.harness.display.console import console
from solutions import SOLUTIONS
from solutions.checks.soundness.examine import JOBS
from solutions.checks.soundness.versions import DATABASES, VERSIONS, show

CONFIG = SOLUTIONS / "checks" / "tox.toml"
FILE = KATAS.parent / ".katas" / "versions.txt"


@click.command("versions")
@click.argument("day", required=False)
@click.option("--turns", default=1, help="Only one of so many wrong answers: the commit's turn.")
@click.option("--only", default="", help="Only the answers whose names have this part.")
@click.option("--jobs", default=JOBS, help="Answers that run at the same time.")
@click.option("--db", type=click.Choice(DATABASES), help="One database; left out: both.")
def command(day: str | None, turns: int, only: str, jobs: int, db: str | None) -> None:
    """Judge the days' tests on each Python with its Django, and print a table.

    tox (checks/tox.toml) makes an environment for each, where `make soundness` runs.
    """
    days = [str(chosen(day).number)] if day else []
    options = [f"--turns={turns}", f"--only={only}", f"--jobs={jobs}"]
    used = [db] if db else DATABASES
    with tempfile.TemporaryDirectory(prefix="katas-versions-") as folder:
        try:
            for database in used:
                handed_on = [*days, *options, f"--db={database}", f"--counts={folder}"]
                tox = [sys.executable, "-m", "tox", "run", "-c", str(CONFIG)]
                judged = [*tox, "--root", str(KATAS.parent), "--", *handed_on]
                subprocess.run(judged, cwd=KATAS.parent, env=pythons_first())
        except KeyboardInterrupt:
            stopped()
        FILE.parent.mkdir(exist_ok=True)
        with FILE.open("w", encoding="utf-8") as file:
            show(Path(folder), used, Console(file=file, width=80))
        status = show(Path(folder), used, console())
    click.echo(f"Kept in {FILE.relative_to(KATAS.parent)}.")
    sys.exit(status)


def pythons_first() -> dict[str, str]:
    """This process' environment, the Pythons ahead on PATH: pyenv's shims there may not run.

    None is downloaded: those that are installed are meant.
    """
    found = filter(None, map(environment.find, VERSIONS))
    folders = [str(Path(python.path).parent) for python in found]
    path = os.pathsep.join([*folders, os.environ["PATH"]])
    return {**os.environ, "PATH": path, "UV_PYTHON_DOWNLOADS": "never"}
