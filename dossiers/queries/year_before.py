"""What last year said of each leaf, in short lines for the row of this year."""

from dossiers.models import Dossier
from dossiers.queries import phrases, previous
from dossiers.queries.previous import LastYear, Published


def year_before(dossier: Dossier) -> dict[str, list[str]]:
    """Return last year's figures, own points and published points by the leaf's key.

    One short line each, those left out that nobody knows. Leaves keep their key over the years,
    whatever they are printed as.
    """
    told = previous.leaves_before(previous.dossiers_before(dossier))
    return {key: _lines(last) for key, last in told.items()}


def _lines(last: LastYear) -> list[str]:
    lines = last.figures.splitlines()
    if last.own_points is not None:
        lines.append(f"Tự chấm {phrases.points(last.own_points)} điểm")
    if last.published:
        lines += _recognised(last.published)
    return lines


def _recognised(published: Published) -> list[str]:
    if published.is_not_applicable:
        return [f"Công nhận {phrases.NOT_APPLICABLE.lower()}"]
    if published.points is None:
        return []
    return [f"Công nhận {phrases.points(published.points)} điểm"]
