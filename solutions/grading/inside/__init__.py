"""What runs inside a sandbox: the grader's own part, beside the days. Nothing here is secret."""
