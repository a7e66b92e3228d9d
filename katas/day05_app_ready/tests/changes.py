"""Changes of the newsroom's rows: each function gets ready and returns what makes the change."""

import asyncio
import contextlib
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from katas.day05_app_ready.tests.rows import (
    an_article,
    author,
    deferred,
    fixture,
    group_and_permission,
    job,
    saved,
    tag,
    tagged,
    user,
)

Change = Callable[[], object]


def a_key() -> int:
    """One that no row has."""
    return int.from_bytes(b"\1" + os.urandom(4), "big")


def renamed(instance: Any) -> Change:
    field = "title" if hasattr(instance, "title") else "name"
    setattr(instance, field, "Corrected")
    return instance.save


def recounted(article: Any) -> Change:
    """A field that a front page may well not show."""
    article.word_count += 1
    return lambda: article.save(update_fields=["word_count"])


def corrected(article: Any) -> Change:
    article.title, article.body, article.published = "Corrected", "At length.", False
    return lambda: article.save(update_fields=["title", "body", "published"])


def in_a_thread(act: Change) -> Change:
    """The same in a thread of its own, as a server's thread would do it."""
    from concurrent.futures import ThreadPoolExecutor

    def there() -> None:
        from django.db import connection

        try:
            act()
        finally:
            connection.close()

    def change() -> None:
        with ThreadPoolExecutor(1) as pool:
            pool.submit(there).result()

    return change


def with_asave(title: str) -> Change:
    article = an_article(title)
    # In a thread: asyncio.run() takes the event loop away from the thread in which it ran.
    return in_a_thread(lambda: asyncio.run(article.asave()))


def raw(title: str) -> Change:
    """One article from a fixture. Source: DeserializedObject.save(), which loaddata calls."""
    from django.core import serializers

    (found,) = serializers.deserialize("json", fixture(saved(title)))
    return found.save


def loaded(title: str) -> Change:
    """manage.py loaddata: an article, and then its author. Neither is there before."""
    from django.core.management import call_command

    article = saved(title)
    text = fixture(article, article.author)
    article.author.delete()
    file = Path(tempfile.mkdtemp()) / "newsroom.json"
    file.write_text(text)
    return lambda: call_command("loaddata", str(file), verbosity=0)


def in_one_transaction(title: str) -> Change:
    from django.db import transaction

    articles = [an_article(title), saved(title)]

    def change() -> None:
        with transaction.atomic():
            for article in articles:
                article.save()

    return change


def rolled_back(title: str) -> None:
    """An article is saved, and is not there in the end."""
    from django.db import transaction

    with transaction.atomic():
        saved(title)
        transaction.set_rollback(True)


def after_a_rollback(title: str) -> Change:
    rolled_back(title)
    return an_article(title).save


def after_a_savepoint(title: str) -> Change:
    from django.db import transaction

    article = an_article(title)

    def change() -> None:
        with transaction.atomic():
            rolled_back(title)
            article.save()

    return change


def after_a_failure(title: str) -> Change:
    """A save that the database refuses, and then one that it takes."""
    from django.db import IntegrityError

    article, twin = an_article(title), an_article(title)
    twin.slug = saved(title).slug
    with contextlib.suppress(IntegrityError):
        twin.save()
    return article.save


def many(title: str) -> Change:
    from katas.newsroom.models import Article

    marked = [saved(title, body="to be deleted").pk for _ in range(3)]
    return Article.objects.filter(pk__in=marked).delete


def with_articles(title: str, **fields: Any) -> Change:
    author = saved(title, **fields).author
    for _ in range(2):
        article = an_article(title, **fields)
        article.author = author
        article.save()
    return author.delete


def namesake(title: str) -> Change:
    """A model of another app that is called Article, too, with its table."""
    from django.db import connection, models

    class Article(models.Model):
        title = models.TextField()

        class Meta:
            app_label = f"classifieds{os.urandom(4).hex()}"

    with connection.schema_editor() as editor:
        editor.create_model(Article)
    return Article(title=title).save


CHANGES: dict[str, Callable[[str], Change]] = {
    "article created": lambda title: an_article(title).save,
    "article changed": lambda title: renamed(saved(title)),
    "one field of an article saved": lambda title: recounted(saved(title)),
    "three fields of an article saved": lambda title: corrected(saved(title)),
    "article saved as it was": lambda title: saved(title).save,
    "article of which only the title was read saved": lambda title: renamed(deferred(title)),
    "article deleted": lambda title: saved(title).delete,
    "article with a tag deleted": lambda title: tagged(title)[0].delete,
    "draft created": lambda title: an_article(title, published=False).save,
    "draft changed": lambda title: renamed(saved(title, published=False)),
    "draft deleted": lambda title: saved(title, published=False).delete,
    "article created with a key of its own": lambda title: an_article(title, pk=a_key()).save,
    "article created in another thread": lambda title: in_a_thread(an_article(title).save),
    "article created by asave()": with_asave,
    "article of a fixture saved": raw,
    "article created after a transaction that was rolled back": after_a_rollback,
    "article created after a save that failed": after_a_failure,
    "three articles deleted by a queryset": many,
    "author of three articles deleted": with_articles,
    "author of three drafts deleted": lambda title: with_articles(title, published=False),
    "two articles saved in one transaction": in_one_transaction,
    "article saved in a transaction, behind a savepoint rolled back": after_a_savepoint,
    "fixture of an article and its author loaded by loaddata": loaded,
    "author created": lambda title: lambda: author(title),
    "author renamed": lambda title: renamed(author(title)),
    "author without articles deleted": lambda title: author(title).delete,
    "tag created": lambda title: tag,
    "tag of an article deleted": lambda title: tagged(title)[1].delete,
    "job noted": lambda title: lambda: job(title),
    "job deleted": lambda title: job(title).delete,
    "user created": lambda title: lambda: user(title),
    "user saved again": lambda title: user(title).save,
    "group and permission created": lambda title: lambda: group_and_permission(title),
    "Article of another app created": namesake,
}
