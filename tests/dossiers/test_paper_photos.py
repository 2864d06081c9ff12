"""A signed paper photographed page by page becomes one PDF on request, the photos kept."""

from http import HTTPStatus

from django.test import Client
from django.urls import reverse

from dossiers.models import EvidenceUse
from tests import letters, stories
from tests.dossiers.test_papers_pages import page, signed_in
from tests.factories import Cast


def send(cast: Cast, *photos: bytes, **more: str) -> tuple[Client, object]:
    """Send photos to the paper "report" as the officer."""
    officer = signed_in(cast, "commune_officer")
    files = [stories.upload(each, f"trang {at}.jpg") for at, each in enumerate(photos, 1)]
    address = page("attach_paper", cast.dossier.pk, "report")
    return officer, officer.post(address, {"file": files, **more})


def test_photos_of_a_paper_become_one_pdf(cast_today: Cast) -> None:
    pages = [letters.photo(), letters.photo(width=500)]
    officer, answer = send(cast_today, *pages, join="yes")
    assert answer.status_code == HTTPStatus.SEE_OTHER
    use = EvidenceUse.objects.get(document_kind="report")
    assert use.version.media_type == "application/pdf"
    assert use.version.pages == len(pages)
    kept = [
        b"".join(officer.get(reverse("dossiers:original", args=[use.pk, position])))
        for position in (1, 2)
    ]
    assert kept == pages


def test_a_photo_alone_is_no_signed_paper(cast_today: Cast) -> None:
    _, answer = send(cast_today, letters.photo())
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert 'data-error="file_type"' in answer.content.decode()
    _, joined = send(cast_today, letters.photo(), join="yes")
    assert joined.status_code == HTTPStatus.SEE_OTHER


def test_the_page_offers_to_join(cast_today: Cast) -> None:
    officer = signed_in(cast_today, "commune_officer")
    shown = officer.get(page("papers", cast_today.dossier.pk)).content.decode()
    forms = shown.count('data-form="evidence"')
    assert forms == shown.count('name="join"') == shown.count('accept=".pdf,.jpg,.jpeg,.png"') > 0
