"""Task 5: nothing left behind. What ArticleList answers, request after request."""

from datetime import timedelta
from typing import Any
from urllib.parse import quote

import factory.random
import pytest
from django.db import connection

from katas.day03_class_based_views.tests.driver import (
    ask,
    json_of,
    request_for,
    somebody,
    view_of,
    views,
)
from katas.harness.verdicts import require
from katas.newsroom.factories import (
    ArticleFactory,
    TagFactory,
    random_moment,
    random_title,
    seed_articles,
)
from katas.newsroom.models import Article

pytestmark = [pytest.mark.task(5), pytest.mark.django_db]


def get(view, *tags: str) -> dict:
    """The JSON of a signed-in GET with these ?tag= values."""
    path = path_of(*tags)
    return json_of(ask(view, request_for("GET", path, somebody())), f"GET {path}")


def path_of(*tags: str) -> str:
    return "/articles/" + ("?" if tags else "") + "&".join(f"tag={quote(tag)}" for tag in tags)


def newest_first(articles) -> list[str]:
    return [each.title for each in sorted(articles, key=lambda a: a.published_at, reverse=True)]


def check(found: dict, articles, asked: str, tags=(), note: str = "") -> None:
    """These articles' titles, newest first, and these tags."""
    wish = newest_first(articles)
    require(
        found["titles"] == wish,
        asked=asked,
        expected="titles " + listed(wish),
        got="titles " + listed(found["titles"]),
        note=note,
    )
    require(
        found["tags"] == list(tags),
        asked=asked,
        expected=f"tags {list(tags)}",
        got=f"tags {found['tags']}",
        note=note,
    )


def listed(titles) -> str:
    if not isinstance(titles, list):
        return repr(titles)
    return f"({len(titles)})" + "".join(f"\n  {title}" for title in titles)


def article(published_at, tags=(), **fields) -> Any:
    """An article whose title says what the list goes by; sorting the titles would not help."""
    bears = ", ".join(tag.name for tag in tags) or "no tag"
    words = " ".join(random_title().split()[:2])
    fields = {"title": f"{words} ({bears}; {published_at:%Y-%m-%d %H:%M})", **fields}
    return ArticleFactory(published_at=published_at, tags=tags, **fields)


def shuffled_articles(count: int, tags=()) -> list[Article]:
    """Articles whose moments follow neither their ids nor their titles."""
    moments = sorted({random_moment() for _ in range(count * 2)})
    # The first and the last by id are neither the oldest nor the newest.
    chosen = factory.random.randgen.sample(moments[1:-1], count - 2)
    middle = len(chosen) // 2
    order = [*chosen[:middle], moments[-1], moments[0], *chosen[middle:]]
    return [article(moment, tags) for moment in order]


def test_published_titles_newest_first():
    """A GET lists the titles of all published articles, the newest published_at first."""
    articles = shuffled_articles(7)
    for each in articles[:3]:
        article(each.published_at, title="A draft", published=False)
    twin = article(random_moment(), title=articles[2].title)
    # Neither the day nor the id tells which is newer; and a date ahead makes nothing unpublished.
    noon = random_moment().replace(year=2099, day=1, hour=12, minute=30)
    one_day = [article(noon + timedelta(minutes=minutes)) for minutes in (2, 0)]
    one_day.append(article(noon + timedelta(minutes=1), title="Rivers & <storms>"))
    view = view_of(views.ArticleList)
    asked = "GET /articles/, with 11 published articles, two of one title, and 3 drafts"
    check(get(view), [*articles, twin, *one_day], asked)


def test_only_articles_that_bear_all_tags():
    """With ?tag= values the list is narrowed to published articles that bear every one of them."""
    storm, river = TagFactory(name="storm"), TagFactory(name="river")
    near = [TagFactory(name="stormy"), TagFactory(name="Storm"), TagFactory(name="riverside")]
    both = shuffled_articles(3, tags=[river, storm, near[0]])
    one = shuffled_articles(3, tags=[storm])
    other = shuffled_articles(3, tags=[river, near[1], near[2]])
    far = shuffled_articles(3, tags=near)
    bare = shuffled_articles(3)
    article(random_moment(), [storm, river], title="A draft", published=False)
    view = view_of(views.ArticleList)
    cases = [
        (("storm",), both + one),
        (("river",), both + other),
        (("storm", "river"), both),
        (("river", "storm"), both),
        (("river", "storm", "snow"), []),
        (("Storm",), other + far),
        ((" storm",), []),
        (("storm,river",), []),
        ((), both + one + other + far + bare),
    ]
    for tags, articles in cases:
        check(get(view, *tags), articles, f"GET {path_of(*tags)}", tags)


def test_a_repeated_tag_changes_nothing():
    """A tag that is sent twice narrows the list no further, and is given back as it was sent."""
    storm, river = TagFactory(name="storm"), TagFactory(name="river")
    articles = shuffled_articles(3, tags=[storm, river])
    shuffled_articles(3, tags=[storm])
    view = view_of(views.ArticleList)
    for tags in [("storm", "river"), ("storm", "river", "storm"), ("river", "river", "storm")]:
        check(get(view, *tags), articles, f"GET {path_of(*tags)}", tags)


def test_nothing_leaks_into_the_next_request():
    """A request is answered from its own ?tag= values, whatever was asked before it."""
    storm, river = TagFactory(name="storm"), TagFactory(name="river")
    stormy = shuffled_articles(3, tags=[storm])
    rivers = shuffled_articles(3, tags=[river])
    one, two = view_of(views.ArticleList), view_of(views.ArticleList)
    asked_before: list[str] = []
    for view, tags, articles in [
        (one, ("storm",), stormy),
        (one, (), stormy + rivers),
        (one, ("river",), rivers),
        (two, ("storm",), stormy),
        (two, (), stormy + rivers),
        (one, (), stormy + rivers),
    ]:
        path = path_of(*tags)
        asked = f"GET {path}" + (f"\nafter GET {', '.join(asked_before)}" if asked_before else "")
        check(get(view, *tags), articles, asked, tags, note=LEAK if asked_before else "")
        asked_before.append(path)


@pytest.mark.machine
def test_overlapping_requests():
    """Two requests at the same time are answered each from its own ?tag= values."""
    storm, river = TagFactory(name="storm"), TagFactory(name="river")
    stormy = shuffled_articles(3, tags=[storm])
    rivers = shuffled_articles(3, tags=[river])
    view = view_of(views.ArticleList)
    inner: list[dict] = []

    def meanwhile(execute, *arguments):
        """Serve another request before each query of the first."""
        if not answering:
            answering.append(True)
            inner.append(get(view, "river"))
            answering.clear()
        return execute(*arguments)

    answering = []
    with connection.execute_wrapper(meanwhile):
        outer = get(view, "storm")
    asked = "GET /articles/?tag=storm; while its query runs, the same view serves ?tag=river"
    check(outer, stormy, asked, ["storm"], note=LEAK)
    require(inner, asked="GET /articles/?tag=storm", expected="a query", got="none")
    for found in inner:
        check(found, rivers, f"{asked}:\nthe second answer", ["river"], note=LEAK)


LEAK = """What lives on the class or in the module is one for all requests. Every request
has an instance of its own, and local names."""


@pytest.mark.parametrize("tags", [(), ("storm",)], ids=["all", "tagged"])
def test_later_articles_appear(tags):
    """Articles that are saved after the first request are in the next answer as they are now."""
    storm: Any = TagFactory(name="storm")
    articles = shuffled_articles(4, tags=[storm])
    view = view_of(views.ArticleList)
    asked = f"GET {path_of(*tags)}"
    check(get(view, *tags), articles, asked, tags)
    articles.append(article(random_moment(), [storm]))
    check(get(view, *tags), articles, f"{asked}, after one more article was saved", tags)
    gone = articles.pop(1)
    gone.published = False
    gone.save()
    articles[0].title = "Corrected headline"
    articles[0].save()
    asked += ", after one article was withdrawn and one got a new title"
    check(get(view, *tags), articles, asked, tags)
    seed_articles(120)
    storm.articles.add(*Article.objects.all())
    got, wish = len(get(view, *tags)["titles"]), len(articles) + 120
    require(
        got == wish,
        asked=f"GET {path_of(*tags)}, with {wish} published articles to list",
        expected=f"{wish} titles: all of them",
        got=f"{got} titles",
    )
