"""python -m solutions <command>: the instructor's and the author's commands."""

import click

from katas.harness.commands.common import LazyCommands

NAMES = [
    *("handout", "gradescope", "grade"),
    *("new", "chaff", "soundness", "versions", "mutants", "checks", "test", "bench"),
]


@click.group(
    cls=LazyCommands,
    places={name: f"solutions.commands.{name}:command" for name in NAMES},
    context_settings={"help_option_names": ["-h", "--help"]},
)
def main() -> None:
    """Django katas, the instructor's and the author's side."""


if __name__ == "__main__":
    main()
