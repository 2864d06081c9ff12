"""Rows that pages read by the dozen."""

from collections.abc import Collection
from typing import Any, Self

from django.db import models
from django.db.models.base import ModelState


class LightModel(models.Model):
    """Mixin of a model whose stored rows are made without a call for each of their fields.

    Nothing in the portal listens to the signals that Django sends while it makes a row, and no
    field of these models has a setter of its own.
    """

    class Meta:
        abstract = True

    @classmethod
    def from_db(
        cls, db: str | None, field_names: Collection[str], values: Collection[Any], **more: Any
    ) -> Self:
        """Make a row from all of its columns; where some were left out, as Django does."""
        if len(values) != len(cls._meta.concrete_fields):
            return super().from_db(db, field_names, values, **more)
        row = cls.__new__(cls)
        row.__dict__.update(zip(field_names, values, strict=True))
        row._state = ModelState()
        row._state.adding, row._state.db = False, db
        return row
