"""Shows a run in a terminal. Reads the record only; colour supports, never carries, the meaning."""

import os
import sys
from collections.abc import Iterable
from contextlib import nullcontext
from pathlib import Path

from rich.console import Console
from rich.padding import Padding
from rich.rule import Rule
from rich.status import Status as Spinner
from rich.text import Text

from katas.harness import progress
from katas.harness.answers import KATAS
from katas.harness.days import Day, Task, by_number
from katas.harness.results import Event, Status
from katas.harness.verdicts import Figure, figure_text

WIDTH = 80
BAR = 26
TITLE = 40
STEP = 44


def console() -> Console:
    """The terminal, at most 80 columns wide unless it is told otherwise by COLUMNS."""
    found = Console(highlight=False, soft_wrap=False)
    return found if found.width <= WIDTH else Console(highlight=False, width=WIDTH)


def wide_console() -> Console:
    """The terminal as wide as it is, for what stands side by side."""
    return Console(highlight=False)


def show_run(day: Day, events: Iterable[Event], out: Console) -> Status:
    """Print a run while it happens. Returns how it ended."""
    view = RunView(day, out)
    waiting = out.status("starting") if out.is_terminal else nullcontext()
    with waiting as spinner:
        for event in events:
            view.take(event, spinner)
    view.close()
    return view.status


class RunView:
    """A day on the screen: the task list, then the first red task, then what to do next."""

    def __init__(self, day: Day, out: Console) -> None:
        self.day, self.out = day, out
        self.status = Status.ENVIRONMENT
        self.seconds = 0.0
        self.tests: dict[str, Event] = {}
        self.results: dict[str, Event] = {}
        self.shown: set[int] = set()
        self.stopped: Event | None = None
        self.is_mine = False

    def take(self, event: Event, spinner: Spinner | None) -> None:
        kind = event["event"]
        if kind == "run":
            self.tests = {test["id"]: test for test in event["tests"]}
            self.is_mine = event["answers"] is None
            self.header(event)
        elif kind == "start" and spinner is not None:
            test = self.tests[event["id"]]
            spinner.update(f"[dim]task {test['task']}: {escape(shorten(test['rule'], 66))}")
        elif kind == "test":
            self.results[event["id"]] = event
            task = self.tests[event["id"]]["task"]
            if all(test["id"] in self.results for test in self.of_task(task)):
                self.task_line(self.day.task(task))
        elif kind == "stopped":
            self.stopped = event
        elif kind == "end":
            self.status, self.seconds = Status(event["status"]), event["seconds"]

    def of_task(self, number: int) -> list[Event]:
        return [test for test in self.tests.values() if test["task"] == number]

    def outcomes(self, number: int) -> list[str]:
        """The outcomes of a task's tests; "" for one that did not get its turn."""
        return [
            self.results.get(test["id"], {"outcome": ""})["outcome"]
            for test in self.of_task(number)
        ]

    def is_green(self, number: int) -> bool:
        seen = set(self.outcomes(number))
        return "passed" in seen and seen <= {"passed", "not_run"}

    # Lines ----------------------------------------------------------------------------------------

    def header(self, event: Event) -> None:
        folder = event["answers"]
        whose = Path(folder) / self.day.name if folder else self.day.folder
        files = " and ".join(self.day.answers)
        place = relative(whose)
        self.out.print(spread(f"[b]Day {self.day.number}  {self.day.title}[/b]", place))
        left = f"      {'your answer' if folder is None else 'examined'}: {files}"
        self.out.print(spread(left, f"tests: {len(self.tests)}   seed {event['seed']}"))
        self.out.print()

    def task_line(self, task: Task) -> None:
        if task.number in self.shown:
            return
        self.shown.add(task.number)
        outcomes = self.outcomes(task.number)
        passed = outcomes.count("passed")
        judged = len(outcomes) - outcomes.count("not_run")
        unfit = outcomes.count("unfit") + outcomes.count("error")
        if self.is_green(task.number):
            mark, style = "ok", "green"
        elif "failed" in outcomes:
            mark, style = " x", "red"
        else:
            mark, style = " ?", "yellow"
        count = f"{passed} of {judged}"
        notes = [f"{outcomes.count('not_run')} not run"] if judged < len(outcomes) else []
        notes += ["could not be judged"] if unfit else []
        line = Text.assemble(
            (f"{task.number:>2}  {task.title:<{TITLE}}", ""),
            (f"{mark} {count}", style),
            (f"{task.points:>{12 - len(count)}} points", "" if mark == "ok" else "dim"),
        )
        self.out.print(line, no_wrap=True, overflow="ignore", crop=False)
        if notes:
            self.out.print(f"[dim]    {', '.join(notes)}")

    def close(self) -> None:
        if self.stopped is not None:
            self.out.print(self.stopped["text"], markup=False)
            self.next_steps(None)
            return
        for task in self.day.tasks:
            self.task_line(task)
        earned = sum(task.points for task in self.day.tasks if self.is_green(task.number))
        total = f"{earned} of {self.day.points} points · {self.seconds:.1f} s"
        self.out.print(f"{'':>{TITLE + 4}}{total}")
        self.not_run()
        self.unfit()
        if self.is_mine:
            green = [task.number for task in self.day.tasks if self.is_green(task.number)]
            if trouble := progress.note(self.day, green):
                self.out.print(f"[yellow]{escape(trouble)}")
        red = next((t for t in self.day.tasks if "failed" in self.outcomes(t.number)), None)
        if red is not None:
            self.first_red(red)
        elif self.status == Status.GREEN:
            self.out.print(f"\n[green]Day {self.day.number} done.[/green] {escape(self.day.done)}")
        self.next_steps(red)

    def not_run(self) -> None:
        for result in self.results.values():
            if result["outcome"] == "not_run":
                self.out.print(f"[dim]    {result['id']}: {escape(result['verdict']['note'])}")

    def unfit(self) -> None:
        for result in self.results.values():
            if result["outcome"] in ("unfit", "error"):
                self.out.print(Rule("Not judged: the environment", align="left", style="yellow"))
                self.out.print(f"{result['id']}\n{result['verdict']['note']}", markup=False)

    def first_red(self, task: Task) -> None:
        failed = [
            result
            for test in self.of_task(task.number)
            if (result := self.results.get(test["id"])) and result["outcome"] == "failed"
        ]
        first, *others = failed
        title = f"Task {task.number}: {task.title[0].lower()}{task.title[1:]}"
        self.out.print()
        self.out.print(Rule(title, align="left", characters="-", style="red"))
        self.out.print(self.tests[first["id"]]["rule"], markup=False)
        self.out.print()
        for line in verdict_lines(first["verdict"]):
            self.out.print(line)
        if first["output"]:
            self.out.print("\n  [dim]your code printed[/dim]")
            self.out.print(indent(first["output"], 4), markup=False)
        rules = dict.fromkeys(self.tests[other["id"]]["rule"] for other in others)
        rules.pop(self.tests[first["id"]]["rule"], None)
        if rules:
            self.out.print("\n  [dim]also red in this task[/dim]")
            for rule in rules:
                self.out.print(Padding(Text(rule), (0, 0, 0, 4)))

    def next_steps(self, red: Task | None) -> None:
        number = self.day.number
        again = f"make kata day={number}"
        lesson = relative(self.day.folder / "README.md")
        steps: list[tuple[str, str]] = []
        if self.status == Status.GREEN:
            steps = [(f"make compare day={number}", "your answer beside ours, measured")]
            if following := by_number(number + 1):
                steps.append((f"make kata day={number + 1}", following.title.lower()))
            steps.append((lesson, "the lesson, where to read on"))
        else:
            steps = [(again, "run again")]
            if red is not None:
                steps.append((f"make hint day={number}", "a first nudge"))
                test = next(
                    t["id"]
                    for t in self.of_task(red.number)
                    if self.results.get(t["id"], {}).get("outcome") == "failed"
                )
                pytest = relative(Path(sys.prefix) / "bin" / "pytest")
                steps.append((f"{pytest} katas -k '{test}'", "this test alone"))
            steps.append((lesson, "the lesson"))
        width = min(max(len(command) for command, _ in steps) + 3, STEP)
        self.out.print()
        for command, meaning in steps:
            if len(command) + 2 > width:
                self.out.print(f"  [b]{escape(command)}[/b]", soft_wrap=True)
                command = ""
            line = f"  [b]{escape(command):<{width}}[/b][dim]{meaning}"
            self.out.print(line, soft_wrap=True)
        if os.environ.get("KATAS_MAKE") and self.status != Status.GREEN:
            self.out.print("[dim]\n  (make's own line below only says that not all is green)")


def show_days(days: list[Day], out: Console) -> None:
    """Print all days with what the learner has reached."""
    reached = progress.read()
    for day in days:
        state = reached.get(day.number)
        if state is None or (progress.is_untouched(day) and not state.green):
            words = "not begun" if progress.is_untouched(day) else "begun"
        else:
            done = len(state.green) == len(day.tasks)
            words = f"{'ok' if done else '  '} {len(state.green)} of {len(day.tasks)} tasks"
            words = f"{words:<16}{state.points:>3} of {day.points} points"
        out.print(f"{day.number:>2}  {day.title:<30}{words}", soft_wrap=True)
    out.print("\n  [b]make kata day=N[/b]   [dim]run a day")


def show_hint(day: Day, number: int | None, out: Console) -> None:
    """Print the next hint of a task, the ones before it included; note that it was shown."""
    reached = progress.read().get(day.number)
    green = reached.green if reached else []
    task = next(
        (t for t in day.tasks if (t.number not in green if number is None else t.number == number)),
        day.tasks[-1],
    )
    step = min(progress.hints_used(day, task.number) + 1, len(task.hints))
    out.print(f"[b]Day {day.number}, task {task.number}[/b]  {task.title}\n{escape(task.rule)}\n")
    for count, text in enumerate(task.hints[:step], 1):
        out.print(f"  {count} of {len(task.hints)}", style="dim")
        out.print(Padding(Text(text), (0, 0, 1, 2)))
    if trouble := progress.note_hint(day, task.number, step):
        out.print(f"[yellow]{escape(trouble)}")
    more = f"make hint day={day.number} task={task.number}"
    if step < len(task.hints):
        out.print(f"  [b]{more}[/b]   [dim]the next hint")
    out.print(f"  [b]make kata day={day.number}[/b]{'':<{max(3, len(more) - 12)}}[dim]run again")


def verdict_lines(verdict: Event) -> list[Text]:
    """The parts of a verdict as lines; figures that ask for it get a bar on one scale."""
    figures = [Figure(**figure) for figure in verdict["figures"]]
    rows = [(label, verdict.get(label) or "") for label in ("asked", "expected", "got")]
    labels = [label for label, text in rows if text] + [figure.name for figure in figures]
    width = max((len(label) for label in labels), default=0) + 2
    lines = []
    for label, text in rows:
        for number, part in enumerate(text.splitlines()):
            lines.append(
                Text.assemble(
                    f"  {label if number == 0 else '':<{width}}",
                    (part, {"expected": "green", "got": "red"}.get(label, "")),
                )
            )
    if figures and lines:
        lines.append(Text(""))
    top = max((f.measured for f in figures if f.bar), default=0)
    texts = [figure_text(figure) for figure in figures]
    column = max((len(t) for t, f in zip(texts, figures, strict=True) if f.bar), default=0)
    for text, figure in zip(texts, figures, strict=True):
        bar = "#" * max(1, round(BAR * figure.measured / top)) if figure.bar and top else ""
        lines.append(Text(f"  {figure.name:<{width}}{text:>{column}}  {bar}".rstrip()))
    for extra in (verdict.get("note"), verdict.get("where")):
        if extra:
            lines += [Text(""), *(Text(f"  {line}") for line in extra.splitlines())]
    return lines


def spread(left: str, right: str) -> str:
    """Two texts at the edges of the line; markup does not count."""
    plain = Text.from_markup(left).plain
    return f"{left}{' ' * max(2, WIDTH - 1 - len(plain) - len(right))}[dim]{right}[/dim]"


def relative(path: Path) -> str:
    """The path as seen from the project's root, if it lies there."""
    root = KATAS.parent
    return str(path.relative_to(root) if path.is_relative_to(root) else path)


def indent(text: str, by: int) -> str:
    return "\n".join(" " * by + line for line in text.splitlines())


def shorten(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[: limit - 1] + "…"


def escape(text: str) -> str:
    """Text that rich must not read as markup."""
    return text.replace("[", "\\[")
