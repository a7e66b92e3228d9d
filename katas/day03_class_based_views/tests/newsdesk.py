"""Articles to list, and a reader who asks for them and remembers what was asked before."""

import itertools
import json
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import quote

import factory.random
from django.http.response import HttpResponseBase

from katas.day03_class_based_views.tests.driver import ask, request_for, view_of, views
from katas.day03_class_based_views.tests.people import somebody
from katas.harness.verdicts import require
from katas.newsroom.factories import AuthorFactory, random_moment, random_title
from katas.newsroom.models import Article

NUMBERS = itertools.count()
# Of longer lists a message shows the rows that differ.
SHORT = 9
LEAK = """What lives on the class or in the module is one for all requests. Every request
has an instance of its own, and local names."""


def article(published_at: Any, tags: Iterable[Any] = (), **fields: Any) -> Any:
    """A published article that bears these tags."""
    return articles_at([published_at], tags, **fields)[0]


def articles_at(moments: Iterable[Any], tags: Iterable[Any] = (), **fields: Any) -> list[Any]:
    """Published articles of these moments, all with these tags."""
    tags = list(tags)
    return articles_of([(moment, tags, fields) for moment in moments])


def articles_of(wished: Iterable[tuple[Any, list[Any], dict[str, Any]]]) -> list[Any]:
    """Published articles by one author, stored at once: of each the moment, the tags, the fields.

    Their titles say what the list goes by; sorting the titles would not help.
    """
    wished, author, new = list(wished), AuthorFactory(), []
    for moment, tags, fields in wished:
        words = " ".join(random_title().split()[:2])
        bears = ", ".join(tag.name for tag in tags[:SHORT]) or "no tag"
        bears += ", ..." * (len(tags) > SHORT)
        told = {"title": f"{words} ({bears}; {moment:%Y-%m-%d %H:%M})", "published": True, **fields}
        slug = f"slug-{next(NUMBERS)}"
        new.append(Article(published_at=moment, slug=slug, author=author, **told))
    made = Article.objects.bulk_create(new)
    Bears = Article.tags.through
    Bears.objects.bulk_create(
        Bears(article=each, tag=tag)
        for each, (_, tags, _) in zip(made, wished, strict=True)
        for tag in tags
    )
    return made


def shuffled_articles(count: int, tags: Iterable[Any] = ()) -> list[Any]:
    """Articles whose moments follow neither their ids nor their titles."""
    moments = sorted({random_moment() for _ in range(count * 2)})
    # The first and the last by id are neither the oldest nor the newest.
    chosen = factory.random.randgen.sample(moments[1:-1], count - 2)
    middle = len(chosen) // 2
    return articles_at([*chosen[:middle], moments[-1], moments[0], *chosen[middle:]], tags)


def newest_first(articles: Iterable[Any]) -> list[str]:
    return [each.title for each in sorted(articles, key=lambda a: a.published_at, reverse=True)]


def path_of(*tags: str) -> str:
    return "/articles/" + ("?" if tags else "") + "&".join(f"tag={quote(tag)}" for tag in tags)


def path_text(*tags: str) -> str:
    """The path for a message, cut where it is long."""
    if len(tags) <= SHORT:
        return path_of(*tags)
    return f"{path_of(*tags[:2])}&... ({len(tags)} values, {len(set(tags))} different)"


class Reader:
    """Signed in; sends GETs to ArticleList, all to one view unless `another` is called.

    story: what happened so far, for the messages. answers: the titles that each path got.
    """

    def __init__(self) -> None:
        self.story: list[str] = []
        self.answers: list[tuple[str, object]] = []
        self.who, self.user = "", None
        self.session: dict[str, str] | None = None
        self.another()

    def comes(self, who: str, user: Any, session: dict[str, str] | None) -> None:
        """From now on this very user asks, with this very session if it has one."""
        self.who, self.user, self.session = f", by {who}", user, session

    def another(self) -> None:
        """From now on ask another view of the same class."""
        self.view: Callable[..., Any] = view_of(views.ArticleList)

    def get(self, *tags: str, user: object = None) -> dict:
        """The JSON of a GET with these ?tag= values."""
        asked = self.asked(tags)
        self.story.append(f"GET {path_text(*tags)}")
        return self.get_path(path_of(*tags), asked, user)

    def get_path(self, path: str, asked: str, user: object = None, **environ: str) -> dict:
        user = self.user if user is None else user
        request = request_for("GET", path, somebody() if user is None else user, **environ)
        if self.session is not None:
            request.session = self.session
        return json_of(ask(self.view, request, asked=asked), asked)

    def asked(self, tags: Iterable[str]) -> str:
        """What is being asked, and what was asked and done before."""
        before = self.story[-5:]
        more = f"({len(self.story) - len(before)} more) " * (len(self.story) > len(before))
        return f"GET {path_text(*tags)}{self.who}" + f"\nafter {more}{', '.join(before)}" * bool(
            before
        )

    def check(self, tags: Iterable[str], articles: Iterable[Any], asked: str = "") -> None:
        """A GET with these tags lists these articles' titles, newest first."""
        tags, asked = list(tags), "\n".join(part for part in (asked, self.asked(tags)) if part)
        found = self.get(*tags)
        check(found, articles, tags, asked, self.leak(found, tags))
        self.answers.append((path_text(*tags), found["titles"]))

    def leak(self, found: dict, tags: list[str]) -> str:
        """Where a wrong answer may come from."""
        for path, titles in reversed(self.answers):
            if titles and titles == found["titles"]:
                return f"Its titles are those that GET {path} was answered with before.\n{LEAK}"
        if self.session is not None:
            return "A session outlasts its request: what is put there is found by the next one."
        return LEAK if self.answers and found["tags"] != tags else ""


def check(
    found: dict, articles: Iterable[Any], tags: list[str], asked: str, note: str = ""
) -> None:
    """The tags first: if those of another request are among them, the titles only follow."""
    wish, got = newest_first(articles), found["titles"]
    require(
        found["tags"] == tags,
        asked=asked,
        expected=f"tags {tags}",
        got=f"tags {found['tags']}",
        note=note,
    )
    seen = compared(got, wish) if isinstance(got, list) else f"titles {got!r}"
    require(
        got == wish,
        asked=asked,
        expected=f"titles ({len(wish)})" + rows(map(label, shortened(wish, got))),
        got=seen,
        note=note,
    )


def rows(titles: Iterable[object]) -> str:
    return "".join(f"\n  {title}" for title in titles)


def label(title: object) -> str:
    return str(title) or "(an empty title)"


def shortened(wish: list[str], got: object) -> list[str]:
    """Of a long list its head; if it came in another order, the rows that are out of place."""
    came = [label(each) for each in got] if isinstance(got, list) else []
    if len(wish) <= SHORT:
        return wish
    if Counter(came) != Counter(map(label, wish)):
        return [*wish[:SHORT], f"({len(wish) - SHORT} more)"]
    return [one for one, other in zip(wish, came, strict=True) if label(one) != other] + [
        "(the others)"
    ]


def compared(got: list, wish: list[str]) -> str:
    """The titles that came; marked what is wrong with them."""
    titles, wish = [label(each) for each in got], [label(each) for each in wish]
    wanted, missing = Counter(wish), Counter(wish) - Counter(titles)
    moved = wanted == Counter(titles)
    seen: Counter[str] = Counter()
    lines = []
    for title, wished in itertools.zip_longest(titles, wish):
        if title is None:
            break
        mark = "   <- not its place" if moved and title != wished else ""
        seen[title] += 1
        if seen[title] > wanted[title]:
            mark = "   <- once too often" if wanted[title] else "   <- too much"
        lines.append(title + mark)
    if len(lines) > SHORT:
        lines = [line for line in lines if "   <- " in line] + ["(the others as expected)"]
    # Where nothing came, all is missing.
    lines += [f"{title}   <- missing" for title in missing.elements() if got][:SHORT]
    return f"titles ({len(got)})" + rows(lines)


def json_of(response: HttpResponseBase, asked: str) -> dict:
    """The object that the response carries as JSON, with its two keys."""
    kind = response.get("Content-Type", "")
    body = b"".join(response)
    seen = f"{response.status_code}, {kind or 'no Content-Type'}: {body[:200]!r}"
    require(
        response.status_code == 200 and kind.partition(";")[0].strip() == "application/json",
        asked=asked,
        expected="200, application/json",
        got=seen,
    )
    try:
        found = json.loads(body)
    except ValueError:
        found = None
    require(
        isinstance(found, dict) and {"titles", "tags"} <= set(found),
        asked=asked,
        expected='a JSON object with "titles" and "tags"',
        got=seen,
    )
    assert found is not None  # for the type checker
    return found
