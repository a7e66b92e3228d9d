"""A file that the instructor writes: read, or refused with its name, the line and the fault."""

import csv
import io
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

LINE = re.compile(r" ?\(at (?:line (\d+), column \d+|end of document)\)$")


class WrongFile(Exception):
    """The file is not as it should be. The text names file, line, and what is expected."""


@dataclass(frozen=True)
class WrittenFile:
    """A file's text. kind: what it is to be, in a word or two."""

    path: Path
    text: str
    kind: str

    @classmethod
    def read(cls, path: Path, kind: str) -> "WrittenFile":
        """Raises WrongFile."""
        try:
            return cls(path, path.read_text(encoding="utf-8-sig"), kind)
        except OSError as error:
            raise WrongFile(f"{path}: no {kind} can be read there: {error.strerror}") from None
        except UnicodeDecodeError:
            raise WrongFile(f"{path}: a {kind} is text in UTF-8. Save it as that.") from None

    def fault(self, line: int, said: str) -> WrongFile:
        """To be raised."""
        return WrongFile(f"{self.path}, line {line}: {said}")

    def table(self, expected: str, *heads: str) -> list[tuple[int, dict[str, str]]]:
        """The rows of a CSV file, by its heads in small letters, each with its line.

        heads: those that it has to have. expected: said where it has not. Raises WrongFile.
        """
        first = self.text.partition("\n")[0].strip()
        # Spreadsheets write semicolons where a comma stands in numbers.
        between = ";" if first.count(";") > first.count(",") else ","
        rows, found = csv.reader(io.StringIO(self.text), delimiter=between), []
        try:
            named = [head.strip().lower() for head in next(rows, [])]
            if not set(heads) <= set(named):
                raise self.fault(1, f"{first[:60]!r} is no header. Expected: {expected}")
            for row in rows:
                if len(row) < len(named) and any(map(str.strip, row)):
                    said = f"{between.join(row)!r} has too little. Expected: {expected}"
                    raise self.fault(rows.line_num, said)
                if any(map(str.strip, row)):
                    found.append((rows.line_num, dict(zip(named, row, strict=False))))
        except csv.Error as error:
            raise self.fault(rows.line_num, f"{error}. Expected: {expected}") from None
        return found

    def toml(self) -> dict[str, Any]:
        """What the file says as TOML. Raises WrongFile."""
        try:
            return tomllib.loads(self.text)
        except tomllib.TOMLDecodeError as error:
            found = LINE.search(str(error))
            last = max(1, len(self.text.splitlines()))
            line = int(found[1]) if found and found[1] else last
            said = LINE.sub("", str(error))
            expected = "name = value on each line, names with spaces in quotes"
            raise self.fault(line, f"{said}. Expected: {expected}") from None

    def line_of(self, key: str, table: str = "") -> int:
        """The line that a key of TOML stands in; that of its table, or the first, if none does."""
        inside, header = not table, 1
        for number, line in enumerate(self.text.splitlines(), 1):
            text = line.strip()
            name = text.partition("=")[0].strip().strip("\"'")
            if text.startswith("["):
                inside = text.partition("#")[0].strip(" []\"'") == table
                header = number if inside else header
            elif inside and name == key:
                return number
            elif table and name == table:
                header = number
        return header
