"""How fast the portal is, as ratios to floors measured side by side in the same run.

``python -m benchmarks`` works on a throw-away database; ``docs/performance.md`` says what each
row means and keeps the last figures. Nothing here is a test: machines differ, ratios less so.
"""
