"""A run on a terminal. Reads the record, writes nothing."""
