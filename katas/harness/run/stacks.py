"""The stacks that faulthandler writes for a process that is stuck or dies."""

from katas.harness.days import Day


def answer_line(said: str, day: Day) -> str:
    """The answer's line in what the process has written, as "exports.py:31 in lines"; or ""."""
    for line in said.splitlines():
        for file in day.answers:
            if f'/{day.name}/{file}", line ' in line:
                number, _, function = line.partition('", line ')[2].partition(" in ")
                return f"{file}:{number} in {function}"
    return ""
