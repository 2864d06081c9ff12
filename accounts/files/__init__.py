"""Bytes from outside: received once, hashed on the way, judged by content. No rows here."""
