"""ArticleList is a ListView of Django's; only what it renders is its own."""

import logging
from functools import reduce, wraps

from django.http import HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.views.generic import ListView

from katas.newsroom.models import Article

NAMES = ["get", "post", "put", "patch", "delete", "head", "options", "trace"]


class PlainView:
    """A view base for sync handlers."""

    def __init__(self, **initkwargs):
        for item in initkwargs.items():
            setattr(self, *item)

    @classmethod
    def as_view(cls, **initkwargs):
        refused = {name for name in initkwargs if name in NAMES or not hasattr(cls, name)}
        if refused:
            raise TypeError(f"{cls.__name__}.as_view(): {', '.join(sorted(refused))}?")

        @wraps(cls, updated=[])
        def view(request, *args, **kwargs):
            self = cls(**initkwargs)
            self.setup(request, *args, **kwargs)
            return self.dispatch(request, *args, **kwargs)

        view.view_class = cls
        return view

    def setup(self, request, *args, **kwargs):
        vars(self).update(request=request, args=args, kwargs=kwargs)

    def dispatch(self, request, *args, **kwargs):
        own = [name for name in NAMES if callable(getattr(self, name, None))]
        name = request.method.lower()
        if name == "head" and name not in own:
            name = "get"
        if name not in own:
            return HttpResponseNotAllowed(name.upper() for name in own)
        return getattr(self, name)(request, *args, **kwargs)


class AuthenticationMixin:
    """Comes before everything else."""

    def dispatch(self, request, *args, **kwargs):
        try:
            known = request.user.is_authenticated
        except AttributeError:
            known = False
        if not known:
            return HttpResponse(status=401, headers={"WWW-Authenticate": "FormBased"})
        return super().dispatch(request, *args, **kwargs)


class LoggingMixin:
    """Hands on, then writes."""

    def dispatch(self, request, *args, **kwargs):
        log = logging.getLogger("katas.day03").info
        status = None
        try:
            response = super().dispatch(request, *args, **kwargs)
            status = response.status_code
        finally:
            log(
                "%(method)s %(path)s -> %(status)s",
                {
                    "method": request.method,
                    "path": request.path,
                    "status": status or "error",
                },
            )
        return response


class ArticleList(AuthenticationMixin, LoggingMixin, ListView):
    """The queryset may stand on the class: get_queryset() of ListView copies it."""

    queryset = Article.objects.filter(published=True)
    ordering = "-published_at"

    @property
    def tags(self):
        return self.request.GET.getlist("tag")

    def get_queryset(self):
        different = dict.fromkeys(self.tags)
        return reduce(lambda qs, tag: qs.filter(tags__name=tag), different, super().get_queryset())

    def render_to_response(self, context, **response_kwargs):
        titles = [article.title for article in context["object_list"]]
        return JsonResponse({"titles": titles, "tags": self.tags})
