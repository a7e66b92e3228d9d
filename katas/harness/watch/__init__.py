"""make watch: a run on every save."""
