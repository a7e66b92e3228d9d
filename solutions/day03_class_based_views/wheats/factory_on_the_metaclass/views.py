"""as_view() is a method of the metaclass: a class makes its view as it makes its instances."""

import logging

from django.http import HttpResponse, JsonResponse

from katas.newsroom.models import Article, Tag

HANDLERS = {"get", "post", "put", "patch", "delete", "head", "options", "trace"}


class ViewType(type):
    """What view classes can do."""

    def as_view(cls, **initkwargs):
        for name in initkwargs:
            if name in HANDLERS:
                raise TypeError(f"{name} is a handler")
            if not any(name in vars(each) for each in cls.__mro__):
                raise TypeError(f"{name} is unknown")

        def view(request, *args, **kwargs):
            self = cls()
            for name in initkwargs:
                setattr(self, name, initkwargs[name])
            self.setup(request, *args, **kwargs)
            return self.dispatch(request, *args, **kwargs)

        view.__name__ = cls.__name__
        view.__doc__ = cls.__doc__
        view.view_class = cls
        return view

    @property
    def handlers(cls):
        return {name.upper(): name for name in HANDLERS if hasattr(cls, name)}


class PlainView(metaclass=ViewType):
    """The base class of hand-made views."""

    def setup(self, request, *args, **kwargs):
        self.request = request
        self.args = args
        self.kwargs = kwargs

    def dispatch(self, request, *args, **kwargs):
        handlers = type(self).handlers
        name = handlers.get(request.method) or (request.method == "HEAD" and handlers.get("GET"))
        if not name:
            response = HttpResponse(status=405)
            response.headers["Allow"] = ", ".join(sorted(handlers))
            return response
        return getattr(self, name)(request, *args, **kwargs)


class AuthenticationMixin:
    """Nobody passes unknown."""

    realm = "newsroom"

    def dispatch(self, request, *args, **kwargs):
        nobody = type("Nobody", (), {"is_authenticated": False})
        users = [user for user in [getattr(request, "user", None), nobody] if user is not None]
        if not users[0].is_authenticated:
            response = HttpResponse(status=401)
            response.headers["WWW-Authenticate"] = f'Digest realm="{self.realm}"'
            return response
        # The long form of super(), as it was written for many years.
        return super(AuthenticationMixin, self).dispatch(request, *args, **kwargs)  # noqa: UP008


class LoggingMixin:
    """Nothing passes unnoticed."""

    def dispatch(self, request, *args, **kwargs):
        method, path = request.method, request.path
        answers = []
        try:
            answers.append(super().dispatch(request, *args, **kwargs))
        finally:
            outcome = answers[0].status_code if answers else "error"
            logging.getLogger("katas.day03").info("%s %s -> %s", method, path, outcome)
        return answers.pop()


class NewsroomView(PlainView):
    """What the newsroom's views have in common."""

    def published(self):
        return Article.objects.filter(published=True).order_by("-published_at")


class GuardedView(AuthenticationMixin, LoggingMixin, NewsroomView):
    """The tower, built once."""


class ArticleList(GuardedView):
    """The bricks are inherited: they need not stand in this class's own list of bases."""

    def get(self, request, **kwargs):
        tags = request.GET.getlist("tag")
        bearing = [
            set(Tag.objects.filter(name=name).values_list("articles", flat=True)) for name in tags
        ]
        titles = [
            article.title
            for article in self.published()
            if all(article.pk in ids for ids in bearing)
        ]
        return JsonResponse({"titles": titles, "tags": tags})
