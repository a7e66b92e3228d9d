"""Checks of solutions/grading: the instructor's side."""
