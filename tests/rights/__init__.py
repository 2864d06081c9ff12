"""Who may do what: docs/permissions.csv held against every address of the portal."""
