"""Changes of the newsroom's rows: each function gets ready and returns what makes the change."""

import os
from collections.abc import Callable
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


def many(title: str) -> Change:
    from katas.newsroom.models import Article

    marked = [saved(title, body="to be deleted").pk for _ in range(3)]
    return Article.objects.filter(pk__in=marked).delete


def with_articles(title: str) -> Change:
    author = saved(title).author
    for _ in range(2):
        article = an_article(title)
        article.author = author
        article.save()
    return author.delete


def author(title: str) -> Any:
    from katas.newsroom.models import Author

    return Author.objects.create(name=title)


def tag() -> Any:
    from katas.newsroom.models import Tag

    return Tag.objects.create(name=f"tag-{os.urandom(8).hex()}")


def tagged(title: str) -> Change:
    label = tag()
    saved(title).tags.add(label)
    return label.delete


def job(title: str) -> Change:
    from katas.day05_app_ready.models import JobRun

    return lambda: JobRun.objects.create(name=title)


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
    "article deleted": lambda title: saved(title).delete,
    "draft created": lambda title: an_article(title, published=False).save,
    "draft changed": lambda title: renamed(saved(title, published=False)),
    "draft deleted": lambda title: saved(title, published=False).delete,
    "three articles deleted by a queryset": many,
    "author of three articles deleted": with_articles,
    "author created": lambda title: lambda: author(title),
    "author renamed": lambda title: renamed(author(title)),
    "author without articles deleted": lambda title: author(title).delete,
    "tag created": lambda title: tag,
    "tag of an article deleted": tagged,
    "job noted": job,
    "user created": user,
    "Article of another app created": namesake,
}
