"""One round of six communes, worked out by hand from the printed rules: no code of ours is asked.

Five of them are carried through by actions, one in browsers. Points are written as pages show them.
"""

from collections.abc import Mapping, Sequence

# What the officer types, by leaf, and the points that the page must answer with.
# Ratios: a percentage of two decimals meets the band or is taken of the maximum.
ENTERED: Mapping[str, tuple[Mapping[str, str | Sequence[str]], str]] = {
    "1.1": ({"level": "on_time"}, "2,00"),
    "1.2": ({"count": "4"}, "2,00"),  # 4 × 0,5
    "1.3": ({"numerator": "23", "denominator": "27"}, "3,41"),  # 85,19 % of 4 = 3,4076
    "1.4": ({"numerator": "9", "denominator": "10"}, "2,70"),  # 90 % of 3
    "1.5": ({"numerator": "20", "denominator": "20"}, "2,00"),  # 100 % → top band
    "1.6": ({"items": ["plan", "report", "answered"]}, "2,00"),  # 0,5 + 0,5 + 1
    "1.7": ({"count": "15"}, "3,00"),  # 15 × 0,25 = 3,75, capped
    "1.8": ({"numerator": "15", "denominator": "20"}, "1,00"),  # 75 % → 70 to below 100
    "2.1": ({"items": ["office", "portal"]}, "2,00"),  # 1 + 1
    "2.2": ({"items": ["office", "one_stop", "portal"]}, "2,00"),  # 0,5 + 0,5 + 1
    "2.3": ({"numerator": "974", "denominator": "1000"}, "4,00"),  # 97,40 % → 97 to below 99
    "2.4": ({"count": "3"}, "0,50"),  # 2 − 3 × 0,5
    "2.5": ({"numerator": "490", "denominator": "1000"}, "2,80"),  # 4 × 49 ÷ 70
    "2.6": ({"numerator": "300", "denominator": "500"}, "2,00"),  # 60 % of a target of 60
    "2.7": ({"items": ["computer", "wifi"]}, "2,00"),
    "2.8": ({"level": "every_day"}, "2,00"),
    "2.9": ({"value": "yes"}, "1,00"),
    "3.1": ({"items": ["posted", "pledged"]}, "2,00"),
    "3.2": ({"count": "1"}, "2,50"),  # 3 − 1 × 0,5
    "3.3": ({"items": ["one_stop", "reception"]}, "3,00"),
    "3.4": ({"value": "yes"}, "2,00"),
    "3.5": ({"count": "3"}, "3,00"),
    "3.6": ({"applicable": "no", "explanation": "Trong kỳ không có góp ý nào."}, "Không áp dụng"),
    "3.7": ({"level": "good"}, "2,00"),
    "3.8": ({"count": "0"}, "2,00"),
    "4.1": ({"value": "2"}, "3,00"),
    "4.2": ({"numerator": "8", "denominator": "8"}, "2,00"),
    "4.3": ({"numerator": "48", "denominator": "48"}, "3,00"),
    "4.4": ({"numerator": "12", "denominator": "12"}, "4,00"),
    "4.5": ({"count": "0"}, "3,00"),
    "T1": ({"count": "1"}, "1,00"),
}
# What the standing body enters: AUTHORITY, SURVEY.
CENTRAL: Mapping[str, tuple[Mapping[str, str], str]] = {
    "2.10": ({"value": "91,25"}, "2,00"),  # from 90 %
    "5.1": ({"numerator": "24", "denominator": "24", "population": "30"}, "2,00"),
    "5.2": ({"numerator": "114", "denominator": "120"}, "3,00"),  # 95 % of a target of 95
    "5.3": ({"numerator": "95", "denominator": "100"}, "3,00"),
    "5.4": ({"numerator": "91", "denominator": "100"}, "3,83"),  # 4 × 91 ÷ 95 = 3,8316
    "5.5": ({"numerator": "90", "denominator": "100"}, "2,84"),  # 3 × 90 ÷ 95 = 2,8421
    "5.6": ({"numerator": "95", "denominator": "100"}, "2,00"),
    "5.7": ({"numerator": "92", "denominator": "100"}, "2,91"),  # 3 × 92 ÷ 95 = 2,9053
}
# The district lowers 3.2 to 2,00; the province lowers 1.4 to 2,00. So, by hand:
#   group 1: 2 + 2 + 3,41 + 2,00 + 2 + 2 + 3 + 1             = 17,41
#   group 2: 2 + 2 + 4 + 0,50 + 2,80 + 2 + 2 + 2 + 1 + 2     = 20,30
#   group 3: 2 + 2,00 + 3 + 2 + 3 + (3.6 left out) + 2 + 2   = 16,00 of 17
#   group 4: 3 + 2 + 3 + 4 + 3                               = 15,00
#   group 5: 2 + 3 + 3 + 3,83 + 2,84 + 2 + 2,91              = 19,58
#   together 88,29, with the bonus 89,29 of 97; 89,29 ÷ 97   = 92,05 %
# The five others get the maximum of every leaf, but for these, of the 100 points:
OTHERS: Mapping[str, Mapping[str, str]] = {
    "07201": {"1.1": "1", "2.1": "1", "4.1": "2"},  # − 1 − 2 − 1            = 96,00
    "07204": {"1.7": "1", "3.8": "0"},  # − 2 − 2                            = 96,00
    "07246": {"1.3": "1.5"},  # − 2,5 = 97,50; but ★ 1.3 stands at 37,50 % of its 4 points
    # ★ 2.3 and ★ 4.4 stand at just 50 %; − 2,5 − 2 − 4 − 3 − 2,5            = 86,00
    "07243": {"2.3": "2.5", "4.4": "2", "2.5": "0", "1.4": "0", "3.3": "0.5"},
    # − 2 − 2 − 3 − 3 − 4 − 3 − 3 = 80,00: just on the lowest rung that is recognised
    "07249": {"1.1": "0", "1.2": "0", "1.4": "0", "2.1": "0", "2.5": "0", "3.2": "0", "4.3": "0"},
}
# Rank (ties share one and the next is skipped), total, index, class.
PUBLISHED = {
    "07246": ("1", "97,50", "97,50 %", "Không đủ điều kiện công nhận"),
    "07201": ("2", "96,00", "96,00 %", "Xuất sắc"),
    "07204": ("2", "96,00", "96,00 %", "Xuất sắc"),
    "07207": ("4", "89,29", "92,05 %", "Tốt"),
    "07243": ("5", "86,00", "86,00 %", "Khá"),
    "07249": ("6", "80,00", "80,00 %", "Đạt"),
}
GROUPS = ("17,41", "20,30", "16,00", "15,00", "19,58")
