"""`make dojo` of a throw-away project, and a real browser that looks at it."""

import importlib.util
import json
import os
import re
import shutil
import signal
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from solutions.checks.support.tiny_project import Tiny

BROWSERS = "chromium", "chromium-browser", "google-chrome"
ADDRESS = re.compile(r"http://127\.0\.0\.1:(\d+)/\S*")


class Dojo:
    """`python -m katas dojo` in the project; `address` is the page's, `output` what it has said."""

    def __init__(self, tiny: Tiny, *arguments: str, **variables: str) -> None:
        variables = {"PYTHONUNBUFFERED": "1", **variables}
        self.process = tiny.start("katas", "dojo", *arguments, **variables)
        self.output = ""
        assert self.process.stdout is not None
        while not (found := ADDRESS.search(self.output)):
            line = self.process.stdout.readline()
            assert line, self.output
            self.output += line
        self.port = int(found[1])
        self.address = f"http://127.0.0.1:{self.port}/"

    def get(self, path: str = "", **headers: str) -> tuple[int, str]:
        """Status and text of an answer; headers: with _ for -."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return ask(urllib.request.Request(self.address + path, headers=named))  # noqa: S310

    def post(self, path: str, **headers: str) -> tuple[int, str]:
        """Status and text of the answer to a form without its token."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        request = urllib.request.Request(  # noqa: S310 (the address is the dojo's)
            self.address + path, data=b"", headers=named, method="POST"
        )
        return ask(request)

    @contextmanager
    def stream(self, day: int = 9, last: str = "") -> Iterator["Stream"]:
        """The events of a day."""
        headers = {"Last-Event-ID": last} if last else {}
        request = urllib.request.Request(  # noqa: S310 (the address is the dojo's)
            f"{self.address}day/{day}/stream/", headers=headers
        )
        with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310
            yield Stream(answer)

    def end(self, number: int = signal.SIGINT, seconds: float = 10.0) -> int:
        """Send the signal and wait. Returns the exit status."""
        self.process.send_signal(number)
        rest, _ = self.process.communicate(timeout=seconds)
        self.output += rest
        return self.process.returncode

    def close(self) -> None:
        if self.process.poll() is None:
            try:
                self.end(signal.SIGTERM)
            except subprocess.TimeoutExpired:
                self.process.kill()
                raise


class Stream:
    """Server-sent events; `parts` is what a page would show of them."""

    def __init__(self, answer: Any) -> None:
        self._answer = answer
        self.parts: dict[str, str] = {}
        self.last = ""

    def next(self) -> dict[str, str]:
        """The parts of the next message. Raises EOFError where the stream has ended."""
        while True:
            line = self._answer.readline().decode()
            if not line:
                raise EOFError
            name, _, value = line.rstrip("\n").partition(": ")
            if name == "id":
                self.last = value
            elif name == "data":
                news: dict[str, str] = json.loads(value)
                self.parts |= news
                return news

    def until(self, part: str, text: str, seconds: float = 60.0) -> dict[str, str]:
        """Read on until the part holds the text."""
        end = time.monotonic() + seconds
        while text not in self.parts.get(part, ""):
            assert time.monotonic() < end, self.parts
            self.next()
        return self.parts


def ask(request: urllib.request.Request) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


@contextmanager
def browser() -> Iterator[Any]:
    """Chromium as the system has it, driven by playwright; where it is missing the test is skipped,
    but not where all checks have to run."""
    program = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    is_driven = importlib.util.find_spec("playwright") is not None
    if program is None or not is_driven:
        missing = "chromium" if program is None else "playwright"
        if os.environ.get("CI"):
            pytest.fail(f"{missing} is not installed, and here no check may be left out")
        pytest.skip(f"{missing} is not installed")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=program, args=["--no-sandbox"])
        try:
            yield chromium
        finally:
            chromium.close()
