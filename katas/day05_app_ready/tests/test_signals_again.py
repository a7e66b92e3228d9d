"""Task 2: the same articles change again and again, and each time the page goes."""

import pytest
from factory.random import randgen

from katas.day05_app_ready.tests.again import ACTS, COUNTED, WAYS, rolled_back
from katas.day05_app_ready.tests.drops import THERE, check_dropped
from katas.day05_app_ready.tests.processes import times
from katas.newsroom.factories import random_title

pytestmark = pytest.mark.machine

SAME = """article, author and articles, a queryset, are the same objects all along. What a receiver
remembers of one change must not spare it the next."""


def drawn_steps() -> list[list[str]]:
    """Each act twice as it is, then in each way; and then all acts in turn."""
    acts = randgen.sample(list(ACTS), len(ACTS))
    steps = []
    for act in acts:
        first, *others = WAYS
        ways = [first, first, *randgen.sample(others, len(others))]
        steps += [[act, way] for way in ways]
    return steps + [[act, ""] for act in acts]


@pytest.mark.task(2)
def test_the_same_objects_drop_the_page_each_time(newsroom):
    """The same article, queryset or author, saved or deleted again, drops the page again."""
    steps = drawn_steps()
    with newsroom.process(debug=True) as process:
        asked = f"{THERE}{', '.join(ACTS)}, again and again"
        found = process.ask("change_again", asked, title=random_title(), steps=steps)
    before = ""
    for (act, way), seen in zip(steps, found, strict=True):
        asked, most = f"{THERE}{before}{act}{way}", seen["drops"]
        how = ""
        if way in COUNTED:
            most = ACTS[act]
            how = " once" if most == 1 else f" at least once, and at most {times(most)}"
        if WAYS[way] is not rolled_back:
            check_dropped(seen, 1 <= seen["drops"] <= most, asked, how, SAME if before else "")
        back = "" if "save" in act else "; what was deleted is put back, without a signal"
        before = f"{act}{way}{back}; then "
