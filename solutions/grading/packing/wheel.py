"""The wheel: flit's, of the hand-out. What `pip wheel .` and `uv build` call in a checkout.

A wheel can hold nothing beside its package, so what the hand-out has there goes into
`katas/_beside`; `katas init` puts it back. Only the standard library and flit_core are there when
this runs.
https://peps.python.org/pep-0517/#in-tree-build-backends
"""

import contextlib
import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from flit_core import buildapi
from flit_core.buildapi import (  # noqa: F401 (an editable install is of the checkout itself)
    build_editable,
    get_requires_for_build_editable,
    get_requires_for_build_sdist,
    get_requires_for_build_wheel,
    prepare_metadata_for_build_editable,
)

from solutions.grading.packing import handout

BESIDE = "katas/_beside/"


def build_wheel(folder: str, settings: Any = None, metadata: str | None = None) -> str:
    return built(buildapi.build_wheel, folder)


def build_sdist(folder: str, settings: Any = None) -> str:
    return built(buildapi.build_sdist, folder)


def built(build: Callable[[str], str], folder: str) -> str:
    """Have flit build it of the hand-out into the folder; returns the file's name."""
    target = os.path.realpath(folder)
    with hand_out() as tree, contextlib.chdir(tree):
        return build(target)


@contextlib.contextmanager
def hand_out() -> Iterator[Path]:
    """The hand-out in a folder of its own, laid out for a wheel."""
    with tempfile.TemporaryDirectory(prefix="katas-wheel-") as folder:
        for name, item in handout.contents().items():
            inside = name if name.startswith("katas/") else BESIDE + name
            for place in {name, inside}:
                file = Path(folder, place)
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(item.data)
                file.chmod(item.mode)
        yield Path(folder)
