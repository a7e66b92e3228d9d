"""The instructor's and the author's commands, a module each, named like it."""
