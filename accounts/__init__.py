"""People and places: who, where, in which role; and the journal of what they did."""
