"""Rows of the newsroom's tables, made for changes.py."""

import itertools
import os
from datetime import timedelta
from typing import Any

# When articles were published: now, many years ago, in many years.
AGES = itertools.cycle(timedelta(days) for days in (0, -11_000, 13_000))


def an_article(title: str, **fields: Any) -> Any:
    from django.utils import timezone

    from katas.newsroom.models import Article, Author

    moment = timezone.now() + next(AGES)
    fields = {"published": True, "slug": f"a-{os.urandom(8).hex()}", **fields}
    author = Author.objects.create(name=title)
    return Article(title=title, author=author, published_at=moment, **fields)


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


def user(title: str) -> Any:
    from django.contrib.auth.models import User

    return User.objects.create(username=f"u-{os.urandom(8).hex()}")


def group_and_permission(title: str) -> None:
    """A row of each of these models, with the content type that a permission needs."""
    from django.contrib.auth.models import Group, Permission
    from django.contrib.contenttypes.models import ContentType

    name = f"g-{os.urandom(8).hex()}"
    kind = ContentType.objects.create(app_label=name, model=name)
    Permission.objects.create(name=name, codename=name, content_type=kind)
    Group.objects.create(name=name)


def job(title: str) -> Any:
    from katas.day05_app_ready.models import JobRun

    return JobRun.objects.create(name=f"{title} {os.urandom(8).hex()}")
