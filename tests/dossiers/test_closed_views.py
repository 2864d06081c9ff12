"""What stays closed to whom: other tiers' points, papers never sent, words inside the unit."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from accounts.errors import OwnUnit
from accounts.models import User
from dossiers.actions import (
    appraisal,
    central_figures,
    closing,
    entry,
    evidence,
    facts,
    submission,
)
from dossiers.actions.judgement import Judgement
from dossiers.exports import press
from dossiers.models import ClosingRecord, Dossier, PrintJob, Submission
from tests import factories, stories
from tests.conftest import MovableClock
from tests.factories import Cast


def browser(cast: Cast, part: str) -> Client:
    """Return a browser in which a person of the cast has signed in."""
    client = Client()
    client.force_login(cast.people[part], backend="django.contrib.auth.backends.ModelBackend")
    return client


def seen(cast: Cast, part: str, name: str, *args: object) -> str:
    """Return the page of that name as the person reads it."""
    answer = browser(cast, part).get(reverse(f"dossiers:{name}", args=args or [cast.dossier.pk]))
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_points_of_a_closed_tier_are_told_to_its_readers_only(
    cast_today: Cast, clock: MovableClock
) -> None:
    cast = cast_today
    clock.now = cast.now
    stories.send(cast, clock=clock)
    appraisal.agree(dossier=cast.dossier, by=cast.district_reviewer, clock=clock)
    clock.now = cast.stages[1].closes_at + timedelta(minutes=1)
    closing.close_due(clock=clock)
    record = ClosingRecord.objects.get(dossier=cast.dossier)
    for part, is_told in [("commune_leader", False), ("district_reviewer", True)]:
        page = seen(cast, part, "closings")
        assert record.receipt in page
        assert ("Đã chấm" in page) is is_told


def test_covering_record_is_absent_for_the_unit(cast_today: Cast, clock: MovableClock) -> None:
    cast = cast_today
    clock.now = cast.now
    own = stories.send(cast, clock=clock)
    appraisal.agree(dossier=cast.dossier, by=cast.district_reviewer, clock=clock)
    up = appraisal.send_up(dossier=cast.dossier, by=cast.district_reviewer, clock=clock)
    address = reverse("dossiers:receipt", args=[up.receipt])
    assert browser(cast, "commune_leader").get(address).status_code == 404
    assert browser(cast, "district_reviewer").get(address).status_code == 200
    assert own.receipt in seen(cast, "commune_leader", "overview")
    assert address in seen(cast, "district_reviewer", "overview")
    assert address not in seen(cast, "commune_leader", "overview")
    assert Submission.objects.count() == 2


def test_acts_on_an_unsent_dossier_are_told_to_its_unit_only(cast_today: Cast) -> None:
    stories.fill(cast_today, clock=timezone.now)
    typed = "4 cuộc × 5 → 20,00 điểm"
    for part, is_told in (("commune_leader", True), ("district_reviewer", False)):
        shown = seen(cast_today, part, "overview")
        assert [words in shown for words in (typed, "báo cáo.pdf")] == [is_told] * 2
    submission.hand_over(dossier=cast_today.dossier, by=cast_today.commune_officer)
    assert typed not in seen(cast_today, "district_reviewer", "overview")
    submission.send(dossier=cast_today.dossier, by=cast_today.commune_leader)
    assert typed in seen(cast_today, "district_reviewer", "overview")
    submission.recall(dossier=cast_today.dossier, by=cast_today.commune_leader)
    assert typed not in seen(cast_today, "district_reviewer", "overview")


def test_points_of_a_recalled_sending_are_not_printed_for_those_above(cast_today: Cast) -> None:
    sent = stories.send(cast_today, clock=timezone.now)
    above, own = browser(cast_today, "district_reviewer"), browser(cast_today, "commune_leader")
    asked = reverse("dossiers:print_receipt", args=[sent.receipt])
    above.post(asked)
    job = press.carry_out(PrintJob.objects.get())
    file = reverse("dossiers:print_file", args=[job.pk])
    assert above.get(file).status_code == 200
    # A paper is handed to whoever asked for it, nobody else.
    assert own.get(file).status_code == 404
    submission.recall(dossier=cast_today.dossier, by=cast_today.commune_leader)
    assert above.get(file).status_code == above.post(asked).status_code == 403
    shown = seen(cast_today, "district_reviewer", "receipt", sent.receipt)
    assert asked not in shown
    assert "Tổng điểm" not in shown
    assert own.post(asked).status_code == 303
    assert asked in seen(cast_today, "commune_leader", "receipt", sent.receipt)


def test_a_document_taken_off_before_sending_never_reaches_those_above(
    cast_today: Cast, clock: MovableClock
) -> None:
    cast = cast_today
    clock.now = cast.now
    use = stories.prove(cast, "1.2", clock=clock, words="gắn nhầm")
    evidence.detach(use=use, by=cast.commune_officer, clock=clock)
    stories.send(cast, clock=clock)
    address = reverse("dossiers:evidence", args=[use.pk])
    assert browser(cast, "district_reviewer").get(address).status_code == 404
    assert browser(cast, "commune_officer").get(address).status_code == 200


def test_the_leaders_words_to_the_officer_stay_inside_the_unit(
    cast_today: Cast, clock: MovableClock
) -> None:
    cast = cast_today
    clock.now = cast.now
    stories.hand_over(cast, clock=clock)
    words = "Số liệu mục 2.3 chưa đúng sổ"
    submission.return_to_officer(
        dossier=cast.dossier, reason=words, by=cast.commune_leader, clock=clock
    )
    assert words in seen(cast, "commune_officer", "overview")
    assert words not in seen(cast, "district_reviewer", "overview")


def test_words_inside_the_unit_stay_there_in_the_journal_once_sent(
    cast_today: Cast, clock: MovableClock
) -> None:
    cast, words = cast_today, "Ghi rõ nguồn số liệu của thôn Đông"
    clock.now = cast.now
    stories.hand_over(cast, clock=clock)
    submission.return_to_officer(
        dossier=cast.dossier, reason=words, by=cast.commune_leader, clock=clock
    )
    submission.hand_over(dossier=cast.dossier, by=cast.commune_officer, clock=clock)
    submission.send(dossier=cast.dossier, by=cast.commune_leader, clock=clock)
    page = browser(cast, "administrator").get(reverse("dossiers:journal")).content.decode()
    assert "Trả lại" in page
    assert words not in page


def test_an_administrator_below_reads_no_appraisal_in_the_journal(
    cast_today: Cast, clock: MovableClock
) -> None:
    cast = cast_today
    clock.now = cast.now
    factories.make_person(
        "Đào Thị Quản", (Role.ADMIN, cast.commune), since=cast.now - timedelta(days=1)
    )
    stories.send(cast, clock=clock)
    appraisal.save(
        dossier=cast.dossier,
        leaf=cast.leaf("1.1"),
        judgement=Judgement(points=Decimal("3.21"), reason="Thiếu biên bản"),
        by=cast.district_reviewer,
        clock=clock,
    )
    below = User.objects.get(full_name="Đào Thị Quản")
    for reader, is_told in [(below, False), (cast.administrator, True)]:
        client = Client()
        client.force_login(reader, backend="django.contrib.auth.backends.ModelBackend")
        page = client.get(reverse("dossiers:journal")).content.decode()
        assert "Thẩm định" in page
        assert ("3,21" in page) is is_told
        assert ("Thiếu biên bản" in page) is is_told


def test_the_queue_tells_a_person_of_two_roles_no_more_than_the_unit_reads(
    cast_today: Cast, clock: MovableClock
) -> None:
    cast = cast_today
    clock.now = cast.now
    both = factories.make_person(
        "Hoàng Văn Kiêm",
        (Role.REVIEWER, cast.district),
        (Role.ENTRY, cast.commune),
        since=cast.now - timedelta(days=1),
    )
    stories.send(cast, clock=clock)
    stories.send(cast, clock=clock, dossier=cast.neighbour_dossier)
    for dossier, points in [(cast.dossier, "3.21"), (cast.neighbour_dossier, "4.32")]:
        appraisal.save(
            dossier=dossier,
            leaf=cast.leaf("1.1"),
            judgement=Judgement(points=Decimal(points), reason="Thiếu biên bản"),
            by=cast.district_reviewer,
            clock=clock,
        )
    client = Client()
    client.force_login(both, backend="django.contrib.auth.backends.ModelBackend")
    role = both.roles_held.get(role=Role.REVIEWER)
    client.post(reverse("accounts:choose_role"), {"grant": role.pk})
    page = client.get(reverse("dossiers:queue"), {"tab": "tat-ca"}).content.decode()
    assert "4,32" in page
    assert "3,21" not in page


def test_nobody_of_the_standing_body_gives_figures_or_facts_of_the_own_unit(
    cast: Cast, clock: MovableClock
) -> None:
    both = factories.make_person(
        "Lục Thị Hai",
        (Role.STANDING, cast.province),
        (Role.LEADER, cast.commune),
        since=clock() - timedelta(days=1),
    )
    survey = cast.leaf("2.4")
    figures = survey.rule.read({"denominator": "100", "numerator": "99"})

    def give(dossier: Dossier) -> None:
        typed = entry.Entry(figures=figures)
        central_figures.save_central_figure(
            dossier=dossier, leaf=survey, entry=typed, by=both, clock=clock
        )

    give(cast.neighbour_dossier)
    with pytest.raises(OwnUnit):
        give(cast.dossier)
    with pytest.raises(OwnUnit):
        facts.set_head_disciplined(
            dossier=cast.dossier,
            is_disciplined=False,
            document_number="12/QĐ",
            reason="Đã hết hiệu lực",
            by=both,
            clock=clock,
        )
