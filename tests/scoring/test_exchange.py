"""Files of criteria sets through the portal: downloads, the preview, what is kept."""

import io
from datetime import timedelta
from http import HTTPStatus

import openpyxl
import pypdfium2
import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.urls import reverse

from accounts.errors import Invalid, NotAllowed
from accounts.models import JournalEntry
from scoring import tasks
from scoring.actions import criteria, drafts
from scoring.append_only import CRITERIA
from scoring.enums import SetVerb
from scoring.exports import layout, press, set_paper, workbook
from scoring.exports.spreadsheets import CONTENT_TYPE
from scoring.imports import criteria_set as imported
from scoring.models import CriteriaDraft, CriteriaSet, SetPaper
from tests import stories
from tests.factories import Cast

DISTRICT = criteria.read_file("friendly-government-district-2024")
FILE = workbook.workbook(DISTRICT)

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(cast_today: Cast) -> Client:
    """Return the standing officer's browser."""
    browser = Client()
    browser.force_login(
        cast_today.standing_officer, backend="django.contrib.auth.backends.ModelBackend"
    )
    return browser


def preview(client: Client, content: bytes = FILE, name: str = "bo-tieu-chi.xlsx"):
    return client.post(reverse("scoring:set_import"), {"file": stories.upload(content, name)})


def changed(cell: str, value: object) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(FILE))
    book[layout.CRITERIA][cell].value = value
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def test_a_preview_tells_every_rule_and_keeps_nothing(client: Client) -> None:
    before = CriteriaSet.objects.count()
    answer = preview(client)
    text = answer.content.decode()
    assert answer.status_code == HTTPStatus.OK
    for leaf in DISTRICT["leaves"]:
        assert f'data-criterion="{leaf["code"]}"' in text
    assert "chưa tính được" not in text
    assert 'value="publish"' in text
    assert (CriteriaSet.objects.count(), CriteriaDraft.objects.count()) == (before, 0)


def test_a_preview_names_the_cell_and_offers_nothing(client: Client) -> None:
    answer = preview(client, changed("E3", "hai điểm"))
    text = answer.content.decode()
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert 'data-error="rows_invalid"' in text
    assert f'data-sheet="{layout.CRITERIA}" data-cell="E3"' in text
    assert "payload" not in text


def test_what_does_not_add_up_may_become_a_draft_only(client: Client) -> None:
    answer = preview(client, changed("E2", 77))
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    text = answer.content.decode()
    assert 'data-cell="E2"' in text
    assert 'value="draft"' in text
    assert 'value="publish"' not in text
    sent = {"payload": answer.context["payload"], "action": "draft"}
    kept = client.post(reverse("scoring:set_import_confirm"), sent)
    assert kept.status_code == HTTPStatus.SEE_OTHER
    draft = CriteriaDraft.objects.get()
    assert draft.document["groups"][0]["max_points"] == "77"
    assert (draft.title, draft.year, draft.version) == (DISTRICT["name"], DISTRICT["year"], 1)


def test_an_unsound_set_is_never_published_whatever_is_sent(client: Client) -> None:
    payload = preview(client, changed("E2", 77)).context["payload"]
    sent = {"payload": payload, "action": "publish"}
    answer = client.post(reverse("scoring:set_import_confirm"), sent)
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert not CriteriaSet.objects.filter(key=DISTRICT["code"]).exists()


def test_a_sound_set_is_published_once_and_journaled(client: Client, cast_today: Cast) -> None:
    sent = {"payload": preview(client).context["payload"], "action": "publish"}
    answer = client.post(reverse("scoring:set_import_confirm"), sent)
    published = CriteriaSet.objects.get(key=DISTRICT["code"])
    assert answer["Location"] == reverse("scoring:criteria_set", args=[published.pk])
    assert published.published_at is not None
    assert criteria.document_of(published) == DISTRICT
    entry = JournalEntry.objects.get(verb=SetVerb.PUBLISH)
    assert (entry.chain, entry.by_role) == (cast_today.province.chain, "standing")
    again = client.post(reverse("scoring:set_import_confirm"), sent)
    assert again.status_code == HTTPStatus.CONFLICT


def test_a_preview_belongs_to_its_person_and_ends(client: Client, cast_today: Cast) -> None:
    sent = {"payload": preview(client).context["payload"], "action": "draft"}
    other = Client()
    other.force_login(cast_today.administrator, backend="django.contrib.auth.backends.ModelBackend")
    address = reverse("scoring:set_import_confirm")
    assert other.post(address, sent).status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    with time_machine.travel(cast_today.now + timedelta(hours=3)):
        late = client.post(address, sent)
    assert late.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert not CriteriaDraft.objects.exists()


@pytest.mark.parametrize("part", ["commune_officer", "province_reviewer", "watcher"])
def test_only_those_who_draw_up_sets_keep_them(cast_today: Cast, part: str) -> None:
    by = cast_today.people[part]
    for act in (drafts.create, drafts.publish):
        with pytest.raises(NotAllowed):
            act(document=DISTRICT, by=by)


def test_publishing_names_every_problem(cast_today: Cast) -> None:
    with pytest.raises(Invalid) as refused:
        drafts.publish(document={**DISTRICT, "year": 1}, by=cast_today.standing_officer)
    assert "year" in refused.value.problems


@pytest.mark.parametrize(
    ("content", "code", "status"),
    [
        (b"%PDF-1.7", "file_type", HTTPStatus.UNPROCESSABLE_ENTITY),
        (b"PK\x03\x04" + b"x" * 6_000_000, "file_too_large", HTTPStatus.REQUEST_ENTITY_TOO_LARGE),
        (b"", "invalid", HTTPStatus.UNPROCESSABLE_ENTITY),
    ],
)
def test_a_file_that_is_no_workbook_is_refused(
    client: Client, content: bytes, code: str, status: HTTPStatus
) -> None:
    answer = preview(client, content)
    assert answer.status_code == status
    assert f'data-error="{code}"' in answer.content.decode()


def test_the_template_can_be_filled(client: Client) -> None:
    answer = client.get(reverse("scoring:set_template"))
    assert answer["Content-Type"] == CONTENT_TYPE
    assert openpyxl.load_workbook(io.BytesIO(answer.content)).sheetnames[0] == layout.INFO


def test_anybody_takes_a_published_set_away(cast_today: Cast) -> None:
    published = criteria.load_set(DISTRICT)
    tasks.print_sets()
    anybody = Client()
    listed = anybody.get(reverse("scoring:public_sets")).content.decode()
    for name in ("set_xlsx", "set_pdf"):
        assert reverse(f"scoring:{name}", args=[published.pk]) in listed
    sheet = anybody.get(reverse("scoring:set_xlsx", args=[published.pk]))
    assert imported.read(sheet.content).document == DISTRICT
    paper = anybody.get(reverse("scoring:set_pdf", args=[published.pk]))
    assert paper["Content-Type"] == "application/pdf"
    assert b"".join(paper).startswith(b"%PDF")


def test_a_paper_that_is_not_printed_yet_asks_to_wait(cast_today: Cast) -> None:
    address = reverse("scoring:set_pdf", args=[cast_today.campaign.criteria_set_id])
    answer = Client().get(address)
    assert answer.status_code == HTTPStatus.SERVICE_UNAVAILABLE
    assert answer["Retry-After"] == "60"
    assert 'data-error="still_printing"' in answer.content.decode()


def test_sets_are_printed_once(cast_today: Cast) -> None:
    assert press.print_missing() == {"printed": 1, "failed": 0}
    assert press.print_missing() == {"printed": 0, "failed": 0}
    paper = SetPaper.objects.get()
    assert paper.size == paper.file.size


def test_one_set_that_cannot_be_printed_does_not_stop_the_others(cast_today: Cast) -> None:
    broken = cast_today.campaign.criteria_set.criteria.filter(is_leaf=True).first()
    broken.parameters = {}
    # As rows of an older database may be: this one would not let anybody write them so.
    CRITERIA.remove(connection)
    broken.save(update_fields=["parameters"])
    CRITERIA.install(connection)
    criteria.load_set(DISTRICT)
    assert press.print_missing() == {"printed": 1, "failed": 1}


def test_the_paper_tells_everything_on_landscape_pages_with_headings() -> None:
    published = criteria.load_set(criteria.read_file("friendly-government-2024"))
    pages = pypdfium2.PdfDocument(set_paper.pdf(published))
    texts = [page.get_textpage().get_text_range() for page in pages]
    width, height = pages[0].get_size()
    assert width > height
    # Not a word of one page alone: the table's heading stands on each of its pages.
    assert sum("Cách tính điểm" in text for text in texts) >= 4
    told = " ".join(" ".join(texts).split())
    for leaf in published.criteria.filter(is_leaf=True):
        assert leaf.code in told
    for words in ("PHỤ LỤC", "Hướng dẫn chấm điểm", "từ 97 % đến dưới 99 %: 4 điểm", "Xuất sắc"):
        assert words in told
    assert "★" not in told
