"""A cohort on a real scheduler and real workers: the grades are those of this machine's run."""

import os
import re
import shutil
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from solutions.checks.support.cluster import Cluster, as_in_the_guide
from solutions.checks.support.tiny_cohort import Graded
from solutions.checks.support.tiny_project import RIGHT
from solutions.grading.cluster.address import WrongAddress, checked
from solutions.grading.cluster.crew import Crew, Member

STUDENTS = 12
# Preloaded into a worker: what it sends has a fault of each kind in turn.
GARBLES = """
import json
from itertools import cycle
from solutions.grading.cluster import worker


def dask_setup(_):
    faults, run = cycle([cut_off, without_its_last_run, failed]), worker.run
    worker.run = lambda data, grading: next(faults)(run(data, grading))


def cut_off(answer):
    return answer[:-9]


def without_its_last_run(answer):
    message = json.loads(answer)
    return json.dumps({**message, "runs": message["runs"][:-1]}).encode()


def failed(answer):
    return json.dumps({"failed": "OSError: no space left"}).encode()
"""


class Cohort(Graded):
    """Its project, with answers right and wrong; whole: grades.csv of a local run."""

    def __init__(self, root: Path) -> None:
        super().__init__(root)
        kinds = [RIGHT, RIGHT.replace("2 * x", "3 * x"), RIGHT.replace(".upper()", ""), "1 +\n"]
        for number in range(STUDENTS):
            self.hand_in(f"student {number:02}", f"{kinds[number % 4]}# {number}\n")
        self.grade("--jobs", "2")
        self.whole = self.csv()

    def environ(self, **variables: str) -> dict[str, str]:
        path = ":".join([str(self.root), *filter(None, [os.environ.get("PYTHONPATH")])])
        return {**super().environ(**variables), "PYTHONPATH": path}

    def csv(self) -> bytes:
        return (self.out / "grades.csv").read_bytes()

    def lines(self) -> int:
        """How many grades are in the journal."""
        journal = self.out / "journal.jsonl"
        return journal.read_bytes().count(b"\n") if journal.exists() else 0

    def wait_for_lines(self, count: int) -> None:
        until = time.monotonic() + 240
        while self.lines() < count:
            assert time.monotonic() < until, "no grades came"
            time.sleep(0.05)

    def check(self) -> None:
        """The grades are those of the local run, and everybody was graded once."""
        assert self.csv() == self.whole
        assert self.lines() == STUDENTS


@pytest.fixture(scope="module")
def cohort(tmp_path_factory: pytest.TempPathFactory) -> Cohort:
    return Cohort(tmp_path_factory.mktemp("cohort"))


@pytest.fixture(scope="module")
def running(cohort: Cohort) -> Iterator[Cluster]:
    with Cluster(cohort.root, cohort.environ()) as found:
        yield found


@pytest.fixture
def project(sandboxed: None, cohort: Cohort) -> Cohort:
    """With nobody graded."""
    shutil.rmtree(cohort.out, ignore_errors=True)
    return cohort


@pytest.fixture
def cluster(project: Cohort, running: Cluster) -> Cluster:
    """With two workers."""
    running.settle(2)
    return running


def on(cluster: Cluster) -> tuple[str, ...]:
    return "--executor", "dask", "--cluster", cluster.address, "--jobs", "2"


def ended(grader: "subprocess.Popen[str]") -> str:
    """What it has printed, once it has graded all."""
    output, _ = grader.communicate(timeout=400)
    assert grader.returncode == 0, output
    return output


def test_the_grades_are_those_of_a_local_run(project: Cohort, cluster: Cluster) -> None:
    """grades.csv byte for byte, everybody once, and nothing of dask's on the screen."""
    output = project.grade(*on(cluster))
    project.check()
    assert "12 of 12" in output
    assert "distributed" not in output
    assert "Worker" not in output


def test_killed_workers_and_graders(project: Cohort, cluster: Cluster) -> None:
    """A worker that dies and a grader that is killed lose nothing, and nobody is graded twice."""
    grader = project.start_grading(*on(cluster))
    cluster.wait_until_busy()
    cluster.workers[1].kill()
    project.wait_for_lines(4)
    grader.kill()
    grader.wait()
    project.grade(*on(cluster))
    project.check()


def test_a_stopped_worker(project: Cohort, cluster: Cluster) -> None:
    """One that hangs is given up after a while; what it had goes to others."""
    grader = project.start(*project.command(*on(cluster)))
    cluster.wait_until_busy()
    cluster.workers[1].send_signal(signal.SIGSTOP)
    output = ended(grader)
    cluster.workers[1].kill()
    assert "was lost: what it had is given again" in " ".join(output.split())
    project.check()


def test_a_stopped_scheduler(project: Cohort, cluster: Cluster) -> None:
    """One that hangs for a while goes on with what it had."""
    grader = project.start(*project.command(*on(cluster)))
    project.wait_for_lines(1)
    cluster.scheduler.send_signal(signal.SIGSTOP)
    time.sleep(5)
    cluster.scheduler.send_signal(signal.SIGCONT)
    assert "is lost" not in ended(grader)
    project.check()


def test_a_restarted_scheduler(project: Cohort, cluster: Cluster) -> None:
    """One that comes back, with workers that do, is given the rest; dask itself says nothing."""
    grader = project.start(*project.command(*on(cluster)))
    project.wait_for_lines(2)
    cluster.scheduler.kill()
    cluster.scheduler.wait()
    cluster.settle(1)
    output = ended(grader)
    assert "is lost" in output
    assert "distributed" not in output
    project.check()


def test_ctrl_c(project: Cohort, cluster: Cluster) -> None:
    """It ends with one line, and the same command goes on."""
    grader = project.start(*project.command(*on(cluster)))
    project.wait_for_lines(1)
    grader.send_signal(signal.SIGINT)
    output, _ = grader.communicate(timeout=60)
    assert output.endswith("Stopped. The same command goes on from here.\n")
    assert "Traceback" not in output
    assert "distributed" not in output
    project.grade(*on(cluster))
    project.check()


def test_a_worker_of_another_version_is_refused(project: Cohort, cluster: Cluster) -> None:
    """It is told in what it differs; where there is no other worker, nothing is graded."""
    cluster.settle(0)
    other = Path(shutil.copytree(project.root, project.root / "other"))
    tests = other / project.tests.relative_to(project.root)
    tests.write_text(tests.read_text() + "# changed\n")
    cluster.start_other(other)
    status, output = project.run(*project.command(*on(cluster)))
    assert status == 3
    assert f"not the same there and here: {tests.relative_to(other)}\n" in output


def test_an_answer_that_cannot_be_taken_in(project: Cohort, cluster: Cluster) -> None:
    """Garbled, of other runs than were due, or none: another worker does it once more."""
    (project.root / "garbles.py").write_text(GARBLES)
    cluster.settle(1)
    cluster.start_other(project.root, "--preload", "garbles.py")
    output = " ".join(project.grade(*on(cluster)).split())
    assert "sent no message" in output
    assert "sent other runs than were due" in output
    assert "sent OSError: no space left" in output
    assert "3 answers in a row were of no use" in output
    project.check()


def test_tls_as_the_guide_has_it(project: Cohort, tmp_path: Path) -> None:
    """Its commands make certificates that work; those of another authority end with one message."""
    for name in ("ours", "theirs"):
        as_in_the_guide(tmp_path / name)

    def grade(cluster: Cluster, config: str) -> tuple[int, str]:
        command = project.command(*on(cluster))
        grader = project.start(*command, DASK_CONFIG=str(tmp_path / config / "katas.yaml"))
        output, _ = grader.communicate(timeout=400)
        return grader.returncode, output

    environ = project.environ(DASK_CONFIG=str(tmp_path / "ours" / "katas.yaml"))
    with Cluster(project.root, environ, tmp_path, "tls") as cluster:
        cluster.add_worker()
        status, output = grade(cluster, "ours")
        assert status == 0, output
        project.check()
        shutil.rmtree(project.out)
        status, output = grade(cluster, "theirs")
    assert status == 3
    said = "cannot be spoken to: its certificate is not valid by our ca-file: "
    assert said in " ".join(output.split())
    assert "Traceback" not in output


def test_a_worker_that_says_nothing() -> None:
    """It lives, but answers nothing for longer than it may: it is given no more work."""
    said: list[str] = []
    crew, now = Crew({}, said.append), time.monotonic()
    crew.fit = {name: Member(1, 60.0, now - 61) for name in ("deaf", "idle")}
    crew.fit["well"] = Member(1, 60.0, now - 59)
    crew.refuse_silent(Counter({"deaf": 1, "well": 1}))
    assert crew.fit.keys() == {"idle", "well"}
    assert said == ["Worker deaf is not given work: nothing was heard of what it has for 1 min"]


@pytest.mark.parametrize(
    ("address", "insecure"),
    [("tcp://127.0.0.1:8786", False), ("tls://far:8786", False), ("tcp://far:8786", True)],
)
def test_addresses(address: str, insecure: bool) -> None:
    """What is encrypted, stays on this machine or is asked for."""
    assert checked(address, insecure) == address


@pytest.mark.parametrize("address", ["tcp://far:8786", "far:8786"])
def test_addresses_in_the_clear(address: str) -> None:
    """To another machine nothing is sent so."""
    with pytest.raises(WrongAddress, match="in the clear"):
        checked(address, insecure=False)


@pytest.mark.parametrize(
    "address",
    [
        "far",
        "tls://far",
        "http://far:1",
        "tls://far:99999",
        "tls://:1",
        "tls://[::1",
        "tls://a@b:1",
    ],
)
def test_addresses_that_are_none(address: str) -> None:
    """The message has what was given."""
    with pytest.raises(WrongAddress, match=f"^cluster={re.escape(address)} is no address"):
        checked(address, insecure=True)
