"""The ruler: pure rules that turn declared figures into points, totals, classes and ranks.

Nothing here knows Django, a database or a clock. Values in and out are plain: ``Decimal``
points, JSON-safe dictionaries of figures, frozen dataclasses and Vietnamese sentences.
What is printed is what decides: a percentage is rounded half-up to two places before it meets
an edge, the points of a leaf are rounded half-up to two places, totals add rounded leaves.
"""
