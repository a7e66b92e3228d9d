"""What the examiner asks of Day 7: querysets are drawn, rows change, the database counts.

Instances cannot be seen from outside: what is fetched, and what is announced, stands for them.
"""

from solutions.day07_lazy_querysets.exam_archive import (
    sum_of_an_archive,
    sum_of_an_archive_with_threads,
    sum_of_two_larger_archives,
)
from solutions.day07_lazy_querysets.exam_bylines import (
    lines_of_any_articles,
)
from solutions.day07_lazy_querysets.exam_bylines_cost import (
    lines_of_few_and_of_many,
)
from solutions.day07_lazy_querysets.exam_pages import (
    pages_of_what_is_there,
    small_questions_of_a_changing_newsroom,
)
from solutions.day07_lazy_querysets.exam_published import (
    what_is_chained_is_asked_when_it_is_read,
)
from solutions.day07_lazy_querysets.exam_published_now import (
    what_is_published_is_of_now,
)
from solutions.day07_lazy_querysets.exam_weight import (
    sums_of_any_articles,
)

__all__ = [
    "lines_of_any_articles",
    "lines_of_few_and_of_many",
    "pages_of_what_is_there",
    "small_questions_of_a_changing_newsroom",
    "sum_of_an_archive",
    "sum_of_an_archive_with_threads",
    "sum_of_two_larger_archives",
    "sums_of_any_articles",
    "what_is_chained_is_asked_when_it_is_read",
    "what_is_published_is_of_now",
]
