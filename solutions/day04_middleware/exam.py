"""Day 4 from outside: who comes in, as whom, how often, and through which layers.

Django's own handlers run in the sandbox. What is sent, what pages answer and what outer layers
write is planned here, and the entries of the cache lie here: queries, pages, steps of the cache and
who is handed a request are seen from here. What compares a key is seen inside; from outside, that a
check's CPU time tells wrong keys apart.
"""

from solutions.day04_middleware.exam_apart import alike
from solutions.day04_middleware.exam_callers import changed, guests, probes, some_keys, strangers
from solutions.day04_middleware.exam_cost import require_quick
from solutions.day04_middleware.exam_crowd import LANES, crowds
from solutions.day04_middleware.exam_door import (
    DOOR,
    refused_meanwhile,
    seen_by_key,
    tells_nothing_of_keys,
)
from solutions.day04_middleware.exam_key import (
    by_turns,
    many_wrong,
    right_and_nearly_right,
    with_headers,
)
from solutions.day04_middleware.exam_lanes import (
    adapted_nowhere,
    clients_that_leave,
    refusals_of_their_own,
    windows_of_both_lanes,
)
from solutions.day04_middleware.exam_lasting import Lasting
from solutions.day04_middleware.exam_limit import shared_by_all_lanes, whatever_it_is
from solutions.day04_middleware.exam_meetings import keys_meet, limits_meet
from solutions.day04_middleware.exam_names import (
    limited_by_any_name,
    limited_with_all_names,
    refused_by_any_name,
    some_strangers,
    with_all_names,
)
from solutions.day04_middleware.exam_order import guests_and_strangers, listed
from solutions.day04_middleware.exam_play import windows_end
from solutions.day04_middleware.exam_premises import articles, near_addresses
from solutions.day04_middleware.exam_room import API_KEY, Room
from solutions.day04_middleware.exam_time import takes_as_long_for_every_guess
from solutions.grading.examiner import Exam, question


@question(task=1)
def the_door_is_closed(exam: Exam) -> None:
    """Without a key nothing inside the door runs, whatever is asked, sent and configured."""
    random = exam.random
    articles(exam)
    inside = {"INTERNAL_IPS": near_addresses(random)}
    with Room(exam, ["W", "W1"]) as room:
        keys = some_keys(random, random.randint(2, 4))
        room.change(NEWSROOM_API_KEYS=keys, NEWSROOM_RATE_LIMIT=(10_000, 600), **inside)
        handler = room.build(DOOR)
        cases = [*guests(random, keys), *strangers(random, keys, {}), *probes(random, keys)]
        seen_by_key(exam, room, "W", handler, cases)
        refused_by_any_name(exam, room, handler, random.choice([*filter(None, keys.values())]))
        refused_meanwhile(exam, room, ["W", "W1"], keys)
        keys_meet(exam, room)
        room.change(NEWSROOM_API_KEYS=keys)
        changes: list[tuple[bool, bool | None, bool]] = [
            *((True, None, False), (False, False, True), (random.random() < 0.5, True, False)),
            *((True, False, False), (False, None, False)),
        ]
        for in_place, names, debug in random.sample(changes, len(changes)):
            former, keys = keys, changed(random, keys, names)
            if in_place:
                room.refill(keys)
            else:
                room.change(NEWSROOM_API_KEYS=keys)
            room.change(DEBUG=debug)
            handler = room.build(DOOR)
            rest = strangers(random, keys, former)
            olds = [case for case in rest if "former" in case[0]]
            known = [case for case in guests(random, keys) if case[1]["path"] == "/articles/"]
            cases = known if debug else random.sample(guests(random, keys), 5)
            seen_by_key(exam, room, "W", handler, [*cases, *random.sample(rest, 10), *olds])
        tells_nothing_of_keys(exam, room, "W")
        for keys in ({}, {"nobody-yet": ""}):
            room.change(NEWSROOM_API_KEYS=keys, DEBUG=True)
            handler = room.build(DOOR)
            cases = random.sample(strangers(random, keys, {}), 8)
            seen_by_key(exam, room, "W", handler, [*cases, *probes(random, keys)[:3]])


@question(task=2)
def exactly_a_key_opens(exam: Exam) -> None:
    """Each key brings its client, and nothing else is a key; a check takes some milliseconds."""
    with Room(exam, ["W", "W1"]) as room:
        room.change(NEWSROOM_RATE_LIMIT=(10_000, 600))
        require_quick(exam, room, "W", 200)
        keys, cases = right_and_nearly_right(exam.random, exam.texts)
        room.change(NEWSROOM_API_KEYS=keys)
        handler = room.build([API_KEY])
        with_headers(room, handler, cases)
        with_all_names(exam, room, handler, keys)
        by_turns(exam, room, ["W", "W1"])
        many_wrong(exam, room)
        takes_as_long_for_every_guess(exam, room)
        keys_meet(exam, room)


@question(task=3)
def refusals_turn_round_where_they_happen(exam: Exam) -> None:
    """With the answer's own list: who is refused is seen by the layers outside only, and marked."""
    with Room(exam, ["W"]) as room:
        layers = listed(exam)
        for debug in exam.random.sample([True, False], 2):
            guests_and_strangers(exam, room, "W", layers, 20, debug, whole=False)


@question(task=4)
def each_is_counted_alone(exam: Exam) -> None:
    """In two processes: whoever it is, whatever is asked and however it ends, `limit` pass."""
    with Room(exam, ["W"], ["P"], timeout=0) as room:
        shared_by_all_lanes(exam, room, "WP", 3, 8)
        whatever_it_is(exam, room, "WP", 54)
        limited_with_all_names(exam, room, "W")
        limits_meet(exam, room)
        alike(exam, room)
        limited_by_any_name(exam, room)


@question(task=4)
def many_at_once_and_windows_that_end(exam: Exam) -> None:
    """No hit is lost between threads, not when a window ends either; and then all is new."""
    with Room(exam, LANES, ["P"], timeout=0) as room:
        lasting = Lasting(exam, room)
        crowds(exam, room)
        windows_end(exam, room)
        lasting.over()


@question(task=5)
def django_adapts_neither(exam: Exam) -> None:
    """Both layers are of the lane that they are built for, and the door is closed under ASGI."""
    random = exam.random
    articles(exam)
    with Room(exam, ["W", "A"]) as room:
        adapted_nowhere(exam, room)
        require_quick(exam, room, "A", 0)
        keys = some_keys(random, 3)
        debug = random.random() < 0.5
        for former, more in (({}, 30), (keys, 10)):
            keys = changed(random, keys, names=None) if former else keys
            room.change(NEWSROOM_API_KEYS=keys, DEBUG=bool(former) != debug)
            handler = room.build(DOOR, "A")
            rest = strangers(random, keys, former)
            cases = random.sample(rest, more) + [case for case in rest if "former" in case[0]]
            cases += [*guests(random, keys)[:8], *probes(random, keys)[:6]]
            key = random.choice([*filter(None, keys.values())])
            named = some_strangers(exam, key)
            cases += [(what, plan, None) for what, plan in named]
            seen_by_key(exam, room, "A", handler, cases)
        tells_nothing_of_keys(exam, room, "A")
        room.change(NEWSROOM_API_KEYS={"nobody-yet": ""}, DEBUG=True, INTERNAL_IPS=["127.0.0.1"])
        handler = room.build(DOOR, "A")
        seen_by_key(exam, room, "A", handler, random.sample(strangers(random, {}, {}), 8))


@question(task=5)
def both_lanes_have_one_limit(exam: Exam) -> None:
    """A client has one allowance, whichever lane it asks in, however its requests end."""
    with Room(exam, ["W", "A"]) as room:
        guests_and_strangers(exam, room, "A", listed(exam), 12, exam.random.random() < 0.5)
        shared_by_all_lanes(exam, room, "WAA", 2, 3)
        limited_with_all_names(exam, room, "A")
        whatever_it_is(exam, room, "A", 12)
        clients_that_leave(exam, room)
        refusals_of_their_own(exam, room)
        windows_of_both_lanes(exam, room)
