"""The day's migrations. Given."""
