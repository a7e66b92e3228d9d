"""Does the answer load, and is it really the one that was asked for?"""

import contextlib
import importlib
import importlib.util
import linecache
import sys
import traceback
from collections.abc import Mapping
from pathlib import Path
from types import FrameType

from katas.harness import answers
from katas.harness.days import Day
from katas.harness.run.time_limit import TimeLimit, limit

IMPORT_SECONDS = 5


class DoesNotLoad(Exception):
    """The answer cannot be imported; the text shows the line and the error."""

    def __init__(self, file: str, text: str) -> None:
        super().__init__(f"{file} does not load, so nothing was tested.\n\n{text}")


def files(day: Day) -> list[Path]:
    """The day's answer files as this run examines them."""
    return [answers.day_folder(day.name) / file for file in day.answers]


def check(day: Day) -> None:
    """Import the day's answers; from here on, this process keeps nothing that Python compiles.

    Raises AnswersNotFound for a file that is not there (or a module that came from elsewhere), and
    DoesNotLoad for one that cannot be imported.
    """
    for file in files(day):
        if not file.is_file():
            raise answers.AnswersNotFound(_missing(day, file))
        _compile(file)
    sys.dont_write_bytecode = True
    importlib.invalidate_caches()
    if day.apps:
        answers.choose_again(day.package)
    for file, module in zip(files(day), day.modules, strict=True):
        if day.import_answers:
            _import(module, file)
        spec = importlib.util.find_spec(module)
        found = Path(spec.origin).resolve() if spec and spec.origin else None
        if found != file.resolve():
            raise answers.AnswersNotFound(
                f"{module} was loaded from {found}, not from {file}.\n"
                f"Does {day.folder}/__init__.py say"
                " `__path__ = extend_path(__path__, __name__)`?\n"
                "If so: was the day imported before the answers were chosen?"
            )


def forget_bytecode(day: Day, environ: Mapping[str, str]) -> None:
    """Remove what Python has compiled of the answers that a process with that environment examines.

    After a second save of the same size within the same second it would pass for theirs: a `.pyc`
    knows its source by size and whole seconds (importlib's `_validate_timestamp_pyc`).
    """
    folder = Path(environ.get(answers.VARIABLE) or answers.KATAS, day.name)
    for file in day.answers:
        with contextlib.suppress(OSError):
            Path(importlib.util.cache_from_source(str(folder / file))).unlink(missing_ok=True)


def _missing(day: Day, file: Path) -> str:
    if answers.folder() is not None:
        return (
            f"{answers.VARIABLE} has no {day.name}/{file.name}: {file} is missing.\n"
            f"The folder must mirror katas/, with all of: {', '.join(day.answers)}"
        )
    return (
        f"{file} is missing: it is the file that you edit.\n"
        f"Put it back, or take the starter again: make reset day={day.number}"
    )


def _compile(file: Path) -> None:
    try:
        source = file.read_bytes()
        source.decode("utf-8")
        compile(source, str(file), "exec", dont_inherit=True)
    except SyntaxError as error:
        lines = [f"  line {error.lineno}    {(error.text or '').rstrip()}"]
        if error.text and error.offset:
            lines.append(" " * (len(f"  line {error.lineno}    ") + error.offset - 1) + "^")
        lines += [f"  {type(error).__name__}: {error.msg}", "", f"  {file.name}:{error.lineno}"]
        raise DoesNotLoad(file.name, "\n".join(lines)) from None
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        text = f"  line {line} is not UTF-8, and the grading takes nothing else: save it as UTF-8."
        raise DoesNotLoad(file.name, f"{text}\n\n  {file.name}:{line}") from None
    except (OSError, ValueError) as error:
        raise DoesNotLoad(file.name, f"  {type(error).__name__}: {error}") from None


def _import(module: str, file: Path) -> None:
    def locate(frame: FrameType) -> str:
        return f"line {frame.f_lineno}" if frame.f_code.co_filename == str(file) else ""

    try:
        with limit(IMPORT_SECONDS, locate):
            importlib.import_module(module)
    except TimeLimit as error:
        text = f"  {error.where}: the import was {error}. Does it loop, wait or query?"
        raise DoesNotLoad(file.name, text) from None
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        raise DoesNotLoad(file.name, _import_error(error, file)) from None
    finally:
        if sys.exc_info()[0] is not None:
            sys.modules.pop(module, None)


def _import_error(error: BaseException, file: Path) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if Path(frame.filename) == file]
    lines = []
    if own:
        text = linecache.getline(own[-1].filename, own[-1].lineno or 0).strip()
        lines.append(f"  line {own[-1].lineno}    {text}")
    lines.append(f"  {type(error).__name__}: {error}")
    lines += ["", f"  {file.name}:{own[-1].lineno}"] if own else []
    return "\n".join(lines)
