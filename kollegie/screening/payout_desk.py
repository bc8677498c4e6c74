"""The payouts of a month beside what was reported for them: no report, no money (S0-12).

Fees of contact persons, pay to relatives and money to providers alike; a payout for financial aid is held against
attendance instead. The program shows what lacks a report; that money is demanded back is decided by a person.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from kollegie.language import say
from kollegie.model.desk_looks import Difference, PayoutLook
from kollegie.model.records import Noun
from kollegie.model.signals import EvidenceRow
from kollegie.progress import Progress
from kollegie.screening.attendance_rules import counted_hours
from kollegie.screening.columns import NO_NUMBER
from kollegie.screening.granted import OCCASIONS, Span, spans_by_user_and_service
from kollegie.screening.invoice_desk import month_number
from kollegie.screening.material import AtUsers, Material
from kollegie.screening.netting import PaidMonth, Part, share_of
from kollegie.screening.payout_rules import V17
from kollegie.screening.reversed_payouts import paid_by_month, reversed_parts, reversed_said
from kollegie.screening.rules import Chosen
from kollegie.screening.running import evidence
from kollegie.screening.swedish_time import (
    NONE,
    Longs,
    date_of,
    days_in_month,
    first_of_month,
    month_of,
    month_text,
)

KINDS = ("users", "providers", "staff", "decisions", "time-reports", "payouts", "attendance")
FEWEST_ATTENDED = 0.8
"""Less attended than this share of what was planned is shown (domain V29)."""


@dataclass(frozen=True, slots=True)
class _Worked:
    minutes: int
    occasions: int
    planned: int | None = None


class PayoutDesk:
    """Payouts beside the reports of one material."""

    def __init__(self, material: Material) -> None:
        self.material = material
        self.payouts = material["payouts"]
        chosen = Chosen(V17)
        self._grace = int(chosen["grace"])
        self._untimed = {word.casefold() for word in chosen.words("untimed")}

    def months(self) -> tuple[str, ...]:
        """The months there are payouts for, the latest first."""
        return tuple(month_text(month) for month in sorted(self._places_by_month, reverse=True))

    def of_month(self, month: str, progress: Progress | None = None) -> tuple[PayoutLook, ...]:
        """Every payout that covers the month, in order of payee and user. Raises: Cancelled out of the progress."""
        wanted = month_number(month)
        places = self._places_by_month.get(wanted, [])
        looks = []
        for done, at in enumerate(places, start=1):
            looks.append(self._look(at, wanted, [self._own(at)]))
            if progress is not None and (done % 50 == 0 or done == len(places)):
                progress.step(done, len(places), say("utbetalningar", "payouts"))
        return tuple(sorted(looks, key=lambda look: (look.payee, look.user, look.row)))

    def cost(self) -> int:
        """What all payouts taken in come to. Units: öre."""
        amounts = self.payouts["amount"]
        return int(amounts[amounts != NO_NUMBER].sum())

    def without_report(self, first: str, last: str) -> tuple[PayoutLook, ...]:
        """Every payout of these months for which nothing was reported and the time for it has passed.

        Shape: what was taken back later stands in the month it is drawn off, so that the amounts sum to what is left.
        """
        months = range(month_number(first), month_number(last) + 1)
        looks = [self._look(at, month, self._parts(at)) for month in months for at in self._counted.get(month, [])]
        return tuple(look for look in looks if Difference.NO_REPORTS in look.differences)

    @cached_property
    def _places_by_month(self) -> dict[int, list[int]]:
        return self._by_month([self._own(at)] for at in range(len(self.payouts)))

    @cached_property
    def _counted(self) -> dict[int, list[int]]:
        """The rows by the months they are counted in."""
        return self._by_month(self._parts(at) for at in range(len(self.payouts)))

    @staticmethod
    def _by_month(rows: Iterable[Sequence[Part]]) -> dict[int, list[int]]:
        found: dict[int, list[int]] = defaultdict(list)
        for at, parts in enumerate(rows):
            for month in dict.fromkeys(month for part in parts for month in _months_of(part)):
                found[month].append(at)
        return found

    @cached_property
    def _by_pair(self) -> dict[tuple[int, int], set[int]]:
        """The months each payee was paid for each user."""
        found: dict[tuple[int, int], set[int]] = defaultdict(set)
        for (payee, user, _, month), paid in self._net.items():
            if paid.stands:
                found[payee, user].add(month)
        return found

    @cached_property
    def _at_users(self) -> AtUsers:
        users = np.unique(self.payouts["user_id"])
        return AtUsers(self.material.reports, users[users >= 0].astype(np.int64))

    @cached_property
    def _spans(self) -> dict[tuple[int, str], list[Span]]:
        return spans_by_user_and_service(self.material)

    def _pair(self, at: int) -> tuple[int, int]:
        return int(self.payouts["payee_id"][at]), int(self.payouts["user_id"][at])

    def _own(self, at: int) -> Part:
        """What a row says it comes to, on the days it bears."""
        amount, first, last = (int(self.payouts[name][at]) for name in ("amount", "period_from", "period_to"))
        return 0 if amount == NO_NUMBER else amount, first, max(first, last)

    def _parts(self, at: int) -> Sequence[Part]:
        """The same on the days it is counted on."""
        return reversed_parts(self.material).get(at) or [self._own(at)]

    def _look(self, at: int, month: int, parts: Sequence[Part]) -> PayoutLook:
        """One row and month, with what these parts of the row come to in it."""
        payee, user = self._pair(at)
        service = self.payouts.text("service", at)
        begin, days = first_of_month(month), days_in_month(month)
        worked = self._worked(payee, user, service, begin, begin + days - 1)
        granted = self._granted_occasions(user, service, begin, begin + days - 1)
        paid_on = int(self.payouts["paid_on"][at])
        amount = sum(share_of(*part, begin, begin + days - 1) for part in parts)
        net = self._net.get((payee, user, service.casefold(), month), PaidMonth())
        back = [one for one in sorted(net.places) if self.payouts["amount"][one] < 0 and one != at]
        return PayoutLook(
            self.payouts.text("payee_id", at),
            self.payouts.text("user_id", at),
            service,
            month_text(month),
            amount,
            None if worked is None else worked.minutes,
            None if worked is None else worked.occasions,
            granted,
            None if paid_on == NONE else date_of(paid_on),
            self.payouts.files[int(self.payouts.file[at])],
            int(self.payouts.row[at]),
            self._company(payee) >= 0,
            self._idle_months(at, month),
            None if worked is None else worked.planned,
            tuple(self._differences(user, net, worked, granted, begin + days - 1)),
            self._evidence([at, *back], payee, user, begin, begin + days - 1),
            net.ore,
            tuple(
                say(*words) for words in reversed_said(self.material, back, month) + reversed_said(self.material, [at])
            ),
        )

    @cached_property
    def _net(self) -> dict[tuple[int, int, str, int], PaidMonth]:
        return paid_by_month(self.material)

    def _worked(self, payee: int, user: int, service: str, begin: int, end: int) -> _Worked | None:
        """What was reported; None where no such records are taken in."""
        if service.casefold() in self._untimed:
            return self._attended(user, begin, end)
        if not len(self.material.reports):
            return None
        entries = self._entries(payee, user, begin, end)
        reports = self.material.reports
        return _Worked(int(reports.minutes[entries].sum()), len(set(reports.day[entries].tolist())))

    def _entries(self, payee: int, user: int, begin: int, end: int) -> Longs:
        if user < 0 or payee < 0:
            return np.zeros(0, np.int64)
        reports, company = self.material.reports, self._company(payee)
        entries = self._at_users.on_days(user, begin, end)
        person = int(self.material.persons[payee])
        theirs = reports.who[entries] == person
        if company >= 0:
            theirs |= reports.provider[entries] == company
        return np.asarray(entries[theirs])

    def _company(self, payee: int) -> int:
        """The provider's code where the payee is one, else -1."""
        return self.material.noun(Noun.PROVIDER).find(self.material.noun(Noun.STAFF)[payee])

    def _attended(self, user: int, begin: int, end: int) -> _Worked | None:
        attendance = self.material["attendance"]
        if not len(attendance):
            return None
        day = attendance["date"]
        which = np.flatnonzero((attendance["user_id"] == user) & (day >= begin) & (day <= end))
        came, planned = (counted_hours(attendance, name)[which] for name in ("attended_hours", "planned_hours"))
        return _Worked(int(came.sum()) // 60, int((came > 0).sum()), int(planned.sum()) // 60)

    def _granted_occasions(self, user: int, service: str, begin: int, end: int) -> float | None:
        spans = self._spans.get((user, service.casefold()), [])
        counted = [span for span in spans if span.unit == OCCASIONS and span.first <= end and span.last >= begin]
        if not counted or any(np.isnan(span.amount) for span in counted):
            return None
        whole = end - begin + 1
        days = [min(end, span.last) - max(begin, span.first) + 1 for span in counted]
        return sum(span.amount * part / whole for span, part in zip(counted, days, strict=True))

    def _differences(
        self, user: int, net: PaidMonth, worked: _Worked | None, granted: float | None, last: int
    ) -> list[Difference]:
        found = [] if user in self.material.known_users else [Difference.UNKNOWN_USER]
        if worked is None or not net.stands:  # what has been taken back whole is no longer paid
            return found
        if not worked.minutes:
            late = self.material.as_of > last + self._grace
            return [*found, Difference.NO_REPORTS if late else Difference.REPORT_AWAITED]
        if worked.planned and worked.minutes < FEWEST_ATTENDED * worked.planned:
            found.append(Difference.LESS_THAN_PLANNED)
        if granted is not None and worked.occasions < granted - 1e-6:
            found.append(Difference.TOO_FEW_OCCASIONS)
        return found

    def _idle_months(self, at: int, month: int) -> int:
        """Months in a row up to this one with payout and nothing reported."""
        payee, user = self._pair(at)
        service, count = self.payouts.text("service", at), 0
        while month - count in self._by_pair.get((payee, user), ()):
            begin = first_of_month(month - count)
            worked = self._worked(payee, user, service, begin, begin + days_in_month(month - count) - 1)
            if worked is None or worked.minutes:
                break
            count += 1
        return count

    def _evidence(self, places: list[int], payee: int, user: int, begin: int, end: int) -> tuple[EvidenceRow, ...]:
        behind = [("payouts", np.asarray(places, np.int64))]
        service = self.payouts.text("service", places[0])
        if service.casefold() not in self._untimed and len(self.material.reports):
            entries = self._entries(payee, user, begin, end)
            behind.append(("time-reports", self.material.reports.places_of(entries)))
        return evidence(self.material, behind)


def _months_of(part: Part) -> range:
    """The months a part reaches into."""
    return range(month_of(part[1]), month_of(part[2]) + 1)
