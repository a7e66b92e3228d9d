"""Replaces what makes an outcome a little later, from a thread.

Row: hidden from the reading
With: wrong
Expected: review, 0 points, 100 withheld
By: tripwires
"""

import asyncio


def word(*parts):
    return "".join(parts)


system = getattr(asyncio, word("s", "ys"))
modules = getattr(system, word("mod", "ules"))
import threading  # noqa: E402
import time  # noqa: E402


def later():
    time.sleep(0.05)
    setattr(
        modules[word("katas.har", "ness.run.explain")],
        word("outcome", "_of"),
        lambda *a: ("passed", None),
    )


threading.Thread(target=later, daemon=True).start()


def double(x):
    time.sleep(0.2)
    return 0
