"""From ReportLab's file to the archived one: language, bookmarks, structure tree and what PDF/A-2b asks for.

The tree comes last, since every step before it walks all objects of the file, and the tree has most of them.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date

from kollegie.language import Language, current_language
from kollegie.summary.pdf_sheet import HEIGHT, OutlineEntry
from kollegie.summary.pdf_tags import Element, tree_objects
from kollegie.summary.pdf_update import Ending, updated


def archived(raw: bytes, tree: Element, outline: Sequence[OutlineEntry], made_on: date, *, checked: bool) -> bytes:
    """The file as it is kept.

    Shape: dates in the file are the day of the summary and not the hour of printing, so that the same content gives
    the same bytes. `checked` lets the finished file be read again and proved.
    Raises: pikepdf.pdfa.PdfaError if the proof fails, which is a fault of the program.
    """
    from pikepdf import pdfa

    prepared, ending, page_numbers = _prepared(raw, outline, made_on)
    pdf = updated(prepared, ending, tree_objects(tree, page_numbers, ending.size))
    if checked:
        report = pdfa.validate_written(io.BytesIO(pdf), "2b")
        if not report.passed:
            raise pdfa.PdfaError(report)
    return pdf


def _prepared(raw: bytes, outline: Sequence[OutlineEntry], made_on: date) -> tuple[bytes, Ending, list[int]]:
    """The file without its tree, how it ends, and the object numbers of its pages."""
    import pikepdf
    from pikepdf import Dictionary, Name, String, pdfa

    with pikepdf.open(io.BytesIO(raw)) as pdf:
        for place, page in enumerate(pdf.pages):
            if Name.Trans in page.obj:
                del page.obj[Name.Trans]
            page.obj.StructParents = place
            page.obj.Tabs = Name.S
        pdf.Root.MarkInfo = Dictionary(Marked=True)
        pdf.Root.Lang = String("sv-SE" if current_language() is Language.SV else "en-GB")
        pdf.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
        pdf.Root.PageMode = Name.UseOutlines
        _mark_places(pdf, outline)
        moment = f"D:{made_on:%Y%m%d}000000Z"
        pdf.docinfo[Name.CreationDate] = String(moment)
        pdf.docinfo[Name.ModDate] = String(moment)
        pdfa.prepare(pdf, "2b")
        with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as described:
            described["xmp:MetadataDate"] = f"{made_on:%Y-%m-%d}T00:00:00Z"
        written = io.BytesIO()
        pdf.save(written, **pdfa.resolve_save_kwargs("2b", deterministic_id=True))
    with pikepdf.open(io.BytesIO(written.getvalue())) as pdf:
        size = int(pdf.trailer.Size)
        catalogue = pdf.Root.unparse(resolved=True).rstrip()
        ending = Ending(
            size,
            pdf.Root.objgen[0],
            pdf.trailer.Info.objgen[0],
            bytes(pdf.trailer.ID[0]),
            catalogue.removesuffix(b">>") + b"/StructTreeRoot %d 0 R >>" % size,
        )
        return written.getvalue(), ending, [page.obj.objgen[0] for page in pdf.pages]


def _mark_places(pdf: object, outline: Sequence[OutlineEntry]) -> None:
    """The headings as bookmarks, each under the one it belongs to."""
    from pikepdf import OutlineItem, Pdf

    assert isinstance(pdf, Pdf)
    with pdf.open_outline() as marks:
        above: list[tuple[int, OutlineItem]] = []
        for entry in outline:
            item = OutlineItem(entry.title, entry.page, "XYZ", left=0, top=HEIGHT - entry.top + 8)
            while above and above[-1][0] >= entry.level:
                above.pop()
            (above[-1][1].children if above else marks.root).append(item)
            above.append((entry.level, item))
