"""A double visit on its way, and what one could find of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from sync.raw_pages import plain_bytes
from sync.worlds import TestClock

from kollegie.intake.checklists import find_checklist
from kollegie.model.answer_values import Withheld
from kollegie.model.reviews import Case, CaseIdentity, Track, Visit
from kollegie.model.severity import Category, Severity
from kollegie.planning.assigning import assign
from kollegie.planning.making_visits import make_visits
from kollegie.planning.rounds import add_participant, create_review
from kollegie.store import Store
from kollegie.store.search import find_text
from kollegie.sync.exchange import sync
from kollegie.visiting.answering import pass_over, record_answer
from kollegie.visiting.counting import answers_that_count
from kollegie.visiting.doubles import DoubleVisit, double_visit
from kollegie.visiting.findings import add_finding
from kollegie.visiting.overview import my_visits
from kollegie.visiting.signing import readiness, sign_visit

VERAS = "Kanariefågel i köket"


VILLES = "Papegoja i hallen"


VERAS_FINDING = "Sparvhök vid medicinskåpet"


VILLES_FINDING = "Tornseglare vid sängen"


@dataclass
class Blind:
    """A double visit on its way: three laptops and the visit as the lead planned it."""

    lead: Store
    vera: Store
    ville: Store
    visit: Visit

    def sync_all(self) -> None:
        for _ in range(2):
            for store in (self.vera, self.ville, self.lead):
                sync(store)

    def own(self, store: Store) -> Visit:
        """The blind visit of a visitor."""
        (mine,) = my_visits(store)
        return mine.visit

    def answered(self, store: Store, note: str, finding: str, value: str = "nej") -> Visit:
        """Answer, and write a finding by hand."""
        visit = self.own(store)
        record_answer(store, visit.id, "hb06", value, note)
        record_answer(store, visit.id, "hb01", "ja")
        add_finding(store, visit.id, "hb06", Category("UTF"), Severity.SERIOUS, finding)
        return visit

    def signed(self, store: Store) -> None:
        visit = self.own(store)
        left = [(cell.name, "/".join(cell.row)) for cell in readiness(store, visit.id).unanswered]
        pass_over(store, visit.id, left, Withheld.EJ_FRAGAD)
        sign_visit(store, visit.id)

    def seen_by(self, store: Store) -> DoubleVisit:
        with store.reading() as reading:
            return double_visit(reading, self.visit.id)


def plan_for_two(lead: Store, join: Callable[..., Store], clock: TestClock) -> Blind:
    """An ordinary visit that two visitors have been given; nothing of it has been synced."""
    vera, ville = join("vera", "Vera Visit"), join("ville", "Ville Visit")
    review = create_review(lead, "Hemtjänst hösten 2026", "hemtjänst", review_day=clock().date() + timedelta(days=1))
    for name in ("Vera Visit", "Ville Visit"):
        add_participant(lead, review.id, name, "Kumla", pair="A")
    with lead.work("round sample") as work:
        id = work.new_id()
        work.add(Case(id, id, review.id, Track.USER, "1-001", "B-1"))
        work.add(CaseIdentity(id, id, "Test Testsson", "19121212-1212", "Provgatan 1", "69630", "019-000 00"))
    (visit,) = make_visits(lead, review.id, {Track.USER: find_checklist("hemtjanst-brukarbesok")}, answers_that_count)
    assign(lead, visit.id, [vera.me, ville.me])
    return Blind(lead, vera, ville, visit)


def traces(store: Store, *words: str) -> list[str]:
    """Which of these words stand anywhere in a store's file, or are found in it."""
    raw = plain_bytes(store)
    with store.reading() as reading:
        found = [word for word in words if find_text(reading, word)]
    return sorted({word for word in words if word.encode() in raw} | set(found))
