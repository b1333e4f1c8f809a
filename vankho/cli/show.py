"""``vankho show DOSSIER`` → all that is known of one dossier."""

from typing import Any

import click

from archive.law import composed_code
from archive.records import CO_SIGNERS
from vankho.cli.door import Door, print_json
from vankho.cli.dossier import dossier_of, resolve
from vankho.outcome import Ending, Outcome, as_json, pages_to_see

LABELS = {
    "file_code": "Mã hồ sơ",
    "dossier_code": "Mã số hồ sơ một cửa",
    "procedure": "Thủ tục hành chính",
    "applicant": "Người nộp hồ sơ",
    "appointment_date": "Ngày hẹn trả kết quả",
    "maintenance": "Thời hạn bảo quản",
    "start_date": "Thời gian bắt đầu",
    "end_date": "Thời gian kết thúc",
    "total_doc": "Tổng số văn bản",
    "number_of_page": "Số lượng trang",
    "number_of_paper": "Số lượng tờ",
    "language": "Ngôn ngữ",
    "keyword": "Từ khóa",
    "description": "Chú giải",
    "mode": "Chế độ sử dụng",
    "format": "Tình trạng vật lý",
    "identifier": "Mã cơ quan lưu trữ",
    "unit": "Đơn vị, bộ phận",
    "organ_id": "Mã phông (phông số)",
    "fond_name": "Tên phông",
    "file_catalog": "Mục lục số hoặc năm hình thành",
    "box_number": "Hộp số",
    "file_notation": "Số và ký hiệu hồ sơ",
    "confidence_level": "Mức độ tin cậy",
    "paper_file_code": "Mã hồ sơ giấy gốc",
    "infor_sign": "Ký hiệu thông tin",
    "risk_recovery": "Chế độ dự phòng",
    "risk_recovery_status": "Tình trạng dự phòng",
    "disposal": "ĐÃ HỦY theo hồ sơ hủy",
}
"""The law's field names (TT 02/2019, TT 05/2025) as its tables call them in Vietnamese, and what a one-stop
slip says besides (TT 01/2018/TT-VPCP, forms)."""


@click.command("show")
@click.argument("dossier")
@click.option("--json", "as_object", is_flag=True, help="Một đối tượng JSON / one JSON object.")
@click.pass_obj
def command(door: Door, dossier: str, as_object: bool) -> None:
    """Xem một hồ sơ: trường, văn bản, trang, điểm cần xem. / Show a dossier: fields, documents, pages, flags."""
    with door.house() as house:
        identity = resolve(house, dossier, gone=True)
        kept = house.store.has(identity)
        receipt = house.store.receipt(identity) if kept else None
        whole = dossier_of(house, identity)
    status: Ending = "archived" if kept else "disposed" if whole.fields.get("disposal") else "review"
    told = as_json(Outcome(status, whole.source, 0.0, whole, receipt))
    told["events"] = [f"{event.at} {event.kind} ({event.agent}) {event.detail}".rstrip() for event in whole.events]
    told.pop("seconds")
    if as_object:
        print_json(told)
    else:
        tell(door, told, pages_to_see(whole, door.words))


def tell(door: Door, told: dict[str, Any], to_see: str) -> None:
    """``told`` (:func:`vankho.outcome.as_json`, with its events as lines) for a person."""
    click.secho(f"{told['dossier']}  {told['fields'].get('title') or ''}", bold=True)
    for name, value in told["fields"].items():
        if value and name != "title":
            click.echo(f"  {door.words(LABELS.get(name, name), name)}: {value}")
    proposed = composed_code({"identifier": door.settings.agency} | told["fields"])
    if proposed and not told["fields"].get("file_code"):
        click.echo(f"  {door.words('Mã hồ sơ đề nghị', 'proposed file_code')}: {proposed}")
    for document in told["documents"]:
        number = "/".join(part for part in (document["code_number"], document["code_notation"]) if part)
        pages = door.words("trang", "pages") + " " + _span(document["pages"])
        parts = [document["type_name"], number, document["issued_date"], document["organ_name"], document["subject"]]
        click.echo(f"  {document['ordinal']}. " + " · ".join(part for part in parts if part) + f"  ({pages})")
        if document["organ_parent"]:
            click.echo(f"     {door.words('cơ quan chủ quản', 'superior body')}: {document['organ_parent']}")
        if document["signer_name"]:
            click.echo(f"     {document['signer_position'] or ''} {document['signer_name']}")
        if document["more"].get(CO_SIGNERS):
            click.echo(f"     {door.words('người cùng ký', 'signed together with')}: {document['more'][CO_SIGNERS]}")
        for name, evidence in document["evidence"].items():
            if evidence["read"]:
                said = (
                    f"{document[name]} ← {door.words('trên giấy đọc là', 'read on the paper as')} «{evidence['read']}»"
                )
                click.secho(f"     {said}", dim=True)
    if to_see:
        click.secho(f"  {to_see}", fg="yellow")
    for flag in told["flags"]:
        where = "" if flag["page"] is None else door.words(f"trang {flag['page'] + 1}: ", f"page {flag['page'] + 1}: ")
        click.secho(f"  ! {where}{flag['message']}", fg="yellow")
    for event in told["events"]:
        click.secho(f"  {event}", dim=True)


def _span(pages: list[int]) -> str:
    if not pages:
        return "–"
    return str(pages[0] + 1) if len(pages) == 1 else f"{pages[0] + 1}–{pages[-1] + 1}"
