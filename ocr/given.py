"""Tên đệm, tên: what stands behind the family name in names of persons, and how frequent family names are.

General knowledge of Vietnamese names, of no particular office or paper: about a hundred syllables make most names, some
four hundred nearly all of the rest; a name may still be any other syllable.
"""

from collections.abc import Mapping

_MOST = (
    "An Anh Ánh Ân Bá Bảo Bích Bình Chi Chí Chính Chung Công Cường Danh Diệu Dung Duy Duyên Dũng Dương Đại Đạt Đăng "
    "Đình Đông Đức Gia Giang Hà Hạnh Hải Hằng Hậu Hiền Hiếu Hoa Hòa Hoài Hoàng Hồng Huệ Hùng Huy Huyền Hưng Hương "
    "Hường Hữu Khánh Khắc Khoa Kiên Kiệt Kim Lan Lâm Liên Linh Loan Long Lộc Lợi Mai Mạnh Minh Mỹ Nam Nga Ngân Nghĩa "
    "Ngọc Nguyên Nguyệt Nhân Nhật Nhung Như Oanh Phong Phú Phúc Phước Phương Phượng Quang Quân Quốc Quý Quyên Quyết "
    "Quỳnh Sơn Sỹ Tài Tâm Tân Tấn Thái Thanh Thành Thảo Thắng Thế Thị Thiện Thịnh Thọ Thu Thuận Thùy Thúy Thủy Thư "
    "Tiến Toàn Trang Trí Trọng Trung Trường Tú Tuấn Tùng Tuyết Văn Vân Việt Viết Vinh Vĩnh Vũ Xuân Yến"
)
_MANY = (
    "Ái Bách Bằng Bắc Bé Biên Bính Bửu Ca Cảnh Cao Cát Cầm Cẩm Cần Cẩn Chánh Châm Chất Châu Chiến Chiêu Chinh Chỉnh "
    "Chuẩn Chuyên Chương Chức Cúc Cương Diên Diễm Diễn Diện Diệp Dinh Doan Doanh Du Duẩn Duyệt Dư Dưỡng Đa Đàn Đào Đạo "
    "Đáng Đạm Đắc Đằng Đệ Điểm Điền Điệp Điệu Đính Định Đoan Đoàn Đô Độ Đồng Đường Được Giàu Giáp Giới Hạ Hán Hàn Hào "
    "Hảo Hạp Hân Hiên Hiến Hiển Hiệp Hiệu Hinh Hoan Hoàn Hoành Hoạch Hoạt Hồ Hội Hợi Hợp Huân Huấn Huế Huynh Hướng "
    "Hưởng Hy Hỷ Kha Khai Khải Khang Khanh Khâm Khiêm Khiết Khoan Khoái Khôi Khuê Khương Kiểm Kiểu Kiều Kính Kỳ Lam "
    "Lai Lành Lạc Lãm Lân Lập Lệ Lễ Liêm Liễu Liệu Lĩnh Lịch Lịnh Luân Luận Luật Luyến Luyện Lụa Lực Lương Lượng Lưu "
    "Ly Lý Mão Mẫn Mận Mậu Mến Miên Mơ Mừng Mười My Na Năm Năng Ngà Ngạn Nghi Nghị Nghiêm Nghiệp Ngọ Ngoan Ngôn Ngữ "
    "Nguyện Nhã Nhài Nhàn Nhạn Nhẫn Nhi Nhiên Nhiệm Nho Nhơn Nhu Nhuận Nhựt Nhượng Ninh Nữ Nương Phát Pháp Phấn Phi "
    "Phiên Phụng Phục Phùng Quan Quảng Quế Quy Quyền Quyến Quỳ Rạng Sang Sáng Sâm Sen Sinh Sĩ Soạn Sử Sự Sửu Sương Tam "
    "Tám Tạo Tăng Tập Tây Tất Tế Thạch Thạnh Thạo Thao Thăng Thắm Thân Thất Thêm Thể Thi Thiên Thiết Thiều Thìn Thoa "
    "Thoan Thoại Thoáng Thông Thống Thơ Thơm Thuần Thuấn Thuật Thuyết Thụ Thụy Thức Thực Thương Thường Thưởng Thượng "
    "Tiên Tiền Tiếp Tiệp Tín Tình Tính Tĩnh Toán Toản Toại Tòng Tố Tôn Tơ Trà Trạch Tráng Trâm Trân Tri Triển Triết "
    "Triều Triệu Trinh Trình Trị Trúc Trực Trưởng Tuân Tuất Tuệ Tuyên Tuyền Tuyến Tuyển Tư Tường Tưởng Tự Tý Uy "
    "Uyên Uyển Ước Út Vạn Vân Vấn Vệ Vi Viên Viễn Vĩ Vị Vịnh Vui Vượng Vương Vy Vỹ Xoan Xuyên Xuyến Ý Yên"
)

_FAMILY_SHARES = {
    "Nguyễn": 0.32, "Trần": 0.11, "Lê": 0.09, "Phạm": 0.07, "Hoàng": 0.03, "Huỳnh": 0.03, "Phan": 0.045, "Vũ": 0.025,
    "Võ": 0.025, "Đặng": 0.021, "Bùi": 0.02, "Đỗ": 0.014, "Hồ": 0.013, "Ngô": 0.013, "Dương": 0.01, "Lý": 0.006,
    "Đinh": 0.01, "Trịnh": 0.008, "Đoàn": 0.008, "Lương": 0.007, "Mai": 0.007, "Đào": 0.007, "Cao": 0.006, "Hà": 0.006,
    "Trương": 0.012, "Lâm": 0.007, "Tạ": 0.004, "Tô": 0.004, "Phùng": 0.004, "Châu": 0.003, "Thái": 0.004, "Lưu": 0.004,
    "Nông": 0.003, "Chu": 0.003, "Tống": 0.003, "Quách": 0.002, "Kiều": 0.002, "Vương": 0.002, "Tăng": 0.002,
}  # fmt: skip
"""Shares of the population that bear a family name, roughly; the others are rarer."""
_RARE_FAMILY = 0.0007

_MOST_SHARE, _MANY_SHARE = 0.005, 0.0008


def family_share(name: str) -> float:
    """How many of a hundred parts of the people bear this known family name."""
    return _FAMILY_SHARES.get(name, _RARE_FAMILY)


def _shares() -> dict[str, float]:
    many = dict.fromkeys(_MANY.split(), _MANY_SHARE)
    return {**many, **dict.fromkeys(_MOST.split(), _MOST_SHARE), "Thị": 0.08, "Văn": 0.05}


GIVEN: Mapping[str, float] = _shares()
"""Share of the words of names behind the family name that are this one, roughly; any other syllable is rarer."""
