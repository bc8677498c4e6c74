"""Every claim for sick pay beside what is known of its hours: the list that is gone through with the invoices (S1-14).

Source: domain 2.6. The list asks; what a claim is worth is decided by a person.
"""

from __future__ import annotations

from functools import cached_property
from itertools import chain

import numpy as np

from kollegie.model.desk_looks import ClaimDoubt, ClaimLook
from kollegie.screening.columns import NO_NUMBER
from kollegie.screening.material import Material
from kollegie.screening.registration_rules import not_registered_days
from kollegie.screening.rules import Chosen
from kollegie.screening.sick_pay_rules import V08, minutes_inside, minutes_once, overlapping_claims
from kollegie.screening.swedish_time import DAY, FAR_FUTURE, NONE, Longs, date_of, elapsed_spans
from kollegie.screening.waiting_rules import days_of_death


class SickClaims:
    """The claims of one material."""

    def __init__(self, material: Material) -> None:
        self._material = material
        self._claims = material["sick-claims"]
        self._reports = material.reports
        self._begun, self._ended = elapsed_spans(self._claims["from"], self._claims["to"])
        self._tolerance = Chosen(V08)["tol_h"] * 60

    def looks(self) -> tuple[ClaimLook, ...]:
        """Every claim, those with most to ask about first."""
        found = [self._look(at) for at in range(len(self._claims))]
        return tuple(sorted(found, key=lambda one: (-len(one.doubts), one.first, one.claim)))

    def rows_of(self, claim: str) -> tuple[tuple[str, Longs], ...]:
        """The claim, what the substitute and the sick one reported meanwhile, and the absence."""
        wanted = self._claims.names_of("claim_id").find(claim)
        places = np.flatnonzero(self._claims["claim_id"] == wanted) if wanted >= 0 else np.zeros(0, np.int64)
        entries = [part for at in places.tolist() for part in (self._substitutes(at), self._own(at))]
        joined = np.unique(np.concatenate(entries)) if entries else np.zeros(0, np.int64)
        away = [np.flatnonzero(self._absences(at)) for at in places.tolist()]
        return (
            ("sick-claims", places),
            ("time-reports", self._reports.places_of(joined)),
            ("absences", np.unique(np.concatenate(away)) if away else np.zeros(0, np.int64)),
        )

    def _look(self, at: int) -> ClaimLook:
        claims = self._claims
        claimed, amount = int(claims["hours"][at]), int(claims["amount"][at])
        stood_in = minutes_once(self._reports, self._substitutes(at), int(self._begun[at]), int(self._ended[at]))
        own = self._own(at)
        doubts = tuple(self._doubts(at, 0 if claimed == NO_NUMBER else claimed / 60, stood_in, len(own)))
        return ClaimLook(
            claims.text("claim_id", at),
            claims.text("user_id", at),
            claims.text("staff_id", at),
            claims.text("substitute_id", at),
            date_of(int(claims["from"][at]) // DAY),
            date_of(self._last(at)),
            0 if claimed == NO_NUMBER else claimed,
            stood_in,
            0 if amount == NO_NUMBER else amount,
            doubts,
        )

    def _doubts(self, at: int, wanted: float, stood_in: int, own: int) -> list[ClaimDoubt]:
        claims, first, last = self._claims, int(self._claims["from"][at]) // DAY, self._last(at)
        user, staff = int(claims["user_id"][at]), int(claims["staff_id"][at])
        found = []
        if int(claims["substitute_id"][at]) < 0:
            found.append(ClaimDoubt.NO_SUBSTITUTE)
        elif wanted - stood_in > self._tolerance:
            found.append(ClaimDoubt.TOO_LITTLE)
        if own:
            found.append(ClaimDoubt.OWN_WORK)
        if at in self._claimed_twice:
            found.append(ClaimDoubt.TWICE)
        stays = self._material["stays"]
        inside = np.where(stays["to"] == NONE, FAR_FUTURE, stays["to"]) >= first
        if (inside & (stays["from"] <= last) & (stays["user_id"] == user)).any():
            found.append(ClaimDoubt.STAY)
        if last > self._deceased.get(user, FAR_FUTURE):
            found.append(ClaimDoubt.DECEASED)
        if user in self._users and not_registered_days(self._material, self._users[user], first, last):
            found.append(ClaimDoubt.NOT_REGISTERED)
        if self._material.has("staff") and not self._employed(staff, first):
            found.append(ClaimDoubt.NO_CONTRACT)
        if self._material.has("absences") and not self._absences(at).any():
            found.append(ClaimDoubt.NO_ABSENCE)
        return found

    def _last(self, at: int) -> int:
        return (max(int(self._claims["to"][at]), int(self._claims["from"][at]) + 1) - 1) // DAY

    def _substitutes(self, at: int) -> Longs:
        """The substitute's entries at the user in the time claimed."""
        substitute = int(self._claims["substitute_id"][at])
        if substitute < 0:
            return np.zeros(0, np.int64)
        theirs = self._inside(substitute, at)
        return np.asarray(theirs[self._reports.user[theirs] == self._claims["user_id"][at]])

    def _own(self, at: int) -> Longs:
        """What the sick one reported meanwhile, at any user."""
        return self._inside(int(self._claims["staff_id"][at]), at)

    def _inside(self, staff: int, at: int) -> Longs:
        person, begun, ended = int(self._material.persons[staff]), int(self._begun[at]), int(self._ended[at])
        return minutes_inside(self._reports, person, begun, ended)[0]

    def _absences(self, at: int) -> Longs:
        """Which absences are sick leave of the person on some day of the claim."""
        absences, persons = self._material["absences"], self._material.persons
        if not len(absences):
            return np.zeros(0, bool)
        mine = persons[absences["staff_id"]] == persons[self._claims["staff_id"][at]]
        end = np.where(absences["to"] == NONE, FAR_FUTURE, absences["to"])
        first = int(self._claims["from"][at]) // DAY
        sick = absences.is_one_of("kind", "sick")
        return np.asarray(mine & sick & (absences["from"] <= self._last(at)) & (end >= first))

    def _employed(self, staff: int, first: int) -> bool:
        """Whether a contract had begun before the illness."""
        rows = self._material["staff"]
        begun = rows["contract_from"][self._material.persons[rows["staff_id"]] == self._material.persons[staff]]
        return bool(((begun != NONE) & (begun < first)).any())

    @cached_property
    def _deceased(self) -> dict[int, int]:
        return days_of_death(self._material)

    @cached_property
    def _users(self) -> dict[int, int]:
        """The place in the register of each user."""
        return {code: at for at, code in enumerate(self._material["users"]["user_id"].tolist())}

    @cached_property
    def _claimed_twice(self) -> frozenset[int]:
        """The claims that V08 has as claimed twice."""
        return frozenset(chain.from_iterable(overlapping_claims(self._material, self._begun, self._ended)))
