"""Two clients that meet in one layer: at each step of the answer's, a thread has the other one."""

from typing import Any

from katas.harness.run.meetings import MOST
from solutions.day04_middleware.exam_door import ask
from solutions.day04_middleware.exam_key import headers, require_who
from solutions.day04_middleware.exam_limit import WINDOWS
from solutions.day04_middleware.exam_premises import some_address, some_client, some_key
from solutions.day04_middleware.exam_room import API_KEY, RATE_LIMIT, Room
from solutions.day04_middleware.exam_visit import Plan, Visit
from solutions.day04_middleware.exam_windows import Client
from solutions.grading.examiner import BrokeOff, Contradicted, Exam

PLAIN = {"method": "GET", "address": "192.0.2.1", "path": "/health-admin/"}
STEPS = "at each step of yours on its way, in another thread,"


def met(room: Room) -> list[tuple[int, str]]:
    """What came of those whom the last one has met: statuses, and how the bodies begin."""
    told = room.job("W", "met")
    try:
        return [(int(status), str(body)) for status, body in told]
    except (TypeError, ValueError):
        raise BrokeOff("the answer's process said what nobody can read") from None


def keys_meet(exam: Exam, room: Room) -> None:
    """Guests and strangers: each has the client whose key it brings, or is refused."""
    random = exam.random
    keys = {some_client(random): some_key(random) for _ in range(4)}
    room.change(NEWSROOM_API_KEYS=keys)
    handler = room.build([API_KEY])
    one, other = random.sample([*keys], 2)
    sent = {one: headers(keys[one]), other: headers(keys[other]), None: headers(some_key(random))}
    for who, whom in [(one, other), (one, None), (None, one)]:
        what = f"{'a' if who else 'no'} key; {STEPS} one with {'another' if whom else 'no'} key"
        plan = {"path": "/health-admin/", **sent[who], "meets": [{**PLAIN, **sent[whom]}]}
        ask(exam, room, "W", handler, (what, plan, who))
        for came in met(room):
            require_who(f"WSGI: GET /health-admin/ with {what}: the other one", whom, came)
    what = f"no key; {STEPS} GET /health/"
    plan = {"path": "/health-admin/", "meets": [{**PLAIN, "path": "/health/"}]}
    ask(exam, room, "W", handler, (what, plan, None))
    require_each(f"WSGI: with {what}", 200, met(room))


def require_each(asked: str, status: int, came: list[tuple[int, str]]) -> None:
    for got, body in came:
        if got != status:
            raise Contradicted(f"{asked}: the others", str(status), f"{got}: {body}")


class Counted:
    """Clients of one handler, for each of whom the limit is 1."""

    def __init__(self, exam: Exam, room: Room) -> None:
        self.exam, self.room, self.window = exam, room, exam.random.choice(WINDOWS)
        room.limit(1, self.window)
        self.handler = room.build([RATE_LIMIT])

    def somebody(self) -> Plan:
        """A client by its name, or by its address."""
        random = self.exam.random
        if random.random() < 0.5:
            return {**PLAIN, "client": some_client(random), "address": some_address(random)}
        return {**PLAIN, "address": some_address(random)}

    def one(self, client: Client, plan: Plan, asked: str, meets: list[Plan]) -> Visit:
        visit = self.room.visit("W", self.handler, {**plan, "meets": meets})
        client.judge(visit, f"WSGI: {asked}", 1, self.window)
        return visit

    def meet(self, used: bool, others: list[Plan], status: int) -> None:
        """A client, who has `used` the limit up or not, while the others ask, one at each step.

        status: what each of these gets. Nobody's request is counted for anybody else.
        """
        plan: Plan = self.somebody()
        client = Client(plan.get("client", plan["address"]))
        if used:
            self.one(client, plan, "one after the other", [])
        asked = f"{STEPS} {'others ask' if status == 200 else 'one who has asked before'}"
        self.one(client, plan, asked, others)
        came = met(self.room)
        require_each(f"WSGI: a request of {client.who}; {asked}", status, came)
        self.one(client, plan, f"{asked}; then", [])
        again = self.room.many("W", self.handler, {}, others[: len(came)])
        require_each(f"WSGI: {asked}; then they ask once more", 429, again)


def limits_meet(exam: Exam, room: Room) -> None:
    """Each is counted alone, whomever it meets, by names and addresses, refused and let through."""
    counted = Counted(exam, room)
    for used in exam.random.sample([True, False], 2):
        counted.meet(used, [counted.somebody() for _ in range(MOST + 1)], 200)
    stranger: Any = counted.somebody()
    busy = Client(stranger.get("client", stranger["address"]))
    counted.one(busy, stranger, "one after the other", [])
    counted.meet(False, [stranger], 429)
