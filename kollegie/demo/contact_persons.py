"""The contact persons of the demonstration: fees that were paid though nobody reported a meeting.

Everything is made up. It is what the register of reclaims begins from.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from kollegie.demo.people import DemoUser

SERVICE = "kontaktperson"
OCCASIONS = 2
"""Meetings granted a month."""


@dataclass(frozen=True, slots=True)
class ContactPerson:
    """A contact person, whom they meet, and for which months before the last their fee was paid without a report.

    Shape: `place` is the user's among those of the municipality's own home care, `months` count back from the last
    month, and `fee` is in whole kronor.
    """

    ref: str
    place: int
    months: tuple[int, ...]
    fee: int


PERSONS = (
    ContactPerson("K-301", 1, (2, 1), 1150),
    ContactPerson("K-302", 2, (1,), 980),
    ContactPerson("K-303", 4, (2, 1), 1150),
    ContactPerson("K-304", 7, (1,), 640),
)


def contact_decisions(users: Sequence[DemoUser], day: date) -> Iterator[tuple[object, ...]]:
    """The decisions on a contact person, in the columns of those that wait."""
    for number, one in enumerate(PERSONS, start=1):
        begun = day - timedelta(days=300 + 20 * number)
        yield (
            *(f"D-32{number:02}", _met(users, one).ref, SERVICE, "SoL", begun, begun, "", OCCASIONS),
            *("occasions/month", "", f"Handläggare {number}", begun + timedelta(days=20)),
            *(day - timedelta(days=60 + 10 * number), ""),
        )


def fees(users: Sequence[DemoUser], months: Sequence[tuple[date, date]]) -> Iterator[tuple[object, ...]]:
    """What was paid out: payee, user, service, period, kronor, and the day; `months` end with the last one."""
    for one in PERSONS:
        for back in one.months:
            first, last = months[-1 - back]
            yield one.ref, _met(users, one).ref, SERVICE, first, last, one.fee, last + timedelta(days=20)


def _met(users: Sequence[DemoUser], one: ContactPerson) -> DemoUser:
    return [user for user in users if user.provider == "P-01" and not user.protected][one.place]
