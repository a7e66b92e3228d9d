"""Task 5: the list is as the table is now, whatever has been done to the table."""

from collections.abc import Callable
from typing import Any

import factory.random
import pytest
from django.db import connection

from katas.day03_class_based_views.tests.newsdesk import (
    Reader,
    article,
    articles_at,
    articles_of,
    newest_first,
    path_of,
    shuffled_articles,
)
from katas.harness.verdicts import Unfit, require
from katas.newsroom.factories import TagFactory, random_moment, seed_articles
from katas.newsroom.models import Article, Author, Tag

pytestmark = [pytest.mark.task(5), pytest.mark.django_db]

# Each differs from another by what a look-up may take for nothing.
NAMES = ["storm", "Storm", "stormy", " storm", "storm ", "st_rm", "st%rm", "storm,river", "river"]
LONG = "long " * 10
NAMES.append(LONG)
# Whoever joins names to one text, or takes it apart, needs a sign that is in no name.
NAMES += [f"storm{sign}river" for sign in (";", "|", " ", "\t", "/", ", ", "\x1f")]
# PostgreSQL, for one, has no text with a NUL.
if connection.features.prohibits_null_characters_in_text_exception is None:
    NAMES.append("storm\0river")
NAMES += ["R&D", "#1", "1", "01", '"quoted"', "it's", "None", "\u00e9", "e\u0301"]


@pytest.mark.parametrize("tags", [[], ["storm"]], ids=["all", "tagged"])
def test_later_articles_appear(tags):
    """Articles that are saved after the first request are in the next answer as they are now."""
    storm: Any = TagFactory(name="storm")
    articles: list[Any] = shuffled_articles(4, tags=[storm])
    reader = Reader()
    reader.check(tags, articles)
    articles.append(article(random_moment(), [storm]))
    reader.story.append("one more article was saved")
    reader.check(tags, articles)
    gone = articles.pop(1)
    gone.published = False
    gone.save()
    reader.story.append("an article was withdrawn")
    reader.check(tags, articles)
    articles[0].title = "Corrected headline"
    articles[0].save()
    reader.story.append("an article got a new title")
    reader.check(tags, articles)


def test_all_articles_are_listed():
    """However many articles there are to list, with a tag or without, all of them are listed."""
    storm: Any = TagFactory(name="storm")
    seed_articles(123)
    storm.articles.add(*Article.objects.all())
    for tags in ([], ["storm"]):
        titles = Reader().get(*tags)["titles"]
        require(
            len(titles) == 123,
            asked=f"GET {path_of(*tags)}, with 123 published articles to list",
            expected="123 titles",
            got=f"{len(titles)} titles",
        )


def test_a_tag_is_its_very_name():
    """A tag is found by the name that was sent, to the letter; and it is given back like that."""
    draw = factory.random.randgen
    tags: dict[str, Any] = {
        tag.name: tag for tag in Tag.objects.bulk_create(Tag(name=name) for name in NAMES)
    }
    # One article bears this tag alone, so that a look-up of one too many is seen; others bear some.
    sets = [[name] for name in NAMES] + [draw.sample(NAMES, 5) for _ in range(3)]
    articles = articles_of((random_moment(), [tags[n] for n in chosen], {}) for chosen in sets)
    pairs = list(zip(articles, sets, strict=True))
    bearers = {name: [each for each, chosen in pairs if name in chosen] for name in NAMES}
    for name in NAMES:
        Reader().check([name], bearers[name], asked=f"the tag {name!a}, among others like it")
    for chosen in sets[-3:]:
        some = draw.sample(chosen, 3)
        both = [each for each in bearers[some[0]] if all(each in bearers[name] for name in some)]
        Reader().check(some, both)
    for name in ("no such tag", f"{LONG}er"):
        Reader().check([name], [])


def test_the_list_is_as_the_table_is():
    """However the table was changed, with signals or without, the next answer shows it."""
    reader, changes = Reader(), all_changes()
    before = table()
    reader.check([], bearing([], before))
    for tags, done, change in factory.random.randgen.sample(changes, len(changes)):
        reader.check(tags, bearing(tags, before))
        change()
        reader.story.append(done)
        after = table()
        if newest_first(bearing(tags, before)) == newest_first(bearing(tags, after)):
            raise Unfit(f"The test's own data shows nothing: {done}. Please report it.")
        reader.check(tags, bearing(tags, after))
        if newest_first(bearing([], before)) != newest_first(bearing([], after)):
            reader.check([], bearing([], after))
        before = after


def table() -> list[tuple[Any, set[str]]]:
    """All published articles as the table has them now, each with its tags' names."""
    names: dict[int, set[str]] = {}
    for pk, name in Article.tags.through.objects.values_list("article", "tag__name"):
        names.setdefault(pk, set()).add(name)
    return [(each, names.get(each.pk, set())) for each in Article.objects.all() if each.published]


def bearing(tags: list[str], rows: list[tuple[Any, set[str]]]) -> list[Any]:
    return [each for each, names in rows if names.issuperset(tags)]


def all_changes() -> list[tuple[list[str], str, Callable[[], object]]]:
    """The tags that are asked for, what is done, and how. Each has articles of its own."""
    rows = Article.objects
    bears = Article.tags.through.objects
    author = Author.objects.create(name="Author of all")

    def some(name: str, **fields: Any) -> Any:
        """A new tag of this name, and the first of three articles that bear it."""
        tag: Any = TagFactory(name=name)
        return [tag, *articles_at([random_moment() for _ in range(3)], [tag], **fields)]

    def row(each: Any) -> Any:
        return rows.filter(pk=each.pk)

    def add() -> None:
        new = Article(title="New", slug="new", author=author, published_at=random_moment())
        new.published = True
        (made,) = rows.bulk_create([new])
        bears.create(article_id=made.pk, tag_id=added[0].pk)

    def make_again() -> None:
        again[0].delete()
        bears.create(article_id=again[1].pk, tag_id=Tag.objects.create(name="fog").pk)

    def make_late() -> None:
        bears.create(article_id=late.pk, tag_id=Tag.objects.create(name="thunder").pk)

    added, hidden = some("dew"), some("sleet", published=False)
    retitled, moved, withdrawn, deleted = some("ice"), some("rain"), some("wind"), some("heat")
    tagged, untagged, renamed, again = some("sun"), some("mist"), some("hail"), some("fog")
    late, bare = article(random_moment()), article(random_moment())
    top = random_moment().replace(year=2098)
    return [
        (["dew"], "an article was added by bulk_create()", add),
        (
            ["sleet"],
            "a draft was published by update()",
            lambda: row(hidden[1]).update(published=True),
        ),
        (
            ["ice"],
            "a title was changed by update()",
            lambda: row(retitled[1]).update(title="Other"),
        ),
        (
            ["rain"],
            "an article was made the newest by update()",
            lambda: rows.filter(pk=min(moved[1:], key=lambda a: a.published_at).pk).update(
                published_at=top
            ),
        ),
        (
            ["wind"],
            "an article was withdrawn by update()",
            lambda: row(withdrawn[1]).update(published=False),
        ),
        (["heat"], "an article was deleted", lambda: row(deleted[1]).delete()),
        (
            ["sun"],
            "an article got a tag",
            lambda: bears.create(article_id=bare.pk, tag_id=tagged[0].pk),
        ),
        (
            ["mist"],
            "an article lost a tag",
            lambda: bears.filter(article_id=untagged[1].pk).delete(),
        ),
        (
            ["hail"],
            "the tag hail was renamed",
            lambda: Tag.objects.filter(pk=renamed[0].pk).update(name="snow"),
        ),
        (
            ["fog"],
            "the tag fog was deleted, and another of that name given to one article",
            make_again,
        ),
        (["thunder"], "the tag thunder was made and given to an article", make_late),
    ]
