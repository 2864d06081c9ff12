"""The press of criteria sets, in the worker only: prints what has no paper yet."""

import structlog

from scoring.actions import papers
from scoring.exports import set_paper

logger = structlog.get_logger(__name__)


def print_missing() -> dict[str, int]:
    """Print every set that has no paper; one that fails is logged and tried again next time."""
    printed = failed = 0
    for criteria_set in papers.unprinted():
        try:
            content = set_paper.pdf(criteria_set)
        except Exception:
            logger.exception("printing a criteria set failed", criteria_set=criteria_set.pk)
            failed += 1
            continue
        papers.deliver(criteria_set=criteria_set, content=content)
        printed += 1
    return {"printed": printed, "failed": failed}
