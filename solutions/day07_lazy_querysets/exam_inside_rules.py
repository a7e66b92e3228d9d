"""Rules of the print shop's, each of title and word count and of two numbers that are drawn."""

from collections.abc import Callable
from zlib import crc32

from katas.newsroom.models import Article

Rule = Callable[[Article], int]
SHAPES = "today's", "table", "measured"


def rule(weight: Rule, shape: str, factor: int, more: int) -> Rule:
    """A rule of that shape. weight: today's, which takes articles only."""

    def weigh(article: Article) -> int:
        today, title, words = weight(article), article.title, article.word_count
        if shape == "table":
            return crc32(f"{more} {title} {words % 97}".encode()) * factor + words
        if shape == "measured":
            capitals = sum(map(str.isupper, title))
            return words**2 * factor + len(title) * more + len(title.split()) ** 3 - capitals
        return today * factor + more

    return weigh
