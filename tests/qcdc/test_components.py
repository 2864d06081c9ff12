"""The look: every component draws, and refuses wrong options; error pages need nothing else."""

import re
from decimal import Decimal
from pathlib import Path

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import Context, Engine, Template, TemplateSyntaxError, engines
from django.template.loader import render_to_string

from accounts.models import User
from qcdc import components
from qcdc.templatetags import ui

ROOT = Path(__file__).resolve().parents[2]
COMPONENTS = sorted((ROOT / "templates" / "components").glob("[!_]*.html"))
STYLESHEET = Path(__file__).with_name("stylesheet.html")


class FilterForm(forms.Form):
    q = forms.CharField(label="Tìm đơn vị", required=False)
    state = forms.ChoiceField(label="Trạng thái", choices=[("", "Tất cả"), ("sent", "Đã gửi")])


class EveryFieldForm(forms.Form):
    """One field of each kind that the portal's forms use."""

    name = forms.CharField(label="Họ và tên", help_text="Như trên quyết định phân công")
    reason = forms.CharField(label="Lý do gia hạn", widget=forms.Textarea(attrs={"rows": 3}))
    tier = forms.ChoiceField(label="Giai đoạn", choices=[("1", "Xã tự chấm"), ("2", "Thẩm định")])
    verdict = forms.ChoiceField(
        label="Kết luận",
        choices=[("yes", "Công nhận"), ("no", "Không công nhận")],
        widget=forms.RadioSelect,
    )
    items = forms.MultipleChoiceField(
        label="Tài liệu kèm theo",
        choices=[("a", "Tờ trình"), ("b", "Báo cáo kết quả")],
        widget=forms.CheckboxSelectMultiple,
    )
    sure = forms.BooleanField(label="Đã đối chiếu với bản ký")
    file = forms.FileField(label="Bản quét", required=False, help_text="PDF, tối đa 20 MB")
    version = forms.IntegerField(widget=forms.HiddenInput, initial=3)


def stylesheet_context() -> dict[str, object]:
    """What the style sheet page shows: invented, and in every tone."""
    return {
        "page_identity": {
            "user": "lan.dongtien",
            "role": "entry",
            "unit": "07213",
            "server_time": "2024-11-02T20:05:12+07:00",
        },
        "acting": {"unit": {"name": "Xã Đồng Tiến"}, "get_role_display": "Cán bộ nhập liệu"},
        "other_grants": [1],
        "deadline": {
            "words": "Còn 2 ngày 3 giờ",
            "instant_text": "Khóa nhập liệu lúc 23:59:59 ngày 04/11/2024",
            "iso": "2024-11-05T00:00:00+07:00",
            "tone": "soon",
        },
        "navigation": [
            {
                "label": "Chấm điểm",
                "links": [
                    {"label": "Trang chính", "url": "#", "is_current": False, "count": None},
                    {"label": "Bảng tự chấm điểm", "url": "#", "is_current": True, "count": 4},
                    {"label": "Tài liệu kiểm chứng", "url": "#", "is_current": False, "count": 2},
                ],
            },
            {
                "label": "Tra cứu",
                "links": [
                    {"label": "Kết quả năm trước", "url": "#", "is_current": False},
                    {"label": "Bộ tiêu chí và hướng dẫn", "url": "#", "is_current": False},
                ],
            },
        ],
        "crumbs": [("Trang chính", "#"), ("Đợt chấm điểm 2024", "#")],
        "steps": [
            {"label": "Xã tự chấm", "note": "đã gửi 02/11/2024", "state": "done"},
            {"label": "Huyện thẩm định", "note": "đến hết 24/11/2024", "state": "current"},
            {"label": "Tỉnh thẩm định", "note": "từ 25/11/2024", "state": "next"},
        ],
        "entries": [
            {
                "title": "Huyện trả lại tiêu chí 2.4",
                "by": "Trần Văn Minh",
                "when": "09:12 ngày 18/11/2024",
                "text": "Đề nghị bổ sung bản quét ba thư xin lỗi còn thiếu.",
                "tone": "warn",
            },
            {"title": "Gửi hồ sơ", "by": "Lê Thị Hoa", "when": "14:05 ngày 02/11/2024"},
            {
                "title": "Nhập số liệu – 2 lần ghi",
                "by": "Lê Thị Hoa",
                "when": "09:01:07 – 09:03:30 ngày 02/11/2024",
                "parts": [
                    {"title": "Nhập số liệu – tiêu chí 2.2", "when": "09:03:30 ngày 02/11/2024"},
                    {
                        "title": "Nhập số liệu – tiêu chí 2.1",
                        "when": "09:01:07 ngày 02/11/2024",
                        "text": "4,00 điểm",
                    },
                ],
            },
        ],
        "rows": [
            {
                "unit": "Thị trấn Phồn Xương",
                "state": "Đã gửi",
                "tone": "good",
                "done": "100",
                "points": Decimal("92.18"),
                "share": Decimal("92.18"),
            },
            {
                "unit": "Xã Đồng Tiến",
                "state": "Đang nhập",
                "tone": "info",
                "done": "62.5",
                "points": Decimal("54.75"),
                "share": None,
            },
            {
                "unit": "Xã Tân Hiệp",
                "state": "Khóa khi chưa gửi",
                "tone": "strong",
                "done": "8",
                "points": None,
                "share": None,
            },
        ],
        "page": Paginator(range(209), 20).page(5),
        "form": FilterForm(),
        "bad_form": EveryFieldForm({"name": "Nguyễn Thị Hạnh", "version": 3}),
    }


def stylesheet_html() -> str:
    """The style sheet page as a logged-in person would get it."""
    person = User(username="lan.dongtien", full_name="Nguyễn Thị Lan")
    template = engines["django"].from_string(STYLESHEET.read_text())
    return template.render(stylesheet_context() | {"request": {"user": person}})


def draw(source: str, **values: object) -> str:
    return Template("{% load ui %}" + source).render(Context(values))


def test_stylesheet_shows_every_component() -> None:
    source = STYLESHEET.read_text() + (ROOT / "templates" / "base.html").read_text()
    shown = set(re.findall(r"{% (?:component|wrap) \"(\w+)\"", source))

    assert shown == {path.stem for path in COMPONENTS}


def test_stylesheet_page_has_identity_and_no_inline_code() -> None:
    html = stylesheet_html()

    assert 'data-user="lan.dongtien" data-role="entry" data-unit="07213"' in html
    assert 'data-server-time="2024-11-02T20:05:12+07:00"' in html
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=", html)


def test_stylesheet_page_has_no_id_twice() -> None:
    ids = re.findall(r'\sid="([^"]+)"', stylesheet_html())

    assert sorted(ids) == sorted(set(ids))


@pytest.mark.parametrize("path", COMPONENTS, ids=lambda path: path.stem)
def test_component_documents_the_options_that_it_uses(path: Path) -> None:
    source = path.read_text()
    declared = components.options_of(source)
    body = source.split("{% endcomment %}", 1)[1]

    assert declared
    assert [name for name in declared if not re.search(rf"\b{name}\b", body)] == []


@pytest.mark.parametrize(
    ("call", "complaint"),
    [
        ('{% component "tag" %}', "needs the option text"),
        ('{% component "tag" text="a" colour="red" %}', "has no option colour"),
        ('{% component "tag" text="a" tone="red" %}', "not one of"),
        ('{% wrap "tag" text="a" %}b{% endwrap %}', "has no option content"),
    ],
)
def test_component_refuses_a_wrong_option(call: str, complaint: str) -> None:
    with pytest.raises(TemplateSyntaxError, match=complaint):
        draw(call)


def test_component_refuses_a_wrong_option_without_debug() -> None:
    engine = Engine(dirs=[ROOT / "templates"], libraries={"ui": "qcdc.templatetags.ui"})
    template = engine.from_string('{% load ui %}{% component "tag" txt="a" %}')

    with pytest.raises(TemplateSyntaxError):
        template.render(Context())


def test_component_must_chose_option_has_no_default() -> None:
    source = "{% comment %}\n- tone (required: good, bad): colour\n{% endcomment %}"

    with pytest.raises(TemplateSyntaxError, match="needs the option tone"):
        components.checked("x", source, {})
    assert components.checked("x", source, {"tone": "bad"}) == {"tone": "bad"}


def test_component_without_documentation_is_refused() -> None:
    with pytest.raises(TemplateSyntaxError, match="comment"):
        components.options_of("<p>{{ text }}</p>")


def test_component_escapes_what_people_typed() -> None:
    assert "<b>" not in draw('{% component "tag" text=name %}', name="<b>x</b>")


def test_component_does_not_see_the_page_around_it() -> None:
    assert 'href="#' not in draw('{% component "button" text="Lưu" %}', href="#elsewhere")


def test_confirm_posts_with_the_token_of_the_page() -> None:
    html = draw(
        '{% wrap "confirm" text="Gửi" title="Gửi?" sentence="…" action="/x" form_name="submit" %}'
        '<input name="reason">{% endwrap %}',
        csrf_token="token-of-the-page",
    )

    assert 'value="token-of-the-page"' in html
    assert '<input name="reason">' in html
    assert 'data-form="submit"' in html


def test_form_field_is_named_for_programs_without_its_prefix() -> None:
    html = str(EveryFieldForm(prefix="2.3"))

    assert 'name="2.3-reason"' in html
    assert 'data-field="reason"' in html
    assert 'type="hidden" name="2.3-version" data-field="version" value="3"' in html


def test_form_field_with_an_error_points_to_it() -> None:
    html = str(EveryFieldForm({})["reason"].as_field_group())

    assert 'id="id_reason_error"' in html
    assert 'aria-describedby="id_reason_error"' in html
    assert 'aria-invalid="true"' in html


def test_error_summary_leads_to_every_field() -> None:
    html = draw('{% component "error_summary" form=form %}', form=EveryFieldForm({}))

    assert 'data-error="invalid"' in html
    assert 'href="#id_reason"' in html
    assert 'href="#id_verdict_0"' in html


def test_pagination_keeps_the_filter_and_draws_nothing_for_one_page() -> None:
    many = draw(
        '{% component "pagination" page=page query="q=hoa" %}',
        page=Paginator(range(99), 20).page(2),
    )
    one = draw('{% component "pagination" page=page %}', page=Paginator(range(9), 20).page(1))

    assert 'href="?q=hoa&amp;trang=3"' in many
    assert "21–40 trong 99" in many
    assert one.strip() == ""


@pytest.mark.parametrize("status", [403, 404, 409, 413, 422, 423, 429, 503, 418])
def test_refusal_page_says_what_and_why(status: int) -> None:
    html = render_to_string(
        "errors/refused.html",
        {
            "code": "conflict",
            "sentence": "Có người vừa lưu tiêu chí này.",
            "status": status,
            "values": {"Trên hệ thống": "1,00", "Vừa nhập": "2,00"},
        },
    )

    assert 'role="alert" data-error="conflict"' in html
    assert "Có người vừa lưu tiêu chí này." in html
    assert "Vừa nhập" in html
    assert ui.refusal_title(status) in html
