"""One warning signal on paper: what it asks, its timeline, its sum, its rows and what people have made of it.

It names no person: whoever needs the names asks for them in the window, where that is logged.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from uuid import UUID

from kollegie.intake.column_words import cell_name, cell_words
from kollegie.language import grouped, say
from kollegie.model.answer_values import Value, Withheld
from kollegie.model.checklist import YES_NO_CHOICES
from kollegie.model.records import noun_word
from kollegie.model.register import Person
from kollegie.model.signals import EvidenceRow, WarningSignal
from kollegie.progress import Progress
from kollegie.screening.all_rules import rule_of
from kollegie.screening.asking import Asked, asked_of
from kollegie.screening.growth import growth_of
from kollegie.screening.moving import Move, moves_of
from kollegie.store import Store
from kollegie.summary.chart_signal import signal_chart
from kollegie.summary.issuing import keep_file
from kollegie.summary.numbers import NOTHING
from kollegie.summary.pdf import one_at_a_time
from kollegie.summary.pdf_archive import archived
from kollegie.summary.pdf_blocks import Block, heading, paragraph, section, set_on_pages
from kollegie.summary.pdf_fonts import plain
from kollegie.summary.pdf_furniture import FOOT_RULE
from kollegie.summary.pdf_shapes import draw_shapes
from kollegie.summary.pdf_sheet import LEFT, READING_WIDTH, RIGHT, TEXT_WIDTH, Paper, Sheet
from kollegie.summary.pdf_tables import Column, table
from kollegie.summary.pdf_tags import Element
from kollegie.summary.pdf_text import BODY, CAPTION, CHAPTER, HAIR, LEAD, PRINT_LINE, shortened

MOST_COLUMNS = 4
_PLACES = ("user_id", "staff_id", "start", "end", "period_from", "period_to", "from", "to", "hours", "amount", "kind")
"""What a row is told by, in this order, as far as it has it."""


def print_signal_sheet(store: Store, signal_id: UUID, out: Path, progress: Progress | None = None) -> Path:
    """Write a signal's sheet as a PDF; that it is printed stands in the log of readings before it is made.

    Raises: RecordMissing; SummaryNotSaved; Cancelled.
    """
    at = store.clock().astimezone()
    with store.work("signal printed") as work:
        signal = work.get(WarningSignal, signal_id)
        work.log_reading("printed", "warning_signal", signal_id, signal.rule)
        person = work.get(Person, store.me)
        asked, moves = asked_of(work, signal_id), moves_of(work, signal_id)
        growth = growth_of(work, signal)
    body = signal_pdf(signal, asked, moves, person.name, at, growth.words if growth else "")
    if progress is not None:
        progress.step(1, 1, say("blad", "sheet"))
    keep_file(out, body)
    return out


def signal_pdf(
    signal: WarningSignal, asked: tuple[Asked, ...], moves: tuple[Move, ...], by: str, at: datetime, grown: str = ""
) -> bytes:
    """The sheet as tagged, archivable PDF; `grown` is what has come to the signal since somebody took a stand."""
    with one_at_a_time:
        paper = Paper()
        blocks = _blocks(paper, signal, asked, moves, grown)
        set_on_pages(paper, blocks, flow=1.0)
        for sheet in paper.pages:
            _foot(sheet, signal, len(paper.pages), by, at)
        title = plain(f"{say('Varningssignal', 'Warning signal')} {signal.rule}")
        raw = paper.finished(title, plain(by), say("Att kontrollera", "To look into"))
        return archived(raw, paper.root, tuple(paper.outline), at.date(), checked=True)


def _blocks(
    paper: Paper, signal: WarningSignal, asked: tuple[Asked, ...], moves: tuple[Move, ...], grown: str
) -> list[Block]:
    rule = rule_of(signal.rule)
    blocks: list[Block] = [heading(paper, 1, f"{signal.rule} {rule.title}", CHAPTER)]
    blocks += paragraph(rule.question, LEAD, paper.root, READING_WIDTH, before=5, even=True)
    facts = [
        signal.severity.urgency,
        ", ".join(f"{noun_word(noun)} {name}" for noun, name in signal.subjects),
        f"{signal.first_day} – {signal.last_day}",
        f"{say('Läge', 'State')}: {signal.state.word.lower()}",
    ]
    blocks += paragraph(" · ".join(facts), CAPTION, paper.root, TEXT_WIDTH, before=8)
    blocks += _timeline(paper, signal)
    blocks.append(section(paper, say("Så är det räknat", "How it was worked out")))
    for step in signal.explained:
        blocks += paragraph(step, BODY, paper.root, READING_WIDTH, before=2)
    used = ", ".join(f"{name} = {value}" for name, value in signal.parameters) or say("inga", "none")
    version = say(f"{rule.edition}. Gränser: {used}.", f"{rule.edition}: {used}.")
    blocks += paragraph(version, CAPTION, paper.root, TEXT_WIDTH, before=4)
    blocks.append(section(paper, say("Möjliga förklaringar", "Possible explanations")))
    for one in rule.possible_explanations:
        blocks += paragraph(one, BODY, paper.root, READING_WIDTH, before=2)
    blocks.append(section(paper, say("Rader som signalen bygger på", "Rows behind the signal")))
    blocks += _rows(paper, signal)
    left = signal.rows_in_all - len(signal.evidence)
    if left > 0:
        words = say(f"{grouped(left)} rader till i filerna.", f"{grouped(left)} more rows in the files.")
        blocks += paragraph(words, CAPTION, paper.root, TEXT_WIDTH, before=4)
    if asked:
        blocks.append(section(paper, say("Frågor vid besök", "Questions at visits")))
        columns = (
            Column(say("Ärende", "Case"), 60),
            Column(say("Fråga", "Question"), TEXT_WIDTH - 160),
            Column(say("Svar", "Answer"), 100),
        )
        rows = [(one.case.label, one.question.label, answer_in_words(one.value)) for one in asked]
        blocks += table(paper, columns, rows)
    blocks.append(section(paper, say("Vad som har gjorts", "What has been done")))
    history = (
        Column(say("När", "When"), 90),
        Column(say("Läge", "State"), 80),
        Column(say("Av", "By"), 110),
        Column(say("Skäl och handling", "Reason and document"), TEXT_WIDTH - 280),
    )
    told = [
        (
            f"{move.at.astimezone():%Y-%m-%d %H.%M}",
            move.state.word,
            move.by,
            " · ".join(part for part in (move.reason, move.document) if part),
        )
        for move in moves
    ]
    blocks += table(paper, history, told)
    if grown:
        blocks += paragraph(grown, BODY, paper.root, READING_WIDTH, before=4)
    words = say(
        "En varningssignal är en fråga till underlaget, aldrig en slutsats om en person.",
        "A warning signal is a question to the records, never a conclusion about a person.",
    )
    return [*blocks, *paragraph(words, CAPTION, paper.root, TEXT_WIDTH, before=10)]


def answer_in_words(value: Value) -> str:
    """An answer to a question made from a signal, in words; such a question is answered with yes, no or partly."""
    if isinstance(value, Withheld):
        return value.word
    labels = {choice.name: choice.label.in_() for choice in YES_NO_CHOICES}
    return labels.get(value, value) if isinstance(value, str) else NOTHING


def _timeline(paper: Paper, signal: WarningSignal) -> list[Block]:
    chart = signal_chart(signal, TEXT_WIDTH)
    if chart is None:
        return []
    figure = Element("Figure", paper.root, alt=chart.alt)

    def draw(sheet: Sheet, top: float) -> None:
        with sheet.marked(figure):
            draw_shapes(sheet, chart.drawing.contents, LEFT, top + chart.drawing.height)

    return [Block(chart.drawing.height, draw, before=12)]


def _rows(paper: Paper, signal: WarningSignal) -> list[Block]:
    blocks: list[Block] = []
    for kind in dict.fromkeys(row.kind for row in signal.evidence):
        rows = [row for row in signal.evidence if row.kind == kind]
        names = _told_by(rows)
        width = (TEXT_WIDTH - 110 - 36) / max(1, len(names))
        columns = (
            Column(say("Fil", "File"), 110),
            Column(say("Rad", "Row"), 36, "right", after=8),
            *(Column(cell_name(kind, name).capitalize(), width) for name in names),
        )
        cells = [(row.file, str(row.row), *(cell_words(kind, name, row.cell(name)) for name in names)) for row in rows]
        blocks += table(paper, columns, cells, before=4)
    return blocks


def _told_by(rows: list[EvidenceRow]) -> tuple[str, ...]:
    """The columns that are printed: who and when first, and what has no place there as far as there is room."""
    present = dict.fromkeys(name for row in rows for name, text in row.cells if text)
    known = [name for name in _PLACES if name in present]
    return tuple((known + [name for name in present if name not in known])[:MOST_COLUMNS])


def _foot(sheet: Sheet, signal: WarningSignal, pages: int, by: str, at: datetime) -> None:
    with sheet.marked(None):
        sheet.rule(LEFT, FOOT_RULE, TEXT_WIDTH, 0.4, HAIR)
        found = "–" if signal.found_at is None else signal.found_at.astimezone().date().isoformat()
        name = f"{signal.rule} {signal.id.hex[:8]}"
        said = say(f"Signal {name} · funnen {found}", f"Signal {name} · found {found}")
        sheet.text(LEFT, FOOT_RULE + 11.5, (shortened(said, CAPTION, TEXT_WIDTH - 90),), CAPTION)
        of = say(f"sida {sheet.number + 1} av {pages}", f"page {sheet.number + 1} of {pages}")
        sheet.text_right(RIGHT, FOOT_RULE + 11.5, (of,), CAPTION)
        line = say(
            f"Utskriven {at:%Y-%m-%d %H.%M} av {by}. Loggad. Sekretess enligt 26 kap. 1 § OSL.",
            f"Printed {at:%Y-%m-%d %H.%M} by {by}. Logged. Confidential under OSL chapter 26 section 1.",
        )
        sheet.text(LEFT, FOOT_RULE + 22, (shortened(line, PRINT_LINE, TEXT_WIDTH),), PRINT_LINE)
