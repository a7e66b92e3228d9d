"""What must hold of the two headers: the region, and the duration in milliseconds."""

import re

from solutions.grading.examiner import Contradicted, Reply

ROUNDING = 1.0  # milliseconds that a duration may be less than the view took
SPARE = 2.0  # and more than the whole request took
NUMBER = re.compile(r"\d+(\.\d*)?|\.\d+", re.ASCII)


def check_region(asked: str, region: str, reply: Reply) -> None:
    found = reply.all("X-Region")
    if found != [region]:
        got = " and ".join(found) if found else f"no such header, status {reply.status}"
        raise Contradicted(f"{asked}: X-Region", region, got)


def durations(asked: str, reply: Reply) -> list[float]:
    """The durations that Server-Timing gives for app: an inner layer's may be among them."""
    header = reply.header("Server-Timing")
    found = app_durations(header or "")
    if not found:
        got = f"no such header, status {reply.status}" if header is None else header
        raise Contradicted(f"{asked}: Server-Timing", "app;dur=<milliseconds>", got)
    return found


def check_duration(asked: str, reply: Reply, took: float, seconds: float) -> None:
    """app;dur is at least what the view took, and at most the whole request. took: milliseconds.

    Each that there is: no inner layer has set one.
    """
    found = durations(asked, reply)
    most = seconds * 1_000
    if not all(took - ROUNDING <= each <= most + SPARE for each in found):
        expected = f"app;dur from {took:.1f} (the view) to {most:.1f} (the whole request)"
        raise Contradicted(asked, expected, reply.header("Server-Timing"))


def app_durations(header: str) -> list[float]:
    """Source: the grammar of Server-Timing, W3C. A comma in a number cuts an entry in two."""
    entries = re.findall(r'(?:"(?:\\.|[^"\\])*"|[^,"])+', header)
    if any(NUMBER.fullmatch(entry.strip()) for entry in entries):
        return []
    found = []
    for entry in entries:
        name, *parameters = (part.strip() for part in entry.split(";"))
        pairs = [parameter.partition("=") for parameter in parameters]
        values = [v.strip().strip('"') for key, _, v in pairs if key.strip().lower() == "dur"]
        if name == "app" and values and NUMBER.fullmatch(values[0]):
            found.append(float(values[0]))
    return found
