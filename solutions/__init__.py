"""The instructor's side: references, the project's own checks, grading."""
