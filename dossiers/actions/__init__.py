"""Everything that changes rows of a dossier: lock, ask, gate, move, write, record."""
