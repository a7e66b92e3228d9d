"""The instructor's side: references, the project's own checks, grading."""

from pathlib import Path

SOLUTIONS = Path(__file__).resolve().parent
