"""What an article weighs on the page: the print shop's rule. Given."""

from katas.newsroom.models import Article

WORD = 60_000_000
LETTER = 25_000_000


def weight(article: Article) -> int:
    """The paper that an article takes, in square micrometres: its words, and its headline.

    The headline's height follows from its longest word. Raises TypeError for anything but an
    instance of Article: the rule is the print shop's, and no database can work it out.
    """
    if not isinstance(article, Article):
        raise TypeError(f"weight() takes an Article, not {type(article).__name__}")
    longest = max(map(len, article.title.split()), default=0)
    return article.word_count * WORD + longest**2 * LETTER
