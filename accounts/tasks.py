"""What the clock wakes in this app."""

from celery import shared_task

from accounts.actions import anchoring


@shared_task(name="accounts.anchor_journal")
def anchor_journal() -> str:
    """Keep the day's anchor of the journal; returns its name in the storage."""
    return anchoring.keep_anchor()
