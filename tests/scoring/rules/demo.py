"""The bundled criteria sets, loaded for the tests of the rules."""

import json
from decimal import Decimal
from pathlib import Path

import scoring
from scoring.rules import registry

FOLDER = Path(scoring.__file__).parent / "data"
PATH = FOLDER / "friendly-government-2024.json"
SETS = {
    path.stem: json.loads(path.read_text(encoding="utf-8"))
    for path in sorted(FOLDER.glob("friendly-government*.json"))
}
SET = SETS[PATH.stem]
LEAVES = {leaf["code"]: leaf for leaf in SET["leaves"]}


def rule_of(leaf):
    """The parsed rule of one written leaf."""
    return registry.parse(leaf["kind"], leaf["parameters"], max_points=Decimal(leaf["max_points"]))


RULES = {code: rule_of(leaf) for code, leaf in LEAVES.items()}
OTHER_RULES = {
    f"{name} {leaf['code']}": rule_of(leaf)
    for name, written in SETS.items()
    if name != PATH.stem
    for leaf in written["leaves"]
}
