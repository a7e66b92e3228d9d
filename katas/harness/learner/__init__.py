"""What is kept of a learner: progress, backups, the last run, and the mistakes that it shows."""
