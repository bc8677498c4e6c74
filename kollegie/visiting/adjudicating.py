"""The third record of a double visit: where the two agree it is theirs, where they differ a named person settles it.

All three are kept. The adjudicated record is the one that counts.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from kollegie.model.answer_values import Value, Withheld
from kollegie.model.checklist import ATTACHING, QuestionType
from kollegie.model.checklist_answers import read_value
from kollegie.model.ids import derived_id
from kollegie.model.reviews import Visit
from kollegie.model.visits import Answer, Finding, FindingState, answer_id
from kollegie.store import Store, Work
from kollegie.visiting.acting import refuse_locked
from kollegie.visiting.doubles import BlindRecord, ComparedQuestion, DoubleVisit, double_visit
from kollegie.visiting.errors import (
    AdjudicatorTookPart,
    NothingToAdjudicate,
    ReasonMissing,
    StillBlind,
    StillUndecided,
)
from kollegie.visiting.evaluation import Row
from kollegie.visiting.findings import BY_HAND, settle_findings
from kollegie.visiting.pinned import question_in, row_of, row_text, sheet_at
from kollegie.visiting.signing import refuse_unready


def adjudicate(
    store: Store,
    visit_id: UUID,
    question: str,
    value: Value,
    note: str = "",
    row: str = "",
    *,
    reason: str,
    at: datetime | None = None,
) -> Answer:
    """Settle one question of a double visit, with the reason; it may be settled anew until the record is signed.

    Shape: `visit_id` is the double visit's or a blind one's.
    Raises: StillBlind before all have signed; AdjudicatorTookPart; ReasonMissing; VisitLocked; NothingToAdjudicate;
    QuestionUnknown; AnswerUnfit.
    """
    if not reason.strip():
        raise ReasonMissing
    with store.work(reason.strip(), at=at) as work:
        double = _open_for(work, visit_id)
        asked = question_in(double.checklist, question)
        visit = double.visit
        id = answer_id(visit.id, asked.name, row)
        return work.save(Answer(id, visit.scope, visit.id, asked.name, row, read_value(asked, value), note.strip()))


def sign_adjudicated(store: Store, visit_id: UUID, *, at: datetime | None = None) -> Visit:
    """Sign the third record: what the blind ones agree on is taken as it is, what they differ in as it was settled.

    Shape: what they have written in their own words stands one after the other; what they have attached follows with
    it, and so do the facts of the case they have given.
    Raises: StillUndecided with the questions nobody has settled; SigningStopped; and as `adjudicate`.
    """
    with store.work("adjudicated", at=at) as work:
        double = _open_for(work, visit_id)
        left = double.undecided()
        if left:
            raise StillUndecided(questions=", ".join(one.question.id for one in left))
        visit = double.visit
        for one in double.compared():
            if one.adjudicated is None:
                work.save(_agreed(visit, one))
        _take_over_facts(work, double)
        _take_over_attachments(work, double)
        begun = [one.visit.arrived_at or one.visit.started_at for one in double.records]
        ended = [one.visit.left_at or one.visit.signed_at for one in double.records]
        signed = replace(
            visit,
            started_at=min((one for one in begun if one is not None), default=work.at),
            left_at=max((one for one in ended if one is not None), default=work.at),
            signed_at=work.at,
            signed_by=work.person_id,
            dropped_because="",
        )
        settle_findings(work, visit.id, visit.scope, sheet_at(work, signed, double.checklist))
        _take_over_findings(work, double)
        refuse_unready(work, signed)
        return work.save(signed)


def _open_for(work: Work, visit_id: UUID) -> DoubleVisit:
    double = double_visit(work, visit_id)
    if not double.visit.double:
        raise NothingToAdjudicate
    refuse_locked(work, double.visit)
    if not double.opened:
        raise StillBlind
    if work.person_id in {record.person_id for record in double.records}:
        raise AdjudicatorTookPart
    return double


def _agreed(visit: Visit, one: ComparedQuestion) -> Answer:
    """What all have answered alike; their notes, and answers in their own words, stand one after the other."""
    given = [answer for answer in one.answers if answer is not None]
    notes = dict.fromkeys(answer.note for answer in given if answer.note)
    row = row_text(one.row)
    value = next((answer.value for answer in given if answer.value is not None), None)
    if one.question.type is QuestionType.TEXT:
        texts = dict.fromkeys(answer.value for answer in given if isinstance(answer.value, str))
        value = "\n".join(texts) or value
    elif one.question.type in ATTACHING:
        value = value if isinstance(value, Withheld) else None  # the copies taken over answer it
    return Answer(
        answer_id(visit.id, one.question.name, row),
        visit.scope,
        visit.id,
        one.question.name,
        row,
        value,
        "\n".join(notes),
        all(answer.positive for answer in given),
    )


def _take_over_facts(work: Work, double: DoubleVisit) -> None:
    """Keep what the visitors have said of the case where they say the same; else the register's word stands."""
    visit = double.visit
    for field in double.checklist.context_fields:
        said = [one.facts[field.name] for one in double.records if field.name in one.facts]
        if said and len(set(said)) == 1:
            id = answer_id(visit.id, field.name)
            work.save(Answer(id, visit.scope, visit.id, field.name, value=said[0]))


def _take_over_attachments(work: Work, double: DoubleVisit) -> None:
    """Let the third record have all that was attached; what asks for a picture is answered by the last one.

    Shape: each stays in its visitor's scope, where its content stands at the hub.
    """
    visit = double.visit
    answered: dict[tuple[str, str], str] = {}
    for record in double.records:
        for (name, row), one in record.attachments:
            copy = replace(
                one, id=derived_id("attachment", visit.id, one.id), visit_id=visit.id, question=name, row=row_text(row)
            )
            work.save(copy)
            question = double.checklist.question(name)
            if question is not None and question.type in ATTACHING:
                answered[name, copy.row] = str(copy.id)
    for (name, text), value in answered.items():
        id = answer_id(visit.id, name, text)
        old = work.first(Answer, id=id) or Answer(id, visit.scope, visit.id, name, text)
        if not isinstance(old.value, str):
            work.save(replace(old, value=value))


def _take_over_findings(work: Work, double: DoubleVisit) -> None:
    """Keep what the visitors have made of the findings: their own, and the graver word where they differ."""
    visit = double.visit
    made = {_key(one): one for one in work.find(Finding, visit_id=visit.id)}
    seen: dict[tuple[str, Row, int], list[Finding]] = {}
    for record in double.records:
        for one in record.findings:
            if one.rule == BY_HAND:
                work.save(_copy(visit, record, one))
            else:
                seen.setdefault(_key(one), []).append(one)
    for key, theirs in seen.items():
        if key in made:
            graver = max(theirs, key=lambda one: one.severity)
            texts = dict.fromkeys(one.text for one in theirs if one.state is FindingState.CONFIRMED)
            work.save(
                replace(
                    made[key],
                    severity=graver.severity,
                    category=graver.category,
                    text="\n".join(texts) or made[key].text,
                    consequence="\n".join(dict.fromkeys(one.consequence for one in theirs if one.consequence)),
                )
            )


def _key(finding: Finding) -> tuple[str, Row, int]:
    return finding.question, row_of(finding.row), finding.rule


def _copy(visit: Visit, record: BlindRecord, finding: Finding) -> Finding:
    id = derived_id("finding", visit.id, record.visit.id, finding.id)
    return replace(finding, id=id, scope=visit.scope, visit_id=visit.id)
