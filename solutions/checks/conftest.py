"""What all checks need of the process that they run in."""

import signal

import pytest

# A shell that starts the checks in its background has SIGINT ignored, and programs inherit that:
# Ctrl-C would do nothing to those that the checks start.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# Minutes each. Those that run longest are begun first: the others go on beside them.
LONG = ["test_any_order.py", "test_red_team.py", "test_cluster.py", "test_postgres.py"]
LONG += ["test_dojo_browser.py", "test_wheel.py", "test_on_postgres.py"]
SHARE = 3


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--long-turn",
        type=int,
        help="Of the modules that take minutes, only a third",
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    turn: int | None = config.getoption("--long-turn")
    if turn is not None:
        mine = {name for place, name in enumerate(LONG) if place % SHARE == turn % SHARE}
        left = [item for item in items if item.path.name in {*LONG} - mine]
        config.hook.pytest_deselected(items=left)
        items[:] = [item for item in items if item not in left]
    items.sort(key=lambda item: item.path.name not in LONG[:2])
