"""The harness: runs a day and tells what came of it."""
