"""Lets another thread in before each line of the answer's that a call runs, and within lines."""

import threading
from collections import Counter
from collections.abc import Callable
from types import CodeType, FrameType
from typing import Any

from katas.harness.run.tracing import steps, tracing

# Lines at which the other is let in; each counts when it runs first and once again. An answer has
# fewer: who comes to more of them first is not let go by.
MOST = 400
LOCKED = 0.3  # seconds after which the other is taken to wait for a lock: the first one goes on
PATIENCE = 20.0  # seconds for which the other is waited for at last


class Doorkeeper:
    """Traces a call; before each line of the answer's, `other` runs to its end in another thread.

    Nobody is let in behind one who has to wait. strange: which lines are the answer's.
    """

    def __init__(self, strange: Callable[[FrameType], bool], other: Callable[[], Any]) -> None:
        self.strange, self.other = strange, other
        self.runs: Counter[tuple[CodeType, int]] = Counter()
        self.threads: list[threading.Thread] = []
        self.came: list[Any] = []

    def meet(self, mine: Callable[[], Any]) -> list[Any]:
        """What came of the call, and all the different things that came of the other."""
        with tracing(self.on_call):
            told = mine()
        for thread in self.threads[-1:]:
            thread.join(PATIENCE)
            if thread.is_alive():
                self.came.append(["raised", "nothing", "it waits and waits"])
        return [
            "met",
            told,
            [each for n, each in enumerate(self.came) if each not in self.came[:n]],
        ]

    def on_call(self, frame: FrameType, event: str, argument: Any) -> Any:
        if not self.strange(frame):
            return None
        frame.f_trace_opcodes = True
        return self.on_step

    def on_step(self, frame: FrameType, event: str, argument: Any) -> Any:
        code = frame.f_code
        if event == "line" or (event == "opcode" and frame.f_lasti in steps(code)):
            place = code, -frame.f_lineno if event == "line" else frame.f_lasti
            if len(self.threads) < MOST and not self.somebody_waits():
                self.runs[place] += 1
                if self.runs[place] <= 2:
                    self.let_in()
        return self.on_step

    def somebody_waits(self) -> bool:
        return bool(self.threads) and self.threads[-1].is_alive()

    def let_in(self) -> None:
        thread = threading.Thread(target=lambda: self.came.append(self.other()), daemon=True)
        self.threads.append(thread)
        thread.start()
        thread.join(LOCKED)
