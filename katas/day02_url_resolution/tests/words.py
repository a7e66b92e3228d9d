"""Matches, calls, values, errors and URLs in words, as messages have them."""

from typing import Any

from django.urls import ResolverMatch


def found(match: ResolverMatch | None, cut: bool = False) -> str:
    """A match in words, for example "about()". cut: without the rest of long values."""
    if match is None:
        return "Resolver404"
    name = getattr(match.func, "__name__", type(match.func).__name__)
    say = shown_value if cut else ascii
    values = [say(value) for value in match.args]
    values += [f"{key}={say(value)}" for key, value in match.kwargs.items()]
    return f"{name}({', '.join(values)})"


def call_text(name: str, kwargs: dict[str, Any]) -> str:
    """The call of reverse() as the learner would write it."""
    values = ", ".join(f"{key!r}: {shown_value(value)}" for key, value in kwargs.items())
    return f"reverse({name!r}, kwargs={{{values}}})" if kwargs else f"reverse({name!r})"


def shown_value(value: object) -> str:
    """An argument in Python's notation, cut where it is long."""
    text = ascii(value) if isinstance(value, str) else repr(value)
    return text if len(text) <= 60 else f"{text[:40]}... ({len(text):,} characters)"


def error_text(error: BaseException) -> str:
    """The error's class and the beginning of its message: Django lists every pattern it tried."""
    text = f"{type(error).__name__}: {error}"
    return text if len(text) <= 160 else f"{text[:160]} ..."


def shown(url: str) -> str:
    """A URL as it is; in Python's notation, cut, where that would not show all of it."""
    plain = url.isascii() and url.isprintable() and " " not in url and url
    text = url if plain else ascii(url)
    return text if len(text) <= 60 else f"{text[:40]}... ({len(url):,} characters)"


def digits_of(url: str) -> str:
    """What one does not see in Python's notation: " (digits other than 0 to 9)", or ""."""
    strange = any(each.isdigit() and not each.isascii() for each in url)
    return " (digits other than 0 to 9)" * strange
