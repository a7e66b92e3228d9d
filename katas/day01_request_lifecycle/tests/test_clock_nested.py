"""Task 3: a view that asks its own site for other pages; each request has a time of its own."""

import asyncio
import time

import pytest
from django.http import HttpResponse
from django.urls import path

from katas.day01_request_lifecycle.pages import Broken
from katas.day01_request_lifecycle.tests.driver import ask, ask_wsgi, build
from katas.day01_request_lifecycle.tests.exchange import ask_within
from katas.day01_request_lifecycle.tests.expectations import check_duration
from katas.harness.verdicts import require

pytestmark = [pytest.mark.machine, pytest.mark.task(3)]

# Seconds that the view takes before it asks for other pages, and after; that each of these takes.
BEFORE, AFTER, INSIDE = 0.006, 0.002, 0.006
INNER = ("/inner/", "/inner-and-broken/")
NOTE = (
    "A view may ask its own site, with Django's Client or AsyncClient, in the same thread or task."
)


class Book:
    """What the pages note: milliseconds that each took, and what the inner ones answered."""

    def __init__(self, asks, aasks):
        self.asks, self.aasks = asks, aasks
        self.took, self.inner = {}, {}

    def urls(self):
        """The pages, each as a sync view and as an async one."""
        pages = (("", self.page, self.inside), ("a/", self.apage, self.ainside))
        return tuple(
            path(f"{more}{name}", view)
            for more, page, inside in pages
            for name, view in (("", page), ("inner/", inside), ("inner-and-broken/", inside))
        )

    def page(self, request):
        began = time.perf_counter()
        time.sleep(BEFORE)
        for each in INNER:
            self.inner[each] = self.asks(each)
        time.sleep(AFTER)
        return self.noted("/", began)

    async def apage(self, request):
        began = time.perf_counter()
        await asyncio.sleep(BEFORE)
        for each in INNER:
            self.inner[each] = await self.aasks(f"/a{each}")
        await asyncio.gather(*(self.aasks(f"/a{INNER[0]}") for _ in range(2)))
        await asyncio.sleep(AFTER)
        return self.noted("/", began)

    def inside(self, request):
        began = time.perf_counter()
        time.sleep(INSIDE)
        return self.noted(request.path, began)

    async def ainside(self, request):
        began = time.perf_counter()
        await asyncio.sleep(INSIDE)
        return self.noted(request.path.removeprefix("/a"), began)

    def noted(self, name, began):
        # The first of several is the one that is kept.
        self.took.setdefault(name, (time.perf_counter() - began) * 1_000)
        if "broken" in name:
            raise Broken("the press is broken")
        return HttpResponse("At last")


@pytest.mark.parametrize("view", ["sync", "async"])
@pytest.mark.parametrize("kind", ["wsgi", "asgi"])
def test_view_that_asks_its_own_site(settings, kind, view):
    """A request that a view makes to its own site leaves the duration of the outer one alone."""
    handlers = {each: build(each) for each in ("wsgi", "asgi")}
    book = Book(
        lambda path: ask_wsgi(handlers["wsgi"], path),
        lambda path: ask_within(handlers["asgi"], path),
    )
    settings.ROOT_URLCONF = book.urls()
    answered = ask(kind, handlers[kind], "/" if view == "sync" else "/a/")
    asked = f"GET / through the {kind.upper()} handler; its {view} view then asks for {INNER[0]}"
    require(
        answered.status == 200 and len(book.inner) == len(INNER),
        asked=asked,
        expected="status 200",
        got=answered.text,
        note=answered.note,
        where=answered.where,
    )
    check_duration(answered, book.took["/"], f"{asked} and more: the figure of /", NOTE)
    for name, inner in book.inner.items():
        require(
            name in book.took,
            asked=f"{asked}: the answer to {name}",
            expected="it reaches its view",
            got=inner.text,
            note=inner.note,
            where=inner.where,
        )
        check_duration(inner, book.took[name], f"{asked} and more: the figure of {name}", NOTE)
