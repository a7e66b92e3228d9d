"""From the record of a run to a grade."""
