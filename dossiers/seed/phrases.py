"""What the demo's invented people write to each other."""

REASONS = (
    "Tài liệu kiểm chứng chưa thể hiện đủ nội dung kê khai.",
    "Số liệu kê khai cao hơn bản kết xuất của hệ thống.",
    "Biên bản thiếu chữ ký của đại diện Ban Thanh tra nhân dân.",
    "Ảnh chụp không thấy rõ nơi niêm yết.",
    "Văn bản ban hành sau thời hạn quy định.",
)
QUESTIONS = (
    "Đề nghị giải trình chênh lệch giữa số liệu kê khai và bản kết xuất.",
    "Đề nghị bổ sung bảng kê chi tiết kèm ngày thực hiện.",
    "Đề nghị làm rõ các trường hợp đã tính vào số hoàn thành.",
)
ANSWERS = (
    "Đơn vị tính cả hồ sơ chuyển tiếp từ kỳ trước; bảng kê chi tiết kèm theo.",
    "Số liệu lấy theo sổ theo dõi đến hết kỳ, đã đối chiếu với bộ phận Một cửa.",
    "Đơn vị đã rà soát, xác nhận số kê khai là đúng và gửi kèm danh sách.",
)
RETURNED = "Bảng tự chấm chưa khớp báo cáo đã duyệt ở nhóm 2. Đề nghị rà soát, bổ sung tài liệu."
NOT_ARISEN = "Trong kỳ không phát sinh nội dung này tại đơn vị."
EXPLANATIONS = (
    "Số liệu lấy từ sổ theo dõi của Văn phòng HĐND và UBND, chốt đến ngày 30/9.",
    "Ban hành theo kế hoạch năm; phân công cụ thể tại phụ lục kèm theo.",
    "Kết xuất từ hệ thống thông tin giải quyết thủ tục hành chính của tỉnh.",
    "Có biên bản và danh sách ký xác nhận của các thôn, tổ dân phố.",
)
DIFFICULTIES = (
    "Công chức một cửa kiêm nhiệm nhiều việc; trang thiết bị tại một số thôn chưa đồng bộ."
)
PROPOSALS = "Đề nghị tập huấn thêm về số hóa hồ sơ và hỗ trợ máy quét cho bộ phận Một cửa."
SCOPES = (
    "Mô hình “Một cửa thân thiện” tại bộ phận tiếp nhận và trả kết quả.",
    "Mô hình “Ngày thứ Sáu không hẹn”: giải quyết ngay thủ tục đơn giản trong ngày.",
    "Mô hình “Chính quyền lắng nghe”: tiếp nhận và trả lời phản ánh của người dân qua nhiều kênh.",
)
MEASURES = (
    "1. Niêm yết công khai thủ tục, thời hạn và số điện thoại của người phụ trách.\n"
    "2. Tổ chức đối thoại với người dân mỗi quý một lần, công khai kết quả giải quyết.\n"
    "3. Khảo sát mức độ hài lòng hằng tháng và chấn chỉnh ngay những việc bị phản ánh."
)
REGISTRATION_RETURNED = "Đề nghị nêu rõ phạm vi áp dụng và người phụ trách từng giải pháp."
