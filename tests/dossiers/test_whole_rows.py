"""Rows drawn by filling moulds say exactly what their template would have said."""

import re
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from dossiers.models import EvidenceUse, FileCheck
from dossiers.views import mould, whole_rows
from tests import stories
from tests.factories import Cast

now = timezone.now
# What changes from one request to the next.
PASSING = re.compile(r'(csrfmiddlewaretoken" value|data-server-time|nonce)="[^"]*"')


def page(cast: Cast, *, as_leader: bool = False) -> str:
    client = Client()
    person = cast.commune_leader if as_leader else cast.commune_officer
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    answer = client.get(reverse("dossiers:entry", args=[cast.dossier.pk]))
    return PASSING.sub("", answer.content.decode())


def busy(cast: Cast) -> None:
    """Fill in some rows of every shape, with documents, findings and words that need escaping."""
    stories.save(cast, "1.1", {"value": "yes"}, clock=now, explanation='Dòng <1>\n"hai" & ba')
    stories.save(cast, "1.2", {"numerator": "9", "denominator": "10"}, clock=now)
    for words in ("a", "b", "c"):
        stories.prove(cast, "1.2", clock=now, words=words)
    use = stories.prove(cast, "1.3", clock=now, words="a")
    document = use.version.document
    document.title, document.issued_on = '<b>"Tên"</b> & {{ x }}', date(2001, 2, 3)
    document.save()
    for each in EvidenceUse.objects.all():
        FileCheck.objects.get_or_create(
            version=each.version,
            kind="signature",
            defaults={"verdict": "altered", "sentence": "Bị <sửa>.", "checked_at": now()},
        )


@pytest.mark.parametrize("as_leader", [False, True])
def test_moulded_rows_are_what_their_template_draws(
    cast_today: Cast, monkeypatch: pytest.MonkeyPatch, as_leader: bool
) -> None:
    busy(cast_today)
    page(cast_today, as_leader=as_leader)
    # Moulds made by the first page are filled again by the second.
    moulded = page(cast_today, as_leader=as_leader)
    shapes = whole_rows._rows_of(cast_today.plan.criteria_set.pk).values()
    assert any(each._made for each in shapes)
    poured: list[Any] = []
    monkeypatch.setattr(whole_rows, "is_ordinary", poured.append)
    assert moulded == page(cast_today, as_leader=as_leader)
    assert len(poured) == len(cast_today.plan.leaves)
    assert "&lt;b&gt;&quot;Tên&quot;&lt;/b&gt; &amp; {{ x }}" in moulded


def test_template_that_asks_for_more_than_was_moulded_fails_loudly(cast_today: Cast) -> None:
    marks = whole_rows.Marks(code="1.1")
    with pytest.raises(LookupError, match="no room for 'mark'"):
        mould.Mould("dossiers/desk/_row.html", {"row": marks})
