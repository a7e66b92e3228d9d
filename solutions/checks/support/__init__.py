"""What several checks need: throw-away projects, cohorts, a terminal."""
