"""What the conditions know of the case: from the register where it knows, else said at the visit by who knows better.

What is said at the visit is kept as an answer of that visit under the name of the context field: it has its history,
is one step to undo, travels with the visit, and stands above what the register said when the case was made.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from kollegie.errors import KollegieError
from kollegie.language import say
from kollegie.model.answer_values import Value
from kollegie.model.checklist import Checklist, ContextField
from kollegie.model.checklist_answers import AnswerUnfit, read_value
from kollegie.model.reviews import Case
from kollegie.model.visits import Answer, Finding, answer_id
from kollegie.store import Store
from kollegie.visiting.acting import acting, amending
from kollegie.visiting.findings import settle_findings
from kollegie.visiting.pinned import asked_at, sheet_at


class FactUnknown(KollegieError):
    """No context field of that name in the version the visit began with."""

    sv = "{checklist} frågar inte efter uppgiften {name}. Det här kan anges: {known}."
    en = "{checklist} does not ask for the fact {name}. These can be given: {known}."


@dataclass(frozen=True, slots=True)
class CaseFact:
    """One fact as it stands; `given` is what was said at the visit, `known` what the register said when it was made."""

    field: ContextField
    given: Value
    known: Value

    @property
    def value(self) -> Value:
        """What the conditions go by: what was said at the visit, else the register's, else what the checklist takes."""
        return next((one for one in (self.given, self.known) if one is not None), self.field.default)

    @property
    def source(self) -> str:
        """Where the value comes from, in words."""
        if self.given is not None:
            return say("angivet vid besöket", "said at the visit")
        if self.known is not None:
            return say("registret", "register")
        return say("antas", "assumed") if self.value is not None else ""


def case_facts(checklist: Checklist, case: Case | None, given: Mapping[str, Value]) -> tuple[CaseFact, ...]:
    """Every fact the checklist asks for. `given` is what was said at the visit, by name."""
    known = dict(case.facts) if case is not None else {}
    return tuple(
        CaseFact(field, given.get(field.name), _read(field, known.get(field.name)))
        for field in checklist.context_fields
    )


def give_facts(
    store: Store, visit_id: UUID, said: Mapping[str, object], *, reason: str = "", at: datetime | None = None
) -> tuple[Finding, ...]:
    """Say what is so of the case, by the fields' names; None or "" takes one back, so that the register counts again.

    Shape: all of it is one step to undo. Of a signed visit it is an amendment and needs its reason. A visit does not
    begin with it. Returns the findings that came or went.
    Raises: FactUnknown; AnswerUnfit; VisitLocked; VisitDropped; VisitIsDouble; ChecklistVersionMissing.
    """
    act = amending(store, visit_id, reason, at) if reason.strip() else acting(store, visit_id, at=at)
    with act as (work, visit):
        checklist = asked_at(work, visit)
        for name, value in said.items():
            field = field_in(checklist, name)
            id = answer_id(visit.id, field.name)
            old = work.first(Answer, id=id) or Answer(id, visit.scope, visit.id, field.name)
            new = replace(old, value=read_value(field, value))
            if new != old:
                work.save(new)
        settled = settle_findings(work, visit.id, visit.scope, sheet_at(work, visit, checklist))
        return (*settled.raised, *settled.withdrawn)


def field_in(checklist: Checklist, name: str) -> ContextField:
    """The context field of that name. Raises: FactUnknown."""
    fields = {field.name: field for field in checklist.context_fields}
    if name not in fields:
        raise FactUnknown(checklist=checklist.id, name=name, known=", ".join(fields) or "–")
    return fields[name]


def _read(field: ContextField, text: str | None) -> Value:
    try:
        return read_value(field, text)
    except AnswerUnfit:
        return None
