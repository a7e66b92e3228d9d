"""Day 5's strict tests, and what they are made with."""
