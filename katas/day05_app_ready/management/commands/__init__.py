"""The day's management commands. Given."""
