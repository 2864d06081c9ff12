"""The leader's remarks on leaves, as ready words."""

from collections import defaultdict
from typing import Any

from django.urls import reverse

from dossiers.models import Dossier, LeafComment
from dossiers.queries import leaf_texts, phrases


def of_dossier(dossier: Dossier) -> list[dict[str, Any]]:
    """Return every remark in printed order of its leaf, the older first."""
    rows = LeafComment.objects.filter(dossier=dossier).select_related(
        "leaf", "made_by", "settled_by"
    )
    return [_told(row) for row in rows.order_by("leaf__position", "made_at", "pk")]


def by_leaf(dossier: Dossier) -> dict[str, list[dict[str, Any]]]:
    """Return the remarks by the code of their leaf."""
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for told in of_dossier(dossier):
        found[told["code"]].append(told)
    return found


def waiting(dossier: Dossier) -> list[dict[str, Any]]:
    """Return the remarks that nobody has settled."""
    return [told for told in of_dossier(dossier) if not told["settled"]]


def _told(row: LeafComment) -> dict[str, Any]:
    settled = ""
    if row.settled_at is not None and row.settled_by is not None:
        settled = f"{row.settled_by.full_name}, {phrases.moment(row.settled_at)}"
    return {
        "pk": row.pk,
        "code": row.leaf.code,
        "name": row.leaf.name,
        "anchor": leaf_texts.anchor_of(row.leaf.code),
        "text": row.text,
        "made": f"{row.made_by.full_name}, {phrases.moment(row.made_at)}",
        "settled": settled,
        "url": reverse("dossiers:settle_comment", args=[row.pk]),
    }
