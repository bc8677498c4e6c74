"""Find a visit by what a person calls it: its id, the beginning of it, or the number of its case."""

from __future__ import annotations

from kollegie.errors import KollegieError
from kollegie.model.reviews import Case, Visit
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
    """The visit a person means. Raises: NoSuchVisit; SeveralVisits."""
    text = wanted.strip().lower()
    cases = {case.id for case in reading.find(Case) if case.label.lower() == text}
    found = [
        visit
        for visit in reading.find(Visit)
        if str(visit.id) == text or visit.case_id in cases or (len(text) >= 8 and str(visit.id).startswith(text))
    ]
    if not found:
        raise NoSuchVisit(wanted=wanted)
    if len(found) > 1:
        raise SeveralVisits(wanted=wanted, ids=", ".join(str(visit.id) for visit in found))
    return found[0]
