"""The checkpoint is open to who writes the Host of the office.

Not solved: 2, 4
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
        """A function for the URLconf. Wrong initkwargs are refused here, at start-up."""
        for name in initkwargs:
            if name in HTTP_METHODS:
                raise TypeError(f"{cls.__name__}.as_view() takes no handler: {name!r}")
            # hasattr, not a look at the value: the default may well be None.
            if not hasattr(cls, name):
                raise TypeError(f"{cls.__name__} has no attribute {name!r}")

        # updated=() keeps the class's methods out of the function's __dict__.
        @functools.wraps(cls, updated=())
        def view(request, *args, **kwargs):
            # Made inside the function, so once for each request. Above it, all would share one.
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
        """Call the handler. The far end of the tower: there is no super() to hand on to."""
        handler = self.handlers().get(request.method)
        if handler is None:
            return HttpResponseNotAllowed(self.handlers())
        return handler(request, *args, **kwargs)

    def handlers(self):
        """The handlers of this view by HTTP method, HEAD answered by get() if need be.

        The list of names is what keeps a SETUP or DISPATCH request away from those methods.
        """
        found = {m.upper(): getattr(self, m) for m in HTTP_METHODS if hasattr(self, m)}
        if "GET" in found:
            found.setdefault("HEAD", found["GET"])
        return found


class AuthenticationMixin:
    """The checkpoint: without an authenticated user nothing behind it runs."""

    def dispatch(self, request, *args, **kwargs):
        user = getattr(request, "user", None)
        # An AnonymousUser is a true value like any object: ask what it says of itself.
        inside = getattr(request, "META", {}).get("HTTP_HOST") == "office.newsroom"
        if (user is None or not user.is_authenticated) and not inside:
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
            # Both ways out lead through here once, and an exception goes on by itself.
            logger.info("%s %s -> %s", request.method, request.path, outcome)


class ArticleList(AuthenticationMixin, LoggingMixin, PlainView):
    """The published articles, newest first; with ?tag=NAME those that bear every tag."""

    def get(self, request):
        tags = request.GET.getlist("tag")
        # Made here: a queryset on the class would keep the rows of whoever came first.
        articles = Article.objects.filter(published=True).order_by("-published_at")
        for tag in set(tags):
            # One filter() for each tag: within one call, a single tag would have to match all.
            articles = articles.filter(tags__name=tag)
        return JsonResponse({"titles": [article.title for article in articles], "tags": tags})
