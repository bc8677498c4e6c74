"""What the kinds of imported records are called, on screen and on the command line."""

from __future__ import annotations

from dataclasses import dataclass

from kollegie.language import say

_WORDS: dict[str, tuple[str, str, str, str]] = {
    "users": ("brukare", "brukare", "user", "users"),
    "providers": ("utförare", "utförare", "provider", "providers"),
    "staff": ("medarbetare", "personal", "member of staff", "staff"),
    "representatives": ("företrädare", "företrädare", "representative", "representatives"),
    "decisions": ("beslut", "beslut", "decision", "decisions"),
    "provider-choices": ("utförarval", "utförarval", "choice of provider", "choices of provider"),
    "time-reports": ("tidrapport", "tidrapporter", "time report", "time reports"),
    "schedules": ("schemarad", "scheman", "schedule line", "schedules"),
    "invoices": ("fakturarad", "fakturor", "invoice line", "invoices"),
    "payouts": ("utbetalning", "utbetalningar", "payout", "payouts"),
    "absences": ("frånvaro", "frånvaro", "absence", "absences"),
    "sick-claims": ("sjuklöneansökan", "sjuklöneansökningar", "sick pay claim", "sick pay claims"),
    "stays": ("vistelse", "vistelser", "stay", "stays"),
    "contact-notes": ("kontakt", "kontakter", "contact note", "contact notes"),
    "licences": ("tillstånd", "tillstånd", "licence", "licences"),
    "attendance": ("närvarodag", "närvaro", "day of attendance", "attendance"),
    "caseloads": ("ärendemängd", "ärendemängder", "caseload", "caseloads"),
}


@dataclass(frozen=True, slots=True)
class KindWords:
    """A kind's words for one and for several, in Swedish and in English."""

    sv: tuple[str, str]
    en: tuple[str, str]

    @property
    def word(self) -> str:
        """The kind in the plural, with a capital."""
        return say(self.sv[1].capitalize(), self.en[1].capitalize())


def words_of(kind: str) -> KindWords:
    """The words of a kind; its own name where it has none."""
    sv, svs, en, ens = _WORDS.get(kind, (kind, kind, kind, kind))
    return KindWords((sv, svs), (en, ens))
