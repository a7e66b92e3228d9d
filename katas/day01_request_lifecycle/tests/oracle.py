"""The same requests through the same stack with TimingMiddleware and without it: the model."""

import asyncio
import random
import time
from dataclasses import dataclass
from functools import cache, partial
from typing import Any, NamedTuple

from django.test import override_settings
from django.urls import re_path

from katas.day01_request_lifecycle import services
from katas.day01_request_lifecycle.pages import Broken
from katas.day01_request_lifecycle.tests.answered import error_text
from katas.day01_request_lifecycle.tests.asked import Asked
from katas.day01_request_lifecycle.tests.driver import build, errors_seen, refuse
from katas.day01_request_lifecycle.tests.exchange import Came, Sent, over_asgi
from katas.day01_request_lifecycle.tests.hops import (
    Seen,
    blocks_seen,
    hops_counted,
    on_a_loop,
)
from katas.day01_request_lifecycle.tests.oddities import LIMITS, hostile_requests, odd_requests
from katas.day01_request_lifecycle.tests.responses import echo, makers
from katas.day01_request_lifecycle.tests.streams import streams
from katas.day01_request_lifecycle.tests.subject import replaced
from katas.day01_request_lifecycle.tests.wall_clock import WallClock

ON_LOOP, ELSEWHERE = "on the event loop", "in a thread"
A_YEAR = 31_536_000  # seconds
PLAIN = (Asked(), Asked(host="bad_host$"), Asked(host=None), Asked(local=True))
LATE_STREAMS = 2  # the plain ones; how a stream is made does not hang on the time that it took
FORM_ANSWERS = ("a text", "closed", "an error", "Http404")


@dataclass(frozen=True)
class Round:
    """A request; what its view answers, "" for what it sees; whether the view is async.

    seconds: what it takes, by clocks that are stepped.
    """

    asked: Asked
    answer: str = ""
    awaited: bool = False
    seconds: int = 0

    @property
    def text(self) -> str:
        """The request and the answer, in words."""
        text = f"{self.asked.text}; the view answers with {self.answer or 'what it sees of it'}"
        return f"{text}, after a year" if self.seconds else text


@cache
def both_ways(kind: str) -> "Both":
    """All rounds, without TimingMiddleware and with it.

    Once in a run of the tests: they look at it from several sides.
    """
    asked, clock = rounds(kind), WallClock()
    with replaced(*clock.all()), blocks_seen() as blocks, hops_counted() as hops:
        came = Site(kind, False, hops, blocks, clock).serve(*asked)
        # A few combinations are too much for Django itself: there is no response then.
        known = [(each, found) for each, found in zip(asked, came, strict=True) if found.status]
        left = Site(kind, True, hops, blocks, clock).serve(*(each for each, _ in known))
    served = [(*each, own) for each, own in zip(known, left, strict=True)]
    return Both(services.region, served)


class Both(NamedTuple):
    """served: rounds, what came without the layer, and with it."""

    region: str
    served: list[tuple[Round, Came, Came]]


def rounds(kind: str) -> list[Round]:
    """Each answer to a plain request, what each odd request looks like, then some of any kind.

    Then answers that come late, to requests that are odd all over: what is read only of a request
    that took long, or that went wrong, is read there.
    """
    awaited, requests, answers = kind == "asgi", odd_requests(), makers()
    names = list(answers)
    drawn = [(random.choice(requests), random.choice(names)) for _ in range(2)]
    address, form = hostile_requests()
    late = [name for name in names if name not in list(streams())[LATE_STREAMS:]]
    return [
        *(Round(Asked(), name, awaited) for name in names),
        *(Round(asked, "", awaited) for asked in requests),
        Round(Asked(path="/dashboard/"), "an error", awaited),
        *(Round(asked, name, random.random() < 0.5) for asked, name in drawn),
        *(Round(asked, "a text", awaited, A_YEAR) for asked in PLAIN),
        *(Round(address, name, awaited, A_YEAR) for name in late),
        *(Round(form, name, awaited, A_YEAR) for name in FORM_ANSWERS),
    ]


class Site:
    """A site of one view, which answers as each round wants. hops, blocks: what is seen there."""

    def __init__(
        self, kind: str, timing: bool, hops: list[Seen], blocks: list[Seen], clock: WallClock
    ) -> None:
        self.kind, self.timing, self.hops, self.blocks = kind, timing, hops, blocks
        self.clock = clock
        self.handler, self.makers = build(kind, timing=timing), makers()
        self.log: list[tuple[str, str]] = []
        self.pattern = re_path("", self.serve)

    def serve(self, *all_rounds: Round) -> list[Came]:
        """The answers, one after the other; under ASGI on one event loop."""
        with override_settings(ROOT_URLCONF=(self.pattern,), **LIMITS):
            if self.kind == "wsgi":
                return [self._wsgi(each) for each in all_rounds]

            async def one_by_one() -> list[Came]:
                return [await self._asgi(each) for each in all_rounds]

            return asyncio.run(one_by_one())

    def _begin(self, each: Round) -> None:
        def view(request: Any) -> Any:
            self._note("the view is asked")
            self.clock.step(each.seconds)
            if not each.answer:
                return echo(request, each.asked)
            response = self.makers[each.answer](self._note)
            response._resource_closers.append(lambda: self._note("closed"))
            return response

        async def aview(request: Any) -> Any:
            return view(request)

        # A view need not be a function: a partial has no name, for instance.
        self.pattern.callback = partial(aview if each.awaited else view)
        for noted in (self.log, self.hops, self.blocks):
            noted.clear()

    def _noted(self) -> dict[str, Any]:
        noted = {name: tuple(getattr(self, name)) for name in ("log", "hops", "blocks")}
        return noted | {"set_ups": services.gauges.set_ups}

    def _note(self, what: str) -> None:
        self.log.append((what, ON_LOOP if on_a_loop() else ELSEWHERE))

    def _wsgi(self, each: Round) -> Came:
        self._begin(each)
        given: list[tuple[str, list[tuple[str, str]]]] = []
        sent = Sent()

        def start(line: str, fields: list[tuple[str, str]]) -> None:
            self._note("the headers are sent")
            given.append((line, fields))

        with errors_seen() as errors:
            began = time.perf_counter()
            try:
                response = self.handler(each.asked.environ, start)
                sent.seconds = time.perf_counter() - began
                for piece in response:
                    sent.body += piece
                response.close()
            except Broken as error:
                response.close()
                sent.failed = error_text(error)
            except Exception as error:
                if self.timing:
                    refuse(self.handler, "WSGI", each.text, error, errors)
        sent.line, sent.fields = given[0] if given else ("", [])
        return sent.answered(errors, **self._noted())

    async def _asgi(self, each: Round) -> Came:
        self._begin(each)
        sent = Sent()
        with errors_seen() as errors:
            try:
                await over_asgi(self.handler, each.asked, sent, self._note)
            except Broken as error:
                sent.failed = error_text(error)
            except Exception as error:
                if self.timing:
                    refuse(self.handler, "ASGI", each.text, error, errors)
        return sent.answered(errors, **self._noted())
