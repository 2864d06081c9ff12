"""Criteria sets as files: the workbook to fill in and to send on, the paper to read."""
