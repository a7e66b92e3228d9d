"""What all checks need of the process that they run in."""

import signal

import pytest

# A shell that starts the checks in its background has SIGINT ignored, and programs inherit that:
# Ctrl-C would do nothing to those that the checks start.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes longest is begun first: the others go on beside it."""
    items.sort(key=lambda item: item.path.name not in ("test_any_order.py", "test_red_team.py"))
