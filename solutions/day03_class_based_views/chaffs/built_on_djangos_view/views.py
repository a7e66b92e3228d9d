"""PlainView is django.views.View with a name and a docstring on the function.

Caught by:
    test_written_by_hand
"""

import functools
import logging

from django.http import HttpResponse, JsonResponse
from django.views import View

from katas.newsroom.models import Article

logger = logging.getLogger("katas.day03")


class PlainView(View):
    """A view base for sync handlers: one method of the class for each HTTP method."""

    @classmethod
    def as_view(cls, **initkwargs):
        view = super().as_view(**initkwargs)
        return functools.update_wrapper(view, cls, updated=())


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
