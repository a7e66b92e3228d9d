"""Tasks 2 and 3: a page that cooks once, and a teaser of three titles."""

from collections.abc import Callable

import pytest
from django.db.models import QuerySet

from katas.day07_lazy_querysets.tests.driver import call, observe, queries
from katas.day07_lazy_querysets.tests.expectations import (
    check_cost,
    check_page,
    check_shape,
    check_texts,
    cost,
)
from katas.day07_lazy_querysets.tests.given import (
    by_slug,
    check_each,
    newest,
    nothing,
    querysets,
    texts,
)
from katas.day07_lazy_querysets.tests.tables import (
    HARD_TITLES,
    falling_moments,
    put,
    titled_stories,
)
from katas.newsroom.factories import ArticleFactory, seed_articles
from katas.newsroom.models import Article

pytestmark = pytest.mark.django_db

# Task 2: cook once --------------------------------------------------------------------------------

PAGES = {
    "all": newest,
    "sliced": lambda: by_slug()[12:17],
    "empty": nothing,
    "untitled": lambda: by_slug().filter(title=""),
    "two": lambda: by_slug()[:2],
    "unordered": lambda: Article.objects.filter(published=True),
}


@pytest.mark.task(2)
@pytest.mark.parametrize("page", PAGES)
def test_front_page_asks_once(page, django_assert_max_num_queries):
    """The front page needs one query: titles in the order given, their number, and whether none."""
    put(titled_stories(), by_slug=True)
    if page == "all":
        seed_articles(1_200)
    articles, titles = PAGES[page](), texts(PAGES[page]())
    asked = f"front_page(articles), of {len(titles):,} articles"
    asked += " in a slice" * articles.query.is_sliced + " without a title" * (page == "untitled")
    asked += " in no order" * (not articles.ordered)
    with cost(asked, most=1), django_assert_max_num_queries(1):
        check_page(queries.front_page(articles), titles, asked)


@pytest.mark.task(2)
def test_front_page_of_any_queryset():
    """However the queryset is narrowed, ordered and cut, one query gives its front page."""
    stories = put(titled_stories(), by_slug=True)
    for given in querysets():
        ids = given.ids(given())
        asked = given.asked("front_page", len(ids))
        seen = observe(asked, queries.front_page, given.ready())
        check_shape(seen.value, asked)
        titles = f'{asked}: ["titles"]'
        check_each(seen.value["titles"], given, ids, lambda pk: stories[pk].title, titles)
        check_page(seen.value, seen.value["titles"], asked)
        check_cost(seen, asked, most=1)


@pytest.mark.task(2)
def test_front_page_is_of_today():
    """Asked again, the front page shows the articles of now."""
    ArticleFactory(title="Storm")
    asked = "front_page(articles), of 1 article"
    first = call(asked, queries.front_page, by_slug())
    check_page(first, ["Storm"], asked)
    by_slug().update(title="Tram")
    ArticleFactory(title="River")
    asked = "front_page(articles), asked before, after 1 article was renamed and 1 was published"
    check_page(call(asked, queries.front_page, by_slug()), ["Tram", "River"], asked)
    check_page(first, ["Storm"], "what front_page(articles) had returned, after another call")
    # No signal tells of it.
    by_slug().update(title="Harbour")
    asked = "front_page(articles), asked before, after update() renamed both articles"
    check_page(call(asked, queries.front_page, by_slug()), ["Harbour"] * 2, asked)
    asked = "front_page(articles), of no articles"
    for when in "", ", asked again, after the titles that came were changed":
        page = call(asked, queries.front_page, nothing())
        check_page(page, [], asked + when)
        page["titles"].append("Storm")


EATEN: dict[str, tuple[Callable[[], QuerySet], Callable[[QuerySet], object], str]] = {
    "list": (newest, list, "list(articles)"),
    "bool": (by_slug, bool, "bool(articles)"),
    "slice": (lambda: by_slug()[2:9], len, "len(articles)"),
    "short": (lambda: by_slug()[:2], list, "list(articles)"),
    "empty": (nothing, list, "list(articles)"),
}


@pytest.mark.task(2)
@pytest.mark.parametrize("case", EATEN)
def test_teaser_of_what_is_there(case, django_assert_num_queries):
    """A teaser of articles that were fetched before asks nothing."""
    for title, moment in zip(HARD_TITLES, falling_moments(12), strict=False):
        ArticleFactory(title=title, published_at=moment)
    build, evaluate, how = EATEN[case]
    articles = build()
    evaluate(articles)
    titles = texts(build())
    asked = f"teaser(articles) after {how}, of {len(titles)} articles"
    note = "The queryset holds its articles already."
    with cost(asked, most=0, instances=3, note=note), django_assert_num_queries(0):
        check_texts(queries.teaser(articles), titles[:3], asked)


@pytest.mark.task(2)
def test_teaser_of_any_queryset_that_is_there():
    """However the queryset was made and read, its teaser is of what it holds, and asks nothing."""
    stories = put(titled_stories(), by_slug=True)
    for given in querysets(fetched=True):
        articles = given.ready()
        ids = given.ids(articles)
        asked = given.asked("teaser", len(ids))
        seen = observe(asked, queries.teaser, articles)
        check_texts(seen.value, [stories[pk].title for pk in ids[:3]], asked)
        check_cost(seen, asked, most=0, instances=3)


# Task 3: ask the smaller question -----------------------------------------------------------------

UNEATEN = {
    "many": newest,
    "in_their_order": by_slug,
    "sliced": lambda: by_slug()[4:9],
    "two": lambda: by_slug()[:2],
    "none": nothing,
}


@pytest.mark.task(3)
@pytest.mark.parametrize("case", UNEATEN)
def test_teaser_builds_three_at_most(case):
    """A teaser of articles that nobody fetched takes one query, and three instances at most."""
    seed_articles(60)
    titles = texts(UNEATEN[case]())
    asked = f"teaser(articles), of {len(titles)} articles that were not fetched before"
    seen = observe(asked, queries.teaser, UNEATEN[case]())
    check_texts(seen.value, titles[:3], asked)
    check_cost(seen, asked, most=1, instances=3)


@pytest.mark.task(3)
def test_teaser_of_any_queryset():
    """However the queryset is narrowed, ordered and cut, one query gives three titles at most."""
    stories = put(titled_stories(), by_slug=True)
    for given in querysets(slices=["", "[:2]", "[4:]", "[1:][3:8]", "[:0]"]):
        ids = given.ids(given())[:3]
        asked = given.asked("teaser", len(ids))
        seen = observe(asked, queries.teaser, given.ready())
        check_each(seen.value, given, ids, lambda pk: stories[pk].title, asked)
        check_cost(seen, asked, most=1, instances=3)


@pytest.mark.task(3)
def test_teaser_takes_titles_as_they_are():
    """A teaser shows titles as they are: empty ones, equal ones, blanks and brackets."""
    count = len(put(titled_stories(), by_slug=True))
    for start in range(0, count, 3):
        titles = texts(by_slug()[start : start + 3])
        asked = f"teaser(articles), of articles with the titles {', '.join(map(repr, titles))}"
        seen = observe(asked, queries.teaser, by_slug()[start : start + 3])
        check_texts(seen.value, titles, asked)


@pytest.mark.task(3)
def test_teaser_is_of_today():
    """Asked again for a queryset that nobody has read, a teaser shows the titles of now."""
    # Five: whoever reads the queryset itself builds too many.
    articles = by_slug()
    ArticleFactory.create_batch(5, title="Storm")
    asked = "teaser(articles), of 5 articles"
    first = observe(asked, queries.teaser, articles).value
    check_texts(first, ["Storm"] * 3, asked)
    by_slug().update(title="Tram")
    asked = "teaser(articles), asked before, after the articles were renamed"
    check_texts(observe(asked, queries.teaser, articles).value, ["Tram"] * 3, asked)
    check_texts(first, ["Storm"] * 3, "what teaser(articles) had returned, after another call")
    asked = "teaser(articles), of no articles"
    for when in "", ", asked again, after the list that came was changed":
        titles = call(asked + when, queries.teaser, nothing())
        check_texts(titles, [], asked + when)
        titles.append("Storm")
