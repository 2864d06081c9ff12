"""The one thing that the unit's officer or leader should do next, in words with its link."""

from dataclasses import dataclass

from django.urls import reverse

from accounts.enums import Role
from dossiers.enums import DossierState
from dossiers.queries import phrases
from dossiers.views.situation import Situation
from dossiers.workflow import DECIDED, UNSENT


@dataclass(frozen=True)
class Step:
    """A heading, a sentence, and where it leads; without a link there is only waiting."""

    title: str
    text: str
    href: str = ""
    link_text: str = ""


def next_step(now: Situation, *, left: int, waiting: int) -> Step:
    """Return the next step; ``left`` leaves are not filled in, ``waiting`` questions run."""
    dossier = now.dossier
    if dossier.state in UNSENT:
        return _before_sending(now, left=left)
    if waiting:
        return Step(
            f"Trả lời {waiting} yêu cầu giải trình",
            "Cấp thẩm định đang chờ. Chỉ các tiêu chí được hỏi mới mở lại, trong thời hạn đã ghi.",
            reverse("dossiers:entry", args=[dossier.pk]),
            "Xem và trả lời",
        )
    overview = reverse("dossiers:overview", args=[dossier.pk])
    if dossier.state in DECIDED:
        said = f"Hồ sơ: {dossier.get_state_display().lower()}."
        return Step("Kết quả đã được công bố", said, overview, "Xem hồ sơ")
    return Step(
        "Hồ sơ đã gửi, không cần làm gì thêm",
        f"Đang ở giai đoạn “{dossier.stage.name}”: {dossier.get_state_display().lower()}.",
        overview,
        "Theo dõi hồ sơ",
    )


def _before_sending(now: Situation, *, left: int) -> Step:
    if now.at < now.window.opens_at:
        opens = phrases.moment(now.window.opens_at)
        return Step("Chưa đến thời gian nhập liệu", f"Giai đoạn tự chấm mở lúc {opens}.")
    if not now.is_open:
        return Step(
            "Đã khóa khi chưa gửi",
            "Thời hạn tự chấm đã hết mà hồ sơ chưa được gửi. Nếu có lý do chính đáng, "
            "đơn vị đề nghị cơ quan thường trực gia hạn bằng văn bản.",
        )
    if now.dossier.state == DossierState.AWAITING_LEADER:
        return _with_the_leader(now)
    return _while_entering(now, left=left)


def _while_entering(now: Situation, *, left: int) -> Step:
    entry = now.entry_url
    if Role.ENTRY not in now.roles:
        said = f"Cán bộ nhập liệu còn {left} tiêu chí." if left else "Đã nhập đủ, chờ trình."
        return Step("Hồ sơ đang được nhập", said, entry, "Xem tiến độ")
    if left:
        title = f"Nhập {left} tiêu chí còn lại"
        said = "Mỗi ô tự lưu ngay sau khi nhập; có thể dừng và quay lại bất cứ lúc nào."
        return Step(title, said, entry, "Nhập tiếp")
    return Step(
        "Kiểm tra và trình lãnh đạo",
        "Đã nhập đủ các tiêu chí. Hãy xem lại cảnh báo rồi trình lãnh đạo duyệt.",
        reverse("dossiers:check", args=[now.dossier.pk]),
        "Kiểm tra và trình",
    )


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
    )
