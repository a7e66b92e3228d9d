"""Task 3: all five layers, in the order of the answer's list."""

from typing import Any

import pytest

from katas.day04_middleware.tests.driver import Onion
from katas.day04_middleware.tests.expectations import (
    ONION,
    listed,
    require_marked,
    require_turned,
)
from katas.day04_middleware.tests.misshapen import NO_KEYS
from katas.day04_middleware.tests.premises import (
    API_KEY,
    AUDIT,
    HEADERS,
    PROFILE,
    RATE_LIMIT,
    asked_of,
    newsroom,
    site,
    some_address,
    some_client,
)
from katas.harness.meters.database import watching
from katas.harness.verdicts import require
from katas.newsroom.factories import ArticleFactory

pytestmark = pytest.mark.django_db

WITH_KEY = {"X-API-Key": "fO3Yq81nVtLw"}
NEARLY = {"X-API-Key": WITH_KEY["X-API-Key"] + "0"}


@pytest.fixture
def keys():
    """Two clients; the first one's key is in WITH_KEY."""
    return {some_client(): WITH_KEY["X-API-Key"], some_client(): "Zr77cmKd2PxA"}


@pytest.mark.task(3)
def test_all_five_layers_are_listed():
    """MIDDLEWARE lists the five layers, each once."""
    listed()


@pytest.mark.task(3)
def test_a_guest_passes_every_layer_in_order(keys):
    """A request with a key passes headers, key, limit and the rest, in that order, to the view."""
    article: Any = ArticleFactory()
    layers = listed()
    with newsroom(keys=keys):
        visit = Onion(layers).visit("/articles/", WITH_KEY)
    asked = "GET /articles/ with a key"
    require(
        visit.status == 200 and article.title in visit.body.decode(),
        asked=asked,
        expected="200 from the view",
        got=visit.story(),
        where=visit.where,
    )
    entered = visit.trace.entered
    require(
        entered[:3] == [HEADERS, API_KEY, RATE_LIMIT] and set(entered[3:]) == {PROFILE, AUDIT},
        asked=asked,
        expected="> ResponseHeaders > ApiKey > RateLimit, then Profile and Audit",
        got=visit.story(),
        note=ONION,
    )
    require_marked(visit, asked)


@pytest.mark.task(3)
@pytest.mark.parametrize("path", ["/articles/", "/nowhere/"], ids=["known", "unknown"])
def test_a_stranger_turns_round_at_the_key(path, keys):
    """Without a right key a request gets as far as the key check; its 403 carries X-Newsroom."""
    layers = listed()
    with newsroom(keys=keys):
        onion = Onion(layers)
        for described, sent in {**NO_KEYS, "with a key, one letter more": NEARLY}.items():
            with watching(site) as ledger:
                visit = onion.visit(path, sent)
            asked = f"GET {path} {described}"
            require_turned(visit, 403, API_KEY, [HEADERS], asked)
            require(
                not ledger.queries,
                asked=asked,
                expected="no query",
                got=asked_of(ledger),
            )


@pytest.mark.task(3)
def test_a_busy_client_turns_round_at_the_limit(keys):
    """One request too many gets as far as the rate limit, and its 429 carries X-Newsroom."""
    layers = listed()
    with newsroom(keys=keys, rate=(2, 600)):
        onion = Onion(layers)
        for _ in range(2):
            onion.visit("/articles/", WITH_KEY)
        with watching(site) as ledger:
            visit = onion.visit("/articles/", WITH_KEY)
    asked = (
        "NEWSROOM_RATE_LIMIT = (2, 600), then a handler is built; a third GET /articles/ with a key"
    )
    require_turned(visit, 429, RATE_LIMIT, [HEADERS, API_KEY], asked)
    require(
        not ledger.queries,
        asked=asked,
        expected="no query",
        got=asked_of(ledger),
    )


@pytest.mark.task(3)
def test_strangers_use_up_nobodys_allowance(keys):
    """Requests without a key are refused by the key check, however many, and count for nobody."""
    layers = listed()
    with newsroom(keys=keys, rate=(2, 600)):
        onion = Onion(layers)
        refused = [onion.visit("/articles/") for _ in range(4)]
        guest = onion.visit("/articles/", WITH_KEY)
        probe = onion.visit("/health/")
        others = [onion.visit("/health/", address=some_address()) for _ in range(2)]
    statuses = [visit.status for visit in refused]
    require(
        statuses == [403] * 4,
        asked="GET /articles/ without a key, four times, the limit being 2",
        expected="403, 403, 403, 403",
        got=f"{', '.join(map(str, statuses))}\n{refused[-1].trace.drawn()}",
        note="The limit is for clients, so the key is asked for first.",
    )
    for visit, asked in ((guest, "GET /articles/ with a key"), (probe, "GET /health/")):
        require(
            visit.status == 200,
            asked=f"then {asked} from the same address",
            expected="200",
            got=visit.story(),
            where=visit.where,
        )
    for visit in others:
        require(
            visit.status == 200,
            asked="GET /health/ from three addresses, once from each, the limit being 2",
            expected="200",
            got=visit.story(),
            note="Nobody showed a key here: each address has an allowance of its own.",
        )
