"""Reads sources in a process of its own: some texts make Python's own parser run out of stack."""

import json
import select
import subprocess
import sys
from collections.abc import Mapping
from typing import Any

from solutions.grading.verdict.model import Flag

WITHIN = 30.0  # seconds for the sources of one student's day
MEMORY = 2 * 2**30


class Reader:
    """Use it as a context. A process that a text has ended is started anew."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> "Reader":
        return self

    def __exit__(self, *error: object) -> None:
        self._end()

    def flags(self, day: str, files: Mapping[str, bytes]) -> list[Flag]:
        """What a day's answer touches that it has no business with."""
        job = {"day": day, "files": {name: text.decode() for name, text in files.items()}}
        told = self._ask(json.dumps(job).encode() + b"\n")
        if told is None:
            self._end()
            return [Flag(next(iter(files), day), 0, "is nested too deeply to be read")]
        return [Flag(**flag) for flag in told]

    def _ask(self, line: bytes) -> list[dict[str, Any]] | None:
        if self._process is None:
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", __name__],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
        assert self._process.stdin is not None and self._process.stdout is not None
        try:
            self._process.stdin.write(line)
            self._process.stdin.flush()
        except OSError:
            return None
        if not select.select([self._process.stdout], [], [], WITHIN)[0]:
            return None
        answer = self._process.stdout.readline()
        told: list[dict[str, Any]] | None = json.loads(answer) if answer else None
        return told

    def _end(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.communicate()
            self._process = None


def main() -> None:
    """Answer each line of standard input with the flags of its files."""
    import resource
    from dataclasses import asdict

    from solutions.grading.source_review import read

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    for line in sys.stdin.buffer:
        job = json.loads(line)
        try:
            found = [
                asdict(flag)
                for name, text in job["files"].items()
                for flag in read(name, text.encode(), job["day"])
            ]
        except (RecursionError, MemoryError):
            found = None
        print(json.dumps(found), flush=True)


if __name__ == "__main__":
    main()
