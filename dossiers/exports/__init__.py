"""Turning stored data into files."""
