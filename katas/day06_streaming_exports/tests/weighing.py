"""Weighs an export at two sizes: what each further row keeps, and what all of it needs."""

from collections.abc import Callable

from django.db.models import Max, Value
from django.db.models.functions import Concat, Mod

from katas.day06_streaming_exports.tests.driver import FILES, site, telling
from katas.harness.meters.database import watching
from katas.harness.meters.memory import LARGE, SLOPE_ALLOWED, SMALL, Peak, peak, slope
from katas.harness.verdicts import Figure, amount, require
from katas.newsroom.factories import AuthorFactory, number_on, seed_articles
from katas.newsroom.models import Article, Author

# Each cell and each separator may be a chunk of its own; of a stream of single letters, a part
# tells as much as the whole, which takes a minute.
CHUNKS_A_ROW = 10
# Right answers with the largest fetches need up to 5 MiB at any size; a list of 12,000 articles 14.
OFFICE = ", our correspondent for the harbour, the markets and the weather"
PEAK_ALLOWED = 10 * 2**20
# What a cell may be treated otherwise for, and how many titles have it: of numbers that leave this
# rest. Whatever keeps the rows of one kind keeps a good part of all. Line ends are counted: none.
KINDS = (
    (2, 0, "", ' "with a quotation", they said'),
    (3, 0, "+", ""),
    (3, 1, "", " café"),
)


def check_memory(take: Callable[[int | None], tuple[int, int]]) -> None:
    """Bytes that each further row keeps, between 4,000 and 12,000 rows, and bytes in all.

    take: takes an export, at most so many chunks of it, and returns how many chunks and how many
    line ends came.
    """
    # Numbers up to 256 exist once in Python: such ids of authors cost an export nothing.
    AuthorFactory(pk=2**31)
    number_on()
    seed(SMALL)
    allowed = SMALL // 500 + 2
    with telling(f"export {SMALL:,} articles"), watching(site) as ledger:
        _, lines = take(None)
    require(
        len(ledger.queries) <= allowed,
        asked=f"export {SMALL:,} articles, before their memory is measured",
        expected=f"at most {allowed} queries",
        got=f"{len(ledger.queries):,} queries\n{ledger.summary()}",
        note="Memory is measured once the queries are few: see task 2.",
    )
    check_all_came(lines, SMALL)
    small = peak(lambda: take(SMALL * CHUNKS_A_ROW))
    seed(LARGE - SMALL)
    came: list[tuple[int, int]] = []
    large = peak(lambda: came.append(take(LARGE * CHUNKS_A_ROW)))
    kept = slope(small, large)
    culprit = ""
    if kept > SLOPE_ALLOWED or large.bytes > PEAK_ALLOWED:
        # Whole rows, all of them; of single letters, fewer will do.
        culprit = peak(lambda: take(SMALL * CHUNKS_A_ROW), FILES).culprit
    held = f"most of it is held at  {culprit}" if culprit else ""
    # Only where it outweighs the rows on their way is it what that line holds.
    much = kept * SMALL > small.bytes / 2
    require(
        kept <= SLOPE_ALLOWED,
        asked=f"export {SMALL:,} articles, then {LARGE:,}",
        expected=f"at most {SLOPE_ALLOWED} bytes kept for each further row",
        got=f"{kept:,.0f} bytes kept for each",
        note=held
        if much
        else "Not whole rows, but something that is made for them or their authors.",
        figures=figures_of(small, large, kept),
    )
    require(
        large.bytes <= PEAK_ALLOWED,
        asked=f"export {LARGE:,} articles",
        expected=f"at most {amount(PEAK_ALLOWED, 'bytes')} held at any moment",
        got=f"{amount(large.bytes, 'bytes')}, and with {SMALL:,} {amount(small.bytes, 'bytes')}",
        note=held,
    )
    taken, lines = came[0]
    if taken < LARGE * CHUNKS_A_ROW:
        check_all_came(lines, LARGE)


def seed(rows: int) -> None:
    """So many articles of several kinds: with more of them come more authors, with long names.

    Any 2,000 in a row have at most 900: SQLite takes no more than 1,000 in the query of a prefetch.
    """
    last = Article.objects.aggregate(last=Max("pk", default=0))["last"]
    for _ in range(rows // 1_000):
        seed_articles(1_000, authors=300)
    Author.objects.exclude(name__endswith=OFFICE).update(name=Concat("name", Value(OFFICE)))
    new = Article.objects.filter(pk__gt=last)
    for divisor, rest, ahead, behind in KINDS:
        kind = new.alias(rest=Mod("pk", divisor)).filter(rest=rest)
        kind.update(title=Concat(Value(ahead), "title", Value(behind)))


def figures_of(small: Peak, large: Peak, kept: float) -> list[Figure]:
    """What was weighed."""
    return [
        Figure(f"{SMALL:,} rows", "bytes", small.bytes, bar=True),
        Figure(f"{LARGE:,} rows", "bytes", large.bytes, bar=True),
        Figure("each further row keeps", "bytes", max(0, round(kept)), allowed=SLOPE_ALLOWED),
    ]


def check_all_came(lines: int, rows: int) -> None:
    """An export that leaves rows out may well be flat. The header has a line end, the last not."""
    require(
        lines >= rows,
        asked=f"export {rows:,} articles",
        expected=f"{rows:,} data rows",
        got=f"{max(lines - 1, 0):,} data rows",
    )
