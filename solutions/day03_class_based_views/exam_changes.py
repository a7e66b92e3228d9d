"""Changes of the articles' table, in all ways that there are."""

from collections.abc import Callable, Iterator
from typing import Any

from katas.newsroom.models import Article, Tag
from solutions.day03_class_based_views.exam_articles import Newsroom, Row


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
