"""The answer as ROOT_URLCONF, and the database watched, for all tests of the day."""

from collections.abc import Iterator
from contextlib import suppress

import pytest
from django.test import override_settings
from django.urls import clear_url_caches, get_script_prefix, resolvers
from django.urls.base import set_script_prefix

from katas.day02_url_resolution.tests.driver import FILES, URLS, Watch, site
from katas.day02_url_resolution.tests.first_use import first_links, first_names, first_resolve
from katas.harness.days import TIME_LIMIT
from katas.harness.meters.database import watching
from katas.harness.run.explain import locator
from katas.harness.run.time_limit import TimeLimit, limit

# For each first use. One that is cut off may leave a right answer half made: no machine is so slow.
LIMIT = 2 * TIME_LIMIT

normalize = resolvers.normalize
normalized: dict[str, list[tuple[str, list[str]]]] = {}


def normalized_once(pattern: str) -> list[tuple[str, list[str]]]:
    """What an expression can look like, which Django works out again for each language."""
    if pattern not in normalized:
        normalized[pattern] = normalize(pattern)
    return normalized[pattern]


@pytest.fixture(scope="package", autouse=True)
def root_urlconf() -> Iterator[None]:
    """The resolver is made once for all tests, as in a server process."""
    with (
        override_settings(ROOT_URLCONF=URLS),
        watching(site) as ledger,
        pytest.MonkeyPatch.context() as patch,
    ):
        patch.setattr(resolvers, "normalize", normalized_once)
        Watch.ledger = ledger
        yield
        Watch.ledger = None
    clear_url_caches()


UNMET = [first_resolve, first_names, first_links]


@pytest.fixture(autouse=True)
def first_use(root_urlconf: None, db: None) -> None:
    """Whichever test runs first, two threads meet where the answer is used for the first time."""
    # What is missing, raises or does not end is the concern of the tests that judge it.
    while UNMET:
        meet = UNMET.pop(0)
        with suppress(Exception, TimeLimit), limit(LIMIT, locator(FILES)):
            meet()


@pytest.fixture
def script_prefix() -> Iterator[None]:
    """Puts the script prefix back."""
    before = get_script_prefix()
    yield
    set_script_prefix(before)
