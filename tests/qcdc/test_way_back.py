"""Whoever is refused finds the page back on which the form stood, and never leaves the site."""

import pytest
from django.test import RequestFactory

from qcdc import errors

HERE = "http://portal.example"


@pytest.mark.parametrize(
    ("referer", "back"),
    [
        (f"{HERE}/tai-khoan/21/?q=a", "/tai-khoan/21/?q=a"),
        (f"{HERE}/tai-khoan/21/ngung/", ""),
        (f"{HERE}//elsewhere.example/", ""),
        ("http://elsewhere.example/tai-khoan/21/", ""),
        ("javascript:alert(1)", ""),
        ("http://[", ""),
        ("", ""),
    ],
)
def test_refused_form_leads_back_to_its_own_page(referer: str, back: str) -> None:
    request = RequestFactory().post(
        "/tai-khoan/21/ngung/", headers={"Host": "portal.example", "Referer": referer}
    )
    assert errors.came_from(request) == back


def test_page_that_was_only_read_leads_nowhere() -> None:
    request = RequestFactory().get(
        "/x/", headers={"Host": "portal.example", "Referer": f"{HERE}/tai-khoan/"}
    )
    assert errors.came_from(request) == ""
