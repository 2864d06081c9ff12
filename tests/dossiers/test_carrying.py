"""Last year's words taken over: what is copied, what is left, how it is confirmed."""

from dataclasses import asdict
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.errors import AlreadyDone, Invalid, Locked, NotAllowed
from accounts.models import JournalEntry
from accounts.models.unit import UnitSuccession
from dossiers.actions import carrying, evidence, report
from dossiers.enums import Verb
from dossiers.models import Dossier, EvidenceUse, LayerTotal, PaperWanted, Report, Score
from dossiers.queries import carried
from scoring.models import Campaign
from tests import factories, stories
from tests.conftest import MovableClock
from tests.factories import Cast

pytestmark = pytest.mark.django_db
CONTACT = {"contact_name": "Đỗ Thị Mây", "contact_phone": "0204 3 881 001"}


def last_year(cast: Cast, *, unit: object = None) -> Dossier:
    """Return the unit's dossier of the round before, which this year's round follows."""
    before = Campaign.objects.filter(code="nam-truoc").first() or factories.make_campaign(
        cast.now, area=cast.province, code="nam-truoc"
    )
    Campaign.objects.filter(pk=cast.campaign.pk).update(previous=before)
    for dossier in (cast.dossier, cast.neighbour_dossier):
        dossier.campaign.previous = before
    return Dossier.objects.select_related("campaign", "unit").get(
        campaign=before, unit=unit or cast.commune
    )


def tell_last_year(cast: Cast, clock: MovableClock) -> Dossier:
    """Return last year's dossier with figures, two explanations, a paper and a contact."""
    old = last_year(cast)
    stories.save(cast, "1.1", {"value": "yes"}, clock=clock, dossier=old, explanation="Kế hoạch 12")
    stories.save(cast, "2.2", {"count": "3"}, clock=clock, dossier=old, explanation="Ba cuộc")
    stories.prove(cast, "1.2", clock=clock, dossier=old)
    who = {"recorded_at": clock.now, "recorded_by": cast.commune_officer}
    Report.objects.create(dossier=old, difficulties="Thiếu người", **CONTACT, **who)
    return old


@pytest.fixture
def told(cast: Cast, clock: MovableClock) -> Dossier:
    return tell_last_year(cast, clock)


def carry(cast: Cast, clock: MovableClock) -> carrying.Carried:
    return carrying.carry_over(dossier=cast.dossier, by=cast.commune_officer, clock=clock)


def rows(cast: Cast) -> dict[str, Score]:
    return {row.leaf.code: row for row in Score.objects.filter(dossier=cast.dossier)}


def test_words_papers_and_contact_come_over_without_figures(
    cast: Cast, clock: MovableClock, told: Dossier
) -> None:
    assert asdict(carry(cast, clock)) == {"explanations": 2, "papers": 1, "has_contact": True}
    here = rows(cast)
    assert {code: row.explanation for code, row in here.items()} == {
        "1.1": "Kế hoạch 12",
        "2.2": "Ba cuộc",
    }
    assert all(row.figures is None and row.points is None for row in here.values())
    assert all(row.copied_at == clock.now for row in here.values())
    assert LayerTotal.objects.get(dossier=cast.dossier).leaves_done == 0
    (paper,) = PaperWanted.objects.filter(dossier=cast.dossier)
    assert (paper.leaf.code, paper.settled_at) == ("1.2", None)
    assert not EvidenceUse.objects.filter(dossier=cast.dossier).exists()
    report = Report.objects.get(dossier=cast.dossier)
    assert (report.contact_name, report.contact_copied_at) == ("Đỗ Thị Mây", clock.now)
    assert report.difficulties == ""
    acts = JournalEntry.objects.filter(chain=cast.dossier.chain, verb=Verb.CARRY_OVER)
    assert list(acts.values_list("subject", flat=True)) == ["1.1", "2.2", "1.2", "report_words"]


def test_what_was_typed_is_never_overwritten(
    cast: Cast, clock: MovableClock, told: Dossier
) -> None:
    stories.save(cast, "1.1", {"value": "no"}, clock=clock, explanation="Của năm nay")
    stories.save(cast, "2.2", {"count": "2"}, clock=clock)
    Report.objects.create(
        dossier=cast.dossier,
        contact_name="Người mới",
        recorded_at=clock.now,
        recorded_by=cast.commune_officer,
    )
    assert [leaf.code for leaf in carried.offer(cast.dossier, cast.stages[0]).kept] == ["1.1"]
    taken = carry(cast, clock)
    assert (taken.explanations, taken.has_contact) == (1, False)
    here = rows(cast)
    assert (here["1.1"].explanation, here["1.1"].copied_at) == ("Của năm nay", None)
    # Figures that stand stay, with their points; the words join them.
    assert (here["2.2"].figures, here["2.2"].explanation) == ({"count": 2}, "Ba cuộc")
    assert here["2.2"].points == 10
    assert here["2.2"].version == 2
    assert Report.objects.get(dossier=cast.dossier).contact_name == "Người mới"


def test_a_second_time_there_is_nothing_left(
    cast: Cast, clock: MovableClock, told: Dossier
) -> None:
    carry(cast, clock)
    with pytest.raises(AlreadyDone):
        carry(cast, clock)


def test_without_a_year_before_there_is_nothing(cast: Cast, clock: MovableClock) -> None:
    with pytest.raises(AlreadyDone):
        carry(cast, clock)


def test_a_merged_unit_takes_from_those_before_it(cast: Cast, clock: MovableClock) -> None:
    last_year(cast)
    new = factories.make_unit("Xã Mới", cast.commune.level, parent=cast.district)
    for old in (cast.commune, cast.neighbour):
        UnitSuccession.objects.create(predecessor=old, successor=new)
        words = f"Lời của {old.name}"
        dossier = Dossier.objects.select_related("campaign").get(
            campaign__code="nam-truoc", unit=old
        )
        Score.objects.create(
            dossier=dossier,
            stage=dossier.campaign.stages.get(tier=1),
            leaf=cast.leaf("1.1").criterion,
            explanation=words,
            recorded_at=clock.now,
            recorded_by=cast.commune_officer,
        )
    Dossier.objects.filter(pk=cast.dossier.pk).update(unit=new)
    fresh = Dossier.objects.select_related("campaign", "unit").get(pk=cast.dossier.pk)
    ((_, text),) = carried.offer(fresh, cast.stages[0]).explanations
    assert text == ("Xã Hương Lạc: Lời của Xã Hương Lạc\nXã Tân Dĩnh: Lời của Xã Tân Dĩnh")


def test_writing_ones_own_words_confirms(cast: Cast, clock: MovableClock, told: Dossier) -> None:
    carry(cast, clock)
    stories.save(cast, "2.2", {"count": "1"}, clock=clock, explanation="Ba cuộc", version=1)
    assert rows(cast)["2.2"].copied_at is not None
    stories.save(cast, "2.2", {"count": "1"}, clock=clock, explanation="Một cuộc", version=2)
    assert rows(cast)["2.2"].copied_at is None
    waiting = carried.unconfirmed(cast.dossier).values_list("leaf__code", flat=True)
    assert list(waiting) == ["1.1"]


def test_writing_another_contact_confirms_it_and_other_words_do_not(
    cast: Cast, clock: MovableClock, told: Dossier
) -> None:
    carry(cast, clock)
    here = {"dossier": cast.dossier, "by": cast.commune_officer, "clock": clock}
    report.save(words=report.Words(**CONTACT, remarks="Khác"), version=1, **here)
    assert carried.has_unconfirmed_contact(cast.dossier)
    report.save(words=report.Words(contact_name="Lê Văn Mới", remarks="Khác"), version=2, **here)
    assert not carried.has_unconfirmed_contact(cast.dossier)


def test_confirming_one_leaf_and_then_all(cast: Cast, clock: MovableClock, told: Dossier) -> None:
    carry(cast, clock)
    by = cast.commune_officer
    leaves = [cast.leaf("1.1")]
    assert carrying.confirm(dossier=cast.dossier, leaves=leaves, by=by, clock=clock) == 1
    with pytest.raises(AlreadyDone):
        carrying.confirm(dossier=cast.dossier, leaves=leaves, by=by, clock=clock)
    # One explanation is left, and the contact.
    assert carrying.confirm(dossier=cast.dossier, by=by, clock=clock) == 2
    assert not carried.unconfirmed(cast.dossier).exists()
    assert not carried.has_unconfirmed_contact(cast.dossier)
    acts = JournalEntry.objects.filter(chain=cast.dossier.chain, verb=Verb.CONFIRM)
    assert list(acts.values_list("subject", flat=True)) == ["1.1", "2.2", "report_words"]


def test_a_paper_is_settled_by_this_years_or_by_hand(
    cast: Cast, clock: MovableClock, told: Dossier
) -> None:
    stories.prove(cast, "1.1", clock=clock, dossier=told, words="kế hoạch")
    carry(cast, clock)
    by = cast.commune_officer
    plan, report = PaperWanted.objects.filter(dossier=cast.dossier).order_by("leaf__position")
    elsewhere = stories.prove(cast, "2.2", clock=clock, words="năm nay")
    with pytest.raises(Invalid):
        carrying.settle(paper=report, use=elsewhere, by=by, clock=clock)
    gone = stories.prove(cast, "1.2", clock=clock, words="bị gỡ trong lúc chọn")
    evidence.detach(use=EvidenceUse.objects.get(pk=gone.pk), by=by, clock=clock)
    with pytest.raises(Invalid):
        carrying.settle(paper=report, use=gone, by=by, clock=clock)
    use = stories.prove(cast, "1.2", clock=clock, words="báo cáo năm nay")
    settled = carrying.settle(paper=report, use=use, by=by, clock=clock)
    assert settled.answered_with == use
    assert carrying.settle(paper=plan, by=by, clock=clock).answered_with is None
    assert carried.papers_wanted(cast.dossier) == {}
    with pytest.raises(AlreadyDone):
        carrying.settle(paper=plan, by=by, clock=clock)
    evidence.detach(use=use, by=by, clock=clock)


def test_only_the_officer_of_a_draft_takes_over(
    cast: Cast, clock: MovableClock, told: Dossier
) -> None:
    for somebody in (cast.commune_leader, cast.neighbour_officer, cast.district_reviewer):
        with pytest.raises(NotAllowed):
            carrying.carry_over(dossier=cast.dossier, by=somebody, clock=clock)
    stories.hand_over(cast, clock=clock)
    with pytest.raises(Locked):
        carry(cast, clock)
    assert not PaperWanted.objects.exists()


@pytest.fixture
def officer(cast_today: Cast, client: Client) -> Client:
    backend = "django.contrib.auth.backends.ModelBackend"
    client.force_login(cast_today.commune_officer, backend=backend)
    return client


def test_the_page_offers_marks_and_confirms(cast_today: Cast, officer: Client) -> None:
    cast = cast_today
    old = last_year(cast)
    earlier = timezone.now() - timedelta(hours=1)
    stories.save(
        cast, "1.1", {"value": "yes"}, clock=lambda: earlier, dossier=old, explanation="Kế hoạch 12"
    )
    stories.prove(cast, "1.2", clock=lambda: earlier, dossier=old)
    url = reverse("dossiers:carry_over", args=[cast.dossier.pk])
    assert 'data-offer="1.1"' in officer.get(url).content.decode()
    assert officer.post(url).status_code == 303
    shown = officer.get(url).content.decode()
    assert 'data-copied="1.1"' in shown
    assert 'data-wanted="1.2"' in shown
    page = officer.get(reverse("dossiers:entry", args=[cast.dossier.pk])).content.decode()
    assert "Lấy từ năm trước – chưa xác nhận" in page
    assert "cần bản năm nay" in page
    confirm = reverse("dossiers:confirm_carried", args=[cast.dossier.pk])
    done = officer.post(confirm, {"code": "1.1", "from": "row"})
    assert done.headers["Location"].endswith("#tc-1-1")
    assert officer.post(confirm, {"code": "1.1"}).status_code == 409
    assert officer.post(confirm, {"code": "9.9"}).status_code == 404
    paper = PaperWanted.objects.get(dossier=cast.dossier)
    settle = reverse("dossiers:settle_paper", args=[cast.dossier.pk, paper.pk])
    elsewhere = stories.prove(cast, "1.2", clock=timezone.now, dossier=cast.neighbour_dossier)
    for nonsense in ("x", "9" * 5000, "-1", "²", str(elsewhere.pk)):
        assert officer.post(settle, {"use": nonsense}).status_code == 404
    theirs = PaperWanted.objects.create(
        dossier=cast.neighbour_dossier,
        leaf=paper.leaf,
        source=paper.source,
        copied_at=cast.now,
        copied_by=cast.neighbour_officer,
    )
    foreign = reverse("dossiers:settle_paper", args=[cast.dossier.pk, theirs.pk])
    assert officer.post(foreign, {"use": ""}).status_code == 404
    assert officer.post(settle, {"use": ""}).status_code == 303
    assert officer.post(url).status_code == 409
