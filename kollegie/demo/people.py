"""The people of the demonstration. All are made up.

Identity numbers have the form of the test numbers the Swedish Tax Agency publishes for systems under test: people
born 1890–1899 with birth numbers 980–989, a series no living person has (189001019802 and 189102279800 are two of
them). Telephone numbers are from the series reserved for books and films (070-174 06 05 to 99). Firms and
municipalities do not exist.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from kollegie.model.identity import luhn_holds

HOST = "Exempelkommun"
LEAD = "Karin Ek"
VISITING = ("Lillsjö kommun", "Storåsens kommun")
USERS = 24
VISITORS = 8
HOMES = 5
"""Homes of one team of home care."""
DISTRICTS = ("Centrum", "Norra", "Södra")

PROVIDERS = (
    ("P-01", "Exempelkommuns hemtjänst", "in-house", "none", "", ""),
    ("P-02", "Exempelomsorgen AB", "private", "LOV", "Förfrågningsunderlaget 4.7", "no"),
    ("P-03", "Provhemmet Omsorg AB", "private", "LOV", "Förfrågningsunderlaget 4.7", "no"),
)
ORGANISATION_NUMBERS = {"P-02": "559999-9805", "P-03": "559999-9813"}

_WOMEN = (
    "Astrid",
    "Gun",
    "Birgit",
    "Margareta",
    "Elsa",
    "Rut",
    "Leila",
    "Kerstin",
    "Aino",
    "Ingegerd",
    "Solveig",
    "Maj",
)
_MEN = ("Sven", "Lennart", "Bertil", "Nils", "Göte", "Olavi", "Stig", "Arne", "Hassan", "Roland", "Evert", "Tore")
_FIRST = ("Ek", "Lind", "Berg", "Sjö", "Al", "Gran", "Hav", "Kvist", "Löv", "Sten", "Ros", "Å")
_LAST = ("dal", "gren", "holm", "lund", "mark", "ström", "sten", "vall", "vik", "by")
_STREETS = ("Björkvägen", "Skolgatan", "Tallstigen", "Kyrkbacken", "Ängsvägen", "Storgatan", "Kvarnvägen", "Lärkvägen")
_VISITORS = (
    ("Anna Berglund", 0),
    ("Petra Nyström", 1),
    ("Mikael Sundin", 0),
    ("Erik Dahlgren", 1),
    ("Leila Haddad", 0),
    ("Sara Lindmark", 1),
    ("Johan Åkesson", 0),
    ("Amina Yusuf", 1),
)


@dataclass(frozen=True, slots=True)
class DemoVisitor:
    """A visiting caseworker and where they come from."""

    name: str
    municipality: str
    telephone: str


@dataclass(frozen=True, slots=True)
class DemoUser:
    """A service user with a decision on home care.

    Units: `hours` granted per month; `planned` visits a day; `morning` minutes of the morning visit.
    """

    ref: str
    name: str
    identity_number: str
    address: str
    postcode: str
    district: str
    telephone: str
    provider: str
    hours: int
    planned: int
    morning: int
    shower: str
    decided_on: date
    executed_on: date
    followed_up_on: date | None
    protected: bool = False


@dataclass(frozen=True, slots=True)
class DemoStaff:
    """A member of staff in a team that goes to the same homes.

    Shape: `late` says whether it is the evening they work; `free` the two weekdays off, Monday being 0; `homes` the
    users of the team.
    """

    ref: str
    provider: str
    team: int
    late: bool
    free: tuple[int, int]
    homes: frozenset[str]
    name: str
    contract_from: date

    def works_on(self, day: date) -> bool:
        """Whether it is a day they work."""
        return day.weekday() not in self.free


def visitors(scale: int) -> tuple[DemoVisitor, ...]:
    """Eight for each step of scale, from two municipalities in turn."""
    made: list[DemoVisitor] = []
    for number in range(VISITORS * scale):
        name, home = _VISITORS[number % VISITORS]
        turn = number // VISITORS
        made.append(DemoVisitor(name if not turn else f"{name} {turn + 1}", VISITING[home], _telephone(number)))
    return tuple(made)


def users(scale: int, day: date, source: random.Random) -> tuple[DemoUser, ...]:
    """Twenty-four for each step of scale, and one person with protected identity, who stays out."""
    numbers = _identity_numbers(source)
    shares = ("P-01",) * 10 + ("P-02",) * 7 + ("P-03",) * 7
    made: list[DemoUser] = []
    for number in range(USERS * scale + 1):
        identity, woman = next(numbers)
        first = source.choice(_WOMEN if woman else _MEN)
        planned = source.choice((1, 2, 3, 3, 4))
        decided = day - timedelta(days=source.randrange(60, 700))
        followed = decided + timedelta(days=source.randrange(20, 360))
        made.append(
            DemoUser(
                f"B-{1001 + number}",
                f"{first} {source.choice(_FIRST)}{source.choice(_LAST)}",
                identity,
                f"{source.choice(_STREETS)} {source.randrange(1, 60)}",
                f"000 {source.randrange(10, 99)}",
                source.choice(DISTRICTS),
                _telephone(source.randrange(95)),
                shares[number % len(shares)],
                source.choice((18, 26, 34, 48, 62, 86)),
                planned,
                source.choice((20, 25, 30, 35)),
                source.choice(("1 gång i veckan", "2 gånger i veckan", "")),
                decided,
                decided + timedelta(days=source.randrange(3, 40)),
                followed if followed < day else None,
                protected=number == USERS * scale,
            )
        )
    return tuple(made)


def teams(users: Sequence[DemoUser], day: date, source: random.Random) -> tuple[DemoStaff, ...]:
    """Teams of six for about five homes of one provider: three in the morning and three in the evening.

    Shape: all have their contract long before `day` but the last, whose contract came three days into the month.
    """
    made: list[DemoStaff] = []
    number = 0
    for provider in dict.fromkeys(user.provider for user in users):
        refs = [user.ref for user in users if user.provider == provider]
        for begin in range(0, len(refs), HOMES):
            number += 1
            for place in range(6):
                first = source.choice(_WOMEN if place % 2 else _MEN)
                made.append(
                    DemoStaff(
                        f"S-{101 + len(made)}",
                        provider,
                        number,
                        place >= 3,
                        ((0, 1), (2, 3), (5, 6))[place % 3],
                        frozenset(refs[begin : begin + HOMES]),
                        f"{first} {source.choice(_FIRST)}{source.choice(_LAST)}",
                        day - timedelta(days=source.randrange(90, 2000)),
                    )
                )
    made[-1] = replace(made[-1], contract_from=day + timedelta(days=3))
    return tuple(made)


def _identity_numbers(source: random.Random) -> Iterator[tuple[str, bool]]:
    """Test numbers, none twice; an even birth number is a woman's."""
    used: set[str] = set()
    while True:
        born = date(1890, 1, 1) + timedelta(days=source.randrange(3652))
        serial = source.randrange(980, 990)
        body = f"{born:%y%m%d}{serial}"
        number = f"{born:%Y%m%d}{serial}" + next(digit for digit in "0123456789" if luhn_holds(body + digit))
        if number not in used:
            used.add(number)
            yield number, serial % 2 == 0


def _telephone(number: int) -> str:
    return f"070-174 06 {5 + number % 95:02}"
