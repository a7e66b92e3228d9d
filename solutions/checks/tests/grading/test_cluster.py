"""A cohort on a real scheduler and real workers: the grades are those of this machine's run."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("distributed")

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
