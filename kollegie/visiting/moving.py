"""Move a visit to another version of its checklist, after seeing what becomes of its answers.

Nothing is taken away: an answer that the other version does not ask for stays in the visit and comes back when the
visit is moved back, which is how a move is undone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from kollegie.errors import KollegieError
from kollegie.language import counted, say
from kollegie.model.actions import Action
from kollegie.model.checklist import ATTACHING, Checklist, ControlQuestion, Group
from kollegie.model.checklist_answers import AnswerUnfit, fault_in
from kollegie.model.checklist_compare import matched, matched_repeats
from kollegie.model.checklist_text import checklist_from_text
from kollegie.model.ids import derived_id
from kollegie.model.reviews import ChecklistPublication, ChecklistVersion, Visit, VisitState
from kollegie.model.visits import Answer, Comment, Finding, FindingState, VisitRow, answer_id, visit_row_id
from kollegie.store import Reading, Store, Work
from kollegie.store.attachments import attachments_of
from kollegie.store.drafts import rename_drafts, rename_field
from kollegie.visiting.acting import refuse_locked
from kollegie.visiting.errors import VisitDropped
from kollegie.visiting.findings import BY_HAND, settle_findings, wording_field
from kollegie.visiting.pinned import asked_at, sheet_at
from kollegie.visiting.record_questions import record_questions_of, with_record_questions


class NoOtherVersion(KollegieError):
    """The visit stands on the version wanted, or none is known."""

    sv = "Det finns ingen annan version av checklistan att flytta besöket till."
    en = "There is no other version of the checklist to move the visit to."


class DoubleStays(KollegieError):
    """A double visit, whose two visitors must have been asked the same."""

    sv = "Ett dubbelbesök kan inte flyttas: båda ska ha fått samma frågor. Det stannar i sin version."
    en = "A double visit cannot be moved: both must have been asked the same. It stays on its version."


class NotMoved(KollegieError):
    """The visit has not been moved on this laptop, so there is nothing to take back."""

    sv = "Besöket har inte flyttats på den här datorn. Ange versionen det ska flyttas till."
    en = "The visit has not been moved on this computer. Say which version to move it to."


@dataclass(frozen=True)
class Move:
    """What a move does to one visit, before it is done.

    Shape: `along` are the answers that are answers there too, `renamed` those among them under a new name (old name →
    question); `repeats` the repeats that have another name there, whose rows follow; `names` every question that has
    another name there, answered or not; `kept` stay but are not asked for; `unfit` are asked for but no answers to the
    new type, with why; `fresh` are the counted questions that nobody has been asked; `content_hash` that of the
    version moved to.
    """

    visit: Visit
    old: Checklist
    new: Checklist
    along: tuple[Answer, ...]
    renamed: Mapping[str, str]
    kept: tuple[Answer, ...]
    unfit: tuple[tuple[Answer, AnswerUnfit], ...]
    fresh: tuple[ControlQuestion, ...]
    findings_kept: int = 0
    content_hash: str = ""
    repeats: Mapping[str, str] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)

    def sentences(self) -> tuple[str, ...]:
        """The preview in words."""
        lines = [
            say(
                f"{counted(len(self.along), ('svar följer', 'svar följer'), ('answer goes', 'answers go'))} med.",
                f"{counted(len(self.along), ('svar följer', 'svar följer'), ('answer goes', 'answers go'))} along.",
            )
        ]
        for before, after in self.renamed.items():
            was, becomes = self.old.question(before), self.new.question(after)
            lines.append(f"{was.id if was else before} → {becomes.id if becomes else after}")
        for before, after in self.repeats.items():
            told = say("Raderna i {} följer med till {}.", "The rows of {} go along to {}.")
            lines.append(told.format(self._title(self.old, before), self._title(self.new, after)))
        if self.kept:
            shown = ", ".join(self._id(self.old, answer.question) for answer in self.kept)
            lines.append(say(f"Behålls men frågas inte längre: {shown}.", f"Kept but no longer asked: {shown}."))
        for answer, why in self.unfit:
            id = self._id(self.new, self.renamed.get(answer.question, answer.question))
            lines.append(say(f"{id} behöver svaras på nytt: ", f"{id} must be answered anew: ") + why.sentence())
        if self.fresh:
            shown = ", ".join(question.id for question in self.fresh)
            lines.append(say(f"Nya frågor: {shown}.", f"New questions: {shown}."))
        if self.findings_kept:
            lines.append(
                say(
                    f"{self.findings_kept} bekräftade iakttagelser står kvar vid frågor som inte längre ställs.",
                    f"{self.findings_kept} confirmed findings stay with questions that are no longer asked.",
                )
            )
        return tuple(lines)

    @staticmethod
    def _title(checklist: Checklist, repeat: str) -> str:
        group = next((one for one in checklist.items if isinstance(one, Group) and one.name == repeat), None)
        return (group.label.in_() if group is not None else "") or repeat

    @staticmethod
    def _id(checklist: Checklist, name: str) -> str:
        question = checklist.question(name)
        return question.id if question is not None else name


def versions_of(reading: Reading, visit: Visit) -> tuple[ChecklistVersion, ...]:
    """The versions a visit could be moved to, the one published last first."""
    published = reading.find(ChecklistPublication, checklist=visit.checklist)
    order = {one.content_hash: one.published_at for one in sorted(published, key=lambda one: one.published_at)}
    found = [one for one in reading.find(ChecklistVersion, checklist=visit.checklist) if one.content_hash in order]
    others = [one for one in found if one.content_hash != visit.checklist_hash]
    return tuple(sorted(others, key=lambda one: order[one.content_hash], reverse=True))


def newer_version(reading: Reading, visit: Visit) -> ChecklistVersion | None:
    """The version in use, if it is another than the visit's and the visit may still be moved."""
    if visit.state in (VisitState.SIGNED, VisitState.DROPPED) or visit.double or visit.blind_of is not None:
        return None
    published = reading.find(ChecklistPublication, checklist=visit.checklist)
    if not published:
        return None
    latest = max(published, key=lambda one: (one.published_at, one.id))
    if latest.content_hash == visit.checklist_hash:
        return None
    return reading.first(ChecklistVersion, content_hash=latest.content_hash)


def preview_move(reading: Reading, visit_id: UUID, content_hash: str) -> Move:
    """See what a move would do. Raises: NoOtherVersion; ChecklistVersionMissing."""
    visit = reading.get(Visit, visit_id)
    old = asked_at(reading, visit)
    version = reading.first(ChecklistVersion, content_hash=content_hash)
    if version is None or content_hash == visit.checklist_hash:
        raise NoOtherVersion
    new = with_record_questions(
        checklist_from_text(version.text), record_questions_of(reading, visit.blind_of or visit.id)
    )
    names = matched(old, new)
    along, kept, unfit = [], [], []
    renamed: dict[str, str] = {}
    facts = {field.name for field in new.context_fields}
    for answer in reading.find(Answer, visit_id=visit.id):
        if (answer.value is None and not answer.note) or answer.question in facts:
            continue  # a fact of the case is known by its name alone
        name = names.get(answer.question)
        question = new.question(name) if name is not None else None
        if question is None or not question.answerable:
            if new.question(answer.question) is None:
                kept.append(answer)
            continue
        if question.name != answer.question:
            renamed[answer.question] = question.name
        why = fault_in(question, answer.value)
        if why is None:
            along.append(answer)
        else:
            unfit.append((answer, why))
    known = set(names.values())
    fresh = tuple(question for question in new.control_questions if question.name not in known)
    left = [
        one
        for one in reading.find(Finding, visit_id=visit.id, state=FindingState.CONFIRMED.value)
        if new.question(one.question) is None
    ]
    rows = {one.repeat for one in reading.find(VisitRow, visit_id=visit.id)}
    repeats = {before: after for before, after in matched_repeats(old, new).items() if before in rows}
    return Move(
        visit,
        old,
        new,
        tuple(along),
        renamed,
        tuple(kept),
        tuple(unfit),
        fresh,
        len(left),
        content_hash,
        repeats,
        {before: after for before, after in names.items() if before != after},
    )


def move_visit(store: Store, visit_id: UUID, content_hash: str, *, at: datetime | None = None) -> Move:
    """Let a visit go on in another version of its checklist; answers of renamed questions follow by their new name.

    Shape: the answer the visit stands on counts; what an earlier move left under the other name is written over, and
    stays in history.
    Raises: VisitLocked; VisitDropped; DoubleStays; NoOtherVersion; ChecklistVersionMissing.
    """
    reason = say("Flyttat till en annan version av checklistan", "Moved to another version of the checklist")
    with store.work(reason, at=at) as work:
        visit = work.get(Visit, visit_id)
        refuse_locked(work, visit)
        if visit.state is VisitState.DROPPED:
            raise VisitDropped
        if visit.double or visit.blind_of is not None:
            raise DoubleStays
        move = preview_move(work, visit_id, content_hash)
        for answer in (*move.along, *(answer for answer, _ in move.unfit)):
            name = move.renamed.get(answer.question)
            if name is not None:
                _carry(work, visit, answer, name)
        for old, name in move.names.items():
            _carry_beside(work, visit, old, move.new.question(name))
        for row in work.find(VisitRow, visit_id=visit.id, repeat=tuple(move.repeats)):
            repeat = move.repeats[row.repeat]
            work.save(replace(row, id=visit_row_id(visit.id, repeat, row.row), repeat=repeat))
        work.save(replace(visit, checklist_hash=content_hash))
        work.set_setting(_moved(visit_id), visit.checklist_hash)
        settle_findings(work, visit.id, visit.scope, sheet_at(work, visit, move.new))
    return move


def move_back(store: Store, visit_id: UUID, *, at: datetime | None = None) -> Move:
    """Undo the latest move made on this laptop; what was answered meanwhile follows or is kept, as in any move.

    Raises: NotMoved; VisitLocked; VisitDropped; ChecklistVersionMissing.
    """
    with store.reading() as reading:
        former = moved_from(reading, visit_id)
    if not former:
        raise NotMoved
    return move_visit(store, visit_id, former, at=at)


def moved_from(reading: Reading, visit_id: UUID) -> str:
    """The fingerprint of the version a visit was moved from on this laptop, "" if it was not."""
    return reading.setting(_moved(visit_id))


def _moved(visit_id: UUID) -> str:
    return f"moved {visit_id}"


def _carry_beside(work: Work, visit: Visit, old: str, question: ControlQuestion | None) -> None:
    """Let pictures, files, comments and findings by hand at a question stand at the one it has become, as they were.

    A finding that an action follows from stays: the action is of that finding for good.
    """
    if question is None:
        return
    for finding in work.find(Finding, visit_id=visit.id, question=old, rule=BY_HAND):
        if work.first(Action, finding_id=finding.id) is None:
            id = derived_id("finding", visit.id, question.name, finding.id)
            work.save(replace(finding, id=id, question=question.name))
            work.delete(finding)
            rename_field(work, visit.id, wording_field(finding.id), question.name, wording_field(id))
    for comment in work.find(Comment, visit_id=visit.id, question=old):
        id = derived_id("comment", visit.id, question.name, comment.id)
        work.save(replace(comment, id=id, question=question.name))
        work.delete(comment)
    for one in attachments_of(work, visit.id, old):
        id = derived_id("attachment", visit.id, question.name, one.id)
        work.save(replace(one, id=id, question=question.name))
        work.delete(one)
        answer = work.first(Answer, id=answer_id(visit.id, question.name, one.row))
        if question.type in ATTACHING and answer is not None and answer.value == str(one.id):
            work.save(replace(answer, value=str(id)))


def _carry(work: Work, visit: Visit, answer: Answer, name: str) -> None:
    id = answer_id(visit.id, name, answer.row)
    work.save(replace(answer, id=id, question=name))
    rename_drafts(work, visit.id, answer.question, name)
