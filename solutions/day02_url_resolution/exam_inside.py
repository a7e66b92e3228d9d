"""What Day 2 is asked for inside: to resolve, serve and reverse, and for links, in any order."""

import functools
import io
import logging
import sys
import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Any

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.urls import (
    NoReverseMatch,
    Resolver404,
    clear_script_prefix,
    clear_url_caches,
    get_script_prefix,
    resolve,
    resolvers,
    reverse,
    set_script_prefix,
)
from django.utils import translation

from katas.harness.run.meetings import at_each_step
from katas.harness.run.tracing import follow_threads

VALIDATORS = {"etag": "HTTP_IF_NONE_MATCH", "last-modified": "HTTP_IF_MODIFIED_SINCE"}
PATIENCE = 40.0  # seconds for which threads are waited for


def prepare(agent: Any) -> None:
    follow_threads()
    settings.ROOT_URLCONF = f"{agent.day.package}.routes"
    # What an expression can look like is worked out once, and not for each language anew.
    resolvers.normalize = functools.cache(resolvers.normalize)
    logging.disable(logging.CRITICAL)
    clear_url_caches()


def in_turn(agent: Any, things: list[Any]) -> list[Any]:
    """Do one thing after the other."""
    return [done(agent, *thing) for thing in things]


def at_once(agent: Any, lists: list[list[Any]], interval: float) -> list[Any]:
    """Do the lists in as many threads, which take turns after `interval` seconds.

    Of a thread that hangs there is None.
    """
    told: list[Any] = [None] * len(lists)
    ready = threading.Barrier(len(lists))

    def work(number: int) -> None:
        ready.wait(PATIENCE)
        told[number] = in_turn(agent, lists[number])

    before = sys.getswitchinterval()
    sys.setswitchinterval(interval)
    try:
        threads = [threading.Thread(target=work, args=(n,), daemon=True) for n in range(len(lists))]
        for thread in threads:
            thread.start()
        until = time.monotonic() + PATIENCE
        for thread in threads:
            thread.join(max(0.0, until - time.monotonic()))
    finally:
        sys.setswitchinterval(before)
    return told


def each_in_a_thread(agent: Any, things: list[Any]) -> list[Any]:
    """Do each thing in a new thread of its own, one after the other."""
    told: list[Any] = []
    for thing in things:
        thread = threading.Thread(target=lambda: told.append(done(agent, *thing)), daemon=True)  # noqa: B023
        thread.start()
        thread.join(PATIENCE)
    return told


def read_texts(agent: Any, languages: list[str]) -> None:
    """Have Django read its own texts in these languages."""
    for language in languages:
        with translation.override(language):
            pass


def done(agent: Any, what: str, prefix: str | None, language: str | None, *given: Any) -> list[Any]:
    """Do one thing below a script prefix, in a language: what came of it.

    prefix: None where none was ever set. language: None where none is active, "" as it comes.
    """
    if prefix is None:
        clear_script_prefix()
    else:
        set_script_prefix(prefix)
    try:
        with spoken(language):
            return DOING[what](agent, *given)
    except Exception as error:
        return ["raised", type(error).__name__, str(error)[:200]]


def spoken(language: str | None) -> AbstractContextManager[Any]:
    return nullcontext() if language == "" else translation.override(language)


def resolved(agent: Any, path: str) -> list[Any]:
    try:
        match = resolve(path)
    except Resolver404:
        return ["Resolver404"]
    return [
        "found",
        [plain(each) for each in match.args],
        sorted([str(name), plain(value)] for name, value in match.kwargs.items()),
    ]


def reversed_name(agent: Any, name: str, given: dict[str, Any]) -> list[Any]:
    try:
        return ["url", plain(reverse(name, kwargs=given or None))]
    except NoReverseMatch:
        return ["NoReverseMatch"]


def links(agent: Any, section: str, then: str) -> list[Any]:
    """A section's links, and the prefix that is left; `then` the list is changed."""
    found = agent.module("routes").section_links(section)
    told = [*list.__iter__(found)] if isinstance(found, list) else found
    left = get_script_prefix()
    if then:
        CHANGES[then](found)
    return ["links", told, left]


CHANGES: dict[str, Callable[[Any], object]] = {
    "clear": lambda found: found.clear(),
    "append": lambda found: found.append("/more/"),
    "reverse": lambda found: found.reverse(),
}


@functools.cache
def handler() -> WSGIHandler:
    return WSGIHandler()


def served(agent: Any, path: str, mount: str, query: str, headers: dict[str, str]) -> list[Any]:
    """Django's responses to a request, and to that of a client who knows the page already."""
    environ: dict[str, Any] = {
        "REQUEST_METHOD": "GET",
        "SCRIPT_NAME": mount,
        "PATH_INFO": path.encode().decode("latin-1"),
        "QUERY_STRING": query,
        "SERVER_NAME": "testserver",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.errors": io.StringIO(),
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
        **headers,
    }
    reply, told = response(environ)
    known = {key: value for name, key in VALIDATORS.items() if (value := told.get(name))}
    if not known:
        return ["served", reply]
    # Those that were sent at first are not the page's own.
    other = {key: value for key, value in environ.items() if key not in VALIDATORS.values()}
    return ["served", reply, response(other | known)[0]]


def response(environ: dict[str, Any]) -> tuple[list[Any], dict[str, str]]:
    """Status, type and content; then all headers."""
    begun: list[Any] = []
    found = handler()({**environ, "wsgi.input": io.BytesIO()}, lambda *told: begun.extend(told))
    try:
        content = b"".join(found)
    finally:
        found.close()
    headers = {name.lower(): value for name, value in begun[1]}
    return [int(begun[0].split()[0]), headers.get("content-type"), content], headers


def plain(value: Any) -> Any:
    """The text or whole number that a value of a class below str or int is."""
    if isinstance(value, str):
        return str.__str__(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return int.__int__(value)
    return value


def met(agent: Any, mine: list[Any], other: list[Any]) -> list[Any]:
    """Do one thing, and at each step of the answer's another one; of that, all that differs."""
    found: list[list[Any]] = []

    def comes() -> None:
        told = done(agent, *other)
        if told not in found:
            found.append(told)

    first = at_each_step(lambda: done(agent, *mine), comes, agent.strange, within=True)
    return ["met", first, found]


DOING: dict[str, Callable[..., list[Any]]] = {
    "resolve": resolved,
    "reverse": reversed_name,
    "links": links,
    "serve": served,
    "meet": met,
}
