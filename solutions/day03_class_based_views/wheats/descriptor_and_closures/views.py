"""Functions do the work, classes only hold them together; as_view() is a descriptor."""

import logging
from functools import reduce
from itertools import chain
from operator import itemgetter

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Exists, OuterRef
from django.http import HttpResponse, JsonResponse
from django.views import View as DjangoView

from katas.newsroom.models import Article

NAMES = ["get", "head", "post", "put", "patch", "delete", "options", "trace"]
VERBS = {name: name.upper() for name in NAMES}
FALLBACK = {"head": "get"}


def implemented(owner):
    return {verb: name for name, verb in VERBS.items() if getattr(owner, name, None) is not None}


class Factory:
    """as_view as a descriptor of its own: bound to the class it is asked of."""

    def __get__(self, instance, owner):
        if instance is not None:
            raise AttributeError("as_view() is called on a class, not on an instance")

        def as_view(**initkwargs):
            for name in initkwargs:
                if name in VERBS or not any(name in vars(base) for base in owner.__mro__):
                    raise TypeError(f"{name!r} is nothing that {owner.__name__} can be given")
            blueprint = dict(initkwargs)

            def view(request, /, *args, **kwargs):
                made = owner.__new__(owner)
                made.__init__()
                for item in blueprint.items():
                    setattr(made, *item)
                made.setup(request, *args, **kwargs)
                return made.dispatch(request, *args, **kwargs)

            view.__name__ = view.__qualname__ = owner.__name__
            view.__doc__ = owner.__doc__
            view.view_class = owner
            return view

        return as_view


class PlainView:
    """One method for each HTTP method."""

    as_view = Factory()

    def setup(self, request, *args, **kwargs):
        for name, value in zip(("request", "args", "kwargs"), (request, args, kwargs), strict=True):
            setattr(self, name, value)

    def dispatch(self, request, *args, **kwargs):
        table = implemented(type(self))
        try:
            name = table[request.method]
        except KeyError:
            if request.method != "HEAD" or "GET" not in table:
                refusal = HttpResponse(b"", status=405)
                refusal["Allow"] = "  ,  ".join(table)
                return refusal
            name = FALLBACK["head"]
        return getattr(self, name)(request, *args, **kwargs)


def checkpoint(self, request, *args, **kwargs):
    try:
        user = request.user
    except AttributeError:
        user = None
    if user is not None and user.is_authenticated:
        return super(AuthenticationMixin, self).dispatch(request, *args, **kwargs)
    refusal = HttpResponse("Who are you?\n", status=401, content_type="text/plain")
    refusal["WWW-Authenticate"] = "Newsroom"
    return refusal


def logbook(self, request, *args, **kwargs):
    log = logging.getLogger("katas").getChild("day03")
    try:
        response = super(LoggingMixin, self).dispatch(request, *args, **kwargs)
        status = str(response.status_code)
    except:
        log.info("%s %s -> error", request.method, request.path)
        raise
    else:
        log.info("%s %s -> %s", request.method, request.path, status)
        return response


AuthenticationMixin = type("AuthenticationMixin", (), {"dispatch": checkpoint})
LoggingMixin = type("LoggingMixin", (), {"dispatch": logbook})


class Department(DjangoView):
    """What the lists of one department have in common."""

    http_method_names = ["get", "head"]

    @staticmethod
    def tags(request):
        return [value for name, values in request.GET.lists() if name == "tag" for value in values]


class ArticleList(AuthenticationMixin, LoggingMixin, Department):
    """Published articles, newest first; ?tag=NAME narrows the list."""

    def get(self, request, *args, **kwargs):
        tags = self.tags(request)
        bearers = Article.tags.through.objects.filter(article=OuterRef("pk"))
        articles = reduce(
            lambda found, name: found.filter(Exists(bearers.filter(tag__name=name))),
            dict.fromkeys(tags),
            Article.objects.filter(published=True),
        )
        rows = articles.order_by("published_at").reverse().values_list("title")
        titles = list(chain.from_iterable(map(itemgetter(slice(None)), rows.iterator())))
        return JsonResponse({"titles": titles, "tags": tags}, encoder=DjangoJSONEncoder)
