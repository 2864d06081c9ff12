"""Schema history of the wiring."""
