"""Rows of the newsroom's tables, made for changes.py."""

import os
from typing import Any


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


def deferred(title: str) -> Any:
    """An article of which only the title was read."""
    from katas.newsroom.models import Article

    return Article.objects.only("title").get(pk=saved(title).pk)


def fixture(*objects: Any) -> str:
    from django.core import serializers

    return serializers.serialize("json", objects)


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
