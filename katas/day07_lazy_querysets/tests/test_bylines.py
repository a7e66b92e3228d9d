"""Task 5: authors and tags of all articles, in a few queries."""

from functools import partial
from typing import Any

import pytest
from django.db.models import QuerySet

from katas.day07_lazy_querysets.tests.driver import call, observe, queries
from katas.day07_lazy_querysets.tests.expectations import (
    check_cost,
    check_list,
    check_texts,
    check_value,
)
from katas.day07_lazy_querysets.tests.given import (
    BYLINES,
    HOW,
    check_each,
    evaluated,
    newest,
    nothing,
    querysets,
)
from katas.day07_lazy_querysets.tests.tables import (
    Story,
    hard_stories,
    plain_stories,
    put,
)
from katas.harness.verdicts import require
from katas.newsroom.factories import ArticleFactory, AuthorFactory, TagFactory
from katas.newsroom.models import Article, Author

pytestmark = [pytest.mark.django_db, pytest.mark.task(5)]

MOST = 4


def check_bylines(articles: QuerySet, wish: list[Story], asked: str) -> list[str]:
    """The lines; where one differs in its tags, its article's tags are named one by one."""
    value = call(asked, queries.bylines, articles)
    check_texts(value, [story.line for story in wish], asked, note=lambda place: tags(wish, place))
    return value


def tags(wish: list[Story], place: int | None) -> str:
    """The tags of a story one a line, where the line does not tell where one ends."""
    names = sorted(wish[place].tags) if place is not None else []
    if not any(mark in name for name in names for mark in ",[]\n"):
        return ""
    return f"Its tags, one a line:\n{chr(10).join(f'  {name!r}' for name in names)}"


@pytest.mark.parametrize("case", BYLINES)
def test_bylines_in_the_order_given(case):
    """Each article has its line, in the order given, the tags sorted as Python sorts."""
    wish = plain_stories(12, authors=5)
    put(wish)
    wish = wish[1:8] if "slice" in case else wish
    asked = f"bylines(articles), of {len(wish)} articles{HOW[case]}"
    check_bylines(BYLINES[case](7), wish, asked)


def test_bylines_of_any_text():
    """Titles and names are taken over as they are, from any queryset, however it was read."""
    stories = put(hard_stories())
    for fetched, slices in (False, ("[2:9]",)), (True, ("", "[1000:]")):
        for given in querysets(whole=[""], slices=slices, fetched=fetched):
            articles = given.ready()
            ids = given.ids(articles)
            asked = given.asked("bylines", len(ids))
            seen = observe(asked, queries.bylines, articles)
            wish = [stories[pk] for pk in ids]
            note = partial(tags, wish)
            check_each(seen.value, given, ids, lambda pk: stories[pk].line, asked, note)
            check_cost(seen, asked, most=MOST)


def test_bylines_without_an_order(restless):
    """Of articles in no order, each line is still that of one article."""
    wish = sorted(story.line for story in put(plain_stories(12, authors=12)).values())
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
    names = ("zoo", "harbour"), ("harbour", "arts"), ("harbour",), ("zoo", "arts")
    stories = [Story(f"Title {n}", "Ada Wells", some) for n, some in enumerate(names)]
    put(stories)
    asked = 'bylines(articles.filter(tags__name="harbour")), of 3 articles'
    check_bylines(newest().filter(tags__name="harbour"), stories[:3], asked)


@pytest.mark.parametrize("case", ["whole", "sliced", "evaluated"])
def test_bylines_of_articles_that_come_twice(case):
    """An article that a join returns twice has two lines, and each has all of its tags."""
    names = ("harbour",), ("harbour", "council", "zoo"), ("council", "zoo"), ("zoo",)
    stories = put([Story(f"Title {n}", "Ada Wells", some) for n, some in enumerate(names, 1)])
    articles = newest().filter(tags__name__in=["harbour", "council"])
    given = 'articles.filter(tags__name__in=["harbour", "council"])'
    if case == "sliced":
        articles, given = articles[1:], f"{given}[1:]"
    wish = [stories[pk] for pk in articles.values_list("pk", flat=True)]
    assert len(wish) > len(set(wish))
    fetched = ", fetched before" * (case == "evaluated")
    asked = f'bylines({given}){fetched}, where "Title 2" comes twice'
    if fetched:
        evaluated(articles)
    seen = observe(asked, queries.bylines, articles)
    check_texts(seen.value, [story.line for story in wish], asked)
    check_cost(seen, asked, most=MOST)


def test_bylines_of_twins():
    """Articles with the same title, and authors with the same name, keep their own tags."""
    ada, bo = "Ada Wells", "Bo Lind"
    stories = Story("Storm", ada, ("late",)), Story("Storm", ada, ("early",)), Story("Storm", bo)
    put(stories)
    asked = 'bylines(articles), of 3 articles with the title "Storm", 2 of them by an "Ada Wells"'
    check_bylines(newest(), list(stories), asked)


def test_bylines_are_of_today():
    """Asked again, bylines() shows the authors, the tags and the names of now."""
    tag: Any = TagFactory(name="harbor")
    article: Any = ArticleFactory(title="Storm", author__name="Ada Wells", tags=[tag])
    asked = "bylines(articles), of 1 article"
    old = Story("Storm", "Ada Wells", ("harbor",))
    first = call(asked, queries.bylines, newest())
    check_texts(first, [old.line], asked)
    asked = "bylines(articles), asked before, after the {} was renamed"
    for each, said, name in (tag, "tag", "harbour"), (article.author, "author", "Ada Lind"):
        each.name = name
        each.save()
        now = Story("Storm", article.author.name, ("harbour",))
        check_bylines(newest(), [now], asked.format(said))
    article.tags.set([TagFactory(name="zoo")])
    asked = "bylines(articles), asked before, after the tag was replaced"
    check_bylines(newest(), [Story("Storm", "Ada Lind", ("zoo",))], asked)
    Article.objects.update(title="Tram", author=AuthorFactory(name="Bo Lind"))
    asked = "bylines(articles), asked before, after another author took the article over"
    check_bylines(newest(), [Story("Tram", "Bo Lind", ("zoo",))], asked)
    # No signal tells of it.
    Article.objects.update(title="River")
    asked = "bylines(articles), asked before, after update() renamed the article"
    check_bylines(newest(), [Story("River", "Bo Lind", ("zoo",))], asked)
    Author.objects.update(name="Cy Lind")
    asked = "bylines(articles), asked before, after update() renamed the authors"
    check_bylines(newest(), [Story("River", "Cy Lind", ("zoo",))], asked)
    check_texts(first, [old.line], "what bylines(articles) had returned, after another call")


def test_bylines_of_nothing():
    """No articles: no lines."""
    ArticleFactory()
    check_bylines(Article.objects.none(), [], "bylines(Article.objects.none())")
    asked = "bylines(articles), of a filter that no article passes"
    for when in "", ", asked again, after the list that came was changed":
        check_bylines(nothing(), [], asked + when).append("Storm by Ada Wells")
