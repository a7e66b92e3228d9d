"""Task 5: what waits under ASGI while a page is being made."""

import pytest
from factory.random import randgen

from katas.day04_middleware.tests.asking import send
from katas.day04_middleware.tests.driver import Onion
from katas.day04_middleware.tests.expectations import require_refused
from katas.day04_middleware.tests.meanwhile import WAITS, refused_beside, waiting_threads
from katas.day04_middleware.tests.premises import API_KEY, RATE_LIMIT, newsroom
from katas.day04_middleware.tests.trace import short
from katas.harness.verdicts import require

# Committed data: under ASGI, layers and views may use the database in other threads.
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.machine]


@pytest.mark.task(5)
@pytest.mark.parametrize("layer", [API_KEY, RATE_LIMIT], ids=short)
def test_no_thread_waits_for_a_page(layer):
    """Under ASGI neither middleware keeps a thread while the page is being made."""
    name = layer.rpartition(".")[2]
    before, waiting = waiting_threads(set())[0], list[str]()
    with newsroom(keys={}):
        onion = Onion([layer], asynchronous=True)
        if onion.adapted():
            return  # Django keeps one: another test asks for that.
        onion.at_the_view = lambda: waiting.extend(waiting_threads(before)[1])
        send(onion, "/health/")  # that it is open, other tests ask
    require(
        not waiting,
        asked=f"ASGI, GET /health/ through {name}; just before the view,\n"
        "threads beside the event loop that are in the layer's code",
        expected="none",
        got="\n".join(waiting),
        note="A thread waits until the page is made, as Django has it round a layer that is\n"
        "not native: there are as many pages at once as threads.",
    )


@pytest.mark.task(5)
def test_a_stranger_waits_for_no_page_under_asgi(keys):
    """Under ASGI too, a stranger is refused though a page of another request is being made."""
    key = randgen.choice(list(keys.values()))
    with newsroom(keys=keys):
        onion = Onion([API_KEY], asynchronous=True)
        asked = "ASGI, one event loop; GET /articles/ without a key, while a page that\n"
        asked += "somebody with a key has asked for is being made"
        visit = refused_beside(
            lambda: onion.avisit(WAITS, {"X-API-Key": key}),
            lambda: onion.avisit("/articles/"),
            asked,
            "403",
        )
    require_refused(visit, "", asked)
