"""The summary as a document to go on writing in: headings, paragraphs, lists and tables of the same content.

What a person typed is set as plain text only: never as mark-up, field or formula. Headings are real ones, tables have
header rows that repeat, and the language is told, so that a screen reader finds its way as in the PDF.
"""

from __future__ import annotations

import io
from typing import Any

from kollegie.language import say
from kollegie.model.severity import Severity
from kollegie.summary.content import Content, DeskReview, ProviderPart, SeverityGroup
from kollegie.summary.document_writer import Writer, prepare, without_the_hour
from kollegie.summary.numbers import NOTHING, day, percent, share, whole


def write_document(content: Content) -> tuple[bytes, int]:
    """The document as a file, and how many chapters it has; the same content gives the same bytes."""
    from docx import Document

    book: Any = Document()
    prepare(book, content)
    written = Writer(book)
    chapters = (_cover, _overview, _findings, _providers, _actions, _conduct, _questions, _visits, _about)
    for chapter in chapters:
        chapter(written, content)
    file = io.BytesIO()
    book.save(file)
    return without_the_hour(file.getvalue(), content), written.chapters


def _cover(out: Writer, content: Content) -> None:
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


def _overview(out: Writer, content: Content) -> None:
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


def _findings(out: Writer, content: Content) -> None:
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
    if content.desk is not None:
        _desk(out, content.desk)


def _desk(out: Writer, desk: DeskReview) -> None:
    """What was found about invoices at the desk."""
    out.heading(say("Fakturagranskning", "Review of invoices"), 2)
    out.paragraph(desk.lead)
    for group in desk.groups:
        _group(out, group, say("Faktura", "Invoice"))
    out.paragraph(desk.empty)
    out.paragraph(desk.withheld)


def _group(out: Writer, group: SeverityGroup, case: str = "") -> None:
    out.heading(f"{group.severity.word} ({whole(group.count)})", 3)
    for line in group.lines:
        out.strong(f"{line.question} {line.claim}", f"{share(line.share.part, line.share.whole)} {line.unit}")
        out.paragraph(line.example)
        out.table(
            (case or say("Ärende", "Case"), say("Svar", "Answer"), say("Anteckning", "Note")),
            [(note.case, note.answer, note.note) for note in line.cases],
        )


def _providers(out: Writer, content: Content) -> None:
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


def _provider(out: Writer, part: ProviderPart) -> None:
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


def _actions(out: Writer, content: Content) -> None:
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
    if actions.money is not None:
        out.heading(say("Bestridna fakturor och återkrav", "Disputed invoices and reclaims"), 2)
        out.paragraph(actions.money.lead)
        out.table(
            (
                say("Vad", "What"),
                say("Gäller", "Concerns"),
                say("Belopp", "Amount"),
                say("Klart", "Due"),
                say("Status", "State"),
            ),
            [(one.text, one.about, one.amount, day(one.due), one.state) for one in actions.money.lines],
        )
        out.paragraph(actions.money.note)


def _conduct(out: Writer, content: Content) -> None:
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


def _signals(out: Writer, content: Content) -> None:
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


def _questions(out: Writer, content: Content) -> None:
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


def _visits(out: Writer, content: Content) -> None:
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


def _about(out: Writer, content: Content) -> None:
    out.heading(say("Om sammanställningen", "About the summary"), 1)
    for sentence in content.seal.sentences:
        out.paragraph(sentence)
    out.table((say("Uppgift", "Item"), say("Värde", "Value")), content.seal.facts)
