"""Starts by other command lines in a process that has started: of the answer's modules alone."""

import os
import sys
from collections.abc import Callable
from typing import Any

from .exam_inside_process import be_called

APP = "katas.day05_app_ready"


def start_as(agent: Any, argv: list[str], variables: dict[str, str]) -> None:
    """Load the answer's modules anew, and have Django make its configs and call each ready().

    variables: of the environment, but for those that are there already. Source:
    override_settings.enable() in django/test/utils.py, for INSTALLED_APPS.
    """
    from django.apps import apps
    from django.conf import settings

    before = dict(os.environ)
    os.environ.update({**variables, **before})
    be_called(argv)
    for name in agent.day.modules:
        sys.modules.pop(name, None)
    try:
        apps.set_installed_apps(settings.INSTALLED_APPS)
        apps.unset_installed_apps()
    finally:
        os.environ.clear()
        os.environ.update(before)


DEEDS: tuple[Callable[..., Any], ...] = (start_as,)
