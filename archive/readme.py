"""Dossier → the README.txt of its package, for whoever opens it in seventy years."""

from datetime import datetime

from archive.records import Dossier

_TEXT = """\
HỒ SƠ LƯU TRỮ ĐIỆN TỬ / ELECTRONIC ARCHIVAL DOSSIER

Mã hồ sơ / dossier: {code}
Tiêu đề / title:    {title}
Số trang / pages:   {pages}    Số văn bản / documents: {documents}
Lập lúc / made at:  {created}    bằng / by: Vankho {version}

Thư mục này là gói AIP_hoso (Thông tư 05/2025/TT-BNV; E-ARK CSIP 2.0.4), chứa toàn bộ hồ sơ giấy đã số hóa.
Không cần phần mềm nào của chúng tôi để đọc nó:
  representations/rep1/data/    mỗi văn bản một tệp PDF/A (ISO 19005): ảnh trang giấy và lớp chữ ẩn để tìm, chép
  representations/scans/data/   tệp quét gốc, nguyên từng byte; .pdf.scan là PDF như máy quét tạo ra (bỏ .scan để mở)
  representations/text/data/    chữ đọc được từng trang: pNNNN.txt (UTF-8); pNNNN.json: từng dòng, từng từ, vị trí, độ
                                tin cậy; alto/pNNNN.xml: như trên, theo chuẩn ALTO 4, có vùng trang và từng ô của bảng
  representations/sealed/data/  nếu có: bản PDF/A đã ký số của từng văn bản
  METS.xml                      mục lục mọi tệp, có kích thước và SHA-256 (METS 1.12); mỗi thư mục trên cũng có một
  metadata/descriptive/         EAD.xml: trường thông tin của hồ sơ; trong rep1: EAD_doc_*.xml, của từng văn bản
  metadata/preservation/        PREMIS.xml: việc đã làm, ai hoặc phần mềm nào, lúc nào; thời hạn bảo quản (PREMIS 3.0)
  metadata/other/dossier.json   toàn bộ mô tả: trường, trang, văn bản, điều cần xem; NNNN là thứ tự trang, từ 0
  metadata/other/events.json    như PREMIS.xml, ở dạng gọn;   schemas/: lược đồ XML của các tệp trên
Chữ do máy nhận dạng, có thể sai; ảnh là bản đúng. Trang trắng và tờ ngăn cách không nằm trong văn bản nào
nhưng vẫn được liệt kê trong dossier.json. Trang không đọc được thì không có trong PDF, chỉ có trong scans/.

This folder is an AIP (Circular 05/2025/TT-BNV; E-ARK CSIP 2.0.4) and holds a whole paper dossier, digitised.
None of our software is needed to read it:
  representations/rep1/data/    one PDF/A (ISO 19005) a document: the picture of each page, invisible text to search
  representations/scans/data/   the scans as they came, byte for byte; .pdf.scan is a PDF as the scanner made it
                                (drop .scan to open it)
  representations/text/data/    what was read on each page: pNNNN.txt (UTF-8); pNNNN.json: lines, words, places,
                                confidence (a word: text, [left, top, right, bottom] in pixels of the page's picture,
                                confidence from 0 to 1, and, where it was corrected, what the machine had read);
                                alto/pNNNN.xml: the same as ALTO 4, with regions of the page and cells of tables
  representations/sealed/data/  where there is one: a signed PDF/A of each document
  METS.xml                      every file with size and SHA-256 (METS 1.12); each folder above has its own
  metadata/descriptive/         EAD.xml: the dossier's fields; in rep1 EAD_doc_*.xml, of each document
  metadata/preservation/        PREMIS.xml: what was done, by whom or what, when; how long to keep it (PREMIS 3.0)
  metadata/other/dossier.json   the whole description: fields, pages, documents, flags; NNNN is the page, from 0
  metadata/other/events.json    as PREMIS.xml, in short;   schemas/: the XML schemas of these files
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


_SIP = """\
GÓI TIN NỘP LƯU / SUBMISSION INFORMATION PACKAGE (SIP_hoso)

Mã hồ sơ / dossier: {code}
Tiêu đề / title:    {title}

Hồ sơ giấy đã số hóa, nộp theo Thông tư 05/2025/TT-BNV (E-ARK CSIP 2.0.4).
  representations/rep1/data/    mỗi văn bản một tệp PDF/A (ISO 19005): ảnh trang giấy, lớp chữ ẩn; đã ký số nếu đã ký
  metadata/descriptive/         EAD.xml: trường thông tin của hồ sơ; trong rep1: EAD_doc_*.xml, của từng văn bản
  METS.xml, schemas/            mục lục mọi tệp, có kích thước và SHA-256; lược đồ XML

A paper dossier, digitised, submitted after Circular 05/2025/TT-BNV (E-ARK CSIP 2.0.4).
  representations/rep1/data/    one PDF/A (ISO 19005) a document: its pages, invisible text; signed where it is
  metadata/descriptive/         EAD.xml: the dossier's fields; in rep1 EAD_doc_*.xml, of each document
  METS.xml, schemas/            every file with size and SHA-256; XML schemas
"""


def submission_readme(dossier: Dossier) -> bytes:
    """README.txt of a SIP: the same form."""
    code, title = dossier.fields.get("file_code") or dossier.id, dossier.fields.get("title") or "—"
    return _SIP.format(code=code, title=title).encode()
