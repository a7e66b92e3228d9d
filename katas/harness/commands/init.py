"""katas init: the katas in a folder of one's own, from an installed wheel."""

import shlex
import shutil
from pathlib import Path

import click

from katas import __version__
from katas.harness.answers import KATAS
from katas.harness.commands.common import fail
from katas.harness.run.record import ExitStatus

# What lies beside katas/ in a hand-out. Only a wheel has it.
BESIDE = KATAS / "_beside"
NOT_TAKEN = shutil.ignore_patterns(BESIDE.name, "__pycache__")


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="katas", message="%(prog)s %(version)s")
def main() -> None:
    """Django katas. `katas init FOLDER` writes them into a folder; in there, make runs them."""


@main.command("init")
@click.argument("folder", required=False)
def command(folder: str | None) -> None:
    """Write the katas into FOLDER, a new one or an empty one.

    In there, `make kata day=7` is the first thing to do: it sets up the folder's own environment,
    and the one that has this command is needed no more.
    """
    if not folder:
        fail("Into which folder?\n\n  katas init django-katas", ExitStatus.WRONG_USE)
    if not BESIDE.is_dir():
        fail(
            f"{KATAS.parent} holds the katas already: katas init is for an installed wheel.\n\n"
            f"{first_steps(KATAS.parent)}",
            ExitStatus.WRONG_USE,
        )
    target = Path(folder)
    try:
        if target.exists() and not target.is_dir():
            fail(f"{target} is a file. Nothing was written.", ExitStatus.WRONG_USE)
        if target.is_dir() and any(target.iterdir()):
            fail(
                f"{target} is not empty. Nothing was written: name a new folder.",
                ExitStatus.WRONG_USE,
            )
        write(target)
    except OSError as error:
        why = error.strerror or error.args[0][0][2]  # shutil.Error has one of these for each file
        fail(f"{target} cannot be written: {why}.", ExitStatus.ENVIRONMENT)
    click.echo(f"The katas are in {target}. Next:\n\n{first_steps(target)}")


def first_steps(folder: Path) -> str:
    return f"  cd {shlex.quote(str(folder))}\n  make kata day=7"


def write(target: Path) -> None:
    """Write the katas into the folder; if that fails, nothing of them stays. Raises OSError."""
    target.mkdir(parents=True, exist_ok=True)
    try:
        shutil.copytree(BESIDE, target, ignore=NOT_TAKEN, dirs_exist_ok=True)
        shutil.copytree(KATAS, target / "katas", ignore=NOT_TAKEN)
    except BaseException:
        for path in target.iterdir():
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        raise
