"""The journal: append-only, one hash chain for each thing that is written on."""

from django.conf import settings
from django.db import models

from accounts.models.light import LightModel


class Journaled(LightModel):
    """Mixin of a row that owns a chain; holds the chain's head so that appending is one read.

    The owner's row is locked by every write on it anyway, so the chain needs no queue of its
    own and deadline night has no global bottleneck.
    """

    journal_seq = models.PositiveIntegerField(default=0, editable=False)
    journal_head = models.CharField(max_length=64, blank=True, default="", editable=False)

    class Meta:
        abstract = True

    @property
    def chain(self) -> str:
        """The chain's stable name, e.g. ``dossier:12``."""
        return self.chain_of(self.pk)

    @classmethod
    def chain_of(cls, pk: int) -> str:
        """Return the name of the chain of the row with this key."""
        return f"{cls._meta.model_name}:{pk}"


class JournalEntry(models.Model):
    """One recorded act. Never updated, never deleted (``accounts.journal`` only appends)."""

    chain = models.CharField(max_length=40)
    seq = models.PositiveIntegerField()
    verb = models.CharField(max_length=40)
    # As long as any name that can be a subject: a stage's, a set's.
    subject = models.CharField(max_length=300, blank=True)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    reason = models.TextField(blank=True)
    at = models.DateTimeField(db_index=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    by_name = models.CharField(max_length=200)
    by_role = models.CharField(max_length=20, blank=True)
    previous_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)

    class Meta:
        ordering = ("chain", "seq")
        constraints = (
            models.UniqueConstraint(fields=("chain", "seq"), name="journal_seq_once_per_chain"),
        )

    def __str__(self) -> str:
        return f"{self.chain}#{self.seq} {self.verb}"
