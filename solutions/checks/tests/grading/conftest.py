"""What the grading's checks need."""

import pytest

from solutions.grading.sandbox.selftest import NoSandbox, found
from solutions.grading.sandbox.staging import Workplace


@pytest.fixture(scope="session")
def sandboxed() -> None:
    """Skip where there is no sandbox to be had."""
    try:
        with Workplace() as workplace:
            found(workplace, [], unsafe=False)
    except NoSandbox as error:
        pytest.skip(str(error))
