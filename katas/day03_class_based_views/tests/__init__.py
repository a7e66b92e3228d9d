"""Day 3's strict tests, and what they are made with."""
