"""Requests, a page that is read, what migrate sends: whoever comes, nothing is crunched."""

from collections.abc import Iterator
from itertools import zip_longest
from typing import Any
from urllib.parse import quote

from solutions.day05_app_ready.exam_newsroom import Newsroom, Process
from solutions.grading.examiner import Contradicted
from solutions.grading.examiner.said import visitors as said_by

COMMAND = "build_front_page"
# Who sends requests: see exam_inside_readers.
SENDERS = ("WSGIHandler", "ASGIHandler", "Client", "AsyncClient")
Deed = tuple[str, str, list[Any]]  # in words, its name, its arguments
SOME = 20  # requests at once, by names of the source


def check_idle(newsroom: Newsroom, asked: str) -> None:
    newsroom.exam.same(f"{asked}: calls of crunch_front_page()", 0, len(newsroom.warehouse.pages))


def read(newsroom: Newsroom, *processes: Process) -> None:
    """Requests, a page that is read, and what migrate sends: nothing of it crunches."""
    draws = newsroom.exam.random
    deeds: list[Deed] = [
        ("front_page()", "front_page", []),
        ("what manage.py migrate sends when there is something to migrate", "migrated", [True]),
        ("what manage.py migrate sends when there is nothing to migrate", "migrated", [False]),
        *plain_requests(newsroom),
    ]
    for asked, name, arguments in draws.sample(deeds, len(deeds)):
        process = draws.choice(processes)
        process.tell(asked, name, *arguments)
        check_started_none(newsroom, process, asked)
    process = draws.choice(processes)
    for asked, name, arguments in named_requests(newsroom):
        process.tell(asked, name, *arguments)
        check_idle(newsroom, asked)
    check_started_none(newsroom, process, "requests that say what your source says")


def check_started_none(newsroom: Newsroom, process: Process, asked: str) -> None:
    """Nothing was crunched, and nothing has been started that would."""
    check_idle(newsroom, asked)
    for _, what in process.ask("births"):
        if COMMAND in what:
            raise Contradicted(f"{asked}: what is started", "nothing that crunches", what)


def plain_requests(newsroom: Newsroom) -> Iterator[Deed]:
    """By each that sends them."""
    draws = newsroom.exam.random
    for sender in SENDERS:
        agent = draws.choice(["Mozilla/5.0", "curl/8.5.0", "kube-probe/1.31"])
        headers = [["User-Agent", f"{agent} {newsroom.word()}"], ["Accept", "text/html,*/*;q=0.8"]]
        count = draws.randint(3, 20)
        yield f"GET / {count} times, by {sender}", "request", [sender, [["/", "", headers]] * count]
        for path in ("/", "/nowhere"):
            yield f"GET {path}, by {sender}", "request", [sender, [[path, "", []]]]


def named_requests(newsroom: Newsroom) -> Iterator[Deed]:
    """Those that say what the answer's source says, in their paths, queries and headers."""
    draws, names = newsroom.exam.random, newsroom.exam.names
    bases = {quote(f"/{name.lstrip('/')}") for name in names}
    paths = sorted(bases | {f"{base.rstrip('/')}/" for base in bases})
    said = [*said_by(draws, names)]
    more = draws.choices(["/", *paths], k=max(0, len(said) - len(paths)))
    both = zip_longest([*paths, *more], said, fillvalue=("", []))
    visits = [[path, query, headers] for path, (query, headers) in both]
    for begin in range(0, len(visits), SOME):
        some = visits[begin : begin + SOME]
        told = ", ".join(f"{path}?{query}".rstrip("?")[:60] for path, query, _ in some)
        yield f"GET {told}, as in your source", "request", ["WSGIHandler", some]
        yield f"what Django says when GET {told} starts and ends", "announced", [some]
