"""Task 1: what is in the export, down to the last character."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import islice

import pytest
from django.test import override_settings
from django.utils import timezone, translation

from katas.day06_streaming_exports.tests import expectations, hard_articles, response_headers
from katas.day06_streaming_exports.tests.driver import FILES, download, first_headers, respond
from katas.day06_streaming_exports.tests.own_rows import check_own_rows
from katas.day06_streaming_exports.tests.taking import taken
from katas.day06_streaming_exports.tests.turns import Turns
from katas.harness.verdicts import require
from katas.newsroom.factories import seed_articles
from katas.newsroom.models import Article, Author

# Committed data: an answer may well read it in a thread of its own.
pytestmark = [pytest.mark.task(1), pytest.mark.django_db(transaction=True)]

THREADS = 8


def test_every_published_article_in_id_order(unordered_reversed):
    """The export is valid CSV: a header, then every published article once, in id order."""
    hard_articles.fill_hard_titles()
    expectations.check_content(taken(download))


def test_header_row_without_data():
    """An export without any article still has its header row."""
    seed_articles(3, published=False)
    export = taken(download)
    expectations.check_header(export)
    require(
        not export.rows,
        asked="export a newsroom that has only drafts",
        expected="the header row and nothing else",
        got=f"{len(export.rows)} data rows",
    )


def test_formulas_are_defused():
    """A title or an author that begins with = + - @ tab or CR must not run as a formula."""
    hard_articles.fill_formulas()
    expectations.check_content(taken(download))


def test_other_cells_stay_as_they_are():
    """Numbers, empty cells and harmless text stay as they are, in any writing."""
    hard_articles.fill_harmless()
    expectations.check_content(taken(download))


def test_timestamps_keep_their_microseconds():
    """The published_at column is ISO 8601, exact to the microsecond, in years of all kinds."""
    hard_articles.fill_moments()
    expectations.check_whole(taken(download))


def test_time_zones_and_languages_change_nothing():
    """Moments and numbers are written for programs, whatever time zone and language are active."""
    hard_articles.fill_harmless()
    with (
        timezone.override(timezone.get_fixed_timezone(timedelta(hours=5, minutes=45))),
        translation.override("de"),
        override_settings(USE_THOUSAND_SEPARATOR=True),
    ):
        export = taken(download)
    active = " while the time zone +05:45 and German are active"
    expectations.check_whole(export, f"{active}, with USE_THOUSAND_SEPARATOR")
    Author.objects.all().delete()
    hard_articles.fill_seasons()
    with timezone.override("Europe/Berlin"):
        export = taken(download)
    expectations.check_whole(export, " while the time zone Europe/Berlin is active")


def test_response_headers():
    """The response streams, says that it is CSV in UTF-8, and is saved as articles.csv."""
    seed_articles(3)
    response = respond()
    headers = {name.lower(): value for name, value in response.items()}
    response_headers.check_headers(response.status_code, headers, first_headers)
    require(
        response.streaming,
        asked="the response's `streaming`",
        expected="True: middleware then leaves the body alone",
        got="False: the body is complete before it is sent",
    )
    response.close()


def test_any_text_in_any_cell():
    """Whatever people type, the export gives it back, and runs none of it."""
    hard_articles.fill_drawn()
    expectations.check_whole(taken(download))


def test_all_pages_of_a_long_export(unordered_reversed):
    """However many articles there are and whatever their ids, each comes once, in order."""
    # By most sizes of a page, the first ends with a page that is full, the second one row before.
    hard_articles.fill_pages(2_001)
    for _ in range(3):
        expectations.check_whole(taken(download))
        last = Article.objects.filter(published=True).order_by("-pk").values("pk")[:1]
        Article.objects.filter(pk__in=last).update(published=False)


def test_each_export_is_made_anew():
    """What has changed since the last export is in the next one."""
    seed_articles(20)
    seed_articles(1, published=False)
    expectations.check_content(taken(download))
    kept = response_headers.as_a_browser(respond())
    for change in (correct_one, rename_one, swap_numbers, swap_places):
        active = change()
        response_headers.check_sent_anew(respond(kept), kept)
        expectations.check_content(taken(download), active)
    Author.objects.update(name="Renamed since the first export")
    Article.objects.filter(pk__in=Article.objects.values("pk")[:5]).update(published=False)
    Article.objects.update(title="Corrected since the first export")
    expectations.check_content(taken(download))


def correct_one() -> str:
    """A single title. Numbers, sums and last ids of articles are what they were."""
    article = Article.objects.filter(published=True)[3]
    Article.objects.filter(pk=article.pk).update(title="Corrected since the last export")
    return ""


def rename_one() -> str:
    """A single author."""
    article = Article.objects.filter(published=True)[5]
    Author.objects.filter(pk=article.author_id).update(name="Renamed since the last export")
    return ""


def swap_numbers() -> str:
    """Two word counts, whose sum stays."""
    one, other = Article.objects.filter(published=True)[6:8]
    Article.objects.filter(pk=one.pk).update(word_count=one.word_count + 1)
    Article.objects.filter(pk=other.pk).update(word_count=other.word_count - 1)
    return ": it has changed since the last export"


def swap_places() -> str:
    """One article is withdrawn, a draft comes out."""
    article, draft = Article.objects.filter(published=True)[9], Article.objects.get(published=False)
    Article.objects.filter(pk=article.pk).update(published=False)
    Article.objects.filter(pk=draft.pk).update(published=True)
    return ""


def test_exports_by_turns():
    """Exports that are under way at once, chunk by chunk, each have all rows and only their own."""
    seed_articles(300)
    bodies: list[bytearray] = []
    streams: list[Iterator[bytes]] = []
    for begun in range(THREADS + 1):
        # Each begins some chunks after the one before it: at one pace, one's rows are the other's.
        if begun < THREADS:
            streams.append(iter(respond()))
            bodies.append(bytearray())
        for body, stream in zip(bodies, streams, strict=True):
            for chunk in islice(stream, 3 if begun < THREADS else None):
                body += chunk
    check_own_rows(
        bodies, f"{THREADS} exports under way at once, taken by turns, three chunks each"
    )


@pytest.mark.machine
def test_exports_in_threads():
    """Exports in several threads each have all rows, and only their own."""
    seed_articles(60)
    bodies = Turns(FILES, [download] * THREADS).run()
    check_own_rows(bodies, f"{THREADS} exports at once, each in a thread of its own")
