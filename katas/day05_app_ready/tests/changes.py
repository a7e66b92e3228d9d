"""Changes of the newsroom's rows: each function gets ready and returns what makes the change."""

import asyncio
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

Change = Callable[[], object]


def an_article(title: str, **fields: Any) -> Any:
    from django.utils import timezone

    from katas.newsroom.models import Article, Author

    fields = {"published": True, "slug": f"a-{os.urandom(8).hex()}", **fields}
    author = Author.objects.create(name=title)
    return Article(title=title, author=author, published_at=timezone.now(), **fields)


def saved(title: str, **fields: Any) -> Any:
    article = an_article(title, **fields)
    article.save()
    return article


def renamed(instance: Any) -> Change:
    field = "title" if hasattr(instance, "title") else "name"
    setattr(instance, field, "Corrected")
    return instance.save


def recounted(article: Any) -> Change:
    """A field that a front page may well not show."""
    article.word_count += 1
    return lambda: article.save(update_fields=["word_count"])


def deferred(title: str) -> Any:
    """An article of which only the title was read."""
    from katas.newsroom.models import Article

    return Article.objects.only("title").get(pk=saved(title).pk)


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


def fixture(*objects: Any) -> str:
    from django.core import serializers

    return serializers.serialize("json", objects)


def in_one_transaction(title: str) -> Change:
    from django.db import transaction

    articles = [an_article(title), saved(title)]

    def change() -> None:
        with transaction.atomic():
            for article in articles:
                article.save()

    return change


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


def author(title: str) -> Any:
    from katas.newsroom.models import Author

    return Author.objects.create(name=title)


def tag() -> Any:
    from katas.newsroom.models import Tag

    return Tag.objects.create(name=f"tag-{os.urandom(8).hex()}")


def tagged(title: str) -> tuple[Any, Any]:
    """An article and its tag."""
    article, label = saved(title), tag()
    article.tags.add(label)
    return article, label


def job(title: str) -> Any:
    from katas.day05_app_ready.models import JobRun

    return JobRun.objects.create(name=f"{title} {os.urandom(8).hex()}")


def user(title: str) -> Change:
    from django.contrib.auth.models import User

    return lambda: User.objects.create(username=f"u-{os.urandom(8).hex()}")


def namesake(title: str) -> Change:
    """A model of another app that is called Article, too, with its table."""
    from django.db import connection, models

    class Article(models.Model):
        title = models.TextField()

        class Meta:
            app_label = "classifieds"

    with connection.schema_editor() as editor:
        editor.create_model(Article)
    return Article(title=title).save


CHANGES: dict[str, Callable[[str], Change]] = {
    "article created": lambda title: an_article(title).save,
    "article changed": lambda title: renamed(saved(title)),
    "one field of an article saved": lambda title: recounted(saved(title)),
    "article saved as it was": lambda title: saved(title).save,
    "article of which only the title was read saved": lambda title: renamed(deferred(title)),
    "article deleted": lambda title: saved(title).delete,
    "article with a tag deleted": lambda title: tagged(title)[0].delete,
    "draft created": lambda title: an_article(title, published=False).save,
    "draft changed": lambda title: renamed(saved(title, published=False)),
    "draft deleted": lambda title: saved(title, published=False).delete,
    "article created in another thread": lambda title: in_a_thread(an_article(title).save),
    "article created by asave()": with_asave,
    "article of a fixture saved": raw,
    "three articles deleted by a queryset": many,
    "author of three articles deleted": with_articles,
    "author of three drafts deleted": lambda title: with_articles(title, published=False),
    "two articles saved in one transaction": in_one_transaction,
    "fixture of an article and its author loaded by loaddata": loaded,
    "author created": lambda title: lambda: author(title),
    "author renamed": lambda title: renamed(author(title)),
    "author without articles deleted": lambda title: author(title).delete,
    "tag created": lambda title: tag,
    "tag of an article deleted": lambda title: tagged(title)[1].delete,
    "job noted": lambda title: lambda: job(title),
    "job deleted": lambda title: job(title).delete,
    "user created": user,
    "Article of another app created": namesake,
}
