"""The files of the guidance: which ones a written set names, and whether they are kept here."""

from collections.abc import Iterator, Mapping
from typing import Any

from scoring.models import CriteriaSet, Criterion, GuidanceFile
from scoring.rules import outline
from scoring.rules.errors import Problem


def missing(document: Mapping[str, Any]) -> list[Problem]:
    """Return the files that a written set names and nobody has uploaded, by leaf."""
    named = [
        (place, each)
        for place, leaf in enumerate(outline.nodes_of(document, "leaves"))
        for each in _attachments(leaf)
    ]
    if not named:
        return []
    wanted = {each.get("sha256") for _, each in named}
    kept = set(GuidanceFile.objects.filter(sha256__in=wanted).values_list("sha256", flat=True))
    return [
        Problem(f"leaves.{place}.attachments", f"Hệ thống không có tệp “{each.get('name')}”.")
        for place, each in named
        if each.get("sha256") not in kept
    ]


def name_in_set(criteria_set: CriteriaSet, sha256: str) -> str | None:
    """Return the name under which a published set gives a file; None when it does not."""
    leaves = Criterion.objects.filter(criteria_set=criteria_set, is_leaf=True).order_by("position")
    return _name(
        (each for told in leaves.values_list("attachments", flat=True) for each in told), sha256
    )


def files_by_set() -> dict[int, list[dict[str, str]]]:
    """Return the files of every published set by its id, each file once, in printed order."""
    leaves = Criterion.objects.exclude(attachments=[]).order_by("criteria_set", "position")
    files: dict[int, dict[str, dict[str, str]]] = {}
    for set_pk, told in leaves.values_list("criteria_set_id", "attachments"):
        for each in told:
            files.setdefault(set_pk, {}).setdefault(each["sha256"], each)
    return {set_pk: list(found.values()) for set_pk, found in files.items()}


def name_in_document(document: Mapping[str, Any], sha256: str) -> str | None:
    """Return the name under which a written set gives a file; None when it does not."""
    return _name(
        (each for leaf in outline.nodes_of(document, "leaves") for each in _attachments(leaf)),
        sha256,
    )


def _name(attachments: Iterator[Mapping[str, Any]], sha256: str) -> str | None:
    return next((str(each["name"]) for each in attachments if each.get("sha256") == sha256), None)


def _attachments(leaf: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The attachments of a leaf that may not be sound yet."""
    written = leaf.get("attachments")
    return [each for each in written if isinstance(each, dict)] if isinstance(written, list) else []
