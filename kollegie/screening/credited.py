"""Credit notes counted where the invoice they name stands, whatever service they name and whichever days they bear."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from functools import cached_property

import numpy as np

from kollegie.screening.billed_services import billed_services
from kollegie.screening.columns import NO_NUMBER, Records
from kollegie.screening.material import Material
from kollegie.screening.rules import Said
from kollegie.screening.swedish_time import Longs, month_of, month_text

MOST_TOLD = 12
"""Credit notes named in a calculation; the rows show them all."""


def credited_services(material: Material) -> list[str]:
    """The service each invoice line is counted to; a credit note's is that of the invoice it names, where it has one.

    Shape: a line that names none of several services is counted to "" with the others like it.
    """
    return material.shared(_Credited).services


def netted_invoices(material: Material) -> Records:
    """The invoice lines, each over the days it is counted on.

    Shape: a line that takes back what another invoice bills for the same user, on none of the days that it bills, is
    counted on those: a credit note of April for an invoice of March is drawn off March. One of the same sign is no
    credit of it and stands on its own days, and so does all that names no invoice taken in.
    Source: domain 2.7, a credit note's BillingReference.
    """
    return material.shared(_Credited).netted


def moved_said(material: Material, lines: Iterable[int]) -> list[Said]:
    """Which of these invoice lines are counted in another month than their own, told by credit note and invoice."""
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
    ]


class _Credited:
    """The lines that name an invoice, beside the lines of that invoice."""

    def __init__(self, material: Material) -> None:
        self._material, self._invoices = material, material["invoices"]
        self._places = np.flatnonzero(self._invoices["credits"] >= 0).tolist()
        self._days: dict[int, tuple[int, int]] = {}

    @property
    def _billed(self) -> list[str]:
        return self._material.shared(billed_services)

    @cached_property
    def services(self) -> list[str]:
        """What each line is counted to."""
        found = list(self._billed)
        for at in self._places:
            credited = {self._billed[line] for line in self._of_invoice.get(self._named(at), ())}
            if len(credited) == 1:
                (found[at],) = credited
        return found

    @cached_property
    def netted(self) -> Records:
        """The lines over the days they are counted on."""
        invoices = self._invoices
        moved = {at: days for at in self._places if (days := self._counted_on(at, ())) != self._own_days(at)}
        if not moved:
            return invoices
        columns = dict(invoices.columns)
        for place, name in enumerate(("period_from", "period_to")):
            columns[name] = columns[name].copy()
            columns[name][list(moved)] = [days[place] for days in moved.values()]
        return replace(invoices, columns=columns)

    @cached_property
    def _of_invoice(self) -> dict[tuple[int, int], list[int]]:
        """The lines of each invoice that anything names, by provider and invoice."""
        wanted = np.asarray(sorted({self._named(at)[1] for at in self._places} - {-1}), np.int64)
        found: dict[tuple[int, int], list[int]] = defaultdict(list)
        providers, numbers = self._invoices["provider_id"], self._invoices["invoice_id"]
        for at in np.flatnonzero(np.isin(numbers, wanted)).tolist():
            found[int(providers[at]), int(numbers[at])].append(at)
        return dict(found)

    @cached_property
    def _worth(self) -> Longs:
        amount, hours = self._invoices["amount"], self._invoices["hours"]
        worth = np.where((amount == NO_NUMBER) | (amount == 0), hours, amount)
        return np.where(worth == NO_NUMBER, 0, np.sign(worth))

    def _named(self, at: int) -> tuple[int, int]:
        """The provider and the invoice a line names."""
        number = self._invoices.names_of("invoice_id").find(self._invoices.text("credits", at))
        return int(self._invoices["provider_id"][at]), number

    def _own_days(self, at: int) -> tuple[int, int]:
        return int(self._invoices["period_from"][at]), int(self._invoices["period_to"][at])

    def _counted_on(self, at: int, before: tuple[int, ...]) -> tuple[int, int]:
        """The days a line is counted on; `before` are those that led here, since two may name each other."""
        if at in self._days:
            return self._days[at]
        first, last = self._own_days(at)
        user = self._invoices["user_id"][at]
        credited = [
            line
            for line in self._of_invoice.get(self._named(at), ())
            if line not in before
            and self._invoices["user_id"][line] == user
            and self._worth[line] == -self._worth[at] != 0
        ]
        same = [line for line in credited if self._billed[line] == self._billed[at]]
        days = [self._counted_on(line, (*before, at)) for line in same or credited]
        if days:
            begin, end = min(one for one, _ in days), max(max(pair) for pair in days)
            if max(first, last) < begin or first > end:
                first, last = begin, end
        self._days[at] = first, last
        return first, last
