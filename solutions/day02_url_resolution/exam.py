"""Day 2 from outside: paths, names, numbers and links of all kinds, of one process; then CPU time.

Counts of patterns, calls and rounds are seen inside only. From outside, the CPU time of the process
stands in for them, beside that of a flat list here.
"""

from solutions.day02_url_resolution.exam_cost import cheap, cheap_elsewhere
from solutions.day02_url_resolution.exam_mixture import told
from solutions.day02_url_resolution.exam_things import judge
from solutions.grading.examiner import Exam, question


@question(task=1)
def paths_lead_where_a_flat_list_leads_them(exam: Exam) -> None:
    judge(1, told(exam, 1))


@question(task=2)
def names_reverse_and_lead_back(exam: Exam) -> None:
    judge(2, told(exam, 2))


@question(task=3)
def any_path_is_cheap(exam: Exam) -> None:
    cheap(exam)


@question(task=3)
def any_path_is_cheap_elsewhere(exam: Exam) -> None:
    cheap_elsewhere(exam)


@question(task=4)
def numbers_of_issues(exam: Exam) -> None:
    judge(4, told(exam, 4))


@question(task=5)
def links_of_sections(exam: Exam) -> None:
    judge(5, told(exam, 5))
