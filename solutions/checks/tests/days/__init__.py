"""Checks of what every day has to have."""
