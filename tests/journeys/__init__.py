"""Whole jobs in a real browser, against real processes on data of their own."""
