"""Filters: places in an answer as links to the editor, amounts as a person writes them."""

import re

from django import template
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from katas.harness.answers import KATAS
from katas.harness.dojo.lesson import editor
from katas.harness.pictures.drawing.gauge import gauge as drawn_gauge
from katas.harness.verdicts import amount as written

register = template.Library()
PLACE = re.compile(r"(?P<path>/?(?:[\w.@+-]+/)+[\w.-]+\.py):(?P<line>\d+)")


@register.filter
def places(text: str) -> SafeString:
    """The text escaped, each `katas/day06_x/exports.py:31` a link that opens the editor there."""
    parts, end = [], 0
    for found in PLACE.finditer(text):
        parts.append(conditional_escape(text[end : found.start()]))
        address = editor(KATAS.parent / found["path"], int(found["line"]))
        copy = 'type="button" class="copy" data-copy="{2}" aria-label="copy {2}"'
        linked = '<a class="place" href="{0}">{1}</a><button ' + copy + ">copy</button>"
        parts.append(format_html(linked, address, found[0], found[0]))
        end = found.end()
    parts.append(conditional_escape(text[end:]))
    return mark_safe("".join(parts))  # noqa: S308 (each part is escaped)


@register.filter
def amount(number: float | None, unit: str = "") -> str:
    """A number with its unit; a dash where there is none."""
    return "–" if number is None else written(number, unit)  # noqa: RUF001


@register.filter
def gauge(share: float) -> SafeString:
    """A bar of that share, from 0 to 1."""
    return mark_safe(drawn_gauge(share))  # noqa: S308 (drawn of a number)


@register.filter
def lines(text: str) -> list[str]:
    """The text's lines."""
    return text.splitlines()
