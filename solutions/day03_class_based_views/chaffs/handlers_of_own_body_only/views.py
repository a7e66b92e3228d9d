"""The dispatch table is filled from the class's own body, so an inherited handler is not found.

Caught by:
    test_head_falls_back_to_get
    test_405_says_what_is_allowed
"""

import functools
import logging

from django.http import HttpResponse, HttpResponseNotAllowed, JsonResponse

from katas.newsroom.models import Article

logger = logging.getLogger("katas.day03")

HTTP_METHODS = ("get", "post", "put", "patch", "delete", "head", "options", "trace")


class PlainView:
    """A view base for sync handlers: one method of the class for each HTTP method."""

    @classmethod
    def as_view(cls, **initkwargs):
        for name in initkwargs:
            if name in HTTP_METHODS:
                raise TypeError(f"{cls.__name__}.as_view() takes no handler: {name!r}")
            if not hasattr(cls, name):
                raise TypeError(f"{cls.__name__} has no attribute {name!r}")

        @functools.wraps(cls, updated=())
        def view(request, *args, **kwargs):
            self = cls()
            for name, value in initkwargs.items():
                setattr(self, name, value)
            self.setup(request, *args, **kwargs)
            return self.dispatch(request, *args, **kwargs)

        view.view_class = cls
        return view

    def setup(self, request, *args, **kwargs):
        self.request = request
        self.args = args
        self.kwargs = kwargs

    def dispatch(self, request, *args, **kwargs):
        handler = self.handlers().get(request.method)
        if handler is None:
            return HttpResponseNotAllowed(self.handlers())
        return handler(request, *args, **kwargs)

    def handlers(self):
        found = {m.upper(): getattr(self, m) for m in HTTP_METHODS if m in vars(type(self))}
        if "GET" in found:
            found.setdefault("HEAD", found["GET"])
        return found


class AuthenticationMixin:
    """The checkpoint: without an authenticated user nothing behind it runs."""

    def dispatch(self, request, *args, **kwargs):
        user = getattr(request, "user", None)
        if user is None or not user.is_authenticated:
            return HttpResponse(status=401, headers={"WWW-Authenticate": "Bearer"})
        return super().dispatch(request, *args, **kwargs)


class LoggingMixin:
    """The logbook: one line for what comes back, be it a response or an exception."""

    def dispatch(self, request, *args, **kwargs):
        outcome = "error"
        try:
            response = super().dispatch(request, *args, **kwargs)
            outcome = response.status_code
            return response
        finally:
            logger.info("%s %s -> %s", request.method, request.path, outcome)


class ArticleList(AuthenticationMixin, LoggingMixin, PlainView):
    """The published articles, newest first; with ?tag=NAME those that bear every tag."""

    def get(self, request):
        tags = request.GET.getlist("tag")
        articles = Article.objects.filter(published=True).order_by("-published_at")
        for tag in set(tags):
            articles = articles.filter(tags__name=tag)
        return JsonResponse({"titles": [article.title for article in articles], "tags": tags})
