"""What articles weigh together, and which of them were not weighed once."""

from collections import Counter

from django.db.models import F, QuerySet, Value
from django.db.models.functions import Concat

from katas.day07_lazy_querysets import editorial
from katas.day07_lazy_querysets.tests.driver import counted
from katas.newsroom.factories import seed_articles
from katas.newsroom.models import Article

# What titles of a long run begin with.
MARKS = '"', "=", ", ", "\n", "\xe9"


def seed_each_kind(count: int) -> None:
    """So many articles more: half have no word, a third are drafts, a seventh have no title.

    Of the others' titles as many begin with each of the MARKS.
    """
    last = Article.objects.latest("pk").pk
    seed_articles(count)
    kinds = {"half": F("pk") % 2, "third": F("pk") % 3, "seventh": F("pk") % 7}
    more = Article.objects.filter(pk__gt=last).alias(**kinds)
    more.filter(half=0).update(word_count=0)
    more.filter(third=0).update(published=False)
    for place, mark in enumerate(MARKS):
        more.filter(seventh=place).update(title=Concat(Value(mark), "title"))
    more.filter(seventh=len(MARKS)).update(title="")


def sum_of_weights(articles: QuerySet[Article]) -> int:
    """The weight of all these articles, worked out with a single instance."""
    article, total = Article(), 0
    for article.title, article.word_count in articles.values_list("title", "word_count"):
        total += editorial.weight(article)
    return total


def missed(weighed: list[int | None], ids: set[int], *, ordered: bool) -> str:
    """Which articles were not weighed exactly once, as far as the answer's instances have ids."""
    times = Counter(weighed)
    if None in times:
        return ""
    never, more = ids - set(times), sum(count > 1 for count in times.values())
    others = len(set(times) - ids)
    lines = [
        f"Weighed never: {counted(len(never), 'article', 'articles')}{alike(never, ids)}."
        f" Twice or more: {more:,}." + f" Not given, and weighed: {others:,}." * bool(others)
    ]
    if never and more and not ordered:
        lines.append("Unordered rows came from the front at one query, from the back at another.")
    elif never and more:
        lines.append("Is every page taken from the same order of the same articles?")
    return "\n".join(lines)


def alike(never: set[int], ids: set[int]) -> str:
    """What the articles that were never weighed have in common, and not all articles have."""
    rows = list(Article.objects.filter(pk__in=ids).values_list("pk", "published", "published_at"))
    lost = [row for row in rows if row[0] in never]
    kept = [row for row in rows if row[0] not in never]
    if not (lost and kept):
        return ""
    if not any(published for _, published, _ in lost) and all(row[1] for row in kept):
        return ", the drafts"
    if min(lost)[0] > max(kept)[0]:
        return ", those with the highest ids"
    return ", all of the same moment" * (len({moment for _, _, moment in lost}) == 1)
