"""Changes of the newsroom's rows, as they are told. Objects of a name are the same all along."""

import asyncio
import contextlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pkgutil import resolve_name
from typing import Any

kept: dict[str, Any] = {}


def model(name: str) -> Any:
    """Loaded when there are models."""
    from django.apps import apps

    return resolve_name(name) if ":" in name else apps.get_model(name)


def save(agent: Any, name: str, fields: dict[str, Any], how: str, only: list[str]) -> None:
    """Save an object, a new one, or with `pk` in fields the one that is there, changed so.

    only: the fields that are saved; all if there are none.
    """
    kind, pk = model(name), fields.pop("pk", None)
    found = kind() if pk is None else kind.objects.get(pk=pk)
    for field, value in fields.items():
        setattr(found, field, value)
    done(found.save, how, **({"update_fields": only} if only else {}))


def done(act: Callable[..., Any], how: str, **options: Any) -> None:
    HOWS[how](act, options)


def in_a_thread(act: Callable[..., Any], options: dict[str, Any]) -> None:
    def there() -> None:
        from django.db import connections

        try:
            act(**options)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        pool.submit(there).result()


def on_a_loop(act: Callable[..., Any], options: dict[str, Any]) -> None:
    """By asave() or adelete(), in a thread: asyncio.run() takes the loop away from its thread."""
    instance: Any = getattr(act, "__self__", None)
    twin = getattr(instance, f"a{act.__name__}")

    def run() -> None:
        asyncio.run(twin(**options))

    in_a_thread(run, {})


def in_a_transaction(act: Callable[..., Any], options: dict[str, Any]) -> None:
    from django.db import transaction

    with transaction.atomic():
        act(**options)


def rolled_back(act: Callable[..., Any], options: dict[str, Any]) -> None:
    from django.db import transaction

    with transaction.atomic():
        act(**options)
        transaction.set_rollback(True)


def behind_a_savepoint(act: Callable[..., Any], options: dict[str, Any]) -> None:
    """The same, rolled back, goes ahead of it; others wait for the commit."""
    from django.db import transaction

    with transaction.atomic():
        transaction.on_commit(others_work)
        rolled_back(act, options)
        act(**options)


def others_work() -> None:
    """What others have put off until the commit."""


def refused(act: Callable[..., Any], options: dict[str, Any]) -> None:
    """The database does not take it."""
    from django.db import IntegrityError

    with contextlib.suppress(IntegrityError):
        act(**options)


def raw(act: Callable[..., Any], options: dict[str, Any]) -> None:
    """As loaddata saves. Source: DeserializedObject.save()."""
    from django.core import serializers

    instance: Any = getattr(act, "__self__", None)
    (found,) = serializers.deserialize("json", serializers.serialize("json", [instance]))
    found.save()


def plain(act: Callable[..., Any], options: dict[str, Any]) -> None:
    act(**options)


def in_a_request(act: Callable[..., Any], options: dict[str, Any]) -> None:
    """A request has begun, and ends when `end_request` is asked for."""
    from django.core.handlers.wsgi import WSGIHandler
    from django.core.signals import request_started

    request_started.send(sender=WSGIHandler, environ={"PATH_INFO": "/"})
    act(**options)


def end_request(agent: Any) -> None:
    from django.core.handlers.wsgi import WSGIHandler
    from django.core.signals import request_finished

    request_finished.send(sender=WSGIHandler)


HOWS: dict[str, Callable[[Callable[..., Any], dict[str, Any]], None]] = {
    "": plain,
    "in another thread": in_a_thread,
    "on an event loop": on_a_loop,
    "in a transaction": in_a_transaction,
    "rolled back": rolled_back,
    "behind a savepoint": behind_a_savepoint,
    "refused": refused,
    "raw": raw,
    "in a request": in_a_request,
}


def delete(agent: Any, name: str, pks: list[int], how: str, together: bool) -> None:
    """Delete rows: each by itself, or together by a queryset."""
    rows = model(name).objects.filter(pk__in=pks)
    for each in [rows] if together else list(rows):
        done(each.delete, how)


def keep(agent: Any, pks: list[int]) -> None:
    """Keep the first of these articles as "article", and a queryset of all as "articles"."""
    rows = model("newsroom.Article").objects.filter(pk__in=pks)
    kept["article"], kept["articles"] = rows.get(pk=pks[0]), rows.all()


def act(agent: Any, name: str, pk: int, method: str, how: str) -> None:
    """Do it with what was kept; the article knows its key again."""
    kept["article"].pk = pk
    done(getattr(kept[name], method), how)


def others(agent: Any, acts: list[str], text: str) -> None:
    """A row of each model of Django's own is created; then that is done to it, in turn."""
    kind = model("contenttypes.ContentType")(app_label=text, model=text)
    kind.save()
    permission = model("auth.Permission")(name=text, codename=text, content_type=kind)
    for row in (permission, model("auth.Group")(name=text), model("auth.User")(username=text)):
        for act in ["save", *acts]:
            if act == "delete" and row.pk is None:
                continue
            getattr(row, act)()


def namesake(agent: Any, text: str, name: str, label: str) -> None:
    """A row of another app's model, which may be called Article, too. Its table is the tags'."""
    from django.db import models

    meta = type(
        "Meta", (), {"app_label": f"a{label}", "db_table": "newsroom_tag", "managed": False}
    )
    fields = {"name": models.TextField(), "Meta": meta, "__module__": f"a{label}.models"}
    row = type(name, (models.Model,), fields)(name=text)
    for field in ("title", "slug", "body", "published", "author"):  # as an article has them
        setattr(row, field, text)
    row.save()


DEEDS = (save, delete, keep, end_request, act, others, namesake)
