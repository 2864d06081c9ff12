"""What the clock wakes in this app."""

from celery import shared_task

from scoring.exports import press


@shared_task(name="scoring.print_sets")
def print_sets() -> dict[str, int]:
    """Print the published criteria sets that have no paper yet."""
    return press.print_missing()
