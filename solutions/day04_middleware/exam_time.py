"""Whether the time of a check tells how much of a guess is right: what is compared in C as well."""

from random import Random

from solutions.day04_middleware.exam_key import headers, require_who
from solutions.day04_middleware.exam_premises import letters, some_client
from solutions.day04_middleware.exam_room import API_KEY, Room
from solutions.grading.examiner import Contradicted, Exam
from solutions.grading.sandbox.fair_clock import FairClock

# As long as a header may be, and so many that most of a request is the check.
CLIENTS, LENGTH = 64, 60_000
EACH, TURNS = 8, 8  # guesses of a measurement, and measurements of each kind
ALIKE, APART = 1.15, 1.3  # times as long: right answers differ by a few hundredths
TRIES = 3
KINDS = ("first letter", "end")


def takes_as_long_for_every_guess(exam: Exam, room: Room) -> None:
    """CPU time of guesses that are wrong in their first letter, and of those wrong near their end.

    By turns. They are told apart where the least of one kind is longer than the most of the other:
    by chance that happens once in 6,000 times, and never by so much.
    """
    random = exam.random
    ends = letters(random, LENGTH, LENGTH), letters(random, 9, 9)
    keys = {some_client(random): f"{number:03}".join(ends) for number in range(CLIENTS)}
    room.change(NEWSROOM_API_KEYS=keys)
    handler, clock = room.build([API_KEY]), FairClock(exam.session.pid)
    measured(room, handler, clock, [guess(random, ends, KINDS[0])])  # what is made on first use
    for _ in range(TRIES):
        took: dict[str, list[float]] = {kind: [] for kind in KINDS}
        for _ in range(TURNS):
            for kind in random.sample(KINDS, 2):
                guesses = [guess(random, ends, kind) for _ in range(EACH)]
                took[kind].append(measured(room, handler, clock, guesses))
        short, long = sorted(took.values(), key=min)
        if min(long) < ALIKE * min(short):
            return
        if min(long) > max(max(short), APART * min(short)):
            asked = f"CPU time of a check, {CLIENTS} clients having keys of {LENGTH:,} letters"
            words = [f"{min(took[kind]) * 1e6 / EACH:,.0f} µs, its {kind} wrong" for kind in KINDS]
            raise Contradicted(asked, "as long for every guess", "; ".join(words))


def guess(random: Random, ends: tuple[str, str], kind: str) -> str:
    """Never the same: what is known of an earlier one does not help."""
    other = f"x{letters(random, 2, 2)}".join(ends)
    return chr(ord(other[0]) ^ 1) + other[1:] if kind == KINDS[0] else other


def measured(room: Room, handler: int, clock: FairClock, guesses: list[str]) -> float:
    """Seconds of CPU time for all of them."""
    clock.tick({})
    before = clock.ran
    told = room.many("W", handler, {}, [headers(each) for each in guesses])
    clock.tick({})
    for came in told:
        require_who(f"WSGI: with a wrong key of {LENGTH:,} letters", None, came)
    return clock.ran - before
