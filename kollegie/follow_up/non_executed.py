"""Decisions not executed within three calendar months: what is reported each quarter, to whom, and by when.

Source: domain 2.1. LSS 28 f–h §§ and SoL25 34 kap. 1–4 §§: a favourable decision not executed within three months of
the decision, or an interruption not resumed within three months, is reported once a quarter until it is executed or
closed; to IVO, to the auditors, and to fullmäktige as statistics only. Judgments are outside the reporting.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum

from kollegie.errors import KollegieError
from kollegie.language import say
from kollegie.model.register import Decision, Person, ServiceUser
from kollegie.store import Store
from kollegie.store.records import rows_about

MONTHS = 3
OUTSIDE = frozenset(("ekonomiskt bistånd", "försörjningsstöd", "arbetsmarknadsinsats"))
"""Services that are never executed in this sense."""
WINDOW_DAYS = {1: 30, 2: 62, 3: 31, 4: 31}
"""Days after the quarter's end in which IVO takes reports, by quarter (calendar of 2019); a setting changes them."""
REASON_HEADERS = ("skäl till dröjsmål", "skäl till dröjsmålet", "dröjsmålsskäl", "skäl", "orsak", "delay_reason")
"""Headers of the register's files that may hold the reason of a delay."""
CODED_REASONS = (
    ("resursbrist personal", "resursbrist personal", "lack of staff"),
    ("saknar ledig bostad", "saknar ledig bostad eller plats", "no vacant housing or place"),
    ("saknar bostad plats", "saknar ledig bostad eller plats", "no vacant housing or place"),
    ("ingen uppdragstagare", "ingen uppdragstagare", "no one to take the assignment"),
    ("tackat nej", "tackat nej till erbjudande", "declined an offer"),
    ("vill avvakta", "vill avvakta", "wants to wait"),
    ("särskilda önskemål", "särskilda önskemål", "special wishes"),
    ("sarskilda onskemal", "särskilda önskemål", "special wishes"),
    ("får inte kontakt", "får inte kontakt", "cannot be reached"),
    ("far inte kontakt", "får inte kontakt", "cannot be reached"),
    ("sjukhusvistelse", "sjukhusvistelse", "hospital stay"),
    ("fel i beställning", "fel i beställning", "fault in the service order"),
    ("fel i bestallning", "fel i beställning", "fault in the service order"),
)
"""How a reason begins, and its code in Swedish and English. Source: the checklist boendestod-ej-verkstallt, BS04."""
_QUARTER = re.compile(r"(\d{4})\s*[QqKk]([1-4])")


class QuarterUnreadable(KollegieError):
    """A quarter is written in a way nobody can read."""

    sv = "Kvartalet {given} går inte att läsa. Skriv det som 2026Q3."
    en = "The quarter {given} cannot be read. Write it as 2026Q3."


class WaitState(Enum):
    """How a reported decision stood at the end of the quarter."""

    WAITING = "waiting"
    INTERRUPTED = "interrupted"
    EXECUTED = "executed"
    CLOSED = "closed"

    @property
    def word(self) -> str:
        """The state in words."""
        return {
            WaitState.WAITING: say("Ej verkställt", "Not executed"),
            WaitState.INTERRUPTED: say("Avbrott, ej återupptaget", "Interrupted, not resumed"),
            WaitState.EXECUTED: say("Verkställt", "Executed"),
            WaitState.CLOSED: say("Avslutat", "Closed"),
        }[self]


@dataclass(frozen=True, slots=True)
class Quarter:
    """A quarter of a year."""

    year: int
    number: int

    @property
    def first(self) -> date:
        """Its first day."""
        return date(self.year, 3 * self.number - 2, 1)

    @property
    def last(self) -> date:
        """Its last day."""
        return months_later(self.first, 3) - timedelta(days=1)

    @property
    def name(self) -> str:
        """`2026Q3`."""
        return f"{self.year}Q{self.number}"

    def window(self, days: Mapping[int, int] = WINDOW_DAYS) -> tuple[date, date]:
        """The first and last day the report can be sent."""
        begin = self.last + timedelta(days=1)
        return begin, begin + timedelta(days=days[self.number] - 1)


@dataclass(frozen=True, slots=True)
class Delayed:
    """One decision to report for a quarter.

    Shape: `since` is the day the clock began (the decision or the interruption), `limit` three calendar months later;
    `days` and `months` are waited to the end of the quarter, or to the execution if that came before. `offers` are
    those made meanwhile, in words.
    """

    decision: Decision
    since: date
    limit: date
    state: WaitState
    ended_on: date | None
    days: int
    months: int
    reason: str
    offers: tuple[str, ...] = ()

    @property
    def coded_reason(self) -> str:
        """The code its reason begins with, for readers who are shown no free text; "" where none is given."""
        written = self.reason.replace("_", " ").casefold()
        found = next((said for begins, *said in CODED_REASONS if written.startswith(begins)), None)
        return say(*found) if found else say("annat skäl", "another reason") if written else ""

    @property
    def interrupted(self) -> bool:
        """Whether the help had begun and stopped."""
        return self.since != self.decision.decided_on


@dataclass(frozen=True, slots=True)
class Offer:
    """One offer made to somebody who waits: when, what, what was answered and why.

    Source: domain 2.1 and S2-5: log every offer; IVO wants their dates.
    """

    day: date
    user_ref: str
    decision_ref: str = ""
    what: str = ""
    answer: str = ""
    reason: str = ""

    def is_for(self, decision: Decision) -> bool:
        """Whether it was made for this decision, or to its user for none in particular."""
        return self.user_ref == decision.user_ref and self.decision_ref in ("", decision.decision_ref)

    @property
    def words(self) -> str:
        """`2026-06-01 Norra enheten: tackat nej (för långt bort)`."""
        answered = {
            "accepted": say("tackat ja", "accepted"),
            "declined": say("tackat nej", "declined"),
            "": say("inget svar noterat", "no answer noted"),
        }.get(self.answer, self.answer)
        made = f"{self.day.isoformat()} {self.what}".rstrip()
        return f"{made}: {answered}" + (f" ({self.reason})" if self.reason else "")


@dataclass(frozen=True, slots=True)
class QuarterReport:
    """All that is reported for one quarter. `judgments` waits too long as well, but is outside the reporting."""

    quarter: Quarter
    delayed: tuple[Delayed, ...]
    judgments: int
    without_reason: int


def quarter_of(given: str) -> Quarter:
    """Read `2026Q3` or `2026K3`. Raises: QuarterUnreadable."""
    found = _QUARTER.fullmatch(given.strip())
    if found is None:
        raise QuarterUnreadable(given=given)
    return Quarter(int(found.group(1)), int(found.group(2)))


def latest_quarter(today: date) -> Quarter:
    """The quarter that ended last."""
    number = (today.month - 1) // 3
    return Quarter(today.year, number) if number else Quarter(today.year - 1, 4)


def months_later(day: date, months: int) -> date:
    """The same day of the month that many months on, clamped to the month's last day: three months, not 90 days."""
    month = day.month - 1 + months
    year, month = day.year + month // 12, month % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def whole_months(start: date, end: date) -> int:
    """Calendar months that have passed whole."""
    months = 12 * (end.year - start.year) + end.month - start.month
    return months if months_later(start, months) <= end else months - 1


def report_of(
    decisions: Iterable[Decision],
    quarter: Quarter,
    deceased: Mapping[str, date] | None = None,
    offers: Iterable[Offer] = (),
) -> QuarterReport:
    """What is to be reported for a quarter, the longest wait first. `deceased` are days of death by user."""
    offered = sorted(offers, key=lambda one: one.day)
    found: list[Delayed] = []
    judgments = 0
    for decision in decisions:
        if decision.service.casefold() in OUTSIDE:
            continue
        for since, ended, state in _clocks(decision, (deceased or {}).get(decision.user_ref), quarter.last):
            limit = months_later(since, MONTHS)
            over = limit < (min(ended, quarter.last) if ended is not None else quarter.last)
            if not over or (ended is not None and ended < quarter.first):
                continue
            if decision.basis == "judgment":
                judgments += 1
                continue
            until = ended if ended is not None and ended <= quarter.last else quarter.last
            found.append(
                Delayed(
                    decision,
                    since,
                    limit,
                    state,
                    ended if ended is not None and ended <= quarter.last else None,
                    (until - since).days,
                    whole_months(since, until),
                    _reason(decision),
                    tuple(one.words for one in offered if one.is_for(decision) and since <= one.day <= until),
                )
            )
    ordered = sorted(found, key=lambda one: (one.since, one.decision.decision_ref))
    return QuarterReport(quarter, tuple(ordered), judgments, sum(not one.reason for one in found))


def wait_of(decision: Decision, day: date, died: date | None = None) -> tuple[WaitState, bool] | None:
    """What a decision waits for on a day, and whether for longer than three months; None where it waits for nothing.

    Shape: the state is `WAITING` or `INTERRUPTED`; `died` is its user's day of death.
    """
    if decision.service.casefold() in OUTSIDE:
        return None
    for since, _, state in reversed(tuple(_clocks(decision, died, day))):
        if since <= day and state in (WaitState.WAITING, WaitState.INTERRUPTED):
            return state, months_later(since, MONTHS) < day
    return None


def _clocks(decision: Decision, died: date | None, day: date) -> Iterable[tuple[date, date | None, WaitState]]:
    """The clocks of a decision: from the decision to its execution, and from an interruption to its resumption.

    Shape: when it began, when it ended (None while it runs), and how it stood on the day.
    """
    closed = min((day for day in (decision.valid_to, died) if day is not None), default=None)
    executed, interrupted, resumed = decision.executed_on, decision.interrupted_on, decision.resumed_on
    if executed is None and interrupted is not None:
        executed = decision.decided_on  # what was interrupted had been executed
    yield decision.decided_on, *_ended(executed, closed, day, WaitState.WAITING)
    if interrupted is not None:
        again = resumed if resumed is not None and resumed >= interrupted else None
        yield interrupted, *_ended(again, closed, day, WaitState.INTERRUPTED)


def _ended(done: date | None, closed: date | None, day: date, waiting: WaitState) -> tuple[date | None, WaitState]:
    if done is not None and (closed is None or done <= closed):
        return done, WaitState.EXECUTED if done <= day else waiting
    if closed is not None:
        return closed, WaitState.CLOSED if closed <= day else waiting
    return None, waiting


def _reason(decision: Decision) -> str:
    by_header = {header.strip().casefold(): text.strip() for header, text in decision.extra}
    return next((by_header[header] for header in REASON_HEADERS if by_header.get(header)), "")


def read_report(store: Store, quarter: Quarter) -> QuarterReport:
    """The report of a quarter from the register of the host municipality."""
    with store.reading() as reading:
        host = reading.get(Person, store.me).municipality_id
        deceased = {
            user.user_ref: user.deceased_on
            for user in reading.find(ServiceUser, scope=host)
            if user.deceased_on is not None
        }
        decisions = reading.find(Decision, scope=host)
    return report_of(decisions, quarter, deceased, _offers(store, {one.user_ref for one in decisions}))


def _offers(store: Store, users: set[str]) -> list[Offer]:
    """The offers among the contact notes taken in; a file that is gone is passed over."""
    columns = ("decision_id", "date", "kind", "offer", "answer", "reason")
    rows = rows_about(store, "contact-notes", users, columns)
    return list(
        dict.fromkeys(
            Offer(
                _EPOCH + timedelta(days=int(row["date"])),
                row["user_id"],
                *(row[name] or "" for name in ("decision_id", "offer", "answer", "reason")),
            )
            for row in rows
            if row["kind"] == "offer" and row["date"] is not None
        )
    )


_EPOCH = date(1970, 1, 1)  # the columns of records count days from here


def by_service(delayed: Sequence[Delayed], fewest: int = 5) -> tuple[tuple[str, str, int], ...]:
    """Law, service and number, for statistics that show nobody: services with fewer than `fewest` are put together."""
    counts: dict[tuple[str, str], int] = {}
    for one in delayed:
        key = one.decision.law or "–", one.decision.service
        counts[key] = counts.get(key, 0) + 1
    shown = {key: count for key, count in counts.items() if count >= fewest}
    rest = sum(counts.values()) - sum(shown.values())
    if 0 < rest < fewest and shown:  # the rest would be derived from the sum: the smallest group joins it
        least = min(shown, key=lambda key: (shown[key], key))
        rest += shown.pop(least)
    rows = [(law, service, count) for (law, service), count in sorted(shown.items())]
    if rest:
        rows.append(("–", say("Övriga insatser", "Other services"), rest))
    return tuple(rows)
