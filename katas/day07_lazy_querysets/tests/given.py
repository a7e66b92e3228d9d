"""The querysets that are handed to the answer."""

import itertools
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import reduce

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Lower
from factory.random import randgen

from katas.day07_lazy_querysets.tests.driver import counted
from katas.day07_lazy_querysets.tests.expectations import check_list, check_texts, listed
from katas.harness.verdicts import require
from katas.newsroom.models import Article


def by_slug() -> QuerySet[Article]:
    return Article.objects.filter(published=True).order_by("slug")


def newest() -> QuerySet[Article]:
    return Article.objects.filter(published=True).order_by("-published_at", "-pk")


def nothing() -> QuerySet[Article]:
    return by_slug().filter(word_count__gt=10**6)


def texts(articles: Iterable[Article]) -> list[str]:
    return [article.title for article in articles]


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


Step = Callable[[QuerySet], QuerySet]

NARROWED: dict[str, Step] = {
    "": lambda given: given,
    ".filter(published=True)": lambda given: given.filter(published=True),
    '.exclude(title="Storm")': lambda given: given.exclude(title="Storm"),
    '.filter(Q(title="") | Q(word_count__gt=900))': lambda given: given.filter(
        Q(title="") | Q(word_count__gt=900)
    ),
    '.exclude(author__name="Ada Wells")': lambda given: given.exclude(author__name="Ada Wells"),
    '.filter(tags__name__in=["[", "Arts"])': lambda given: given.filter(
        tags__name__in=["[", "Arts"]
    ),
    ".filter(tags=None)": lambda given: given.filter(tags=None),
}
# Nothing that the database could be asked for: there is no SQL of it.
NO_SQL: dict[str, Step] = {".filter(pk__in=[])": lambda given: given.filter(pk__in=[])}
UNORDERED: dict[str, Step] = {
    "": lambda given: given,
    ".order_by()": lambda given: given.order_by("pk").order_by(),
}
# Complete orders all: where one leaves ties, the database may give what it likes.
ORDERED: dict[str, Step] = {
    '.order_by("slug")': lambda given: given.order_by("slug"),
    '.order_by("-pk")': lambda given: given.order_by("-pk"),
    '.order_by("-published_at", "-pk")': lambda given: given.order_by("-published_at", "-pk"),
    '.order_by(Lower("title"), "-slug")': lambda given: given.order_by(Lower("title"), "-slug"),
    '.order_by(F("word_count").desc(), "pk")': lambda given: given.order_by(
        F("word_count").desc(), "pk"
    ),
}
BY_RELATION: dict[str, Step] = {
    '.order_by("author__name", "pk")': lambda given: given.order_by("author__name", "pk"),
}
SLICES: dict[str, Step] = {
    "": lambda given: given,
    "[:2]": lambda given: given[:2],
    "[:3]": lambda given: given[:3],
    "[4:]": lambda given: given[4:],
    "[2:9]": lambda given: given[2:9],
    "[1:][3:8]": lambda given: given[1:][3:8],
    "[:0]": lambda given: given[:0],
    "[1000:]": lambda given: given[1000:],
}
FETCHED: dict[str, Callable[[QuerySet], object]] = {
    "list(articles)": list,
    "len(articles)": len,
    "bool(articles)": bool,
    "for article in articles: ...": lambda given: [None for _ in given],
}


@dataclass(frozen=True)
class Given:
    """A queryset to hand over: how it is written, and a new one from each call."""

    text: str
    steps: tuple[Step, ...]
    fetched: str = ""

    def __call__(self) -> QuerySet[Article]:
        return reduce(lambda given, step: step(given), self.steps, Article.objects.all())

    def ready(self) -> QuerySet[Article]:
        """One that was read before, if it is to be."""
        articles = self()
        if self.fetched:
            FETCHED[self.fetched](articles)
        return articles

    def ids(self, articles: QuerySet[Article]) -> list[int]:
        """The ids of what `ready` gave, in its order: as it was read, or else as it will be."""
        if self.fetched:
            return [article.pk for article in articles]
        return list(self().values_list("pk", flat=True))

    def uncut_ids(self) -> list[int]:
        """The ids of what a slice is taken of."""
        return Given(self.text, self.steps[:-1]).ids(Article.objects.none())

    def asked(self, question: str, count: int) -> str:
        """The question, with the queryset as it is written, and how it was read."""
        after = f", after {self.fetched}" * bool(self.fetched)
        return (
            f"{question}(articles){after}, of {counted(count, 'article', 'articles')}:\n{self.text}"
        )


def querysets(
    *,
    whole: Iterable[str] = (*NARROWED, *NO_SQL),
    slices: Iterable[str] = SLICES,
    fetched: bool = False,
) -> Iterator[Given]:
    """Querysets narrowed in each of these ways, then in each kind of order, cut in each way.

    What the latter are narrowed by goes round, and how all were read, from a start that is drawn.
    """
    narrowed = randgen.sample(list(NARROWED), len(NARROWED))
    reads = itertools.cycle(randgen.sample(list(FETCHED), len(FETCHED)))
    ways = [(narrow, ORDERED, "") for narrow in whole]
    rest = itertools.product((UNORDERED, BY_RELATION, ORDERED), slices)
    ways += [(narrow, *way) for narrow, way in zip(itertools.cycle(narrowed), rest, strict=False)]
    for narrow, orders, cut in ways:
        order = randgen.choice(list(orders))
        text = f"Article.objects{narrow}{order}" if narrow + order else "Article.objects.all()"
        steps = (NARROWED | NO_SQL)[narrow], orders[order], SLICES[cut]
        yield Given(text + cut, steps, next(reads) if fetched else "")


def check_each(
    value: object,
    given: Given,
    ids: list[int],
    text_of: Callable[[int], str],
    asked: str,
    note: Callable[[int | None], str] = lambda place: "",
) -> None:
    """One text for each article, in the order given; where none is, in any, and of any slice.

    ids: those of the articles, as `Given.ids` has them, or the first. note: see `check_texts`.
    """
    expected = [text_of(pk) for pk in ids]
    if given.fetched or given().ordered:
        check_texts(value, expected, asked, note=note)
        return
    check_list(value, asked)
    assert isinstance(value, list)
    everything = given.uncut_ids()
    if len(ids) == len(everything):
        check_texts(sorted(value), sorted(expected), f"{asked}, sorted")
        return
    odd = Counter(value) - Counter(map(text_of, everything))
    number = counted(len(expected), "article", "articles")
    require(
        len(value) == len(expected) and not odd,
        asked=asked,
        expected=f"{counted(len(expected), 'text', 'texts')}, of {number} in any order",
        got=counted(len(value), "text", "texts")
        + f"; of none of them: {listed(list(odd.elements()))}" * bool(odd),
    )
