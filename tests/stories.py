"""Reaching a state by walking the real actions, as people do it."""

import io
from collections.abc import Mapping
from typing import Any

import pikepdf
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.clock import Clock
from accounts.files import receive
from dossiers.actions import appraisal, central_figures, entry, evidence, submission
from dossiers.models import Dossier, EvidenceUse, Score, Submission
from tests.factories import Cast

# Full marks everywhere, as typed on the entry page.
FULL: dict[str, dict[str, Any]] = {
    "1.1": {"value": "yes"},
    "1.2": {"numerator": "99", "denominator": "100"},
    "1.3": {"numerator": "12", "denominator": "12"},
    "2.1": {"items": ["office", "portal"]},
    "2.2": {"count": "4"},
    "2.3": {"count": "0"},
}


def pdf_bytes(words: str = "bản quét") -> bytes:
    """Return a small valid PDF of one empty page; ``words`` make its bytes differ."""
    made = io.BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page()
        document.docinfo["/Title"] = words
        document.save(made, static_id=True)
    return made.getvalue()


def upload(content: bytes, name: str = "báo cáo.pdf") -> SimpleUploadedFile:
    """Return bytes as a browser sends them."""
    return SimpleUploadedFile(name, content)


def save(
    cast: Cast,
    code: str,
    figures: Mapping[str, Any] | None,
    *,
    clock: Clock,
    dossier: Dossier | None = None,
    **more: Any,
) -> Score:
    """Save one leaf as the officer; ``figures`` are typed text."""
    leaf = cast.leaf(code)
    read = None if figures is None else leaf.rule.read(figures)
    return entry.save_score(
        dossier=dossier or cast.dossier,
        leaf=leaf,
        entry=entry.Entry(figures=read, **more),
        by=_officer(cast, dossier),
        clock=clock,
    )


def prove(
    cast: Cast, code: str, *, clock: Clock, dossier: Dossier | None = None, words: str = "x"
) -> EvidenceUse:
    """Attach a scan to a leaf as the officer."""
    return evidence.attach(
        dossier=dossier or cast.dossier,
        place=evidence.Place(leaf=cast.leaf(code)),
        content=receive.paper(upload(pdf_bytes(words))),
        by=_officer(cast, dossier),
        clock=clock,
    )


def fill(cast: Cast, *, clock: Clock, dossier: Dossier | None = None) -> None:
    """Fill in every leaf that is due with full marks, evidence included."""
    for code, figures in FULL.items():
        save(cast, code, figures, clock=clock, dossier=dossier)
    prove(cast, "1.2", clock=clock, dossier=dossier)


def hand_over(cast: Cast, *, clock: Clock, dossier: Dossier | None = None) -> Dossier:
    """Fill in everything and give it to the leader."""
    fill(cast, clock=clock, dossier=dossier)
    return submission.hand_over(
        dossier=dossier or cast.dossier, by=_officer(cast, dossier), clock=clock
    )


def send(cast: Cast, *, clock: Clock, dossier: Dossier | None = None) -> Submission:
    """Walk to a sent dossier and return the receipt."""
    hand_over(cast, clock=clock, dossier=dossier)
    leader = cast.neighbour_leader if dossier == cast.neighbour_dossier else cast.commune_leader
    return submission.send(dossier=dossier or cast.dossier, by=leader, clock=clock)


def _officer(cast: Cast, dossier: Dossier | None) -> Any:
    return cast.neighbour_officer if dossier == cast.neighbour_dossier else cast.commune_officer


def appraise_to_the_end(
    cast: Cast, *, clock: Clock, dossier: Dossier | None = None, satisfied: str = "95"
) -> Dossier:
    """Walk a sent dossier through both appraisals, agreeing with everything; returns it.

    ``satisfied`` is how many of 100 people asked were satisfied (95 gives full marks).
    """
    row = dossier or cast.dossier
    survey = cast.leaf("2.4")
    central_figures.save_central_figure(
        dossier=row,
        leaf=survey,
        entry=entry.Entry(figures=survey.rule.read({"denominator": "100", "numerator": satisfied})),
        by=cast.standing_officer,
        clock=clock,
    )
    for reviewer in (cast.district_reviewer, cast.province_reviewer):
        appraisal.agree(dossier=row, by=reviewer, clock=clock)
        appraisal.send_up(dossier=row, by=reviewer, clock=clock)
    row.refresh_from_db()
    return row


def file_papers(cast: Cast, *, clock: Clock, dossier: Dossier | None = None) -> None:
    """Attach every signed paper that the dossier must hold."""
    for kind in cast.campaign.document_kinds:
        evidence.attach(
            dossier=dossier or cast.dossier,
            place=evidence.Place(document_kind=kind["key"]),
            content=receive.paper(upload(pdf_bytes(kind["key"]))),
            by=_officer(cast, dossier),
            clock=clock,
        )
