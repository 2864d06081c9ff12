"""Questions from above at the unit's desk: found, timed, answered with files, kept when refused."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from dossiers.actions import explanation
from dossiers.models import EvidenceUse, Explanation
from tests import stories
from tests.factories import Cast


@pytest.fixture
def asked(cast_today: Cast, client: Client) -> Explanation:
    """Return a question on leaf 1.2, the commune's officer signed in."""
    stories.send(cast_today, clock=timezone.now)
    client.force_login(cast_today.commune_officer)
    return explanation.ask(
        dossier=cast_today.dossier,
        leaf=cast_today.leaf("1.2"),
        question="Vì sao khác báo cáo tháng?",
        answer_until=timezone.now() + timedelta(days=1, hours=2, minutes=1),
        by=cast_today.district_reviewer,
        clock=timezone.now,
    )


def row(page: str, code: str) -> str:
    """Return one leaf's row of the entry page."""
    return page.split(f'data-criterion="{code}"', 1)[1].split("</article>", 1)[0]


def entry(client: Client, asked: Explanation) -> str:
    return client.get(reverse("dossiers:entry", args=[asked.dossier_id])).content.decode()


def answer(client: Client, asked: Explanation, **typed: object) -> object:
    return client.post(reverse("dossiers:answer", args=[asked.dossier_id, asked.pk]), typed)


def test_only_the_asked_leaf_opens_and_says_until_when(client: Client, asked: Explanation) -> None:
    page = entry(client, asked)
    assert "chỉ tiêu chí được yêu cầu giải trình nhận thêm" in page
    assert "Còn 1 ngày 2 giờ" in row(page, "1.2")
    assert 'data-form="answer"' in row(page, "1.2")
    assert "<form" not in row(page, "1.1")


def test_answer_carries_several_files_as_a_layer_of_its_own(
    client: Client, asked: Explanation
) -> None:
    files = [stories.upload(stories.pdf_bytes(name), f"{name}.pdf") for name in ("một", "hai")]
    done = answer(client, asked, answer="Đã đối chiếu.", file=files)
    assert done.status_code == 303
    assert EvidenceUse.objects.filter(explanation=asked).count() == 2
    whole = entry(client, asked)
    assert "Đã gửi giải trình tiêu chí 1.2." in whole
    page = row(whole, "1.2")
    assert "Đã đối chiếu." in page
    assert page.count("kèm giải trình") == 2
    assert 'data-form="detach"' not in page
    client.force_login(asked.asked_by)
    above = client.get(reverse("dossiers:review", args=[asked.dossier_id])).content.decode()
    assert row(above, "1.2").count("· gửi kèm giải trình") == 2


def test_documents_of_an_answer_not_given_say_so_from_above(
    client: Client, asked: Explanation
) -> None:
    good = stories.upload(stories.pdf_bytes("tốt"), "tốt.pdf")
    bad = stories.upload(b"MZ\x90" + b"\0" * 99, "xấu.pdf")
    assert answer(client, asked, answer="Đã đối chiếu.", file=[good, bad]).status_code == 422
    use = EvidenceUse.objects.get(explanation=asked)
    assert "· để giải trình, chưa gửi" in row(entry(client, asked), "1.2")
    client.force_login(asked.asked_by)
    review = reverse("dossiers:review", args=[asked.dossier_id])
    above = row(client.get(review).content.decode(), "1.2")
    assert "tải lên để giải trình, đơn vị chưa gửi nội dung trả lời" in above
    assert "gửi kèm giải trình" not in above
    assert "Đã đối chiếu." not in above
    assert client.get(reverse("dossiers:evidence", args=[use.pk])).status_code == 200


def test_file_of_an_unsent_answer_can_be_taken_off(client: Client, asked: Explanation) -> None:
    good = stories.upload(stories.pdf_bytes("tốt"), "tốt.pdf")
    bad = stories.upload(b"MZ\x90" + b"\0" * 99, "xấu.pdf")
    refused = answer(client, asked, answer="Đã đối chiếu.", file=[good, bad])
    assert refused.status_code == 422
    page = row(refused.content.decode(), "1.2")
    assert "Đã đối chiếu.</textarea>" in page
    use = EvidenceUse.objects.get(explanation=asked)
    address = reverse("dossiers:detach", args=[use.pk])
    assert address in page
    assert client.post(address).status_code == 303


def test_answer_without_words_is_asked_for_them(client: Client, asked: Explanation) -> None:
    refused = answer(client, asked, answer=" ")
    assert refused.status_code == 422
    assert "Hãy nhập nội dung giải trình" in refused.content.decode()


def test_late_answer_stays_on_the_page(client: Client, asked: Explanation) -> None:
    instant = timezone.now()
    Explanation.objects.filter(pk=asked.pk).update(
        asked_at=instant - timedelta(days=2), answer_until=instant
    )
    refused = answer(client, asked, answer="Chúng tôi đã đối chiếu lại toàn bộ.")
    page = refused.content.decode()
    assert refused.status_code == 423
    assert 'data-error="deadline_passed"' in page
    assert "Chúng tôi đã đối chiếu lại toàn bộ." in row(page, "1.2")
    assert "Đã hết thời hạn trả lời lúc" in row(page, "1.2")
