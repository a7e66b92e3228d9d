"""The answer as in a process that has just started: any two of its first uses meet there."""

import sys
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dis import get_instructions
from functools import cache, partial
from importlib import import_module
from types import CodeType, ModuleType

from django.urls import clear_url_caches
from django.urls.converters import REGISTERED_CONVERTERS, get_converters

from katas.day02_url_resolution.catalogue import SECTIONS
from katas.day02_url_resolution.tests.driver import FILES, URLS, outcome
from katas.day02_url_resolution.tests.first_use import NAMES, PATHS, Name, links_below
from katas.day02_url_resolution.tests.meeting import Meeting, meetings, own_lines

# A name to reverse, a path to resolve, or a prefix and the section whose links are asked for.
Use = Name | str | tuple[str, str]
# A page's name, its path and its links: any of the three may be what the answer is asked for first.
# Then an issue and an article.
USES: list[Use] = [
    *(NAMES[0][0], PATHS[0][0], ("/elsewhere/", SECTIONS[-1])),
    *(NAMES[1][0], PATHS[1][0], PATHS[2][0]),
]

STORES = {"STORE_ATTR", "STORE_GLOBAL", "STORE_DEREF", "STORE_SUBSCR", "STORE_SLICE"}
CHANGES = {
    *("add", "append", "appendleft", "clear", "discard", "extend", "insert", "move_to_end", "next"),
    *("pop", "popitem", "popleft", "remove", "setdefault", "subtract", "update"),
}


def used(what: Use) -> str | list[str]:
    """What a name reverses to, a path resolves to, or which links a section has."""
    if isinstance(what, str):
        return outcome(what)
    return what.reversed() if isinstance(what, Name) else links_below(what)


def in_words(what: Use) -> str:
    if isinstance(what, str):
        return f"resolve {what}"
    if isinstance(what, Name):
        return f"reverse {what}"
    return f"ask for the links of {what[1]} below {what[0]}"


@cache
def changes(code: CodeType) -> bool:
    """Whether the function may leave something changed: what it does next time may differ."""
    return not CHANGES.isdisjoint(code.co_names) or any(
        each.opname in STORES for each in get_instructions(code)
    )


def inner(code: CodeType) -> Iterator[CodeType]:
    """What is defined within the code."""
    for each in code.co_consts:
        if isinstance(each, CodeType):
            yield each
            yield from inner(each)


def may_change() -> bool:
    """Whether any function of the answer may leave something changed."""
    [file] = FILES
    return any(map(changes, inner(compile(file.read_bytes(), str(file), "exec"))))


def first_uses() -> Generator[tuple[Meeting, Use, list[Use]], None, None]:
    """Two threads use an answer that is new: at each line that one of them runs, the other comes.

    What is made on first use is made once, so the answer is loaded anew for each meeting. Where the
    second time goes the same way as the first, nothing is.
    """
    if not may_change():
        return
    with put_back():
        for mine in USES[:3]:
            load_anew()
            first, again = (own_lines(partial(used, mine)) for _ in range(2))
            if first != again:
                # Both want the same at first, then the other wants everything else.
                others = [mine, *(each for each in USES if each != mine)]
                yield from meetings(used, each_time_anew(mine, others))


def each_time_anew(mine: Use, others: list[Use]) -> Iterator[tuple[Use, list[Use]]]:
    while True:
        load_anew()
        yield mine, others


def load_anew() -> None:
    REGISTERED_CONVERTERS.clear()
    del sys.modules[URLS]
    import_module(URLS)
    clear_url_caches()


@contextmanager
def put_back() -> Iterator[None]:
    """Afterwards, the answer is the one that it was."""
    module: ModuleType = import_module(URLS)
    converters = REGISTERED_CONVERTERS.copy()
    try:
        yield
    finally:
        package, _, name = URLS.rpartition(".")
        setattr(sys.modules[package], name, module)
        sys.modules[URLS] = module
        REGISTERED_CONVERTERS.update(converters)
        get_converters.cache_clear()
        clear_url_caches()
