"""A cohort on a real scheduler and real workers: the grades are those of this machine's run."""

import os
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from solutions.checks.support.cluster import Cluster
from solutions.checks.support.tiny_cohort import Graded
from solutions.checks.support.tiny_project import RIGHT
from solutions.grading.cluster.address import WrongAddress, checked

pytestmark = pytest.mark.usefixtures("sandboxed")
STUDENTS = 12


class Cohort(Graded):
    """Its project, with answers right and wrong; whole: grades.csv of a local run."""

    def __init__(self, root: Path) -> None:
        super().__init__(root)
        kinds = [RIGHT, RIGHT.replace("2 * x", "3 * x"), RIGHT.replace(".upper()", ""), "1 +\n"]
        for number in range(STUDENTS):
            self.hand_in(f"student {number:02}", f"{kinds[number % 4]}# {number}\n")
        self.grade("--jobs", "2")
        self.whole = self.csv()
        shutil.rmtree(self.out)

    def environ(self, **variables: str) -> dict[str, str]:
        path = ":".join([str(self.root), *filter(None, [os.environ.get("PYTHONPATH")])])
        return {**super().environ(**variables), "PYTHONPATH": path}

    def csv(self) -> bytes:
        return (self.out / "grades.csv").read_bytes()

    def once(self) -> bool:
        """Whether everybody has one line in the journal."""
        return (self.out / "journal.jsonl").read_bytes().count(b"\n") == STUDENTS


@pytest.fixture
def project(tmp_path: Path) -> Cohort:
    return Cohort(tmp_path)


@pytest.fixture
def cluster(project: Cohort) -> Iterator[Cluster]:
    with Cluster(project.root, project.environ()) as found:
        yield found


def on(cluster: Cluster) -> tuple[str, ...]:
    return "--executor", "dask", "--cluster", cluster.address, "--jobs", "2"


def test_the_grades_are_those_of_a_local_run(project: Cohort, cluster: Cluster) -> None:
    """grades.csv byte for byte, and everybody once."""
    cluster.start_worker()
    cluster.start_worker()
    cluster.wait_for(2)
    print(project.grade(*on(cluster)))
    assert project.csv() == project.whole
    assert project.once()


def test_killed_workers_and_graders(project: Cohort, cluster: Cluster) -> None:
    """A worker that dies and a grader that is killed lose nothing, and nobody is graded twice."""
    cluster.start_worker()
    doomed = cluster.start_worker()
    cluster.wait_for(2)
    grader = project.start_grading(*on(cluster))
    wait_for_lines(project, 1)
    doomed.kill()
    wait_for_lines(project, 4)
    grader.kill()
    grader.wait()
    project.grade(*on(cluster))
    assert project.csv() == project.whole
    assert project.once()


def test_restarted_scheduler(project: Cohort, cluster: Cluster) -> None:
    """A scheduler that comes back, with workers that do, is given the rest."""
    cluster.start_worker()
    cluster.wait_for(1)
    grader = project.start(*project.command(*on(cluster)))
    wait_for_lines(project, 2)
    cluster.scheduler.kill()
    cluster.scheduler.wait()
    cluster.start_scheduler()
    cluster.start_worker()
    output, _ = grader.communicate(timeout=240)
    assert grader.returncode == 0, output
    assert "is lost" in output
    assert project.csv() == project.whole
    assert project.once()


def test_a_worker_of_another_version_is_refused(project: Cohort, cluster: Cluster) -> None:
    """It is told in what it differs; where there is no other worker, nothing is graded."""
    other = Path(shutil.copytree(project.root, project.root / "other"))
    tests = other / project.tests.relative_to(project.root)
    tests.write_text(tests.read_text() + "# changed\n")
    cluster.start_worker(other)
    cluster.wait_for(1)
    status, output = project.run(*project.command(*on(cluster)))
    assert status == 3
    assert "the files of day 9" in output
    cluster.start_worker()
    cluster.wait_for(2)
    assert "is not given work" in project.grade(*on(cluster))
    assert project.csv() == project.whole


@pytest.mark.parametrize(
    ("address", "insecure"),
    [("tcp://127.0.0.1:8786", False), ("tls://far:8786", False), ("tcp://far:8786", True)],
)
def test_addresses(address: str, insecure: bool) -> None:
    """What is encrypted, stays on this machine or is asked for."""
    assert checked(address, insecure) == address


@pytest.mark.parametrize("address", ["tcp://far:8786", "far:8786", "tls://far", "http://far:1"])
def test_addresses_that_are_refused(address: str) -> None:
    """In the clear to another machine, or no address at all."""
    with pytest.raises(WrongAddress):
        checked(address, insecure=False)


def wait_for_lines(project: Cohort, count: int) -> None:
    """Until so many grades are in the journal."""
    journal, until = project.out / "journal.jsonl", time.monotonic() + 120
    while not journal.exists() or journal.read_bytes().count(b"\n") < count:
        assert time.monotonic() < until, "no grades came"
        time.sleep(0.05)
