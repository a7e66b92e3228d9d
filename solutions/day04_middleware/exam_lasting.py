"""A window that is open while others are asked about, and that ends after all of them."""

import time

from solutions.day04_middleware.exam_premises import paths, some_address, some_client
from solutions.day04_middleware.exam_room import RATE_LIMIT, Room
from solutions.day04_middleware.exam_windows import LATE, Client
from solutions.grading.examiner import Exam

SECONDS = (9, 10, 11)


class Lasting:
    """Two clients, one of whom is refused at once; `over` waits for the end of their windows."""

    def __init__(self, exam: Exam, room: Room) -> None:
        random = exam.random
        self.exam, self.room = exam, room
        self.rate = random.randint(2, 4), random.choice(SECONDS)
        self.clients = [Client(some_client(random)), Client(some_client(random))]
        room.change(NEWSROOM_RATE_LIMIT=self.rate)
        self.handler = room.build([RATE_LIMIT])
        for client, many in zip(self.clients, (1, self.rate[0] + 2), strict=True):
            self._ask(client, many)

    def _ask(self, client: Client, many: int) -> None:
        self.room.change(NEWSROOM_RATE_LIMIT=self.rate)
        for path in self.exam.random.sample(paths(self.exam.random), many):
            there = path.startswith(("/articles/", "/health", "/pages/"))
            plan = {"path": path, "client": client.who, "address": some_address(self.exam.random)}
            visit = self.room.visit("W0", self.handler, plan)
            client.judge(visit, f"one after the other; {path}", *self.rate, 200 if there else 404)

    def over(self) -> None:
        """The time that is left, and then a whole limit again."""
        limit, length = self.rate
        for client in self.clients:
            self._ask(client, limit + 1)
        opened = max(client.window.opened[1] for client in self.clients if client.window)
        time.sleep(max(0.0, opened + length + LATE + 0.02 - time.monotonic()))
        for client in self.clients:
            self._ask(client, limit + 1)
