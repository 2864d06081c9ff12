"""Commands that operators and programs run (contract C8)."""
