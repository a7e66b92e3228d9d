"""Task 5: nothing left behind. What ArticleList answers, request after request."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth.models import User
from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from katas.day03_class_based_views.tests.midst import at_each_line
from katas.day03_class_based_views.tests.newsdesk import (
    LEAK,
    Reader,
    article,
    articles_at,
    articles_of,
    check,
    path_of,
    shuffled_articles,
)
from katas.day03_class_based_views.tests.people import somebody
from katas.harness.verdicts import require
from katas.newsroom.factories import TagFactory, random_moment

pytestmark = [pytest.mark.task(5), pytest.mark.django_db]


# Titles that come back as they are.
TITLES = [
    'Rivers & <storms> "é" 🌊',
    "",
    "  two  blanks  ",
    "007",
    "null",
    "</script>",
    "e\u0301, ß",
]
TITLES += ["a\u2028line\tand\\a tab", "long " * 39 + "title"]


def test_published_titles_newest_first():
    """A GET lists the titles of all published articles, the newest published_at first."""
    articles = shuffled_articles(5)
    articles_of((each.published_at, [], DRAFT) for each in articles[:3])
    articles += articles_of((random_moment(), [], {"title": title}) for title in TITLES)
    # A date ahead makes nothing unpublished.
    articles.append(article(random_moment().replace(year=2099)))
    asked = f"{len(articles)} published articles, one without a title, and 3 drafts"
    Reader().check([], articles, asked=asked)


DRAFT = {"title": "A draft", "published": False}
UNITS = [timedelta(days=1), timedelta(minutes=1), timedelta(seconds=1), timedelta.resolution]
# Far from today a moment as a float has no microseconds any more.
YEARS = [2, 1066, 1969, 2038, 2999, 9998]


def test_newest_to_the_microsecond():
    """Of two articles the newer one comes first, by a day or a microsecond, in whatever year."""
    noon = random_moment().replace(day=2, hour=12, minute=30, second=0, microsecond=0)
    starts = [(noon.replace(month=month), unit) for month, unit in enumerate(UNITS, start=1)]
    starts += [(noon.replace(year=year, microsecond=3), timedelta.resolution) for year in YEARS]
    wished: list[tuple[datetime, list, dict]] = []
    for start, unit in starts:
        # Where two moments count as one, neither id nor title puts the three in order.
        for times, word in [(2, "Market"), (0, "Ferry"), (1, "Winter")]:
            moment = start + times * unit
            title = f"{word}, {moment.isoformat(' ', 'microseconds').removesuffix('+00:00')}"
            wished.append((moment, [], {"title": title}))
    articles = articles_of(wished)
    Reader().check([], articles, asked=f"{len(articles)} published articles")


def test_newest_in_every_time_zone():
    """A time zone that is active during the request makes no difference to the order."""
    # When clocks are set back, one local time comes twice: here the later one of the two is first.
    night = datetime(2025, 10, 26, tzinfo=UTC)
    minutes = [75, 30, 45, 90, 15]
    articles = articles_at([night + timedelta(minutes=each) for each in minutes])
    with timezone.override(ZoneInfo("Europe/Berlin")):
        asked = "5 published articles, of the hour in which Berlin's clocks are set back;"
        Reader().check([], articles, asked=f"{asked}\nBerlin's time zone is the active one")


def test_nothing_leaks_into_the_next_request():
    """A request is answered from its own ?tag= values, whatever was asked before it."""
    storm, river = TagFactory(name="storm"), TagFactory(name="river")
    stormy = shuffled_articles(3, tags=[storm])
    rivers = shuffled_articles(3, tags=[river])
    reader = Reader()
    reader.check(["storm"], stormy)
    for tags, articles in [([], stormy + rivers), (["river"], rivers)]:
        reader.check(tags, articles)
    reader.another()
    for tags, articles in [(["storm"], stormy), ([], stormy + rivers), ([], stormy + rivers)]:
        reader.check(tags, articles)


def test_only_articles_that_bear_all_tags():
    """With ?tag= values the list is narrowed to published articles that bear every one of them."""
    storm, river = TagFactory(name="storm"), TagFactory(name="river")
    both = shuffled_articles(3, tags=[river, storm])
    one = shuffled_articles(3, tags=[storm])
    other = shuffled_articles(2, tags=[river])
    bare = shuffled_articles(2)
    article(random_moment(), [storm, river], title="A draft", published=False)
    for tags, articles in [
        (["storm"], both + one),
        (["river"], both + other),
        (["storm", "river"], both),
        (["river", "storm"], both),
        (["river", "storm", "snow"], []),
        (["snow"], []),
        ([], both + one + other + bare),
    ]:
        Reader().check(tags, articles)


def test_equal_articles_are_all_listed():
    """Two articles of one title and one moment are both listed, with and without tags."""
    storm, river = TagFactory(name="storm"), TagFactory(name="river")
    articles = shuffled_articles(2, tags=[storm, river])
    twin = articles[0]
    again: Any = article(twin.published_at, [storm, river], title=twin.title)
    namesake: Any = article(random_moment(), [storm, river], title=twin.title)
    for tags in ([], ["storm"], ["storm", "river"]):
        asked = "4 published articles: two of one title and moment, a third of the same title"
        Reader().check(tags, [*articles, again, namesake], asked=asked)


def test_a_repeated_tag_changes_nothing():
    """A tag that is sent again, however often, narrows the list no further, and is given back."""
    storm, river = TagFactory(name="storm"), TagFactory(name="river")
    articles = shuffled_articles(3, tags=[storm, river])
    stormy = shuffled_articles(3, tags=[storm])
    for tags, wish in (
        (["storm", "river"], articles),
        (["storm", "river", "storm"], articles),
        (["river", "river", "storm"], articles),
        (["storm"] * 70, articles + stormy),
        (["river", "storm"] * 70, articles),
    ):
        Reader().check(tags, wish)


@pytest.mark.machine
def test_nothing_is_kept_for_who_comes_again():
    """Who comes again, with a user that has a key and a session, is answered as anybody is."""
    storm, river = TagFactory(name="storm"), TagFactory(name="river")
    stormy, rivers = shuffled_articles(3, tags=[storm]), shuffled_articles(3, tags=[river])
    for who, user, session in [
        ("the user with pk 7", User(pk=7, username="editor"), None),
        ("a user with this session", somebody(), {"basket": "full"}),
    ]:
        reader = Reader()
        reader.comes(who, user, session)
        reader.check(["storm"], stormy)
        reader.check(["river"], rivers)
        reader.check([], stormy + rivers)
        stormy.append(article(random_moment(), [storm]))
        reader.story.append("one more article was saved")
        reader.check(["storm"], stormy)
        reader.check([], stormy + rivers)


def test_overlapping_requests():
    """Two requests at the same time are answered each from its own ?tag= values."""
    storm, river = TagFactory(name="storm"), TagFactory(name="river")
    stormy = shuffled_articles(3, tags=[storm])
    rivers = shuffled_articles(3, tags=[river])
    inner: list[dict] = []
    answering: list[bool] = []
    reader = Reader()

    def meanwhile() -> None:
        """Serve another request in the middle of the first."""
        if not answering:
            answering.append(True)
            inner.append(reader.get("river"))
            answering.clear()

    def before_each_query(execute, *arguments):
        meanwhile()
        return execute(*arguments)

    def looked_up():
        meanwhile()
        return somebody()

    asked = f"GET {path_of('storm')}; while {{}}, the same view serves {path_of('river')}"
    for moment, lazy in [("its query runs", False), ("its user is looked up", True)]:
        inner.clear()
        story = asked.format(moment)
        # Without a lazy user, the wrapper is the only one who serves the other request.
        if lazy:
            outer = reader.get("storm", user=SimpleLazyObject(looked_up))
        else:
            with connection.execute_wrapper(before_each_query):
                outer = reader.get("storm")
        check(outer, stormy, ["storm"], story, LEAK)
        require(inner, asked=story, expected="a query and a user", got="none")
        for found in inner:
            check(found, rivers, ["river"], f"{story}:\nthe second answer", LEAK)
    check_before_each_line(stormy, rivers)


def check_before_each_line(stormy: list, rivers: list) -> None:
    """The same where another request comes before each line of the answer's."""
    reader, inner, shared = Reader(), [], connections[DEFAULT_DB_ALIAS]

    def other() -> None:
        # A thread would ask a database of its own, an empty one.
        connections[DEFAULT_DB_ALIAS] = shared
        inner.append(reader.get("river"))

    shared.inc_thread_sharing()
    try:
        outer = at_each_line(lambda: reader.get("storm"), other)
    finally:
        shared.dec_thread_sharing()
    story = f"GET {path_of('storm')}; before each line of views.py on its way,"
    story += f"\nthe same view serves {path_of('river')} in another thread"
    check(outer, stormy, ["storm"], story, LEAK)
    for found in inner:
        check(found, rivers, ["river"], f"{story}:\nthe second answer", LEAK)
