"""What templates may use to look right: components, and figures and instants in Vietnamese.

    {% load ui %}
    {% component "tag" text="Đã gửi" tone="good" %}
    {% wrap "details" summary="Hướng dẫn" %} … {% endwrap %}
    {{ score.points|points }}  {{ stage.closes_at|last_second|instant_words }}

The filters run hundreds of times on one page: plain string work, no localisation machinery.
They take ``None`` for "nothing entered" and show a dash, never a zero.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django import template
from django.core.paginator import Page
from django.template import Context, Engine
from django.utils import timezone
from django.utils.safestring import SafeString

from accounts.addresses import address
from accounts.files import receive
from dossiers.queries import phrases
from qcdc import components

register = template.Library()

NOTHING = "–"
NO_BREAK = "\u00a0"
_BYTES_PER_STEP = 1024
_SECOND = timedelta(seconds=1)


# For addresses that every page names: ``{% url %}`` resolves its own anew each time.
register.simple_tag(address)


@register.simple_tag
def file_limit() -> str:
    """Return the size of the largest single file: ``100 MB``."""
    return receive.limit_words()


@register.simple_tag(takes_context=True)
def component(context: Context, name: str, /, **given: object) -> SafeString:
    """Render ``templates/components/<name>.html`` with exactly the options it documents.

    Raises ``TemplateSyntaxError`` on a wrong, missing or ill-valued option.
    """
    return _render(context, name, given)


@register.simple_block_tag(takes_context=True)
def wrap(context: Context, content: SafeString, name: str, /, **given: object) -> SafeString:
    """As ``component``, for one that has the option ``content``: all up to ``{% endwrap %}``."""
    return _render(context, name, {**given, "content": content})


def _render(context: Context, name: str, given: dict[str, object]) -> SafeString:
    found = Engine.get_default().get_template(f"components/{name}.html")
    inner = context.new(components.checked(name, found.source, given))
    inner["csrf_token"] = context.get("csrf_token")
    return found.render(inner)


_WIDGET_CLASSES = {
    "checkbox": "govuk-checkboxes__input",
    "radio": "govuk-radios__input",
    "file": "govuk-file-upload",
}


@register.filter
def widget_class(widget: dict[str, Any]) -> str:
    """The classes of a Django widget's ``<input>``: ours for its type, then the form's own."""
    own = widget["attrs"].get("class", "")
    return f"{_WIDGET_CLASSES.get(widget['type'], 'govuk-input')} {own}".rstrip()


@register.filter
def data_field(widget: dict[str, Any]) -> str:
    """``data-field`` of contract C4: set by the form, else the name without the form's prefix."""
    return str(widget["attrs"].get("data-field", widget["name"].rsplit("-", 1)[-1]))


_REFUSAL_TITLES = {
    403: "Không có quyền thực hiện",
    404: "Không tìm thấy",
    409: "Nội dung đã thay đổi",
    413: "Tệp quá lớn",
    422: "Cần sửa lại nội dung",
    423: "Đã khóa nhập liệu",
    429: "Thử quá nhiều lần",
    503: "Hệ thống tạm thời bận",
}


@register.filter
def refusal_title(status: int) -> str:
    """The heading of a refusal's page, by its HTTP status."""
    return _REFUSAL_TITLES.get(status, "Chưa thực hiện được")


@register.filter
def page_numbers(page: Page[Any]) -> Iterator[int | str]:
    """The page numbers to offer around the current one, gaps as the paginator's ellipsis."""
    return page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)


@register.filter
def points(value: Decimal | None) -> str:
    """Points as people write them: ``Decimal("4")`` → "4,00". Takes points already rounded."""
    return NOTHING if value is None else f"{value:.2f}".replace(".", ",")


@register.filter
def percent(value: Decimal | None) -> str:
    """A percentage with two decimals: ``Decimal("92.18")`` → "92,18 %" that never breaks."""
    return NOTHING if value is None else f"{value:.2f}{NO_BREAK}%".replace(".", ",")


@register.filter
def plain(value: Decimal | int | None) -> str:
    """A declared figure without idle zeros: ``Decimal("97.40")`` → "97,4", 36525 → "36.525"."""
    if value is None:
        return NOTHING
    whole, _, rest = f"{value:,f}".partition(".")
    rest = rest.rstrip("0")
    return whole.replace(",", ".") + (f",{rest}" if rest else "")


@register.filter
def count(value: int | None) -> str:
    """A whole number with a dot between thousands: 36525 → "36.525"."""
    return NOTHING if value is None else f"{value:,d}".replace(",", ".")


@register.filter
def vi_date(value: date | None) -> str:
    """A day: "04/11/2024". An instant is read in Vietnamese time."""
    if value is None:
        return NOTHING
    if isinstance(value, datetime):
        value = timezone.localtime(value)
    return f"{value.day:02d}/{value.month:02d}/{value.year}"


@register.filter
def vi_datetime(value: datetime | None) -> str:
    """An instant to the minute: "23:59 ngày 04/11/2024"."""
    if value is None:
        return NOTHING
    local = timezone.localtime(value)
    return f"{local.hour:02d}:{local.minute:02d} ngày {vi_date(local)}"


@register.filter
def instant_words(value: datetime | None) -> str:
    """An instant to the second, in words: "lúc 23:59:59 ngày 04/11/2024"."""
    if value is None:
        return NOTHING
    local = timezone.localtime(value)
    return f"lúc {local.hour:02d}:{local.minute:02d}:{local.second:02d} ngày {vi_date(local)}"


@register.filter
def last_second(closes_at: datetime | None) -> datetime | None:
    """The last second that a half-open window accepts: one before its closing instant."""
    return None if closes_at is None else closes_at - _SECOND


@register.filter
def timeleft(value: timedelta | None) -> str:
    """Time left in its two largest units: "còn 2 ngày 3 giờ"; "đã hết hạn" at zero."""
    if value is None:
        return NOTHING
    if value < _SECOND:
        return "đã hết hạn"
    said = phrases.time_left(value)
    return said[:1].lower() + said[1:]


@register.filter
def filesize(value: int | None) -> str:
    """Bytes in the unit people know: 1258291 → "1,2 MB"."""
    if value is None:
        return NOTHING
    size = float(value)
    for unit in ("B", "KB", "MB"):
        if size < _BYTES_PER_STEP:
            return f"{size:.0f}{NO_BREAK}{unit}" if unit != "MB" else _with_tenth(size, unit)
        size /= _BYTES_PER_STEP
    return _with_tenth(size, "GB")


def _with_tenth(size: float, unit: str) -> str:
    return f"{size:.1f}{NO_BREAK}{unit}".replace(".", ",")
