"""The warm parent: Django and pytest loaded once, a fork for each run."""
