"""Whose answers this run examines: the overlay.

`KATAS_ANSWERS` names a folder that mirrors `katas/`. Each day's `__init__.py` puts the folder's day
ahead of its own path, so that the very same import finds the other answer, in the test process and
in every process started from it. What the overlay must never do is fall back in silence: see
`katas.harness.run.loading`.
"""

import importlib
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

VARIABLE = "KATAS_ANSWERS"
KATAS = Path(__file__).resolve().parent.parent


class AnswersNotFound(Exception):
    """The answers that were asked for are not there. The text says which, and what to do."""


def folder() -> Path | None:
    """The folder named by KATAS_ANSWERS, or None when the starters are examined.

    Raises AnswersNotFound if the variable is empty, relative, or names no folder.
    """
    value = os.environ.get(VARIABLE)
    if value is None:
        return None
    if not value.strip():
        problem, remedy = (
            "is set but empty",
            f"Unset it, or give a folder: {VARIABLE}=$PWD/solutions",
        )
    elif not Path(value).is_absolute():
        problem = f"is a relative path: {value}"
        remedy = f"Give the whole path, so that server processes find it too: {Path.cwd() / value}"
    elif not Path(value).is_dir():
        problem, remedy = f"names no folder: {value}", "Check the spelling, or unset it."
    else:
        return Path(value)
    raise AnswersNotFound(f"{VARIABLE} {problem}\n{remedy}")


def reference(day_name: str, files: Sequence[str]) -> Path | None:
    """The folder of a day's reference; None in a hand-out that has it not."""
    folder = KATAS.parent / "solutions" / day_name
    return folder if all((folder / file).is_file() for file in files) else None


def environment(answers_folder: str | None) -> dict[str, str]:
    """This process' environment, for one that examines that folder; None: what lies in katas/."""
    environ = {name: value for name, value in os.environ.items() if name != VARIABLE}
    return environ if answers_folder is None else {**environ, VARIABLE: answers_folder}


def extend_path(path: list[str], package: str) -> list[str]:
    """The package's `__path__` with the answers' folder for that day ahead of it.

    Called by each day's `__init__.py`: `__path__ = extend_path(__path__, __name__)`.
    """
    answers = folder()
    if answers is None:
        return path
    return [str(answers / package.rpartition(".")[2]), *path]


def choose_again(package: str) -> None:
    """Have a day's package that Django has loaded, for a model of the day's own, look for the
    answers that are examined now."""
    if (loaded := sys.modules.get(package)) is not None:
        path = [str(KATAS / package.rpartition(".")[2])]
        loaded.__path__ = extend_path(path, package)


def day_folder(day_name: str) -> Path:
    """Where the answer files of a day are looked for: the overlay's folder or the starter's."""
    return (folder() or KATAS) / day_name


class MissingName(Exception):
    """The answer lacks a name that the test uses."""

    def __init__(self, file: str, name: str) -> None:
        super().__init__(f"{file} has no {name}")
        self.file, self.name = file, name


class Answer:
    """An answer module whose names are looked up when they are used.

    A name that is not there then fails only the tests that use it.
    """

    def __init__(self, module: str) -> None:
        self._module = module

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):  # pytest asks every object for some of its own
            raise AttributeError(name)
        module = importlib.import_module(self._module)
        try:
            return getattr(module, name)
        except AttributeError:
            raise MissingName(f"{self._module.rpartition('.')[2]}.py", name) from None
