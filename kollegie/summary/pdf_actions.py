"""The chapter Åtgärder: when they are due, and the table of what, who, by when and how far."""

from __future__ import annotations

from functools import partial

from kollegie.language import say
from kollegie.summary.chart_timeline import action_disc, timeline_chart
from kollegie.summary.content import ActionLine, ActionMark, Actions, Content
from kollegie.summary.money import Money, MoneyLine
from kollegie.summary.numbers import NOTHING, day
from kollegie.summary.pdf_blocks import Block, ascent, paragraph, section
from kollegie.summary.pdf_overview import chapter
from kollegie.summary.pdf_shapes import draw_shapes
from kollegie.summary.pdf_sheet import LEFT, READING_WIDTH, TEXT_WIDTH, Paper, Sheet
from kollegie.summary.pdf_tables import Cell, Column, table
from kollegie.summary.pdf_tags import Element
from kollegie.summary.pdf_text import BODY, CAPTION, CELL, CELL_STRONG


def actions_blocks(paper: Paper, content: Content) -> list[Block]:
    """The chapter of actions."""
    actions = content.actions
    blocks = chapter(paper, say("Åtgärder", "Actions"), actions.lead)
    if actions.lines:
        blocks += _timeline(paper, actions)
        blocks += [section(paper, say("Åtgärdsplan", "Action plan")), *_plan(paper, actions)]
    blocks += paragraph(actions.note, CAPTION, paper.root, TEXT_WIDTH, before=4)
    blocks += paragraph(actions.empty, BODY, paper.root, READING_WIDTH, before=10)
    if actions.money is not None:
        blocks += _money(paper, actions.money)
    return blocks


def _money(paper: Paper, money: Money) -> list[Block]:
    blocks = [section(paper, say("Bestridna fakturor och återkrav", "Disputed invoices and reclaims"))]
    blocks += paragraph(money.lead, BODY, paper.root, READING_WIDTH)
    if money.lines:
        columns = (
            Column(say("Vad", "What"), 170),
            Column(say("Gäller", "Concerns"), 90),
            Column(say("Belopp", "Amount"), 75),
            Column(say("Klart", "Due"), 60),
            Column(say("Status", "State"), TEXT_WIDTH - 395),
        )
        blocks += table(paper, columns, [_money_row(line) for line in money.lines], before=6)
    return [*blocks, *paragraph(money.note, CAPTION, paper.root, TEXT_WIDTH, before=4)]


def _money_row(line: MoneyLine) -> tuple[Cell | str, ...]:
    due = Cell(day(line.due), CELL_STRONG if line.late else CELL)
    return line.text, line.about or NOTHING, line.amount, due, line.state


def _timeline(paper: Paper, actions: Actions) -> list[Block]:
    chart = timeline_chart(actions, TEXT_WIDTH)
    if chart is None:
        return []
    heading = section(paper, say("När åtgärderna ska vara klara", "When the actions are due"))
    figure = Element("Figure", paper.root, alt=chart.alt)
    legend = [(mark, word, Element("P", paper.root)) for mark, word in _legend()]
    deep = chart.drawing.height

    def draw(sheet: Sheet, top: float) -> None:
        with sheet.marked(figure):
            draw_shapes(sheet, chart.drawing.contents, LEFT, top + deep)
        x = LEFT
        for mark, word, element in legend:
            with sheet.marked(None):
                _disc(mark, sheet, x, top + deep + 6)
            with sheet.marked(element):
                sheet.text(x + 13, top + deep + ascent(CAPTION), (word,), CAPTION)
            x += 68

    return [heading, Block(deep + CAPTION.leading, draw)]


def _legend() -> list[tuple[ActionMark, str]]:
    return [
        (ActionMark.DONE, say("klar", "done")),
        (ActionMark.ONGOING, say("pågår", "under way")),
        (ActionMark.PLANNED, say("planerad", "planned")),
    ]


def _disc(mark: ActionMark, sheet: Sheet, x: float, middle: float) -> None:
    draw_shapes(sheet, action_disc(mark, 0, 0, 3.6), x + 4.2, middle)


def _plan(paper: Paper, actions: Actions) -> list[Block]:
    columns = (
        Column(say("Nr", "No."), 22, style=CELL_STRONG),
        Column(say("Åtgärd", "Action"), 183),
        Column(say("Fråga", "Question"), 42),
        Column(say("Ansvarig", "Responsible"), 100),
        Column(say("Klart", "Due"), 60),
        Column(say("Status", "State"), TEXT_WIDTH - 407),
    )
    return table(paper, columns, [_row(line) for line in actions.lines])


def _row(line: ActionLine) -> tuple[Cell | str, ...]:
    text = f"{line.text}\n{line.outcome}" if line.outcome else line.text
    state = Cell(line.state, mark=partial(_disc, line.mark), indent=13)
    due = Cell(day(line.due), CELL_STRONG if line.late else CELL)
    return (
        Cell(str(line.number), key=f"action:{line.number}"),
        text,
        "\n".join(line.questions) or NOTHING,
        line.owner,
        due,
        state,
    )
