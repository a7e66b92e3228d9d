"""What the rows of a statement are, and how many articles have left."""

import re
from collections import Counter

from solutions.grading.examiner import Ledger

BOUNDS = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE", "PRAGMA")
KEPT = 2_000  # characters of a statement that the ledger keeps
NESTED = re.compile(r"[()]|\bFROM\W+(\w+)", re.IGNORECASE)
OF_ARTICLES = re.compile(r"\b(title|slug|body|word_count|published|published_at)\b")
SEVERAL = 8_000  # bytes: a row that has more holds several articles
LEAST = 600  # bytes of an article that is folded into such a row, at most


def bounds(sql: str) -> bool:
    """Whether it begins or ends a transaction, or sets something."""
    return sql.lstrip().upper().startswith(BOUNDS)


def queries(ledger: Ledger) -> list[str]:
    return [text for text in list(ledger.statements) if not bounds(text)]


def gives_articles(sql: str) -> bool:
    """Whether its rows are articles: of the authors' table, if it selects what articles have."""
    sql = sql[:KEPT].lower()
    selected, table = own(sql)
    if table == "newsroom_author" and not OF_ARTICLES.search(selected):
        return False
    return "newsroom_article" in sql or (table is None and len(sql) == KEPT)


def own(sql: str) -> tuple[str, str | None]:
    """What stands ahead of the statement's own FROM, and the table that it names."""
    depth = 0
    for found in NESTED.finditer(sql):
        if found[0] in "()":
            depth += 1 if found[0] == "(" else -1
        elif depth == 0:
            return sql[: found.start()], found[1].lower()
    return sql, None


def held(ledger: Ledger, sql: str, rows: int) -> int:
    """How many articles so many rows of the statement are, at least."""
    size = ledger.weighed[sql]
    return max(rows, size // LEAST) if size > SEVERAL * rows else rows


def articles(ledger: Ledger) -> int:
    """Articles that have left. A single row is a count, unless it holds several"""
    found = [(sql, held(ledger, sql, n)) for sql, n in list(ledger.gave.items())]
    return sum(n for sql, n in found if n > 1 and gives_articles(sql))


def read(ledger: Ledger) -> int:
    """Articles that have left, by the kind of query that gave the most of them."""
    found: Counter[str] = Counter()
    for sql, count in list(ledger.gave.items()):
        if any(each.startswith("newsroom_article.") for each in ledger.reads.get(sql, ())):
            found[kind(ledger, sql)] += held(ledger, sql, count)
    return max(found.values(), default=0)


def kind(ledger: Ledger, sql: str) -> str:
    """Which columns it reads, whatever makes its text another, such as numbers and names."""
    return " ".join(sorted(ledger.reads.get(sql[:KEPT], ()))) or shape(sql[:KEPT])


def shape(sql: str) -> str:
    """A statement without its numbers and the length of its lists."""
    return re.sub(r"(%s|\?|\d+)(\s*,\s*(%s|\?|\d+))*", "?", sql)
