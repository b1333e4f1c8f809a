"""Dossier → the README.txt of its package, for whoever opens it in seventy years."""

from datetime import datetime

from archive.records import Dossier

_TEXT = """\
HỒ SƠ LƯU TRỮ ĐIỆN TỬ / ELECTRONIC ARCHIVAL DOSSIER

Mã hồ sơ / dossier: {code}
Tiêu đề / title:    {title}
Số trang / pages:   {pages}    Số văn bản / documents: {documents}
Lập lúc / made at:  {created}    bằng / by: Vankho {version}

Thư mục này chứa toàn bộ hồ sơ giấy đã số hóa. Không cần phần mềm nào của chúng tôi để đọc nó:
  documents/    mỗi văn bản một tệp PDF/A-2u (ISO 19005-2): ảnh trang giấy và lớp chữ ẩn để tìm, chép
  scans/        tệp quét gốc, nguyên từng byte; tệp .pdf.scan là PDF như máy quét tạo ra (bỏ đuôi .scan để mở)
  text/         chữ đọc được từng trang: pNNNN.txt (UTF-8); pNNNN.json: từng dòng, từng từ, vị trí, độ tin cậy
  metadata/     alto/pNNNN.xml: như trên, theo chuẩn ALTO 4 (Library of Congress), có vùng trang và từng ô của bảng
  dossier.json  toàn bộ mô tả: trường thông tin, trang, văn bản, điều cần xem; NNNN là thứ tự trang, tính từ 0
  events.json   những việc đã làm với hồ sơ: lúc nào, ai hoặc phần mềm nào
Chữ do máy nhận dạng, có thể sai; ảnh là bản đúng. Trang trắng và tờ ngăn cách không nằm trong văn bản nào
nhưng vẫn được liệt kê trong dossier.json. Trang không đọc được thì không có trong PDF, chỉ có trong scans/.

This folder holds a whole paper dossier, digitised. None of our software is needed to read it:
  documents/    one PDF/A-2u (ISO 19005-2) a document: the picture of each page, and invisible text to search, copy
  scans/        the scans as they came, byte for byte; .pdf.scan is a PDF as the scanner made it (drop .scan to open it)
  text/         what was read on each page: pNNNN.txt (UTF-8); pNNNN.json: lines, words, places, confidence
                (a word: text, [left, top, right, bottom] in pixels of the page's picture, confidence from 0 to 1,
                and, where it was corrected, what the machine had read)
  metadata/     alto/pNNNN.xml: the same as ALTO 4 (Library of Congress), with regions of the page and cells of tables
  dossier.json  the whole description: fields, pages, documents, things to look at; NNNN is the page's place, from 0
  events.json   what was done to the dossier: when, and by whom or by what software
The text was read by a machine and can be wrong; the picture is right. Blank pages and separator sheets are in no
document but stay listed in dossier.json. A page that could not be read is not in the PDF, only in scans/.
"""


def readme(dossier: Dossier, version: str, created: datetime) -> bytes:
    """UTF-8, lines under 130 characters, no mark before the text."""
    return _TEXT.format(
        code=dossier.fields.get("dossier_code") or dossier.id,
        title=dossier.fields.get("title") or "—",
        pages=len(dossier.pages),
        documents=len(dossier.documents),
        created=created.isoformat(timespec="seconds"),
        version=version,
    ).encode()
