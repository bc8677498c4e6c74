"""Find a visit by what a person calls it: its id, the beginning of it, or the number of its case."""

from __future__ import annotations

from uuid import UUID

from kollegie.errors import KollegieError
from kollegie.model.reviews import Assignment, Case, Visit
from kollegie.store import Reading


class NoSuchVisit(KollegieError):
    """No visit on this laptop goes by that name."""

    sv = "Det finns inget besök {wanted} på den här datorn. kollegie visit list visar dem som finns."
    en = "There is no visit {wanted} on this computer. kollegie visit list shows those there are."


class SeveralVisits(KollegieError):
    """More than one visit goes by that name."""

    sv = "{wanted} kan vara flera besök: {ids}. Ange ett helt id."
    en = "{wanted} may be several visits: {ids}. Give a whole id."


def find_visit(reading: Reading, wanted: str) -> Visit:
    """The visit a person means; of a double visit their own blind one, and for others the visit itself.

    Raises: NoSuchVisit; SeveralVisits.
    """
    text = wanted.strip().lower()
    cases = {case.id for case in reading.find(Case) if case.label.lower() == text}
    found = [
        visit
        for visit in reading.find(Visit)
        if str(visit.id) == text or visit.case_id in cases or (len(text) >= 8 and str(visit.id).startswith(text))
    ]
    if len(found) > 1:
        found = _mine(reading, found)
    if not found:
        raise NoSuchVisit(wanted=wanted)
    if len(found) > 1:
        raise SeveralVisits(wanted=wanted, ids=", ".join(str(visit.id) for visit in found))
    return found[0]


def visit_of_case(reading: Reading, case_id: UUID) -> Visit | None:
    """The visit to open for a case: of a double visit the reader's own blind one, else the visit itself."""
    found = list(reading.find(Visit, case_id=case_id))
    return next(iter(_mine(reading, found) or found), None)


def _mine(reading: Reading, found: list[Visit]) -> list[Visit]:
    me = UUID(reading.setting("me"))
    mine = {one.visit_id for one in reading.find(Assignment, person_id=me)}
    own = {visit.blind_of for visit in found if visit.blind_of is not None and visit.id in mine}
    kept = [visit for visit in found if (visit.id in mine if visit.blind_of in own else visit.blind_of is None)]
    return [visit for visit in kept if visit.id not in own]
