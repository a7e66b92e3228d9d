"""Figures of `make dojo`: from its start to the page, from a save to the first red task on it.

The page is one in a real browser, and takes turns with `make watch`: one run, the same day.
"""

import contextlib
import re
import shutil
import statistics
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from rich.console import Console

from katas.harness import answers
from katas.harness.days import Day
from solutions.checks.bench.watch import (
    PATIENCE,
    SAVES,
    VERDICT,
    Watched,
    environment,
    note,
    python,
    report,
)

ADDRESS = re.compile(rb"http://\S+")
# Resolves with the time at which all tests of the first red task have ended, of a run that begins
# after this.
RED = """() => new Promise((told) => {
  const place = document.querySelector("[data-part=tasks]");
  let begun = false;
  const look = () => {
    begun ||= !place.querySelector(".is-red");
    const red = begun && place.querySelector(".is-red");
    if (!red || red.querySelector(".open") || !document.querySelector(".verdict")) return;
    watcher.disconnect();
    told(Date.now() / 1000);
  };
  const watcher = new MutationObserver(look);
  watcher.observe(document.body, { childList: true, subtree: true });
})"""


@contextlib.contextmanager
def served(day: Day, folder: Path) -> Iterator[tuple[str, float]]:
    """A dojo of those answers: the day's page, and the seconds until it was there."""
    started = time.perf_counter()
    process = subprocess.Popen(
        [*python("katas"), "dojo", str(day.number)],
        cwd=answers.KATAS.parent,
        env=environment(folder),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
    )
    try:
        assert process.stdout is not None
        lines = iter(process.stdout.readline, b"")
        address = next(found[0].decode() for line in lines if (found := ADDRESS.search(line)))
        with urllib.request.urlopen(address, timeout=PATIENCE) as page:  # noqa: S310
            page.read()
        yield address, time.perf_counter() - started
    finally:
        process.terminate()
        process.wait(10)


@contextlib.contextmanager
def opened(address: str) -> Iterator[Any]:
    """The page in a browser."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        program = shutil.which("chromium")
        browser = driver.chromium.launch(executable_path=program, args=["--no-sandbox"])
        page = browser.new_page()
        page.goto(address)
        yield page
        browser.close()


def show(day: Day, out: Console) -> None:
    """Time saves of the day's starter, by turns in the watch and on the page."""
    if shutil.which("chromium") is None:
        out.print("make dojo is not timed: chromium is not installed.")
        return
    taken: dict[str, list[float]] = {}
    with tempfile.TemporaryDirectory(prefix="katas-bench-") as scratch, contextlib.ExitStack() as s:
        folder = Path(scratch, "page")
        shutil.copytree(day.starter, folder / day.name)
        file = folder / day.name / day.answers[0]
        text = file.read_text()
        address, seconds = s.enter_context(served(day, folder))
        note(taken, "make dojo to the page", seconds)
        page = s.enter_context(opened(address))
        page.locator("[data-part=status]", has_text="points ·").wait_for(timeout=PATIENCE * 1000)
        watch = Watched(day, Path(scratch, "watch"), [*python("katas"), "watch", str(day.number)])
        s.callback(watch.close)
        watch.wait(re.compile("after the start"))
        time.sleep(1)
        for number in range(SAVES):
            with out.status(f"save {number + 1} of {SAVES}"):
                began = watch.save()
                note(taken, "save to verdict, watch", watch.wait(VERDICT)[0] - began)
                page.evaluate(f"() => {{ window.told = ({RED})(); }}")
                saved = time.time()
                file.write_text(f"{text}\n# save {number}\n")
                note(taken, "save to verdict, page", page.evaluate("() => window.told") - saved)
    report(taken, out)
    medians = [statistics.median(taken[f"save to verdict, {name}"]) for name in ("page", "watch")]
    out.print(f"page later than watch by {1000 * (medians[0] - medians[1]):.0f} ms")
