"""Task 5: authors and tags of all articles, in a few queries."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.db import transaction
from django.db.models import QuerySet, Value
from django.db.models.functions import Concat
from django.utils import timezone

from katas.day07_lazy_querysets.tests.driver import call, counted, observe, queries
from katas.day07_lazy_querysets.tests.expectations import (
    check_cost,
    check_list,
    check_texts,
    check_value,
)
from katas.day07_lazy_querysets.tests.given import (
    check_each,
    newest,
    nothing,
    querysets,
)
from katas.day07_lazy_querysets.tests.tables import (
    Story,
    hard_stories,
    plain_stories,
    put,
    share,
)
from katas.harness.verdicts import Figure, require
from katas.newsroom.factories import ArticleFactory, AuthorFactory, TagFactory, seed_articles
from katas.newsroom.models import Article, Author, Tag

pytestmark = [pytest.mark.django_db, pytest.mark.task(5)]

MOST = 4
# Three articles, three authors and six tags, each joined with each other.
FEW_ROWS = 50


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
    for each, name in ((tag, "harbour"), (article.author, "Ada Lind")):
        each.name = name
        each.save()
    asked = "bylines(articles), asked before, after the tag and the author were renamed"
    check_bylines(newest(), [Story("Storm", "Ada Lind", ("harbour",))], asked)
    article.tags.set([TagFactory(name="zoo")])
    asked = "bylines(articles), asked twice before, after the tag was replaced"
    check_bylines(newest(), [Story("Storm", "Ada Lind", ("zoo",))], asked)
    Article.objects.update(title="Tram", author=AuthorFactory(name="Bo Lind"))
    asked = "bylines(articles), asked before, after another author took the article over"
    check_bylines(newest(), [Story("Tram", "Bo Lind", ("zoo",))], asked)
    check_texts(first, [old.line], "what bylines(articles) had returned, after another call")


def test_bylines_of_nothing():
    """No articles: no lines."""
    ArticleFactory()
    check_bylines(Article.objects.none(), [], "bylines(Article.objects.none())")
    asked = "bylines(articles), of a filter that no article passes"
    for when in "", ", asked again, after the list that came was changed":
        check_bylines(nothing(), [], asked + when).append("Storm by Ada Wells")
    articles = evaluated(nothing())
    Article.objects.update(word_count=10**6 + 1)
    check_bylines(articles, [], f"{asked}, fetched before; since then one does")


def test_bylines_of_a_few_of_many():
    """A few lines fetch what they are made of, and not the authors and tags of all articles."""
    seed_articles(200, authors=200)
    others = list(Article.objects.values_list("pk", flat=True)[: 2 * FEW_ROWS])
    stories = [Story(f"Title {n}", f"Author {n}", ("arts", "zoo")) for n in range(3)]
    ids = list(put(stories))
    TagFactory.create_batch(50)
    share(others, Article.objects.filter(pk__in=ids))
    for articles, how in (
        (newest(), ""),
        (evaluated(newest().filter(pk__in=ids)), HOW["evaluated"]),
    ):
        asked = (
            f"bylines(articles), of 3 articles of 203{how}; others have the same authors and tags"
        )
        seen = observe(asked, queries.bylines, articles.filter(pk__in=ids) if not how else articles)
        check_texts(seen.value, [story.line for story in stories], asked)
        rows = seen.ledger.rows()
        require(
            rows <= FEW_ROWS,
            asked=asked,
            expected=f"at most {FEW_ROWS} rows of articles, authors and tags",
            got=f"{rows} rows",
            note=seen.ledger.greediest(),
        )


@pytest.mark.parametrize("case", BYLINES)
def test_bylines_queries_do_not_grow(case):
    """30 or 300 articles by as many authors take as many queries as 3 do, and never more than 4."""
    counts: dict[int, int] = {}
    for size in (3, 30, 300) if case in ("whole", "evaluated_slice") else (3, 30):
        for model in (Article.tags.through, Article, Tag):
            model.objects.all()._raw_delete("default")
        stories = [
            Story(f"Title {n}", f"Author {n}", ("zoo", f"tag {n % 20}")[: n % 3])
            for n in range(1, size + 3)
        ]
        put(stories)
        articles = BYLINES[case](size)
        wish = stories[1:-1] if "slice" in case else stories
        asked = f"bylines(articles), of {len(wish)} articles by {len(wish)} authors{HOW[case]}"
        seen = observe(asked, queries.bylines, articles)
        check_texts(seen.value, [story.line for story in wish], asked)
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


def test_bylines_of_what_was_shuffled():
    """Articles that were fetched in an order that no query repeats have their lines in it."""
    stories = put(plain_stories(12, authors=5))
    articles = evaluated(Article.objects.order_by("?"))
    wish = [stories[article.pk] for article in articles]
    check_fetched(articles, wish, ' by order_by("?")')


CHANGES: dict[str, Callable[[list[int]], object]] = {
    "all were given new titles": lambda ids: Article.objects.update(title="Storm"),
    "half of them were withdrawn": lambda ids: Article.objects.filter(pk__in=ids[::2]).update(
        published=False
    ),
    "a newer one was published": lambda ids: ArticleFactory(
        published_at=timezone.now() + timedelta(days=400)
    ),
    "the author and the tags were renamed, and a tag was taken off": lambda ids: (
        Author.objects.update(name=Concat(Value("New "), "name")),
        Tag.objects.filter(name="zoo").delete(),
        Tag.objects.update(name=Concat(Value("old "), "name")),
    ),
    "all were handed on to another author": lambda ids: Article.objects.update(
        author=AuthorFactory()
    ),
    "half of them were deleted, and so what says which tags they had": lambda ids: (
        Article.objects.filter(pk__in=ids[::2]).delete()
    ),
}


def test_bylines_of_what_was_fetched():
    """Fetched articles are taken as they are; what authors and tags are called, as it is now."""
    put(plain_stories(12, authors=5))
    for said, change in CHANGES.items():
        articles = evaluated(newest())
        with transaction.atomic():
            change([article.pk for article in articles])
            names = dict(Author.objects.values_list("pk", "name"))
            wish = [Story(a.title, names[a.author_id], tags_of(a)) for a in articles]
            check_fetched(articles, wish, f"; since then {said}")
            transaction.set_rollback(True)


def tags_of(article: Article) -> tuple[str, ...]:
    """The names of an article's tags now."""
    return tuple(Tag.objects.filter(articles=article.pk).values_list("name", flat=True))


def check_fetched(articles: QuerySet, wish: list[Story], how: str) -> None:
    """The lines of articles that were fetched before; if they are not, who asked for them again."""
    asked = f"bylines(articles), of {len(wish)} articles that were fetched before{how}"
    seen = observe(asked, queries.bylines, articles)
    again = [each.site for each in seen.ledger.statements if '"newsroom_article" ' in each.sql]
    note = f"The articles are asked for again at {again[0]}" if again and again[0] else ""
    check_texts(seen.value, [story.line for story in wish], asked, note=lambda place: note)
