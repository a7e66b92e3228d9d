"""What the tests of several tasks use."""

import importlib.util
import logging
import sys
from collections.abc import Iterator
from types import CodeType
from typing import Any

import pytest
from django.core.cache import cache
from django.urls import clear_url_caches

from katas.day03_class_based_views.tests.logbook import LOGGER, Logbook
from katas.harness.meters.transport import connections_kept

MODULES = [f"katas.day03_class_based_views.{name}" for name in ("views", "urls")]


@pytest.fixture(autouse=True)
def fresh_answer() -> Iterator[None]:
    """Each test gets the answer as a new process would, so none sees what another left behind."""
    package = sys.modules["katas.day03_class_based_views"]
    before = {name: sys.modules.pop(name) for name in MODULES if name in sys.modules}
    cache.clear()
    clear_url_caches()
    load(MODULES[0])
    with connections_kept():
        yield
    for name in MODULES:
        sys.modules.pop(name, None)
    for name, module in before.items():
        sys.modules[name] = module
        setattr(package, name.rpartition(".")[2], module)
    clear_url_caches()


CODE: dict[str, CodeType] = {}


def code_of(spec: Any) -> CodeType:
    """Compiled once in a run: no test leaves anything in code."""
    if spec.origin not in CODE:
        CODE[spec.origin] = spec.loader.get_code(spec.name)
    return CODE[spec.origin]


def load(name: str) -> None:
    """What `import` does with a module that is not there yet."""
    spec: Any = importlib.util.find_spec(name)
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    exec(code_of(spec), vars(module))  # noqa: S102 (as import does)
    package, _, child = name.rpartition(".")
    setattr(sys.modules[package], child, module)


@pytest.fixture
def logbook(monkeypatch: pytest.MonkeyPatch) -> Iterator[Logbook]:
    """What is logged while the test runs: all on the day's logger and below, elsewhere INFO."""
    # pytest has handlers of its own, which raise where logging would print.
    monkeypatch.setattr(logging, "raiseExceptions", False)
    book = Logbook()
    own, root = logging.getLogger(LOGGER), logging.getLogger()
    before = own.level, own.disabled, own.propagate, root.level
    own.setLevel(1)
    own.disabled = False
    root.setLevel(logging.INFO)
    own.propagate = False
    own.addHandler(book)
    root.addHandler(book)
    yield book
    own.removeHandler(book)
    root.removeHandler(book)
    own.setLevel(before[0])
    own.disabled, own.propagate = before[1:3]
    root.setLevel(before[3])
