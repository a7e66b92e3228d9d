"""One run of a day: pytest in a process of its own, from loading the answer to the record."""
