"""The one-time job, one after the other: it fails, is run again, is done, and stays done."""

from typing import Any

from django.db import connection
from django.utils import timezone

from katas.day05_app_ready.models import JobRun
from solutions.day05_app_ready import exam_command_lines as lines_of
from solutions.day05_app_ready.exam_newsroom import KEY, THEIRS, Newsroom, Process, random_text
from solutions.day05_app_ready.exam_starts import started
from solutions.day05_app_ready.exam_troubles import (
    BUILTIN,
    KNOWN,
    WAREHOUSE,
    check_very,
    derived,
    drawn,
)
from solutions.grading.examiner import Contradicted, Exam

YEAR = 366 * 24 * 3_600  # seconds
FAILURES = (14, 18)


def begun(exam: Exam) -> tuple[Newsroom, Process]:
    """A newsroom with a process from which others are forked."""
    newsroom = Newsroom(exam)
    newsroom.clock = f"clock-{newsroom.word()}"
    # With DEBUG=True each statement is asked for a second time, as text.
    return newsroom, started(newsroom, lines_of.any_of(exam.random), False)


def once(exam: Exam, newsroom: Newsroom, parent: Process) -> Process:
    """A job that fails, one that is done; the same newsroom again, when there was another.

    Returns a process from which others are forked there.
    """
    first = Job(newsroom, parent, [])
    first.fail()
    stale, fresh = exam.random.random() < 0.5, exam.random.random() < 0.5
    first.build(exam.random.choice(first.processes), stale)
    first.stay_done()
    kept = list(JobRun.objects.all())
    newsroom.machine = f"newsroom-{newsroom.word()}"
    newsroom.warehouse.length = exam.random.randrange(800_000, 999_000)
    second = Job(newsroom, parent, first.own())
    room = used()
    if exam.random.random() < 0.7:  # one that was not forked after django.setup()
        second.processes[0] = started(newsroom, lines_of.any_of(exam.random), False)
    second.build(second.processes[0], not stale)
    exam.at_most(
        "a page of that length is stored: characters that the database has no room for",
        0,
        max(0, newsroom.warehouse.length // 2 - (used() - room)),  # each two are one of 256
    )
    newsroom.warehouse.length = 0
    newsroom.warehouse.look = lambda: None
    parent = moved(exam, newsroom)
    second.read_elsewhere(parent, fresh)
    JobRun.objects.all().delete()
    JobRun.objects.bulk_create(kept)
    first.read_elsewhere(parent, not fresh)
    return parent


def moved(exam: Exam, newsroom: Newsroom) -> Process:
    """A process of another machine: nothing is left of all that went before but the database."""
    exam.anew()
    newsroom.processes.clear()
    newsroom.machine = f"newsroom-{newsroom.word()}"
    newsroom.rewind()
    return started(newsroom, lines_of.any_of(exam.random), False)


def used() -> int:
    """Bytes of the database that are in use."""
    with connection.cursor() as cursor:
        numbers = []
        for name in ("page_count", "freelist_count", "page_size"):
            cursor.execute(f"PRAGMA {name}")
            numbers.append(cursor.fetchone()[0])
    return int((numbers[0] - numbers[1]) * numbers[2])


class Job:
    """The job in a newsroom of which nothing is known yet, but for other teams' jobs.

    names: those that the answer gives its own jobs; the other teams' are like them.
    """

    def __init__(self, newsroom: Newsroom, parent: Process, names: list[str]) -> None:
        self.newsroom, self.parent, self.exam = newsroom, parent, newsroom.exam
        self.warehouse = newsroom.warehouse
        self.history, self.page = "", ""
        self._note_strangers(names)
        self.processes = [parent.fork(), parent.fork()]
        newsroom.forget_the_page()
        for process in self.processes:
            self.check_page(process, "")

    def _note_strangers(self, names: list[str]) -> None:
        """Jobs of other teams, done and begun, with a result and without; all else is gone."""
        draws, word = self.exam.random, self.newsroom.word()
        found = [f"send-{word}", f"{word}-front-page", f"front-page-{word}", "FRONT-PAGE"]
        for name in names:
            found += [f"{name}-{word}", f"{word}-{name}", name.upper(), name.capitalize()]
        found = [name[:100] for name in dict.fromkeys(found) if name not in names]
        JobRun.objects.all().delete()
        JobRun.objects.bulk_create(
            JobRun(
                name=name,
                result=random_text(self.exam) if number % 4 in (0, 1) else "",
                finished_at=timezone.now() if number % 4 in (0, 2) else None,
            )
            for number, name in enumerate(draws.sample(found, len(found)))
        )
        self._strangers = self._told(found)
        self._names, self._seen = found, set[str]()
        self.warehouse.look = self._look

    def _told(self, names: list[str]) -> list[tuple[Any, ...]]:
        return list(JobRun.objects.filter(name__in=names).order_by("name").values_list())

    def _look(self) -> None:
        """Note which jobs there are, in a thread of its own, while the job is under way."""
        try:
            self._seen |= set(JobRun.objects.values_list("name", flat=True))
        finally:
            connection.close()

    def own(self) -> list[str]:
        """The names that the answer gives its jobs, while it crunches and afterwards."""
        self._look()
        return sorted(self._seen - {*self._names})

    def check_strangers(self) -> None:
        found = self._told(self._names)
        if found != self._strangers:
            gone = [row for row in self._strangers if row not in found]
            now = [row for row in found if row not in self._strangers]
            asked = f"{self.history}; the jobs of other teams: those that were changed"
            raise Contradicted(asked, gone, now or "they are gone")

    def run(self, process: Process, where: str) -> Any:
        """The job, in the process' main thread or in another; what came of it."""
        if where == "main thread":
            return process.ask("run_init_job")
        process.ask("begin_in_threads", ["one"])
        return process.ended_threads(["one"])[0]

    def fail(self) -> None:
        """The warehouse fails in one and the same thread, in others, and in two processes."""
        draws, warehouse = self.exam.random, self.warehouse
        count = draws.randint(*FAILURES)
        kinds = [WAREHOUSE, "", *KNOWN, derived(draws)]
        kinds += [
            draws.choice([draws.choice(BUILTIN), derived(draws)])
            for _ in range(count - 3 - len(KNOWN))
        ]
        draws.shuffle(kinds)
        places = [(process, where) for process in (0, 1) for where in ("main thread", "new thread")]
        places = [*draws.sample(places, 4), *draws.choices(places, k=count - 5)]
        places.insert(1, places[0])
        for kind, (which, where) in zip(kinds, places, strict=True):
            process = self.processes[which]
            warehouse.trouble = drawn(draws, kind)
            self._say(f"run_init_job() in {where} of process {which + 1}, which raises")
            self.history += f" {warehouse.trouble.type}: {warehouse.trouble.text}"
            before = len(warehouse.pages)
            found = self.run(process, where)
            calls = len(warehouse.pages) - before
            self.exam.same(f"{self.history}: calls of crunch_front_page()", 1, calls)
            check_very(self.history, warehouse, before, found)
            if draws.random() < 0.5:
                self.check_page(draws.choice(self.processes), "")
            self.check_strangers()
        warehouse.trouble = None

    def _say(self, what: str) -> None:
        self.history = f"{self.history}; {what}" if self.history else what

    def build(self, process: Process, stale: bool) -> None:
        """The job does its work; what others keep in the cache stays there.

        stale: there is a page in the cache already, which says nothing of the job.
        """
        where, before = self.exam.random.choice(["main thread", "new thread"]), self.calls()
        theirs = {f":1:{self.newsroom.word()}": self.newsroom.word() for _ in range(3)}
        cache = self.newsroom.caches.of(process.pid)
        cache |= theirs
        if stale:
            cache[KEY] = "a page in the cache"
            self._say("somebody puts a page into the cache")
        self._say("run_init_job()")
        self.exam.same(self.history, True, self.run(process, where))
        self.exam.same(f"{self.history}: calls of crunch_front_page()", before + 1, self.calls())
        self.page = self.warehouse.pages[-1]
        kept = {key: cache.get(key) for key in theirs}
        self.exam.same(f"{self.history}: what others keep in the cache", theirs, kept)
        if stale:
            cache.pop(KEY, None)
        if not self.warehouse.length:  # a long one is read elsewhere, once
            self.check_page(process, self.page)
        self.check_strangers()

    def calls(self) -> int:
        return len(self.warehouse.pages)

    def check_page(self, process: Process, page: str) -> None:
        """Now the page, now another one from the cache, and the page again."""
        asked = f"{self.history}; front_page()".removeprefix("; ")
        before, caches = self.calls(), self.newsroom.caches
        self.same_page(asked, page, process.ask("front_page"))
        for _ in range(self.exam.random.randint(1, 2)):
            caches.of(process.pid)[KEY] = cached = random_text(self.exam)
            self.same_page(f"{asked}, with a page in the cache", cached, process.ask("front_page"))
        caches.of(process.pid).pop(KEY)
        self.same_page(f"{asked}, after the key was dropped", page, process.ask("front_page"))
        self.exam.same(f"{asked}: calls of crunch_front_page()", before, self.calls())

    def same_page(self, asked: str, expected: str, got: Any) -> None:
        if type(got) is str and got != expected and max(len(got), len(expected)) > 1_000:
            pairs = enumerate(zip(expected, got, strict=False))
            at = next((at for at, (a, b) in pairs if a != b), min(len(got), len(expected)))
            there = f"at character {at:,} of {len(expected):,}"
            raise Contradicted(
                asked, f"{expected[at : at + 40]!r} {there}", f"{got[at : at + 40]!r}"
            )
        self.exam.same(asked, expected, got)

    def not_again(self, process: Process, asked: str) -> None:
        before, where = self.calls(), self.exam.random.choice(["main thread", "new thread"])
        self.exam.same(f"{asked}; run_init_job()", False, self.run(process, where))
        self.exam.same(f"{asked}: calls of crunch_front_page()", before, self.calls())

    def stay_done(self) -> None:
        """Again, in the same processes and in a new one, and when a year has gone by."""
        draws, newsroom = self.exam.random, self.newsroom
        for process in draws.sample(self.processes, 2):
            newsroom.caches.of(process.pid).pop(KEY, None)
            self.not_again(process, f"{self.history}; again")
        years = draws.randint(1, 30)
        newsroom.set_clock(YEAR * years)
        later = "a year later" if years == 1 else f"{years} years later"
        processes = [*self.processes, self.parent.fork()]
        for process in draws.sample(processes, 3):
            self.not_again(process, f"{self.history}; {later}")
        self.check_page(processes[-1], self.page)
        self.with_other_caches(processes[-1])
        self.check_strangers()

    def with_other_caches(self, process: Process) -> None:
        asked, caches = f"{self.history}; override_settings(CACHES=...)", self.newsroom.caches
        process.tell(asked, "replace_caches")
        caches.of(process.pid)[KEY] = random_text(self.exam)
        page = caches.of(process.pid, "theirs")[THEIRS] = random_text(self.exam)
        self.same_page(f"{asked}; front_page()", page, process.ask("front_page"))
        process.tell(asked, "restore_caches")

    def read_elsewhere(self, parent: Process, fresh: bool) -> None:
        """A process on another machine, whose clock is slow, has the page from the database.

        fresh: it was set up there, and not forked from `parent`, which was set up elsewhere.
        """
        newsroom = self.newsroom
        newsroom.machine = f"newsroom-{newsroom.word()}"
        newsroom.set_clock(-3_600)
        argv = lines_of.any_of(self.exam.random)
        process = started(newsroom, argv, False) if fresh else parent.fork()
        asked = f"{self.history}; on another machine, with files of its own and a slow clock"
        self.not_again(process, asked)
        newsroom.forget_the_page()
        self.same_page(f"{asked}; front_page()", self.page, process.ask("front_page"))
        if process.ledger.sent < len(self.page) // 8:
            raise Contradicted(
                f"{asked}; front_page(): what the database was asked",
                f"a page of {len(self.page):,} characters",
                f"{process.ledger.sent:,} characters came from it",
            )
        self.check_strangers()
