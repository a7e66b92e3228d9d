"""Day 2's strict tests, and what they are made with."""
