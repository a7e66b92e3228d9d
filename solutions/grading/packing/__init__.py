"""What is packed for others: the student edition, the autograder for Gradescope."""
