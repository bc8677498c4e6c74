"""What the kinds of imported records are called, on screen and on the command line."""

from __future__ import annotations

from dataclasses import dataclass

from kollegie.language import say

_WORDS: dict[str, tuple[str, str, str, str]] = {
    "users": ("brukare", "brukare", "user", "users"),
    "providers": ("utförare", "utförare", "provider", "providers"),
    "staff": ("medarbetare", "medarbetare", "member of staff", "members of staff"),
    "representatives": ("företrädare", "företrädare", "representative", "representatives"),
    "decisions": ("beslut", "beslut", "decision", "decisions"),
    "provider-choices": ("utförarval", "utförarval", "choice of provider", "choices of provider"),
    "time-reports": ("tidrapport", "tidrapporter", "time report", "time reports"),
    "schedules": ("schemarad", "schemarader", "schedule line", "schedule lines"),
    "invoices": ("fakturarad", "fakturarader", "invoice line", "invoice lines"),
    "payouts": ("utbetalning", "utbetalningar", "payout", "payouts"),
    "absences": ("frånvaro", "frånvaro", "absence", "absences"),
    "sick-claims": ("sjuklöneansökan", "sjuklöneansökningar", "sick pay claim", "sick pay claims"),
    "stays": ("vistelse", "vistelser", "stay", "stays"),
    "contact-notes": ("kontakt", "kontakter", "contact note", "contact notes"),
    "licences": ("tillstånd", "tillstånd", "licence", "licences"),
    "attendance": ("närvarodag", "närvarodagar", "day of attendance", "days of attendance"),
    "caseloads": ("ärendemängd", "ärendemängder", "caseload", "caseloads"),
}


_TOGETHER: dict[str, tuple[str, str]] = {
    "staff": ("personal", "staff"),
    "schedules": ("scheman", "schedules"),
    "invoices": ("fakturor", "invoices"),
    "attendance": ("närvaro", "attendance"),
}
"""What the rows of a kind are together, where that is another word than for several of them."""


@dataclass(frozen=True, slots=True)
class KindWords:
    """A kind's words for one and for several, in Swedish and in English."""

    sv: tuple[str, str]
    en: tuple[str, str]
    together: tuple[str, str]

    @property
    def word(self) -> str:
        """The kind as a whole, with a capital."""
        sv, en = self.together
        return say(sv.capitalize(), en.capitalize())


def words_of(kind: str) -> KindWords:
    """The words of a kind; its own name where it has none."""
    sv, svs, en, ens = _WORDS.get(kind, (kind, kind, kind, kind))
    return KindWords((sv, svs), (en, ens), _TOGETHER.get(kind, (svs, ens)))
