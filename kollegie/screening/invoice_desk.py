"""The invoices of a month beside what was granted, planned and reported, for the desk review of every one of them.

Where the warning rules look for what stands out, this looks at each invoice, also those in which nothing does.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from kollegie.language import say
from kollegie.model.desk_looks import Difference, Hours, InvoiceLine, InvoiceLook, InvoicePart
from kollegie.model.records import Noun
from kollegie.progress import Progress
from kollegie.screening.billed_services import services_by_user
from kollegie.screening.columns import NO_NUMBER
from kollegie.screening.credited import credited_services, credited_shares, netted_invoices
from kollegie.screening.granted import Span, granted_seconds, spans_by_user_and_service
from kollegie.screening.material import AtUsers, Entries, Material
from kollegie.screening.money_rules import ASSISTANCE, V15, granted_to
from kollegie.screening.reported_rules import V16, reported_seconds
from kollegie.screening.rules import Chosen
from kollegie.screening.swedish_time import (
    Floats,
    Longs,
    date_of,
    month_of,
    month_text,
    months_of,
)

FEWEST_OF_PLANNED = 0.8
"""Less performed than this share of what was planned is shown (domain V23)."""
KINDS = ("users", "providers", "decisions", "time-reports", "schedules", "invoices")
"""The kinds of records the list is made from; the detail of one invoice asks for more."""


def month_number(month: str) -> int:
    """`2026-09` as months since the year 0. Raises: ValueError."""
    year, number = (int(part) for part in month.split("-"))
    if not 1 <= number <= 12:
        raise ValueError(month)
    return 12 * year + number - 1


class InvoiceDesk:
    """Invoices beside the other records of one material; what several looks share is worked out once.

    Shape: `names` are the providers' names in the register, by their ids in the imported files.
    """

    def __init__(self, material: Material, names: Mapping[str, str] | None = None) -> None:
        self.material = material
        self.names = names or {}
        self._looked: dict[str, tuple[InvoiceLook, ...]] = {}
        self.invoices = material["invoices"]
        self._over_reported = Chosen(V16)["tol_h"] * 3600
        granted = Chosen(V15)
        self._granted_share, self._granted_round = 1 + granted["tol_pct"] / 100, granted["round_h"] * 3600

    def months(self) -> tuple[str, ...]:
        """The months there are invoices of, the latest first."""
        found = np.unique(months_of(self.invoices["period_from"]))
        return tuple(month_text(month) for month in sorted(found.tolist(), reverse=True) if month > 0)

    def of_month(self, month: str, progress: Progress | None = None) -> tuple[InvoiceLook, ...]:
        """Every invoice and credit note whose first line begins in the month, in order of provider and invoice.

        Raises: Cancelled out of the progress.
        """
        known = self._looked.get(month)
        if known is not None:
            return known
        wanted = month_number(month)
        chosen = [lines for lines in self._lines_of_invoice.values() if self._month_of(lines) == wanted]
        looks = []
        for done, lines in enumerate(chosen, start=1):
            looks.append(self._look(lines, month))
            if progress is not None and (done % 50 == 0 or done == len(chosen)):
                progress.step(done, len(chosen), say("fakturor", "invoices"))
        self._looked[month] = tuple(sorted(looks, key=lambda look: (look.provider, look.invoice)))
        return self._looked[month]

    def one(self, provider: str, invoice: str) -> InvoiceLook | None:
        """One invoice, None where it is not among the records."""
        lines = self.places_of(provider, invoice)
        return None if not lines else self._look(lines, month_text(self._month_of(lines)))

    @cached_property
    def _lines_of_invoice(self) -> dict[tuple[int, int], list[int]]:
        found: dict[tuple[int, int], list[int]] = defaultdict(list)
        columns = self.invoices["provider_id"].tolist(), self.invoices["invoice_id"].tolist()
        for at, key in enumerate(zip(*columns, strict=True)):
            found[key].append(at)
        return found

    @cached_property
    def _lines_of_user(self) -> dict[int, list[int]]:
        """Lines with known hours by user; those of nobody stand under -1."""
        found: dict[int, list[int]] = defaultdict(list)
        for at in np.flatnonzero(self.invoices["hours"] != NO_NUMBER).tolist():
            found[int(self.invoices["user_id"][at])].append(at)
        return found

    @cached_property
    def _credited(self) -> dict[tuple[int, str], set[str]]:
        """The credit notes of each invoice, by provider and invoice."""
        found: dict[tuple[int, str], set[str]] = defaultdict(set)
        given = np.flatnonzero(self.invoices["credits"] >= 0)
        for at in given.tolist():
            provider = int(self.invoices["provider_id"][at])
            found[provider, self.invoices.text("credits", at)].add(self.invoices.text("invoice_id", at))
        return found

    @cached_property
    def _spans(self) -> dict[tuple[int, str], list[Span]]:
        return spans_by_user_and_service(self.material)

    @cached_property
    def _provider_names(self) -> frozenset[int]:
        return frozenset(self.material["providers"]["provider_id"].tolist())

    @cached_property
    def reported(self) -> Timed | None:
        """What was reported, None where no time reports are taken in."""
        return Timed(self.material.reports, self._invoiced_users) if len(self.material.reports) else None

    @cached_property
    def planned(self) -> Timed | None:
        """What was planned, None where no schedules are taken in."""
        return Timed(self.material.schedule, self._invoiced_users) if len(self.material.schedule) else None

    @cached_property
    def _invoiced_users(self) -> Longs:
        users = np.unique(self.invoices["user_id"])
        return users[users >= 0].astype(np.int64)

    def spans_of(self, user: int, service: str) -> list[Span] | None:
        """The decisions to hold an invoice line of a user and service against; None where they cannot be compared."""
        return granted_to(self._spans, self.material.shared(services_by_user).get(user, ()), user, service)

    def service_of(self, at: int) -> str:
        """The service of a line in lower case, as the rules read it."""
        return credited_services(self.material)[at]

    def places_of(self, provider: str, invoice: str) -> list[int]:
        """The places of an invoice's lines among the records, in the order of its lines."""
        key = self.material.noun(Noun.PROVIDER).find(provider), self.invoices.names_of("invoice_id").find(invoice)
        return self._lines_of_invoice.get(key, [])

    def lines_of(self, user: int, service: str, first: int, last: int) -> list[int]:
        """The places of all lines with hours for a user and service on these days, whoever sent them."""
        service = service.casefold()
        return [at for at in self._lines_of_user[user] if self._share(at, service) and self._inside(at, first, last)]

    def _share(self, at: int, service: str) -> float:
        """How much of a line is counted to a service: all or nothing, but for a credit of several services."""
        shares = credited_shares(self.material).get(at)
        if shares is None:
            return float(self.service_of(at) == service)
        return sum(float(share.hours) for share in shares if share.service == service)

    def _inside(self, at: int, first: int, last: int) -> int:
        """How many of these days a line is counted on."""
        begin, end = self._counted_on(at)
        return max(0, min(end, last) - max(begin, first) + 1)

    def _counted_on(self, at: int) -> tuple[int, int]:
        """The first and last day a line is counted on, a credit note's being those of its invoice."""
        counted = netted_invoices(self.material)
        begin, end = int(counted["period_from"][at]), int(counted["period_to"][at])
        return begin, max(begin, end)

    def _month_of(self, lines: list[int]) -> int:
        return month_of(min(int(self.invoices["period_from"][at]) for at in lines))

    def _look(self, places: list[int], month: str) -> InvoiceLook:
        first = places[0]
        provider_code = int(self.invoices["provider_id"][first])
        provider = self.invoices.text("provider_id", first)
        invoice = self.invoices.text("invoice_id", first)
        lines = tuple(self._line(at, name) for at, name in zip(places, self._names_of(places), strict=True))
        parts = self._parts(places)
        credits = next((text for at in places if (text := self.invoices.text("credits", at))), "")
        differences = dict.fromkeys(one for part in parts for one in part.differences)
        if provider_code not in self._provider_names:
            differences[Difference.UNKNOWN_PROVIDER] = None
        credited_code = self.invoices.names_of("invoice_id").find(credits) if credits else -1
        if credits and (provider_code, credited_code) not in self._lines_of_invoice:
            differences[Difference.CREDITS_UNKNOWN] = None
        return InvoiceLook(
            provider,
            self.names.get(provider, ""),
            invoice,
            month,
            min(line.first for line in lines),
            max(line.last for line in lines),
            sum(line.amount_ore for line in lines),
            lines,
            parts,
            credits,
            tuple(sorted(self._credited.get((provider_code, invoice), ()))),
            tuple(sorted(differences, key=lambda one: (-one.severity, one.value))),
        )

    def _names_of(self, places: list[int]) -> list[str]:
        """A name for each line that no other line of the invoice has: its own, or its number where it lacks one."""
        names: list[str] = []
        for number, at in enumerate(places, start=1):
            name = self.invoices.text("line", at) or str(number)
            while name in names:
                name += "+"
            names.append(name)
        return names

    def _line(self, at: int, name: str) -> InvoiceLine:
        seconds, price, amount = (int(self.invoices[name][at]) for name in ("hours", "price", "amount"))
        first, last = int(self.invoices["period_from"][at]), int(self.invoices["period_to"][at])
        return InvoiceLine(
            name,
            self.invoices.text("user_id", at),
            self.invoices.text("service", at),
            date_of(first),
            date_of(max(first, last)),
            None if seconds == NO_NUMBER else float(seconds),
            self.invoices.text("quantity", at),
            self.invoices.text("unit", at),
            None if price == NO_NUMBER else price,
            0 if amount == NO_NUMBER else amount,
            self.invoices.files[int(self.invoices.file[at])],
            int(self.invoices.row[at]),
        )

    def _parts(self, places: list[int]) -> tuple[InvoicePart, ...]:
        grouped: dict[tuple[int, str], list[int]] = defaultdict(list)
        for number, at in enumerate(places):
            grouped[int(self.invoices["user_id"][at]), self.service_of(at)].append(number)
        return tuple(self._part(places, user, service, numbers) for (user, service), numbers in grouped.items())

    def _part(self, places: list[int], user: int, service: str, numbers: list[int]) -> InvoicePart:
        lines = [places[number] for number in numbers]
        first = min(int(self.invoices["period_from"][at]) for at in lines)
        last = max(first, *(int(self.invoices["period_to"][at]) for at in lines))
        hours, differences = self._compared(user, service, lines, first, last)
        name = self.invoices.text("service", lines[0]) or service
        amounts = [int(self.invoices["amount"][at]) for at in lines]
        return InvoicePart(
            self.invoices.text("user_id", lines[0]),
            name,
            date_of(first),
            date_of(last),
            hours,
            sum(amount for amount in amounts if amount != NO_NUMBER),
            tuple(numbers),
            tuple(differences),
        )

    def _compared(
        self, user: int, service: str, lines: list[int], first: int, last: int
    ) -> tuple[Hours, list[Difference]]:
        seconds = [int(self.invoices["hours"][at]) for at in lines]
        timed = all(one != NO_NUMBER for one in seconds)
        invoiced = float(sum(seconds)) if timed else None
        differences = [] if timed else [Difference.HOURS_UNKNOWN]
        if user < 0 or user not in self.material.known_users:
            differences.append(Difference.UNKNOWN_USER)
        if user < 0:
            return Hours(invoiced=invoiced), differences
        provider = int(self.invoices["provider_id"][lines[0]])
        by_provider, in_all = self._billed(user, service, provider, first, last)
        reported = None if self.reported is None else self.reported.seconds(user, provider, first, last)
        planned = None if self.planned is None else self.planned.seconds(user, provider, first, last)
        spans = self.spans_of(user, service)
        granted = None if spans is None else granted_seconds(spans, first, last)
        if invoiced is not None and invoiced > 0:
            differences += self._reported_differs(by_provider, reported)
            beside = 0.0 if service else self._used_by_named(user, first, last)
            differences += self._granted_differs(service, spans, granted, in_all, beside)
        if planned and reported is not None and reported < FEWEST_OF_PLANNED * planned - 1e-6:
            differences.append(Difference.LESS_THAN_PLANNED)
        return Hours(granted if spans else None, planned, reported, invoiced, by_provider, in_all), differences

    def _reported_differs(self, billed: float, reported: float | None) -> list[Difference]:
        if reported is None or billed <= reported + self._over_reported + 1e-6:
            return []
        return [Difference.OVER_REPORTED if reported else Difference.NO_REPORTS]

    def _used_by_named(self, user: int, first: int, last: int) -> float:
        """Seconds of the grants of these days that lines which tell their service use, as V15 counts them."""
        used = 0.0
        for service in self.material.shared(services_by_user).get(user, ()):
            granted = granted_seconds(self.spans_of(user, service) or (), first, last)
            used += max(0.0, min(granted, self._billed(user, service, -1, first, last)[1]))
        return used

    def _granted_differs(
        self, service: str, spans: list[Span] | None, granted: float | None, billed: float, beside: float
    ) -> list[Difference]:
        """Shape: `beside` is what of the grant other lines use, where these do not tell which service they are for."""
        if spans is None or granted is None or not self.material.has("decisions"):
            return []
        if not granted:
            return [Difference.NO_DECISION]
        most = granted * self._granted_share + self._granted_round + 1e-6
        if billed + beside <= most:
            return []
        hint = service == ASSISTANCE or billed <= most
        return [Difference.OVER_GRANTED_MONTH if hint else Difference.OVER_GRANTED]

    def _billed(self, user: int, service: str, provider: int, first: int, last: int) -> tuple[float, float]:
        """Seconds all invoices and credit notes come to in these days: this provider's, and everybody's.

        A line that reaches outside the days counts with its share of them.
        """
        mine = everybody = 0.0
        for at in self.lines_of(user, service, first, last):
            begin, end = self._counted_on(at)
            part = self._share(at, service.casefold()) * self._inside(at, first, last) / (end - begin + 1)
            seconds = int(self.invoices["hours"][at]) * part
            everybody += seconds
            if int(self.invoices["provider_id"][at]) == provider:
                mine += seconds
        return mine, everybody


@dataclass(frozen=True)
class Timed:
    """Reported or planned time at the users who are invoiced for, as it counts for money."""

    entries: Entries
    users: Longs

    @cached_property
    def _at_users(self) -> AtUsers:
        return AtUsers(self.entries, self.users)

    @cached_property
    def _seconds(self) -> Floats:
        return reported_seconds(self.entries)

    def which(self, user: int, provider: int, first: int, last: int) -> Longs:
        """The entries a provider has at a user on these days; one that names no provider counts to all."""
        entries = self._at_users.on_days(user, first, last)
        by = self.entries.provider[entries]
        return np.asarray(entries[(by == provider) | (by < 0)])

    def seconds(self, user: int, provider: int, first: int, last: int) -> float:
        """Their time together."""
        return float(self._seconds[self.which(user, provider, first, last)].sum())
