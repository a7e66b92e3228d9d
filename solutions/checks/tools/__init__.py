"""Programs for authors of the grading, each run by its own command."""
