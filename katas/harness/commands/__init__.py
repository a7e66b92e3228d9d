"""The learner's commands, a module each, named like it."""
