"""The pages a person reads: a student's feedback, and the cohort's. One file each, no network."""

from base64 import b64encode
from collections.abc import Sequence
from functools import cache
from hashlib import sha256
from importlib import resources
from urllib.parse import quote

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup

from katas.harness.pictures.drawing.gauge import gauge
from katas.harness.verdicts import amount
from solutions.grading.reports import charts
from solutions.grading.reports.evidence import verdict_of
from solutions.grading.reports.gradescope import not_reached
from solutions.grading.reports.task_sheet import Mark
from solutions.grading.text import clean

# A mark is a sign and a word before it is a colour.
WORDS = {
    Mark.EARNED: "done",
    Mark.RED: "red",
    Mark.WAITS: "waits for review",
    Mark.UNJUDGED: "not judged",
    Mark.ABSENT: "not handed in, or not begun",
}
SIGNS = {
    Mark.EARNED: "\u2713",
    Mark.RED: "\u2717",
    Mark.WAITS: "!",
    Mark.UNJUDGED: "?",
    Mark.ABSENT: "-",
}


class Script:
    """What sorts and filters the cohort page's tables; without scripts they are there as well."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.hash = b64encode(sha256(text.encode()).digest()).decode()


def template_text(name: str) -> str | None:
    file = resources.files("solutions.grading.reports") / "templates" / name
    return file.read_text(encoding="utf-8") if file.is_file() else None


@cache
def environment() -> Environment:
    """Templates in which every value is escaped, and a name that is not there is an error."""
    made = Environment(
        loader=FunctionLoader(template_text),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["clean"] = clean
    made.filters["percent"] = lambda share: f"{100 * share:.0f}%"
    made.globals.update(
        amount=amount,
        not_reached=not_reached,
        verdict_of=verdict_of,
        counted=charts.counted,
        histogram=charts.histogram,
        gauge=lambda share: Markup(gauge(share)),  # noqa: S704 (drawn of a number)
        link=lambda folder: quote(folder) + "/feedback.html",
        words=WORDS,
        signs=SIGNS,
    )
    return made


def feedback(name: str, sheets: list, sandbox: str) -> str:
    """A student's page: their own days only."""
    page = environment().get_template("feedback.html")
    return page.render(name=clean(name), sheets=sheets, sandbox=sandbox)


def cohort(found: object, similar: object, sandbox: str, notes: Sequence[str] = ()) -> str:
    """The instructor's page. Its one script is told to the browser by its hash: no other runs."""
    page = environment().get_template("cohort.html")
    script = Script(template_text("cohort.js") or "")
    return page.render(cohort=found, similar=similar, sandbox=sandbox, notes=notes, script=script)
