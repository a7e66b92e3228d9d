"""Runs in Gradescope's container: grades the one submission there, and hands over its results.

The folders are those of /autograder, or of AUTOGRADER_ROOT. If grading fails, no results.json is
left: Gradescope then says that the autograder failed to execute correctly, which is the truth.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from solutions.grading.packing.autograder.build import DAYS_FILE
from solutions.grading.text import folder_name

STUDENT = "submission"


def main() -> int:
    root = Path(os.environ.get("AUTOGRADER_ROOT", "/autograder"))
    numbers = (root / "source" / DAYS_FILE).read_text(encoding="utf-8").split()
    results = root / "results" / "results.json"
    results.parent.mkdir(parents=True, exist_ok=True)
    results.unlink(missing_ok=True)
    with tempfile.TemporaryDirectory(prefix="katas-gradescope-") as scratch:
        submissions, out = Path(scratch, "submissions"), Path(scratch, "out")
        shutil.copytree(root / "submission", submissions / STUDENT, symlinks=True)
        status = grade(submissions, out, numbers, root / "source")
        found = out / folder_name(STUDENT) / "results.json"
        if status or not found.is_file():
            print(f"`python -m solutions grade` ended with {status} and left no {found.name}.")
            return 1
        shutil.copyfile(found, results)
    print(f"Graded: {results}")
    return 0


def grade(submissions: Path, out: Path, numbers: list[str], source: Path) -> int:
    """The same command that grades a cohort. Returns its exit status.

    --unsafe: a container like Gradescope's usually forbids the namespaces of a sandbox of one's
    own, and every report says so. What is handed in can then read the container's files:
    --no-reference, because none of them is a right answer.
    """
    command = [sys.executable, "-m", "solutions", "grade", ",".join(numbers)]
    command += ["--submissions", str(submissions), "--out", str(out), "--unsafe"]
    command.append("--no-reference")
    return subprocess.run(command, cwd=source, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
