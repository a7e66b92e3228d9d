"""Grades a cohort: other people's code in, grades and reports out."""
