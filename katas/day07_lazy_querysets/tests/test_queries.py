"""Tasks 1 to 5: what the answer's querysets ask, when they ask it, and what they build."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import factory.random
import pytest
from django.db.models import Q, QuerySet
from django.utils import timezone

from katas.day07_lazy_querysets import editorial
from katas.day07_lazy_querysets.tests.driver import FILES, eaten, observe, queries, recipe, step
from katas.day07_lazy_querysets.tests.expectations import check_cost, check_texts, check_value
from katas.harness.meters.memory import LARGE, SLOPE_ALLOWED, SMALL, Peak, peak, slope
from katas.harness.verdicts import Figure, require
from katas.newsroom.factories import (
    ArticleFactory,
    AuthorFactory,
    TagFactory,
    random_moment,
    random_title,
    seed_articles,
)
from katas.newsroom.models import Article

pytestmark = pytest.mark.django_db

# A slope of so many bytes per article may be that of large batches, or of small things kept.
UNCLEAR = range(15, 500)
SECOND_LOOK = 15_000, 23_000


def texts(articles) -> list[str]:
    return [article.title for article in articles]


def falling_moments(count: int) -> list[datetime]:
    """Moments, the newest first: articles made in this order have ids that say nothing of it."""
    return sorted((random_moment() for _ in range(count)), reverse=True)


# Task 1: a recipe, not a dish ---------------------------------------------------------------------

CHAINS = {
    "published()": lambda found: found,
    "published().filter(word_count__gt=0)": lambda found: found.filter(word_count__gt=0),
    'published().exclude(slug="x")': lambda found: found.exclude(slug="x"),
    'published().select_related("author")': lambda found: found.select_related("author"),
    'published().order_by("slug")': lambda found: found.order_by("slug"),
    "published()[2:5]": lambda found: found[2:5],
}


@pytest.mark.task(1)
def test_published_is_lazy():
    """Building, chaining and slicing published() asks nothing: it stays a QuerySet."""
    ArticleFactory.create_batch(8)
    for chain, take in CHAINS.items():
        seen = observe(lambda chain=chain, take=take: step(chain, take, recipe()))
        check_cost(seen, chain, most=0, instances=0, note="Nobody has asked for an article yet.")
        require(
            isinstance(seen.value, QuerySet),
            asked=chain,
            expected="a QuerySet",
            got=f"a {type(seen.value).__name__}",
            note="A slice of a QuerySet that was read before is a list." * ("[" in chain),
        )
        count = 3 if "[" in chain else 8
        got = len(eaten(seen.value, f"list({chain})"))
        require(
            got == count,
            asked=f"list({chain}), of 8 published articles",
            expected=f"{count} articles",
            got=f"{got} articles",
        )


@pytest.mark.task(1)
def test_published_is_newest_first():
    """It holds every article marked as published, newest first; of a tie, the highest id first."""
    moments = [random_moment() for _ in range(5)]
    for moment in [*moments, *factory.random.randgen.sample(moments, 3), moments[0]]:
        ArticleFactory(published_at=moment)
        ArticleFactory(published_at=moment, published=False)
    # On the same day as another, a moment earlier, and with a higher id.
    ArticleFactory(
        published_at=moments[0] - timedelta(microseconds=1), tags=TagFactory.create_batch(2)
    )
    ArticleFactory(published_at=timezone.now() + timedelta(days=400))
    articles = Article.objects.filter(published=True)
    wish = sorted(articles, key=lambda article: (article.published_at, article.pk), reverse=True)
    asked = "list(published()), of 11 published articles and 9 drafts"
    got = eaten(recipe(), asked)
    wanted = set(wish)
    drafts = [article for article in got if article not in wanted]
    require(
        not drafts,
        asked=asked,
        expected="no article whose flag `published` is False",
        got=f"{len(drafts)} of them",
    )
    require(
        len(got) == len(wish),
        asked=f"{asked}; one has a date in the future",
        expected=f"{len(wish)} articles: the flag alone decides",
        got=f"{len(got)} articles",
    )
    require(
        got == wish,
        asked=asked,
        expected=in_order(wish),
        got=in_order(got),
        note="Newest first. Articles of the same moment: the highest id first.",
    )


def in_order(articles: list[Article]) -> str:
    """Date and id of each article, one a line."""
    return "\n".join(
        f"{article.published_at:%Y-%m-%d %H:%M:%S.%f}  id {article.pk}" for article in articles
    )


@pytest.mark.task(1)
def test_published_is_cooked_in_the_database():
    """A chain on published() is worked out in the database, and fetches what the chain says."""
    author = AuthorFactory()
    mine = [ArticleFactory(author=author, published_at=moment) for moment in falling_moments(12)]
    ArticleFactory.create_batch(12)
    asked = (
        "list(published().filter(author=author)[:3]), of 12 articles by the author and 12 others"
    )

    def cook():
        chain = step(asked, lambda found: found.filter(author=author)[:3], recipe())
        return eaten(chain, asked)

    seen = observe(cook)
    check_texts(texts(seen.value), texts(mine[:3]), asked)
    # published() may invite the author and the tags along, each with a query of its own.
    check_cost(seen, asked, most=3, instances=9)


@pytest.mark.task(1)
def test_published_is_fresh_each_time():
    """Each call gives what is published now, also after the result of an earlier call was read."""
    first: Any = ArticleFactory()
    before = eaten(recipe(), "list(published()), of 1 published article")
    second: Any = ArticleFactory(published_at=first.published_at + timedelta(days=1))
    asked = "list(published()), read once before, after 1 more article was published"
    check_texts(texts(before), [first.title], "list(published()), of 1 published article")
    check_texts(texts(eaten(recipe(), asked)), [second.title, first.title], asked)
    Article.objects.filter(pk=first.pk).update(published=False)
    asked = "list(published()), read twice before, after 1 of 2 articles was withdrawn"
    check_texts(texts(eaten(recipe(), asked)), [second.title], asked)


# Task 2: cook once --------------------------------------------------------------------------------


def by_slug() -> QuerySet:
    return Article.objects.filter(published=True).order_by("slug")


def newest() -> QuerySet:
    return Article.objects.filter(published=True).order_by("-published_at", "-pk")


PAGES = {
    "all": lambda: newest(),
    "sliced": lambda: by_slug()[2:7],
    "two": lambda: by_slug()[:2],
    "empty": lambda: by_slug().filter(word_count__gt=10**6),
    "untitled": lambda: by_slug().filter(title=""),
}


@pytest.mark.task(2)
@pytest.mark.parametrize("page", PAGES)
def test_front_page_asks_once(page):
    """The front page needs one query: titles in the order given, their number, and whether none."""
    ArticleFactory.create_batch(22)
    ArticleFactory.create_batch(2, title="Storm")
    ArticleFactory(title="")
    articles, titles = PAGES[page](), texts(PAGES[page]())
    asked = f"front_page(articles), of {len(titles)} articles"
    asked += " in a slice" * articles.query.is_sliced + " without a title" * (page == "untitled")
    seen = observe(queries.front_page, articles)
    require(
        isinstance(seen.value, dict) and set(seen.value) == {"titles", "count", "empty"},
        asked=asked,
        expected='a dict with the keys "titles", "count" and "empty"',
        got=repr(seen.value),
    )
    check_texts(seen.value["titles"], titles, f'{asked}: ["titles"]')
    check_value(seen.value["count"], len(titles), f'{asked}: ["count"]')
    check_value(seen.value["empty"], not titles, f'{asked}: ["empty"]')
    check_cost(seen, asked, most=1)


EATEN: dict[str, tuple[Callable[[], QuerySet], Callable[[QuerySet], object], str]] = {
    "list": (lambda: newest(), list, "list(articles)"),
    "bool": (lambda: by_slug(), bool, "bool(articles)"),
    "slice": (lambda: by_slug()[4:9], len, "len(articles)"),
    "short": (lambda: by_slug()[:2], list, "list(articles)"),
    "empty": (lambda: by_slug().filter(word_count__gt=10**6), list, "list(articles)"),
}


@pytest.mark.task(2)
@pytest.mark.parametrize("case", EATEN)
def test_teaser_of_what_is_there(case):
    """A teaser of articles that were fetched before asks nothing."""
    ArticleFactory.create_batch(12)
    build, evaluate, how = EATEN[case]
    articles = build()
    evaluate(articles)
    titles = texts(build())
    asked = f"teaser(articles) after {how}, of {len(titles)} articles"
    seen = observe(queries.teaser, articles)
    check_texts(seen.value, titles[:3], asked)
    check_cost(seen, asked, most=0, instances=3, note="The queryset holds its articles already.")


# Task 3: ask the smaller question -----------------------------------------------------------------

NEWSROOMS = {
    "none": (0, 0),
    "drafts": (0, 4),
    "one": (1, 3),
    "many": (500, 200),
}


@pytest.mark.task(3)
@pytest.mark.parametrize("newsroom", NEWSROOMS)
def test_has_published_asks_for_no_article(newsroom):
    """Whether anything is published takes one query, and never an instance of each article."""
    articles, drafts = NEWSROOMS[newsroom]
    seed_articles(drafts, published=False)
    seed_articles(articles)
    asked = f"has_published(), of {articles} published articles and {drafts} drafts"
    seen = observe(queries.has_published)
    check_value(seen.value, articles > 0, asked)
    check_cost(seen, asked, most=1, instances=1)


@pytest.mark.task(3)
@pytest.mark.parametrize("newsroom", NEWSROOMS)
def test_count_published_asks_for_no_article(newsroom):
    """How many are published takes one query, and no instance."""
    articles, drafts = NEWSROOMS[newsroom]
    seed_articles(drafts, published=False)
    seed_articles(articles)
    asked = f"count_published(), of {articles} published articles and {drafts} drafts"
    seen = observe(queries.count_published)
    check_value(seen.value, articles, asked)
    check_cost(seen, asked, most=1, instances=0)


@pytest.mark.task(3)
def test_answers_are_of_today():
    """Asked again, has_published() and count_published() tell what is published now."""
    check_value(queries.has_published(), False, "has_published() of an empty newsroom")
    check_value(queries.count_published(), 0, "count_published() of an empty newsroom")
    same = {"published_at": random_moment(), "tags": TagFactory.create_batch(2)}
    ArticleFactory.create_batch(2, **same)
    after = "asked a second time, after 2 articles were published"
    check_value(queries.has_published(), True, f"has_published(), {after}")
    check_value(queries.count_published(), 2, f"count_published(), {after}")
    Article.objects.all().delete()
    after = "asked a third time, after all articles were deleted"
    check_value(queries.has_published(), False, f"has_published(), {after}")
    check_value(queries.count_published(), 0, f"count_published(), {after}")


UNEATEN = {
    "many": lambda: newest(),
    "sliced": lambda: by_slug()[4:9],
    "two": lambda: by_slug()[:2],
    "none": lambda: by_slug().filter(word_count__gt=10**6),
}


@pytest.mark.task(3)
@pytest.mark.parametrize("case", UNEATEN)
def test_teaser_builds_three_at_most(case):
    """A teaser of articles that nobody fetched takes one query, and three instances at most."""
    seed_articles(60)
    titles = texts(UNEATEN[case]())
    asked = f"teaser(articles), of {len(titles)} articles that were not fetched before"
    seen = observe(queries.teaser, UNEATEN[case]())
    check_texts(seen.value, titles[:3], asked)
    check_cost(seen, asked, most=1, instances=3)


# Task 4: too big for the table --------------------------------------------------------------------

SERVINGS = {
    "unordered": lambda: Article.objects.filter(published=True),
    "newest": lambda: newest(),
    "drafts": lambda: Article.objects.filter(published=False),
    "everything": lambda: Article.objects.all(),
    "shuffled": lambda: Article.objects.order_by("?"),
    "nothing": lambda: Article.objects.filter(word_count__gt=10**6),
}
ORDERS = {"newest": "newest first", "shuffled": "shuffled anew by each query"}


@pytest.mark.task(4)
@pytest.mark.parametrize("serving", SERVINGS)
def test_total_weight_is_exact(serving, restless):
    """Every article given is weighed once, whatever order the database returns them in."""
    seed_articles(4_500)
    seed_articles(700, published=False)
    # Neither a moment nor a title is a place to go on from: half of the articles share one, more
    # than fit into a page, and all drafts do, of which a few hundred might just miss a page's end.
    alike = Article.objects.filter(Q(word_count__lt=2_500) | Q(published=False))
    alike.update(published_at=random_moment(), title="Storm")
    articles = SERVINGS[serving]()
    count, expected, ordered = articles.count(), sum_of_weights(articles), articles.ordered
    check_value(
        queries.total_weight(SERVINGS[serving]()),
        expected,
        f"total_weight(articles), of {count:,} articles, {ORDERS.get(serving, 'in no order')}",
        note="Half of the articles or more share one moment and one title."
        + "\nUnordered rows came from the front at one query, and from the back at another."
        * (not ordered),
    )


@pytest.mark.task(4)
@pytest.mark.parametrize("rows", [100, 9_000])
def test_total_weight_queries(rows):
    """The right sum of N articles takes at most N/500 + 2 queries."""
    # Between the first ids and the others lies what was deleted.
    ArticleFactory.create_batch(3)
    ArticleFactory(pk=10**6)
    check_few_queries(rows)


def check_few_queries(rows: int) -> None:
    """The bound on queries, for a sum that is right. Fills the newsroom up to so many articles."""
    seed_articles(rows - Article.objects.count(), authors=rows // 2)
    expected = sum_of_weights(Article.objects.all())
    asked = f"total_weight(articles), of {rows:,} articles"
    seen = observe(queries.total_weight, Article.objects.all())
    check_value(seen.value, expected, asked)
    check_cost(seen, asked, most=rows // 500 + 2)


@pytest.mark.machine
@pytest.mark.task(4)
def test_total_weight_stays_flat():
    """Weighing more articles must not need more memory."""
    # Ids of real archives are large, and an id that is kept is a number of 32 bytes.
    ArticleFactory(pk=2**31, author__pk=2**31)
    check_few_queries(500)
    # Once for nothing: a first run under memray needs some 100 kB more than the next.
    peak_of(500)
    sizes = SMALL, LARGE
    small, large = (peak_of(size) for size in sizes)
    kept = slope(small, large)
    if round(kept) in UNCLEAR:
        # Batches of 5,000 are flat as well, but only once some whole ones have passed.
        sizes = SECOND_LOOK
        small, large = (peak_of(size) for size in sizes)
        kept = slope(small, large, rows=sizes)
    culprit = peak_of(sizes[1], FILES).culprit if kept > SLOPE_ALLOWED else ""
    require(
        kept <= SLOPE_ALLOWED,
        asked=f"total_weight(articles), of {sizes[0]:,} articles, then of {sizes[1]:,}",
        expected=f"at most {SLOPE_ALLOWED} bytes kept for each further article",
        got=f"{kept:,.0f} bytes kept for each",
        note=f"most of it is held at  {culprit}" if culprit else "",
        figures=[
            Figure(f"{sizes[0]:,} articles", "bytes", small.bytes, bar=True),
            Figure(f"{sizes[1]:,} articles", "bytes", large.bytes, bar=True),
            Figure("each further article keeps", "bytes", round(kept), allowed=SLOPE_ALLOWED),
        ],
    )


def peak_of(size: int, files: Sequence[Path] = ()) -> Peak:
    """The peak of weighing that many articles; the sum must be right. files: see `peak`."""
    seed_articles(size - Article.objects.count())
    articles = Article.objects.filter(published=True)
    sums = []
    found = peak(lambda: sums.append(queries.total_weight(articles)), files)
    check_value(sums[0], sum_of_weights(articles), f"total_weight(articles), of {size:,} articles")
    return found


def sum_of_weights(articles: QuerySet[Article]) -> int:
    """The weight of all these articles, worked out with a single instance."""
    article, total = Article(), 0
    for article.title, article.word_count in articles.values_list("title", "word_count"):
        total += editorial.weight(article)
    return total


# Task 5: invite the relations along ---------------------------------------------------------------


def fill_bylines(count: int) -> None:
    """Articles by as many authors, with none, one, three or all of six tags in turn."""
    names = ["zoo", "Arts", "Zebra", "arts", "Élan", "city, north"]
    tags = [TagFactory(name=name) for name in names]
    moments = falling_moments(count)
    for number in factory.random.randgen.sample(range(count), count):
        some = factory.random.randgen.sample(tags, (0, 1, 3, 6)[number % 4])
        title = f"{random_title()} {number + 1}"
        ArticleFactory(title=title, tags=some, published_at=moments[number])


def wished(articles: list[Article]) -> list[str]:
    """The bylines, worked out one by one."""
    lines = []
    for article in articles:
        tags = sorted(tag.name for tag in article.tags.all())
        line = f"{article.title} by {article.author.name}"
        lines.append(f"{line} [{', '.join(tags)}]" if tags else line)
    return lines


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


@pytest.mark.task(5)
@pytest.mark.parametrize("case", BYLINES)
def test_bylines_in_the_order_given(case):
    """Each article has its line, in the order given, the tags sorted as Python sorts."""
    fill_bylines(12)
    wish = wished(BYLINES[case](7))
    asked = f"bylines(articles), of {len(wish)} articles{HOW[case]}"
    check_texts(queries.bylines(BYLINES[case](7)), wish, asked)


@pytest.mark.task(5)
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
    wish = wished(list(articles))
    asked = f'bylines(articles.filter(tags__name="harbour")), of {len(wish)} articles'
    check_texts(queries.bylines(articles.all()), wish, asked)


@pytest.mark.task(5)
def test_bylines_of_twins():
    """Articles with the same title, and authors with the same name, keep their own tags."""
    for name in ("late", "early"):
        author = AuthorFactory(name="Ada Wells")
        ArticleFactory(title="Storm", author=author, tags=[TagFactory(name=name)])
    ArticleFactory(title="Storm", author=AuthorFactory(name="Bo Lind"))
    wish = wished(list(by_slug()))
    asked = 'bylines(articles), of 3 articles with the title "Storm", 2 of them by an "Ada Wells"'
    check_texts(queries.bylines(by_slug()), wish, asked)


@pytest.mark.task(5)
def test_bylines_are_of_today():
    """Asked again, bylines() shows the names of now."""
    tag: Any = TagFactory(name="harbor")
    article: Any = ArticleFactory(title="Storm", author__name="Ada Wells", tags=[tag])
    asked = "bylines(articles), of 1 article"
    check_texts(queries.bylines(newest()), ["Storm by Ada Wells [harbor]"], asked)
    for each, name in ((tag, "harbour"), (article.author, "Ada Lind")):
        each.name = name
        each.save()
    asked = "bylines(articles), asked before, after the tag and the author were renamed"
    check_texts(queries.bylines(newest()), ["Storm by Ada Lind [harbour]"], asked)


@pytest.mark.task(5)
def test_bylines_of_nothing():
    """No articles: no lines."""
    ArticleFactory()
    check_texts(queries.bylines(Article.objects.none()), [], "bylines(Article.objects.none())")
    asked = "bylines(articles), of a filter that no article passes"
    check_texts(queries.bylines(newest().filter(word_count__gt=10**6)), [], asked)


@pytest.mark.task(5)
@pytest.mark.parametrize("case", BYLINES)
def test_bylines_queries_do_not_grow(case):
    """30 articles by 30 authors take as many queries as 3 do, and never more than 4."""
    counts = {}
    for size in (3, 30):
        Article.objects.all().delete()
        for number, moment in enumerate(falling_moments(size + ("slice" in case))[::-1], 1):
            title = f"{random_title()} {number}"
            ArticleFactory(title=title, tags=TagFactory.create_batch(2), published_at=moment)
        articles = BYLINES[case](size)
        wish = wished(list(BYLINES[case](size)))
        asked = f"bylines(articles), of {size} articles by {size} authors{HOW[case]}"
        seen = observe(queries.bylines, articles)
        check_texts(seen.value, wish, asked)
        counts[size] = seen
    few, many = counts[3].queries, counts[30].queries
    require(
        many <= 4 and many <= few,
        asked=asked,
        expected=f"at most 4 queries, and no more than for 3 articles ({few})",
        got=counts[30].report(),
        figures=[
            Figure("queries for 3", "", few, bar=True),
            Figure("queries for 30", "", many, allowed=4, bar=True),
        ],
    )
