"""Processes of the newsroom that do as they are told: `python -m katas.day05_app_ready.probe`.

Given. This process imports Django's modules and nothing of the newsroom, sets nothing up, and forks
one process for each order that comes on the socket which is its standard input: a fresh interpreter
in all that matters here, without the price of one. An order is JSON: env; argv, what the process
takes for its command line; how, "setup", "command", or "import" to import startup and set nothing
up yet; strict, for python -W error::RuntimeWarning. Its three descriptors come with it. The new
process starts, prints a line of JSON about its start, then answers each line of JSON on standard
input with one on standard output. Whatever the answer prints goes to standard error.
"""

import gc
import json
import os
import signal
import socket
import sys
import traceback
import warnings
from importlib import import_module
from typing import Any, NoReturn

import django

from katas.day05_app_ready import witness

KEY, STALE = "front-page", "yesterday's page"
READS = ("SELECT", "PRAGMA", "EXPLAIN")
WRITES = ("INSERT", "UPDATE", "DELETE", "REPLACE", "WITH")
# What Django would import in any process, while it starts or soon after. None of it reads the
# settings.
BEFOREHAND = [
    "django.contrib.auth.apps",
    "django.contrib.auth.checks",
    "django.contrib.auth.hashers",
    "django.contrib.auth.management",
    "django.contrib.auth.password_validation",
    "django.contrib.auth.validators",
    "django.contrib.contenttypes.apps",
    "django.contrib.contenttypes.checks",
    "django.contrib.contenttypes.management",
    "django.core.cache.backends.locmem",
    "django.core.checks",
    "django.core.management",
    "django.db.models",
    "django.core.management.commands.check",
    "django.core.management.commands.migrate",
    "django.core.wsgi",
    "django.db.backends.sqlite3.base",
    "django.db.models.sql.compiler",
    "django.forms",
    "django.urls",
    "django.utils.translation.reloader",
    "django.views.defaults",
]


def serve() -> None:
    """Fork a process for each order, until the test closes the socket."""
    for name in BEFOREHAND:
        import_module(name)
    gc.collect()
    gc.freeze()
    # Nobody waits for the children: the system is to forget them.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    with socket.socket(fileno=0) as orders:
        while True:
            data, descriptors, _, _ = socket.recv_fds(orders, 65_536, 3)
            if not data:
                return
            pid = os.fork()
            if pid == 0:
                orders.detach()
                become(json.loads(data), descriptors)
            for descriptor in descriptors:
                os.close(descriptor)
            orders.send(str(pid).encode())


def become(order: dict[str, Any], descriptors: list[int]) -> NoReturn:
    """Be the process that was ordered, and end with it."""
    try:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        for number, descriptor in enumerate(descriptors):
            os.dup2(descriptor, number)
            os.close(descriptor)
        os.environ.clear()
        os.environ.update(order.pop("env"))
        main(order)
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(0)


class Lines:
    """The two pipes to the test: lines of JSON."""

    def __init__(self) -> None:
        self._out = os.fdopen(os.dup(1), "w", buffering=1)
        os.dup2(2, 1)

    def say(self, **fields: Any) -> None:
        self._out.write(json.dumps(fields, default=repr) + "\n")

    def hear(self) -> dict[str, Any] | None:
        line = sys.stdin.readline()
        return json.loads(line) if line else None


def main(order: dict[str, Any]) -> None:
    lines = Lines()
    fault = None
    unraised = ignored_warnings()
    with witness.looking() as seen:
        try:
            start(**order)
        except BaseException as error:
            fault = error_of(error)
    fault = fault or next(iter(unraised), None)
    lines.say(sql=seen.sql, threads=seen.threads, fault=fault, config=config_used())
    while fault is None and (asked := lines.hear()) is not None:
        try:
            lines.say(value=DEEDS[asked.pop("do")](lines, **asked))
        except Missing as missing:
            lines.say(missing=missing.args)
        except BaseException as error:
            lines.say(fault=error_of(error))


def start(argv: list[str], how: str = "setup", strict: bool = False) -> None:
    """What a process does first, as its command line would have it."""
    sys.argv = argv
    if strict:
        warnings.filterwarnings("error", category=RuntimeWarning)
    if how == "import":
        import_startup()
    elif how == "command":
        from django.core.management import execute_from_command_line

        execute_from_command_line(argv)
    else:
        django.setup()


def ignored_warnings() -> list[dict[str, Any]]:
    """The warnings from now on that are errors and can reach nobody: "Exception ignored in ...".

    A coroutine that nobody awaits warns when it is thrown away.
    """
    found: list[dict[str, Any]] = []
    print_it = sys.unraisablehook

    def hook(unraisable: Any) -> None:
        if isinstance(unraisable.exc_value, RuntimeWarning):
            found.append({**error_of(unraisable.exc_value), "where": witness.site()})
        print_it(unraisable)

    sys.unraisablehook = hook
    return found


def error_of(error: BaseException) -> dict[str, Any]:
    return {
        "kinds": [kind.__name__ for kind in type(error).__mro__],
        "text": f"{type(error).__name__}: {error}".strip()[:400],
        "where": witness.where(error.__traceback__),
    }


def config_used() -> str:
    """The class of the config that Django uses for the day's app, or ""."""
    from django.apps import apps

    for config in apps.app_configs.values():
        if config.name == __package__:
            return f"{type(config).__module__}.{type(config).__qualname__}"
    return ""


# What the test may ask for -----------------------------------------------------------------------


class Missing(Exception):
    """The answer has no such name: file, name."""


def import_startup() -> Any:
    return import_module("katas.day05_app_ready.startup")


def of_startup(name: str) -> Any:
    module = import_startup()
    if not hasattr(module, name):
        raise Missing("startup.py", name)
    return getattr(module, name)


def run_init_job(lines: Lines, pause: int = 0) -> Any:
    """startup.run_init_job().

    pause: stop before this write until the test says a word. The first is whatever does not only
    read, a BEGIN too; those behind it are changes of rows.
    """
    from django.db import connection

    job = of_startup("run_init_job")
    if not pause:
        return job()
    to_come = pause

    def stop(execute, sql, params, many, context):
        nonlocal to_come
        text = sql.lstrip().upper()
        if text.startswith(WRITES) if pause > 1 else not text.startswith(READS):
            to_come -= 1
            if to_come == 0:
                lines.say(paused=sql)
                lines.hear()
        return execute(sql, params, many, context)

    with connection.execute_wrapper(stop):
        return job()


def set_up(lines: Lines) -> None:
    django.setup()


def front_page(lines: Lines) -> Any:
    return of_startup("front_page")()


def set_cache(lines: Lines, page: str) -> None:
    from django.core.cache import cache

    cache.set(KEY, page)


def drop_cache(lines: Lines) -> None:
    from django.core.cache import cache

    cache.delete(KEY)


def ready_again(lines: Lines) -> None:
    """Call ready() of the config that Django uses once more."""
    from django.apps import apps

    next(each for each in apps.get_app_configs() if each.name == __package__).ready()


def collect_garbage(lines: Lines) -> None:
    gc.collect()


def add_job(lines: Lines, name: str, result: str = "") -> None:
    """Another job of another team, finished if it has a result."""
    from django.utils import timezone

    from katas.day05_app_ready.models import JobRun

    JobRun.objects.create(name=name, result=result, finished_at=timezone.now() if result else None)


def change(lines: Lines, what: str, title: str, refill: bool = False) -> dict[str, Any]:
    """Make one of CHANGES, and tell what it dropped.

    refill: a reader puts the old page back just before the article's row is written.
    """
    from django.core.cache import cache
    from django.db import connection

    from katas.day05_app_ready import recorder

    def put_back(execute, sql, params, many, context):
        if sql.startswith(("INSERT", "UPDATE", "DELETE")) and "newsroom_article" in sql:
            cache.set(KEY, STALE)
        return execute(sql, params, many, context)

    act = CHANGES[what](title)
    cache.set(KEY, STALE)
    recorder.dropped.clear()
    if refill:
        with connection.execute_wrapper(put_back):
            act()
    else:
        act()
    return {
        "drops": recorder.dropped.count(KEY),
        "others": sorted({key for key in recorder.dropped if key != KEY}),
        "gone": cache.get(KEY) is None,
    }


# Each gets ready and returns what makes the change. -----------------------------------------------


def an_article(title, **fields):
    from django.utils import timezone

    from katas.newsroom.models import Article, Author

    fields = {"published": True, "slug": f"a-{os.urandom(8).hex()}", **fields}
    author = Author.objects.create(name=title)
    return Article(title=title, author=author, published_at=timezone.now(), **fields)


def saved(title, **fields):
    article = an_article(title, **fields)
    article.save()
    return article


def renamed(instance):
    field = "title" if hasattr(instance, "title") else "name"
    setattr(instance, field, "Corrected")
    return instance.save


def recounted(article):
    """A field that a front page may well not show."""
    article.word_count += 1
    return lambda: article.save(update_fields=["word_count"])


def many(title):
    from katas.newsroom.models import Article

    marked = [saved(title, body="to be deleted").pk for _ in range(3)]
    return Article.objects.filter(pk__in=marked).delete


def with_articles(title):
    author = saved(title).author
    for _ in range(2):
        article = an_article(title)
        article.author = author
        article.save()
    return author.delete


def author(title):
    from katas.newsroom.models import Author

    return Author.objects.create(name=title)


def tag():
    from katas.newsroom.models import Tag

    return Tag.objects.create(name=f"tag-{os.urandom(8).hex()}")


def tagged(title):
    label = tag()
    saved(title).tags.add(label)
    return label.delete


def job(title):
    from katas.day05_app_ready.models import JobRun

    return lambda: JobRun.objects.create(name=title)


def user(title):
    from django.contrib.auth.models import User

    return lambda: User.objects.create(username=f"u-{os.urandom(8).hex()}")


def namesake(title):
    """A model of another app that is called Article, too, with its table."""
    from django.db import connection, models

    class Article(models.Model):
        title = models.TextField()

        class Meta:
            app_label = "classifieds"

    with connection.schema_editor() as editor:
        editor.create_model(Article)
    return Article(title=title).save


CHANGES = {
    "article created": lambda title: an_article(title).save,
    "article changed": lambda title: renamed(saved(title)),
    "one field of an article saved": lambda title: recounted(saved(title)),
    "article deleted": lambda title: saved(title).delete,
    "draft created": lambda title: an_article(title, published=False).save,
    "draft changed": lambda title: renamed(saved(title, published=False)),
    "draft deleted": lambda title: saved(title, published=False).delete,
    "three articles deleted by a queryset": many,
    "author of three articles deleted": with_articles,
    "author created": lambda title: lambda: author(title),
    "author renamed": lambda title: renamed(author(title)),
    "author without articles deleted": lambda title: author(title).delete,
    "tag created": lambda title: tag,
    "tag of an article deleted": tagged,
    "job noted": job,
    "user created": user,
    "Article of another app created": namesake,
}
DEEDS = {
    deed.__name__: deed
    for deed in (
        set_up,
        run_init_job,
        front_page,
        set_cache,
        drop_cache,
        ready_again,
        collect_garbage,
        add_job,
        change,
    )
}

if __name__ == "__main__":
    serve()
