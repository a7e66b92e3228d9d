"""What the tests of several tasks expect of one visit, in the words of a verdict."""

from katas.day04_middleware.tests.premises import API_KEY, LAYERS, RATE_LIMIT, middleware
from katas.day04_middleware.tests.trace import Visit, short
from katas.harness.verdicts import require

AS_LONG_AS_TOLD = (
    "A client that waits as long as it is told must then be let in,\n"
    "and should not wait longer than it must."
)
ONION = "The order, from the outside in: headers, key, rate limit, then the rest."


def require_passed(visit: Visit, asked: str, note: str = "") -> None:
    """200 from the view, through all layers."""
    require(
        visit.status == 200 and visit.trace.view,
        asked=asked,
        expected="200 from the view",
        got=visit.story(),
        note=note,
        where=visit.where,
    )


# The key ------------------------------------------------------------------------------------------


def require_403(visit: Visit, asked: str, note: str = "") -> None:
    if visit.status == 401:
        note = "A 401 asks for credentials, and must say how. A 403 refuses."
    require(
        visit.status == 403,
        asked=asked,
        expected="403",
        got=visit.story(),
        note=note,
        where=visit.where,
    )


def require_refused(visit: Visit, queries: str, asked: str, note: str = "") -> None:
    """403, and nothing inside of the key check ran."""
    require_403(visit, asked, note)
    require(
        not visit.trace.beyond(API_KEY) and not queries,
        asked=asked,
        expected="403 at once: the request turns round in ApiKey",
        got=visit.story() + (f"\n{queries}" if queries else ""),
        note="Refused, but too late. These ran first: "
        + ", ".join([*visit.trace.beyond(API_KEY), *(["a query"] if queries else [])]),
    )


def require_client(visit: Visit, client: str, asked: str) -> None:
    got = visit.trace.client
    require(
        got == client,
        asked=f"{asked}; request.api_client at the view",
        expected=client,
        got="no such attribute" if got is None else repr(got),
    )


# The limit ----------------------------------------------------------------------------------------


def require_let_through(visit: Visit, asked: str, note: str = "") -> None:
    """Whatever became of it further inside, the rate limit handed the request on."""
    left = visit.headers.get("retry-after", "")
    told = visit.status == 429 and left.isascii() and left.isdecimal()
    require(
        visit.trace.reached_the_middle,
        asked=asked,
        expected="not refused: it is within the limit",
        got=visit.story() + f"\nRetry-After: {left}" * told,
        note=note,
        where=visit.where,
    )


def require_limited(visit: Visit, asked: str, note: str = "") -> None:
    """429 from the rate limit, and nothing inside of it ran."""
    require(
        visit.status == 429,
        asked=asked,
        expected="429",
        got=visit.story(),
        note=note,
        where=visit.where,
    )
    require(
        not visit.trace.beyond(RATE_LIMIT),
        asked=asked,
        expected="429 at once: the request turns round in RateLimit",
        got=visit.story(),
    )


def require_counts_once(first: Visit, second: Visit, asked: str) -> None:
    """The limit being 1, one request passed, however it ended, and the next one did not."""
    asked = f"{asked}, to a page of the tests' own; the limit is 1"
    require_let_through(first, f"{asked}: the first of them")
    note = f"The first one ended with {first.outcome}: it has passed, and so it counts."
    require_limited(second, f"{asked}: the second of them", note)


def require_own_responses(refused: list[Visit], asked: str) -> None:
    """No two refusals gave the same object, nor objects that have their headers in common."""
    *earlier, latest = (visit.response for visit in refused)
    # As an outer layer does.
    latest["X-Written-On"] = "the latest"
    latest.set_cookie("written-on", "the latest")
    got = ""
    if any("x-written-on" in it.headers or "written-on" in it.cookies for it in earlier):
        got = "a header or a cookie that is written on the latest is on an earlier one, too"
    if len({id(visit.response) for visit in refused}) < len(refused):
        got = "the same object twice"
    require(
        not got,
        asked=asked,
        expected="a response of its own for each",
        got=got,
        note="The first may still be on its way: what is written on the second, it says, too.",
    )


def require_lasting(visit: Visit, asked: str) -> None:
    """The response says what it said, though others have been refused since."""
    told, tells = (headers.get("retry-after") for headers in (visit.headers, visit.response))
    require(
        told == tells,
        asked=f"{asked};\nlook at this response once more, when later requests have been refused",
        expected=f"Retry-After: {told}, as before",
        got=f"Retry-After: {tells}",
        note="What responses have in common is changed while an earlier one is still on its way.",
    )


def retry_after(visit: Visit, asked: str) -> int:
    """The header as a number of whole seconds."""
    value = visit.headers.get("retry-after", "no such header")
    require(
        value.isascii() and value.isdecimal(),
        asked=f"{asked}; the header Retry-After",
        expected="a whole number of seconds",
        got=value,
    )
    return int(value)


def require_seconds(got: int, least: int, most: int, asked: str, note: str = "") -> None:
    """A Retry-After that is the time left, where the test's clock allows one or two values."""
    require(
        least <= got <= most,
        asked=asked,
        expected=f"Retry-After: {most}",
        got=f"Retry-After: {got}",
        note=note or AS_LONG_AS_TOLD,
    )


# The order ----------------------------------------------------------------------------------------


def listed() -> list[str]:
    """The answer's MIDDLEWARE, if it is a list of the five layers."""
    found = middleware.MIDDLEWARE
    require(
        isinstance(found, list | tuple) and all(isinstance(each, str) for each in found),
        asked="MIDDLEWARE",
        expected="a list of dotted paths",
        got=found,
    )
    missing = [each for each in LAYERS if each not in found]
    more = [each for each in LAYERS if found.count(each) > 1]
    more += [each for each in found if each not in LAYERS]
    require(
        not missing and not more,
        asked="MIDDLEWARE",
        expected="the dotted paths of all five layers, each once",
        got="\n".join(
            [f"missing     {each}" for each in missing] + [f"not needed  {each}" for each in more]
        ),
    )
    return list(found)


def require_turned(visit: Visit, status: int, layer: str, outside: list[str], asked: str) -> None:
    """The request turned round in `layer`, behind the layers `outside`; its headers are there."""
    expected, entered = [*outside, layer], visit.trace.entered
    note = ONION
    if entered[: len(expected)] == expected:
        note = f"As far as {short(layer)} the order is right. What it should answer, it does not."
        if layer == RATE_LIMIT:
            note += "\nIs its limit this handler's? How many does it let through?"
            note += "\nIs a hit counted on the way in?"
    require(
        visit.status == status and entered == expected,
        asked=asked,
        expected=f"{status}; > {' > '.join(map(short, expected))}, and back",
        got=visit.story(),
        note=note,
        where=visit.where,
    )
    require_marked(visit, asked)


def require_marked(visit: Visit, asked: str) -> None:
    require(
        visit.headers.get("x-newsroom") == "1",
        asked=f"{asked}; the response's X-Newsroom",
        expected="1",
        got=f"{visit.headers.get('x-newsroom', 'no such header')}\n{visit.story()}",
        note="A response is seen by the layers outside of the one that gave it, and by no other.",
    )
