"""Whose visits are a contact person's meetings: home care in the same home is none.

Source: domain V18, V28; S0-2, S0-3.
"""

from __future__ import annotations

from collections import defaultdict

import numpy as np

from kollegie.model.records import Noun
from kollegie.screening.material import Material
from kollegie.screening.swedish_time import Ints, Longs

SERVICES = "kontaktperson"
"""Services whose occasions are meetings with one person and not visits by a provider's staff."""


class ContactPersons:
    """Tells the entries at a user that can be meetings with the contact person of a decision.

    Shape: where fees have been paid for the service, those by the payees; else those by the decision's provider, or,
    where it names none, by nobody who works for a provider of the user's other decisions.
    """

    def __init__(self, material: Material) -> None:
        self._material = material
        payouts, decisions, staff = (material[kind] for kind in ("payouts", "decisions", "staff"))
        self._payees: dict[tuple[int, str], set[int]] = defaultdict(set)
        for at in range(len(payouts)):
            payee, user = int(payouts["payee_id"][at]), int(payouts["user_id"][at])
            if payee >= 0:
                self._payees[user, payouts.text("service", at).casefold()].add(payee)
        self._decided: dict[int, list[tuple[str, int]]] = defaultdict(list)
        for at, (user, provider) in enumerate(
            zip(decisions["user_id"].tolist(), decisions["provider_id"].tolist(), strict=True)
        ):
            self._decided[user].append((decisions.text("service", at).casefold(), provider))
        self._employed: dict[int, set[int]] = defaultdict(set)
        for who, provider in zip(staff["staff_id"].tolist(), staff["provider_id"].tolist(), strict=True):
            if provider >= 0:
                self._employed[provider].add(int(material.persons[who]))

    def meetings(self, at: int, entries: Longs) -> Longs:
        """Those of a user's entries that can be meetings by the decision at a place."""
        decisions, reports = self._material["decisions"], self._material.reports
        user, provider = int(decisions["user_id"][at]), int(decisions["provider_id"][at])
        service = decisions.text("service", at).casefold()
        payees = self._payees.get((user, service), set())
        if payees:
            return np.asarray(entries[self._by(payees, reports.who[entries], reports.provider[entries])])
        if provider >= 0:
            return np.asarray(entries[np.isin(reports.provider[entries], (provider, -1))])
        others = {their for name, their in self._decided[user] if name != service and their >= 0}
        return np.asarray(entries[~self._of(others, reports.who[entries], reports.provider[entries])])

    def _by(self, payees: set[int], who: Ints, provider: Ints) -> Ints:
        names = self._material.noun(Noun.STAFF)
        persons = {int(self._material.persons[payee]) for payee in payees}
        firms = {self._material.noun(Noun.PROVIDER).find(names[payee]) for payee in payees} - {-1}
        return np.asarray(np.isin(who, list(persons)) | np.isin(provider, list(firms)))

    def _of(self, providers: set[int], who: Ints, provider: Ints) -> Ints:
        persons = {person for one in providers for person in self._employed.get(one, ())}
        return np.asarray(np.isin(provider, list(providers)) | ((provider < 0) & np.isin(who, list(persons))))
