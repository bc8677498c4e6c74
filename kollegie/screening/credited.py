"""Credit notes counted where the invoice they name stands, whatever service they name and whichever days they bear."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import cached_property
from typing import TypeAlias

import numpy as np

from kollegie.screening.at_once import Once, made_once
from kollegie.screening.billed_services import billed_services, named_services
from kollegie.screening.columns import NO_NUMBER, Records
from kollegie.screening.material import Material
from kollegie.screening.netting import ALWAYS, ServiceShare, billed_months, standing
from kollegie.screening.rules import Said
from kollegie.screening.swedish_time import Longs, month_of, month_text
from kollegie.screening.wording import hours, kronor, listed

_Invoice: TypeAlias = tuple[int, int]
"""A provider and the number of its invoice."""
_Billing: TypeAlias = tuple[_Invoice, int, int]
"""An invoice, a user, and whether its lines bill (1) or take back (-1)."""

MOST_TOLD = 12
"""Credit notes named in a calculation; the rows show them all."""


def credited_services(material: Material) -> list[str]:
    """The service each invoice line is counted to; a credit note's is that of the invoice it names, where it has one.

    Shape: a line that names none of several services is counted to "" with the others like it; one that takes back
    several of an invoice is counted to them as `credited_shares` tells.
    """
    return material.shared(_Credited).services


def credited_shares(material: Material) -> Mapping[int, Sequence[ServiceShare]]:
    """The credit notes that name none of the services their invoice bills a user: what is drawn off each of these.

    Shape: in proportion to what the invoice bills the user for each, so that one that takes all back leaves nothing.
    """
    return material.shared(_Credited).shares


def netted_invoices(material: Material) -> Records:
    """The invoice lines, each over the days it is counted on.

    Shape: a line that takes back what another invoice bills for the same user, on none of the days that it bills, is
    counted on those: a credit note of April for an invoice of March is drawn off March. One of the same sign is no
    credit of it and stands on its own days, and so does all that names no invoice taken in.
    Source: domain 2.7, a credit note's BillingReference.
    """
    return material.shared(_Credited).netted


def moved_said(material: Material, lines: Iterable[int]) -> list[Said]:
    """Which of these invoice lines are counted in another month than their own, told by credit note and invoice.

    Shape: and which are drawn off several services of an invoice, with what is drawn off each.
    """
    invoices, netted = material["invoices"], netted_invoices(material)
    found = dict.fromkeys(
        (invoices.text("invoice_id", at), invoices.text("credits", at), int(netted["period_from"][at]))
        for at in lines
        if invoices["period_from"][at] != netted["period_from"][at]
    )
    return [
        (
            f"{note} krediterar {invoice} och räknas av i {month_text(month_of(first))}, som fakturan gäller.",
            f"{note} credits {invoice} and is drawn off in {month_text(month_of(first))}, which the invoice is for.",
        )
        for note, invoice, first in sorted(found)[:MOST_TOLD]
    ] + _shared_said(material, lines)


def _shared_said(material: Material, lines: Iterable[int]) -> list[Said]:
    invoices, shares = material["invoices"], credited_shares(material)
    said: dict[Said, None] = {}
    for at in sorted(set(lines) & shares.keys()):
        note, invoice = invoices.text("invoice_id", at), invoices.text("credits", at)
        seconds, ore = int(invoices["hours"][at]), int(invoices["amount"][at])
        drawn = [
            (share.service or "–", hours(-seconds * float(share.hours) / 60))
            if seconds not in (0, NO_NUMBER)
            else (share.service or "–", kronor(-round(ore * share.money)))
            for share in shares[at]
        ]
        sv, en = (listed(tuple(f"{service} {words[one]}" for service, words in drawn))[one] for one in (0, 1))
        one_said = (
            f"{note} krediterar {invoice} utan att säga vilken insats och delas efter vad den fakturerar: {sv}.",
            f"{note} credits {invoice} without telling which service, and is shared as it bills them: {en}.",
        )
        said[one_said] = None
    return list(said)[:MOST_TOLD]


def uncredited(material: Material, places: Longs, days: tuple[int, int] = ALWAYS) -> Longs:
    """Those of these invoice lines of which something is left when what was credited is drawn off, with its rows.

    Shape: what names an invoice is drawn off that one alone, also where it is not taken in; a credit note that names
    none is drawn off all of the month. Of what is billed for these days.
    """
    invoices, services, shares = netted_invoices(material), credited_services(material), credited_shares(material)
    accounts = material.shared(_Credited).accounts
    tied = [at for at in places.tolist() if at in accounts]
    if tied:
        own = {at: f"{accounts[at]} {services[at]}" for at in tied}
        parts = {
            at: [share._replace(service=f"{accounts[at]} {share.service}") for share in shares[at]]
            for at in tied
            if at in shares
        }
        left = standing(billed_months(invoices, own, np.asarray(tied, np.int64), days, parts).values())
        places = places[~np.isin(places, np.setdiff1d(tied, left))]
    return standing(billed_months(invoices, services, places, days, shares).values())


class _Credited:
    """The lines that name an invoice, beside the lines of that invoice."""

    def __init__(self, material: Material) -> None:
        self._material, self._invoices, self.once = material, material["invoices"], Once()
        self._places = np.flatnonzero(self._invoices["credits"] >= 0).tolist()
        self._days: dict[int, tuple[int, int]] = {}
        self._spans: dict[tuple[_Billing, str], tuple[int, int] | None] = {}
        self._under_way: set[int] = set()

    @property
    def _billed(self) -> list[str]:
        return self._material.shared(billed_services)

    @cached_property
    def services(self) -> list[str]:
        """What each line is counted to."""
        found = list(self._billed)
        of_invoice = {named: {self._billed[line] for line in lines} for named, lines in self._of_invoice.items()}
        for at in self._places:
            credited = of_invoice.get(self._named[at], ())
            if len(credited) == 1:
                (found[at],) = credited
            elif at in self.shares:
                found[at] = ""
        return found

    @cached_property
    def shares(self) -> dict[int, list[ServiceShare]]:
        """The lines that take back several services of one invoice, with what of them is counted to each."""
        found = {}
        for at in np.asarray(self._places, np.int64)[self._worth[self._places] != 0].tolist():
            back = self._alike.get((self._named[at], int(self._invoices["user_id"][at]), -int(self._worth[at])), [])
            services = sorted({self._billed[line] for line in back})
            if len(services) > 1 and self._material.shared(named_services)[at] not in services:
                found[at] = self._shared_among(services, back)
        return found

    def _shared_among(self, services: list[str], lines: list[int]) -> list[ServiceShare]:
        """In proportion to what these lines bill for each, in hours and in money; the same where one is not told."""
        by: list[dict[str, int]] = []
        for name in ("hours", "amount"):
            column = self._invoices[name]
            told = {at: int(column[at]) for at in lines if column[at] != NO_NUMBER}
            by.append({one: abs(sum(told.get(at, 0) for at in lines if self._billed[at] == one)) for one in services})
        timed, paid = (one if sum(one.values()) else other for one, other in (by, by[::-1]))
        in_all = sum(timed.values()), sum(paid.values())
        return [ServiceShare(one, Fraction(timed[one], in_all[0]), Fraction(paid[one], in_all[1])) for one in services]

    @made_once
    def netted(self) -> Records:
        """The lines over the days they are counted on; two rules at once would hide them from each other meanwhile."""
        invoices = self._invoices
        moved = {at: days for at in self._places if (days := self._counted_on(at)) != self._own_days(at)}
        if not moved:
            return invoices
        columns = dict(invoices.columns)
        for place, name in enumerate(("period_from", "period_to")):
            columns[name] = columns[name].copy()
            columns[name][list(moved)] = [days[place] for days in moved.values()]
        return replace(invoices, columns=columns)

    @cached_property
    def accounts(self) -> dict[int, str]:
        """The invoice that each of these lines belongs to: the one a chain of names began with, here or not."""
        onward = {named: at for named, lines in self._of_invoice.items() for at in lines if at in self._named}
        began: dict[_Invoice, str] = {}
        for line in self._places:
            at, passed = line, {self._named[line]}
            while (further := onward.get(self._named[at])) is not None and self._named[further] not in passed:
                at = further
                passed.add(self._named[at])
            provider, text = int(self._invoices["provider_id"][at]), self._invoices.text("credits", at)
            began[self._named[line]] = f"{provider} {text}"
        found = {at: began[named] for named, lines in self._of_invoice.items() for at in lines}
        return found | {at: began[self._named[at]] for at in self._places}

    @cached_property
    def _of_invoice(self) -> dict[_Invoice, list[int]]:
        """The lines of each invoice that anything names."""
        wanted = np.asarray(sorted({number for _, number in self._named.values()}), np.int64)
        found: dict[_Invoice, list[int]] = defaultdict(list)
        providers, numbers = self._invoices["provider_id"], self._invoices["invoice_id"]
        named = set(self._named.values())
        for at in np.flatnonzero(np.isin(numbers, wanted)).tolist():
            if (one := (int(providers[at]), int(numbers[at]))) in named:
                found[one].append(at)
        return dict(found)

    @cached_property
    def _alike(self) -> dict[_Billing, list[int]]:
        """The lines of those invoices by user and by whether they bill or take back."""
        found: dict[_Billing, list[int]] = defaultdict(list)
        for named, lines in self._of_invoice.items():
            for at in lines:
                found[named, int(self._invoices["user_id"][at]), int(self._worth[at])].append(at)
        return dict(found)

    @cached_property
    def _worth(self) -> Longs:
        amount, hours = self._invoices["amount"], self._invoices["hours"]
        worth = np.where((amount == NO_NUMBER) | (amount == 0), hours, amount)
        return np.where(worth == NO_NUMBER, 0, np.sign(worth))

    @cached_property
    def _named(self) -> dict[int, _Invoice]:
        """The provider and the invoice each line names; one that is not here has a number below zero of its own."""
        find, codes = self._invoices.names_of("invoice_id").find, self._invoices["credits"]
        numbers = {int(codes[at]): -1 for at in self._places}
        for at in self._places:
            if numbers[code := int(codes[at])] == -1:
                number = find(self._invoices.text("credits", at))
                numbers[code] = number if number >= 0 else -2 - code
        return {at: (int(self._invoices["provider_id"][at]), numbers[int(codes[at])]) for at in self._places}

    def _own_days(self, at: int) -> tuple[int, int]:
        return int(self._invoices["period_from"][at]), int(self._invoices["period_to"][at])

    def _counted_on(self, at: int) -> tuple[int, int]:
        """The days a line is counted on."""
        if at in self._days:
            return self._days[at]
        first, last = self._own_days(at)
        worth = int(self._worth[at])
        if at in self._named and worth:
            self._under_way.add(at)
            days = self._credited_days((self._named[at], int(self._invoices["user_id"][at]), -worth), self.services[at])
            self._under_way.discard(at)
            if days and (max(first, last) < days[0] or first > days[1]):
                first, last = days
        self._days[at] = first, last
        return first, last

    def _credited_days(self, billing: _Billing, service: str) -> tuple[int, int] | None:
        """The days of what a line takes back: of its own service where that is billed; None where nothing is."""
        if (billing, service) in self._spans:
            return self._spans[billing, service]
        alike = self._alike.get(billing, [])
        lines = [at for at in alike if at not in self._under_way]  # two may name each other
        same = [at for at in lines if self._billed[at] == service]
        days = [self._counted_on(at) for at in same or lines]
        span = (min(one for one, _ in days), max(max(pair) for pair in days)) if days else None
        if len(lines) == len(alike):
            self._spans[billing, service] = span
        return span
