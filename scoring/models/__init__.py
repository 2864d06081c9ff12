"""Rows of the ruler: criteria sets, drafts of them, and campaigns."""

from scoring.models.campaign import Campaign, Stage
from scoring.models.criteria import CriteriaSet, Criterion
from scoring.models.draft import CriteriaDraft
from scoring.models.guidance import GuidanceFile
from scoring.models.paper import SetPaper

__all__ = [
    "Campaign",
    "CriteriaDraft",
    "CriteriaSet",
    "Criterion",
    "GuidanceFile",
    "SetPaper",
    "Stage",
]
