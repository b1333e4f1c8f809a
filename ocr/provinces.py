"""Names of provinces and cities under the Government, as the law writes them: until and from 1 July 2025,
and those that were parted from 1976 on.

NQ 202/2025/QH15 and the lists before it. A name that was read without its marks, or with others, is put right.
"""

from archive.text import fold

PROVINCES = (
    "An Giang", "Bà Rịa - Vũng Tàu", "Bạc Liêu", "Bắc Giang", "Bắc Kạn", "Bắc Ninh", "Bến Tre", "Bình Dương",
    "Bình Định", "Bình Phước", "Bình Thuận", "Cà Mau", "Cao Bằng", "Cần Thơ", "Đà Nẵng", "Đắk Lắk", "Đắk Nông",
    "Điện Biên", "Đồng Nai", "Đồng Tháp", "Gia Lai", "Hà Giang", "Hà Nam", "Hà Nội", "Hà Tĩnh", "Hải Dương",
    "Hải Phòng", "Hậu Giang", "Hòa Bình", "Hưng Yên", "Khánh Hòa", "Kiên Giang", "Kon Tum", "Lai Châu", "Lạng Sơn",
    "Lào Cai", "Lâm Đồng", "Long An", "Nam Định", "Nghệ An", "Ninh Bình", "Ninh Thuận", "Phú Thọ", "Phú Yên",
    "Quảng Bình", "Quảng Nam", "Quảng Ngãi", "Quảng Ninh", "Quảng Trị", "Sóc Trăng", "Sơn La", "Tây Ninh",
    "Thái Bình", "Thái Nguyên", "Thanh Hóa", "Thừa Thiên Huế", "Tiền Giang", "Trà Vinh", "Tuyên Quang", "Vĩnh Long",
    "Vĩnh Phúc", "Yên Bái", "Huế", "Hà Tây", "Hà Sơn Bình", "Nghệ Tĩnh", "Bình Trị Thiên", "Cửu Long", "Minh Hải",
    "Hồ Chí Minh", "Bắc Thái", "Cao Lạng", "Gia Lai - Kon Tum", "Hà Bắc", "Hà Nam Ninh", "Hà Tuyên", "Hải Hưng",
    "Hoàng Liên Sơn", "Nam Hà", "Nghĩa Bình", "Phú Khánh", "Quảng Nam - Đà Nẵng", "Sông Bé", "Thuận Hải", "Vĩnh Phú",
)  # fmt: skip
_BY_LETTERS = {fold(name): name for name in PROVINCES}


def province(text: str) -> str | None:
    """The province that has the letters of ``text``, None where none has; marks and case do not count."""
    return _BY_LETTERS.get(fold(" ".join(text.split())))
