"""Keeps a bare `pytest .` to the days: the instructor's side is run only when it is named.

The options and the tasks are the plugin's (katas/harness/run/plugin.py), which pyproject.toml
loads by `-p`: from here, they would come after pytest has begun to import what it examines.
"""

from pathlib import Path

import pytest

SOLUTIONS = Path(__file__).parent / "solutions"


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave solutions/ out, unless an argument lies in it, as in `pytest solutions/checks`."""
    if collection_path != SOLUTIONS:
        return None
    folder = config.invocation_params.dir
    named = ((folder / argument.partition("::")[0]).resolve() for argument in config.args)
    return None if any(path.is_relative_to(SOLUTIONS) for path in named) else True
