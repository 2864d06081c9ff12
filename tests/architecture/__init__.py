"""The house rules of docs/architecture, held by reading the code."""
