"""Rows of people and places."""

from accounts.models.journal import Journaled, JournalEntry
from accounts.models.light import LightModel
from accounts.models.role_grant import RoleGrant
from accounts.models.unit import Unit, UnitAncestry, UnitSuccession
from accounts.models.user import User

__all__ = [
    "JournalEntry",
    "Journaled",
    "LightModel",
    "RoleGrant",
    "Unit",
    "UnitAncestry",
    "UnitSuccession",
    "User",
]
