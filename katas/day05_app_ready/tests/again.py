"""The same objects, changed again and again: what one change leaves behind meets the next.

Rows that have to be there for a change are put back without a signal, so that nothing comes between
two changes but what is told.
"""

from collections.abc import Callable
from typing import Any

from katas.day05_app_ready.tests.changes import in_a_thread
from katas.day05_app_ready.tests.rows import an_article

Act = Callable[[], object]
# What is done to the objects, and the most that it may drop; two articles go together.
ACTS = {
    "article.save()": 1,
    "article.delete()": 1,
    "articles.delete()": 2,
    "author.delete()": 2,
}


class Objects:
    """An article, its author, and a queryset of all the author's articles: the same all along."""

    def __init__(self, title: str) -> None:
        from katas.newsroom.models import Article

        self.article = an_article(title)
        self.author = self.article.author
        self.rows = [self.article, an_article(title)]
        self.keys = [2 * self.author.pk, 2 * self.author.pk + 1]
        self.author_key = self.author.pk
        self.articles = Article.objects.filter(author_id=self.author_key)

    def put_back(self) -> None:
        """All rows are there, by no signal, and the objects know their keys again."""
        from katas.newsroom.models import Article, Author

        self.author.pk = self.author_key
        for row, key in zip(self.rows, self.keys, strict=True):
            row.pk, row.author = key, self.author
        Author.objects.bulk_create([self.author], ignore_conflicts=True)
        Article.objects.bulk_create(self.rows, ignore_conflicts=True)

    def act(self, what: str) -> Act:
        name, _, method = what.removesuffix("()").partition(".")
        done: Act = getattr(getattr(self, name), method)
        return done


def plain(act: Act, put_back: Act) -> None:
    act()


def twice_in_a_transaction(act: Act, put_back: Act) -> None:
    from django.db import transaction

    with transaction.atomic():
        act()
        put_back()
        with transaction.atomic():
            act()


def rolled_back(act: Act, put_back: Act) -> None:
    from django.db import transaction

    with transaction.atomic():
        act()
        transaction.set_rollback(True)


def after_a_savepoint(act: Act, put_back: Act) -> None:
    from django.db import transaction

    with transaction.atomic():
        rolled_back(act, put_back)
        put_back()
        act()


def among_others(act: Act, put_back: Act) -> None:
    from django.db import transaction

    with transaction.atomic():
        transaction.on_commit(others_work)
        after_a_savepoint(act, put_back)
        transaction.on_commit(others_work)


def others_work() -> None:
    """What others have put off until the commit."""


def before_a_savepoint(act: Act, put_back: Act) -> None:
    from django.db import transaction

    with transaction.atomic():
        act()
        put_back()
        rolled_back(act, put_back)


def elsewhere(act: Act, put_back: Act) -> None:
    in_a_thread(act)()


# How it is done. Of a transaction it is not judged how often it drops, of one that is rolled back
# not even whether.
WAYS: dict[str, Callable[[Act, Act], None]] = {
    "": plain,
    " in another thread": elsewhere,
    " twice in a transaction": twice_in_a_transaction,
    " in a transaction, behind a savepoint with the same, rolled back": after_a_savepoint,
    " in a transaction that others wait for, behind a savepoint with the same, rolled back": (
        among_others
    ),
    " in a transaction, ahead of a savepoint with the same, rolled back": before_a_savepoint,
    " in a transaction that is rolled back": rolled_back,
}
COUNTED = ["", " in another thread"]


def walk(title: str, steps: list[list[str]], look: Callable[[Act], dict[str, Any]]) -> list[Any]:
    """Take steps, each something of ACTS in one of WAYS. Gives what look() saw of each."""
    objects = Objects(title)
    objects.put_back()
    found = []
    for what, way in steps:
        act = objects.act(what)
        found.append(look(lambda: WAYS[way](act, objects.put_back)))  # noqa: B023 (called at once)
        if "delete" in what:
            objects.put_back()
    return found
