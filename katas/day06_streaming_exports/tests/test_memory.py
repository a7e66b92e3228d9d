"""Task 3: memory that does not depend on the number of rows."""

from itertools import islice

import pytest

from katas.day06_streaming_exports.tests.driver import respond
from katas.day06_streaming_exports.tests.weighing import check_memory

pytestmark = [pytest.mark.task(3), pytest.mark.django_db(transaction=True), pytest.mark.machine]


def test_memory_stays_flat():
    """An export of three times as many rows must not need more memory."""

    def take(most):
        response = respond()
        taken = lines = 0
        for chunk in islice(response, most):
            taken += 1
            lines += chunk.count(b"\n")
        response.close()
        return taken, lines

    check_memory(take)
