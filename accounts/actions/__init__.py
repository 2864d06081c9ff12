"""Acts on people and places; each module holds the acts of one subject."""
