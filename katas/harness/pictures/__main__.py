"""A day's pictures as events, one line of JSON each: `python -m katas.harness.pictures DAY`.

    {"event": "progress", "done": 3, "of": 12, "text": "yours, round 2"}
    {"event": "picture", "html": "<figure ...>"}
    {"event": "flame graph"}

The page that shows them has static/pictures.css as its style sheet. memray's flame graph, of a day
that has one, lies where `page.flame_graph_of` tells.
"""

import json
import signal
import sys

from katas.harness import days
from katas.harness.files import write
from katas.harness.pictures.figure import figure
from katas.harness.pictures.page import flame_graph_of
from katas.harness.pictures.taking import Taking


def main(number: int) -> None:
    """Measure, then draw."""
    day = days.by_number(number)
    assert day is not None, f"there is no day {number}"
    taking = Taking(day)
    for progress in taking.measure():
        say(event="progress", **progress._asdict())
    for place, picture in enumerate(taking.pictures(), 1):
        measured = taking.measured(is_timed=picture.is_timed)
        say(event="picture", html=figure(picture, f"d{number}-p{place}", taking.sides, measured))
    if taking.flame_graph:
        write(flame_graph_of(day), taking.flame_graph)
        say(event="flame graph")


def say(**event: object) -> None:
    """One line, at once."""
    print(json.dumps(event), flush=True)


if __name__ == "__main__":
    # The dojo ends it so: what was started and made is cleared away.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    main(int(sys.argv[1]))
