"""Everything that changes criteria sets and campaigns."""
