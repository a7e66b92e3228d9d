"""Day 4's strict tests, and what they are made with."""
