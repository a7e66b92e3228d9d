"""make chaff: a wrong answer shown, run, written out whole, or made of an edited copy."""

import ast
import os
import subprocess
import sys
import tempfile
from difflib import get_close_matches
from pathlib import Path

import click
from rich.console import Console
from rich.syntax import Syntax

from katas.harness.answers import KATAS
from katas.harness.commands.common import chosen, fail
from katas.harness.days import Day
from katas.harness.display.console import console, indented, relative, shorten, show_steps
from katas.harness.run.record import ExitStatus
from solutions.checks.soundness import candidates, messages, mistakes_file, patches
from solutions.checks.soundness.candidates import Candidate
from solutions.checks.soundness.patches import PatchFault
from solutions.commands.new_chaff import make

WRONG_USE = ExitStatus.WRONG_USE


@click.command("chaff")
@click.argument("day", required=False)
@click.option("--name", help="Which wrong answer to show; without it: all of the day.")
@click.option("--run", is_flag=True, help="Show what its learner would see.")
@click.option("--out", type=click.Path(path_type=Path), help="Write the whole file below this.")
@click.option("--new", help="Make a wrong answer of that name, or its difference anew.")
@click.option("--from", "source", type=click.Path(path_type=Path), help="The edited copy.")
@click.option("--base", default="", help="What was copied: reference, or wheats/NAME.")
def command(
    day: str | None,
    name: str | None,
    run: bool,
    out: Path | None,
    new: str | None,
    source: Path | None,
    base: str,
) -> None:
    """Show a day's wrong answers: each is one mistake, kept as a patch."""
    examined, screen = chosen(day, "chaff"), console()
    if run and out:
        fail("run=1 shows what its learner sees, out= writes the file: one at a time.", WRONG_USE)
    try:
        if new:
            make(examined, new, source, base, screen)
        elif not name:
            show_all(examined, screen)
        elif run:
            sys.exit(run_as_learner(examined, named(examined, name)))
        elif out:
            write_out(examined, named(examined, name), out, screen)
        else:
            show(examined, named(examined, name), screen)
    except (PatchFault, OSError) as error:
        fail(str(error), WRONG_USE)


def named(day: Day, name: str) -> Candidate:
    """The day's chaff of that name, or one clear message and status 2."""
    known = {chaff.name: chaff for chaff in candidates.chaffs(day)}
    if name not in known:
        near = get_close_matches(name, known, n=3, cutoff=0.4)
        asked = f"Perhaps: {', '.join(near)}\n" if near else ""
        fail(
            f"Day {day.number} has no wrong answer {name!r}.\n{asked}"
            f"All of them:  make chaff day={day.number}",
            WRONG_USE,
        )
    return known[name]


def show_all(day: Day, out: Console) -> None:
    """Print the name and the sentence of each."""
    for chaff in candidates.chaffs(day):
        out.print(f"[b]{chaff.name}[/b]", highlight=False)
        sentence = " ".join(chaff.sentence.split())
        out.print(indented(sentence, 4, out.width), markup=False, soft_wrap=True)
    out.print()
    show_steps([(f"make chaff day={day.number} name=NAME", "its difference")], out)


def show(day: Day, chaff: Candidate, out: Console) -> None:
    """Print its prose, its difference in colour, and what catches it."""
    out.print(f"[b]{chaff.name}[/b]   against {candidates.shown(chaff.folder)}\n", highlight=False)
    out.print(indented(chaff.sentence, 0, out.width), markup=False, soft_wrap=True)
    for sentence in said_of(day, chaff):
        whose = "" if sentence == chaff.hint else ", by another's Hint: is it true of this one?"
        out.print(f"\n[dim]what make hint says of it{whose}[/dim]")
        out.print(indented(sentence, 2, out.width), markup=False, soft_wrap=True)
    out.print()
    assert chaff.patch is not None
    difference = patches.read(chaff.patch).difference
    out.print(Syntax(difference.rstrip(), "diff", background_color="default", word_wrap=True))
    out.print("\n[dim]caught by[/dim]")
    for test in messages.caught_by(day, chaff):
        out.print(f"  {test}", markup=False, highlight=False, soft_wrap=True)
    out.print()
    again = f"make chaff day={day.number} name={chaff.name}"
    show_steps(
        [
            (f"{again} run=1", "as its learner sees it"),
            (f"{again} out=DIR", "the whole file"),
            (shorten(candidates.shown(messages.file_of(day, chaff)), 200), "its messages"),
        ],
        out,
    )


def said_of(day: Day, chaff: Candidate) -> list[str]:
    """Its own Hint:, and what `make hint` says of whoever has the same tests red."""
    tasks, caught = mistakes_file.tasks_of(day), messages.caught_by(day, chaff)
    gone = mistakes_file.unknown(caught, tasks)
    red = {test: mistakes_file.task_of(test, tasks) for test in caught if test not in gone}
    sentences = [chaff.hint, *mistakes_file.said_of(day, red).values()]
    return list(dict.fromkeys(sentence for sentence in sentences if sentence))


def run_as_learner(day: Day, chaff: Candidate) -> int:
    """`make kata` on the wrong answer. Returns 0, red as it is, or whose fault it was else."""
    with tempfile.TemporaryDirectory(prefix="katas-chaff-") as folder:
        place = chaff.lay_out(day, Path(folder))
        command = [sys.executable, "-m", "katas", "kata", str(day.number), "--answers", str(place)]
        environ = {name: value for name, value in os.environ.items() if name != "KATAS_MAKE"}
        ran = subprocess.run(command, cwd=KATAS.parent, env=environ, check=False)
    return 0 if ran.returncode in (ExitStatus.GREEN, ExitStatus.RED) else ran.returncode


def write_out(day: Day, chaff: Candidate, folder: Path, out: Console) -> None:
    """Write the whole answer below the folder, as KATAS_ANSWERS wants it.

    Without the module's docstring, which speaks of the base: of the reference, mostly.
    """
    target = folder.resolve() / day.name
    files = chaff.files(day)
    taken = [str(target / file) for file in files if (target / file).exists()]
    if taken:
        fail(f"{', '.join(taken)}: there already. Give another folder.", WRONG_USE)
    target.mkdir(parents=True, exist_ok=True)
    for file, content in files.items():
        (target / file).write_text(without_docstring(content.decode()), encoding="utf-8")
        out.print(relative(target / file), soft_wrap=True, markup=False, highlight=False)
    out.print()
    step = f"KATAS_ANSWERS={folder.resolve()} make kata day={day.number}"
    show_steps([(step, "run it")], out)


def without_docstring(source: str) -> str:
    """The source of a module without its own docstring."""
    tree = ast.parse(source)
    if ast.get_docstring(tree) is None:
        return source
    lines = source.splitlines(keepends=True)[tree.body[0].end_lineno :]
    return "".join(lines).lstrip("\n")
