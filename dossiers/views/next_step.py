"""The one thing that the unit's officer or leader should do next, in words with its link."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from accounts.enums import Role
from dossiers.enums import DossierState
from dossiers.queries import phrases
from dossiers.queries.registration import Standing
from dossiers.views.situation import Situation
from dossiers.workflow import DECIDED, UNSENT


@dataclass(frozen=True)
class Step:
    """A heading, a sentence, and where it leads; ``is_due`` unless there is only waiting."""

    title: str
    text: str
    href: str = ""
    link_text: str = ""
    is_due: bool = True

    @property
    def label(self) -> str:
        """What stands above the heading."""
        return "Việc cần làm" if self.is_due else "Tình trạng"

    @property
    def kind(self) -> str:
        """How heavy the button is."""
        return "main" if self.is_due else "secondary"


def next_step(
    now: Situation, *, left: int, asked: Sequence[dict[str, Any]], registration: Standing
) -> Step:
    """Return the next step; ``left`` leaves are not filled in, ``asked`` are running questions."""
    dossier = now.dossier
    if dossier.state in UNSENT:
        return _before_sending(now, left=left, registration=registration)
    if asked:
        return Step(
            f"Trả lời {len(asked)} yêu cầu giải trình",
            f"Cấp thẩm định đang chờ. {asked[0]['left']} cho câu hỏi gần hạn nhất; chỉ tiêu chí "
            "được hỏi mới mở lại, phần còn lại giữ nguyên như khi gửi.",
            asked[0]["href"],
            "Xem và trả lời",
        )
    return _after_sending(now)


def _after_sending(now: Situation) -> Step:
    dossier = now.dossier
    overview = reverse("dossiers:overview", args=[dossier.pk])
    if dossier.campaign.published_at is not None:
        said = f"Hồ sơ: {dossier.get_state_display().lower()}."
        result = reverse("dossiers:result", args=[dossier.pk])
        return Step("Kết quả đã được công bố", said, result, "Xem kết quả", is_due=False)
    if dossier.state in DECIDED or dossier.state == DossierState.AWAITING_DECISION:
        said = "Các cấp đã thẩm định xong; kết quả hiện ở đây khi được công bố."
        return Step("Hồ sơ đã thẩm định xong", said, overview, "Theo dõi hồ sơ", is_due=False)
    return Step(
        "Hồ sơ đã gửi, không cần làm gì thêm",
        f"Đang ở giai đoạn “{dossier.stage.name}”: {dossier.get_state_display().lower()}.",
        overview,
        "Theo dõi hồ sơ",
        is_due=False,
    )


def _before_sending(now: Situation, *, left: int, registration: Standing) -> Step:
    if now.at < now.window.opens_at:
        return _before_opening(now, registration)
    if not now.is_open:
        return Step(
            "Đã khóa khi chưa gửi",
            "Thời hạn tự chấm đã hết mà hồ sơ chưa được gửi. Nếu có lý do chính đáng, "
            "đơn vị đề nghị cơ quan thường trực gia hạn bằng văn bản.",
            reverse("dossiers:closings", args=[now.dossier.pk]),
            "Xem ghi nhận khóa nhập liệu",
            is_due=False,
        )
    if now.dossier.state == DossierState.AWAITING_LEADER:
        return _with_the_leader(now)
    return _while_entering(now, left=left, registration=registration)


def _before_opening(now: Situation, registration: Standing) -> Step:
    opens = phrases.moment(now.window.opens_at)
    if registration.is_open and registration.is_with_unit:
        return Step(
            "Đăng ký xây dựng mô hình",
            f"Giai đoạn tự chấm mở lúc {opens}. Trong lúc chờ, hãy gửi bản đăng ký.",
            registration.url,
            "Viết bản đăng ký",
        )
    said = f"Giai đoạn tự chấm mở lúc {opens}."
    return Step("Chưa đến thời gian nhập liệu", said, is_due=False)


def _while_entering(now: Situation, *, left: int, registration: Standing) -> Step:
    if Role.ENTRY not in now.roles:
        return _leader_while_entering(now, left=left, registration=registration)
    if now.dossier.returned_reason:
        return Step(
            "Sửa hồ sơ theo ý kiến lãnh đạo",
            "Lý do trả lại ở ngay dưới đây. Sửa xong, hãy kiểm tra rồi trình lại.",
            now.entry_url,
            "Sửa số liệu",
        )
    if left:
        title = f"Nhập {left} tiêu chí còn lại"
        said = "Mỗi ô tự lưu ngay sau khi nhập; có thể dừng và quay lại bất cứ lúc nào."
        return Step(title, said, now.resume_url, "Nhập tiếp")
    return Step(
        "Kiểm tra và trình lãnh đạo",
        "Đã nhập đủ các tiêu chí. Hãy xem lại cảnh báo rồi trình lãnh đạo duyệt.",
        reverse("dossiers:check", args=[now.dossier.pk]),
        "Kiểm tra và trình",
    )


def _leader_while_entering(now: Situation, *, left: int, registration: Standing) -> Step:
    """While the officers type, the leader's own matter is the registration."""
    if registration.is_open and registration.is_with_unit:
        return Step(
            "Gửi bản đăng ký xây dựng mô hình",
            "Hồ sơ đang được nhập. Lãnh đạo đọc lại và gửi bản đăng ký cho cấp trên phê duyệt.",
            registration.url,
            "Mở bản đăng ký",
        )
    said = f"Cán bộ nhập liệu còn {left} tiêu chí." if left else "Đã nhập đủ, chờ trình."
    return Step("Hồ sơ đang được nhập", said, now.entry_url, "Xem tiến độ", is_due=False)


def _with_the_leader(now: Situation) -> Step:
    if now.can_decide:
        return Step(
            "Duyệt và gửi hồ sơ",
            "Hãy đọc lại, đối chiếu với báo cáo đã ký, rồi gửi lên hoặc trả lại để sửa.",
            reverse("dossiers:approval", args=[now.dossier.pk]),
            "Đọc và duyệt",
        )
    return Step(
        "Đang chờ lãnh đạo duyệt",
        "Hồ sơ đã trình lãnh đạo. Số liệu chỉ sửa được khi lãnh đạo trả lại.",
        reverse("dossiers:overview", args=[now.dossier.pk]),
        "Theo dõi hồ sơ",
        is_due=False,
    )
