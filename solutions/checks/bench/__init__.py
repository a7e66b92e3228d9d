"""The harness, the watch and the grader timed, as ratios."""
