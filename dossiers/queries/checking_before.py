"""Everything to look at before a dossier leaves: what must be mended, and what deserves a look.

Each finding leads to its place. Errors are what handing over or sending refuses; a warning never
stops anybody.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Exists, F, OuterRef
from django.urls import reverse

from accounts.files import scanner
from dossiers.enums import CheckVerdict
from dossiers.models import (
    Dossier,
    EvidenceUse,
    Explanation,
    LayerTotal,
    PaperWanted,
    Score,
)
from dossiers.queries import (
    comments,
    leaf_texts,
    phrases,
    previous,
    registration,
    report,
)
from dossiers.queries import findings as checks
from dossiers.queries.signed_papers import Alike
from scoring import plans
from scoring.rules.numbers import ZERO, half_up

# Points of a hundred between this year's share of the maximum and last year's that make one look
# twice: at the whole dossier, and at a single leaf.
WIDE_SWING, WIDE_LEAF_SWING = Decimal("20"), Decimal("50")
_HUNDRED = Decimal("100")


@dataclass(frozen=True)
class Line:
    """One thing to look at, where it is, and what is known about it."""

    words: str
    href: str = ""
    note: str = ""


@dataclass(frozen=True)
class Finding:
    """Several lines of one matter; ``is_error`` says that it stops the dossier."""

    key: str
    title: str
    lines: tuple[Line, ...]
    is_error: bool = False

    @property
    def tone(self) -> str:
        """How the matter looks."""
        return "bad" if self.is_error else "warn"


@dataclass(frozen=True)
class Seen:
    """What the page knows already: the rows of the sheet, its papers, and those out of date."""

    rows: Iterable[dict[str, Any]]
    papers: Iterable[dict[str, Any]]
    outdated: Iterable[Alike]


def findings(dossier: Dossier, seen: Seen) -> list[Finding]:
    """Return what there is to look at, errors first."""
    places = _Places(dossier)
    rows, uses = list(seen.rows), _standing(dossier)
    made = [
        *_errors(dossier, places, rows, seen.outdated),
        _infected(places, uses),
        *_of_rows(places, rows),
        *_of_words(dossier, places),
        *_of_papers(dossier, places, seen.papers, uses),
        _of_registration(dossier),
        _doubtful(seen.outdated),
        *_of_last_year(dossier, places),
    ]
    return [finding for finding in made if finding.lines]


class _Places:
    """Where the leaves and the papers of one dossier are."""

    def __init__(self, dossier: Dossier) -> None:
        self.entry = reverse("dossiers:entry", args=[dossier.pk])
        self.papers = reverse("dossiers:papers", args=[dossier.pk])
        self.report = reverse("dossiers:report", args=[dossier.pk])
        self.labels = {kind["key"]: kind["label"] for kind in dossier.campaign.document_kinds}

    def leaf(self, code: str) -> str:
        return f"{self.entry}#{leaf_texts.anchor_of(code)}"

    def of_row(self, row: dict[str, Any], note: str = "") -> Line:
        return Line(f"{row['code']} {row['name']}", f"{self.entry}#{row['anchor']}", note)

    def of_uses(self, uses: Iterable[EvidenceUse], note: str = "") -> list[Line]:
        """One line for each document, with all its places; it leads to the first of them."""
        by_version: dict[int, list[EvidenceUse]] = defaultdict(list)
        for use in uses:
            by_version[use.version_id].append(use)
        lines = []
        for found in by_version.values():
            title, first = found[0].version.document.title, found[0]
            said = "; ".join(part for part in (self._where(found), note) if part)
            href = self.leaf(first.leaf.code) if first.leaf else self.paper(first.document_kind)
            lines.append(Line(title, href, said))
        return lines

    def paper(self, key: str) -> str:
        return f"{self.papers}#{key}"

    def _where(self, uses: Iterable[EvidenceUse]) -> str:
        codes = [use.leaf.code for use in uses if use.leaf]
        labels = [str(self.labels.get(use.document_kind, "")) for use in uses if not use.leaf]
        leaves = f"tiêu chí {', '.join(codes)}" if codes else ""
        return "; ".join(part for part in (leaves, *labels) if part)


def _errors(
    dossier: Dossier, places: _Places, rows: list[dict[str, Any]], outdated: Iterable[Alike]
) -> list[Finding]:
    missing = [places.of_row(row) for row in rows if row["is_due"] and not row["is_done"]]
    unreasoned = [
        places.of_row(row) for row in rows if row["is_not_applicable"] and not row["explanation"]
    ]
    asked = Explanation.objects.filter(dossier=dossier, answered_at__isnull=True)
    questions = [
        Line(f"{each.leaf.code}: {each.question}", places.leaf(each.leaf.code))
        for each in asked.select_related("leaf")
    ]
    old = [Line(each.sentence, each.url) for each in outdated if each.is_certain]
    return [
        _must("missing", f"{len(missing)} tiêu chí chưa nhập", missing),
        _must("unreasoned", f"{len(unreasoned)} tiêu chí không áp dụng chưa nêu lý do", unreasoned),
        _must("questions", f"{len(questions)} yêu cầu giải trình chưa trả lời", questions),
        _must("outdated", "Giấy tờ đã ký không còn khớp số liệu", old),
    ]


def _infected(places: _Places, uses: Iterable[Any]) -> Finding:
    found = places.of_uses(use for use in uses if use.virus == CheckVerdict.INFECTED)
    return _must("infected", f"{len(found)} tệp có mã độc, phải gỡ", found)


def _of_registration(dossier: Dossier) -> Finding:
    """A step beside the dossier: it is pointed out and stops nobody."""
    said = registration.warning_of(dossier)
    place = reverse("dossiers:registration", args=[dossier.pk])
    return _may("registration", said, [Line("Mở bản đăng ký", place)] if said else [])


def _of_rows(places: _Places, rows: list[dict[str, Any]]) -> list[Finding]:
    lacking = [places.of_row(row) for row in rows if row["lacks_proof"]]
    title = f"{len(lacking)} tiêu chí chưa có tài liệu kiểm chứng, đang tính 0 điểm"
    return [_may("lacking", title, lacking)]


def _of_words(dossier: Dossier, places: _Places) -> list[Finding]:
    """What was copied and not confirmed, and what the leader remarked."""
    scores = Score.objects.filter(dossier=dossier, copied_at__isnull=False)
    copied = [
        Line(f"{score.leaf.code} {score.leaf.name}", places.leaf(score.leaf.code))
        for score in scores.select_related("leaf").order_by("leaf__position")
    ]
    if report.words_of(dossier).contact_copied_at is not None:
        copied.append(Line("Người liên hệ trong báo cáo", f"{places.report}#lien-he"))
    remarks = [
        Line(f"{told['code']}: {told['text']}", places.leaf(told["code"]), told["made"])
        for told in comments.waiting(dossier)
    ]
    return [
        _may("copied", f"{len(copied)} nội dung lấy từ năm trước chưa xác nhận", copied),
        _may("comments", f"{len(remarks)} nhận xét của lãnh đạo chưa xử lý", remarks),
    ]


def _of_papers(
    dossier: Dossier, places: _Places, papers: Iterable[dict[str, Any]], uses: list[Any]
) -> list[Finding]:
    absent = [
        Line(paper["label"], places.paper(paper["key"])) for paper in papers if not paper["files"]
    ]
    altered = places.of_uses(use for use in uses if use.signature == CheckVerdict.ALTERED)
    waiting = places.of_uses(use for use in uses if _waits(use))
    year = dossier.campaign.year
    dated = places.of_uses(
        (use for use in uses if _issued_outside(use, year)), f"ban hành ngoài năm {year}"
    )
    used = places.of_uses(use for use in uses if use.is_used_elsewhere)
    return [
        _may("papers", f"Thiếu {len(absent)} giấy tờ của hồ sơ", absent),
        _may("altered", f"{len(altered)} tệp bị sửa sau khi ký số", altered),
        _may("dates", f"{len(dated)} tài liệu ban hành ngoài năm {year}", dated),
        _may("used", f"{len(used)} tài liệu đã dùng ở hồ sơ năm khác", used),
        _may("checking", f"{len(waiting)} tệp đang chờ kiểm tra", waiting),
    ]


def _doubtful(outdated: Iterable[Alike]) -> Finding:
    lines = [Line(each.sentence, each.url) for each in outdated if not each.is_certain]
    return _may("doubtful", "Giấy tờ đã ký có thể không còn khớp số liệu", lines)


def _standing(dossier: Dossier) -> list[Any]:
    """Return the dossier's documents with what was found in them: one query for all matters.

    ``is_used_elsewhere``: the same version stands in another round of the same unit.
    """
    elsewhere = EvidenceUse.objects.filter(
        version=OuterRef("version"), dossier__unit=dossier.unit_id, detached_at__isnull=True
    ).exclude(dossier=dossier)
    uses = EvidenceUse.objects.filter(dossier=dossier, detached_at__isnull=True)
    found = checks.checked(uses).annotate(is_used_elsewhere=Exists(elsewhere))
    return list(found.select_related("leaf", "version__document"))


def _waits(use: Any) -> bool:
    """Say whether some check has still to look at a file."""
    is_unscanned = use.virus is None and scanner.is_configured()
    return not use.version.link and (use.signature is None or is_unscanned)


def _issued_outside(use: Any, year: int) -> bool:
    issued_on = use.version.document.issued_on
    return issued_on is not None and issued_on.year != year


def _of_last_year(dossier: Dossier, places: _Places) -> list[Finding]:
    wanted = PaperWanted.objects.filter(dossier=dossier, settled_at__isnull=True)
    papers = [
        Line(f"{each.leaf.code}: {each.source.title}", places.leaf(each.leaf.code))
        for each in wanted.select_related("leaf", "source")
    ]
    swings = _swings(dossier, places)
    return [
        _may("wanted", f"{len(papers)} tài liệu năm trước cần bản năm nay", papers),
        _may("swings", "Điểm thay đổi lớn so với năm trước", swings),
    ]


def _swings(dossier: Dossier, places: _Places) -> list[Line]:
    """Return where this year's share of the maximum is far from last year's."""
    before = previous.dossiers_before(dossier)
    # Where several units went into this one there is no one score to compare with.
    if len(before) != 1:
        return []
    lines = []
    mine, theirs = (_index(each) for each in (dossier, before[0]))
    if mine is not None and theirs is not None and abs(mine - theirs) > WIDE_SWING:
        was, becomes = phrases.percent(theirs), phrases.percent(mine)
        lines.append(Line("Chỉ số của cả hồ sơ", places.entry, f"{was} → {becomes}"))
    last = previous.leaves_before(before)
    old_plan = plans.plan_of(before[0].campaign.criteria_set_id)
    bounds = {leaf.criterion.key: leaf.max_points for leaf in old_plan.leaves}
    rows = Score.objects.filter(dossier=dossier, stage__tier=1, points__isnull=False)
    for score in rows.select_related("leaf").order_by("leaf__position"):
        key = score.leaf.key
        if key not in last or last[key].points is None or not score.leaf.max_points:
            continue
        shares = _share(score.points, score.leaf.max_points), _share(last[key].points, bounds[key])
        if abs(shares[0] - shares[1]) > WIDE_LEAF_SWING:
            was, becomes = phrases.points(last[key].points), phrases.points(score.points)
            words = f"{score.leaf.code} {score.leaf.name}"
            lines.append(Line(words, places.leaf(score.leaf.code), f"{was} → {becomes} điểm"))
    return lines


def _index(dossier: Dossier) -> Decimal | None:
    """The index of a filled-in self assessment; while leaves are missing it says nothing."""
    own = LayerTotal.objects.filter(
        dossier=dossier, stage__tier=1, leaves_done__gte=F("leaves_due")
    )
    return own.values_list("index", flat=True).first()


def _share(points: Decimal | None, maximum: Decimal) -> Decimal:
    return half_up((points or ZERO) / maximum * _HUNDRED) if maximum else ZERO


def _must(key: str, title: str, lines: list[Line]) -> Finding:
    return Finding(key, title, tuple(lines), is_error=True)


def _may(key: str, title: str, lines: list[Line]) -> Finding:
    return Finding(key, title, tuple(lines))
