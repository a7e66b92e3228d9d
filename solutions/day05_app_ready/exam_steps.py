"""Changes of the newsroom's rows, drawn: what is done, and how often that drops the page."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from katas.newsroom.models import Article, Author, Tag
from solutions.day05_app_ready.exam_newsroom import random_text
from solutions.grading.examiner import Exam

ARTICLE, AUTHOR, TAG = "newsroom.Article", "newsroom.Author", "newsroom.Tag"
JOB = "katas.day05_app_ready.models:JobRun"
ANY = 99
NOTED = "send-"  # how the names of jobs begin that a step notes


@dataclass
class Step:
    """One change. least, most: how often the page is dropped; least is None if nobody judges that.

    alone: not in a transaction of somebody else's, so that a reader may come between.
    title: the key of a row, and what its title is afterwards.
    rows: put back ahead of it, without a signal, if they have gone.
    """

    words: str
    deed: tuple[Any, ...]
    least: int | None = 1
    most: int = 1
    alone: bool = False
    title: tuple[int, str] | None = None
    rows: list[Article] = field(default_factory=list)


class Steps:
    """Draws steps for rows that are made here, without a signal. titles: as they will be stored."""

    def __init__(self, exam: Exam) -> None:
        self.exam, self.draws = exam, exam.random
        self.titles: dict[int, str] = {}
        self.singles: list[str] = []  # fields that are saved alone next, or with so many others
        self.numbers: list[int] = []
        self.together = self.draws.random() < 0.5  # how the last author was deleted
        self.authors = Author.objects.bulk_create(
            Author(name=random_text(exam, 1, 90)) for _ in range(12)
        )
        self.rows = Article.objects.bulk_create(self.article() for _ in range(70))
        self.draws.shuffle(self.rows)
        self.unused = self.rows[20:]  # those that no step changes, to be deleted

    def word(self) -> str:
        return self.draws.randbytes(6).hex()

    def fields(self) -> dict[str, Any]:
        moment = datetime(1990, 1, 1, tzinfo=UTC) + timedelta(0, self.draws.randrange(34 * 10**8))
        body = random_text(self.exam, 0, 400) * self.draws.choice([1, 1, 1, 150])
        return {
            "title": random_text(self.exam, 0, 150),
            "slug": f"a-{self.word()}",
            "body": body,
            "published": self.draws.random() < 0.5,
            "published_at": moment,
            "word_count": self.draws.randrange(10**6),
        }

    def article(self, author: Author | None = None) -> Article:
        return Article(author=author or self.draws.choice(self.authors[:6]), **self.fields())

    def strangers(self) -> dict[str, str]:
        """What others keep in a cache, beside the page and under names much like it."""
        word = self.word()
        names = ["front-page-", "front-page:", "Front-Page", "front-pag", f"{word}-front-page"]
        spelled = [f":1:{name}" for name in [*names, f"front-page-{word}", word]]
        return {name: self.word() for name in [*spelled, ":2:front-page", "theirs:1:front-page"]}

    def all(self) -> list[Step]:
        """Steps of all kinds, some of them twice, in any order."""
        kinds = [*KINDS, one_field, author_of_articles, self.draws.choice(SAVES)]
        return [kind(self) for kind in self.draws.sample(kinds, len(kinds))]

    def some(self, count: int) -> list[Step]:
        """An article is saved, not in a transaction; one is deleted, and the rest is anything."""
        kinds = [deleted, *self.draws.sample(KINDS, count - 2)]
        found = [kind(self) for kind in kinds]
        while not (step := self.draws.choice(SAVES)(self)).alone:
            pass
        return self.draws.sample([*found, step], count)

    def how(self, hows: list[str]) -> tuple[str, int, bool]:
        """How it is done, how often that drops at most, and whether it is alone."""
        how = self.draws.choice(hows)
        return how, ANY if how in WITHIN else 1, how not in WITHIN


WITHIN = ("in a transaction", "behind a savepoint")
NEW = ["", "in another thread", "on an event loop", "in a transaction"]
OLD = [*NEW, "raw", "behind a savepoint"]


def created(steps: Steps) -> Step:
    how, most, alone = steps.how(NEW)
    fields = {**steps.fields(), "author_id": steps.draws.choice(steps.authors[:6]).pk}
    what = "article" if fields["published"] else "draft"
    deed: tuple[Any, ...] = ("save", ARTICLE, fields, how, [])
    return Step(f"{what} created {how}".strip(), deed, 1, most, alone)


def changed(steps: Steps) -> Step:
    how, most, alone = steps.how(OLD)
    row = steps.draws.choice(steps.rows[:20])
    fields = steps.fields()
    names = steps.draws.sample(list(fields), steps.draws.randint(1, 4))
    chosen = {name: fields[name] for name in names}
    words = f"article changed ({', '.join(sorted(names))}) {how}".strip()
    title = (row.pk, fields["title"]) if "title" in names else None
    deed: tuple[Any, ...] = ("save", ARTICLE, {"pk": row.pk, **chosen}, how, [])
    return Step(words, deed, 1, most, alone, title)


def one_field(steps: Steps) -> Step:
    """Now a field that a front page shows, now one that it hardly shows."""
    row = steps.draws.choice(steps.rows[:20])
    fields = {**steps.fields(), "author_id": steps.draws.choice(steps.authors[:6]).pk}
    if not steps.singles:
        kinds = ["body", "published_at", "published", "slug", "title", "author_id"]
        steps.singles = steps.draws.sample(kinds, 3)
        steps.singles.append("word_count")
    name = steps.singles.pop()
    if not steps.numbers:
        steps.numbers = steps.draws.sample([0, steps.draws.choice([1, 2, 4])], 2)
    rest = [each for each in fields if each not in (name, "title")]
    names = [name, *steps.draws.sample(rest, steps.numbers.pop())]
    changed = {each: fields[each] for each in names}
    deed: tuple[Any, ...] = ("save", ARTICLE, {"pk": row.pk, **changed}, "", names)
    title = (row.pk, fields["title"]) if name == "title" else None
    return Step(f"save(update_fields={names!r}) of an article", deed, alone=True, title=title)


def created_with_a_key(steps: Steps) -> Step:
    """Django looks for it first, by an UPDATE."""
    how = steps.draws.choice(["", "raw"])
    key, author = steps.draws.randrange(10**6, 10**9), steps.draws.choice(steps.authors[:6])
    fields = {**steps.fields(), "author_id": author.pk, "id": key}
    words = "article of a fixture created" if how else "article created with a key of its own"
    return Step(words, ("save", ARTICLE, fields, how, []), alone=True)


def in_a_request(steps: Steps) -> Step:
    """Judged before the request is over."""
    row, fields = steps.draws.choice(steps.rows[:20]), steps.fields()
    deed = ("save", ARTICLE, {"pk": row.pk, "body": fields["body"]}, "in a request", [])
    return Step("article changed (body) while a request is answered", deed, alone=True)


def as_it_was(steps: Steps) -> Step:
    how, most, alone = steps.how(OLD)
    row = steps.draws.choice(steps.rows[:20])
    words = f"article saved as it was {how}".strip()
    return Step(words, ("save", ARTICLE, {"pk": row.pk}, how, []), 1, most, alone)


def behind_a_savepoint(steps: Steps) -> Step:
    row = steps.draws.choice(steps.rows[:20])
    words = "article saved in a transaction, behind a savepoint with the same, rolled back"
    return Step(words, ("save", ARTICLE, {"pk": row.pk}, "behind a savepoint", []), 1, ANY)


def from_a_fixture(steps: Steps) -> Step:
    row = steps.draws.choice(steps.rows[:20])
    deed: tuple[Any, ...] = ("save", ARTICLE, {"pk": row.pk}, "raw", [])
    return Step("article of a fixture saved", deed, alone=True)


def deleted(steps: Steps) -> Step:
    how, most, alone = steps.how(NEW)
    row = steps.unused.pop()
    return Step(
        f"article deleted {how}".strip(), ("delete", ARTICLE, [row.pk], how, False), 1, most, alone
    )


def together(steps: Steps) -> Step:
    rows = [steps.unused.pop().pk for _ in range(steps.draws.choice([1, 2, 3, 4, 6]))]
    words = f"{len(rows)} articles deleted by a queryset"
    return Step(words, ("delete", ARTICLE, rows, "", True), 1, len(rows), True)


def author_of_articles(steps: Steps) -> Step:
    count = steps.draws.randint(1, 4)
    author = Author.objects.create(name=steps.word())
    Article.objects.bulk_create(steps.article(author) for _ in range(count))
    together = steps.together = not steps.together
    words = f"author of {count} articles deleted{' by a queryset' * together}"
    return Step(words, ("delete", AUTHOR, [author.pk], "", together), 1, count, True)


def refused(steps: Steps) -> Step:
    fields = {**steps.fields(), "author_id": steps.authors[0].pk, "slug": steps.rows[0].slug}
    Article.objects.filter(pk=steps.rows[0].pk).update(slug=fields["slug"])
    deed: tuple[Any, ...] = ("save", ARTICLE, fields, "refused", [])
    return Step("article saved with a slug that is taken already", deed, None)


def rolled_back(steps: Steps) -> Step:
    row = steps.draws.choice(steps.rows[:20])
    deed: tuple[Any, ...] = ("save", ARTICLE, {"pk": row.pk}, "rolled back", [])
    return Step("article saved in a transaction that is rolled back", deed, None)


def author_alone(steps: Steps) -> Step:
    author = Author.objects.create(name=steps.word())
    deed = ("delete", AUTHOR, [author.pk], "", steps.draws.random() < 0.5)
    return Step("author without articles deleted", deed, 0, 0, True)


def author_saved(steps: Steps) -> Step:
    fields = {"name": random_text(steps.exam, 1, 90)}
    if steps.draws.random() < 0.5:
        fields["pk"] = steps.draws.choice(steps.authors[:6]).pk
    return Step("author saved", ("save", AUTHOR, fields, "", []), 0, 0, True)


def tag_saved(steps: Steps) -> Step:
    return Step("tag created", ("save", TAG, {"name": steps.word()}, "", []), 0, 0, True)


def tag_deleted(steps: Steps) -> Step:
    tag = Tag.objects.create(name=steps.word())
    steps.rows[0].tags.add(tag)
    return Step("tag of an article deleted", ("delete", TAG, [tag.pk], "", False), 0, 0, True)


def others_saved(steps: Steps) -> Step:
    deed = ("others", steps.draws.sample(["save", "save", "delete"], 3), steps.word())
    return Step("users, groups, permissions saved and deleted", deed, 0, 0, True)


def job_noted(steps: Steps) -> Step:
    fields = {"name": f"{NOTED}{steps.word()}", "result": steps.word()}
    return Step("another job noted", ("save", JOB, fields, "", []), 0, 0, True)


def namesake(steps: Steps) -> Step:
    name, label = steps.draws.choice(["Article", "Article", steps.word().title()]), steps.word()
    return Step(
        f"a row of another app's model {name} created",
        ("namesake", steps.word(), name, label),
        0,
        0,
        True,
    )


SAVES: list[Callable[[Steps], Step]] = [created, changed, one_field, as_it_was]
KINDS: list[Callable[[Steps], Step]] = [
    *SAVES,
    *(
        behind_a_savepoint,
        from_a_fixture,
        created_with_a_key,
        in_a_request,
        deleted,
        together,
        author_of_articles,
        refused,
        rolled_back,
        author_alone,
    ),
    *(author_saved, tag_saved, tag_deleted, others_saved, job_noted, namesake),
]
