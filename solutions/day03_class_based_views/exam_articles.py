"""The articles of the list: rows that are drawn, kept here as well, and changed in all ways."""

import datetime
import itertools
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction

from katas.newsroom.models import Article, Author, Tag
from solutions.day03_class_based_views.exam_draw import Draw

UTC = datetime.UTC
ARTICLE = """INSERT INTO newsroom_article
    (id, title, slug, body, published, published_at, word_count, author_id)
    VALUES (%s, %s, %s, %s, %s, %s, %s, %s)"""
BEARS = "INSERT INTO newsroom_article_tags (article_id, tag_id) VALUES (%s, %s)"
# Where clocks are set back, a later moment has an earlier local time.
SET_BACK = datetime.datetime(2023, 10, 29, 0, 20, tzinfo=UTC)
NAMES = ["storm", "Storm", "stormy", " storm", "storm ", "st_rm", "st%rm", "storm,river", "river"]
NAMES += [
    "storm;river",
    "storm|river",
    "storm river",
    "storm\triver",
    "storm/river",
    "1",
    "01",
    "2",
]
NAMES += ["#1", "R&D", "None", "\u00e9", "e\u0301", '"quoted"', "it's", "a+b", "100%", "x=y", "a;b"]
NAMES += ["storm\x1friver", "storm\x00river", "Ökologie", "Ã\x96kologie", "\ufffdkologie", "%zz"]
NAMES += ["東京 tower", "東京+tower", "день", "long " * 10]
TITLES = [
    "",
    "  two  blanks  ",
    "007",
    "null",
    "</script>",
    "a\u2028line\tand\\a tab",
    "long " * 39,
]


@dataclass
class Row:
    """An article as it stands in the table now."""

    title: str
    moment: datetime.datetime
    published: bool
    tags: set[str] = field(default_factory=set)
    pk: int = 0


class Newsroom:
    """The table and what it must hold. `rows` are changed together with the table."""

    def __init__(self, draw: Draw) -> None:
        self.draw, self.random = draw, draw.random
        authors = [Author(name=draw.text()[:90]) for _ in range(self.random.randrange(4, 7))]
        self.authors = Author.objects.bulk_create(authors)
        self.rows: list[Row] = []
        self.tags: dict[str, int] = {}
        self._count = itertools.count()
        self._moments: set[datetime.datetime] = set()
        self.add_tags([*NAMES, *(draw.text()[:50] for _ in range(6))])
        self.many = [f"tag {draw.word()}" for _ in range(30)]
        self.add_tags(self.many)
        names = list(self.tags)
        rows = [
            self.drawn(self.random.sample(names[:-30], self.random.choice([1, 2, 3, 5])))
            for _ in range(16)
        ]
        rows += [self.drawn([name], True) for name in names[:-30]]
        rows += [self.drawn([]) for _ in range(8)]
        rows += [self.drawn(set(self.many) - {gone}, True) for gone in self.many[::6]]
        rows += [self.drawn([*self.many, *self.random.sample(NAMES, 3)], True) for _ in range(3)]
        rows += [self.drawn(["storm", "river", *more], True) for more in ([], ["#1"], ["R&D"])]
        for title, row in zip(TITLES, rows, strict=False):
            row.title, row.published = title, True
        # Two of one title and one moment.
        rows += [Row(rows[0].title, rows[0].moment, True, set(rows[0].tags)) for _ in range(2)]
        rows += [Row(self.draw.text(), self.draw_near(), True, {"storm"}) for _ in range(6)]
        for minutes in (0, 45, 20, 60, 5):
            rows.append(Row(self.draw.text(), SET_BACK + datetime.timedelta(minutes=minutes), True))
        for year in (2, 1066, 1969, 2999, 9998):
            # Far from today a moment as a float has no microseconds any more.
            moment = self.draw_moment().replace(year=year)
            steps = [moment + datetime.timedelta(microseconds=number) for number in range(3)]
            self._moments.update(steps)
            rows += [Row(self.draw.text(), each, True) for each in steps]
        self.random.shuffle(rows)
        self.add(rows)

    def draw_near(self) -> datetime.datetime:
        """A moment that is a microsecond, a second, a minute or a day from another."""
        known = sorted(self._moments)
        while True:
            other = self.random.choice(known)
            unit = self.random.choice(
                ["microseconds", "microseconds", "seconds", "minutes", "days"]
            )
            moment = other + datetime.timedelta(**{unit: self.random.choice([-1, 1])})
            if moment not in self._moments:
                self._moments.add(moment)
                return moment

    def draw_moment(self) -> datetime.datetime:
        year = self.random.choice([*range(2015, 2031), 2, 1066, 1969, 2099, 9998])
        if len(self._moments) > 5 and self.random.random() < 0.4:
            return self.draw_near()
        moment = datetime.datetime(year, 6, 15, tzinfo=UTC)
        moment += datetime.timedelta(microseconds=self.random.randrange(10**13))
        self._moments.add(moment)
        return moment

    def drawn(self, tags: Any, published: bool | None = None) -> Row:
        published = self.random.random() < 0.75 if published is None else published
        return Row(self.draw.text(), self.draw_moment(), published, set(tags))

    def add_tags(self, names: list[str]) -> None:
        for name, tag in zip(
            names, Tag.objects.bulk_create(Tag(name=n) for n in names), strict=True
        ):
            self.tags[name] = tag.pk

    def add(self, rows: list[Row]) -> None:
        made = Article.objects.bulk_create(
            Article(
                title=row.title,
                slug=f"{self.draw.word()}-{next(self._count)}",
                body=self.draw.text(),
                word_count=self.random.randrange(3_000),
                author=self.random.choice(self.authors),
                published=row.published,
                published_at=row.moment,
            )
            for row in rows
        )
        Bears = Article.tags.through
        for row, article in zip(rows, made, strict=True):
            row.pk = article.pk
        self.rows += rows
        Bears.objects.bulk_create(
            Bears(article_id=row.pk, tag_id=self.tags[name]) for row in rows for name in row.tags
        )

    def grow(self, count: int) -> str:
        """Many more published articles, in any order; they bear a tag of that name."""
        name, word, start = self.draw.text()[:50], self.draw.word(), self.random.randrange(10**9)
        self.add_tags([name])
        first = max(row.pk for row in self.rows) + 1
        numbers = self.random.sample(range(10**6), count)
        author, tag = self.authors[-1].pk, self.tags[name]
        articles, bears = [], []
        for pk, number in enumerate(numbers, start=first):
            moment = datetime.datetime.fromtimestamp(start + 97 * number, UTC)
            self.rows.append(Row(f"{word} {number}", moment, True, {name}, pk))
            naive, slug = str(moment)[:19], f"{word}-{number}"
            articles.append((pk, f"{word} {number}", slug, "", True, naive, number % 999, author))
            bears.append((pk, tag))
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.executemany(ARTICLE, articles)
            cursor.executemany(BEARS, bears)
        return name

    def titles(self, wanted: list[str]) -> list[str]:
        """What the list has now, newest first."""
        found = [row for row in self.rows if row.published and row.tags.issuperset(wanted)]
        return [row.title for row in sorted(found, key=lambda row: row.moment, reverse=True)]
