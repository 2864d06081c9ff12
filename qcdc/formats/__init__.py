"""Locale formats: Django's own ``vi`` refuses 22/11/2026 and reads 05/06/2026 as 6 May."""
