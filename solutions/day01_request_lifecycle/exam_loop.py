"""Task 4, from outside: the three sources are held, so who waits for whom is seen here."""

from collections.abc import Sequence
from random import Random

from solutions.day01_request_lifecycle.exam_desk import (
    Maps,
    number,
    reply,
)
from solutions.day01_request_lifecycle.exam_free import (
    PAGE,
    beside_a_page,
    beside_the_layer,
    now_and_then,
)
from solutions.day01_request_lifecycle.exam_native import beside_slow_streams, without_threads
from solutions.day01_request_lifecycle.exam_news import (
    SOURCES,
    Call,
    News,
    check_values,
    content,
    news,
    nothing,
    own_news,
)
from solutions.day01_request_lifecycle.exam_visitors import Visitors
from solutions.grading.examiner import Contradicted, Exam, Reply, question
from solutions.grading.examiner.said import visitors as said_by
from solutions.grading.examiner.web import Exchange

LEAST = 10  # dashboards that must be in flight at once
ASKS = (
    ("If-None-Match", "*"),
    ("If-Modified-Since", "Fri, 31 Dec 9999 23:59:59 GMT"),
    ("Accept", "text/html, image/png;q=0.1"),
    ("Accept-Encoding", "gzip, br"),
    ("Cache-Control", "only-if-cached"),
    ("Range", "bytes=0-1"),
    ("X-Requested-With", "XMLHttpRequest"),
)


@question(task=4)
def dashboards_wait_side_by_side(exam: Exam) -> None:
    """Ten dashboards are held at once on uvicorn; others are served, and each gets its own news."""
    Maps(exam, always=True)
    bulletins, draws = News(exam), exam.random
    visitors = Visitors(exam, dashboard=True)
    port = number("start uvicorn", exam.ask("serve", "uvicorn", []))
    alike(exam, visitors, port, bulletins)
    beside_a_page(exam, visitors, port, bulletins)
    bulletins.calls, bulletins.held = [], True
    inside: list[tuple[Exchange, list[Call]]] = []
    client = visitors.headers([("Cookie", f"sessionid={draws.getrandbits(60):x}")])
    for place in range(LEAST):
        exchange = exam.exchange(port, PAGE, headers=client)
        came = bulletins.wait_for(3 * place + 3)
        calls = bulletins.calls[3 * place :]
        if sorted(call.source for call in calls) != sorted(SOURCES):
            bulletins.let_all_go()
            asked = f"dashboard {place + 1} of {LEAST} at once on uvicorn, while no source"
            asked += " answers: the calls of all sources so far"
            raise Contradicted(asked, 3 * place + 3, came)
        inside.append((exchange, calls))
    let_go(draws, inside)
    bulletins.no_twins("dashboards on uvicorn")


def alike(exam: Exam, visitors: Visitors, port: int, bulletins: News) -> None:
    """Requests with all sorts of headers, one after the other; a browser that asks again."""
    asks = exam.random.sample(ASKS, len(ASKS))
    first = shows(exam, visitors, port, bulletins, [])
    back = [("Cache-Control", "max-age=0")]
    for name, told in (("If-None-Match", "ETag"), ("If-Modified-Since", "Last-Modified")):
        back += [(name, first.header(told) or "")] * (first.header(told) is not None)
    bulletins.again = True
    shows(exam, visitors, port, bulletins, back)
    bulletins.again = False
    for place in range(4):
        shows(exam, visitors, port, bulletins, asks[place::4])
    bulletins.say = nothing
    shows(exam, visitors, port, bulletins, [])
    bulletins.say = news


def shows(
    exam: Exam,
    visitors: Visitors,
    port: int,
    bulletins: News,
    own: Sequence[tuple[str, str]],
) -> Reply:
    """One dashboard, of this moment's news."""
    bulletins.calls = []
    query = exam.random.choice(["", "", "?debug=1", "?q=%ff&&", visitors.query()])
    headers = visitors.headers(own)
    asked = f"GET {PAGE}{query} from uvicorn, with {dict(headers)}"
    found = exam.fetch(port, PAGE + query, headers=headers)
    check_values(asked, bulletins.calls, content(asked, found))
    return found


def let_go(draws: Random, inside: list[tuple[Exchange, list[Call]]]) -> None:
    """Release all calls in any order; one source of one dashboard after all the others."""
    everyone = [call for _, calls in inside for call in calls]
    late = draws.choice(everyone)
    for call in draws.sample(everyone, len(everyone)):
        if call is not late:
            call.released.set()
    for exchange, calls in sorted(inside, key=lambda pair: late in pair[1]):
        late_one = late in calls
        if late_one:
            late.released.set()
        asked = "one of ten dashboards at once on uvicorn" + ", one source last of all" * late_one
        check_values(asked, calls, content(asked, exchange.rest()))


@question(task=4)
def news_is_waited_for_and_needs_no_thread(exam: Exam) -> None:
    """More dashboards at once than a limit lets in, on two loops; a year; then without threads."""
    Maps(exam, always=True)
    visitors = Visitors(exam, dashboard=True)
    on_two_loops(exam, visitors, exam.random.randint(26, 32))
    by_any_name(exam, visitors)
    late(exam, visitors, exam.random.choice(SOURCES))
    beside_the_layer(exam, visitors)
    now_and_then(exam, visitors)
    beside_slow_streams(exam, visitors)
    without_threads(exam, visitors)


def on_two_loops(exam: Exam, visitors: Visitors, size: int) -> None:
    """Each is served, and shows news of its own."""
    bulletins = News(exam)
    requests = [visitors.request(PAGE) for _ in range(7)]
    told = exam.ask("dashboards", size, requests)
    if not isinstance(told, list) or len(told) != 2:
        raise Contradicted(f"{size} dashboards at once on one event loop", "responses", told)
    for word, found in zip(("one event loop", "a second event loop"), told, strict=True):
        asked = f"{size} dashboards at once on {word}"
        if not isinstance(found, list) or len(found) != size:
            raise Contradicted(asked, "responses", found)
        shown = [content(asked, reply(asked, each)) for each in found]
        own_news(asked, bulletins.calls, shown)
    bulletins.no_twins("dashboards on an event loop")


def by_any_name(exam: Exam, visitors: Visitors) -> None:
    """Whoever says what the answer's source says is shown the news, too."""
    requests = [
        visitors.request(f"{PAGE}?{query}", headers=headers)
        for query, headers in said_by(exam.random, exam.names)
    ]
    said = [Call(source, news(exam.random, source)) for source in SOURCES]
    given = {f"fetch_{call.source}": call.value for call in said}
    found = exam.ask("dashboards_in_turn", requests, given)
    asked = "dashboards by names of your source, one after the other"
    if not isinstance(found, list) or len(found) != len(requests):
        raise Contradicted(asked, "responses", found)
    for (_, target, headers, *_), each in zip(requests, found, strict=True):
        asked = f"GET {target}, with {dict(headers)}"
        check_values(asked, said, content(asked, reply(asked, each)))


def late(exam: Exam, visitors: Visitors, source: str) -> None:
    """A year passes, by the loop's clock too, while one source has not answered."""
    say = exam.random.choice([news, nothing, news])
    bulletins = News(exam, lambda draws, name: (news if name == source else say)(draws, name))
    bulletins.held = True

    def meanwhile() -> None:
        bulletins.wait_for(3)
        for call in bulletins.calls:
            if call.source != source:
                call.released.set()

    exam.services.functions |= {"meanwhile": meanwhile, "passed": bulletins.let_all_go}
    asked = f"a dashboard; fetch_{source}() takes a year"
    told = exam.ask("late", exam.random.uniform(3e7, 4e7), visitors.request(PAGE))
    check_values(asked, bulletins.calls, content(asked, reply(asked, told)))
    bulletins.no_twins(asked)
