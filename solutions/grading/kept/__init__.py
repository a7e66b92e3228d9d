"""What a grading keeps in its folder between runs, and the decisions that it reads there."""
