"""The chapter Utförarna: findings per provider, and what was seen of planning and self-monitoring."""

from __future__ import annotations

from kollegie.language import say
from kollegie.summary.content import Content, ProviderPart, Providers
from kollegie.summary.numbers import whole
from kollegie.summary.pdf_blocks import Block, paragraph, section
from kollegie.summary.pdf_cover import key_figures
from kollegie.summary.pdf_overview import chapter, severity_columns
from kollegie.summary.pdf_sheet import READING_WIDTH, TEXT_WIDTH, Paper
from kollegie.summary.pdf_tables import Cell, Column, table
from kollegie.summary.pdf_text import BODY, CAPTION, CELL, CELL_STRONG, KEY_FIGURE, MUTED

_ID = 40.0


def providers_blocks(paper: Paper, content: Content) -> list[Block]:
    """The chapter of providers."""
    providers = content.providers
    blocks = chapter(paper, content.provider or say("Utförarna", "The providers"), providers.lead)
    if len(providers.parts) > 1:
        blocks += [
            section(paper, say("Iakttagelser per utförare", "Findings per provider")),
            *_comparison(paper, providers),
        ]
    blocks += paragraph(providers.note, CAPTION, paper.root, TEXT_WIDTH, before=4)
    for part in providers.parts:
        title = say("Planering och egenkontroll", "Planning and self-monitoring") if content.provider else part.name
        blocks += _provider(paper, part, title)
    blocks += paragraph(providers.empty, BODY, paper.root, READING_WIDTH, before=10)
    return blocks


def _comparison(paper: Paper, providers: Providers) -> list[Block]:
    names, visits, last = 112.0, 62.0, 38.0
    columns = [
        Column(say("Utförare", "Provider"), names, style=CELL_STRONG),
        Column(say("Besök", "Visits"), visits),
        *severity_columns(TEXT_WIDTH - names - visits - last, steps=providers.steps),
        Column(say("Summa", "Sum"), last, "right", CELL_STRONG),
    ]
    rows: list[tuple[Cell | str, ...]] = [
        (
            part.name,
            part.visits,
            *(_count(count) for count in part.counts),
            Cell(whole(sum(part.counts)), key=part.source),
        )
        for part in providers.parts
    ]
    sums = [sum(part.counts[step] for part in providers.parts) for step in range(len(providers.steps))]
    total = (say("Summa", "Sum"), providers.visits_in_all, *(whole(count) for count in sums), whole(sum(sums)))
    return table(paper, columns, rows, total=total)


def _count(count: int) -> Cell:
    return Cell(whole(count), CELL if count else CELL.tinted(MUTED))


def _provider(paper: Paper, part: ProviderPart, title: str) -> list[Block]:
    blocks = [section(paper, title, listed=False), *key_figures(paper, part.figures, KEY_FIGURE)]
    blocks[-1].keeps_next = bool(part.planning or part.facts)
    more = bool(part.planning)
    blocks += paragraph(part.facts, CAPTION, paper.root, TEXT_WIDTH, before=6, keeps_next=more)
    blocks += paragraph(part.planning_note, CAPTION, paper.root, TEXT_WIDTH, before=2, keeps_next=more)
    if part.planning:
        columns = (
            Column(say("Fråga", "Question"), _ID, style=CELL_STRONG),
            Column("", 180),
            Column(say("Svar", "Answer"), 72),
            Column(say("Vad granskarna såg", "What the visitors saw"), TEXT_WIDTH - _ID - 180 - 72),
        )
        rows = [
            (
                row.question,
                row.text,
                Cell(row.answer, CELL_STRONG if row.deviates else CELL),
                row.note,
            )
            for row in part.planning
        ]
        blocks += table(paper, columns, rows, before=4)
    return blocks
