"""Mistakes in setting a cluster up: each is told in one message that names what is wrong."""

import asyncio
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import dask.config
import pytest
import yaml
from tornado.iostream import IOStream

from katas.harness import days
from katas.harness.answers import KATAS
from solutions.checks.support.cluster import Cluster, as_in_the_guide
from solutions.checks.support.tiny_cohort import Graded
from solutions.checks.support.tiny_project import RIGHT
from solutions.grading.cluster import fingerprint
from solutions.grading.cluster.configuration import WrongConfiguration, check
from solutions.grading.cluster.link import cause

HERE = "tls://127.0.0.1:8786"
TLS = "distributed.comm.tls"


@pytest.fixture(scope="module")
def guide(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two folders as the guide has it: `ours`, and `theirs` of another authority."""
    root = tmp_path_factory.mktemp("tls")
    for name in ("ours", "theirs"):
        as_in_the_guide(root / name)
    return root


@pytest.fixture
def ours(guide: Path, tmp_path: Path) -> Path:
    """A copy of ours, to be spoilt."""
    copy = Path(shutil.copytree(guide / "ours", tmp_path / "ours"))
    config = copy / "katas.yaml"
    config.write_text(config.read_text().replace(str(guide / "ours"), str(copy)))
    return copy


def said_of(folder: Path, address: str = HERE) -> str:
    """What is wrong with the folder's configuration, without where it is."""
    told = yaml.safe_load((folder / "katas.yaml").read_text())
    with dask.config.set(told), pytest.raises(WrongConfiguration) as refused:
        check(address)
    fault, guide = str(refused.value).replace(f"{folder}/", "").splitlines()
    assert guide == "The guide: solutions/grading/CLUSTER.md, TLS."
    return fault.removeprefix("No connection to the cluster: ")


def test_what_is_right_is_taken(ours: Path) -> None:
    """The guide's configuration, and none at all in the clear on this machine."""
    with dask.config.set(yaml.safe_load((ours / "katas.yaml").read_text())):
        check(HERE)
    check("tcp://127.0.0.1:8786")


def test_certificates_written_into_the_configuration(ours: Path) -> None:
    """As dask takes them: text in the place of a file's name."""
    told = yaml.safe_load((ours / "katas.yaml").read_text())
    tls = told["distributed"]["comm"]["tls"]
    tls["ca-file"] = Path(tls["ca-file"]).read_text()
    tls["client"] = {name: Path(file).read_text() for name, file in tls["client"].items()}
    with dask.config.set(told):
        check(HERE)


@pytest.mark.parametrize(
    ("name", "setting"),
    [("ca.pem", "ca-file"), ("cert.pem", "client.cert"), ("key.pem", "client.key")],
)
def test_a_file_that_is_not_there(ours: Path, name: str, setting: str) -> None:
    """It is named, with the setting that names it."""
    (ours / name).unlink()
    assert said_of(ours) == f"{TLS}.{setting} is {name}: No such file or directory."


def test_nothing_configured() -> None:
    """Where dask looks is told, as its file may lie elsewhere."""
    with pytest.raises(WrongConfiguration) as refused:
        check(HERE)
    assert f"has no {TLS}.ca-file; it is read from *.yaml in " in str(refused.value)
    assert str(Path.home() / ".config" / "dask") in str(refused.value)


def test_files_that_do_not_go_together(ours: Path, guide: Path) -> None:
    """Another one's key, another one's certificate, and files that are neither."""
    theirs = guide / "theirs"
    shutil.copy(theirs / "key.pem", ours)
    assert said_of(ours) == "key.pem is not the key of cert.pem."
    shutil.copy(theirs / "cert.pem", ours)
    assert said_of(ours).startswith("cert.pem is not valid by ca.pem: ")
    (ours / "key.pem").write_text("no key")
    assert said_of(ours) == "key.pem is no key, or no certificate is cert.pem."
    (ours / "ca.pem").write_text("no certificate")
    assert said_of(ours) == "ca.pem is no certificate."


def test_an_expired_certificate(ours: Path) -> None:
    """It is not waited for: time does not mend it."""
    request = "openssl x509 -req -in request.pem -CA ca.pem -CAkey ca-key.pem -CAcreateserial"
    subprocess.run(
        [*request.split(), "-days", "-1", "-out", "cert.pem"],
        cwd=ours,
        check=True,
        capture_output=True,
    )
    assert said_of(ours) == "cert.pem is not valid by ca.pem: certificate has expired."


def test_addresses_that_lead_nowhere(ours: Path) -> None:
    """A machine that there is not, and one in the clear where dask is to encrypt."""
    assert said_of(ours, "tls://nowhere.invalid:8786").startswith(
        "there is no machine 'nowhere.invalid' ("
    )
    assert "is in the clear, and dask's configuration has require-encryption" in said_of(
        ours, "tcp://127.0.0.1:8786"
    )


@pytest.fixture
def refused(tmp_path: Path) -> Callable[[str, Path], str]:
    """What a grader prints that ends before it runs anything; nothing of it is dask's."""
    project = Graded(tmp_path / "project")
    project.hand_in("amara", RIGHT)

    def grade(address: str, config: Path) -> str:
        command = project.command("--executor", "dask", "--cluster", address)
        grader = project.start(*command, DASK_CONFIG=str(config))
        output, _ = grader.communicate(timeout=120)
        assert grader.returncode == 3, output
        assert "references" not in output and "Traceback" not in output
        assert "distributed.comm." not in output.replace(TLS, "")
        return " ".join(output.split())

    return grade


def test_told_before_the_references_run(
    refused: Callable[[str, Path], str], tmp_path: Path
) -> None:
    """A mistake of the configuration, and a file of it that is no YAML."""
    config = tmp_path / "dask.yaml"
    for text, said in (("{}", f"has no {TLS}.ca-file"), ("a: [", f"{config}' is malformed")):
        config.write_text(text)
        assert said in refused(HERE, config)


def test_a_scheduler_without_tls(
    refused: Callable[[str, Path], str], ours: Path, tmp_path: Path
) -> None:
    """It answers at once that it has none."""
    environ = {**os.environ, "PYTHONPATH": str(KATAS.parent)}
    with Cluster(KATAS.parent, environ, tmp_path) as cluster:
        cluster.wait_for(0)
        address = cluster.address.replace("tcp", "tls")
        said = f"{address} cannot be spoken to: it speaks in the clear, without TLS"
        assert said in refused(address, ours / "katas.yaml")


def test_a_scheduler_that_greets_in_the_clear_first() -> None:
    """As a machine under load shows it: its greeting is there before TLS is begun."""

    async def begin() -> None:
        ours, theirs = socket.socketpair()
        with theirs:
            theirs.sendall(b"greeting")
            stream = IOStream(ours)
            await stream.read_bytes(1)
            await stream.start_tls(False)

    with pytest.raises(ValueError) as refused:
        asyncio.run(begin())
    assert cause(refused.value) == "it speaks in the clear, without TLS"


def test_differences_are_named() -> None:
    """Each file once, however many days it is a part of; and nothing that is the same."""
    ours = fingerprint.of(days.present())
    versions = {**ours["versions"], "django": "4.2"}
    changed = {**ours["files"], "solutions/grading/limits.py": "other"}
    del changed["conftest.py"]
    here = ours["versions"]["django"]
    theirs = {"versions": versions, "files": changed}
    assert fingerprint.differences(theirs, ours) == (
        f"django: 4.2 there, {here} here; "
        "not the same there and here: conftest.py, solutions/grading/limits.py"
    )
    assert fingerprint.differences(ours, ours) == ""


def test_workers_know_a_grading_again() -> None:
    """Graders of one version, and their next runs, have one meeting: references run once."""
    code = (
        "from katas.harness import days\n"
        "from solutions.grading.cluster.crew import Crew\n"
        "from solutions.grading.verdict.expected import Expected\n"
        "print(Crew({day.number: Expected(day, []) for day in days.present()}, print).grading)"
    )
    known = set()
    for seed in "123":
        environ = {**os.environ, "PYTHONHASHSEED": seed}
        command = [sys.executable, "-c", code]
        known.add(subprocess.check_output(command, cwd=KATAS.parent, env=environ, text=True))
    assert len(known) == 1
