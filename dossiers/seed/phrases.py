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
