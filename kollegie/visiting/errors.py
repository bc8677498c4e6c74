"""What can be refused at a visit."""

from __future__ import annotations

from collections.abc import Iterable

from kollegie.errors import KollegieError
from kollegie.language import Language, say


class VisitLocked(KollegieError):
    """The visit is signed: its answers stand."""

    sv = "Besöket signerades {at} av {signed_by}. Gör ändringen som ett tillägg med skäl."
    en = "The visit was signed {at} by {signed_by}. Make the change as an amendment with a reason."


class VisitOpen(KollegieError):
    """An amendment was asked for before the visit was signed."""

    sv = "Besöket är inte signerat än. Ändra svaret som vanligt."
    en = "The visit is not signed yet. Change the answer as usual."


class VisitDropped(KollegieError):
    """The visit was not carried out."""

    sv = "Besöket är avskrivet som ej genomfört. Öppna det igen innan du svarar."
    en = "The visit is marked as not carried out. Open it again before answering."


class VisitIsDouble(KollegieError):
    """A double visit is answered by each visitor in their own blind visit, and settled afterwards."""

    sv = "Besöket är ett dubbelbesök: var och en svarar i sitt eget, och när båda har signerat vägs svaren samman."
    en = "The visit is a double visit: each answers in their own, and what they answered is adjudicated when both sign."


class StillBlind(KollegieError):
    """Somebody else's answers of a double visit, before all have signed."""

    sv = "Svaren i dubbelbesöket visas när alla har signerat. Till dess syns bara hur långt var och en har kommit."
    en = "The answers of the double visit are shown when all have signed. Until then only each one's state is told."


class AdjudicatorTookPart(KollegieError):
    """One of the two would decide which of the two is right."""

    sv = "Du har själv besökt. Låt en tredje person väga samman svaren."
    en = "You made one of the visits yourself. Let a third person adjudicate."


class NothingToAdjudicate(KollegieError):
    """An ordinary visit has one record, which counts as it is."""

    sv = "Besöket är inte ett dubbelbesök. Det finns inget att väga samman."
    en = "The visit is not a double visit. There is nothing to adjudicate."


class StillUndecided(KollegieError):
    """The blind visits differ in questions nobody has settled."""

    sv = "Svaren skiljer sig och är inte avgjorda i {questions}. Avgör dem med skäl först."
    en = "The answers differ and are not settled in {questions}. Settle them with a reason first."


class ReasonMissing(KollegieError):
    """A change to what is signed, or a visit dropped, without saying why."""

    sv = "Skriv ett skäl: den som läser efteråt behöver veta varför."
    en = "Write a reason: whoever reads this later needs to know why."


class ChecklistVersionMissing(KollegieError):
    """The visit is pinned to a version this laptop does not have."""

    sv = "Besöket {case} hör till en version av {checklist} som inte finns på den här datorn. Synka och öppna det igen."
    en = "The visit {case} belongs to a version of {checklist} that is not on this computer. Sync and open it again."


class QuestionUnknown(KollegieError):
    """No such question in the version the visit began with."""

    sv = "Frågan {question} finns inte i {checklist} version {version}. Frågorna heter till exempel {like}."
    en = "There is no question {question} in {checklist} version {version}. Questions are named like {like}."


class FindingMissing(KollegieError):
    """No such finding in this visit."""

    sv = "Iakttagelsen finns inte längre i besöket. Uppdatera vyn."
    en = "The finding is no longer part of the visit. Refresh the view."


class SigningStopped(KollegieError):
    """Something has to be put right or answered first; everything is saved meanwhile."""

    sv = "Besöket kan inte signeras än: {what_sv}. Allt är sparat."
    en = "The visit cannot be signed yet: {what_en}. Everything is saved."

    def __init__(self, faulty: Iterable[str], unanswered: Iterable[str]) -> None:
        self.faulty, self.unanswered = tuple(faulty), tuple(unanswered)
        super().__init__(what_sv=self._what(Language.SV), what_en=self._what(Language.EN))

    def _what(self, language: Language) -> str:
        swedish = language is Language.SV
        parts = []
        if self.faulty:
            parts.append(("rätta " if swedish else "put right ") + ", ".join(self.faulty))
        if self.unanswered:
            words = "svara på eller ange skäl för " if swedish else "answer or give a reason for "
            parts.append(words + ", ".join(self.unanswered))
        return "; ".join(parts)


def drop_reason_words(code: str) -> str:
    """Why a visit was not carried out, in words; a code of later date stands as it is."""
    return {
        "declined": say("Avböjt av personen", "Declined by the person"),
        "hospital": say("På sjukhus", "In hospital"),
        "not_home": say("Inte hemma", "Not at home"),
        "other": say("Annat skäl", "Other reason"),
    }.get(code, code)
