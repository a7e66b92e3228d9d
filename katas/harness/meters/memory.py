"""Peak memory with memray, and how it grows with the number of rows.

`trace_python_allocators=True`: without it memray sees pymalloc's arenas, not objects, and whatever
ran before in the process hides the fault. The verdict is the slope between two sizes: an absolute
limit has 1.2 times of margin, the slope 5 to 10 times.
"""

import gc
import linecache
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import memray

from katas.harness.verdicts import Unfit

SMALL, LARGE = 4_000, 12_000
SLOPE_ALLOWED = 30
PAUSE = 0.05  # seconds, of which memray needs 0.01 from look to look


@dataclass(frozen=True)
class Peak:
    """The peak of one run in bytes, and the answer's line (with its code) that held most of it."""

    bytes: int
    culprit: str


def peak(run: Callable[[], object], files: Sequence[Path] = ()) -> Peak:
    """Run once under memray. files: the answer files, for naming the line that holds the memory.

    Without files no line is named, and half of the time is saved: the calls are not followed.
    Raises Unfit if another tracker is active in this process.
    """
    with tempfile.TemporaryDirectory(prefix="katas-memray-") as folder:
        results = Path(folder) / "run.bin"
        # Empties CPython's free lists, too: up to 2,000 tuples of each length that were allocated
        # before cost nothing, and one run would find them there and the other not.
        gc.collect()
        with _tracking(results, calls=bool(files)):
            run()
        reader = memray.FileReader(results)
        found = Peak(reader.metadata.peak_memory, _culprit(reader, files))
        reader.close()
    return found


def over_time(run: Callable[[], object]) -> tuple[list[tuple[float, int]], Peak]:
    """Run once under memray: (milliseconds since the start, bytes held) from moment to moment.

    And the peak, without its line. Raises Unfit as peak() does.
    """
    with tempfile.TemporaryDirectory(prefix="katas-memray-") as folder:
        results = Path(folder) / "run.bin"
        gc.collect()
        with _tracking(results, calls=False):
            run()
            # Until memray has looked once more: what is left when it is over, cycles apart.
            gc.collect()
            time.sleep(PAUSE)
        with memray.FileReader(results) as reader:
            moments = list(reader.get_memory_snapshots())
            most = reader.metadata.peak_memory
    start = moments[0].time if moments else 0
    return [(each.time - start, each.heap) for each in moments], Peak(most, "")


def flame_graph(run: Callable[[], object]) -> str:
    """Run once under memray: its flame graph of the moment of the peak, a page that asks nobody.

    Raises Unfit as peak() does, and if memray cannot draw it.
    """
    with tempfile.TemporaryDirectory(prefix="katas-memray-") as folder:
        results, page = Path(folder) / "run.bin", Path(folder) / "flame-graph.html"
        gc.collect()
        with _tracking(results, calls=True):
            run()
        command = [sys.executable, "-m", "memray", "flamegraph", "--no-web"]
        drawn = subprocess.run(
            [*command, f"--output={page}", str(results)], capture_output=True, text=True
        )
        if drawn.returncode:
            raise Unfit(f"memray cannot draw: {drawn.stderr.strip()}")
        return page.read_text(encoding="utf-8")


@contextmanager
def _tracking(results: Path, *, calls: bool) -> Iterator[None]:
    tracker = memray.Tracker(
        results,
        trace_python_allocators=True,
        file_format=memray.FileFormat.AGGREGATED_ALLOCATIONS,
    )
    try:
        tracker.__enter__()
    except RuntimeError as error:
        raise Unfit(
            f"memray cannot measure: {error}\nRun without --memray and not under `memray run`."
        ) from None
    try:
        if not calls:
            # Where memray stands now is this very frame, which lives for as long as it tracks.
            sys.setprofile(None)
            threading.setprofile(None)
        yield
    finally:
        tracker.__exit__(None, None, None)


def _culprit(reader: memray.FileReader, files: Sequence[Path]) -> str:
    names = {str(file): file.name for file in files}
    held: dict[str, int] = {}
    for record in reader.get_high_watermark_allocation_records(merge_threads=True):
        for _, file, line in record.stack_trace():
            if file in names:
                place = f"{names[file]}:{line}"
                held[place] = held.get(place, 0) + record.size
                break
    place = max(held, key=lambda place: held[place], default="")
    if not place or held[place] < reader.metadata.peak_memory / 4:
        # Work done for the answer in another thread is nobody's line; what is left explains little.
        return ""
    name, _, number = place.partition(":")
    file = next(file for file in names if names[file] == name)
    return f"{place}  {linecache.getline(file, int(number)).strip()}"


def slope(small: Peak, large: Peak, rows: tuple[int, int] = (SMALL, LARGE)) -> float:
    """Bytes that each further row keeps at the peak; below 0 where the larger needed less."""
    return (large.bytes - small.bytes) / (rows[1] - rows[0])
