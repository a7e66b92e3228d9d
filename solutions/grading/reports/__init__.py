"""The reports of a graded cohort: for gradebooks, for machines, for people."""

from solutions.grading.reports.write import write_all

__all__ = ["write_all"]
