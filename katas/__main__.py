"""python -m katas <command>: all that the Makefile calls."""

import click

from katas.harness.commands.common import Commands

# Each is loaded when it is called. One that takes more than a module has a folder of its own.
COMMANDS = {
    "kata": "katas.harness.commands.kata:command",
    "watch": "katas.harness.watch.command:command",
    "dojo": "katas.harness.dojo.command:command",
    "hint": "katas.harness.commands.hint:command",
    "progress": "katas.harness.commands.progress:command",
    "reset": "katas.harness.commands.reset:command",
    "undo": "katas.harness.commands.undo:command",
    "compare": "katas.harness.commands.compare:command",
    "lab": "katas.harness.commands.lab:command",
    "submit": "katas.harness.commands.submit:command",
    "report": "katas.harness.commands.report:command",
    "doctor": "katas.harness.doctor.command:command",
}


@click.group(
    cls=Commands, places=COMMANDS, context_settings={"help_option_names": ["-h", "--help"]}
)
def main() -> None:
    """Django katas: each day a broken module and strict tests.

    Exit status: 0 green, 1 red, 2 wrong use, 3 the environment's fault, 4 answers not found.
    """


if __name__ == "__main__":
    main()
