"""What must hold of an answer's headers: the region, and the time that the request took."""

import re

from katas.day01_request_lifecycle.tests.answered import Answered
from katas.harness.verdicts import require

# Milliseconds: how much less than the page took, and more than the request took, may be reported.
ROUNDING = 1.0
SPARE = 2.0
NUMBER = re.compile(r"\d+(\.\d*)?|\.\d+")


def check_region(answered: Answered, region: str, asked: str) -> None:
    """X-Region is there and names the region of the map."""
    got = answered.headers.get("x-region")
    require(
        got == region,
        asked=f"{asked}, header X-Region",
        expected=region,
        got=f"{'no such header' if got is None else got}, {answered.text}",
        note=answered.note,
        where=answered.where,
    )


def duration(answered: Answered, asked: str, note: str = "") -> float:
    """The milliseconds that Server-Timing gives for app."""
    value = answered.headers.get("server-timing")
    found = app_duration(value or "")
    require(
        found is not None,
        asked=f"{asked}, header Server-Timing",
        expected="app;dur=<milliseconds>, an integer or a decimal that is not negative",
        got=f"{'no such header' if value is None else value}, {answered.text}",
        note="\n".join(filter(None, [answered.note, separators(value or ""), note])),
        where=answered.where,
    )
    assert found is not None
    return found


def separators(header: str) -> str:
    """What to say of a header that has the metric, and cannot be read."""
    return "A comma stands between two entries, and nowhere else." if "app;dur" in header else ""


def app_duration(header: str) -> float | None:
    """The dur of the metric app. Source: the grammar of Server-Timing, W3C, section 4.

    None also where a comma within the number has cut it in two.
    """
    entries = re.findall(r'(?:"(?:\\.|[^"\\])*"|[^,"])+', header)
    if any(NUMBER.fullmatch(entry.strip()) for entry in entries):
        return None
    for entry in entries:
        name, *parameters = (part.strip() for part in entry.split(";"))
        if name == "app":
            pairs = [parameter.partition("=") for parameter in parameters]
            # The first of several counts, even if it is not valid.
            durations = [value.strip().strip('"') for key, _, value in pairs if isdur(key)]
            valid = durations and NUMBER.fullmatch(durations[0])
            return float(durations[0]) if valid else None
    return None


def isdur(key: str) -> bool:
    return key.strip().lower() == "dur"


def check_duration(answered: Answered, took: float, asked: str, note: str = "") -> None:
    """app;dur is at least what the page took, and no more than the whole request. Milliseconds."""
    found = duration(answered, asked, note)
    least, most = took - ROUNDING, answered.seconds * 1_000 + SPARE
    require(
        least <= found <= most,
        asked=asked,
        expected=f"app;dur from {took:.1f} (the view) to {most - SPARE:.1f} (the whole request)",
        got=answered.headers["server-timing"],
        note=f"{remark(found, least, most)}\n{note}".strip(),
    )


def remark(found: float, least: float, most: float) -> str:
    """What a duration looks like that is not between least and most. Milliseconds."""
    for factor, unit in ((1_000, "seconds"), (0.001, "microseconds")):
        if least <= found * factor <= most:
            return f"In {unit} that would be right: dur is in milliseconds."
    if found < least:
        return "That is less than the view alone took."
    return "That is more than the whole request took: there is other time in it."
