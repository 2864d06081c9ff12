"""The kinds of rule that a criterion may have."""

from enum import StrEnum


class RuleKind(StrEnum):
    """How the figures of one leaf become points; the value is what is stored."""

    YESNO = "YESNO"
    LEVEL = "LEVEL"
    CHECKLIST = "CHECKLIST"
    COUNT = "COUNT"
    STEP = "STEP"
    PROP = "PROP"
    DEDUCT = "DEDUCT"
    SURVEY = "SURVEY"
    AUTHORITY = "AUTHORITY"
    BONUS = "BONUS"
    PENALTY = "PENALTY"
    RELATIVE = "RELATIVE"
    COMPOUND = "COMPOUND"

    @property
    def label(self) -> str:
        """The kind's name on screen."""
        return _LABELS[self]

    @property
    def is_outside_base(self) -> bool:
        """Whether its points stand outside the 100: neither a group nor the maximum counts them."""
        return self in _OUTSIDE_BASE

    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        """Pairs of stored value and label, in the order of the domain's table."""
        return [(kind.value, kind.label) for kind in cls]


_OUTSIDE_BASE = frozenset({RuleKind.BONUS, RuleKind.PENALTY})

_LABELS = {
    RuleKind.YESNO: "Có / không",
    RuleKind.LEVEL: "Theo mức độ",
    RuleKind.CHECKLIST: "Theo từng nội dung",
    RuleKind.COUNT: "Theo số lượng",
    RuleKind.STEP: "Theo bậc",
    RuleKind.PROP: "Theo tỷ lệ",
    RuleKind.DEDUCT: "Trừ theo số vi phạm",
    RuleKind.SURVEY: "Khảo sát mức độ hài lòng",
    RuleKind.AUTHORITY: "Kết quả do cấp tỉnh công bố",
    RuleKind.BONUS: "Điểm thưởng",
    RuleKind.PENALTY: "Điểm trừ",
    RuleKind.RELATIVE: "So với đơn vị dẫn đầu",
    RuleKind.COMPOUND: "Nhiều nội dung thành phần",
}
