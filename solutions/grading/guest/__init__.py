"""What runs inside a sandbox, beside the harness and the day's tests: the grader's own part.

The host's side is `sandbox/`. Nothing here is secret.
"""
