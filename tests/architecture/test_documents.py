"""Documents that are made from the code must not fall behind it."""

from pathlib import Path

from accounts import errors
from accounts.enums import Role, UnitLevel
from dossiers.enums import DossierState
from dossiers.management.commands import describe_states
from scoring.enums import ScoredBy, StageKind
from scoring.rules.kind import RuleKind

DOCS = Path(__file__).resolve().parents[2] / "docs"


def all_refusals(base=errors.Refused):
    for refusal in base.__subclasses__():
        yield refusal
        yield from all_refusals(refusal)


def test_states_document_is_the_workflow():
    assert (DOCS / "states.md").read_text(encoding="utf-8") == describe_states.document()


def test_glossary_holds_every_word_shown_for_a_closed_list():
    glossary = (DOCS / "glossary.md").read_text(encoding="utf-8").lower()
    shown = [
        label
        for enum in (Role, UnitLevel, StageKind, ScoredBy, DossierState)
        for label in enum.labels
    ] + [kind.label for kind in RuleKind]
    assert [label for label in shown if label.lower() not in glossary] == []


def test_contract_names_every_refusal_code():
    contract = (DOCS / "contract.md").read_text(encoding="utf-8")
    codes = {refusal.code for refusal in all_refusals()}
    assert {code for code in codes if f"`{code}`" not in contract} == set()
