"""Day 1's strict tests, and what they are made with."""
