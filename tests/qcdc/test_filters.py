"""The filters write figures and instants as Vietnamese officials do."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from qcdc.templatetags import ui

# 23:59:59 on 04/11/2024 in Việt Nam.
LAST_SECOND = datetime(2024, 11, 4, 16, 59, 59, tzinfo=UTC)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (ui.points(Decimal("4")), "4,00"),
        (ui.points(Decimal("0.00")), "0,00"),
        (ui.points(None), "–"),
        (ui.percent(Decimal("92.18")), "92,18\u00a0%"),
        (ui.percent(None), "–"),
        (ui.plain(Decimal("97.40")), "97,4"),
        (ui.plain(Decimal("100")), "100"),
        (ui.plain(36525), "36.525"),
        (ui.plain(None), "–"),
        (ui.count(36525), "36.525"),
        (ui.count(0), "0"),
        (ui.count(None), "–"),
        (ui.vi_date(LAST_SECOND), "04/11/2024"),
        (ui.vi_date(LAST_SECOND.date()), "04/11/2024"),
        (ui.vi_date(None), "–"),
        (ui.vi_datetime(LAST_SECOND), "23:59 ngày 04/11/2024"),
        (ui.vi_datetime(None), "–"),
        (ui.instant_words(LAST_SECOND), "lúc 23:59:59 ngày 04/11/2024"),
        (ui.instant_words(None), "–"),
        (ui.timeleft(timedelta(days=2, hours=3, minutes=59)), "còn 2 ngày 3 giờ"),
        (ui.timeleft(timedelta(hours=3, minutes=12)), "còn 3 giờ 12 phút"),
        (ui.timeleft(timedelta(minutes=5)), "còn 5 phút"),
        (ui.timeleft(timedelta(seconds=1)), "còn dưới 1 phút"),
        (ui.timeleft(timedelta(0)), "đã hết hạn"),
        (ui.timeleft(None), "–"),
        (ui.filesize(0), "0\u00a0B"),
        (ui.filesize(340 * 1024), "340\u00a0KB"),
        (ui.filesize(1258291), "1,2\u00a0MB"),
        (ui.filesize(3 * 1024**3), "3,0\u00a0GB"),
        (ui.filesize(None), "–"),
    ],
)
def test_filter_writes_as_vietnamese_officials_do(written: str, expected: str) -> None:
    assert written == expected


def test_last_second_of_a_half_open_window() -> None:
    closes_at = LAST_SECOND + timedelta(seconds=1)

    assert ui.instant_words(ui.last_second(closes_at)) == "lúc 23:59:59 ngày 04/11/2024"
    assert ui.last_second(None) is None
