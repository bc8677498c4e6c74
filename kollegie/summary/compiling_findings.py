"""The chapter of findings: by area and severity, said by claim and count, with the cases where they may stand."""

from __future__ import annotations

from collections import Counter, defaultdict
from decimal import Decimal, InvalidOperation

from kollegie.language import say
from kollegie.model.severity import Category, Severity
from kollegie.summary.content import AreaFindings, CaseNote, Edition, FindingLine, Findings, SeverityGroup, Share
from kollegie.summary.counting import Tally, grave, place_of
from kollegie.summary.cutting import SMALLEST_GROUP
from kollegie.summary.facts import FindingFact, Standing, Track
from kollegie.summary.numbers import NOTHING, capital, decimal, in_words, listed, share, whole


def findings_chapter(tally: Tally) -> Findings:
    """All findings of the edition."""
    by_area: dict[Category, list[FindingFact]] = defaultdict(list)
    for finding in tally.findings:
        by_area[finding.category].append(finding)
    areas = sorted(by_area, key=lambda area: (-len(by_area[area]), list(Category).index(area)))
    return Findings(
        _lead(tally),
        tuple(_area(tally, area, by_area[area]) for area in areas),
        _withheld(tally),
        "" if areas else nothing_found(tally),
    )


def _lead(tally: Tally) -> str:
    total, serious = len(tally.findings), grave(tally.findings)
    if not total:
        return ""
    said = say(
        f"{capital(in_words(total))} {'iakttagelse' if total == 1 else 'iakttagelser'}, varav {in_words(serious)} "
        f"{'allvarlig eller akut' if serious < 2 else 'allvarliga eller akuta'}.",
        f"{capital(in_words(total))} {'finding' if total == 1 else 'findings'}, of which {in_words(serious)} serious "
        "or acute.",
    )
    return said + say(
        " I varje område står de allvarligaste först, därefter de vanligaste.",
        " In each area the gravest stand first, then the most frequent.",
    )


def nothing_found(tally: Tally) -> str:
    """The sentence that stands where there are no findings."""
    if tally.cut.too_small:
        return say("Grupperna är för små för att redovisas.", "The groups are too small to be shown.")
    visits = len(tally.counted)
    answered = tally.answered(tally.questions)
    if not visits:
        return say("Inget besök är genomfört än.", "No visit has been carried out yet.")
    return say(
        f"Inga iakttagelser i {'besöket' if visits == 1 else f'de {whole(visits)} besöken'}. "
        f"{share(answered.part, answered.whole)} frågor besvarades.",
        f"No findings in the {'visit' if visits == 1 else f'{whole(visits)} visits'}. "
        f"{share(answered.part, answered.whole)} questions were answered.",
    )


def _withheld(tally: Tally) -> str:
    said = []
    if tally.cut.edition is Edition.PROVIDER and tally.cut.left_out:
        said.append(
            say(
                "Känsliga frågor med färre än fem avvikande svar redovisas inte och är inte medräknade.",
                "Sensitive questions with fewer than five deviating answers are not shown and not counted.",
            )
        )
    elif tally.cut.left_out:
        said.append(
            say(
                "Frågor som färre än fem brukare svarade på redovisas inte och är inte medräknade.",
                "Questions that fewer than five users answered are not shown and not counted.",
            )
        )
    if tally.cut.hidden_acute:
        said.append(
            say(
                "Akuta iakttagelser står utan fråga, eftersom de är få.",
                "Acute findings stand without their question, since they are few.",
            )
        )
    return " ".join(said)


def _area(tally: Tally, area: Category, findings: list[FindingFact]) -> AreaFindings:
    groups = []
    for severity in sorted(Severity, reverse=True):
        of_severity = [finding for finding in findings if finding.severity is severity]
        if of_severity:
            groups.append(_group(tally, severity, of_severity))
    clear = tally.clear(tally.questions_of(area))
    intro = say(
        f"{share(clear.part, clear.whole)} svar utan iakttagelse.",
        f"{share(clear.part, clear.whole)} answers without finding.",
    )
    return AreaFindings(area, intro if clear.whole else "", tuple(groups))


def _group(tally: Tally, severity: Severity, findings: list[FindingFact]) -> SeverityGroup:
    if severity is Severity.ACUTE and tally.cut.hidden_acute:
        return SeverityGroup(severity, len(findings), (_acute(tally, findings),))
    lines: dict[tuple[str, str], list[FindingFact]] = defaultdict(list)
    for finding in findings:
        lines[finding.question, finding.claim].append(finding)
    ordered = sorted(lines.items(), key=lambda one: (-len({finding.visit for finding in one[1]}), one[0]))
    return SeverityGroup(
        severity,
        len(findings),
        tuple(_line(tally, severity, question, claim, found) for (question, claim), found in ordered),
    )


def _acute(tally: Tally, findings: list[FindingFact]) -> FindingLine:
    visits = {finding.visit for finding in findings}
    danger = findings[0].category is Category.SAK
    return FindingLine(
        NOTHING,
        say("Fara för någon", "Danger to someone") if danger else say("Akut iakttagelse", "Acute finding"),
        Share(len(visits), len(tally.counted)),
        say("besök", "visits"),
        "",
        (),
        f"area:{findings[0].category}:{int(Severity.ACUTE)}",
    )


def _line(tally: Tally, severity: Severity, question: str, claim: str, findings: list[FindingFact]) -> FindingLine:
    visits = {finding.visit for finding in findings}
    answered = [
        answer for answer in tally.answers_by_question.get(question, ()) if answer.standing is Standing.ANSWERED
    ]
    track = tally.counted[findings[0].visit].track
    unit = say("utförare", "providers") if track is Track.PROVIDER else say("svar", "answers")
    of = len({answer.visit for answer in answered} | visits)
    return FindingLine(
        question,
        claim or tally.label(question),
        Share(len(visits), of),
        unit,
        _example(tally, findings),
        _cases(tally, findings) if tally.cut.named else (),
        f"finding:{question}:{int(severity)}:{claim}",
    )


def _example(tally: Tally, findings: list[FindingFact]) -> str:
    """One sentence of what the deviating answers were.

    Outside the internal edition only when there are five, and only a question's own choices: a date is not for all.
    """
    places = sorted({place_of(finding) for finding in findings})
    given = [answer for place in places if (answer := tally.answer_at.get(place)) is not None]
    if not tally.cut.named and len(given) < SMALLEST_GROUP:
        return ""
    amounts = [number for answer in given if (number := _number(answer.amount)) is not None]
    if len(amounts) > 1 and len(amounts) == len(given):
        low, high = min(amounts), max(amounts)
        if low == high:
            return ""
        return say(f"Från {_written(low)} till {_written(high)}.", f"From {_written(low)} to {_written(high)}.")
    if amounts:
        return ""
    said = [answer for answer in given if answer.word and answer.standing is Standing.ANSWERED]
    if not tally.cut.named and not all(answer.chosen for answer in said):
        return ""
    words = Counter(answer.word for answer in said)
    if len(words) < 2 or len(words) > 4:
        return ""
    return capital(listed([f"{in_words(count)} {word.lower()}" for word, count in words.most_common()])) + "."


def _number(amount: str) -> Decimal | None:
    try:
        return Decimal(amount) if amount else None
    except InvalidOperation:
        return None


def _written(amount: Decimal) -> str:
    return whole(int(amount)) if amount == int(amount) else decimal(float(amount))


def _cases(tally: Tally, findings: list[FindingFact]) -> tuple[CaseNote, ...]:
    notes = []
    for finding in findings:
        answer = tally.answer_at.get(place_of(finding))
        said = [finding.text.strip()] if finding.text.strip() else []
        if answer is not None and answer.note.strip() and answer.note.strip() not in said:
            said.append(answer.note.strip())
        notes.append(CaseNote(tally.counted[finding.visit].case, "" if answer is None else answer.word, " ".join(said)))
    return tuple(sorted(notes, key=lambda note: (note.case, note.answer, note.note)))
