"""Checks of katas/harness: the learner's side."""
