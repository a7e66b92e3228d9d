"""Both mixins are hooks of one cooperative brick: what happens before, what happens after."""

import functools
import logging

from django.db.models import Count
from django.http import HttpResponse, HttpResponseNotAllowed, JsonResponse

from katas.newsroom.models import Article

METHODS = frozenset({"get", "post", "put", "patch", "delete", "head", "options", "trace"})


class Brick:
    """The common foot of all bricks. It always hands on; a view base must come after it."""

    def dispatch(self, request, *args, **kwargs):
        return super().dispatch(request, *args, **kwargs)


class PlainView:
    """A view base for sync handlers."""

    @classmethod
    def as_view(cls, **initkwargs):
        if taken := METHODS & initkwargs.keys():
            raise TypeError(f"handlers are methods, not arguments: {sorted(taken)}")
        if unknown := [name for name in initkwargs if not hasattr(cls, name)]:
            raise TypeError(f"{cls.__name__} knows no {unknown}")

        def view(request, *args, **kwargs):
            self = cls()
            vars(self).update(initkwargs)
            self.setup(request, *args, **kwargs)
            return self.dispatch(request, *args, **kwargs)

        functools.update_wrapper(view, cls, updated=())
        view.view_class = cls
        return view

    def setup(self, request, *args, **kwargs):
        # As Django does it: the instance gets a head of its own.
        if hasattr(self, "get") and not hasattr(self, "head"):
            self.head = self.get
        self.request = request
        self.args = args
        self.kwargs = kwargs

    def dispatch(self, request, *args, **kwargs):
        name = request.method.lower()
        handler = getattr(self, name, None) if name in METHODS else None
        return (handler or self.not_allowed)(request, *args, **kwargs)

    def not_allowed(self, request, *args, **kwargs):
        return HttpResponseNotAllowed([name.upper() for name in METHODS if hasattr(self, name)])

    def options(self, request, *args, **kwargs):
        """What any view can say of itself."""
        return HttpResponse(headers={"Allow": self.not_allowed(request)["Allow"]})


class AuthenticationMixin(Brick):
    """Asks the user what it says of itself."""

    def dispatch(self, request, *args, **kwargs):
        if not self.is_signed_in(request):
            return HttpResponse(status=401, headers={"WWW-Authenticate": "Session"})
        return super().dispatch(request, *args, **kwargs)

    @staticmethod
    def is_signed_in(request):
        user = getattr(request, "user", None)
        return bool(user is not None and user.is_authenticated)


class LoggingMixin(Brick):
    """Writes down how it ended."""

    logbook = logging.getLogger("katas.day03")

    def dispatch(self, request, *args, **kwargs):
        ended = "error"
        try:
            response = super().dispatch(request, *args, **kwargs)
            ended = str(response.status_code)
        finally:
            self.logbook.info(" ".join([request.method, request.path, "->", ended]))
        return response


class ArticleList(AuthenticationMixin, LoggingMixin, PlainView):
    """All tags at once: an article matches if it bears as many of them as there are."""

    def get(self, request, *args, **kwargs):
        tags = request.GET.getlist("tag")
        wanted = set(tags)
        articles = Article.objects.filter(published=True)
        if wanted:
            articles = articles.filter(tags__name__in=wanted)
            articles = articles.annotate(n=Count("tags", distinct=True)).filter(n=len(wanted))
        titles = articles.order_by("-published_at").values_list("title", flat=True)
        return JsonResponse({"titles": list(titles), "tags": tags})
