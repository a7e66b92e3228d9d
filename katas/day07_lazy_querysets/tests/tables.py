"""What lies in the newsroom's tables, and beside it a model: what each article's byline must be."""

import itertools
import string
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from factory.random import randgen

from katas.newsroom.factories import random_moment, random_title
from katas.newsroom.models import Article, Author, Tag

# Whoever strips, escapes, formats twice, or takes nothing for no title, shows it here.
HARD_TITLES = (
    *("", "", "  Storm  ", "Storm", "Storm", "Storm [late]", "Storm []", "[]", "by, by [by]"),
    *("50 %s off {0} {title}", "<b>Storm</b> &amp; more", "Storm\nby night", "storm", "None", " "),
    *("Zoe\u0308 in \ufb01ne \u0130stanbul", "Zo\xeb \U0001f4f0", "0", 'it\'s "so" \\n', "[a, b"),
    *(" by ", "Storm by Ada Wells [late]", ("A long headline " * 13)[:200]),
)
HARD_NAMES = (
    *("Ada Wells", "Ada Wells", "[", "Bo []", "Lind [", "Bo by Lind", "by", " ", "0", "{0} %s"),
    *("O'Brien, Jr.", "<i>Zo\xeb</i>", "Zoe\u0308  ", "Bo [late]"),
)
MARKS = string.punctuation[:16], string.punctuation[16:]
HARD_TAGS = (
    *("zoo", "Arts", "Zebra", "arts", "\xc9lan", "city, north", "[", "]", "[]", "draft [", "A"),
    *(" []", ", ", "by [x]", " ", "0", "|", "a;b", "two\nlines", "<b>", "{0} %s", "Zoe\u0308"),
    # Whatever somebody might join them with, once and thrice.
    *("tab\tbed", *("".join(3 * mark for mark in marks) for marks in MARKS)),
    "\xa0\xa6\xa7\xb6\xb7\u200b\u2022\u2028\u2029\u241e\u241f\u2502\ue000\ufdd0\ufeff\uffff\U0010ffff",
)
PLAIN_TAGS = "zoo", "Arts", "Zebra", "arts", "\xc9lan", "city, north"
PIECES = *HARD_TITLES[:-1], " ", "[", "]", ", ", "%", "{", "}", "\t", "'", "\u2028", "\xdf", "9"

HARD_SLUGS = "", "a", "0", "2025", "_", "-", "Storm", "STORM", "storm_and_Tram"

# Clocks are put back at some of these moments, and years are short, long past and far ahead.
HARD_ZONES = "Europe/Berlin", "America/St_Johns", "Australia/Lord_Howe"
HARD_MOMENTS = [
    datetime.fromisoformat(f"{text}+00:00")
    for text in (
        *("2025-10-26 00:50:00", "2025-10-26 01:10:00", "2010-11-07 02:30:30"),
        *("2010-11-07 02:40:00", "2025-04-05 14:50:00", "2025-04-05 15:10:00"),
        *("1969-12-31 23:59:59.999999", "1970-01-01 00:00:00", "2038-01-19 03:14:08"),
        *("2025-10-26 00:50:00.000001", "2025-10-26 00:50:00", "0001-01-02 00:00:00"),
        *("9999-12-30 23:59:59", "2025-10-26 00:50:00.100000", "2025-10-26 00:50:00.099999"),
    )
]


def random_text() -> str:
    """Any text: two to five pieces that somebody trips over."""
    return "".join(randgen.choices(PIECES, k=randgen.randrange(2, 6)))


@dataclass(frozen=True)
class Story:
    """What one article's byline is made of."""

    title: str
    author: str
    tags: tuple[str, ...] = ()

    @property
    def line(self) -> str:
        text = f"{self.title} by {self.author}"
        return f"{text} [{', '.join(sorted(self.tags))}]" if self.tags else text


def put(stories: Sequence[Story], *, by_slug: bool = False) -> dict[int, Story]:
    """Write an article for each story, the newest first, or by slug. The stories by their new ids.

    They are written in an order of its own: ids, slugs, moments and word counts say nothing of each
    other. Of a name that comes several times there are two authors.
    """
    count = len(stories)
    tags = {name: Tag(name=name) for story in stories for name in story.tags}
    Tag.objects.bulk_create(tags.values())
    authors = authors_of(stories)
    slugs, moments = randgen.sample(range(count), count), falling_moments(count)
    if by_slug:
        slugs, moments = list(range(count)), randgen.sample(moments, count)
    written = randgen.sample(range(count), count)
    articles = Article.objects.bulk_create(
        Article(
            title=stories[number].title,
            author=authors[number],
            slug=f"slug-{slugs[number]:03}",
            published=True,
            published_at=moments[number],
            word_count=randgen.randrange(50, 5_000),
        )
        for number in written
    )
    found = {article.pk: stories[n] for article, n in zip(articles, written, strict=True)}
    link = Article.tags.through
    link.objects.bulk_create(
        link(article_id=pk, tag=tags[name])
        for pk, story in found.items()
        for name in randgen.sample(story.tags, len(story.tags))
    )
    return found


def share(others: Sequence[int], articles: QuerySet[Article]) -> None:
    """Give the other articles the same tags as these, and to half of them one of their authors."""
    link = Article.tags.through
    tags = Tag.objects.filter(articles__in=articles).distinct()
    link.objects.bulk_create(link(article_id=pk, tag=tag) for tag in tags for pk in others)
    author = Author.objects.filter(articles__in=articles).first()
    Article.objects.filter(pk__in=others[::2]).update(author=author)


def authors_of(stories: Sequence[Story]) -> list[Author]:
    """The author of each story."""
    seen: Counter[str] = Counter()
    keys = []
    for story in stories:
        seen[story.author] += 1
        keys.append((story.author, seen[story.author] % 2))
    authors = {key: Author(name=key[0]) for key in keys}
    Author.objects.bulk_create(authors.values())
    return [authors[key] for key in keys]


def plain_stories(count: int, authors: int) -> list[Story]:
    """Titles with numbers, plain names, and none, one, three or all of six tags."""
    return [
        Story(
            f"{random_title()} {number + 1}",
            f"Author {number % authors}",
            tuple(randgen.sample(PLAIN_TAGS, (0, 1, 3, 6)[number % 4])),
        )
        for number in range(count)
    ]


def titled_stories() -> list[Story]:
    """The hard titles in their order, then some random ones, with at most two of three tags."""
    titles = *HARD_TITLES, *(random_text() for _ in range(4))
    labels = (), ("[",), ("Arts", "["), ("zoo",), ()
    return [
        Story(title, HARD_NAMES[number % 5], labels[number % 5])
        for number, title in enumerate(titles)
    ]


def hard_stories() -> list[Story]:
    """Each hard tag alone and as the last of two, each hard name without a tag and with all."""
    first = min(HARD_TAGS)
    alone = [(name,) for name in HARD_TAGS]
    last = [(first, name) for name in HARD_TAGS if name != first]
    some = [tuple(randgen.sample(HARD_TAGS, size)) for size in (3, 4, 5)]
    several = itertools.cycle([*alone, *last, *some, HARD_TAGS])
    titles = itertools.cycle(randgen.sample(HARD_TITLES, len(HARD_TITLES)))
    stories = [Story(next(titles), name) for name in HARD_NAMES]
    names = itertools.cycle(HARD_NAMES)
    for labels in itertools.islice(several, len(alone) + len(last) + len(some) + 1):
        stories.append(Story(next(titles), next(names), labels))
    stories.extend(Story(random_text(), next(names)) for _ in range(4))
    return randgen.sample(stories, len(stories))


def falling_moments(count: int) -> list[datetime]:
    """Moments, the newest first: articles made in this order have ids that say nothing of it."""
    return sorted((random_moment() for _ in range(count)), reverse=True)
