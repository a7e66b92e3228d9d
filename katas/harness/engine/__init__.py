"""A day run on every save: what is shared by those who show it, `make watch` and `make dojo`."""
