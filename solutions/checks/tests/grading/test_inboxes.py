"""Real inboxes: who handed in what for which day, and what is told of it. Nothing is run here."""

import io
import os
import time
import zipfile
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from katas.harness import days
from solutions.grading.kept.questions import apart
from solutions.grading.submissions import answers, inbox, roster
from solutions.grading.submissions.identity import Identity
from solutions.grading.submissions.moments import Moment
from solutions.grading.submissions.people import People, joined

KNOWN = days.present()
NUMBERS = [day.number for day in KNOWN]
A, B = b"answer = 'a'\n", b"answer = 'b'\n"
OLD, NEW = 1_700_000_000, 1_700_090_000  # when a file was saved
STARTER = {day.number: (day.starter / day.answers[0]).read_bytes() for day in KNOWN}
VIEWS, QUERIES = "day03_class_based_views/views.py", "day07_lazy_querysets/queries.py"
METADATA = """\
submission_11:
  :submitters:
  - :name: Jane Doe
    :sid: '0042'
    :email: jane@example.edu
  :created_at: 2026-11-02 11:34:56.789000000 Z
  :results: !ruby/hash:ActiveSupport::HashWithIndifferentAccess
    tests: []
submission_12:
  :submitters:
  - :name: Amara Diallo
    :sid:
    :email: amara@example.edu
  - :name: Bo Ek
    :sid: ''
    :email: bo@example.edu
"""
NO_TEXT = b"Submission Field:\nThere is no student submission text data for this assignment.\n"
SAID = "Name: Jane Doe (j_doe)\nAssignment: Day 3\nDate Submitted: Monday, November 2, 2026\n"


def zipped(files: dict[str, bytes], moment: tuple[int, ...] = (2026, 11, 2, 11, 34, 0)) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name, moment), content)  # type: ignore[arg-type]
    return made.getvalue()


@dataclass
class Case:
    """An inbox. found: by student and day what is to come: an answer, a part of the reason, or of
    the note (after the answer), or "Not begun". told: parts of what the instructor is told.
    """

    files: dict[str, bytes]
    found: dict[str, dict[int, object]]
    graded: tuple[int, ...] = tuple(NUMBERS)
    told: tuple[str, ...] = ()
    saved: dict[str, int] = field(default_factory=dict)
    late: tuple[tuple[str, int], ...] = ()


def lone(name: str, taken: str) -> Case:
    return Case({f"amara/{name}": A}, {"amara": {3: (A, taken)}}, (3,))


PROJECT = {
    f"django-katas/katas/{QUERIES}": A,
    "django-katas/README.md": b"",
    "django-katas/Makefile": b"",
}
PROJECT |= {
    f"django-katas/katas/{day.name}/{file}": (day.starter / file).read_bytes()
    for day in KNOWN
    for file in day.answers
    if day.number != 7
}
PROJECT |= {
    f"django-katas/katas/{day.name}/starter/{file}": (day.starter / file).read_bytes()
    for day in KNOWN
    for file in day.answers
}
PROJECT |= {"django-katas/katas/newsroom/apps.py": b"", "django-katas/conftest.py": b""}
UNBEGUN = {number: "Not begun" for number in NUMBERS if number != 7}

CASES = {
    # Names of files
    "a browser's copy": Case({"amara/views (1).py": A}, {"amara": {3: (A, "views (1).py")}}),
    "an encoded copy": Case({"amara/queries+%281%29.py": A}, {"amara": {7: (A, "%281%29")}}),
    "Windows' copy": Case({"amara/queries - Copy.py": A}, {"amara": {7: (A, "- Copy")}}),
    "Windows' second copy": Case({"amara/queries - Copy (2).py": A}, {"amara": {7: (A, "(2)")}}),
    "a Mac's copy": Case({"amara/views copy.py": A}, {"amara": {3: (A, "copy")}}),
    "Google Drive's copy": Case({"amara/Copy of views.py": A}, {"amara": {3: (A, "Copy of")}}),
    "a path that is too long": Case(
        {f"amara/{'my own work/' * 20}views_amara.py": A},
        {
            "amara": {
                3: "found my own work/my own work/my own w... work/my own work/views_amara.py. Ask"
            }
        },
    ),
    "a name of one's own": Case(
        {"amara/views_amara.py": A}, {"amara": {3: "found views_amara.py. Asked for: views.py"}}
    ),
    "a name of one's own, one day": lone("views_amara.py", "the only .py file"),
    "Gradescope's editor": Case(
        {"amara/Day 7 Lazy querysets.py": A}, {"amara": {7: "found Day 7 Lazy querysets.py"}}
    ),
    "Gradescope's editor, one day": lone("Day 3 Class-based views.py", "Day 3 Class-based"),
    "any name, one day": lone("homework.py", "homework.py"),
    "two names, one day": Case(
        {"amara/a.py": A, "amara/b.py": B}, {"amara": {3: "found a.py, b.py. Asked for"}}, (3,)
    ),
    "any name, all days": Case(
        {"amara/homework.py": A}, {"amara": dict.fromkeys(NUMBERS, "found homework.py")}
    ),
    "a helper beside an answer": Case({"amara/views.py": A, "amara/util.py": B}, {"amara": {3: A}}),
    "another answer beside one with the very name": Case(
        {"amara/queries.py": A, "amara/queries_final.py": B},
        {"amara": {7: (A, "Not taken, as queries.py was there: queries_final.py.")}},
    ),
    "another name beside it, one day": Case(
        {"amara/queries.py": A, "amara/solution.py": B, "amara/copy_of_it.py": A},
        {"amara": {7: (A, "Not taken, as queries.py was there: solution.py.")}},
        (7,),
    ),
    "an answer in a later hand-in, by another name": Case(
        {"doejane_47_88_queries.py": A, "doejane_47_99_queries_final.py": B},
        {"doejane_47": {7: (A, "was there: doejane_47_99_queries_final.py")}},
    ),
    "another day's answer in an assignment": Case(
        {"Day 3/amara/queries.py": A, "Day 3/bo/views.py": B, "Day 3/bo/queries.py": A},
        {
            "amara": {3: "queries.py looks like day 7's."},
            "bo": {
                3: (B, "Not counted: queries.py looks like day 7's, and was handed in for Day 3.")
            },
        },
    ),
    "another day's starter in an assignment": Case(
        {"Day 3/bo/views.py": A, "Day 3/bo/queries.py": STARTER[7]}, {"bo": {3: A}}, (3, 7)
    ),
    "both files of a day": Case(
        {"amara/apps.py": b"", "amara/startup.py": b"\xff"},
        {"amara": {5: "apps.py is empty; startup.py is not UTF-8 (line 1): save it as UTF-8"}},
    ),
    "one file of a day": Case(
        {"amara/apps.py": b""}, {"amara": {5: "is empty; startup.py is missing beside apps.py"}}
    ),
    "a notebook": Case(
        {"amara/views.ipynb": b"{}"}, {"amara": {3: "found views.ipynb. Asked for: views.py"}}
    ),
    "a notebook, one day": Case(
        {"amara/work.ipynb": b"{}"}, {"amara": {3: "A notebook is no module"}}, (3,)
    ),
    "another day's folder": Case(
        {"amara/Day 7/views.py": A},
        {"amara": {3: "found Day 7/views.py. Asked for: views.py", 7: "Asked for: queries.py"}},
    ),
    "another day's folder, one day": Case(
        {"amara/Day 7/views.py": A}, {"amara": {3: (A, "Day 7/views.py")}}, (3,)
    ),
    "another day's answer, one day": Case({"amara/queries.py": A}, {"amara": {}}, (3,)),
    "a folder called solutions": Case({"amara/solutions/views.py": A}, {"amara": {3: A}}),
    "the reference beside it": Case(
        {f"amara/solutions/{VIEWS}": B, f"amara/katas/{VIEWS}": A}, {"amara": {3: A}}
    ),
    "an edited copy in starter/": Case({"amara/starter/views.py": A}, {"amara": {3: A}}),
    "a zip of one day": Case({"amara/Day 3.zip": zipped({"views.py": A})}, {"amara": {3: A}}),
    "a zip of another day": Case(
        {"amara/Day 4.zip": zipped({"views.py": A})},
        {"amara": {3: "found Day 4/views.py", 4: "found Day 4/views.py"}},
    ),
    # Nothing, and nearly nothing
    "an empty folder beside": Case({"amara/": b"", "bo/views.py": A}, {"amara": {}, "bo": {3: A}}),
    "an empty zip": Case(
        {"amara.zip": zipped({})}, {"amara": dict.fromkeys(NUMBERS, "the .zip is empty")}
    ),
    "only .git": Case({"amara/.git/HEAD": b""}, {"amara": {3: "found only .git"}}, (3,)),
    "only what nobody opens": Case(
        {"amara/views.rar": b""}, {"amara": {3: "only folders and .zip are looked into"}}, (3,)
    ),
    "a starter": Case({"amara/views.py": STARTER[3]}, {"amara": {3: "Not begun"}}),
    "a starter with Windows' line ends": Case(
        {"amara/views.py": STARTER[3].replace(b"\n", b"\r\n")}, {"amara": {3: "Not begun"}}
    ),
    "a starter by another name": Case(
        {"amara/x.py": STARTER[3]}, {"amara": {3: "Not begun"}}, (3,)
    ),
    "the whole project": Case(
        {"amara.zip": zipped(PROJECT | {"django-katas/.venv/x.py": bytes(300)})},
        {"amara": {**UNBEGUN, 7: A}},
    ),
    "an answer beside the starter": Case(
        {f"amara/katas/{VIEWS}": STARTER[3], "amara/views.py": A}, {"amara": {3: (A, "not taken")}}
    ),
    "an odd name beside the starter": Case(
        {f"amara/katas/{VIEWS}": STARTER[3], "amara/my_views.py": A}, {"amara": {3: "found my_vi"}}
    ),
    "an environment of any name": Case(
        {"amara/env3/pyvenv.cfg": b"", "amara/env3/lib/views.py": B, "amara/views.py": A},
        {"amara": {3: A}},
    ),
    "kept backups": Case(
        {"amara/.katas/backups/views.py": B, "amara/views.py": A}, {"amara": {3: A}}
    ),
    # Which of two
    "an answer and its copy": Case(
        {"amara/views.py": A, "amara/views (1).py": B},
        {"amara": {3: (A, "not taken: views (1).py")}},
    ),
    "an equal copy": Case({"amara/views.py": A, "amara/views (1).py": A}, {"amara": {3: A}}),
    "two of one name": Case(
        {"amara/a/views.py": A, "amara/b/views.py": B, "bo/views.py": A},
        {"amara": {3: "there is more than one views.py: a/views.py, b/views.py"}, "bo": {3: A}},
    ),
    "a folder and a newer zip": Case(
        {"amara/views.py": B, "amara.zip": zipped({"views.py": A})},
        {"amara": {3: (A, "the later hand-in; passed over: views.py")}},
        saved={"amara/views.py": OLD},
    ),
    "a folder and a zip of one moment": Case(
        {"amara/views.py": A, "amara.zip": zipped({"views.py": A})}, {"amara": {3: A}}
    ),
    "a zip that tells no time, as make submit packs it": Case(
        {"amara/views.py": B, "amara.zip": zipped({"views.py": A}, (2003, 4, 5, 6, 7, 8))},
        {"amara": {3: (A, "the later hand-in; passed over: views.py")}},
        saved={"amara/views.py": OLD},
    ),
    "a zip in a zip": Case(
        {"amara.zip": zipped({"all.zip": zipped({"views.py": A})})}, {"amara": {3: A}}
    ),
    "a zip in a zip, in a download": Case(
        {
            "Day 3.zip": zipped(
                {"doejane_47_88_a.zip": zipped({"all.zip": zipped({"views.py": A})})}
            )
        },
        {"doejane_47": {3: A}},
    ),
    "a zip in too many": Case(
        {"Day 3/amara.zip": zipped({"b.zip": zipped({"c.zip": zipped({"views.py": A})})})},
        {"amara": {3: "c.zip lies in too many others, and is not opened: put the files into one"}},
        (3,),
    ),
    "a zip that was saved anew": Case(
        {"amara/views.py": B, "amara.zip": zipped({"views.py": A}, (2020, 4, 5, 6, 7, 8))},
        {"amara": {3: (A, "the later hand-in; passed over: views.py")}},
        saved={"amara/views.py": OLD},
    ),
    "a second zip": Case(
        {"amara.zip": zipped({"views.py": B}), "amara (1).zip": zipped({"views.py": A})},
        {"amara": {3: (A, "passed over")}},
    ),
    "two zips that say nothing": Case(
        {"amara/views.py": A, "amara.zip": zipped({"views.py": B})},
        {"amara": {3: "handed in more than once, and nothing says which is the later"}},
        saved={"amara/views.py": 0},
    ),
    # Canvas
    "Canvas": Case(
        {"doejane_47_88_views-1.py": A, "ekbo_LATE_48_89_queries.py": B},
        {"doejane_47": {3: A}, "ekbo_48": {7: B}},
        late=(("ekbo_48", 7),),
    ),
    "Canvas, a later hand-in": Case(
        {"doejane_47_67893_views.py": B, "doejane_LATE_47_67999_views-1.py": A},
        {"doejane_47": {3: (A, "passed over: doejane_47_67893_views.py")}},
        late=(("doejane_47", 3),),
    ),
    "Canvas, two files of one answer": Case(
        {"doejane_47_88_apps.py": A, "doejane_47_89_startup.py": B}, {"doejane_47": {5: A}}
    ),
    "Canvas, a zip": Case({"doejane_47_88_all.zip": zipped({VIEWS: A})}, {"doejane_47": {3: A}}),
    "Canvas, one day and any name": Case(
        {"doejane_47_88_final.py": A, "ekbo_48_89_queries.py": B},
        {"doejane_47": {3: (A, "final.py")}, "ekbo_48": {3: "queries.py looks like day 7's"}},
        (3,),
    ),
    "Canvas, a text": Case(
        {"doejane_47_text.html": b"<title>Day 3: Jane</title><p>Sorry &amp; so on</p>"},
        {"doejane_47": {3: "a text that was typed in: Sorry & so on. Asked for"}},
        (3,),
    ),
    "Canvas, anonymous": Case(
        {"anon_aB3xZ_88_views.py": A, "LATE_anon_Qq1_89_views.py": B},
        {"anon_aB3xZ": {3: A}, "anon_Qq1": {3: B}},
        late=(("anon_Qq1", 3),),
    ),
    "Canvas, not unpacked": Case(
        {"submissions.zip": zipped({"doejane_47_88_views.py": A, "ekbo_48_89_views.py": B})},
        {"doejane_47": {3: A}, "ekbo_48": {3: B}},
        told=("submissions.zip: an assignment's hand-ins, of 2 students.",),
    ),
    # Moodle
    "Moodle": Case(
        {
            "Jane Doe_47_assignsubmission_file/views.py": A,
            "Jane Doe_47_assignsubmission_onlinetext/onlinetext.html": b"hi",
            "Bo Ek_48_assignsubmission_file_/views.py": B,
            "Chen Li_49_assignsubmission_file_views.py": A,
        },
        {"Jane Doe": {3: A}, "Bo Ek": {3: B}, "Chen Li": {3: A}},
    ),
    "Moodle, a text": Case(
        {"Jane Doe_47_assignsubmission_onlinetext/onlinetext.html": b"hi"},
        {"Jane Doe": {3: "a text that was typed in: hi. Asked for"}},
        (3,),
    ),
    "Moodle, two of one name": Case(
        {
            "Jane Doe_47_assignsubmission_file/views.py": A,
            "Jane Doe_48_assignsubmission_file/views.py": B,
        },
        {"Jane Doe_47": {3: A}, "Jane Doe_48": {3: B}},
        told=("more than one is called Jane Doe",),
    ),
    "Moodle, one assignment a day": Case(
        {
            "DJ-Day 3 Views-11/Jane Doe_47_assignsubmission_file/views.py": A,
            "DJ-Day 7 Queries-12.zip": zipped(
                {
                    "Jane Doe_901_assignsubmission_file/final.py": B,
                    "Bo Ek_902_assignsubmission_file/queries.py": A,
                }
            ),
        },
        {"Jane Doe": {3: A, 7: (B, "final.py")}, "Bo Ek": {7: A}},
        (3, 7),
        told=("people are joined by name",),
    ),
    # Blackboard, Brightspace, Gradescope
    "Blackboard": Case(
        {
            "Day 3_j_doe_attempt_2026-11-01-09-00-00_views.py": B,
            "Day 3_j_doe_attempt_2026-11-01-09-00-00.txt": SAID.encode(),
            "Day 3_j_doe_attempt_2026-11-02-11-34-56_views.py": A,
            "Day 3_j_doe_attempt_2026-11-02-11-34-56.txt": SAID.encode(),
            "Day 3_bek_attempt_2026-11-02-11-34-56_my.py": A,
            "Day 3_bek_attempt_2026-11-02-11-34-56.txt": NO_TEXT,
            "Day 3_cli_attempt_2026-11-02-11-34-56.txt": NO_TEXT,
        },
        {
            "j_doe": {3: (A, "2026-11-02-11-34-56_views.py, the later")},
            "bek": {3: (A, "my.py")},
            "cli": {3: "only Blackboard's own slip, which says that there is no text and no file"},
        },
    ),
    "what is called after the day decides of it": Case(
        {
            "Week 1/doejane_LATE_47_88_queries.py": A,
            "Day 3/doejane_47_text.html": b"hi",
            "Week 1/ekbo_LATE_48_89_queries.py": A,
            "Day 3/ekbo_48_90_views.pdf": b"",
        },
        {
            "doejane_47": {3: "a text that was typed in: hi", 7: A},
            "ekbo_48": {3: "found views.pdf", 7: A},
        },
        (3, 7),
        late=(("doejane_47", 7), ("ekbo_48", 7)),
    ),
    "Brightspace": Case(
        {
            "index.html": b"",
            "12-67 - Jane Doe - Nov 2, 2026 934 AM/views.py": B,
            "12-67 - Jane Doe - Nov 2, 2026 1134 PM/views.py": A,
            "13-67 - Bo Ek - 2 November, 2026 1201 AM/views.py": A,
        },
        {
            "Jane Doe": {3: (A, "the one in 12-67 - Jane Doe - Nov 2, 2026 1134 PM, the later.")},
            "Bo Ek": {3: A},
        },
    ),
    "Brightspace, side by side": Case(
        {"12-67 - Jane Doe - Nov 2, 2026 934 AM - views.py": A}, {"Jane Doe": {3: A}}
    ),
    "Gradescope": Case(
        {
            "assignment_9_export/submission_metadata.yml": METADATA.encode(),
            "assignment_9_export/submission_11/views.py": A,
            "assignment_9_export/submission_12/Day 3.py": B,
        },
        {"Jane Doe": {3: A}, "Amara Diallo": {3: (B, "Day 3.py")}, "Bo Ek": {3: (B, "Day 3.py")}},
        (3,),
    ),
    "Gradescope, a folder that is not in its list": Case(
        {
            "submission_metadata.yml": METADATA.encode(),
            "submission_11/views.py": A,
            "submission_99/views.py": A,
        },
        {"Jane Doe": {3: A}},
        told=("submission_99 (which submission_metadata.yml does not name)",),
    ),
    "Gradescope, not unpacked": Case(
        {
            "export.zip": zipped(
                {
                    "assignment_9_export/submission_metadata.yml": METADATA.encode(),
                    "assignment_9_export/submission_11/views.py": A,
                }
            )
        },
        {"Jane Doe": {3: A}},
    ),
    # One assignment a day, and whole classes
    "folders by day": Case(
        {
            "Day 3/amara/views.py": A,
            "Day 3/bo.zip": zipped({"x.py": B}),
            "Day 7/Amara/queries.py": B,
        },
        {"amara": {3: A, 7: B}, "bo": {3: (B, "x.py")}},
        told=("Day 3, Day 7: people are joined by name",),
    ),
    "an assignment speaks of its day": Case(
        {f"Day 3/amara/{VIEWS}": A, f"Day 3/amara/{QUERIES}": B, "Day 7/bo/queries.py": A},
        {"amara": {3: A}, "bo": {7: A}},
        (3, 7),
    ),
    "zips by day": Case(
        {
            "Day 3.zip": zipped({"amara/views.py": A, "bo.zip": zipped({"views.py": B})}),
            "Day 7.zip": zipped({"Day 7/amara/queries.py": B}),
        },
        {"amara": {3: A, 7: B}, "bo": {3: B}},
    ),
    "a day that is not set": Case({"Day 3/amara/views.py": A}, {"amara": {}}, (7,)),
    "the class in one zip": Case(
        {"class.zip": zipped({"class/amara/views.py": A, "class/bo/queries.py": B})},
        {"amara": {3: A}, "bo": {7: B}},
        told=("class.zip: an assignment's hand-ins, of 2 students.",),
    ),
    "two of one name in one assignment": Case(
        {"Day 3/Li Wei_1_assignsubmission_file/views.py": A}
        | {"Day 3/Li Wei_2_assignsubmission_file/views.py": B},
        {"Li Wei_1": {3: A}, "Li Wei_2": {3: B}},
        told=("Day 3: an assignment's hand-ins, of 2 students.",),
    ),
    "the class in one folder": Case(
        {"class/amara/views.py": A, "class/bo.zip": zipped({"queries.py": B})},
        {"amara": {3: A}, "bo": {7: B}},
    ),
    "one student's zip": Case(
        {"amara.zip": zipped({VIEWS: A, QUERIES: B})}, {"amara": {3: A, 7: B}}
    ),
    "answers of nobody's": Case(
        {"Day 4.zip": zipped({"middleware.py": A}), "amara/views.py": A},
        {"amara": {3: A}},
        told=("Day 4.zip (answers, but whose?",),
    ),
    "a day and a name": Case({"Day 3 amara/views.py": A}, {"Day 3 amara": {3: A}}),
    "a day and its title": Case(
        {"Day 3 Class-based views/amara/views.py": A}, {"amara": {3: A}}, told=("of 1 student",)
    ),
    "the class in one zip beside a file": Case(
        {"class.zip": zipped({"amara/views.py": A, "bo/views.py": B}), "roster.csv": b""},
        {"amara": {3: A}, "bo": {3: B}},
        told=("roster.csv",),
    ),
    "a stray file": Case(
        {"notes.txt": b"", "amara/views.py": A}, {"amara": {3: A}}, told=("notes.txt",)
    ),
}


def laid_out(root: Path, case: Case) -> Path:
    for name, content in case.files.items():
        path = root / name
        if name.endswith("/"):
            path.mkdir(parents=True)
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        moment = case.saved.get(name, NEW)
        os.utime(path, (moment, moment))
    return root


def taken(
    root: Path,
    known: roster.Roster | None = None,
    earlier: dict[str, Identity] | None = None,
) -> tuple[People, list[str]]:
    """The students of an inbox, and what is told of it."""
    found = inbox.read(root, KNOWN)
    people = joined(found.hand_ins, known, earlier or {})
    alike = apart(people.namesakes, root / "whose.csv")
    return people, [*found.strays, *found.notes, *people.notes, *alike]


# Of two runs: the earlier hand-in, the later, and whether that is told for sure.
MOMENTS = {
    "numbers": (Moment("Canvas", (88,), NEW), Moment("Canvas", (99,), OLD), True),
    "the same number": (Moment("Canvas", (88,), OLD), Moment("Canvas", (88,), NEW), False),
    "numbers of two": (Moment("Canvas", (99,), OLD), Moment("Brightspace", (88,), NEW), True),
    "times of files": (Moment("Moodle", (), OLD), Moment("", (), NEW), True),
    "a moment": (Moment("Moodle", (), NEW - 1), Moment("Moodle", (), NEW), False),
    "numbers of copies": (Moment("", (1,), OLD), Moment("", (0,), NEW), True),
    "no time": (Moment(), Moment("Moodle", (), NEW), False),
}


@pytest.mark.parametrize("case", MOMENTS)
def test_which_hand_in_is_the_later(case: str) -> None:
    """By the LMS' own number, else by when the files were saved."""
    earlier, later, sure = MOMENTS[case]
    assert earlier.is_before(later) is sure and not later.is_before(earlier)


def test_a_clock_that_runs_ahead(tmp_path: Path) -> None:
    """What is handed in after it is later all the same."""
    case = Case({"amara/views.py": A}, {}, saved={"amara/views.py": 4_000_000_000})
    (amara,) = taken(laid_out(tmp_path, case))[0].students
    assert answers.read(amara, KNOWN, KNOWN)[3].moment.saved <= time.time()


@pytest.mark.parametrize("name", CASES)
def test_real_inbox(tmp_path: Path, name: str) -> None:
    """Each student's answer of each day is the one that counts, or it is told why there is none."""
    case = CASES[name]
    people, told = taken(laid_out(tmp_path, case))
    graded = [day for day in KNOWN if day.number in case.graded]
    late, found = [], {}
    for student in people.students:
        read = answers.read(student, graded, KNOWN)
        late += [(student.student, day) for day, each in read.items() if each.late]
        found[student.student] = {
            day: each for day, each in read.items() if each.files or each.problem or each.unbegun
        }
    assert {who: set(by_day) for who, by_day in found.items()} == {
        who: set(by_day) for who, by_day in case.found.items()
    }
    for who, by_day in case.found.items():
        for day, wanted in by_day.items():
            got = found[who][day]
            if isinstance(wanted, str):
                assert wanted in got.problem + got.unbegun and not got.files
                continue
            text, note = wanted if isinstance(wanted, tuple) else (wanted, "")
            assert not got.problem and text in got.files.values()
            assert note in " ".join(got.notes) if note else not got.notes
    for part in case.told:
        assert part in " ".join(told)
    assert tuple(late) == case.late
