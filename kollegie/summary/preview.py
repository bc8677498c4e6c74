"""The printed pages as pictures, so that the window shows the very pages that are saved."""

from __future__ import annotations

from dataclasses import dataclass
from threading import Lock
from typing import Any

_BGRX = 4  # pdfium's number for it
_pdfium = Lock()
"""PDFium does one thing at a time, whatever document it is asked about."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A page as pixels, four bytes each in the order blue, green, red, alpha (Qt's RGB32), row by row.

    Units: `stride` is bytes per row.
    """

    width: int
    height: int
    stride: int
    pixels: bytes


class Pages:
    """An open PDF whose pages can be drawn. Use it as a context; threads may share it, and wait for each other."""

    def __init__(self, pdf: bytes) -> None:
        import pypdfium2

        self._document: Any = pypdfium2.PdfDocument(pdf)

    def __enter__(self) -> Pages:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __len__(self) -> int:
        return len(self._document)

    def picture(self, page: int, scale: float) -> Picture:
        """Draw a page on white. Units: `page` from 0; `scale` in pixels per point, so 96 dots per inch are 4/3.

        Raises: IndexError if there is no such page.
        """
        if not 0 <= page < len(self._document):
            raise IndexError(page)
        with _pdfium:
            drawn = self._document[page]
            bitmap = drawn.render(scale=scale, force_bitmap_format=_BGRX)
            picture = Picture(bitmap.width, bitmap.height, bitmap.stride, bytes(bitmap.buffer))
            bitmap.close()
            drawn.close()
        return picture

    def text(self, page: int) -> str:
        """The text of a page, as a reader would copy it."""
        with _pdfium:
            drawn = self._document[page]
            words = drawn.get_textpage()
            text = str(words.get_text_bounded())
            words.close()
            drawn.close()
        return text

    def close(self) -> None:
        """Let go of the file."""
        self._document.close()
