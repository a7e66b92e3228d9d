"""What must hold of an answer's headers: the region, and the time that the request took."""

import re

from katas.day01_request_lifecycle.tests.answered import Answered
from katas.harness.verdicts import require

# Milliseconds: how much less than the page took, and more than the request took, may be reported.
ROUNDING = 1.0
SPARE = 2.0
SEVERAL = "These are several headers. x-region and X-Region are one: their names have no case."
NUMBER = re.compile(r"\d+(\.\d*)?|\.\d+")


def check_region(answered: Answered, region: str, asked: str) -> None:
    """X-Region is there, once, and names the region of the map."""
    got = answered.headers.get("x-region")
    twice = region in (got or "").split(", ")
    require(
        got == region,
        asked=f"{asked}, header X-Region",
        expected=region,
        got=f"{'no such header' if got is None else got}, {answered.text}",
        note=answered.note or SEVERAL * twice,
        where=answered.where,
    )


def durations(answered: Answered, asked: str, note: str = "") -> list[float]:
    """The milliseconds that Server-Timing gives for app; an inner layer's app may be among them."""
    value = answered.headers.get("server-timing")
    found = app_durations(value or "")
    require(
        found,
        asked=f"{asked}, header Server-Timing",
        expected="app;dur=<milliseconds>, an integer or a decimal that is not negative",
        got=f"{'no such header' if value is None else value}, {answered.text}",
        note="\n".join(filter(None, [answered.note, form(value or ""), note])),
        where=answered.where,
    )
    return found


def form(header: str) -> str:
    """What to say of a header that has the metric, and a figure that is none."""
    match = re.search(r"(?:^|[,\s])app;\s*dur=(\S*)", header)
    if match is None:
        return "No entry is called app and has a dur." if header else ""
    if match[1].startswith("-"):
        return "A request cannot have ended before it began."
    if re.search(r"\de[+-]?\d", match[1]):
        return "A figure with an exponent is no decimal."
    return "A comma stands between two entries, and nowhere else."


def app_durations(header: str) -> list[float]:
    """The dur of each metric app. Source: the grammar of Server-Timing, W3C, section 4.

    None are found either where a comma within a number has cut it in two.
    """
    entries = re.findall(r'(?:"(?:\\.|[^"\\])*"|[^,"])+', header)
    if any(NUMBER.fullmatch(entry.strip()) for entry in entries):
        return []
    found = []
    for entry in entries:
        name, *parameters = (part.strip() for part in entry.split(";"))
        if name == "app":
            pairs = [parameter.partition("=") for parameter in parameters]
            # The first of several counts, even if it is not valid.
            values = [value.strip().strip('"') for key, _, value in pairs if isdur(key)]
            if values and NUMBER.fullmatch(values[0]):
                found.append(float(values[0]))
    return found


def isdur(key: str) -> bool:
    return key.strip().lower() == "dur"


def check_duration(answered: Answered, took: float, asked: str, note: str = "") -> None:
    """app;dur is at least what the page took, and no more than the whole request. Milliseconds."""
    found = durations(answered, asked, note)
    least, most = took - ROUNDING, answered.seconds * 1_000 + SPARE
    require(
        any(least <= each <= most for each in found),
        asked=asked,
        expected=f"app;dur from {took:.1f} (the view) to {most - SPARE:.1f} (the whole request)",
        got=answered.headers["server-timing"],
        note=f"{remark(found[-1], least, most, has_cause=bool(note))}\n{note}".strip(),
    )


def remark(found: float, least: float, most: float, *, has_cause: bool) -> str:
    """What a duration looks like that is not between least and most. Milliseconds.

    has_cause: another one is told already, so that what fits a unit does so by chance.
    """
    for factor, unit in ((1_000, "seconds"), (0.001, "microseconds")):
        if least <= found * factor <= most and not has_cause:
            return f"In {unit} that would be right: dur is in milliseconds."
    if found < least:
        return "That is less than the view alone took."
    return "That is more than the whole request took: there is other time in it."
