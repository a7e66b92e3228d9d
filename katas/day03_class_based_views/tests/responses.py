"""Responses in which handlers end, and that they come back as they were."""

from collections.abc import AsyncIterator, Callable

from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse

from katas.day03_class_based_views.tests.driver import Handler, attributes, carried, request_for
from katas.harness.verdicts import require


class Lines:
    """The two lines of a stream; taken: how many of them were taken from it."""

    def __init__(self) -> None:
        self.taken = 0

    def __iter__(self) -> "Lines":
        return self

    def __next__(self) -> bytes:
        if self.taken == 2:
            raise StopIteration
        self.taken += 1
        return b"a line;"


def stream(
    status: int, kind: type[StreamingHttpResponse] = StreamingHttpResponse
) -> StreamingHttpResponse:
    lines = Lines()
    response = kind(lines, status=status)
    response.lines = lines
    return response


async def slowly() -> AsyncIterator[bytes]:
    yield b"a line;"


class Falsy(HttpResponse):
    """A response that is false as a truth value."""

    def __bool__(self) -> bool:
        return False


class Lengthless(StreamingHttpResponse):
    """A stream that has a length, of 0: that makes it false."""

    def __len__(self) -> int:
        return 0


class Equal(HttpResponse):
    """A response that equals everything, None too."""

    __hash__ = HttpResponse.__hash__

    def __eq__(self, other: object) -> bool:
        return True


class Form:
    """A template that needs no file."""

    def render(self, context: object = None, request: object = None) -> str:
        return "rendered"


RESPONSES: dict[str, Callable[[int], HttpResponseBase]] = {
    "an HttpResponse": lambda status: HttpResponse("done", status=status),
    "a StreamingHttpResponse": stream,
    "a StreamingHttpResponse of an async iterator": (
        lambda status: StreamingHttpResponse(slowly(), status=status)
    ),
    "a TemplateResponse that is not rendered yet": (
        lambda status: TemplateResponse(request_for(), Form(), status=status)
    ),
    "an HttpResponse that is false as a truth value": lambda status: Falsy("done", status=status),
    "a StreamingHttpResponse with __len__() 0, so it is false": (
        lambda status: stream(status, Lengthless)
    ),
    "an HttpResponse that equals everything": lambda status: Equal("done", status=status),
}


ABSENT = object()


def check_returned(response: HttpResponseBase, handler: Handler, asked: str) -> None:
    """The response is the handler's, as it was."""
    require(
        response is handler.response,
        asked=asked,
        expected="the response that the handler returned",
        got=f"another response, {response.status_code}",
    )
    for part, now in carried(response).items():
        require(
            now == handler.sent[part],
            asked=asked,
            expected=f"the response as the handler returned it, its {part} {handler.sent[part]}",
            got=f"its {part}: {now}",
        )
    now = attributes(response)
    changed = ", ".join(name for name in now if now[name] != handler.parts.get(name, ABSENT))
    done = f"its {changed}: new, or another" * bool(changed)
    done = "it was closed" if response.closed else done
    if lines := getattr(response, "lines", None):
        taken, body = lines.taken, b"".join(response)
        if taken or body != b"a line;a line;":
            done = f"{taken} of its 2 lines were taken before it was sent; what is left: {body!r}"
    require(not done, asked=asked, expected="the response as the handler returned it", got=done)
