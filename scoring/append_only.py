"""Criteria are written once: a correction is a new version of the set, never a changed row."""

from accounts.append_only import AppendOnly

CRITERIA = AppendOnly("scoring_criterion", "criterion", "a criterion is never changed")
