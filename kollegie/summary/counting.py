"""The facts of one edition, put in order for counting: who was visited, what was answered, what was found."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cached_property

from kollegie.model.severity import Category, Severity
from kollegie.summary.content import Share
from kollegie.summary.cutting import Cut, Part
from kollegie.summary.facts import AnswerFact, FindingFact, Outcome, QuestionFact, Standing, Track, VisitFact

Counts = tuple[int, int, int, int]

Place = tuple[str, str, str]
"""Where an answer stands and its finding points: visit, question, and its row in a repeat."""


class Tally:
    """Counts over the rows of one cut. Rows of visits that are not part of the summary are left out."""

    def __init__(self, cut: Cut) -> None:
        self.cut = cut
        self.facts = cut.facts
        self.visits = {visit.id: visit for visit in self.facts.visits}
        self.counted = {visit.id: visit for visit in self.facts.visits if visit.counted}
        self.answers = [answer for answer in self.facts.answers if answer.visit in self.counted]
        self.findings = [finding for finding in self.facts.findings if finding.visit in self.counted]
        self.questions = {question.id: question for question in self.facts.all_questions()}

    @cached_property
    def answers_by_question(self) -> dict[str, list[AnswerFact]]:
        """Question → what became of it at each counted visit where it was relevant."""
        found: dict[str, list[AnswerFact]] = defaultdict(list)
        for answer in self.answers:
            found[answer.question].append(answer)
        return found

    @cached_property
    def answer_at(self) -> dict[Place, AnswerFact]:
        """Place → the answer, where it gave a finding."""
        return {place: answer for answer in self.answers if (place := place_of(answer)) in self.deviating}

    @cached_property
    def deviating(self) -> set[Place]:
        """The places that gave a finding."""
        return {place_of(finding) for finding in self.findings}

    @cached_property
    def acute_areas(self) -> set[Category]:
        """The areas with an acute finding, the finding's own and its question's."""
        acute = [finding for finding in self.findings if finding.severity is Severity.ACUTE]
        asked = {self.questions[finding.question].category for finding in acute if finding.question in self.questions}
        return {finding.category for finding in acute} | {category for category in asked if category is not None}

    def silent(self, question: QuestionFact) -> bool:
        """Whether nothing may tell how often the question deviated: its area has acute findings, and they are few."""
        return self.cut.hidden_acute and question.category in self.acute_areas

    def user_visits(self) -> list[VisitFact]:
        """The visits to users, carried out or not."""
        return [visit for visit in self.facts.visits if visit.track is Track.USER]

    def provider_visits(self) -> list[VisitFact]:
        """The visits to providers, carried out or not."""
        return [visit for visit in self.facts.visits if visit.track is Track.PROVIDER]

    def answered(self, questions: Iterable[str]) -> Share:
        """How many of the questions asked were answered; what does not apply was not asked."""
        asked = [
            answer
            for question in questions
            for answer in self.answers_by_question.get(question, ())
            if answer.standing is not Standing.NOT_APPLICABLE
        ]
        return Share(sum(answer.standing is Standing.ANSWERED for answer in asked), len(asked))

    def clear(self, questions: Iterable[str]) -> Share:
        """How many of the answers gave no finding."""
        given = [
            answer
            for question in questions
            for answer in self.answers_by_question.get(question, ())
            if answer.standing is Standing.ANSWERED
        ]
        return Share(sum(place_of(one) not in self.deviating for one in given), len(given))

    def questions_of(self, category: Category) -> list[str]:
        """The questions whose findings fall in an area, asked at some counted visit or not."""
        return [question.id for question in self.questions.values() if question.category is category]

    def questions_to(self, track: Track) -> list[QuestionFact]:
        """The questions put to users or to providers."""
        return [question for one in self.facts.checklists if one.track is track for question in one.questions]

    def visits_with(self, questions: Iterable[str]) -> list[VisitFact]:
        """The counted visits where any of the questions was relevant."""
        ids = {answer.visit for question in questions for answer in self.answers_by_question.get(question, ())}
        return [visit for id, visit in self.counted.items() if id in ids]

    def of_part(self, part: Part) -> list[FindingFact]:
        """The findings at the visits of a provider or of several put together."""
        return [finding for finding in self.findings if self.counted[finding.visit].provider in part.refs]

    def label(self, question: str) -> str:
        """The short words of a question, or its id where the checklist is not known."""
        found: QuestionFact | None = self.questions.get(question)
        return question if found is None else found.short or found.text


def place_of(fact: AnswerFact | FindingFact) -> Place:
    """Where the answer stands, or the one that gave the finding."""
    return fact.visit, fact.question, fact.place


def counts_of(findings: Iterable[FindingFact]) -> Counts:
    """How many of each severity."""
    counts = [0, 0, 0, 0]
    for finding in findings:
        counts[finding.severity - 1] += 1
    one, two, three, four = counts
    return one, two, three, four


def carried_out(visits: Sequence[VisitFact]) -> Share:
    """How many of the visits are part of the summary."""
    return Share(sum(visit.counted for visit in visits), len(visits))


def begun(visits: Iterable[VisitFact]) -> int:
    """How many visits are under way and not yet signed."""
    return sum(visit.outcome is Outcome.BEGUN for visit in visits)


def grave(findings: Iterable[FindingFact]) -> int:
    """How many findings are serious or acute."""
    return sum(finding.severity >= Severity.SERIOUS for finding in findings)
