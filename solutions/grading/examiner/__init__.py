"""The examiner outside: asks an answer for data, from another process, and judges what it sees.

What a day's `exam.py` needs is imported from here.
"""

from solutions.grading.examiner.database import Ledger
from solutions.grading.examiner.exam import Exam
from solutions.grading.examiner.findings import BrokeOff, Contradicted, Raised, question
from solutions.grading.examiner.web import Reply

__all__ = ["BrokeOff", "Contradicted", "Exam", "Ledger", "Raised", "Reply", "question"]
