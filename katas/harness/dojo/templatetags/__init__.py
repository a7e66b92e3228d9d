"""What the templates use."""
