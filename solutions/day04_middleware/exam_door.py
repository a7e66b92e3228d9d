"""Requests at the door, judged; for both lanes."""

import json
import time
from functools import partial

from katas.day04_middleware.tests.told_by_keys import LONG, hangs_on_keys
from solutions.day04_middleware.exam_callers import OPEN, Case, Keys, changed, some_keys
from solutions.day04_middleware.exam_nearly import nearly
from solutions.day04_middleware.exam_premises import articles, letters, page_of, some_address
from solutions.day04_middleware.exam_room import API_KEY, AUDIT, LANES, PROFILE, Room
from solutions.day04_middleware.exam_threads import waiting_page
from solutions.day04_middleware.exam_visit import Plan, Visit, let_through, refused
from solutions.grading.examiner import Contradicted, Exam

DOOR = (API_KEY, PROFILE, AUDIT)
PATIENCE = 10.0


def ask(exam: Exam, room: Room, lane: str, handler: int, case: Case) -> Visit:
    """One request at the door, judged."""
    what, plan, expected = case
    whole = {"address": some_address(exam.random), **plan}
    path, method = str(plan["path"]), str(plan.get("method", "GET"))
    shown = path if len(path) < 60 else path[:57] + "..."
    asked = f"{LANES[lane]}: {method} {shown} with {what}"
    visit = room.visit(lane, handler, whole)
    if expected is None:
        refused(visit, asked, room.keys)
        return visit
    path = whole.get("path now", path.partition("?")[0])
    known = {"/articles/": articles(exam), "/health/": json.dumps({"status": "ok"})}
    known["/health-admin/"] = json.dumps({"status": "ok", "client": visit.client})
    ending = whole.get("ending", {})
    if path in known:
        let_through(visit, asked, known[path])
    elif path.startswith("/pages/"):
        body = b"".join(ending["parts"]).decode() if "parts" in ending else ending.get("body")
        due = whole.get("due", 200)
        let_through(visit, asked, None if ending.get("breaks") else body, due)
    else:
        let_through(visit, asked, status=404)
    if visit.plan["innermost"] == len(DOOR):
        room.costs(visit, path if path in known else path[:4], asked)
    if expected is not OPEN:
        exam.same(f"{asked}; request.api_client", expected, visit.client)
    return visit


def refused_meanwhile(exam: Exam, room: Room, lanes: list[str], keys: dict[str, str]) -> None:
    """A stranger is refused at once, though a guest's page is being made."""
    random, handler = exam.random, room.build([API_KEY])
    key = random.choice([key for key in keys.values() if key])
    plan = {"path": page_of(random), "headers": [["X-API-Key", key]], "held": 2 * PATIENCE}
    guest = room.begin(lanes[0], handler, plan)
    guest.reached.wait(PATIENCE)
    stranger = room.begin(lanes[1], handler, {"path": page_of(random)})
    until = time.monotonic() + PATIENCE
    while not (answered := room.answered(lanes[1])) and time.monotonic() < until:
        time.sleep(0.001)
    guest.released.set()
    for lane, visit in zip(lanes, (guest, stranger), strict=True):
        room.end(lane, visit)
    asked = "WSGI: two threads; with no key, while another client's page is being made"
    if not answered:
        raise Contradicted(asked, "403 at once", "it waits for that page")
    refused(stranger, asked, room.keys)
    let_through(guest, "WSGI: a page that takes its time, with a key")


def refused_beside(exam: Exam, room: Room, handler: int, key: str) -> None:
    """The same in one event loop, beside more pages than one."""
    pages = [{**waiting_page(exam, key), "held": 0} for _ in range(exam.random.randint(1, 3))]
    plans = [*pages, {**waiting_page(exam, key), "headers": []}]
    until, last = time.monotonic() + PATIENCE, list[bool]()

    def look(answered: list[bool]) -> bool:
        last[:] = answered
        time.sleep(0.002)
        return answered[-1] or time.monotonic() > until

    exam.services.functions["look"] = look
    *guests, stranger = room.together("A", handler, plans)
    asked = "ASGI, one event loop; with no key, while other clients' pages are being made"
    for visit, plan in zip(guests, pages, strict=True):
        let_through(visit, "ASGI: a page that takes its time, with a key", plan["ending"]["body"])
    if not last[-1:] == [True]:
        raise Contradicted(asked, "403 at once", "it waits for those pages")
    refused(stranger, asked, room.keys)


def tells_nothing_of_keys(exam: Exam, room: Room, lane: str) -> None:
    """A refusal is the same whatever the keys are: none stands there in any writing."""
    random = exam.random
    keys = some_keys(random, random.randint(2, 4))
    others = [changed(random, keys, names=False)]
    others.append({client: key and letters(random, LONG, LONG) for client, key in keys.items()})
    near = nearly(random, max(keys.values(), key=len))
    offered = {"no key": [], "a wrong key": [["X-API-Key", letters(random, 9, 40)]]}
    for what in random.sample([*near], 3):
        offered[f"a key, {what}"] = [["X-API-Key", near[what]]]
    for what, sent in offered.items():
        plan = {"path": page_of(random), "address": some_address(random), "headers": sent}
        told = partial(refusal, room, lane, plan)
        if any(hangs_on_keys(told, keys, each) for each in others):
            asked = f"{LANES[lane]}: with {what}; headers and body of the refusal"
            raise Contradicted(asked, "the same with other keys", "another with other keys")


def refusal(room: Room, lane: str, plan: Plan, keys: Keys) -> str:
    """All that a stranger is told where these are the keys."""
    room.change(NEWSROOM_API_KEYS=keys)
    visit = room.visit(lane, room.build([API_KEY], lane), plan)
    refused(visit, f"{LANES[lane]}: {plan['path']}, with no right key", keys.values())
    return f"{visit.headers} {visit.body!r}"


def seen_by_key(exam: Exam, room: Room, lane: str, handler: int, cases: list[Case]) -> None:
    """All of them, in an order that is drawn, between two visits of a guest."""
    drawn = exam.random.sample(cases, len(cases))
    first = next((case for case in drawn if isinstance(case[2], str)), None)
    last = [(f"{first[0]}, once more", first[1], first[2])] if first else []
    for case in [*([first] if first else []), *drawn, *last]:
        if case[1]["path"].startswith("/pages/"):
            case[1].setdefault("ending", {"status": 200, "body": "a page"})
        ask(exam, room, lane, handler, case)
