"""Day 5, asked from outside: what processes do when they start, what changes drop, and one job.

Real processes are forked in the sandbox from one that has never loaded the answer. Their database,
their caches and the warehouse lie here, so that each statement, each key that is dropped and each
call is seen where it arrives. Not asked here: `manage.py migrate` on a database without tables (no
answer makes tables in the examiner's), the database's own clock, `loaddata` by its name.
"""

from solutions.day05_app_ready import (
    exam_changes,
    exam_job,
    exam_meetings,
    exam_names,
    exam_parallel,
    exam_starts,
)
from solutions.grading.examiner import Exam, question


@question(task=1)
def a_clean_start(exam: Exam) -> None:
    exam_starts.clean(exam)
    exam_names.light_by_any_name(exam)


@question(task=2)
def what_changes_drop(exam: Exam) -> None:
    exam_changes.dropped(exam)


@question(task=3)
def light_in_every_process(exam: Exam) -> None:
    exam_starts.light(exam)
    exam_names.light_by_any_name(exam)


@question(task=4)
def the_one_time_job(exam: Exam) -> None:
    newsroom, parent = exam_job.begun(exam)
    parent = exam_job.once(exam, newsroom, parent)
    exam_meetings.meetings(exam, newsroom, parent)
    exam_parallel.at_once(exam, newsroom, parent)
