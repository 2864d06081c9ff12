"""Criteria sets out of workbooks: what was understood, and every wrong cell with its cure."""
