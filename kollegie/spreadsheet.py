"""Workbooks as bytes, without the plain files that openpyxl lays in the system's temporary folder on its way."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from zipfile import ZIP_DEFLATED, ZipFile

if TYPE_CHECKING:
    from openpyxl import Workbook


def workbook_bytes(book: Workbook) -> bytes:
    """The workbook as a file. Not for a write-only workbook, whose rows are on the disk as soon as they are added.

    Why: openpyxl writes each sheet to a file of its own first, which a kill leaves behind for anybody to read.
    """
    from openpyxl.drawing.spreadsheet_drawing import SpreadsheetDrawing
    from openpyxl.worksheet._writer import WorksheetWriter
    from openpyxl.writer.excel import ExcelWriter

    class InMemory(ExcelWriter):
        """Writes each sheet in memory; the rest is openpyxl's own."""

        def write_worksheet(self, ws: Any) -> None:
            sheet = io.BytesIO()
            ws._drawing = SpreadsheetDrawing()
            writer: Any = WorksheetWriter(ws, out=sheet)
            writer.write()
            ws._rels = writer._rels
            archive.writestr(ws.path[1:], sheet.getvalue())
            self.manifest.append(ws)

    file = io.BytesIO()
    book.properties.modified = datetime.now(UTC).replace(tzinfo=None)
    archive = ZipFile(file, "w", ZIP_DEFLATED)
    InMemory(book, archive).save()
    return file.getvalue()
