"""Rows of the ruler: criteria sets and campaigns."""

from scoring.models.campaign import Campaign, Stage
from scoring.models.criteria import CriteriaSet, Criterion

__all__ = ["Campaign", "CriteriaSet", "Criterion", "Stage"]
