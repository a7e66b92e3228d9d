"""Makes text that others wrote harmless: for files, for spreadsheets, as the name of a folder."""

import hashlib
import re
import unicodedata
from collections.abc import Iterable

# All that XML 1.0 forbids (https://www.w3.org/TR/xml/#charsets); lone surrogates have no UTF-8.
FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
LINE_ENDS = re.compile("[\r\n]+")
LONGEST = 4_000
SHOWN = 12  # names in one sentence

PLAIN = re.compile(r"[a-z0-9][a-z0-9._@+-]{0,63}")
LOOKS_NUMBERED = re.compile(r"-[0-9a-f]{8}$")
# Names that Windows keeps for devices, and endings that files beside the students' folders have.
RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?")
TAKEN = re.compile(r".*\.(csv|html|json|jsonl|xml|toml|lock|log|tmp)|feedback|journal|staging|.*\.")


def clean(text: object, limit: int = LONGEST) -> str:
    """The text without characters that XML and UTF-8 do not know, cut to `limit` characters."""
    whole = FORBIDDEN.sub("\ufffd", str(text))
    return whole if len(whole) <= limit else f"{whole[:limit]} ... ({len(whole):,} characters)"


def cell(value: object) -> str:
    """A cell of a CSV file, all on one line, that no spreadsheet runs as a formula."""
    text = clean(value)
    guard = "'" if text.startswith(FORMULA_STARTS) else ""
    # Before Python 3.11.9 and 3.12.3, csv.writer leaves a bare CR unquoted (gh-67044).
    return guard + LINE_ENDS.sub(" ", text)


def uncelled(text: str) -> str:
    """What a cell was made of, but for line ends."""
    return text[1:] if text[:1] == "'" and text[1:].startswith(FORMULA_STARTS) else text


def row(values: Iterable[object]) -> list[str]:
    """Cells of a CSV file; None is an empty one."""
    return ["" if value is None else cell(value) for value in values]


def folder_name(student: str) -> str:
    """A name for the student's folder: the name itself if it is plain, else made unique.

    It depends on nothing but the name, so that two runs agree, and two names that differ never
    share a folder: not on file systems that ignore case either.
    """
    if (
        PLAIN.fullmatch(student)
        and not RESERVED.fullmatch(student)
        and not TAKEN.fullmatch(student)
        and not LOOKS_NUMBERED.search(student)
    ):
        return student
    digest = hashlib.sha256(student.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    bare = re.sub(r"[\u0300-\u036f]", "", unicodedata.normalize("NFKD", student))  # without accents
    stem = re.sub(r"[^A-Za-z0-9]+", "-", bare)[:40].strip("-")
    return f"{stem or 'student'}-{digest}"


def by_letter(name: str) -> tuple[str, str]:
    """To sort names as people do: capitals are no other letters."""
    return name.casefold(), name


def both(names: Iterable[str]) -> str:
    """All of the names, as people say them."""
    *first, last = names
    between = "; " if any("," in name for name in (*first, last)) else ", "
    return f"{between.join(first)} and {last}" if first else last


def listed(names: Iterable[str]) -> str:
    """The names, as many as a sentence bears; with semicolons where names have commas."""
    all_names = list(names)
    more = len(all_names) - SHOWN
    between = "; " if any("," in name for name in all_names) else ", "
    return between.join(all_names[:SHOWN]) + (f" and {more} more" if more > 0 else "")
