"""Who says what at which visit: the stories laid out over the pairs' day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from kollegie.demo.stories import Disagreement, Said, Story, disagreements, stories
from kollegie.model.checklist import Checklist, QuestionType
from kollegie.model.reviews import Case, Track, Visit
from kollegie.model.visits import Answer, answer_id
from kollegie.planning.overview import PairRow, ReviewOverview
from kollegie.visiting.pinned import sheet_of

LEFT_OPEN = 2
"""Visits of each pair that are not carried out: one begun, one not."""

BEGUN = 6
"""Questions answered at the visit that is only begun."""


@dataclass(frozen=True, slots=True)
class Line:
    """One answer in the script: the question, what is said, and by which of the pair (0, 1)."""

    question: str
    said: Said
    by: int


@dataclass(frozen=True, slots=True)
class Scene:
    """One visit as it will be played.

    Shape: `slot` is the visit's place in the pair's day; `dropped` means nobody could be met; `begun` that the visit
    is left in the middle.
    """

    visit: Visit
    case: Case
    pair: str
    slot: int
    people: tuple[UUID, ...]
    lines: tuple[Line, ...]
    dropped: bool = False
    begun: bool = False

    @property
    def at(self) -> datetime:
        """When it begins."""
        assert self.visit.planned_start is not None, "the day is scheduled before it is played"
        return self.visit.planned_start


def lay_out(overview: ReviewOverview, checklists: dict[Track, Checklist]) -> tuple[Scene, ...]:
    """Give every visit that is made its story, slot by slot, so that all stories are told before one is told twice."""
    told = dict.fromkeys(Track, 0)
    quarrels = list(disagreements())
    quarrelled: set[str] = set()
    scenes: list[Scene] = []
    for slot in range(max(len(row.cards) for row in overview.pairs)):
        for row in overview.pairs:
            if slot >= len(row.cards) - 1:
                continue  # the last visit of the day is never begun
            card = row.cards[slot]
            people = tuple(person.id for person in row.persons)
            if _nobody_home(row, slot):
                scenes.append(Scene(card.visit, card.case, row.pair, slot, people, (), dropped=True))
                continue
            track = card.case.track
            story = stories()[track][told[track] % len(stories()[track])]
            told[track] += 1
            begun = slot == len(row.cards) - LEFT_OPEN
            lines = _lines(story, checklists[track], card.case, len(people))
            if begun:
                lines = lines[: 2 * BEGUN]
            elif quarrels and track is Track.USER and row.pair not in quarrelled:
                quarrelled.add(row.pair)
                lines = _disagreeing(lines, quarrels.pop(0))
            scenes.append(Scene(card.visit, card.case, row.pair, slot, people, tuple(lines), begun=begun))
    return tuple(scenes)


def _nobody_home(row: PairRow, slot: int) -> bool:
    """One visit of the day comes to nothing: the user is in hospital."""
    return row.pair == "D" and slot == 1 and row.cards[slot].case.track is Track.USER


def _lines(story: Story, checklist: Checklist, case: Case, people: int) -> list[Line]:
    """The story's answers in the checklist's order, as far as they are asked.

    Both visitors answer most questions on their own laptop. Who writes the note takes turns; texts are written once.
    """
    said = dict(story.said)
    facts = dict(case.facts)
    for name, fact in (("hb08", "planerade_besok_per_dag"), ("hb09", "planerad_morgon_min")):
        if fact in facts and (name not in said or said[name].value is None):
            said[name] = replace(said.get(name, Said(None)), value=facts[fact])
    answers = [Answer(answer_id(case.id, name), case.id, case.id, name, value=one.value) for name, one in said.items()]
    sheet = sheet_of(checklist, case, answers)
    lines: list[Line] = []
    for place, question in enumerate(question for question in checklist.questions if question.answerable):
        if question.name not in said or not sheet.is_relevant(question.name):
            continue
        one = said[question.name]
        writer = place % people
        silent = replace(one, note="", positive=False)
        lines.append(Line(question.name, one, writer))
        if question.type is not QuestionType.TEXT and place % 9 != 4:
            lines.extend(Line(question.name, silent, other) for other in range(people) if other != writer)
    return lines


def _disagreeing(lines: Sequence[Line], quarrel: Disagreement) -> list[Line]:
    """The same lines, but the second visitor sees one question differently and says why."""
    place = next(at for at, line in enumerate(lines) if line.question == quarrel.question)
    both = [
        Line(quarrel.question, Said(quarrel.first), 0),
        Line(quarrel.question, Said(quarrel.second, quarrel.note), 1),
    ]
    rest = [line for line in lines[place:] if line.question != quarrel.question]
    return [*lines[:place], *both, *rest]
