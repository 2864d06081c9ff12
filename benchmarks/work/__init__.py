"""One module a row: each has ``measure(effort)``, which yields figures."""
