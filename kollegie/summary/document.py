"""The summary as a document to go on writing in: headings, paragraphs, lists and tables of the same content.

What a person typed is set as plain text only: never as mark-up, field or formula. Headings are real ones, tables have
header rows that repeat, and the language is told, so that a screen reader finds its way as in the PDF.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from kollegie.language import Language, current_language, say
from kollegie.model.severity import Severity
from kollegie.summary.content import Content, Edition, ProviderPart, SeverityGroup
from kollegie.summary.numbers import NOTHING, day, percent, share, whole
from kollegie.summary.pdf_fonts import plain
from kollegie.summary.pdf_furniture import edition_words

Row = Sequence[str]


def write_document(content: Content) -> tuple[bytes, int]:
    """The document as a file, and how many chapters it has; the same content gives the same bytes."""
    from docx import Document

    book: Any = Document()
    _prepare(book, content)
    written = _Writer(book)
    chapters = (_cover, _overview, _findings, _providers, _actions, _conduct, _questions, _visits, _about)
    for chapter in chapters:
        chapter(written, content)
    file = io.BytesIO()
    book.save(file)
    return _without_the_hour(file.getvalue(), content), written.chapters


class _Writer:
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


def _prepare(book: Any, content: Content) -> None:
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


def _cover(out: _Writer, content: Content) -> None:
    cover = content.cover
    out.heading(cover.title, 0)
    out.paragraph(cover.subtitle, "Subtitle")
    if cover.chart is not None:
        out.strong(cover.chart.question)
        out.table(
            (say("Utfall", "Outcome"), say("Antal", "Number")),
            [(part.label, whole(part.count)) for part in cover.chart.parts],
        )
    out.bullets(cover.lines)
    out.table(
        (say("Nyckeltal", "Key figure"), say("Värde", "Value")),
        [(f"{one.label}\n{one.note}".strip(), one.figure) for one in cover.figures],
    )
    out.table((say("Uppgift", "Item"), say("Värde", "Value")), cover.facts)


def _overview(out: _Writer, content: Content) -> None:
    overview = content.overview
    out.heading(say("Samlad bild", "Overall picture"), 1)
    out.paragraph(overview.lead)
    out.heading(say("Underlag per område", "Basis by area"), 2)
    out.table(
        (
            say("Område", "Area"),
            say("Underlag", "Basis"),
            say("Besvarade frågor", "Questions answered"),
            say("Svar utan iakttagelse", "Answers without finding"),
            say("Andel", "Share"),
        ),
        [
            (
                area.category.word,
                area.basis,
                share(area.answered.part, area.answered.whole),
                share(area.clear.part, area.clear.whole),
                percent(area.clear.part, area.clear.whole),
            )
            for area in overview.areas
        ],
    )
    out.paragraph(overview.note)
    out.heading(say("Iakttagelser per område och allvarlighet", "Findings by area and severity"), 2)
    rows = [(area.category.word, *map(whole, area.counts), whole(area.total)) for area in overview.areas]
    total = (say("Summa", "Sum"), *map(whole, overview.totals), whole(sum(overview.totals)))
    headers = (say("Område", "Area"), *(severity.word for severity in Severity), say("Summa", "Sum"))
    out.table(headers, [*rows, total] if rows else [])
    out.paragraph(overview.chart_note)
    if overview.rounds_note:
        out.heading(say("Fråga för fråga mot förra omgången", "Question by question against last round"), 2)
        out.paragraph(overview.rounds_note)
        headers = (
            say("Fråga", "Question"),
            say("Gäller", "About"),
            say("Förra omgången", "Last round"),
            say("Den här", "This round"),
            say("Utfall", "Outcome"),
        )
        out.table(headers, [(one.question, one.text, one.then, one.now, one.outcome) for one in overview.rounds])
    out.heading(say("Det som fungerar", "What works"), 2)
    out.bullets(positive.sentence for positive in overview.positives)
    if not overview.positives:
        out.paragraph(overview.no_positives)


def _findings(out: _Writer, content: Content) -> None:
    findings = content.findings
    out.heading(say("Iakttagelser", "Findings"), 1)
    out.paragraph(findings.lead)
    for area in findings.areas:
        out.heading(area.category.word, 2)
        out.paragraph(area.intro)
        for group in area.groups:
            _group(out, group)
    out.paragraph(findings.withheld)
    out.paragraph(findings.empty)


def _group(out: _Writer, group: SeverityGroup) -> None:
    out.heading(f"{group.severity.word} ({whole(group.count)})", 3)
    for line in group.lines:
        out.strong(f"{line.question} {line.claim}", f"{share(line.share.part, line.share.whole)} {line.unit}")
        out.paragraph(line.example)
        out.table(
            (say("Ärende", "Case"), say("Svar", "Answer"), say("Anteckning", "Note")),
            [(note.case, note.answer, note.note) for note in line.cases],
        )


def _providers(out: _Writer, content: Content) -> None:
    providers = content.providers
    out.heading(say("Utförare", "Providers"), 1)
    out.paragraph(providers.lead)
    words = [word for _, word in providers.steps]
    out.table(
        (say("Utförare", "Provider"), say("Besök", "Visits"), *words, say("Summa", "Sum")),
        [(part.name, part.visits, *map(whole, part.counts), whole(sum(part.counts))) for part in providers.parts],
    )
    for part in providers.parts:
        _provider(out, part)
    out.paragraph(providers.note)
    out.paragraph(providers.empty)


def _provider(out: _Writer, part: ProviderPart) -> None:
    out.heading(part.name, 2)
    out.table(
        (say("Nyckeltal", "Key figure"), say("Värde", "Value")),
        [(f"{one.label}\n{one.note}".strip(), one.figure) for one in part.figures],
    )
    out.paragraph(part.facts)
    out.table(
        (
            say("Fråga", "Question"),
            say("Vad", "What"),
            say("Svar", "Answer"),
            say("Vad granskarna såg", "What was seen"),
        ),
        [(one.question, one.text, one.answer, one.note) for one in part.planning],
    )
    out.paragraph(part.planning_note)


def _actions(out: _Writer, content: Content) -> None:
    actions = content.actions
    out.heading(say("Åtgärder", "Actions"), 1)
    out.paragraph(actions.lead)
    out.table(
        (
            say("Nr", "No."),
            say("Åtgärd", "Action"),
            say("Fråga", "Question"),
            say("Ansvarig", "Responsible"),
            say("Klart", "Due"),
            say("Status", "State"),
            say("Utfall", "Outcome"),
        ),
        [
            (whole(one.number), one.text, ", ".join(one.questions), one.owner, day(one.due), one.state, one.outcome)
            for one in actions.lines
        ],
    )
    out.paragraph(actions.note)
    out.paragraph(actions.empty)


def _conduct(out: _Writer, content: Content) -> None:
    conduct = content.conduct
    out.heading(say("Genomförande", "Conduct"), 1)
    out.paragraph(conduct.lead)
    for heading, sentences in (
        (say("Syfte", "Purpose"), conduct.purpose),
        (say("Metod", "Method"), conduct.method),
    ):
        out.heading(heading, 2)
        for sentence in sentences:
            out.paragraph(sentence)
    out.heading(say("Urval", "Sample"), 2)
    out.paragraph(conduct.sample_note)
    out.table(
        (say("Grupp", "Group"), say("Planerade", "Planned"), say("Genomförda", "Carried out")),
        [
            (row.name, NOTHING if row.planned is None else whole(row.planned), whole(row.visited))
            for row in conduct.sample
        ],
    )
    out.table(
        (say("Skäl till bortfall", "Reason for drop-out"), say("Antal", "Number")),
        [(row.reason, whole(row.count)) for row in conduct.reasons],
    )
    out.paragraph(conduct.reasons_note)
    out.heading(say("Samstämmighet", "Agreement"), 2)
    out.paragraph(conduct.agreement)
    out.table(
        (
            say("Fråga", "Question"),
            say("Ärende", "Case"),
            say("Ena", "One"),
            say("Andra", "Other"),
            say("Utfall", "Outcome"),
        ),
        [(one.question, one.case, one.first, one.second, one.outcome) for one in conduct.disagreements],
    )
    _signals(out, content)
    out.heading(say("Begränsningar", "Limits"), 2)
    for sentence in conduct.limits:
        out.paragraph(sentence)


def _signals(out: _Writer, content: Content) -> None:
    """In the internal edition: what the visits made of the warning signals they were asked about."""
    if not content.signals:
        return
    out.heading(say("Varningssignaler som frågades vid besöken", "Warning signals asked about at the visits"), 2)
    out.table(
        (
            say("Regel", "Rule"),
            say("Frågade", "Asked about"),
            say("Bekräftade", "Confirmed"),
            say("Motbevisade", "Refuted"),
        ),
        [
            (f"{one.rule} {one.title}", whole(one.asked), whole(one.confirmed), whole(one.refuted))
            for one in content.signals
        ],
    )


def _questions(out: _Writer, content: Content) -> None:
    if not content.checklists:
        return
    out.heading(say("Kontrollfrågor", "Control questions"), 1)
    for part in content.checklists:
        out.heading(f"{part.title}, version {part.version}", 2)
        out.table(
            (
                say("Fråga", "Question"),
                say("Text", "Text"),
                say("Svar", "Answers"),
                say("Gav iakttagelse", "Gave a finding"),
            ),
            [
                (
                    row.question,
                    row.text,
                    share(row.answered.part, row.answered.whole) if row.answered is not None else row.why_not,
                    NOTHING if row.deviating is None else whole(row.deviating),
                )
                for row in part.rows
            ],
        )


def _visits(out: _Writer, content: Content) -> None:
    if not content.visits:
        return
    out.heading(say("Besök", "Visits"), 1)
    out.table(
        (
            say("Ärende", "Case"),
            say("Utförare", "Provider"),
            say("Dag", "Day"),
            say("Tid", "Time"),
            say("Par", "Pair"),
            say("Läge", "State"),
            say("Iakttagelser", "Findings"),
        ),
        [
            (one.case, one.provider, day(one.day), one.time, one.pair, one.state, whole(sum(one.counts)))
            for one in content.visits
        ],
    )


def _about(out: _Writer, content: Content) -> None:
    out.heading(say("Om sammanställningen", "About the summary"), 1)
    for sentence in content.seal.sentences:
        out.paragraph(sentence)
    out.table((say("Uppgift", "Item"), say("Värde", "Value")), content.seal.facts)


def _without_the_hour(book: bytes, content: Content) -> bytes:
    """The document with the day of the summary as the time of every part of it."""
    made_on, written = content.made_on, io.BytesIO()
    with ZipFile(io.BytesIO(book)) as given, ZipFile(written, "w", ZIP_DEFLATED) as made:
        for name in sorted(given.namelist(), key=lambda one: (one != "[Content_Types].xml", one)):
            info = ZipInfo(name, (made_on.year, made_on.month, made_on.day, 0, 0, 0))
            info.compress_type = ZIP_DEFLATED
            made.writestr(info, given.read(name))
    return written.getvalue()
