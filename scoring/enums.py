"""The closed lists of the ruler."""

from django.db import models


class StageKind(models.TextChoices):
    """What is done in a stage of a campaign."""

    SELF_ASSESSMENT = "self_assessment", "Tự chấm điểm"
    APPRAISAL = "appraisal", "Thẩm định"


class Disclosure(models.TextChoices):
    """When the scores of a higher tier are shown to those below it."""

    AFTER_STAGE = "after_stage", "Khi cấp thẩm định đã chuyển hồ sơ lên cấp trên"
    AFTER_PUBLICATION = "after_publication", "Khi kết quả được công bố"


class ScoredBy(models.TextChoices):
    """Who gives the figures of a leaf. The unit itself never types what others measure."""

    UNIT = "unit", "Đơn vị tự chấm"
    SURVEY = "survey", "Kết quả khảo sát"
    PROVINCE = "province", "Cấp tỉnh nhập"
    DEPARTMENT = "department", "Sở, ngành nhập"


class CampaignVerb(models.TextChoices):
    """What the journal records of a campaign before any dossier of it exists."""

    CREATE = "create_campaign", "Lập đợt chấm điểm"
    CHANGE = "change_campaign", "Sửa đợt chấm điểm"
    DISCARD = "discard_campaign", "Hủy đợt chưa mở"


class SetVerb(models.TextChoices):
    """What the journal of a province records of criteria sets."""

    PUBLISH = "publish_set", "Công bố bộ tiêu chí"
