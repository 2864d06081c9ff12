"""One frozen dataclass for each kind of rule; ``registry`` is the way in."""
