"""A double visit and two exercises as they stand in a lead's store once the laptops have synced."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from kollegie.intake.checklists import find_checklist
from kollegie.model.answer_values import Withheld
from kollegie.model.checklist_text import checklist_to_text
from kollegie.model.ids import COMMON_SCOPE, derived_id
from kollegie.model.register import Person
from kollegie.model.reviews import EXAMPLES, Assignment, Case, ChecklistVersion, Review, Track, Visit
from kollegie.planning.doubling import give_blind
from kollegie.store import Store
from kollegie.visiting.answering import pass_over, record_answer
from kollegie.visiting.signing import readiness, sign_visit

NAMES = ("Vera Lind", "Ville Holm")
STORY = "Elsa, 84 år, har hjälp morgon och kväll. I genomförandeplanen står dusch två gånger i veckan."
DOUBLE = (
    {
        "hb01": "ja",
        "hb03": "nej",
        "hb06": ("delvis", "Duschen uteblev två gånger i oktober."),
        "hb05": "Frukost och medicin.",
    },
    {
        "hb01": "ja",
        "hb03": "ja",
        "hb06": ("ja", "Planen följs, säger hon själv."),
        "hb05": "Frukost, medicin och dusch.",
    },
)
BEFORE = ({"hb01": "ja", "hb06": "nej", "hb12": "ja"}, {"hb01": "ja", "hb06": "ja", "hb12": "nej"})
AFTER = ({"hb01": "ja", "hb06": "nej", "hb12": "ja"}, {"hb01": "ja", "hb06": "nej", "hb12": "nej"})


@contextmanager
def acting_as(store: Store, person: UUID) -> Iterator[None]:
    """Let acts be another's, as they come from that person's laptop."""
    me, store.me = store.me, person
    try:
        yield
    finally:
        store.me = me


def add_double(
    store: Store, label: str = "4-030", *, answers: tuple = DOUBLE, signed: int = 2, drawn: str = "random"
) -> Visit:
    """A double visit in the newest round, answered by the two visitors; so many of them have signed."""
    checklist = find_checklist("hemtjanst-brukarbesok")
    with store.work("plan") as work:
        review = work.find(Review)[-1]
        version = derived_id("checklist_version", checklist.id, checklist.content_hash)
        if work.first(ChecklistVersion, content_hash=checklist.content_hash) is None:
            text = checklist_to_text(checklist)
            work.add(
                ChecklistVersion(version, COMMON_SCOPE, checklist.id, checklist.version, checklist.content_hash, text)
            )
        home = work.get(Person, store.me).municipality_id
        persons = []
        for name in NAMES:
            person = work.first(Person, name=name) or Person(work.new_id(), COMMON_SCOPE, name, home)
            work.save(person)
            persons.append(person.id)
        case = work.new_id()
        work.add(
            Case(
                case,
                case,
                review.id,
                Track.USER,
                label,
                f"B-{label}",
                service="hemtjänst",
                drawn=drawn,
                decision_lines=(("Exempelfall", STORY),) if drawn in EXAMPLES else (),
            )
        )
        visit = Visit(
            work.new_id(), case, review.id, case, Track.USER, checklist.id, checklist.content_hash, double=True
        )
        work.add(visit)
        blind = []
        for person in persons:
            work.save(Assignment(derived_id("assignment", visit.id, person), case, visit.id, person))
            blind.append(give_blind(work, visit, person))
    for number, (person, one, given) in enumerate(zip(persons, blind, answers, strict=True)):
        with acting_as(store, person):
            for question, said in given.items():
                value, note = said if isinstance(said, tuple) else (said, None)
                record_answer(store, one.id, question, value, note)
            if number < signed:
                left = [(cell.name, "/".join(cell.row)) for cell in readiness(store, one.id).unanswered]
                pass_over(store, one.id, left, Withheld.EJ_FRAGAD)
                sign_visit(store, one.id)
    return visit


def add_exercises(store: Store) -> None:
    """An example case before the meeting and another after it, signed by both."""
    for number, (drawn, answers) in enumerate(zip(EXAMPLES, (BEFORE, AFTER), strict=True), start=1):
        add_double(store, f"Ö-{number}", answers=answers, drawn=drawn)
    with store.work() as work:
        review = work.find(Review)[-1]
        work.save(dataclasses.replace(review, lead_id=store.me))
