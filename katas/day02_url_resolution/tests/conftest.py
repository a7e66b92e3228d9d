"""The answer as ROOT_URLCONF, and the database watched, for all tests of the day."""

from collections.abc import Iterator

import pytest
from django.test import override_settings
from django.urls import clear_url_caches

from katas.day02_url_resolution.tests.driver import URLS, Watch, site
from katas.harness.meters.database import watching


@pytest.fixture(scope="package", autouse=True)
def root_urlconf() -> Iterator[None]:
    """The resolver is made once for all tests, as in a server process."""
    with override_settings(ROOT_URLCONF=URLS), watching(site) as ledger:
        Watch.ledger = ledger
        yield
        Watch.ledger = None
    clear_url_caches()
