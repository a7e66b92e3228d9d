"""A file that the instructor writes: read, or refused with its name, the line and the fault."""

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
