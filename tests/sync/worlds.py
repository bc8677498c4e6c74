"""A small review to sync: one round, cases with a visit each, visitors with grants; and a look at all that stands."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from kollegie.model.attachments import Attachment, AttachmentKind
from kollegie.model.ids import derived_id
from kollegie.model.reviews import Assignment, Case, CaseIdentity, Grant, Review, Role, Track, Visit
from kollegie.model.severity import Category, Severity
from kollegie.model.visits import Answer, Finding, answer_id
from kollegie.store import Store
from kollegie.store.attachments import keep_attachment, sealed_content
from kollegie.sync.carried import carried
from kollegie.sync.exchange import sync
from kollegie.sync.hubs import open_hub
from kollegie.sync.laptop import laptop_of
from kollegie.sync.lines import Line, nobody

PASSPHRASE = "korrekt häst batteri häftklammer"
START = datetime(2026, 11, 24, 7, 0, tzinfo=UTC)


def make_review(lead: Store) -> Review:
    """A round of the lead's own municipality."""
    with lead.work("round create") as work:
        id = work.new_id()
        review = Review(id, id, "Hemtjänst hösten 2026", "hemtjänst", derived_id("municipality", "Askersund"), lead.me)
        work.add(review)
    return review


def make_visit(lead: Store, review: Review, label: str, name: str = "Test Testsson") -> Visit:
    """A case with its identity and one planned visit."""
    with lead.work("round sample") as work:
        case_id = work.new_id()
        work.add(Case(case_id, case_id, review.id, Track.USER, label, f"B-{label}"))
        work.add(CaseIdentity(case_id, case_id, name, "19121212-1212", f"Provgatan {label}", "69630", "019-000 00"))
        visit = Visit(work.new_id(), case_id, review.id, case_id, Track.USER, "hemtjanst-brukarbesok", "abc")
        work.add(visit)
    return visit


def grant(lead: Store, visit: Visit, *stores: Store) -> None:
    """Give the visit to these persons' laptops."""
    with lead.work("round assign") as work:
        for store in stores:
            work.save(Grant(derived_id("grant", store.me, visit.scope), store.me, store.me, Role.VISITOR, visit.scope))
            work.save(Assignment(derived_id("assignment", visit.id, store.me), visit.scope, visit.id, store.me))


def withdraw(lead: Store, visit: Visit, store: Store) -> None:
    """Take it away again."""
    with lead.work("round unassign") as work:
        work.delete(work.get(Grant, derived_id("grant", store.me, visit.scope)))
        work.delete(work.get(Assignment, derived_id("assignment", visit.id, store.me)))


def answer(store: Store, visit: Visit, question: str, **fields: Any) -> Answer:
    """Answer a question, or change what stands."""
    with store.work("answer") as work:
        id = answer_id(visit.id, question)
        found = work.first(Answer, id=id)
        given = (
            {} if found is None else {name: getattr(found, name) for name in ("value", "note", "positive", "flagged")}
        )
        return work.save(Answer(id, visit.scope, visit.id, question, **(given | fields)))


def answer_of(store: Store, visit: Visit, question: str) -> Answer | None:
    """What stands as the answer to a question."""
    with store.reading() as reading:
        return reading.first(Answer, id=answer_id(visit.id, question))


def attach(store: Store, visit: Visit, content: bytes, question: str = "hb06") -> Attachment:
    """Lay a picture at a question."""
    with sealed_content(store, content, name="a.jpg") as sealed, store.work("attach") as work:
        return keep_attachment(
            work, sealed, visit.scope, visit.id, question, kind=AttachmentKind.PHOTO, mime="image/jpeg", thumbnail=b"t"
        )


def make_full_visit(lead: Store, other: Store) -> Visit:
    """A visit with something in every table, also a disagreement, held by both and the hub."""
    visit = make_visit(lead, make_review(lead), "4-017")
    grant(lead, visit, other)
    for number in range(6):
        answer(lead, visit, f"hb0{number}", value="ja", note=f"anteckning {number}")
    with lead.work() as work:
        work.add(Finding(work.new_id(), visit.scope, visit.id, "hb01", Category.UTF, Severity(2), text="iakttagelse"))
    attach(lead, visit, b"bild" * 10)
    for store in (lead, other):
        sync(store)
    for store in (lead, other):
        answer(store, visit, "hb05", note=f"av {store.path.stem}")
    for store in (lead, other, lead, other):
        sync(store)
    return visit


def content_of(line: Line, scopes: set[bytes] | None = None) -> dict[tuple[str, Any], Any]:
    """Every record with the stamp that counts for each of its cells, and every line of history."""
    found: dict[tuple[str, Any], Any] = {}
    for one in carried():
        columns = ", ".join(f'"{column}"' for column in one.columns)
        for row in line.rows(f'SELECT {columns} FROM "{one.name}"'):
            named = dict(zip(one.columns, row, strict=True))
            if scopes is not None and named["scope"] not in scopes:
                continue
            if one.is_history:
                found[one.name, row[:3]] = row
                continue
            for column in one.editable:
                stamp = named.pop(f"{column}_s")
                named[column] = (named[column], named["s0"] if stamp is None else stamp)
            named.pop("s0")
            found[one.name, row[0]] = named
    return found


def held_by(store: Store, *visits: Visit) -> dict[tuple[str, Any], Any]:
    """What a laptop holds, of these visits' cases or of everything."""
    with laptop_of(store, nobody) as near:
        return content_of(near.line, {visit.scope.bytes for visit in visits} or None)


def held_by_hub(store: Store, *visits: Visit) -> dict[tuple[str, Any], Any]:
    """What the laptop's hub holds."""
    with laptop_of(store, nobody) as near:
        known = near.enrolment()
    with open_hub(known.url, known.hub_key).line() as line:
        return content_of(line, {visit.scope.bytes for visit in visits} or None)


@contextmanager
def keeper_line(store: Store, hub_url: str) -> Iterator[Line]:
    """The hub as whoever keeps it can reach it: the file's key, or the administrator's address."""
    with laptop_of(store, nobody) as near:
        known = near.enrolment()
    with open_hub(hub_url, known.hub_key).line() as line:
        if line.mark != "?":
            line.run("ALTER TABLE hub DISABLE TRIGGER counts")
            line.run("ALTER TABLE device DISABLE TRIGGER joins")
        yield line


def unsent_of(store: Store) -> int:
    """How many records wait."""
    with laptop_of(store, nobody) as near:
        return near.waiting()


class TestClock:
    """A clock that moves a second each time it is asked, and can be set wrong."""

    __test__ = False

    def __init__(self, now: datetime = START) -> None:
        self.now = now
        self.error = timedelta()

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now + self.error


@dataclass
class Day:
    """One visit that two visitors share, with the lead's laptop."""

    lead: Store
    vera: Store
    ville: Store
    visit: Visit

    def sync_all(self) -> None:
        """Everybody, twice round, so that all have seen all."""
        for _ in range(2):
            for store in (self.lead, self.vera, self.ville):
                sync(store)

    def agrees(self) -> bool:
        """Whether all three laptops and the hub hold the same of the visit."""
        hub = held_by_hub(self.lead, self.visit)
        return all(held_by(store, self.visit) == hub for store in (self.lead, self.vera, self.ville))
