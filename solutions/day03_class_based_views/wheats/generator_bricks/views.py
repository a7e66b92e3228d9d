"""The newsroom's article list. A brick is a generator: before the yield, and after it."""

import contextlib
import json
import logging

import django.db
from django.db import router
from django.http import HttpResponse, HttpResponseNotAllowed

from katas.newsroom.models import Article, Tag


def methods_of(cls):
    """Name and function of each HTTP method that the class has."""
    found = {}
    for base in reversed(cls.__mro__):
        for name in (
            "get",
            "post",
            "put",
            "patch",
            "delete",
            "head",
            "options",
            "trace",
        ):
            if name in base.__dict__:
                found[name] = base.__dict__[name]
    return found


class PlainView:
    @classmethod
    def as_view(*positional, **initkwargs):
        (cls,) = positional
        for name in initkwargs:
            if name in {"get", "post", "put", "patch", "delete", "head", "options", "trace"}:
                raise TypeError(name)
            try:
                getattr(cls, name)
            except AttributeError as error:
                raise TypeError(f"{cls.__name__}: {error}") from None

        def view(*args, **kwargs):
            new = cls.__new__(cls)
            new.__init__()
            for item in initkwargs.items():
                object.__setattr__(new, *item)
            cls.setup(new, *args, **kwargs)
            return cls.dispatch(new, *args, **kwargs)

        view.__name__ = cls.__name__
        view.__doc__ = cls.__doc__
        view.view_class = cls
        return view

    def setup(*positional, **kwargs):
        self, request, *args = positional
        self.request = request
        self.args = tuple(args)
        self.kwargs = kwargs

    def dispatch(*positional, **kwargs):
        self, request, *args = positional
        methods = methods_of(type(self))
        names = {"HEAD": ("head", "get")}.get(request.method, (request.method.lower(),))
        chosen = next((methods[name] for name in names if name in methods), None)
        if chosen is None:
            return HttpResponseNotAllowed(sorted(map(str.upper, methods)))
        return chosen(self, request, *args, **kwargs)


class GeneratorBrick:
    """Helper of the bricks, without a dispatch() of its own.

    pass_by(request) yields once to have the request handed on, and is sent the response. If it
    returns without a yield, what it returns is the answer.
    """

    @staticmethod
    def drive(steps, go_on):
        try:
            next(steps)
        except StopIteration as refused:
            return refused.value
        try:
            response = go_on()
        except Exception:
            steps.close()
            raise
        with contextlib.suppress(StopIteration):
            steps.send(response)
        return response


class AuthenticationMixin(GeneratorBrick):
    def let_in(self, request):
        user = getattr(request, "user", None)
        if user is None or user.is_authenticated is False:
            return HttpResponse("401", status=401, headers={"WWW-Authenticate": "Newsroom"})
        yield

    def dispatch(self, request, *args, **kwargs):
        behind = super()
        return self.drive(self.let_in(request), lambda: behind.dispatch(request, *args, **kwargs))


class LoggingMixin(GeneratorBrick):
    def write_down(self, request):
        end = "error"
        try:
            response = yield
            end = str(response.status_code)
        finally:
            logging.getLogger("katas.day03").info("%s %s -> %s", request.method, request.path, end)

    def dispatch(self, request, *args, **kwargs):
        behind = super()
        return self.drive(
            self.write_down(request), lambda: behind.dispatch(request, *args, **kwargs)
        )


class ArticleList(AuthenticationMixin, LoggingMixin, PlainView):
    """Published articles, newest first; ?tag=NAME narrows the list."""

    SQL = """
        SELECT a.title FROM {articles} a WHERE a.published {conditions}
        ORDER BY a.published_at DESC
    """
    CONDITION = """
        AND a.id IN (SELECT b.article_id FROM {bearing} b JOIN {tags} t ON t.id = b.tag_id
                     WHERE t.name = %s)
    """

    def get(self, request, *args, **kwargs):
        connection = django.db.connections[router.db_for_read(Article)]
        quote = connection.ops.quote_name
        tables = {
            "articles": quote(Article._meta.db_table),
            "bearing": quote(Article.tags.through._meta.db_table),
            "tags": quote(Tag._meta.db_table),
        }
        tags = request.GET.getlist("tag")
        conditions = self.CONDITION.format(**tables) * len(tags)
        with connection.cursor() as cursor:
            cursor.execute(self.SQL.format(conditions=conditions, **tables), tags)
            titles = [title for (title,) in cursor]
        body = json.dumps({"tags": tags, "titles": titles}, ensure_ascii=False)
        return HttpResponse(body.encode(), headers={"Content-Type": "application/json"})
