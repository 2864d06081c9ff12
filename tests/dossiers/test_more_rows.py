"""Pages of one dossier, and the list of registrations, ask as much for many rows as for one."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.enums import UnitLevel
from accounts.models import User
from dossiers.enums import CheckKind, CheckVerdict, DossierState, RegistrationState
from dossiers.models import (
    Document,
    DocumentVersion,
    Dossier,
    EvidenceUse,
    FileCheck,
    LeafComment,
    PaperWanted,
    Registration,
)
from scoring.models import Campaign
from scoring.plans import Leaf
from tests import factories, stories
from tests.factories import Cast

BACKEND = "django.contrib.auth.backends.ModelBackend"


def signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person, backend=BACKEND)
    return client


def asked(client: Client, url: str) -> int:
    """Return how many questions a page asks when what processes keep is known already."""
    assert client.get(url).status_code == 200
    with CaptureQueriesContext(connection) as seen:
        client.get(url)
    return len(seen)


def give(cast: Cast, leaf: Leaf, number: int) -> None:
    """Put a checked document to a leaf, a remark on it, and a paper of last year on its list."""
    who = {"created_at": cast.now, "created_by": cast.commune_officer}
    document = Document.objects.create(unit=cast.commune, title=f"Báo cáo {number}", **who)
    version = DocumentVersion.objects.create(
        document=document,
        file=f"evidence/{number}",
        sha256=f"{number:064d}",
        media_type="application/pdf",
        original_name="a.pdf",
        size=1000,
        pages=3,
        uploaded_at=cast.now,
        uploaded_by=cast.commune_officer,
    )
    FileCheck.objects.create(
        version=version,
        kind=CheckKind.SIGNATURE,
        verdict=CheckVerdict.ALTERED,
        sentence="Bị sửa sau khi ký.",
        checked_at=cast.now,
    )
    EvidenceUse.objects.create(
        dossier=cast.dossier,
        leaf=leaf.criterion,
        stage=cast.stages[0],
        version=version,
        attached_at=cast.now,
        attached_by=cast.commune_officer,
    )
    LeafComment.objects.create(
        dossier=cast.dossier,
        leaf=leaf.criterion,
        text="Xem lại",
        made_at=cast.now,
        made_by=cast.commune_leader,
    )
    PaperWanted.objects.create(
        dossier=cast.dossier,
        leaf=leaf.criterion,
        source=document,
        copied_at=cast.now,
        copied_by=cast.commune_officer,
    )


@pytest.fixture
def busy(cast_today: Cast) -> Callable[[int], None]:
    """Return what puts so many documents to every leaf of a dossier that was given back once."""
    cast, numbers = cast_today, iter(range(1000))
    before = factories.make_campaign(cast.now, area=cast.province, code="nam-truoc")
    Campaign.objects.filter(pk=cast.campaign.pk).update(previous=before)
    stories.fill(cast, clock=timezone.now)
    Dossier.objects.filter(pk=cast.dossier.pk).update(
        returned_at=cast.now, returned_by=cast.commune_leader, returned_reason="Xem lại"
    )

    def put(times: int) -> None:
        for leaf in cast.plan.leaves:
            for _ in range(times):
                give(cast, leaf, next(numbers))

    return put


@pytest.mark.parametrize(
    "name", ["check", "contents", "overview", "papers", "carry_over", "workbook_file", "home"]
)
def test_the_officers_pages(cast_today: Cast, busy: Callable[[int], None], name: str) -> None:
    officer = signed_in(cast_today.commune_officer)
    url = reverse(f"dossiers:{name}", args=[] if name == "home" else [cast_today.dossier.pk])
    busy(1)
    few = asked(officer, url)
    busy(2)
    assert asked(officer, url) == few


def test_the_leaders_page(cast_today: Cast, busy: Callable[[int], None]) -> None:
    leader = signed_in(cast_today.commune_leader)
    url = reverse("dossiers:approval", args=[cast_today.dossier.pk])
    busy(1)
    few = asked(leader, url)
    busy(2)
    assert asked(leader, url) == few


def test_the_reviewers_contents(cast_today: Cast, busy: Callable[[int], None]) -> None:
    Dossier.objects.filter(pk=cast_today.dossier.pk).update(
        state=DossierState.SENT, stage=cast_today.stages[1]
    )
    reviewer = signed_in(cast_today.district_reviewer)
    url = reverse("dossiers:contents", args=[cast_today.dossier.pk])
    busy(1)
    few = asked(reviewer, url)
    busy(2)
    assert asked(reviewer, url) == few


def test_the_page_of_one_document(cast_today: Cast, busy: Callable[[int], None]) -> None:
    officer = signed_in(cast_today.commune_officer)
    busy(1)
    document = Document.objects.latest("pk")
    first = document.versions.get()
    url = reverse("dossiers:document", args=[document.pk])
    few = asked(officer, url)
    for number, leaf in enumerate(cast_today.plan.leaves[:4], 2):
        newer = DocumentVersion.objects.create(
            document=document,
            number=number,
            link=f"https://vidu.vn/{number}",
            uploaded_at=first.uploaded_at,
            uploaded_by=first.uploaded_by,
        )
        EvidenceUse.objects.create(
            dossier=cast_today.dossier,
            leaf=leaf.criterion,
            stage=cast_today.stages[0],
            version=newer,
            attached_at=cast_today.now,
            attached_by=cast_today.commune_officer,
        )
    assert asked(officer, url) == few


def test_the_list_of_registrations(cast_today: Cast) -> None:
    cast, codes = cast_today, iter(range(90000, 91000))

    def register(times: int) -> None:
        for code in (next(codes) for _ in range(times)):
            unit = factories.make_unit(
                f"Xã {code}", UnitLevel.COMMUNE, parent=cast.district, code=str(code)
            )
            Registration.objects.create(
                dossier=Dossier.objects.create(
                    campaign=cast.campaign, unit=unit, stage=cast.stages[0]
                ),
                state=RegistrationState.SENT,
                recorded_at=cast.now,
                recorded_by=cast.commune_officer,
                sent_at=cast.now,
                sent_by=cast.commune_leader,
            )

    reviewer = signed_in(cast.district_reviewer)
    url = reverse("dossiers:registrations")
    register(1)
    few = asked(reviewer, url)
    register(20)
    assert asked(reviewer, url) == few
