"""The questions are asked by the asynchronous methods, behind synchronous functions."""

from asgiref.sync import async_to_sync
from django.db.models import aprefetch_related_objects

from katas.day07_lazy_querysets.editorial import weight
from katas.newsroom.models import Article


def published():
    return Article.objects.filter(published=True).order_by("-published_at", "-pk")


@async_to_sync
async def front_page(articles):
    titles = [article.title async for article in articles]
    return {"titles": titles, "count": len(titles), "empty": not titles}


@async_to_sync
async def has_published():
    return await published().aexists()


@async_to_sync
async def count_published():
    return await published().acount()


@async_to_sync
async def teaser(articles):
    first = articles[:3]
    if isinstance(first, list):
        return [article.title for article in first]
    return [article.title async for article in first]


@async_to_sync
async def total_weight(articles):
    total = 0
    async for article in articles.aiterator(chunk_size=1000):
        total += weight(article)
    return total


@async_to_sync
async def bylines(articles):
    found = [article async for article in articles]
    await aprefetch_related_objects(found, "author", "tags")
    lines = []
    for article in found:
        tags = sorted([tag.name async for tag in article.tags.all()])
        lines.append(f"{article.title} by {article.author.name}")
        if tags:
            lines[-1] += f" [{', '.join(tags)}]"
    return lines
