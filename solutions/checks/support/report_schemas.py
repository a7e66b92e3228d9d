"""What others publish about the files they read, as checks: each returns the faults it finds."""

import json
import re
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

Shape = dict[str, Any]
VISIBILITIES = ("hidden", "after_due_date", "after_published", "visible")
FORMATS = ("text", "html", "simple_format", "md", "ansi")


def faults(data: object, shape: Shape, required: set[str], where: str = "") -> list[str]:
    """Keys that are missing or unknown, and values of another type or not among the allowed.

    shape: for each key a type, a tuple of types, or a list of the allowed values.
    """
    if not isinstance(data, dict):
        return [f"{where or 'the file'} is no object"]
    found = [f"{where}{key} is missing" for key in sorted(required - data.keys())]
    for key, value in data.items():
        wanted = shape.get(key)
        if wanted is None:
            found.append(f"{where}{key} is no known key")
        elif isinstance(wanted, list):
            if value not in wanted:
                found.append(f"{where}{key} is {value!r}")
        elif not isinstance(value, wanted) or isinstance(value, bool):
            found.append(f"{where}{key} is a {type(value).__name__}")
    return found


def gradescope(data: Any) -> list[str]:
    """https://gradescope-autograders.readthedocs.io/en/latest/specs/, "Output format"."""
    number, visibility, form = (int, float), list(VISIBILITIES), list(FORMATS)
    top: Shape = {
        "score": number, "execution_time": number, "output": str, "output_format": form,
        "test_output_format": form, "test_name_format": form, "visibility": visibility,
        "stdout_visibility": visibility, "extra_data": dict, "tests": list, "leaderboard": list,
    }  # fmt: skip
    test: Shape = {
        "score": number, "max_score": number, "status": ["passed", "failed"], "name": str,
        "name_format": form, "number": str, "output": str, "output_format": form, "tags": list,
        "visibility": visibility, "extra_data": dict,
    }  # fmt: skip
    leader: Shape = {"name": str, "value": (int, float, str), "order": ["asc", "desc"]}
    found = faults(data, top, {"score", "tests"})
    for index, each in enumerate(data.get("tests", [])):
        found += faults(each, test, {"score", "max_score", "name", "number"}, f"tests[{index}].")
        if not 0 <= each.get("score", 0) <= each.get("max_score", 0):
            found.append(f"tests[{index}].score is {each.get('score')}")
    for key in ("score", "execution_time"):
        if data.get(key, 0) < 0:
            found.append(f"{key} is {data[key]}")
    for index, each in enumerate(data.get("leaderboard", [])):
        found += faults(each, leader, {"name", "value"}, f"leaderboard[{index}].")
    return found


def exercism(data: Any) -> list[str]:
    """https://exercism.org/docs/building/tooling/test-runners/interface, version 3."""
    text = (str, type(None))
    top: Shape = {
        "version": [3], "status": ["pass", "fail", "error"], "message": text, "tests": list,
    }  # fmt: skip
    test: Shape = {
        "name": str, "test_code": str, "status": ["pass", "fail", "error"], "message": text,
        "output": text, "task_id": int,
    }  # fmt: skip
    found = faults(data, top, {"version", "status", "tests"})
    if data["status"] == "error" and not data.get("message"):
        found.append("an error has no message")
    if data["status"] != "error" and data.get("message") is not None:
        found.append("a message beside a status that is no error")
    if len(data.get("message") or "") > 65_535:
        found.append("the message is longer than 65,535 characters")
    seen = [each.get("status") for each in data["tests"]]
    if seen and data["status"] == "pass" and set(seen) != {"pass"}:
        found.append("a pass although not every test passed")
    if seen and data["status"] == "fail" and set(seen) == {"pass"}:
        found.append("a fail although every test passed")
    if not seen and data["status"] != "error":
        found.append("no test, and no error")
    for index, each in enumerate(data["tests"]):
        found += faults(each, test, {"name", "status", "test_code"}, f"tests[{index}].")
        if each.get("status") != "pass" and not each.get("message"):
            found.append(f"tests[{index}].message is missing")
        if len(each.get("output") or "") > 500:
            found.append(f"tests[{index}].output is longer than 500 characters")
    return found


# Jenkins' junit-10.xsd (jenkinsci/xunit-plugin, types/model/xsd): children, attributes that have to
# be there, and attributes that may.
JUNIT = {
    "testsuites": ({"testsuite"}, set(), {"name", "time", "tests", "failures", "errors"}),
    "testsuite": (
        {"testsuite", "properties", "testcase", "system-out", "system-err"},
        {"name", "tests", "failures", "errors"},
        {"group", "time", "skipped", "timestamp", "hostname", "id", "package", "file", "log"},
    ),
    "properties": ({"property"}, set(), set()),
    "property": (set(), {"name", "value"}, set()),
    "testcase": (
        {"skipped", "error", "failure", "system-out", "system-err"},
        {"name"},
        {"time", "classname", "group"},
    ),
    "failure": (set(), set(), {"type", "message"}),
    "error": (set(), set(), {"type", "message"}),
    "skipped": (set(), set(), {"type", "message"}),
}
SUREFIRE_TIME = re.compile(r"(([0-9]{0,3},)*[0-9]{3}|[0-9]{0,3})*(\.[0-9]*)?")


def junit(root: Element) -> list[str]:
    """The schema's rules for each element; the sums of a suite have to be right as well."""
    found = [] if root.tag == "testsuites" else [f"the root is {root.tag}"]
    for element in root.iter():
        if element.tag not in JUNIT:
            found.append(f"{element.tag} is no known element")
            continue
        children, required, optional = JUNIT[element.tag]
        given = set(element.attrib)
        found += [f"{child.tag} in {element.tag}" for child in element if child.tag not in children]
        found += [f"{element.tag} has no {name}" for name in sorted(required - given)]
        found += [f"{element.tag} has {name}" for name in sorted(given - required - optional)]
        if not SUREFIRE_TIME.fullmatch(element.get("time", "")):
            found.append(f"time is {element.get('time')}")
        if element.tag == "testsuite":
            kinds = {
                "tests": "testcase",
                "failures": "testcase/failure",
                "errors": "testcase/error",
            }
            for name, path in kinds.items():
                if element.get(name) != str(len(element.findall(path))):
                    found.append(f"{name} of {element.get('name')} is {element.get(name)}")
    return found


def canvas(rows: list[list[str]]) -> list[str]:
    """What gradebook_importer.rb of instructure/canvas-lms asks of the rows."""
    head = rows[0]
    found = []
    if "Student" not in head[0] or "ID" not in head[1]:
        found.append("header?: the first columns are not Student and ID")
    if not (re.search(r"SIS\s+User\s+ID", head[2]) and re.search(r"SIS\s+Login\s+ID", head[3])):
        found.append("update_column_count: no SIS User ID and SIS Login ID")
    if "Section" not in head[4]:
        found.append("last_student_info_column: no Section")
    maxima = [number for number, row in enumerate(rows) if "Points Possible" in row[0]]
    if maxima != [1]:
        found.append(f"check_for_non_student_row: maxima in rows {maxima}")
    for row in rows[1:]:
        if len(row) != len(head):
            found.append(f"{len(row)} cells in a row")
        found += [f"grade {cell!r}" for cell in row[5:] if not re.fullmatch(r"[0-9.]*", cell)]
    return found


def moodle(rows: list[list[str]]) -> list[str]:
    """What grade/import/csv/classes/load_data.php of moodle/moodle asks of the rows."""
    found = []
    for row in rows[1:]:
        if not row[0]:
            found.append("map_user_data_with_value: an empty user")
        for cell in row[1:]:
            if cell.strip() != "-" and not (cell.isdecimal() and int(cell) <= 100):
                found.append(f"insert_grade_record: grade {cell!r}")
    return found


def loaded(file: Path) -> Any:
    """A JSON file, strictly: NaN and Infinity are no JSON."""

    def no_number(text: str) -> float:
        raise ValueError(f"{text} in {file.name}")

    return json.loads(file.read_text(encoding="utf-8"), parse_constant=no_number)


def workflow(data: Any) -> list[str]:
    """https://docs.github.com/en/actions/reference/workflow-syntax-for-github-actions, in part."""
    data = {"on" if key is True else key: value for key, value in data.items()}  # YAML 1.1's "on"
    top: Shape = {"name": str, "on": (str, list, dict), "permissions": dict, "jobs": dict}
    job: Shape = {"name": str, "runs-on": str, "timeout-minutes": int, "steps": list}
    step: Shape = {"name": str, "id": str, "if": str, "uses": str, "run": str, "with": dict}
    found = faults(data, top, {"on", "jobs"})
    for name, each in data.get("jobs", {}).items():
        found += faults(each, job, {"runs-on", "steps"}, f"jobs.{name}.")
        for index, one in enumerate(each.get("steps", [])):
            where = f"jobs.{name}.steps[{index}]"
            found += faults(one, step, set(), f"{where}.")
            found += [f"{where} is no step"] if ("uses" in one) == ("run" in one) else []
    return found


def moodle_feedback(name: str, participants: set[str]) -> str:
    """Whose feedback Moodle takes a file of the zip for, "" for nobody's.

    mod/assign/feedback/file/importziplib.php: parts of the path are looked at in turn; one that has
    four fields with _ between, a participant's number in the second, tells.
    """
    *_, file = name.split("/")
    for part in name.split("/") if file[0] not in ".~" else []:
        fields = part.split("_", 4)
        if len(fields) >= 4 and fields[1] in participants and fields[2] == "assignsubmission":
            return fields[1]
    return ""


def canvas_feedback(name: str, attachments: dict[str, str]) -> str:
    """Whose comment Canvas makes of a file of the zip, "" if it is ignored.

    app/models/abstract_assignment.rb, infer_comment_context_from_filename: the first two fields of
    digits are the user and the attachment. attachments: the user of each.
    """
    fields = name.rpartition("/")[2].split("_")
    user, attachment, *_ = [*(field for field in fields if field.isdigit()), "", ""]
    ignored = fields[-1].startswith("link") or attachments.get(attachment) != user
    return "" if ignored else user
