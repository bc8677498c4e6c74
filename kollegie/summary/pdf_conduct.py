"""How the review was done, its checklists, its visits and its seal: the last chapters of the summary."""

from __future__ import annotations

from collections.abc import Sequence

from kollegie.language import say
from kollegie.model.severity import Severity
from kollegie.summary.conduct import Conduct, SampleRow
from kollegie.summary.content import ChecklistPart, Content, VisitRow
from kollegie.summary.numbers import NOTHING, day, share, whole
from kollegie.summary.pdf_blocks import Block, Label, gap, paragraph, section, text_lines, together
from kollegie.summary.pdf_cover import fact_rows
from kollegie.summary.pdf_overview import chapter
from kollegie.summary.pdf_sheet import LEFT, READING_WIDTH, TEXT_WIDTH, Paper
from kollegie.summary.pdf_tables import Cell, Column, table
from kollegie.summary.pdf_tags import Element
from kollegie.summary.pdf_text import BODY, CAPTION, CELL, CELL_ITALIC, CELL_STRONG, MUTED, wrapped


def conduct_blocks(paper: Paper, content: Content) -> list[Block]:
    """The chapter on how the review was done."""
    conduct = content.conduct
    blocks = chapter(paper, say("Så gjordes granskningen", "How the review was done"), conduct.lead)
    blocks += [section(paper, say("Syfte", "Purpose")), *_paragraphs(paper, conduct.purpose)]
    blocks += [section(paper, say("Metod", "Method")), *_paragraphs(paper, conduct.method)]
    blocks += _sample(paper, conduct)
    blocks += _agreement(paper, conduct)
    blocks += _signals(paper, content)
    blocks += [section(paper, say("Begränsningar", "Limits")), *_list(paper, conduct.limits)]
    return blocks


def _signals(paper: Paper, content: Content) -> list[Block]:
    """In the internal edition: what the visits made of the warning signals they were asked about."""
    if not content.signals:
        return []
    columns = (
        Column(say("Regel", "Rule"), TEXT_WIDTH - 3 * 74, style=CELL_STRONG),
        Column(say("Frågade", "Asked about"), 74, "right"),
        Column(say("Bekräftade", "Confirmed"), 74, "right"),
        Column(say("Motbevisade", "Refuted"), 74, "right"),
    )
    rows = [
        (f"{one.rule} {one.title}", whole(one.asked), whole(one.confirmed), whole(one.refuted))
        for one in content.signals
    ]
    return [
        section(paper, say("Varningssignaler som frågades vid besöken", "Warning signals asked about at the visits")),
        *table(paper, columns, rows),
    ]


def checklist_blocks(paper: Paper, content: Content) -> list[Block]:
    """The appendix of checklists: each question with how often it was answered and how often it deviated."""
    title = say("Bilaga 1. Checklistorna", "Appendix 1. The checklists")
    lead = say(
        "Varje fråga med antal svar och antal svar som gav en iakttagelse.",
        "Each question with the number of answers and of answers that gave a finding.",
    )
    blocks = chapter(paper, title, lead)
    for part in content.checklists:
        blocks += _checklist(paper, part)
    return blocks


def visit_blocks(paper: Paper, content: Content) -> list[Block]:
    """The internal appendix of visits."""
    if not content.visits:
        return []
    title = say("Bilaga 2. Besöken", "Appendix 2. The visits")
    lead = say(
        "Varje besök med tid, par och antal iakttagelser. Finns bara i den interna utgåvan.",
        "Each visit with time, pair and number of findings. In the internal edition only.",
    )
    columns = (
        Column(say("Ärende", "Case"), 62, style=CELL_STRONG),
        Column(say("Utförare", "Provider"), 108),
        Column(say("Dag", "Day"), 56),
        Column(say("Tid", "Time"), 66),
        Column(say("Par", "Pair"), 28),
        Column(say("Läge", "State"), TEXT_WIDTH - 62 - 108 - 56 - 66 - 28 - 4 * 19),
        *(Column(str(int(severity)), 19, "right") for severity in Severity),
    )
    blocks = [
        *chapter(paper, title, lead),
        section(paper, say("Besök i ärendeordning", "Visits by case"), listed=False),
    ]
    caption = say(
        "Kolumnerna 1 till 4 är antal iakttagelser av varje allvarlighet: notering, brist, allvarlig brist, akut.",
        "Columns 1 to 4 are the number of findings of each severity: note, deficiency, serious deficiency, acute.",
    )
    blocks += paragraph(caption, CAPTION, paper.root, TEXT_WIDTH, keeps_next=True)
    return [*blocks, *table(paper, columns, [_visit(row) for row in content.visits], before=3)]


def seal_blocks(paper: Paper, content: Content) -> list[Block]:
    """The seal: what the checksum is of."""
    seal = content.seal
    blocks = [section(paper, say("Kontrollsumma", "Checksum")), *_paragraphs(paper, seal.sentences)]
    return together([*blocks, gap(6), *fact_rows(paper, seal.facts)])


def _paragraphs(paper: Paper, texts: Sequence[str]) -> list[Block]:
    return [
        block
        for place, text in enumerate(texts)
        for block in paragraph(text, BODY, paper.root, READING_WIDTH, before=5 if place else 0)
    ]


def _list(paper: Paper, texts: Sequence[str]) -> list[Block]:
    element = Element("L", paper.root)
    return [_item(Element("LI", element), text) for text in texts]


def _item(item: Element, text: str) -> Block:
    label = Label("–", BODY.tinted(MUTED), LEFT, Element("Lbl", item))
    lines = wrapped(text, BODY, READING_WIDTH - 14)
    return text_lines(lines, BODY, Element("LBody", item), x=LEFT + 14, before=1.5, labels=(label,))


def _sample(paper: Paper, conduct: Conduct) -> list[Block]:
    blocks = [section(paper, say("Urval och bortfall", "Sample and drop-out"))]
    blocks += paragraph(conduct.sample_note, BODY, paper.root, READING_WIDTH, keeps_next=bool(conduct.sample))
    if conduct.sample:
        whole_rows = [row for row in conduct.sample if row.planned is not None]
        blocks += _drawn_and_visited(paper, whole_rows) if whole_rows else _visited(paper, conduct.sample)
    if conduct.reasons:
        of_reasons = (
            Column(say("Varför besök inte blev av", "Why visits did not take place"), TEXT_WIDTH - 82),
            Column(say("Antal", "Number"), 82, "right"),
        )
        reasons = [(row.reason, whole(row.count)) for row in conduct.reasons]
        blocks += table(paper, of_reasons, reasons, before=10)
    return [*blocks, *paragraph(conduct.reasons_note, CAPTION, paper.root, TEXT_WIDTH, before=4)]


def _drawn_and_visited(paper: Paper, sample: Sequence[SampleRow]) -> list[Block]:
    columns = (
        Column(say("Urval", "Sample"), TEXT_WIDTH - 3 * 82),
        Column(say("Utvalda", "Drawn"), 82, "right"),
        Column(say("Besökta", "Visited"), 82, "right"),
        Column(say("Inte besökta", "Not visited"), 82, "right"),
    )
    rows = []
    for row in sample:
        planned = row.planned or 0
        rows.append((row.name, whole(planned), Cell(whole(row.visited), key=row.source), whole(planned - row.visited)))
    planned, visited = sum(row.planned or 0 for row in sample), sum(row.visited for row in sample)
    total = (say("Summa", "Sum"), whole(planned), whole(visited), whole(planned - visited))
    return table(paper, columns, rows, total=total, before=4)


def _visited(paper: Paper, sample: Sequence[SampleRow]) -> list[Block]:
    columns = (
        Column(say("Urval", "Sample"), TEXT_WIDTH - 82),
        Column(say("Besökta", "Visited"), 82, "right"),
    )
    rows = [(row.name, Cell(whole(row.visited), key=row.source)) for row in sample]
    total = (say("Summa", "Sum"), whole(sum(row.visited for row in sample)))
    return table(paper, columns, rows, total=total, before=4)


def _agreement(paper: Paper, conduct: Conduct) -> list[Block]:
    blocks = [section(paper, say("Samstämmighet mellan granskarna", "Agreement between the visitors"))]
    blocks += paragraph(conduct.agreement, BODY, paper.root, READING_WIDTH)
    if not conduct.disagreements:
        return blocks
    cases = any(row.case for row in conduct.disagreements)
    case = 62.0 if cases else 0.0
    rest = (TEXT_WIDTH - 46 - case) / 3
    columns = [
        Column(say("Fråga", "Question"), 46, style=CELL_STRONG),
        *([Column(say("Ärende", "Case"), case)] if cases else []),
        Column(say("Ett svar", "One answer"), rest),
        Column(say("Ett annat", "Another"), rest),
        Column(say("Utfall", "Outcome"), rest),
    ]
    rows = [
        (row.question, *([row.case] if cases else []), row.first, row.second, row.outcome)
        for row in conduct.disagreements
    ]
    return [*blocks, *table(paper, columns, rows, before=4)]


def _checklist(paper: Paper, part: ChecklistPart) -> list[Block]:
    blocks = [section(paper, part.title)]
    blocks += paragraph(part.version, CAPTION, paper.root, TEXT_WIDTH, keeps_next=True)
    columns = (
        Column(say("Fråga", "Question"), 46, style=CELL_STRONG),
        Column("", TEXT_WIDTH - 46 - 90 - 80),
        Column(say("Besvarad", "Answered"), 90, "right"),
        Column(say("Gav iakttagelse", "Gave a finding"), 80, "right"),
    )
    rows = []
    for row in part.rows:
        if row.answered is None:
            answered, deviating = Cell(row.why_not, CELL_ITALIC), Cell(NOTHING, CELL.tinted(MUTED))
        else:
            answered = Cell(share(row.answered.part, row.answered.whole))
            deviating = Cell(NOTHING if row.deviating is None else whole(row.deviating), key=row.source)
        rows.append((row.question, row.text, answered, deviating))
    return [*blocks, *table(paper, columns, rows, before=3)]


def _visit(row: VisitRow) -> tuple[Cell | str, ...]:
    counts = (Cell(whole(count), CELL_STRONG if count else CELL.tinted(MUTED)) for count in row.counts)
    return (Cell(row.case, key=row.source), row.provider, day(row.day), row.time, row.pair, row.state, *counts)
