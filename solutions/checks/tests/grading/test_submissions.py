"""Submissions as students hand them in, and as nobody should."""

import io
import os
import stat
import zipfile
from pathlib import Path

import pytest

from katas.harness import days
from solutions.grading.submissions import answers, archives, inbox
from solutions.grading.submissions.people import joined

KNOWN = days.present()
LIFECYCLE = "day01_request_lifecycle/lifecycle.py"
TEXT = b"answer = 1\n"


def zipped(files: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return made.getvalue()


def put(root: Path, files: dict[str, bytes]) -> None:
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def taken(folder: Path) -> dict[str, dict[int, answers.StudentAnswer]]:
    """The answers by student and day, without those of whom nothing came."""
    students = joined(inbox.read(folder, KNOWN).hand_ins).students
    read = {each.student: answers.read(each, KNOWN, KNOWN) for each in students}
    return {
        name: {day: answer for day, answer in answers.items() if answer.files or answer.problem}
        for name, answers in read.items()
    }


SHAPES = {
    "a folder for each day": {f"amara/{LIFECYCLE}": TEXT},
    "a single file": {"amara/lifecycle.py": TEXT},
    "a whole project": {
        f"amara/django-katas/katas/{LIFECYCLE}": TEXT,
        "amara/django-katas/katas/day01_request_lifecycle/starter/lifecycle.py": b"old = 1\n",
    },
    "another name of the folder": {"amara/Day 1/lifecycle.py": TEXT},
    "another case": {"amara/Lifecycle.PY": TEXT},
    "named by a browser": {"amara/lifecycle (1).py": TEXT},
    "a zip": {"amara.zip": zipped({LIFECYCLE: TEXT})},
    "a zip with one folder on top": {"amara.zip": zipped({f"work/{LIFECYCLE}": TEXT})},
    "a zip from Windows": {"amara.zip": zipped({LIFECYCLE.replace("/", "\\"): TEXT})},
    "a zip from a Mac": {
        "amara.zip": zipped(
            {LIFECYCLE: TEXT, f"__MACOSX/{LIFECYCLE}": b"\0", "._lifecycle.py": b"\0"}
        )
    },
    "a zip in a folder": {"amara/submission.zip": zipped({LIFECYCLE: TEXT})},
    "a zip in a zip": {"amara.zip": zipped({"day1.zip": zipped({"lifecycle.py": TEXT})})},
    "the same file twice": {f"amara/{LIFECYCLE}": TEXT, f"amara/copy/{LIFECYCLE}": TEXT},
    "junk beside it": {"amara/lifecycle.py": TEXT, "amara/.venv/lifecycle.py": b"old\n"},
}


@pytest.mark.parametrize("shape", SHAPES)
def test_answer_is_found(tmp_path: Path, shape: str) -> None:
    """The answer is taken from every shape in which students hand in, and only this one."""
    put(tmp_path, SHAPES[shape])
    ((name, by_day),) = taken(tmp_path).items()
    assert (name, {day: answer.files for day, answer in by_day.items()}) == (
        "amara",
        {1: {"lifecycle.py": TEXT}},
    )


UNGRADABLE = {
    "is not UTF-8 (line 2)": {"amara/lifecycle.py": b"a = 1\nb = '\xe4'\n"},
    "is UTF-16": {"amara/lifecycle.py": "a = 1".encode("utf-16")},
    "NUL": {"amara/lifecycle.py": b"a\0b"},
    "larger than 256 KiB": {"amara/lifecycle.py": b"#" * (256 * 1024 + 1)},
    "startup.py is missing": {"amara/apps.py": TEXT},
    "not a readable .zip": {"amara.zip": b"PK nothing"},
    "only folders and .zip": {"amara/answers.rar": b"Rar!"},
    "points out of its archive": {"amara.zip": zipped({"../../lifecycle.py": TEXT})},
}


@pytest.mark.parametrize("reason", UNGRADABLE)
def test_ungradable_says_why(tmp_path: Path, reason: str) -> None:
    """What cannot be examined is told with its reason."""
    put(tmp_path, UNGRADABLE[reason])
    problems = [answer.problem for answer in taken(tmp_path)["amara"].values()]
    assert problems and all(reason in problem for problem in problems), problems


def test_links_and_devices_are_not_followed(tmp_path: Path) -> None:
    """A link, a FIFO, a linked folder: none of them is read."""
    secret = tmp_path / "secret.py"
    secret.write_bytes(TEXT)
    folder = tmp_path / "inbox"
    for name in ("amara", "bo", "chen"):
        (folder / name).mkdir(parents=True)
    (folder / "amara" / "lifecycle.py").symlink_to(secret)
    os.mkfifo(folder / "bo" / "lifecycle.py")
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "lifecycle.py").write_bytes(TEXT)
    (folder / "chen" / "day01_request_lifecycle").symlink_to(tmp_path / "elsewhere")
    (folder / "dia").symlink_to(tmp_path / "elsewhere")
    (folder / "eve").symlink_to(tmp_path / "nowhere")
    found = taken(folder)
    assert "eve" not in found
    assert inbox.read(folder, KNOWN).strays == ["eve (a link that leads nowhere)"]
    assert "is a link" in found["amara"][1].problem
    assert "not a regular file" in found["bo"][1].problem
    assert "found day01_request_lifecycle" in found["chen"][1].problem
    assert "is a link" in found["dia"][1].problem


def test_link_in_a_zip_is_refused(tmp_path: Path) -> None:
    """A member that is a symbolic link is no answer."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        member = zipfile.ZipInfo("lifecycle.py")
        member.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(member, "/etc/passwd")
    put(tmp_path, {"amara.zip": made.getvalue()})
    assert "not a regular file" in taken(tmp_path)["amara"][1].problem


def test_zip_bombs_stay_packed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither a huge member nor very many members are unpacked."""
    monkeypatch.setattr(archives, "MOST_FILES", 50)
    bomb = zipped({"lifecycle.py": bytes(20 * 2**20), "routes.py": TEXT})
    many = zipped({f"{number}.txt": b"" for number in range(51)})
    put(tmp_path, {"amara.zip": bomb, "bo.zip": many})
    found = taken(tmp_path)
    assert "larger than 256 KiB" in found["amara"][1].problem
    assert found["amara"][2].files == {"routes.py": TEXT}
    assert "more than 50 files" in found["bo"][1].problem
    assert len(found["bo"]) == len(KNOWN)


def test_environments_do_not_count(tmp_path: Path) -> None:
    """A project of more bytes and files than are read is taken, if what is over is no answer."""
    made = tmp_path / "amara.zip"
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("project/.venv/lib/big.so", bytes(70 * 2**20))
        for number in range(21_000):
            archive.writestr(f"project/.venv/{number}.py", b"")
        archive.writestr("project/lifecycle.py", TEXT)
    assert taken(tmp_path)["amara"][1].files == {"lifecycle.py": TEXT}


def test_zips_in_a_zip_are_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """All of them together; one that is too large spoils no other file."""
    monkeypatch.setattr(archives, "INNER_ZIPS", 2**20)
    inner = zipped({"lifecycle.py": TEXT})
    bomb = zipped({"a.zip": inner, "b.zip": bytes(2**20), "routes.py": TEXT})
    put(tmp_path, {"amara.zip": bomb, "bo/routes.py": TEXT})
    found = taken(tmp_path)["amara"]
    assert found[1].files == {"lifecycle.py": TEXT} and found[2].files == {"routes.py": TEXT}


def test_list_of_members_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is all that zipfile takes into memory of a large .zip."""
    monkeypatch.setattr(archives, "MEMBERS", 128 * 1024)
    put(tmp_path, {"amara.zip": zipped({f"{number:0200}": b"" for number in range(600)})})
    problem = taken(tmp_path)["amara"][1].problem
    assert problem == "what was handed in: the list of members is larger than 128 KiB"


@pytest.mark.parametrize("files", [{}, {"notes.txt": b""}, {"katas/__init__.py": b""}])
def test_inbox_without_students_is_an_error(tmp_path: Path, files: dict[str, bytes]) -> None:
    """What was found instead, and what is expected."""
    put(tmp_path, files)
    with pytest.raises(inbox.WrongInbox) as raised:
        inbox.read(tmp_path, KNOWN)
    assert "Expected is a folder with a folder or a .zip for each student" in str(raised.value)
    assert (next(iter(files), "it is empty")).split("/")[0] in str(raised.value)


@pytest.mark.parametrize("folder", ["", "assignment_9_export/", "Day 3/"])
def test_an_export_of_gradescope_without_its_list(tmp_path: Path, folder: str) -> None:
    """It is asked for: nobody is called submission_11."""
    put(tmp_path, {f"{folder}submission_11/views.py": TEXT, "amara/submission_1/views.py": TEXT})
    with pytest.raises(
        inbox.WrongInbox, match=r"whose is submission_11\? submission_metadata\.yml"
    ):
        inbox.read(tmp_path, KNOWN)


def test_encrypted_member_is_told(tmp_path: Path) -> None:
    """A .zip with a password says so."""
    data = bytearray(zipped({"lifecycle.py": TEXT}))
    data[data.index(b"PK\x01\x02") + 8] |= 1
    data[6] |= 1
    put(tmp_path, {"amara.zip": bytes(data)})
    assert "encrypted" in taken(tmp_path)["amara"][1].problem


def test_odd_names_stay_writable(tmp_path: Path) -> None:
    """A student's name of wrong bytes or with a line end becomes one that can be written."""
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/am\xffra\n")).mkdir()
    (name,) = taken(tmp_path)
    assert name.encode("utf-8")
    assert "\n" not in name


def test_download_itself_may_be_given(tmp_path: Path) -> None:
    """Its name says the day; one student's .zip is no inbox."""
    put(tmp_path, {"DJ-Day 1-7.zip": zipped({"Bo_4_assignsubmission_file/x.py": TEXT})})
    (hand_in,) = inbox.read(tmp_path / "DJ-Day 1-7.zip", KNOWN).hand_ins
    assert (hand_in.who, hand_in.days) == ("Bo", {1})
    put(tmp_path, {"bo.zip": zipped({"lifecycle.py": TEXT})})
    with pytest.raises(inbox.WrongInbox, match=r"bo\.zip: it has no hand-ins"):
        inbox.read(tmp_path / "bo.zip", KNOWN)
