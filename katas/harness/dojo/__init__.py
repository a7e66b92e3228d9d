"""make dojo: lesson and verdict side by side in the browser, live, for this machine alone."""
