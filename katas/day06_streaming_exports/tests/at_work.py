"""A newsroom that works on while an export is under way: articles leave it, and others arrive."""

import re
from collections import Counter
from contextlib import suppress

import factory.random
from django.db import OperationalError
from django.db.models import F

from katas.day06_streaming_exports.tests.csv_reading import COLUMNS, read
from katas.day06_streaming_exports.tests.expectations import (
    cell_text,
    check_header,
    check_well_formed,
)
from katas.harness.meters.database import Ledger
from katas.harness.verdicts import require
from katas.newsroom.factories import random_moment, seed_articles
from katas.newsroom.models import Article

# Pages of most sizes end at a multiple of one of these.
PAGES = (50, 64)
SELDOM = (500,)
GAP = 10  # between the ids: others may arrive in between


class AtWork:
    """An export as it arrives, what happens meanwhile, and which rows are right by then.

    always: the ids that are published all the time. ever: those that were, at some moment.
    titles: those that an article has had.
    """

    happens = note = ""

    def __init__(self, rows: int) -> None:
        seed_articles(rows)
        Article.objects.update(id=F("pk") * -GAP)
        self.author = Article.objects.values_list("author", flat=True)[0]
        titles = Article.objects.order_by("pk").values_list("pk", "title")
        self.titles = {pk: {title} for pk, title in titles}
        self.order = list(self.titles)
        self.always, self.ever = set(self.order), set(self.order)
        self.data = bytearray()
        self.rows, self.gone_on = -1, 0  # the header's line is no row
        self.last = self.order[0] - 1
        self.asked = f"export {rows:,} articles; meanwhile {self.happens}"

    def take(self, chunk: bytes) -> None:
        """What the export hands over."""
        self.data += chunk
        if b"\n" in chunk:
            self.rows += chunk.count(b"\n")
            end = self.data.rindex(b"\n")
            first = self.data[self.data.rfind(b"\n", 0, end) + 1 : end].split(b",")[0]
            with suppress(ValueError):
                self.last = int(first.strip(b'"'))

    def is_due(self, pages: tuple[int, ...] = PAGES) -> bool:
        """Whether so many rows have come that a page may have ended there."""
        return any(self.rows // page > self.gone_on // page for page in pages)

    def go_on(self) -> None:
        """Something happens; where an answer's own connection holds the table, nothing does."""
        self.gone_on = self.rows
        with suppress(OperationalError):
            self.happen()

    def happen(self) -> None:
        raise NotImplementedError

    def watch(self, ledger: Ledger) -> None:
        """What happens between two queries of the answer: nothing, or see below."""

    def check(self) -> None:
        """Articles that were published all the time are there, each once; others may be."""
        export = read(self.data)
        check_well_formed(export)
        check_header(export)
        got = [row[0] for row in export.rows]
        missing = sorted(self.always.difference(map(number, got)))
        require(
            not missing,
            asked=self.asked,
            expected="a row for each that was published all the time",
            got=f"{len(missing):,} without a row, first of all id {str(*missing[:1])}",
            note=self.note,
        )
        twice = [pk for pk, times in Counter(got).items() if times > 1]
        require(
            not twice,
            asked=self.asked,
            expected="one row for each",
            got=f"{len(twice):,} more than once, first of all id {str(*twice[:1])}",
            note=self.note,
        )
        extra = [pk for pk in got if number(pk) not in self.ever]
        require(
            not extra,
            asked=self.asked,
            expected="a row for each, and no other",
            got=f"{len(extra):,} more, first of all id {str(*extra[:1])}",
        )
        places = [number(pk) for pk in got]
        require(
            places == sorted(places),
            asked=self.asked,
            expected="the order of the ids",
            got="another one",
        )
        for row in export.rows:
            right = self.titles[number(row[0])]
            title = dict(zip(COLUMNS, row, strict=False)).get("title", "")
            require(
                title in right,
                asked=self.asked,
                expected=" or ".join(sorted(right)),
                got=cell_text(title),
            )


def number(cell: str) -> int:
    """The id in a cell; 1, which no article has here, where there is none."""
    return int(cell) if re.fullmatch(r"-?\d+", cell) else 1


class Leaving(AtWork):
    """What has left is withdrawn or deleted; so are, once, those that may be the last of a page.

    Others go between two queries: their ids may have been read, their rows not yet.
    """

    happens = "those that have left are withdrawn or deleted, and some that are to come"
    note = "What comes next must not hang on rows that have left: they may go, and others move up."

    def __init__(self, rows: int) -> None:
        super().__init__(rows)
        self.ends = {pk for page in PAGES for pk in self.order[page - 1 :: page]}
        within = self.order[7::20]
        self.between = [within[part::5] for part in range(5)]

    def happen(self) -> None:
        ends, self.ends = self.ends, set()
        self.withdraw(sorted(pk for pk in ends if pk > self.last))
        left = Article.objects.filter(pk__lte=self.last)
        left.filter(word_count__lt=2_500).update(published=False)
        left.filter(word_count__gte=2_500).delete()

    def watch(self, ledger: Ledger) -> None:
        seen = 0

        def fetch() -> None:
            nonlocal seen
            if self.between and len(ledger.statements) > seen:
                pks = self.between.pop()
                # What happens here has queries of its own.
                ledger.before_fetch = lambda: None
                with suppress(OperationalError):
                    self.withdraw(pks)
                ledger.before_fetch = fetch
                seen = len(ledger.statements)

        ledger.before_fetch = fetch

    def withdraw(self, pks: list[int]) -> None:
        self.always.difference_update(pks)
        Article.objects.filter(pk__in=pks[::2]).update(published=False)
        Article.objects.filter(pk__in=pks[1::2]).delete()


class Arriving(AtWork):
    """Articles are added before, between and after those that have left; others get new titles."""

    happens = "others are added, among those that have left, too, and some get new titles"
    note = "There are more than at the beginning: none may push another back, or out at the end."

    def happen(self) -> None:
        draw = factory.random.randgen
        old = [pk for pk in self.order if pk <= self.last]
        ahead = [pk for pk in self.order if pk > self.last]
        new = {min(self.ever) - 1, *(pk + 3 for pk in old[-1:]), *(pk + 3 for pk in ahead[:1])}
        new -= self.ever
        self.ever |= new
        for pk in new:
            self.titles[pk] = {f"New {pk}"}
        Article.objects.bulk_create(
            Article(
                pk=pk,
                title=f"New {pk}",
                slug=f"new{pk}",
                author_id=self.author,
                published=True,
                published_at=random_moment(),
            )
            for pk in new
        )
        for pk in (draw.choice(places) for places in (old, ahead) if places):
            self.titles[pk].add("Corrected meanwhile")
            Article.objects.filter(pk=pk).update(title="Corrected meanwhile")
