"""The demonstration criteria set, loaded for the tests of the rules."""

import json
from decimal import Decimal
from pathlib import Path

import scoring
from scoring.rules import registry

PATH = Path(scoring.__file__).parent / "data" / "friendly-government-2024.json"
SET = json.loads(PATH.read_text(encoding="utf-8"))
LEAVES = {leaf["code"]: leaf for leaf in SET["leaves"]}


def rule(code):
    """The parsed rule of one leaf."""
    leaf = LEAVES[code]
    return registry.parse(leaf["kind"], leaf["parameters"], max_points=Decimal(leaf["max_points"]))


RULES = {code: rule(code) for code in LEAVES}
