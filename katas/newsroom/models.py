"""Authors, tags and the articles they belong to."""

from django.db import models


class Author(models.Model):
    name = models.CharField(max_length=100)

    def __str__(self) -> str:
        return self.name


class Tag(models.Model):
    name = models.CharField(max_length=50, unique=True)

    def __str__(self) -> str:
        return self.name


class Article(models.Model):
    """One article. There is no default ordering: whoever needs an order asks for it."""

    title = models.CharField(max_length=200)
    slug = models.SlugField(max_length=200, unique=True)
    body = models.TextField(blank=True)
    author = models.ForeignKey(Author, on_delete=models.CASCADE, related_name="articles")
    tags = models.ManyToManyField(Tag, related_name="articles", blank=True)
    published = models.BooleanField(default=False)
    published_at = models.DateTimeField()
    word_count = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return self.title
