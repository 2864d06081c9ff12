"""The doors of the accounts app, one module a subject."""
