"""What a file is by its first bytes, whatever it is called, and whether a picture holds its pixels and nothing else.

A camera writes where and when it was, which camera it is and a small copy of what was cut away. None of that is kept:
a picture that may be kept is a JPEG or PNG whose parts are all needed to show it.
Source: ITU-T T.81 annex B (JPEG markers); W3C PNG third edition section 11 (chunks); ISO/IEC 14496-12 (`ftyp`).
"""

from __future__ import annotations

HEAD = 512
"""How many bytes are enough to tell what a file is."""

_BEGINNINGS = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"BM", "image/bmp"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"II+\x00", "image/tiff"),
    (b"MM\x00+", "image/tiff"),
    (b"8BPS", "image/vnd.adobe.photoshop"),
    (b"\xff\x0a", "image/jxl"),
    (b"\x00\x00\x00\x0cJXL ", "image/jxl"),
    (b"\x00\x00\x00\x0cjP  ", "image/jp2"),
    (b"\xffO\xffQ", "image/jp2"),
    (b"\x00\x00\x01\x00", "image/x-icon"),
    (b"\xd7\xcd\xc6\x9a", "image/wmf"),
)
_BRANDS = {
    b"avif": "image/avif",
    b"avis": "image/avif",
    b"heic": "image/heic",
    b"heix": "image/heic",
    b"heim": "image/heic",
    b"heis": "image/heic",
    b"hevc": "image/heic",
    b"mif1": "image/heif",
    b"msf1": "image/heif",
    b"crx ": "image/x-canon-cr3",
}
_JPEG_ALONE = {0x01, *range(0xD0, 0xD8)}
"""Markers without a segment behind them."""
_JPEG_NEEDED = {0xC0, 0xC1, 0xC2, 0xC4, 0xDB, 0xDD, 0xE0, 0xEE}
"""Frames, tables, restart interval, JFIF's size of a pixel and Adobe's kind of colour: no other segment is needed."""
_PNG_NEEDED = {b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND", b"pHYs", b"gAMA", b"cHRM", b"sRGB", b"sBIT", b"bKGD"}


def picture_type(head: bytes) -> str:
    """The picture type of content that begins like this (`image/jpeg` …), "" where it is no picture.

    Shape: `head` is at least the first `HEAD` bytes, or all of a shorter file.
    """
    for beginning, mime in _BEGINNINGS:
        if head.startswith(beginning) and (mime != "image/bmp" or head[6:10] == bytes(4)):
            return mime
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    if head[4:8] == b"ftyp":
        brands = [head[8:12], *(head[at : at + 4] for at in range(16, min(len(head), int.from_bytes(head[:4])), 4))]
        return next((_BRANDS[brand] for brand in brands if brand in _BRANDS), "")
    text = head.decode("utf-8", "ignore").lstrip("\ufeff \t\r\n").lower()
    return "image/svg+xml" if text.startswith("<svg") or (text.startswith(("<?xml", "<!")) and "<svg" in text) else ""


def is_bare(content: bytes) -> bool:
    """Whether it is a JPEG or PNG with nothing in it but what shows the picture, and nothing after its end."""
    return _bare_jpeg(content) if picture_type(content[:HEAD]) == "image/jpeg" else _bare_png(content)


def _bare_jpeg(content: bytes) -> bool:
    at, end = 2, len(content)
    while at + 1 < end:
        if content[at] != 0xFF:
            return False
        marker = content[at + 1]
        if marker == 0xD9:
            return at + 2 == end
        if marker == 0xFF or marker in _JPEG_ALONE:
            at += 1 if marker == 0xFF else 2
            continue
        size = int.from_bytes(content[at + 2 : at + 4])
        if size < 2 or (marker != 0xDA and marker not in _JPEG_NEEDED):
            return False
        if marker == 0xE0 and not _plain_jfif(content[at + 4 : at + 2 + size]):
            return False
        if marker == 0xEE and (size != 14 or content[at + 4 : at + 9] != b"Adobe"):
            return False
        at += 2 + size
        if marker == 0xDA:
            at = _after_scan(content, at)
    return False


def _plain_jfif(segment: bytes) -> bool:
    """Whether it is the JFIF header, without a small picture in it."""
    return len(segment) == 14 and segment.startswith(b"JFIF\x00") and segment[12:14] == b"\x00\x00"


def _after_scan(content: bytes, at: int) -> int:
    """Where the next marker stands behind the coded pixels."""
    while True:
        at = content.find(b"\xff", at)
        if at < 0 or at + 1 >= len(content):
            return len(content)
        if content[at + 1] != 0x00 and not 0xD0 <= content[at + 1] <= 0xD7:
            return at
        at += 2


def _bare_png(content: bytes) -> bool:
    if not content.startswith(b"\x89PNG\r\n\x1a\n"):
        return False
    at, end = 8, len(content)
    while at + 12 <= end:
        kind = content[at + 4 : at + 8]
        if kind not in _PNG_NEEDED:
            return False
        at += 12 + int.from_bytes(content[at : at + 4])
        if kind == b"IEND":
            return at == end
    return False
