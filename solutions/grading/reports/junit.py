"""junit.xml, as Jenkins and most other services read it.

Jenkins' schema (pytest's xunit2 follows it):
https://github.com/jenkinsci/xunit-plugin/blob/master/src/main/resources/org/jenkinsci/plugins/xunit/types/model/xsd/junit-10.xsd
"""

from xml.etree import ElementTree

from solutions.grading.reports.evidence import message_of
from solutions.grading.reports.sheet import OUTSIDE, DaySheet
from solutions.grading.reports.task_sheet import TaskSheet
from solutions.grading.text import clean
from solutions.grading.verdict.model import Status, TestGrade

HEAD = '<?xml version="1.0" encoding="utf-8"?>\n'


def results(name: str, sheets: list[DaySheet], sandbox: str) -> str:
    """The file's text: a suite for each day, a case for each test."""
    root = ElementTree.Element("testsuites", name=clean(name, 200))
    for sheet in sheets:
        suite = ElementTree.SubElement(root, "testsuite", name=sheet.day.name)
        properties = ElementTree.SubElement(suite, "properties")
        known = {"sandbox": sandbox, "status": sheet.status, "points": sheet.points or 0}
        for key, value in known.items():
            ElementTree.SubElement(properties, "property", name=key, value=clean(value))
        for task in sheet.tasks:
            for test in task.tests:
                suite.append(case(task, test))
            if task.contradicted:
                suite.append(from_outside(task))
        if not sheet.judged:
            suite.append(whole_day(sheet))
        counted(suite, sheet.grade.seconds if sheet.grade else 0.0)
    ElementTree.indent(root)
    return HEAD + ElementTree.tostring(root, encoding="unicode") + "\n"


def case(task: TaskSheet, test: TestGrade) -> ElementTree.Element:
    element = ElementTree.Element(
        "testcase",
        classname=f"{task.day.name}.task{task.task.number}",
        name=clean(test.id, 200),
        time=f"{test.seconds:.3f}",
    )
    kind = {"failed": "failure", "not_run": "skipped", "passed": ""}.get(test.outcome, "error")
    if kind:
        # One line in the attribute, the whole below it.
        said = ElementTree.SubElement(
            element, kind, message=" ".join(clean(test.rule, 300).split())
        )
        said.text = message_of(test) if kind == "failure" else test.outcome
    return element


def from_outside(task: TaskSheet) -> ElementTree.Element:
    """A failed case for a task that passed its tests and gave something else from outside."""
    where = f"{task.day.name}.task{task.task.number}"
    element = ElementTree.Element("testcase", classname=where, name=OUTSIDE, time="0.000")
    said = ElementTree.SubElement(element, "failure", message=task.contradicted.splitlines()[0])
    said.text = task.contradicted
    return element


def whole_day(sheet: DaySheet) -> ElementTree.Element:
    """A case for a day that was not judged to its end; not handed in counts as skipped."""
    element = ElementTree.Element("testcase", classname=sheet.day.name, name="the day as a whole")
    kind = "skipped" if sheet.status is Status.ABSENT else "error"
    ElementTree.SubElement(element, kind, message=" ".join(sheet.sentence.split()))
    return element


def counted(suite: ElementTree.Element, seconds: float) -> None:
    """Fill in the sums that the schema asks for."""
    suite.set("tests", str(len(suite.findall("testcase"))))
    for name, kind in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        suite.set(name, str(len(suite.findall(f"testcase/{kind}"))))
    suite.set("time", f"{seconds:.3f}")
