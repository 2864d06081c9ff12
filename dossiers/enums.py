"""The closed lists of the measured thing."""

from django.db import models


class DossierState(models.TextChoices):
    """Where a dossier stands; which moves lead on is said by ``dossiers.workflow``."""

    DRAFT = "draft", "Đang tự chấm"
    AWAITING_LEADER = "awaiting_leader", "Chờ lãnh đạo duyệt"
    SENT = "sent", "Đã gửi, chờ thẩm định"
    APPRAISING = "appraising", "Đang thẩm định"
    QUESTIONED = "questioned", "Chờ giải trình"
    ANSWERED = "answered", "Đã giải trình"
    AWAITING_DECISION = "awaiting_decision", "Chờ quyết định"
    RECOGNISED = "recognised", "Được công nhận"
    NOT_RECOGNISED = "not_recognised", "Không được công nhận"


class Verb(models.TextChoices):
    """Everything that the journal can record of a dossier or a campaign."""

    OPEN = "open", "Mở hồ sơ"
    SCORE = "score", "Chấm điểm"
    CENTRAL_FIGURE = "central_figure", "Nhập số liệu cấp tỉnh"
    ATTACH = "attach", "Gắn tài liệu"
    DETACH = "detach", "Gỡ tài liệu"
    REPLACE = "replace", "Thay tài liệu bằng bản mới"
    DESCRIBE = "describe", "Ghi thông tin tài liệu"
    ARRANGE = "arrange", "Sắp xếp tài liệu"
    CARRY_OVER = "carry_over", "Lấy nội dung năm trước"
    CONFIRM = "confirm", "Xác nhận nội dung năm trước"
    REPORT = "report", "Viết báo cáo"
    COMMENT = "comment", "Nhận xét của lãnh đạo"
    SETTLE = "settle", "Xử lý nhận xét"
    REGISTER = "register", "Đăng ký xây dựng mô hình"
    APPROVE_REGISTRATION = "approve_registration", "Phê duyệt đăng ký"
    RETURN_REGISTRATION = "return_registration", "Trả lại đăng ký"
    HAND_OVER = "hand_over", "Trình lãnh đạo"
    RETURN = "return", "Trả lại"
    SEND = "send", "Gửi hồ sơ"
    RECALL = "recall", "Thu hồi hồ sơ đã gửi"
    BEGIN = "begin", "Bắt đầu thẩm định"
    APPRAISE = "appraise", "Thẩm định"
    ASK = "ask", "Yêu cầu giải trình"
    ANSWER = "answer", "Giải trình"
    SEND_UP = "send_up", "Chuyển cấp trên"
    FACT = "fact", "Ghi nhận sự việc"
    CLOSE = "close", "Khóa nhập liệu"
    EXTEND = "extend", "Gia hạn"
    LOCK = "lock", "Khóa sớm"
    REOPEN = "reopen", "Mở lại"
    SET_DEADLINE = "set_deadline", "Đổi thời hạn"
    OPEN_CAMPAIGN = "open_campaign", "Mở đợt chấm điểm"
    CORRECT = "correct", "Sửa bộ tiêu chí"
    RECOUNT = "recount", "Tính lại điểm tự chấm"
    RECOUNT_ABOVE = "recount_above", "Tính lại điểm thẩm định"
    AGGREGATE = "aggregate", "Tổng hợp"
    PUBLISH = "publish", "Công bố"
    RECOGNISE = "recognise", "Công nhận"
    REFUSE = "refuse", "Không công nhận"


class DeadlineChangeKind(models.TextChoices):
    """How a unit's own deadline departs from its stage's."""

    EXTEND = "extend", "Gia hạn"
    LOCK = "lock", "Khóa sớm"


class CheckKind(models.TextChoices):
    """What the worker looks for in a file that has been received."""

    VIRUS = "virus", "Quét mã độc"
    SIGNATURE = "signature", "Chữ ký số"


class CheckVerdict(models.TextChoices):
    """What was found; the first two of a scan for viruses, the others of a signature."""

    CLEAN = "clean", "Không có mã độc"
    INFECTED = "infected", "Có mã độc"
    TRUSTED = "trusted", "Chữ ký số hợp lệ"
    UNKNOWN_AUTHORITY = "unknown_authority", "Ký số bởi đơn vị chưa được tin cậy"
    ALTERED = "altered", "Bị sửa sau khi ký"
    UNSIGNED = "unsigned", "Bản quét không có chữ ký số"
    UNCHECKED = "unchecked", "Chưa kiểm tra được"


class RegistrationState(models.TextChoices):
    """The life of a unit's registration."""

    DRAFT = "draft", "Đang soạn"
    SENT = "sent", "Chờ phê duyệt"
    APPROVED = "approved", "Đã phê duyệt"
    RETURNED = "returned", "Bị trả lại"


class RunStatus(models.TextChoices):
    """The life of one aggregation."""

    QUEUED = "queued", "Đang chờ tổng hợp"
    DRAFT = "draft", "Dự thảo"
    PUBLISHED = "published", "Đã công bố"
    FAILED = "failed", "Không tổng hợp được"


class PrintKind(models.TextChoices):
    """Papers that the worker prepares on request."""

    SUBMISSION = "submission", "Tờ trình (PDF)"
    SUBMISSION_DOCX = "submission_docx", "Tờ trình (DOCX)"
    REPORT = "report", "Báo cáo tự đánh giá (PDF)"
    REPORT_DOCX = "report_docx", "Báo cáo tự đánh giá (DOCX)"
    SCORE_SHEET = "score_sheet", "Bảng tự chấm điểm (PDF)"
    SCORE_SHEET_DOCX = "score_sheet_docx", "Bảng tự chấm điểm (DOCX)"
    RECEIPT = "receipt", "Biên nhận (PDF)"
    CONTENTS = "contents", "Mục lục tài liệu kiểm chứng (PDF)"
    RESULTS_TABLE = "results_table", "Bảng kết quả (XLSX)"
    REGISTRATION = "registration", "Bản đăng ký xây dựng mô hình (PDF)"
