"""Is a day sound? Right and wrong answers against its tests."""
