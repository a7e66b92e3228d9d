"""Task 5: what is sent: many tags, query strings written in any way, headers of any kind."""

from collections.abc import Callable
from urllib.parse import quote, quote_plus

import factory.random
import pytest
from django.http import HttpRequest, QueryDict

from katas.day03_class_based_views.tests.driver import (
    ask,
    request_for,
    text_of,
    view_of,
    views,
)
from katas.day03_class_based_views.tests.newsdesk import (
    Reader,
    article,
    articles_of,
    check,
    json_of,
    shuffled_articles,
)
from katas.day03_class_based_views.tests.odd_requests import HEADERS, asgi_request
from katas.day03_class_based_views.tests.people import somebody
from katas.newsroom.factories import random_moment
from katas.newsroom.models import Tag

pytestmark = [pytest.mark.task(5), pytest.mark.django_db]


NAMES = ["storm", "Ökologie", "день", "東京 tower", "a;b", "x=y", "100%", "a+b", "%zz"]
# What is found in their place by whoever reads another character set, or ends a name too early.
TAKEN_FOR = ["Ã\x96kologie", "\ufffdkologie", "東京+tower", "a", "x"]
# How a name may be written; as it is, browsers never send it, and scripts do.
WAYS: list[Callable[[str], str]] = [
    quote,
    quote_plus,
    lambda name: "".join(f"%{byte:02x}" for byte in name.encode()),
    lambda name: name if set(name).isdisjoint(";+%&") else quote(name),
]
QUERIES: list[str | bytes] = [
    # No other parameter counts, however near its name is.
    "page=2&limit=1&tags=storm&Tag=storm&q=storm&order=title",
    "tag=storm&tag[]=x&%20tag=x&tag%00=x&amp;tag=x&t=tag=x&=x&page=2",
    "tag=Ökologie",
    "&&tag=a;b&tag=x=y&tag=%zz&&tag=100%&tag=a%2Bb&t%61g=東京+tower&tag=storm?tag=день&",
    "t%61g=storm",
    # Not UTF-8, as it is and quoted.
    "tag=Ökologie".encode("latin-1"),
    "tag=%D6kologie&page=%FF",
]


def test_many_tags():
    """Thirty different tags, sent again or not, narrow the list each by itself."""
    tags = Tag.objects.bulk_create(Tag(name=f"tag {number}") for number in range(30))
    all_of_them = shuffled_articles(2, tags=tags)
    for missing in (tags[0], tags[-1]):
        article(random_moment(), [tag for tag in tags if tag != missing])
    names = [tag.name for tag in tags]
    sent = [*names, *names[:5], *names]
    factory.random.randgen.shuffle(sent)
    Reader().check(sent, all_of_them)


# What a page for a browser would show in another way, or leave out.
ODD = ['Rivers & <storms>  "é" 🌊', "", "007"]


def test_any_query_string():
    """Nothing but ?tag= counts, no header either; its values are those of Django's request.GET."""
    names = [*NAMES, *TAKEN_FOR]
    tags = dict(zip(names, Tag.objects.bulk_create(Tag(name=name) for name in names), strict=True))
    sets = [[name] for name in names] + [NAMES, names]
    made = articles_of((random_moment(), [tags[n] for n in chosen], {}) for chosen in sets)
    made += articles_of((random_moment(), [], {"title": title}) for title in ODD)
    article(random_moment(), title="A draft", published=False)
    rows = list(zip(made, [*sets, *([] for _ in ODD)], strict=True))
    for nth, query in enumerate([*QUERIES, drawn()]):
        sent = query.encode() if isinstance(query, str) else query
        wish = QueryDict(sent).getlist("tag")
        articles = [each for each, chosen in rows if set(chosen).issuperset(wish)]
        note = RAW if nth > 1 else ""
        told = f"GET /articles/?{query!s}" if isinstance(query, str) else f"GET, with {query!r}"
        request = request_for("GET", "/articles/", somebody(), QUERY_STRING=sent.decode("latin-1"))
        check_tags(request, articles, wish, told, note)
        if nth in (2, 4) and isinstance(query, str):
            request = asgi_request("GET", "/articles/", somebody(), QUERY_STRING=sent)
            check_tags(request, articles, wish, f"{told}   by way of ASGI", note)
    for headers in HEADERS:
        request = request_for("GET", "/articles/", somebody(), **headers)
        check_tags(request, made, [], f"GET /articles/ with {text_of(headers)}", "")


def drawn() -> str:
    """A query string with four names, each written in a way of its own."""
    chosen = factory.random.randgen.sample(NAMES, len(WAYS))
    return "&".join(f"tag={way(name)}" for way, name in zip(WAYS, chosen, strict=True))


def check_tags(
    request: HttpRequest, articles: list, tags: list[str], asked: str, note: str
) -> None:
    found = json_of(ask(view_of(views.ArticleList), request, asked=asked), asked)
    check(found, articles, tags, asked, note if found["tags"] != tags else "")


RAW = """A server hands the query string over as bytes that look like latin-1, or as a text;
request.GET knows which, and what the quotes, pluses and other signs in it stand for."""
