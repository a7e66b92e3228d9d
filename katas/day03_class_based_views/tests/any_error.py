"""Errors of every kind there is, so that none is an exception."""

import builtins
import contextlib
from collections.abc import Callable

import django.core.exceptions
import django.db.utils
import django.http

from katas.day03_class_based_views.tests.driver import Handler, request_for, view_of
from katas.day03_class_based_views.tests.outcomes import check_raised, error_of, raising


def all_kinds() -> list[type[Exception]]:
    """Python's errors, and Django's, as far as a text is enough to make one."""
    found = set()
    for module in (builtins, django.core.exceptions, django.db.utils, django.http):
        for kind in vars(module).values():
            if isinstance(kind, type) and issubclass(kind, Exception):
                with contextlib.suppress(TypeError):
                    kind("a text")
                    found.add(kind)
    return sorted(found, key=lambda kind: kind.__name__)


def check_any_error(view_class: Callable[..., type], user: object, what: str) -> None:
    """Each of them comes out of the class that has this get(), as it is."""
    current: list[Callable[[], object]] = []
    view = view_of(view_class(get=Handler(first=lambda: current[-1]()).method()))
    for kind in all_kinds():
        raised = error_of(kind)
        current.append(raising(raised))
        check_raised(view, request_for(user=user), raised, what)
