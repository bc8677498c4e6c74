"""Visits of both tracks on the same day, each pinned to one version of its checklist."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace
from uuid import UUID

from kollegie.model.answer_values import Row, row_to_text
from kollegie.model.checklist import ATTACHING, Checklist, Subject
from kollegie.model.checklist_text import checklist_to_text
from kollegie.model.ids import COMMON_SCOPE, derived_id
from kollegie.model.reviews import Case, ChecklistVersion, Review, Track, Visit
from kollegie.model.visits import Answer, EarlierAnswer
from kollegie.planning.frame import review_day
from kollegie.planning.record_facts import record_facts
from kollegie.planning.rounds import open_review
from kollegie.store import Reading, Store, Work
from kollegie.store.earlier import latest_earlier_visit

Counting = Callable[[Reading, Visit], Mapping[tuple[str, Row], Answer]]
"""The answers of a visit that count, by question and place (`visiting.counting.answers_that_count`)."""


def make_visits(
    store: Store, review_id: UUID, checklists: Mapping[Track, Checklist], counting: Counting
) -> tuple[Visit, ...]:
    """Plan a visit for every case of the tracks given that has none, with the checklist of its track.

    Shape: the version's text is stored once, so that every laptop can show a visit in the version it is pinned to.
    Whether a provider is told beforehand follows from its case. What the records know of a case goes into its facts.
    `counting` tells what counted of the last round's answers, which are copied to the new case. A file of records that
    is gone stops nothing; `record_facts.unread_files` names it.
    Raises: ReviewLocked; RecordMissing; SealBroken.
    """
    known = _facts_in_records(store, review_id, checklists)
    with store.work("round make visits") as work:
        open_review(work, review_id)
        visited = {visit.case_id for visit in work.find(Visit, review_id=review_id)}
        visits: list[Visit] = []
        for case in work.find(Case, review_id=review_id):
            if case.id in visited or case.track not in checklists or case.example:
                continue
            version = keep_version(work, checklists[case.track])
            if case.track is Track.USER and known.get(case.subject_ref):
                work.save(replace(case, facts=tuple({**dict(case.facts), **known[case.subject_ref]}.items())))
            announced = dict(case.facts).get("oanmalt", "nej") == "nej"
            visits.append(
                Visit(
                    work.new_id(),
                    case.id,
                    review_id,
                    case.id,
                    case.track,
                    version.checklist,
                    version.content_hash,
                    announced=announced,
                )
            )
        work.add(*visits)
        for visit in visits:
            asked = checklists[visit.kind].control_questions
            attached = {question.name for question in asked if question.type in ATTACHING}
            _copy_earlier(work, visit, counting, attached)
    return tuple(visits)


def _facts_in_records(
    store: Store, review_id: UUID, checklists: Mapping[Track, Checklist]
) -> Mapping[str, Mapping[str, str]]:
    """What the imported records know of the users who have no visit yet, as far as their checklist asks for it."""
    if Track.USER not in checklists:
        return {}
    with store.reading() as reading:
        day = review_day(reading.get(Review, review_id), reading)
        visited = {visit.case_id for visit in reading.find(Visit, review_id=review_id)}
        cases = reading.find(Case, review_id=review_id, track=Track.USER)
    users = {case.subject_ref for case in cases if case.id not in visited and not case.example}
    return record_facts(store, [checklists[Track.USER]], users, day)


def fitting(service: str, checklists: Iterable[Checklist]) -> tuple[Checklist, ...]:
    """The checklists a round may ask about its users, best first: those of its service, visits before desk."""
    asked = [one for one in checklists if one.subject is not Subject.PROVIDER]
    wanted = service.casefold()
    return tuple(sorted(asked, key=lambda one: (one.service.casefold() != wanted, one.subject is not Subject.USER)))


def _copy_earlier(work: Work, visit: Visit, counting: Counting, attached: Collection[str]) -> None:
    """Put what counted of the last round's answers into the case: a visitor's laptop holds nothing else of it.

    Shape: what was `attached` stays with its visit; the name of a picture that is not here is no answer.
    """
    latest = latest_earlier_visit(work, visit)
    if latest is None or latest.signed_at is None:
        return
    copies = [
        EarlierAnswer(
            derived_id("earlier_answer", visit.case_id, visit.checklist, question, row_to_text(row)),
            visit.case_id,
            visit.case_id,
            visit.checklist,
            question,
            latest.signed_at,
            row_to_text(row),
            answer.value,
            answer.note,
        )
        for (question, row), answer in counting(work, latest).items()
        if question not in attached and (answer.value is not None or answer.note)
    ]
    work.add(*copies)


def keep_version(work: Work, checklist: Checklist) -> ChecklistVersion:
    """Store a checklist version unless it is there."""
    id = derived_id("checklist_version", checklist.id, checklist.content_hash)
    found = work.first(ChecklistVersion, id=id)
    if found is None:
        text = checklist_to_text(checklist)
        found = ChecklistVersion(id, COMMON_SCOPE, checklist.id, checklist.version, checklist.content_hash, text)
        work.add(found)
    return found
