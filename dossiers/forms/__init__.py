"""Shapes of typed input, one module for each desk."""
