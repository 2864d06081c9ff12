"""What the pages about the ruler show, in ready words; no rights are decided here."""
