"""Pages of the ruler: looking at sets and campaigns, taking sets in and handing them out."""
