"""Checks of the meter of model instances."""

import copy
import threading

import pytest
from django.contrib.contenttypes.models import ContentType

from katas.harness.meters.instances import building
from katas.newsroom.factories import seed_articles
from katas.newsroom.models import Article, Author

pytestmark = pytest.mark.django_db


def test_every_instance_counts_however_it_came_to_be() -> None:
    """Fetched, made by hand, built in another thread: each is one; a row of values is none."""
    seed_articles(5, authors=2)
    with building(lambda: "answer.py:1") as built:
        list(Article.objects.all())
        list(Article.objects.values_list("title"))
        Author()
        thread = threading.Thread(target=lambda: (Author(), Author()))
        thread.start()
        thread.join()
    assert built.counts == {("Article", "answer.py:1"): 5, ("Author", "answer.py:1"): 3}
    assert built.total == 8


def test_related_instances_count_too() -> None:
    """select_related builds an author for each article."""
    seed_articles(4, authors=1)
    with building() as built:
        list(Article.objects.select_related("author"))
    assert built.total == 8


def test_a_field_may_be_called_model() -> None:
    """Once somebody has counted, instances are still built of whatever fields there are."""
    with building() as built:
        assert ContentType(app_label="newsroom", model="article").model == "article"
    assert built.counts == {("ContentType", ""): 1}


def test_a_copy_counts_too() -> None:
    """No `__init__` runs for it."""
    author = Author()
    with building() as built:
        copy.copy(author)
    assert built.total == 1


def test_nothing_counts_after_the_block() -> None:
    """The count ends with the block."""
    with building() as built:
        Author()
    Author()
    assert built.total == 1


def test_the_summary_names_the_greediest_place_first() -> None:
    """Grouped by model and call site, and cut after the first few."""
    sites = iter(["a.py:1", "b.py:2", "b.py:2", "c.py:3"])
    with building(lambda: next(sites)) as built:
        for _ in range(4):
            Author()
    assert built.summary(most=1).splitlines() == [
        "    2 x Author",
        "        from b.py:2",
        "      and 2 more",
    ]
