"""What the examiner asks of Day 7: querysets are drawn, rows change, the database counts.

Instances cannot be seen from outside: what the process fetches, and what it announces, stands for them.
"""

from solutions.day07_lazy_querysets.exam_published import (
    published_is_what_is_published_now,
    what_is_chained_is_asked_when_it_is_read,
)

__all__ = [
    "published_is_what_is_published_now",
    "what_is_chained_is_asked_when_it_is_read",
]
