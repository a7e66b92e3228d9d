"""What runs in the sandbox: Django's handlers with the answer's layers, driven from outside."""

import logging
import os
import threading
from typing import Any

from django.conf import settings
from django.core.signals import request_finished, request_started
from django.db import close_old_connections

from .exam_inside_cache import use_cache
from .exam_inside_lanes import run, run_in_a_second_process
from .exam_inside_meetings import strange

HERE = __package__


def prepare(agent: Any) -> None:
    """The settings are there before the answer is loaded, but for keys and rate."""
    strange.append(agent.strange)
    settings.ROOT_URLCONF = f"{HERE}.exam_inside_layers"
    use_cache(300)
    logging.getLogger("django").disabled = True
    logging.getLogger("django.request").disabled = True
    request_started.disconnect(close_old_connections)
    request_finished.disconnect(close_old_connections)


def serve(agent: Any, lanes: list[str], processes: list[str], timeout: int) -> None:
    """Start the lanes. timeout: the cache's own lifetime of entries."""
    use_cache(timeout)
    module = agent.module("middleware").__name__
    for name in processes:
        if not os.fork():
            try:
                run_in_a_second_process(name, module)
            finally:
                os._exit(0)
    for name in lanes:
        threading.Thread(target=run, args=(name,), daemon=True).start()


def listed(agent: Any) -> list[Any]:
    """The answer's list, as Python reads it and as Django does. A subclass of str is a str here."""
    found = agent.module("middleware").MIDDLEWARE
    return [[str.__str__(each) for each in them] for them in (found, [*reversed(found)][::-1])]


def entries(agent: Any) -> list[Any]:
    """Whom the audit has noted."""
    return [*agent.module("layers").entries]
