"""The chapter Iakttagelser: by area, then by severity, each finding with its question, claim, count and example."""

from __future__ import annotations

from kollegie.language import say
from kollegie.summary.content import AreaFindings, CaseNote, Content, FindingLine, SeverityGroup
from kollegie.summary.numbers import NOTHING, share, whole
from kollegie.summary.pdf_blocks import Block, Label, ascent, paragraph, section, text_lines
from kollegie.summary.pdf_overview import chapter, mark_of
from kollegie.summary.pdf_sheet import LEFT, READING_WIDTH, RIGHT, TEXT_WIDTH, OutlineEntry, Paper, Sheet
from kollegie.summary.pdf_tags import Element
from kollegie.summary.pdf_text import (
    BODY,
    CAPTION,
    CELL,
    CELL_STRONG,
    GROUP,
    INK,
    MUTED,
    measured,
    wrapped,
)

INDENT = 48.0
_CASE = 60.0


def findings_blocks(paper: Paper, content: Content) -> list[Block]:
    """The chapter of findings."""
    findings = content.findings
    blocks = chapter(paper, say("Iakttagelser", "Findings"), findings.lead)
    for area in findings.areas:
        blocks += _area(paper, area)
    blocks += paragraph(findings.empty, BODY, paper.root, READING_WIDTH, before=10)
    blocks += paragraph(findings.withheld, CAPTION, paper.root, READING_WIDTH, before=8)
    return blocks + _desk(paper, content)


def _desk(paper: Paper, content: Content) -> list[Block]:
    """What was found about invoices at the desk."""
    desk = content.desk
    if desk is None:
        return []
    blocks = [section(paper, say("Fakturagranskning", "Review of invoices"))]
    blocks += paragraph(desk.lead, BODY, paper.root, READING_WIDTH, keeps_next=bool(desk.groups))
    for group in desk.groups:
        blocks += severity_group(paper, group)
    blocks += paragraph(desk.empty, BODY, paper.root, READING_WIDTH, before=6)
    blocks += paragraph(desk.withheld, CAPTION, paper.root, READING_WIDTH, before=8)
    return blocks


def _area(paper: Paper, area: AreaFindings) -> list[Block]:
    blocks = [section(paper, area.category.word, listed=False)]
    blocks += paragraph(area.intro, CAPTION, paper.root, TEXT_WIDTH, keeps_next=True)
    for group in area.groups:
        blocks += severity_group(paper, group)
    return blocks


def severity_group(paper: Paper, group: SeverityGroup) -> list[Block]:
    """The heading of a severity with its mark, and the findings of that severity below it."""
    count = _counted(group.count)
    element, counted = Element("H3", paper.root), Element("P", paper.root)

    def draw(sheet: Sheet, top: float) -> None:
        paper.outline.append(OutlineEntry(3, group.severity.word, sheet.number, top))
        _draw_group(sheet, top, group, count, element, counted)

    def draw_again(sheet: Sheet, top: float) -> None:
        _draw_group(sheet, top, group, say(f"{count}, forts.", f"{count}, cont."), None, None)

    height = GROUP.leading + 5
    again = Block(height, draw_again)
    blocks = [Block(height, draw, before=9, keeps_next=True)]
    entries = Element("L", paper.root)
    for line in group.lines:
        pieces = _finding(Element("LI", entries), line)
        for piece in pieces:
            piece.header = again
        blocks += pieces
    return blocks


def _draw_group(
    sheet: Sheet, top: float, group: SeverityGroup, count: str, heading: Element | None, counted: Element | None
) -> None:
    baseline = top + ascent(GROUP)
    with sheet.marked(None):
        mark_of(group.severity, sheet, LEFT, top + GROUP.leading / 2)
        sheet.rule(LEFT, top + GROUP.leading + 4, TEXT_WIDTH, 0.6, INK)
    with sheet.marked(heading):
        sheet.text(LEFT + INDENT, baseline, (group.severity.word,), GROUP)
    with sheet.marked(counted):
        sheet.text_right(RIGHT, baseline, (count,), CELL.tinted(MUTED))


def _counted(count: int) -> str:
    return say(
        f"{whole(count)} {'iakttagelse' if count == 1 else 'iakttagelser'}",
        f"{whole(count)} {'finding' if count == 1 else 'findings'}",
    )


def _finding(item: Element, line: FindingLine) -> list[Block]:
    label, body = Element("Lbl", item), Element("LBody", item)
    claim, counted = Element("P", body), Element("P", body)
    count = f"{share(line.share.part, line.share.whole)}\u00a0{line.unit}"
    width = TEXT_WIDTH - INDENT - measured(count, CELL) - 16
    alone = not line.example and not line.cases
    blocks: list[Block] = [
        text_lines(
            wrapped(line.claim, CELL_STRONG, min(width, READING_WIDTH)) or (NOTHING,),
            CELL_STRONG,
            claim,
            x=LEFT + INDENT,
            before=3.2,
            after=3 if alone else 0,
            keeps_next=not alone,
            labels=(
                Label(line.question, CELL_STRONG.tinted(MUTED), LEFT, label, INDENT - 5),
                Label(count, CELL, RIGHT, counted, ends=True),
            ),
            key=line.source,
            ruled=alone,
        )
    ]
    if line.example:
        lines = wrapped(line.example, CELL, READING_WIDTH)
        last = not line.cases
        example = Element("P", body)
        blocks.append(text_lines(lines, CELL, example, x=LEFT + INDENT, after=3 if last else 0, ruled=last))
    cases = Element("L", body) if line.cases else None
    for place, note in enumerate(line.cases, start=1):
        blocks.append(_case(Element("LI", cases), note, last=place == len(line.cases)))
    return blocks


def _case(item: Element, note: CaseNote, *, last: bool) -> Block:
    """A case behind the finding: its number, the answer and the visitor's note."""
    label = Label(note.case, CAPTION.tinted(INK), LEFT + INDENT, Element("Lbl", item), _CASE - 5)
    said = ". ".join(part for part in (note.answer, note.note) if part)
    lines = wrapped(said, CAPTION, READING_WIDTH - _CASE) or (NOTHING,)
    body = Element("LBody", item)
    x = LEFT + INDENT + _CASE
    return text_lines(lines, CAPTION, body, x=x, before=1.5, after=3 if last else 0, labels=(label,), ruled=last)
