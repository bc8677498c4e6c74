"""What the municipality gives beside home care: decisions that wait, personal assistance, and a provider left.

Everything is made up. It is what the pictures of waiting times, sick pay and changes of provider are drawn from.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from kollegie.demo.people import HOST, DemoUser

ASSISTED = "B-1201"
ASSISTANCE = "P-02"
A_WEEK = 40
"""Hours of assistance granted a week: a pass in the morning and one in the afternoon of every weekday."""
PASSES = ((9, "S-201"), (14, "S-202"))
"""The hour a pass begins, and whose it is."""
LENGTH = timedelta(hours=4)
SUBSTITUTES = ("S-203", "S-204")
ASSISTANTS = (
    ("S-201", "Rut Granvik", 900),
    ("S-202", "Olavi Lindmark", 610),
    ("S-203", "Maj Sjöholm", 420),
    ("S-204", "Arne Kvistdal", 130),
)
"""Number, name, and how many days before the month the contract began."""
CHANGED = 40
"""A provider was changed at least so many days before the month of the records."""


@dataclass(frozen=True, slots=True)
class Illness:
    """Weekdays of the month, by their turn, on which one assistant was ill and what is claimed for it.

    Shape: `stood_in` are the days the substitute reported; `noted` whether the absence is in the staff system.
    """

    claim: str
    assistant: str
    substitute: str
    days: tuple[int, ...]
    stood_in: tuple[int, ...]
    noted: bool = True


ILLNESSES = (
    Illness("SL-101", "S-201", "S-203", (3, 4), (3, 4)),
    Illness("SL-102", "S-202", "S-204", (13, 14, 15), (13, 14)),
    Illness("SL-103", "S-201", "S-203", (19,), (19,), noted=False),
)
"""One that holds, one with a day nobody reported, and one whose absence nobody has noted."""


def assisted_user() -> tuple[object, ...]:
    """The row of the register of the one who has personal assistance; a test number, as all are."""
    district, telephone = "Södra", "070-174 06 98"
    return (ASSISTED, "Leila Rosvall", "189102279800", "Kvarnvägen 12", "000 41", HOST, "none", district, telephone)


def waiting_decisions(users: Sequence[DemoUser], day: date) -> Iterator[tuple[object, ...]]:
    """Decisions that nobody has carried out on the review day, one that was interrupted, and that on assistance.

    Shape: id, user, service, law, decided, valid from and to, amount, unit, provider, caseworker, executed, followed
    up, interrupted.
    """
    at_home = [user for user in users if user.provider == "P-01" and not user.protected]
    for number, (user, service, waited) in enumerate(
        (
            (at_home[0], "särskilt boende", 163),
            (at_home[3], "ledsagarservice", 104),
            (at_home[5], "korttidsvistelse", 47),
        ),
        start=1,
    ):
        decided = day - timedelta(days=waited)
        yield (
            *(f"D-31{number:02}", user.ref, service, "SoL", decided, decided, "", "", "", "", f"Handläggare {number}"),
            *("", "", ""),
        )
    begun = day - timedelta(days=400)
    yield (
        *("D-3104", at_home[6].ref, "boendestöd", "SoL", begun, begun, "", "", "", "P-01", "Handläggare 4"),
        *(begun + timedelta(days=9), begun + timedelta(days=200), day - timedelta(days=74)),
    )
    granted = day - timedelta(days=310)
    yield (
        *("D-3105", ASSISTED, "personlig assistans", "LSS", granted, granted, "", A_WEEK, "hours/week", ASSISTANCE),
        *("Handläggare 2", granted + timedelta(days=14), granted + timedelta(days=190), ""),
    )


def waiting_notes(users: Sequence[DemoUser], day: date) -> Iterator[tuple[object, ...]]:
    """What was noted while somebody waits: a place that was offered and declined, and calls, one of them late.

    Shape: user, decision, day, kind, outcome, whether the effect on the person was noted, offer, answer.
    """
    at_home = [user for user in users if user.provider == "P-01" and not user.protected]
    called = (
        (0, "D-3101", (150, 122, 94, 70, 38, 18)),
        (3, "D-3102", (77, 20)),
        (5, "D-3103", (30,)),
        (6, "D-3104", (50, 22)),
    )
    for place, decision, days in called:
        for before in days:
            yield at_home[place].ref, decision, day - timedelta(days=before), "phone", "reached", "ja", "", ""
    yield at_home[0].ref, "D-3101", day - timedelta(days=61), "offer", "", "", "Lärkgården, 1 rum", "declined"


def earlier_choices(users: Sequence[DemoUser], first: date) -> dict[str, tuple[str, date]]:
    """Users who had another provider before, by number: which, and the first day with the one they have now."""
    found: dict[str, tuple[str, date]] = {}
    for now, before, many in (("P-02", "P-03", 2), ("P-01", "P-02", 1), ("P-03", "P-01", 1)):
        latest = first - timedelta(days=CHANGED)
        long_here = [
            u for u in users if u.provider == now and not u.protected and (latest - u.executed_on).days > CHANGED
        ]
        for user in long_here[:many]:
            found[user.ref] = before, user.executed_on + (latest - user.executed_on) // 2
    return found


class Assistance:
    """The month of the one who has personal assistance: who came, who was ill, and what was claimed for it."""

    def __init__(self, first: date, last: date, source: Random, illnesses: tuple[Illness, ...] = ILLNESSES) -> None:
        self._first, self._illnesses = first, illnesses
        whole = (first + timedelta(days=number) for number in range((last - first).days + 1))
        self._weekdays = [day for day in whole if day.weekday() < 5]
        self.reports = tuple(self._reported(source))
        """Staff, user, provider, start, end, kind and when it was registered."""

    def staff(self) -> Iterator[tuple[object, ...]]:
        """The assistants' rows of the staff register."""
        for ref, name, days in ASSISTANTS:
            yield ref, ASSISTANCE, name, self._first - timedelta(days=days), "ATL", "0,5"

    @property
    def quarters(self) -> int:
        """What was reported, in whole quarters of an hour."""
        return round(sum((end - start).total_seconds() for *_, start, end, _, _ in self.reports) / 900)

    def absences(self) -> Iterator[tuple[object, ...]]:
        """The days of illness that the staff system knows."""
        for one in self._illnesses:
            if one.noted:
                yield one.assistant, self._weekdays[one.days[0]], self._weekdays[one.days[-1]], "sick"

    def claims(self) -> Iterator[tuple[object, ...]]:
        """The claims for sick pay: claim, user, who was ill, who stood in, from, to, hours and kronor."""
        for one in self._illnesses:
            start = self._pass(one.assistant, one.days[0])
            end = self._pass(one.assistant, one.days[-1]) + LENGTH
            hours = 4 * len(one.days)
            yield (
                *(
                    one.claim,
                    ASSISTED,
                    one.assistant,
                    one.substitute,
                    f"{start:%Y-%m-%d %H:%M}",
                    f"{end:%Y-%m-%d %H:%M}",
                ),
                *(hours, hours * 228),
            )

    def _pass(self, assistant: str, turn: int) -> datetime:
        hour = next(hour for hour, whose in PASSES if whose == assistant)
        return datetime.combine(self._weekdays[turn], datetime.min.time()).replace(hour=hour)

    def _reported(self, source: Random) -> Iterator[tuple[str, str, str, datetime, datetime, str, datetime]]:
        for turn in range(len(self._weekdays)):
            for _, assistant in PASSES:
                ill = next((one for one in self._illnesses if one.assistant == assistant and turn in one.days), None)
                if ill is not None and turn not in ill.stood_in:
                    continue
                # whoever stands in comes when the pass begins and leaves when it ends, as the claim says
                early, late = (0, 0) if ill is not None else (source.randrange(-4, 5), source.randrange(-4, 5))
                start = self._pass(assistant, turn) + timedelta(minutes=early)
                end = self._pass(assistant, turn) + LENGTH + timedelta(minutes=late)
                hand = assistant if ill is None else ill.substitute
                yield hand, ASSISTED, ASSISTANCE, start, end, "", end + timedelta(minutes=source.randrange(1, 9))
