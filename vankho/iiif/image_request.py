"""The last parts of an image's address → what is asked for, or a sentence that says why it cannot be.

IIIF Image API 3, https://iiif.io/api/image/3.0/ , level 2: all regions and sizes but those larger than what is there,
quarter turns, mirrored or not; JPEG and PNG.
"""

import re
from dataclasses import dataclass
from typing import Any, Literal

from archive.errors import UsageError
from archive.records import Box

TILE = 1024
MOST = 25_000_000
"""Pixels of one answer; an A3 sheet at 300 dpi has 17 million."""

Quality = Literal["color", "gray", "bitonal"]
_QUALITIES: dict[str, Quality] = {"default": "color", "color": "color", "gray": "gray", "bitonal": "bitonal"}
FORMATS = {"jpg": "image/jpeg", "png": "image/png"}

_COUNT = r"\d{1,7}"
_SHARE = r"(?:\d{1,7}(?:\.\d{1,10})?|\.\d{1,10})"
_PIXELS = re.compile(rf"({_COUNT}),({_COUNT}),({_COUNT}),({_COUNT})", re.ASCII)
_SHARES = re.compile(rf"pct:({_SHARE}),({_SHARE}),({_SHARE}),({_SHARE})", re.ASCII)
_SIDES = re.compile(rf"(!?)({_COUNT})?,({_COUNT})?", re.ASCII)
_PART = re.compile(rf"pct:({_SHARE})", re.ASCII)
_TURN = re.compile(r"(!?)(\d{1,3})(?:\.0{1,10})?", re.ASCII)


class BadImageRequest(UsageError):
    """The address asks for a picture that there cannot be."""

    kind = "bad-image-request"
    vi = "Không có ảnh như thế: {detail}"
    en = "There is no such picture: {detail}"


@dataclass(frozen=True, slots=True)
class ImageRequest:
    """``region`` in pixels of the page, ``size`` of the answer before it is turned ``turn`` degrees clockwise;
    ``mirrored`` before that."""

    region: Box
    size: tuple[int, int]
    turn: int = 0
    mirrored: bool = False
    quality: Quality = "color"
    form: str = "jpg"


def image_request(whole: tuple[int, int], asked: tuple[str, str, str, str]) -> ImageRequest:
    """``asked``: region, size, rotation and ``quality.format`` as in the address, of a page of ``whole`` pixels.

    Raises:
        BadImageRequest: one of them cannot be understood or had; the sentence names it.

    """
    region, size, rotation, last = asked
    quality, _, form = last.partition(".")
    if quality not in _QUALITIES or form not in FORMATS:
        raise BadImageRequest(f"{_told(last)} (default|color|gray|bitonal . jpg|png)")
    turned = _TURN.fullmatch(rotation)
    if not turned or int(turned[2]) not in (0, 90, 180, 270, 360):
        raise BadImageRequest(f"{_told(rotation)} (0, 90, 180, 270)")
    box = _region(region, whole)
    taken = (box[2] - box[0], box[3] - box[1])
    return ImageRequest(box, _size(size, taken), int(turned[2]) % 360, bool(turned[1]), _QUALITIES[quality], form)


def information(identity: str, whole: tuple[int, int]) -> dict[str, Any]:
    """``info.json`` of the page of ``whole`` pixels whose service is ``identity``."""
    width, height = whole
    factors = [1]
    while TILE * factors[-1] < max(whole):
        factors.append(factors[-1] * 2)
    sizes = [{"width": max(1, width // each), "height": max(1, height // each)} for each in reversed(factors)]
    return {
        "@context": "http://iiif.io/api/image/3/context.json",
        "id": identity,
        "type": "ImageService3",
        "protocol": "http://iiif.io/api/image",
        "profile": "level2",
        "width": width,
        "height": height,
        "maxArea": MOST,
        "sizes": [size for size in sizes if size["width"] * size["height"] <= MOST],
        "tiles": [{"width": TILE, "height": TILE, "scaleFactors": factors}],
        "preferredFormats": ["jpg"],
        "extraQualities": ["color", "gray", "bitonal"],
        "extraFeatures": ["mirroring"],
    }


def _region(asked: str, whole: tuple[int, int]) -> Box:
    width, height = whole
    if asked == "full":
        return 0, 0, width, height
    if asked == "square":
        side = min(whole)
        left, top = (width - side) // 2, (height - side) // 2
        return left, top, left + side, top + side
    if found := _PIXELS.fullmatch(asked):
        left, top, wide, high = map(int, found.groups())
    elif found := _SHARES.fullmatch(asked):
        x, y, w, h = (float(share) / 100 for share in found.groups())
        left, top, wide, high = round(x * width), round(y * height), round(w * width), round(h * height)
    else:
        raise BadImageRequest(f"{_told(asked)} (full | square | x,y,w,h | pct:x,y,w,h)")
    box = (left, top, min(left + wide, width), min(top + high, height))
    if box[2] <= box[0] or box[3] <= box[1]:
        raise BadImageRequest(f"{_told(asked)}: ngoài trang / outside the page, {width}×{height}")
    return box


def _size(asked: str, taken: tuple[int, int]) -> tuple[int, int]:
    width, height = taken
    if asked == "max":
        share = min(1.0, (MOST / (width * height)) ** 0.5)
        return _at_least_one(int(width * share) if share < 1 else width, int(height * share) if share < 1 else height)
    size = _wanted(asked, taken)
    if size[0] > width or size[1] > height:
        raise BadImageRequest(f"{_told(asked)}: lớn hơn vùng / larger than the region, {width}×{height}")
    if size[0] * size[1] > MOST:
        raise BadImageRequest(f"{_told(asked)}: > {MOST} px")
    return size


def _wanted(asked: str, taken: tuple[int, int]) -> tuple[int, int]:
    width, height = taken
    if found := _PART.fullmatch(asked):
        share = float(found[1]) / 100
        if share > 0:
            return _at_least_one(round(width * share), round(height * share))
    found = _SIDES.fullmatch(asked)
    if not found or not (found[2] or found[3]) or (found[1] and not (found[2] and found[3])):
        raise BadImageRequest(f"{_told(asked)} (max | w, | ,h | w,h | !w,h | pct:n)")
    wide, high = (int(side) if side else None for side in (found[2], found[3]))
    if wide == 0 or high == 0:
        raise BadImageRequest(f"{_told(asked)}: 0")
    if found[1] and wide and high:
        share = min(wide / width, high / height, 1.0)
        return _at_least_one(min(round(width * share), wide), min(round(height * share), high))
    if wide and high:
        return wide, high
    if wide:
        return wide, max(1, round(height * wide / width))
    assert high
    return max(1, round(width * high / height)), high


def _at_least_one(width: int, height: int) -> tuple[int, int]:
    return max(1, width), max(1, height)


def _told(asked: str) -> str:
    """What was typed, as far as it helps to see it."""
    return f"«{asked[:60]}»"
