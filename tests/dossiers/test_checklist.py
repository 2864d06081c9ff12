"""The evidence that a leaf asks for, ticked off against what is attached to it."""

from datetime import date

import pytest

from dossiers.enums import CheckVerdict
from dossiers.models import Document, DocumentVersion, EvidenceUse
from dossiers.queries import checklist
from scoring.rules.expected import Expected
from scoring.rules.parameters import Parameters

YEAR = 2024


def use(
    *,
    pk: int = 1,
    media_type: str = "application/pdf",
    link: str = "",
    issued_on: date | None = None,
) -> EvidenceUse:
    """Return a use that no database knows."""
    document = Document(issued_on=issued_on)
    version = DocumentVersion(pk=pk, document=document, media_type=media_type, link=link)
    return EvidenceUse(version=version)


def looked(
    written: dict[str, object], *uses: EvidenceUse, verdicts: dict[int, str] | None = None
) -> dict[str, tuple[str, str]]:
    """Return each item's state and note by its key."""
    expected = Expected.from_parameters(Parameters(written))
    keys = checklist.keys_of(expected, is_required=True)
    items = checklist.items_of(expected, keys, uses, year=YEAR, verdicts=verdicts or {})
    assert tuple(items) == keys
    return {key: (state, note) for key, (state, _, note) in items.items()}


def test_a_leaf_that_asks_for_nothing_has_no_list() -> None:
    assert checklist.keys_of(Expected(), is_required=False) == ()


def test_only_kinds_that_were_asked_for_count() -> None:
    written = {"kinds": ["pdf"], "at_least": 2}
    photo = use(media_type="image/jpeg")
    assert looked(written)["count"] == ("missing", "")
    assert looked(written, photo)["kinds"] == ("missing", "")
    assert looked(written, photo, use(pk=2))["count"] == ("missing", "mới có 1")
    assert looked(written, use(), use(pk=2)) == {"kinds": ("met", ""), "count": ("met", "")}


@pytest.mark.parametrize(
    ("issued_on", "state"),
    [
        (date(2024, 1, 1), "met"),
        (date(2024, 12, 31), "met"),
        (date(2023, 12, 31), "missing"),
        (date(2025, 1, 1), "missing"),
        (None, "unsure"),
    ],
)
def test_days_of_issue_lie_in_the_assessed_year(issued_on: date | None, state: str) -> None:
    written = {"issued_from": "Y-01-01", "issued_to": "Y-12-31"}
    assert looked(written, use(issued_on=issued_on))["issued"][0] == state


@pytest.mark.parametrize(
    ("verdict", "state"),
    [
        (CheckVerdict.TRUSTED, "met"),
        (CheckVerdict.UNKNOWN_AUTHORITY, "unsure"),
        (CheckVerdict.ALTERED, "missing"),
        (CheckVerdict.UNSIGNED, "missing"),
        (CheckVerdict.UNCHECKED, "unsure"),
        ("", "unsure"),
    ],
)
def test_an_electronic_signature_is_what_the_check_found(verdict: str, state: str) -> None:
    found = {1: verdict} if verdict else {}
    assert looked({"signature": "electronic"}, use(), verdicts=found)["signature"][0] == state


def test_the_best_of_several_signatures_decides() -> None:
    found = {1: CheckVerdict.UNSIGNED, 2: CheckVerdict.TRUSTED}
    both = looked({"signature": "electronic"}, use(), use(pk=2), verdicts=found)
    assert both["signature"][0] == "met"


def test_a_stamped_scan_is_for_the_eye_and_a_link_is_none() -> None:
    assert looked({"signature": "scan"}, use())["signature"][0] == "unsure"
    link = use(media_type="", link="https://bacgiang.gov.vn/tin")
    assert looked({"signature": "scan"}, link)["signature"][0] == "missing"
