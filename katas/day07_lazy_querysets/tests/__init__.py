"""Day 7's strict tests, and what they are made with."""
