"""Commands that bring in criteria sets."""
