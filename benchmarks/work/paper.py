"""One score sheet as PDF, with our fixed tables and with tables that measure every cell."""

from collections.abc import Iterator

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration

from benchmarks import rows
from benchmarks.measure import Effort, Figure, Goal, Ratio, Work, side_by_side
from dossiers.enums import DossierState
from dossiers.exports import score_sheet
from scoring.exports import paper

GOAL = Goal(0.7)
COMMUNES = 21
MEASURE_EVERY_CELL = "table { table-layout: auto !important; }"


def measure(effort: Effort) -> Iterator[Figure]:
    """Yield the sheet's time as a share of the same sheet's with automatic widths."""
    world = rows.build(
        COMMUNES, state=DossierState.DRAFT, tier=1, scored_tiers=(1,), with_evidence=True
    )
    told = score_sheet.content(world.dossier, at=world.now)
    seen = side_by_side(
        {
            "auto": Work(run=lambda: _measured(told)),
            "ours": Work(run=lambda: paper.render("pdf/score_sheet.html", told)),
        },
        rounds=effort.slow_rounds,
    )
    yield Ratio(
        work="score sheet as PDF",
        floor_is="automatic table layout",
        floor=seen["auto"],
        ours=seen["ours"],
        goal=GOAL,
    )


def _measured(told: dict[str, object]) -> bytes:
    fonts = FontConfiguration()
    fetcher = paper.OwnFontsOnly()
    sheets = [
        CSS(filename=finders.find(paper.SHEET), url_fetcher=fetcher, font_config=fonts),
        CSS(string=MEASURE_EVERY_CELL),
    ]
    page = HTML(string=render_to_string("pdf/score_sheet.html", told), url_fetcher=fetcher)
    return page.write_pdf(stylesheets=sheets, font_config=fonts)
