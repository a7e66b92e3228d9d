"""The dojo's pages in a real browser: what is seen, by whom, and that nothing leaves it."""

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from solutions.checks.support.dojo_page import Dojo, browser
from solutions.checks.support.processes import processes_of, wait_for
from solutions.checks.support.tiny_project import PICTURES, RIGHT, Tiny

WRONG = RIGHT.replace("2 * x", "3 * x")
WIDTHS = {"narrow": 360, "wide": 1280}
PATIENCE = 60_000  # ms


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    with browser() as found:
        yield found


@pytest.fixture
def tiny(tmp_path: Path) -> Tiny:
    return Tiny(tmp_path)


@pytest.fixture
def dojo(tiny: Tiny, chromium: Any) -> Iterator[Dojo]:
    tiny.answer.write_text(WRONG)
    started = Dojo(tiny)
    yield started
    started.close()
    wait_for(lambda: not processes_of(tiny))


class Windows:
    """Opens pages of the dojo, each in a window of its own. said: what their consoles told, and
    what they asked of anybody but the dojo."""

    def __init__(self, chromium: Any, dojo: Dojo) -> None:
        self.said: list[str] = []
        self.contexts: list[Any] = []
        self._chromium, self._dojo = chromium, dojo

    def __call__(self, path: str = "day/9/", **options: Any) -> Any:
        self.contexts.append(self._chromium.new_context(**options))
        page = self.contexts[-1].new_page()
        page.on("console", lambda message: self.said.append(message.text))
        page.on("pageerror", lambda error: self.said.append(str(error)))
        page.on("request", self._asked)
        page.goto(self._dojo.address + path)
        return page

    def _asked(self, request: Any) -> None:
        if not request.url.startswith(self._dojo.address):
            self.said.append(f"asked {request.url}")


@pytest.fixture
def opened(chromium: Any, dojo: Dojo) -> Iterator[Windows]:
    """At the end, no page has said anything or asked anybody else."""
    windows = Windows(chromium, dojo)
    yield windows
    for context in windows.contexts:
        context.close()
    assert not windows.said


def status(page: Any, text: str) -> None:
    """Wait until the day's line says so."""
    page.locator("[data-part=status]", has_text=text).wait_for(timeout=PATIENCE)


def test_save_turns_a_task_green(tiny: Tiny, opened: Windows) -> None:
    """The open page follows a save; a screen reader is told how it ended."""
    page = opened()
    status(page, "40 of 100 points")
    assert page.locator(".task.is-red").count() == 1
    assert "double(" in page.locator(".verdict").inner_text()
    tiny.answer.write_text(RIGHT)
    status(page, "100 of 100 points")
    assert page.locator(".task.is-green").count() == 2
    live = page.locator("[aria-live=polite][data-part=announce]")
    assert live.inner_text() == "Day 9 is green."
    assert page.locator(".changes .fixed").inner_text().startswith("fixed: test_double")


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS.values(), ids=list(WIDTHS))
def test_widths_and_themes(tiny: Tiny, opened: Windows, width: int, theme: str) -> None:
    """No page is wider than the window, and an accessibility engine finds nothing serious."""
    from axe_playwright_python import sync_playwright as axe

    (tiny.tests.parent / "pictures.py").write_text(PICTURES)
    options = {"viewport": {"width": width, "height": 800}, "color_scheme": theme}
    page = opened("", **options)
    pages = [page, opened("day/9/", **options), opened("day/9/", **options)]
    status(pages[1], "40 of 100 points")
    pages[1].click("#hint")
    pages[1].locator(".hints li").wait_for()
    found = [serious(axe.Axe().run(page).response) for page in pages[:2]]
    tiny.answer.write_text(RIGHT)
    status(pages[2], "100 of 100 points")
    pages[2].click("#compare")
    pages[2].locator("[data-part=comparison] table").first.wait_for(timeout=PATIENCE)
    pages[2].locator("[data-part=pictures] figure").wait_for(timeout=PATIENCE)
    found.append(serious(axe.Axe().run(pages[2]).response))
    assert found == [[], [], []]
    for page in pages:
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def serious(response: dict[str, Any]) -> list[str]:
    return [
        f"{each['id']}: {[node['target'] for node in each['nodes']]}"
        for each in response["violations"]
        if each["impact"] in ("serious", "critical")
    ]


def test_theme_is_remembered(opened: Windows) -> None:
    """A click turns the theme, the next page has it."""
    page = opened("", color_scheme="light")
    paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.click("#theme")
    dark = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert dark != paper
    page.goto(page.url + "day/9/")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == dark


def test_keyboard_only(tiny: Tiny, opened: Windows) -> None:
    """Skip to the content, take a hint, start over; where one was stays."""
    page = opened()
    status(page, "40 of 100 points")
    page.keyboard.press("Tab")
    assert "Skip" in focused(page)
    page.keyboard.press("Enter")
    reach(page, "a first nudge")
    page.keyboard.press("Enter")
    page.locator(".hints li").wait_for()
    assert "hint 2 of 3" in focused(page)
    reach(page, "Start over")
    page.keyboard.press("Enter")
    reach(page, "Yes, put the starter back")
    page.keyboard.press("Enter")
    page.locator("[data-part=told]", has_text="starts over").wait_for()
    status(page, "100 of 100 points")


def focused(page: Any) -> str:
    text: str = page.evaluate("document.activeElement.textContent")
    return text


def reach(page: Any, text: str, most: int = 40) -> None:
    """Press Tab until what has the focus holds the text; it is outlined there."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if text in focused(page):
            outline = "getComputedStyle(document.activeElement).outlineStyle"
            assert page.evaluate(outline) != "none"
            return
    raise AssertionError(f"{text!r} is not reached by the keyboard")


def test_flame_graph_in_a_sandbox(tiny: Tiny, opened: Windows) -> None:
    """memray's page is a click away; its scripts draw it, and have nothing of the dojo's."""
    (tiny.tests.parent / "pictures.py").write_text(PICTURES)
    (tiny.tests.parent / "flame_graph.py").write_text(
        "from katas.harness.meters.memory import flame_graph\n\n\n"
        "def once():\n    return flame_graph(lambda: [bytes(99) for _ in range(9_999)])\n"
    )
    page = opened()
    status(page, "40 of 100 points")
    page.click("#measure")
    link = page.get_by_role("link", name="flame graph")
    link.wait_for(timeout=PATIENCE)
    with page.context.expect_page() as popup:
        link.click()
    flames = popup.value
    flames.on("console", lambda message: opened.said.append(message.text))
    flames.reload()
    flames.locator("#chart .d3-flame-graph-label").first.wait_for()
    assert flames.evaluate("origin") == "null"


def test_stream_survives_a_restart(tiny: Tiny, dojo: Dojo, opened: Windows) -> None:
    """The page says that the dojo is gone, and goes on with the next one by itself."""
    page = opened()
    status(page, "40 of 100 points")
    dojo.end()
    page.locator("#connection").wait_for()
    tiny.answer.write_text(RIGHT)
    again = Dojo(tiny, "--port", str(dojo.port))
    try:
        status(page, "100 of 100 points")
        page.locator("#connection").wait_for(state="hidden")
    finally:
        again.close()
        page.context.close()
        opened.said.clear()  # what a browser says of a stream that is refused


def test_without_javascript(tiny: Tiny, opened: Windows) -> None:
    """The page shows the last state, and its buttons work."""
    page = opened(java_script_enabled=False)
    assert page.locator(".task").count() == 2
    page.get_by_role("button", name="Run all again").click()
    for _ in range(60):
        page.reload()
        if "40 of 100 points" in page.content():
            break
        page.wait_for_timeout(500)
    page.get_by_role("button", name="a first nudge").click()
    assert page.locator(".hints li").count() == 1


def test_printed(opened: Windows) -> None:
    """On paper there is the lesson, and no button."""
    page = opened()
    status(page, "40 of 100 points")
    page.emulate_media(media="print")
    assert not page.locator("button:visible").count()
    assert page.locator(".verdict").is_visible()


def test_headings_and_landmarks(opened: Windows) -> None:
    """One h1, no level left out, and the landmarks that a screen reader jumps to."""
    page = opened()
    status(page, "40 of 100 points")
    levels = page.evaluate("[...document.querySelectorAll('h1,h2,h3,h4')].map(h => +h.tagName[1])")
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(b - a <= 1 for a, b in pairwise(levels))
    assert page.locator("main").count() == page.locator("nav").count() == 1
