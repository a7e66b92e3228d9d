"""Answers that are alike beyond what the day explains."""
