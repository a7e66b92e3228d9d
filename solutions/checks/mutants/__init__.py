"""Mutation testing: right answers changed in one place each, against the days' tests."""
