"""python -m katas report: what a continuous integration is told."""

from pathlib import Path

from katas.harness import days
from katas.harness.commands.report import named_definition
from solutions.checks.support.tiny_project import RIGHT, Tiny

RED = '''

@pytest.mark.task({task})
def test_more_{task}():
    """{rule}."""
    require(False, asked="", expected="more", got="less")
'''


def test_annotations_stand_where_the_fault_is(tmp_path: Path) -> None:
    """At the line that broke, else at the function that was asked, else at no line of the file."""
    tiny = Tiny(tmp_path)
    manifest = tiny.day / "kata.toml"
    text = manifest.read_text().replace("points = 40", "points = 20")
    more = text[text.index("[[tasks]]", text.index("[[tasks]]") + 1) :].replace("Second", "Third")
    manifest.write_text(f"{text}\n{more}")
    rule = RED.format(task=3, rule="To double is to shout")
    tiny.tests.write_text(tiny.tests.read_text() + rule)
    tiny.answer.write_text(RIGHT.replace("2 * x", "x / 0").replace("upper", "lower"))
    status, output = tiny.run("katas", "report", GITHUB_ACTIONS="true")
    told = [line.partition(",title=")[0] for line in output.splitlines() if line[:2] == "::"]
    file = "::error file=katas/day09_tiny/answer.py"
    assert (status, told) == (1, [f"{file},line=2", f"{file},line=5", file]), output


def test_a_method_that_a_class_of_the_tests_inherits() -> None:
    """Where it begins: "Desk.as_view()" names no class of the answer, but a method of one."""
    (day,) = (each for each in days.present() if each.number == 3)
    lines = (day.folder / "views.py").read_text().splitlines()
    (line,) = (number for number, text in enumerate(lines, 1) if "def as_view(" in text)
    assert named_definition(day, "Desk.as_view().__name__\nview") == ("views.py", str(line))
    assert named_definition(day, "an as_view of no class") is None
