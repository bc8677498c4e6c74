"""From a figure of the summary back to the visits it comes from, for the lead who asks in the window.

What is counted follows the edition; the case numbers and notes come from the whole facts, and are for the window of
someone who may see them, never for a face of the edition.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kollegie.language import say
from kollegie.model.severity import Category, Severity
from kollegie.summary.compiling_actions import ordered_actions
from kollegie.summary.content import Edition
from kollegie.summary.counting import Tally, place_of
from kollegie.summary.cutting import cut
from kollegie.summary.facts import AnswerFact, Facts, FindingFact, Standing, VisitFact
from kollegie.summary.numbers import whole


@dataclass(frozen=True, slots=True)
class TracedVisit:
    """One visit behind a figure: its id, its case, and the question, answer and note that count in it."""

    visit: str
    case: str
    question: str
    answer: str
    note: str
    severity: Severity | None


@dataclass(frozen=True, slots=True)
class Trace:
    """What a figure stands for, and its visits in the order of their cases."""

    title: str
    visits: tuple[TracedVisit, ...]


def trace(facts: Facts, edition: Edition, key: str, *, provider: str = "") -> Trace:
    """The visits behind a clickable place of that edition.

    Raises: KeyError for a key no figure has.
    """
    tally = Tally(cut(facts, edition, provider))
    kind, _, rest = key.partition(":")
    labels = _Labels(facts)
    match kind:
        case "sample":
            return labels.of_visits(say("Utvalda brukare", "Sampled users"), tally.user_visits())
        case "provider-visits":
            return labels.of_visits(say("Utförarbesök", "Provider visits"), tally.provider_visits())
        case "visit":
            visit = tally.visits[rest]
            found = [finding for finding in tally.findings if finding.visit == rest]
            return labels.of_findings(labels.visits[visit.id].case, found)
        case "findings":
            return labels.of_findings(_many(len(tally.findings)), tally.findings)
        case "severity":
            severity = Severity(int(rest))
            return labels.of_findings(severity.word, [one for one in tally.findings if one.severity is severity])
        case "area":
            return _of_area(tally, labels, rest)
        case "finding":
            question, severity_number, claim = rest.split(":", 2)
            found = [
                one
                for one in tally.findings
                if (one.question, int(one.severity), one.claim) == (question, int(severity_number), claim)
            ]
            return labels.of_findings(claim or tally.label(question), found)
        case "answers":
            questions = set(tally.questions_of(Category(rest)))
            return labels.of_answers(Category(rest).word, [one for one in tally.answers if one.question in questions])
        case "question":
            return labels.of_answers(tally.label(rest), tally.answers_by_question.get(rest, []))
        case "positive":
            answers = [one for one in tally.answers_by_question.get(rest, []) if one.positive]
            return labels.of_answers(tally.label(rest), answers)
        case "provider":
            return _of_provider(tally, labels, rest)
        case "action":
            action = ordered_actions(tally.facts)[int(rest) - 1]
            of_action = [visit for visit in tally.facts.visits if visit.id == action.visit]
            return labels.of_visits(action.text, of_action)
    raise KeyError(key)


def _of_area(tally: Tally, labels: _Labels, rest: str) -> Trace:
    area, _, step = rest.partition(":")
    found = [one for one in tally.findings if one.category is Category(area) and step in ("", str(int(one.severity)))]
    title = Category(area).word if not step else f"{Category(area).word}, {Severity(int(step)).word.lower()}"
    return labels.of_findings(title, found)


def _of_provider(tally: Tally, labels: _Labels, rest: str) -> Trace:
    refs, _, visits_only = rest.partition(":")
    chosen = frozenset(refs.split(","))
    name = next((part.name for part in tally.cut.parts if part.refs == chosen), "")
    if visits_only:
        return labels.of_visits(name, [visit for visit in tally.user_visits() if visit.provider in chosen])
    return labels.of_findings(name, [one for one in tally.findings if tally.counted[one.visit].provider in chosen])


def _many(count: int) -> str:
    return say(f"{whole(count)} iakttagelser", f"{whole(count)} findings")


class _Labels:
    """The whole facts, for the case, the answer and the note beside a counted row."""

    def __init__(self, facts: Facts) -> None:
        self.visits = {visit.id: visit for visit in facts.visits}
        self._answers = {place_of(answer): answer for answer in facts.answers}
        self._texts = {finding.id: finding.text for finding in facts.findings}

    def of_visits(self, title: str, visits: Iterable[VisitFact]) -> Trace:
        return self._made(title, [TracedVisit(one.id, self.visits[one.id].case, "", "", "", None) for one in visits])

    def of_findings(self, title: str, findings: Iterable[FindingFact]) -> Trace:
        rows = []
        for one in findings:
            answer = self._answers.get(place_of(one))
            said = self._texts.get(one.id, "") or (answer.note if answer is not None else "")
            word = answer.word if answer is not None else ""
            rows.append(TracedVisit(one.visit, self.visits[one.visit].case, one.question, word, said, one.severity))
        return self._made(title, rows)

    def of_answers(self, title: str, answers: Iterable[AnswerFact]) -> Trace:
        rows = []
        for one in answers:
            if one.standing is Standing.NOT_APPLICABLE:
                continue
            kept = self._answers[place_of(one)]
            case = self.visits[one.visit].case
            rows.append(TracedVisit(one.visit, case, one.question, kept.word, kept.note, None))
        return self._made(title, rows)

    def _made(self, title: str, rows: list[TracedVisit]) -> Trace:
        return Trace(title, tuple(sorted(rows, key=lambda row: (row.case, row.question, row.visit))))
