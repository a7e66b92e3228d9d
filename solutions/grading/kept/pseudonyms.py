"""Names that tell nobody who somebody is, for reports that are shown around.

A name is made from the student's with a secret that stays in the output folder: the same student
has the same one each time, and who guesses a name cannot check it. out/pseudonyms.csv, for the
instructor, says who is who.
"""

import csv
import hashlib
import hmac
import os
import secrets
from collections.abc import Iterable
from pathlib import Path

from katas.harness.files import half_of, written
from solutions.grading.text import cell


class Pseudonyms:
    """The pseudonyms of an output folder."""

    def __init__(self, out: Path) -> None:
        self._folder = out
        file = out / ".pseudonyms"
        if not file.is_file():
            with half_of(file) as half:
                descriptor = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
                with os.fdopen(descriptor, "wb") as secret:
                    secret.write(secrets.token_bytes(32))
                    secret.flush()
                    os.fsync(descriptor)
        self._secret = file.read_bytes()

    def of(self, student: str) -> str:
        made = hmac.digest(self._secret, student.encode(), hashlib.sha256).hex()
        return f"student-{made[:8]}"

    def write(self, students: Iterable[str]) -> None:
        """Say who is who."""
        with written(self._folder / "pseudonyms.csv") as file:
            rows = csv.writer(file, lineterminator="\n")
            rows.writerow(["pseudonym", "student"])
            rows.writerows(sorted([self.of(student), cell(student)] for student in students))
