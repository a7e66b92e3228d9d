"""Day 6's strict tests, and what they are made with."""
