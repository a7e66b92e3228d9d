"""Changes of the articles' table, in all ways that there are."""

from collections.abc import Callable, Iterator
from typing import Any

from katas.newsroom.models import Article, Tag
from solutions.day03_class_based_views.exam_articles import Newsroom, Row

# Changes that numbers, sums, lengths and ends of what stands in the table do not show.
UNSEEN = ("a letter of a title", "a letter of a tag", "two titles", "two moments", "tags of two")
LETTERS = "abcdefghiklmnoprstuvw"


class Changing(Newsroom):
    """A newsroom at work."""

    def _one(self, **wish: Any) -> Row:
        """A row, one with tags if there is a choice."""
        rows = [row for row in self.rows if all(getattr(row, k) == v for k, v in wish.items())]
        return self.random.choice([row for row in rows if row.tags] or rows)

    def change(self) -> list[str]:
        """Change something. Returns tags of what has changed, to be asked for."""
        changes: list[Callable[[], Row | str]] = [
            self._add,
            self._publish,
            self._withdraw,
            self._retitle,
            self._move,
            self._delete,
            self._tag,
            self._untag,
            self._rename_tag,
            self._make_tag_again,
            self._save,
        ]
        changed = self.random.choice(changes)()
        if isinstance(changed, str):
            return [changed]
        return self.random.sample(sorted(changed.tags), min(len(changed.tags), 2))

    def _add(self) -> Row:
        row = self.drawn(self.random.sample(sorted(self.tags), 2), True)
        self.add([row])
        return row

    def _update(self, row: Row, **values: Any) -> Row:
        Article.objects.filter(pk=row.pk).update(**values)
        return row

    def _publish(self) -> Row:
        if all(row.published for row in self.rows):
            self.add([self.drawn(self.random.sample(sorted(self.tags), 2), False)])
        row = self._one(published=False)
        row.published = True
        return self._update(row, published=True)

    def _withdraw(self) -> Row:
        row = self._one(published=True)
        row.published = False
        return self._update(row, published=False)

    def _alone(self) -> Row:
        """A row whose moment no other has: where two have one, their titles are the same."""
        while True:
            row = self._one(published=True)
            if sum(each.moment == row.moment for each in self.rows) == 1:
                return row

    def _retitle(self) -> Row:
        row = self._alone()
        row.title = self.draw.text()
        return self._update(row, title=row.title)

    def _move(self) -> Row:
        row = self._one(published=True)
        row.moment = self.draw_moment()
        return self._update(row, published_at=row.moment)

    def _delete(self) -> Row:
        row = self._one(published=True)
        self.rows.remove(row)
        Article.objects.filter(pk=row.pk).delete()
        return row

    def _tag(self) -> str:
        row, name = self._one(published=True), self.random.choice(sorted(self.tags))
        if name not in row.tags:
            self._give(row, name)
        return name

    def _untag(self) -> str:
        row = self._one(published=True)
        name = self.random.choice(sorted(row.tags))
        row.tags.discard(name)
        Article.tags.through.objects.filter(article_id=row.pk, tag_id=self.tags[name]).delete()
        return name

    def fate_of_a_tag(self, which: str) -> Iterator[str]:
        """Names to be asked for, one after the other, while something becomes of a tag."""
        known = sorted({name for row in self.rows if row.published for name in row.tags})
        name, other = self.random.choice(known), self.draw.text()[:50]
        if which == "is made":
            yield other
            self.make_tag(other)
            yield other
        elif which == "gets another name":
            yield name
            self._rename_tag(name, other)
            yield from self.random.sample([name, other], 2)
        else:
            yield name
            self._make_tag_again(name)
            yield name

    def change_unseen(self, which: str) -> Iterator[list[str]]:
        """Tags to be asked for, before and after something of that kind has changed."""
        one, other, name = self._two()
        wanted = [name] if "tag" in which else self.random.choice([[], [name]])
        yield wanted
        if which == "a letter of a tag":
            self._rename_tag(name, self._another_letter(name))
        elif which == "a letter of a title":
            one.title = self._another_letter(one.title)
            self._update(one, title=one.title)
        elif which == "two titles":
            one.title, other.title = other.title, one.title
            self._update(one, title=one.title)
            self._update(other, title=other.title)
        elif which == "two moments":
            one.moment, other.moment = other.moment, one.moment
            self._update(one, published_at=one.moment)
            self._update(other, published_at=other.moment)
        else:
            Bears = Article.tags.through
            theirs = self.random.choice(sorted(other.tags - one.tags))
            for row, mine, yours in ((one, name, theirs), (other, theirs, name)):
                row.tags = row.tags - {mine} | {yours}
                found = Bears.objects.filter(article_id=row.pk, tag_id=self.tags[mine])
                found.update(tag_id=self.tags[yours])
        yield wanted

    def _two(self) -> tuple[Row, Row, str]:
        """Two published rows, each with a tag that the other has not; and such a tag of the first.

        Each has a title, and a moment of its own: where two have one, their titles are the same.
        """
        while True:
            one, other = self._alone(), self._alone()
            if one.title and other.title and one.tags - other.tags and other.tags - one.tags:
                return one, other, self.random.choice(sorted(one.tags - other.tags))

    def _another_letter(self, text: str) -> str:
        """The text with one other letter anywhere, which is no tag yet."""
        while True:
            at = self.random.randrange(len(text))
            found = text[:at] + self.random.choice(LETTERS) + text[at + 1 :]
            if found != text and found not in self.tags:
                return found

    def make_tag(self, name: str) -> None:
        """A tag that was not there is made, and given to an article."""
        self.add_tags([name])
        self._give(self._one(published=True), name)

    def _give(self, row: Row, name: str) -> None:
        row.tags.add(name)
        Article.tags.through.objects.create(article_id=row.pk, tag_id=self.tags[name])

    def _rename_tag(self, old: str = "", new: str = "") -> str:
        old, new = old or self.random.choice(sorted(self.tags)), new or self.draw.text()[:50]
        Tag.objects.filter(pk=self.tags[old]).update(name=new)
        self.tags[new] = self.tags.pop(old)
        for row in self.rows:
            if old in row.tags:
                row.tags = {new if name == old else name for name in row.tags}
        return self.random.choice([old, new])

    def _make_tag_again(self, name: str = "") -> str:
        """A tag is deleted, and another of that name is made and given to an article."""
        name = name or self.random.choice(sorted(self.tags))
        Tag.objects.filter(pk=self.tags[name]).delete()
        for row in self.rows:
            row.tags.discard(name)
        self.make_tag(name)
        return name

    def _save(self) -> Row:
        row = self._alone()
        row.title = self.draw.text()
        article = Article.objects.get(pk=row.pk)
        article.title = row.title
        article.save()
        return row
