"""The summary as a workbook, for those who go on counting: one sheet per part, numbers as numbers.

What a person typed is never read as a formula: a text that a spreadsheet could take for one gets an apostrophe.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from kollegie.language import say
from kollegie.model.severity import Severity
from kollegie.spreadsheet import workbook_bytes
from kollegie.summary.content import Content, Edition
from kollegie.summary.pdf_fonts import plain

Value = str | int | float | date | None
Row = Sequence[Value]

MOST_LETTERS = 32_000
"""A cell of a workbook holds 32,767; the rest of a longer text stands in the PDF."""

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\x00")


def harmless(text: str) -> str:
    """The text as it may stand in a cell: no formula, no control character, no longer than a cell can hold."""
    shown = plain(text)
    if len(shown) > MOST_LETTERS:
        shown = shown[: MOST_LETTERS - 1] + "…"
    return f"'{shown}" if text.startswith(_FORMULA) or shown.lstrip().startswith(_FORMULA[:4]) else shown


def write_workbook(content: Content) -> bytes:
    """The workbook as a file; the same content gives the same bytes."""
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font

    book = Workbook()
    book.remove(book.worksheets[0])
    moment = datetime(content.made_on.year, content.made_on.month, content.made_on.day)  # noqa: DTZ001 - a whole day
    book.properties.title = harmless(content.cover.title)
    book.properties.creator = "Kollegie"
    book.properties.created = book.properties.modified = moment
    for title, rows in sheets_of(content):
        sheet = book.create_sheet(title())
        widths: dict[int, int] = {}
        for number, row in enumerate(rows(content), start=1):
            for place, value in enumerate(row, start=1):
                cell = sheet.cell(number, place, harmless(value) if isinstance(value, str) else value)
                if isinstance(value, str):
                    cell.data_type = "s"
                    cell.alignment = Alignment(vertical="top", wrap_text=len(value) > 40)
                if number == 1:
                    cell.font = Font(bold=True)
                widths[place] = min(60, max(widths.get(place, 9), len(str(value or "")) + 2))
        for place, width in widths.items():
            sheet.column_dimensions[sheet.cell(1, place).column_letter].width = width
        sheet.freeze_panes = "A2"
    return _without_the_hour(workbook_bytes(book), moment)


def sheets_of(content: Content) -> list[tuple[Callable[[], str], Callable[[Content], Iterator[Row]]]]:
    """The sheets of this edition: visits and warning signals stand in the internal one only."""
    some = (
        (_visits, content.visits),
        (_signals, content.signals),
        (_rounds, content.overview.rounds),
        (_money, content.actions.money),
    )
    left_out = [rows for rows, there in some if not there]
    return [one for one in SHEETS if one[1] not in left_out]


def _about(content: Content) -> Iterator[Row]:
    yield say("Uppgift", "Item"), say("Värde", "Value")
    yield say("Sammanställning", "Summary"), content.cover.title
    yield say("Utgåva", "Edition"), content.edition.word
    if content.provider:
        yield say("Utförare", "Provider"), content.provider
    yield say("Version", "Version"), content.version or say("Utkast", "Draft")
    yield from content.cover.facts
    yield from content.seal.facts
    if content.printed is not None and content.edition is Edition.INTERNAL:
        yield say("Utskriven av", "Printed by"), content.printed.by
        yield say("Utskriven", "Printed"), content.printed.at
        yield say("Exemplar", "Copy"), content.printed.copy
        law = say("Sekretess enligt 26 kap. 1 § offentlighets- och sekretesslagen", "Confidential, OSL 26:1")
        yield say("Sekretess", "Secrecy"), law


def _signals(content: Content) -> Iterator[Row]:
    yield (
        say("Regel", "Rule"),
        say("Varningssignal", "Warning signal"),
        say("Frågade vid besök", "Asked about at visits"),
        say("Bekräftade", "Confirmed"),
        say("Motbevisade", "Refuted"),
    )
    for one in content.signals:
        yield one.rule, one.title, one.asked, one.confirmed, one.refuted


def _areas(content: Content) -> Iterator[Row]:
    yield (
        say("Område", "Area"),
        say("Underlag", "Basis"),
        say("Besvarade frågor", "Questions answered"),
        say("Ställda frågor", "Questions asked"),
        say("Svar utan iakttagelse", "Answers without finding"),
        *(severity.word for severity in Severity),
        say("Summa", "Sum"),
    )
    for area in content.overview.areas:
        answered, clear = area.answered, area.clear
        yield area.category.word, area.basis, answered.part, answered.whole, clear.part, *area.counts, area.total


def _rounds(content: Content) -> Iterator[Row]:
    yield (
        say("Fråga", "Question"),
        say("Gäller", "About"),
        say("Förra omgången", "Last round"),
        say("Den här omgången", "This round"),
        say("Utfall", "Outcome"),
    )
    for one in content.overview.rounds:
        yield one.question, one.text, one.then, one.now, one.outcome


def _findings(content: Content) -> Iterator[Row]:
    yield (
        say("Område", "Area"),
        say("Grad", "Step"),
        say("Allvarlighet", "Severity"),
        say("Fråga", "Question"),
        say("Iakttagelse", "Finding"),
        say("Antal", "Number"),
        say("Av", "Of"),
        say("Enhet", "Unit"),
        say("Ärende", "Case"),
        say("Svar", "Answer"),
        say("Anteckning", "Note"),
    )
    parts = [(area.category.word, area.groups) for area in content.findings.areas]
    if content.desk is not None:
        parts.append((say("Fakturagranskning", "Review of invoices"), content.desk.groups))
    for part, groups in parts:
        for group in groups:
            for line in group.lines:
                head: Row = (
                    part,
                    int(group.severity),
                    group.severity.word,
                    line.question,
                    line.claim,
                    line.share.part,
                    line.share.whole,
                    line.unit,
                )
                if not line.cases:
                    yield (*head, None, None, line.example or None)
                for note in line.cases:
                    yield (*head, note.case, note.answer, note.note)


def _providers(content: Content) -> Iterator[Row]:
    words = [word for _, word in content.providers.steps]
    yield say("Utförare", "Provider"), say("Besök", "Visits"), *words, say("Summa", "Sum")
    for part in content.providers.parts:
        yield part.name, part.visits, *part.counts, sum(part.counts)


def _actions(content: Content) -> Iterator[Row]:
    yield (
        say("Nr", "No."),
        say("Åtgärd", "Action"),
        say("Fråga", "Question"),
        say("Ansvarig", "Responsible"),
        say("Klart", "Due"),
        say("Status", "State"),
        say("Utfall", "Outcome"),
    )
    for line in content.actions.lines:
        yield line.number, line.text, ", ".join(line.questions), line.owner, line.due, line.state, line.outcome


def _money(content: Content) -> Iterator[Row]:
    """The disputed invoices and the reclaims; last what is said of them all, which is all that some editions have."""
    yield (
        say("Bestridet eller återkrav", "Disputed or reclaim"),
        say("Gäller", "About"),
        say("Belopp, kr", "Amount, SEK"),
        say("Klart", "Due"),
        say("Status", "State"),
    )
    money = content.actions.money
    if money is not None:
        for one in money.lines:
            yield one.text, one.about, None if one.amount_ore is None else one.amount_ore / 100, one.due, one.state
        yield (money.lead,)
        if money.note:
            yield (money.note,)


def _questions(content: Content) -> Iterator[Row]:
    yield (
        say("Checklista", "Checklist"),
        say("Fråga", "Question"),
        say("Text", "Text"),
        say("Svar", "Answers"),
        say("Av", "Of"),
        say("Gav iakttagelse", "Gave a finding"),
        say("Varför inte", "Why not"),
    )
    for part in content.checklists:
        for row in part.rows:
            answered, of = (row.answered.part, row.answered.whole) if row.answered is not None else (None, None)
            yield part.title, row.question, row.text, answered, of, row.deviating, row.why_not


def _visits(content: Content) -> Iterator[Row]:
    words = [severity.word for severity in Severity]
    yield (
        say("Ärende", "Case"),
        say("Utförare", "Provider"),
        say("Dag", "Day"),
        say("Tid", "Time"),
        say("Par", "Pair"),
        say("Läge", "State"),
        *words,
    )
    for row in content.visits:
        yield row.case, row.provider, row.day, row.time, row.pair, row.state, *row.counts


SHEETS: tuple[tuple[Callable[[], str], Callable[[Content], Iterator[Row]]], ...] = (
    (lambda: say("Om", "About"), _about),
    (lambda: say("Områden", "Areas"), _areas),
    (lambda: say("Förra omgången", "Last round"), _rounds),
    (lambda: say("Iakttagelser", "Findings"), _findings),
    (lambda: say("Utförare", "Providers"), _providers),
    (lambda: say("Åtgärder", "Actions"), _actions),
    (lambda: say("Bestridet och återkrav", "Disputes and reclaims"), _money),
    (lambda: say("Frågor", "Questions"), _questions),
    (lambda: say("Besök", "Visits"), _visits),
    (lambda: say("Varningssignaler", "Warning signals"), _signals),
)
"""The sheets in order: their names, and what makes their rows, the header first."""


def _without_the_hour(book: bytes, moment: datetime) -> bytes:
    """The workbook with the day of the summary as the time of every part of it."""
    written = io.BytesIO()
    with ZipFile(io.BytesIO(book)) as given, ZipFile(written, "w", ZIP_DEFLATED) as made:
        for name in sorted(given.namelist()):
            part = given.read(name)
            if name == "docProps/core.xml":
                part = _dated(part, moment)
            info = ZipInfo(name, (moment.year, moment.month, moment.day, 0, 0, 0))
            info.compress_type = ZIP_DEFLATED
            made.writestr(info, part)
    return written.getvalue()


def _dated(part: bytes, moment: datetime) -> bytes:
    """The properties with the day of the summary where the library puts the hour of writing."""
    stamp = f"{moment:%Y-%m-%dT%H:%M:%SZ}".encode()
    return re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>" + stamp, part)
