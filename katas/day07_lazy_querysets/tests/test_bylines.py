"""Task 5: authors and tags of all articles, in a few queries."""

from typing import Any

import pytest
from django.db.models import QuerySet
from factory.random import randgen

from katas.day07_lazy_querysets.tests.driver import call, counted, observe, queries
from katas.day07_lazy_querysets.tests.expectations import (
    check_list,
    check_texts,
    check_value,
)
from katas.day07_lazy_querysets.tests.given import (
    HARD_TITLES,
    by_slug,
    falling_moments,
    newest,
    nothing,
    random_text,
)
from katas.harness.verdicts import Figure, require
from katas.newsroom.factories import ArticleFactory, AuthorFactory, TagFactory, random_title
from katas.newsroom.models import Article

pytestmark = [pytest.mark.django_db, pytest.mark.task(5)]

MOST = 4
TAGS = "zoo", "Arts", "Zebra", "arts", "\xc9lan", "city, north"


def fill(titles: list[str], authors: int) -> None:
    """Articles with these titles, the newest first, with none, one, three or all of six tags.

    They are made in an order of its own, so that their ids say nothing of their moments.
    """
    tags = [TagFactory(name=name) for name in TAGS]
    writers = AuthorFactory.create_batch(authors)
    moments = falling_moments(len(titles))
    for number in randgen.sample(range(len(titles)), len(titles)):
        some = randgen.sample(tags, (0, 1, 3, 6)[number % 4])
        fields = {"published_at": moments[number], "author": writers[number % authors]}
        ArticleFactory(title=titles[number], tags=some, **fields)


def numbered(count: int) -> list[str]:
    """Titles in an order that is not theirs."""
    return [f"{random_title()} {number}" for number in range(1, count + 1)]


def lines_of(articles: QuerySet[Article]) -> dict[int, str]:
    """The byline of each article by its id, worked out one by one."""
    lines = {}
    for article in articles:
        tags = sorted(tag.name for tag in article.tags.all())
        line = f"{article.title} by {article.author.name}"
        lines[article.pk] = f"{line} [{', '.join(tags)}]" if tags else line
    return lines


def check_bylines(articles: QuerySet, wish: list[str], asked: str) -> None:
    """The lines; where one differs in its tags, its article's tags are named one by one."""
    ids = list(articles.values_list("pk", flat=True))

    def tags(place: int | None) -> str:
        if place is None:
            return ""
        names = sorted(Article.objects.get(pk=ids[place]).tags.values_list("name", flat=True))
        if not any("," in name for name in names):
            return ""
        return f"Its tags, one a line:\n{chr(10).join(f'  {name}' for name in names)}"

    check_texts(call(asked, queries.bylines, articles), wish, asked, note=tags)


def evaluated(articles: QuerySet) -> QuerySet:
    len(articles)
    return articles


BYLINES = {
    "whole": lambda count: newest(),
    "sliced": lambda count: newest()[1 : count + 1],
    "evaluated": lambda count: evaluated(newest()),
    "evaluated_slice": lambda count: evaluated(newest()[1 : count + 1]),
}
HOW = {
    "whole": "",
    "sliced": " in a slice",
    "evaluated": " that were fetched before",
    "evaluated_slice": " in a slice that were fetched before",
}


@pytest.mark.parametrize("case", BYLINES)
def test_bylines_in_the_order_given(case):
    """Each article has its line, in the order given, the tags sorted as Python sorts."""
    fill(numbered(12), authors=5)
    wish = list(lines_of(BYLINES[case](7)).values())
    asked = f"bylines(articles), of {len(wish)} articles{HOW[case]}"
    check_bylines(BYLINES[case](7), wish, asked)


def test_bylines_of_any_title():
    """A title is taken over as it is: empty, with brackets, blanks or a "by" of its own."""
    fill([*HARD_TITLES, *(random_text() for _ in range(4))], authors=3)
    asked = f"bylines(articles), of articles with titles such as {HARD_TITLES[6]!r}"
    asked += f", {HARD_TITLES[9]!r} and ''"
    check_bylines(newest(), list(lines_of(newest()).values()), asked)


def test_bylines_without_an_order(restless):
    """Of articles in no order, each line is still that of one article."""
    fill(numbered(12), authors=12)
    wish = sorted(lines_of(Article.objects.all()).values())
    asked = "bylines(articles), of 12 articles in no order, sorted"
    lines = call(asked, queries.bylines, Article.objects.all())
    check_list(lines, asked)
    check_texts(sorted(lines), wish, asked)
    asked = "bylines(articles[:5]), of 12 articles in no order"
    lines = call(asked, queries.bylines, Article.objects.all()[:5])
    check_list(lines, asked)
    check_value(len(lines), 5, f"len({asked})")
    odd = [line for line in lines if line not in wish]
    require(
        not odd,
        asked=asked,
        expected="the lines of 5 of the articles",
        got=f"{odd[0]!r}, the line of none" if odd else "",
        note="The first 5 of unordered rows were some at one query, and others at the next.",
    )


def test_bylines_of_one_tag():
    """Articles chosen by one of their tags still show all of them."""
    common = TagFactory(name="harbour")
    moments = falling_moments(3)[::-1]
    for name, moment in zip(("zoo", "arts"), moments, strict=False):
        tags = [TagFactory(name=name), common]
        ArticleFactory(title=f"About {name}", tags=tags, published_at=moment)
    ArticleFactory(title="About nothing else", tags=[common], published_at=moments[2])
    ArticleFactory(tags=TagFactory.create_batch(2))
    articles = newest().filter(tags__name="harbour")
    wish = list(lines_of(articles.all()).values())
    asked = f'bylines(articles.filter(tags__name="harbour")), of {len(wish)} articles'
    check_bylines(articles.all(), wish, asked)


@pytest.mark.parametrize("case", ["whole", "sliced", "evaluated"])
def test_bylines_of_articles_that_come_twice(case):
    """An article that a join returns twice has two lines, and each has all of its tags."""
    tags = [TagFactory(name=name) for name in ("harbour", "council", "zoo")]
    for number, moment in enumerate(falling_moments(4)):
        some = (tags[:1], tags, tags[1:], tags[2:])[number]
        ArticleFactory(title=f"Title {number + 1}", tags=some, published_at=moment)
    articles = newest().filter(tags__name__in=["harbour", "council"])
    given = 'articles.filter(tags__name__in=["harbour", "council"])'
    if case == "sliced":
        articles, given = articles[1:], f"{given}[1:]"
    lines = lines_of(articles.all())
    wish = [lines[pk] for pk in articles.values_list("pk", flat=True)]
    assert len(wish) > len(lines)
    fetched = ", fetched before" * (case == "evaluated")
    asked = f'bylines({given}){fetched}, where "Title 2" comes twice'
    if fetched:
        evaluated(articles)
    check_texts(call(asked, queries.bylines, articles), wish, asked)


def test_bylines_of_twins():
    """Articles with the same title, and authors with the same name, keep their own tags."""
    for name in ("late", "early"):
        author = AuthorFactory(name="Ada Wells")
        ArticleFactory(title="Storm", author=author, tags=[TagFactory(name=name)])
    ArticleFactory(title="Storm", author=AuthorFactory(name="Bo Lind"))
    wish = list(lines_of(by_slug()).values())
    asked = 'bylines(articles), of 3 articles with the title "Storm", 2 of them by an "Ada Wells"'
    check_bylines(by_slug(), wish, asked)


def test_bylines_are_of_today():
    """Asked again, bylines() shows the names of now."""
    tag: Any = TagFactory(name="harbor")
    article: Any = ArticleFactory(title="Storm", author__name="Ada Wells", tags=[tag])
    asked = "bylines(articles), of 1 article"
    check_bylines(newest(), ["Storm by Ada Wells [harbor]"], asked)
    for each, name in ((tag, "harbour"), (article.author, "Ada Lind")):
        each.name = name
        each.save()
    asked = "bylines(articles), asked before, after the tag and the author were renamed"
    check_bylines(newest(), ["Storm by Ada Lind [harbour]"], asked)


def test_bylines_of_nothing():
    """No articles: no lines."""
    ArticleFactory()
    check_bylines(Article.objects.none(), [], "bylines(Article.objects.none())")
    check_bylines(nothing(), [], "bylines(articles), of a filter that no article passes")


@pytest.mark.parametrize("case", BYLINES)
def test_bylines_queries_do_not_grow(case):
    """30 articles by 30 authors take as many queries as 3 do, and never more than 4."""
    counts = {}
    for size in (3, 30):
        Article.objects.all().delete()
        for number, moment in enumerate(falling_moments(size + ("slice" in case))[::-1], 1):
            tags = TagFactory.create_batch((2, 0, 1)[number % 3])
            ArticleFactory(title=f"{random_title()} {number}", tags=tags, published_at=moment)
        wish = list(lines_of(BYLINES[case](size)).values())
        asked = f"bylines(articles), of {size} articles by {size} authors{HOW[case]}"
        seen = observe(asked, queries.bylines, BYLINES[case](size))
        check_texts(seen.value, wish, asked)
        counts[size] = seen.queries
        few = counts[3]
        allowed = min(few, MOST)
        wished = f"at most {MOST} queries"
        if size > 3:
            wished = f"no more than for 3 articles: {counted(few, 'query', 'queries')}"
        require(
            seen.queries <= allowed,
            asked=asked,
            expected=wished,
            got=seen.report(instances=False),
            figures=[
                Figure(f"queries for {number}", "", count, allowed=MOST, bar=True)
                for number, count in counts.items()
            ],
        )


FETCHED = {
    "shuffled": lambda: Article.objects.order_by("?"),
    "withdrawn": newest,
}


@pytest.mark.parametrize("case", FETCHED)
def test_bylines_of_what_was_fetched(case):
    """Of articles that were fetched before, the lines are of those, and nothing asks for them."""
    fill(numbered(12), authors=5)
    articles = evaluated(FETCHED[case]())
    lines = lines_of(Article.objects.all())
    wish = [lines[article.pk] for article in articles]
    asked = "bylines(articles), of 12 articles that were fetched before"
    if case == "shuffled":
        asked += ' by order_by("?")'
    else:
        asked += "; since then all were given new titles, and half of them were withdrawn"
        Article.objects.update(title="Storm")
        Article.objects.filter(pk__in=[article.pk for article in articles[::2]]).update(
            published=False
        )
    seen = observe(asked, queries.bylines, articles)
    again = [each.site for each in seen.ledger.statements if 'FROM "newsroom_article" ' in each.sql]
    note = f"The articles are asked for again at {again[0]}" if again and again[0] else ""
    check_texts(seen.value, wish, asked, note=lambda place: note)
