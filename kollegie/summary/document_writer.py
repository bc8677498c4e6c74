"""How a document is put together: its page, head and foot, and plain text set into paragraphs, lists and tables."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from kollegie.language import Language, current_language, say
from kollegie.summary.content import Content, Edition
from kollegie.summary.numbers import NOTHING
from kollegie.summary.pdf_fonts import plain
from kollegie.summary.pdf_furniture import edition_words

Row = Sequence[str]


class Writer:
    """Puts plain text into the document; an empty text gives no paragraph."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self.chapters = 0

    def heading(self, text: str, level: int) -> None:
        self.chapters += level == 1
        self._book.add_heading(plain(text).replace("\n", " ") or NOTHING, level)

    def paragraph(self, text: str, style: str | None = None) -> None:
        for line in plain(text).split("\n"):
            if line.strip():
                self._book.add_paragraph(line, style)

    def strong(self, text: str, after: str = "") -> None:
        made = self._book.add_paragraph()
        made.add_run(plain(text)).bold = True
        if after:
            made.add_run(f"  {plain(after)}")

    def bullets(self, texts: Iterable[str]) -> None:
        for text in texts:
            self.paragraph(text, "List Bullet")

    def table(self, headers: Row, rows: Iterable[Row]) -> None:
        """A table whose first row is a header that repeats on every page, and whose rows are not divided."""
        from docx.oxml import OxmlElement

        every = [list(row) for row in rows]
        if not every:
            return
        made = self._book.add_table(rows=1, cols=len(headers), style="Table Grid")
        made.autofit = True
        for cell, text in zip(made.rows[0].cells, headers, strict=True):
            cell.paragraphs[0].add_run(plain(text)).bold = True
        for row in every:
            cells = made.add_row().cells
            for cell, text in zip(cells, row, strict=True):
                cell.text = plain(text) or NOTHING
        head = made.rows[0]._tr.get_or_add_trPr()
        head.append(OxmlElement("w:tblHeader"))
        for one in made.rows:
            one._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        self._book.add_paragraph()


def prepare(book: Any, content: Content) -> None:
    """Tell the document's language and facts, and give its pages their size, head and foot."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Mm

    language = "sv-SE" if current_language() is Language.SV else "en-GB"
    defaults = book.styles.element.find(qn("w:docDefaults")).find(qn("w:rPrDefault")).find(qn("w:rPr"))
    told = defaults.find(qn("w:lang"))
    if told is None:
        told = OxmlElement("w:lang")
        defaults.append(told)
    told.set(qn("w:val"), language)
    moment = datetime(content.made_on.year, content.made_on.month, content.made_on.day)  # noqa: DTZ001 - a whole day
    facts = book.core_properties
    facts.title = plain(content.cover.title).replace("\n", " ")[:255]
    facts.subject = plain(edition_words(content))[:255]
    facts.author = facts.last_modified_by = "Kollegie"
    facts.language = language
    facts.comments = ""
    facts.created = facts.modified = moment
    page = book.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.left_margin, page.right_margin, page.top_margin, page.bottom_margin = Mm(25), Mm(18), Mm(27), Mm(22)
    page.header.paragraphs[0].text = f"{plain(content.running_title)}\t\t{plain(edition_words(content))}"
    foot = page.footer.paragraphs[0]
    foot.add_run(f"{_foot(content)}\t")
    _field(foot, "PAGE")
    foot.add_run(f" {say('av', 'of')} ")
    _field(foot, "NUMPAGES")


def _field(paragraph: Any, name: str) -> None:
    """A page number the word processor fills in; the only field there is, and none of its words are a person's."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), name)
    paragraph._p.append(field)


def _foot(content: Content) -> str:
    registered = content.registry_number or say("saknas", "none")
    parts = [f"{say('Dnr', 'Reg. no.')} {plain(registered)}", content.edition.word]
    if content.printed is not None:
        parts.append(say(f"exemplar {content.printed.copy}", f"copy {content.printed.copy}"))
    parts.append(say("Utkast", "Draft") if content.draft else f"version {content.version}")
    if content.printed is not None and content.edition is Edition.INTERNAL:
        parts.append(
            say(
                f"Utskriven {content.printed.at} av {plain(content.printed.by)}. Sekretess enligt 26 kap. 1 § OSL",
                f"Printed {content.printed.at} by {plain(content.printed.by)}. Confidential under OSL 26:1",
            )
        )
    return " · ".join(parts)


def without_the_hour(book: bytes, content: Content) -> bytes:
    """The document with the day of the summary as the time of every part of it."""
    made_on, written = content.made_on, io.BytesIO()
    with ZipFile(io.BytesIO(book)) as given, ZipFile(written, "w", ZIP_DEFLATED) as made:
        for name in sorted(given.namelist(), key=lambda one: (one != "[Content_Types].xml", one)):
            info = ZipInfo(name, (made_on.year, made_on.month, made_on.day, 0, 0, 0))
            info.compress_type = ZIP_DEFLATED
            made.writestr(info, given.read(name))
    return written.getvalue()
