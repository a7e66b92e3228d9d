"""Days of Django, learned from tests that do not let a wrong answer pass."""

__version__ = "0.1.0"
