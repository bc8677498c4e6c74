"""What is planted of those who give the help: their hours, their absence and their employment."""

from __future__ import annotations

from datetime import date, timedelta

from planting import World, at, days, identity
from planting_base import MARCH, base


def v01(world: World) -> None:
    p = base(world, "V01", "u1", "u2", "u3", "u4", staff=("over", "touch", "same", "night"))
    world.work("V01-over", "V01-u1", MARCH, "08:00", "10:00", p)
    world.work("V01-over", "V01-u2", MARCH, "09:15", "11:00", p)
    world.finds("V01", staff="V01-over", user="V01-u1")
    world.work("V01-touch", "V01-u3", MARCH, "08:00", "10:00", p)
    world.work("V01-touch", "V01-u4", MARCH, "10:00", "11:00", p)
    world.lets("V01", staff="V01-touch")
    world.work("V01-same", "V01-u3", MARCH, "12:00", "14:00", p)
    world.work("V01-same", "V01-u3", MARCH, "13:00", "15:00", p)
    world.lets("V01", staff="V01-same")
    night = date(2026, 3, 28)  # the clock goes forward: 22:00-07:00 is eight hours and ends before 07:00 begins
    world.work("V01-night", "V01-u3", night, "22:00", "07:00", p)
    world.work("V01-night", "V01-u4", night + timedelta(days=1), "07:00", "08:00", p)
    world.lets("V01", staff="V01-night")
    number = identity(date(1977, 7, 7), 7)
    other = world.provider("V01-P2")
    world.staff("V01-a", p, identity_number=number)
    world.staff("V01-b", other, identity_number=number)
    world.work("V01-a", "V01-u1", MARCH + timedelta(days=1), "08:00", "10:00", p)
    world.work("V01-b", "V01-u2", MARCH + timedelta(days=1), "09:00", "10:00", other)
    world.finds("V01", staff="V01-a")
    world.finds("V01", staff="V01-b")


def v02(world: World) -> None:
    p = base(world, "V02", staff=("fast", "slow", "near"))
    world.user("V02-a", latitude=65.58, longitude=22.15)
    world.user("V02-b", latitude=65.68, longitude=22.15)  # 11 km north: 14.5 + 3 minutes
    world.user("V02-c", latitude=65.581, longitude=22.15)  # 111 m
    world.work("V02-fast", "V02-a", MARCH, "08:00", "09:00", p)
    world.work("V02-fast", "V02-b", MARCH, "09:10", "10:00", p)
    world.finds("V02", staff="V02-fast", user="V02-b")
    world.work("V02-slow", "V02-a", MARCH, "08:00", "09:00", p)
    world.work("V02-slow", "V02-b", MARCH, "09:20", "10:00", p)
    world.lets("V02", staff="V02-slow")
    world.work("V02-near", "V02-a", MARCH, "08:00", "09:00", p)
    world.work("V02-near", "V02-c", MARCH, "09:00", "10:00", p)
    world.lets("V02", staff="V02-near")


def v03(world: World) -> None:
    p = base(world, "V03", "u")
    world.staff("V03-atl", p)
    world.staff("V03-hushl", p, working_time_regime="HushL", contract_from=date(2026, 2, 2))
    world.staff("V03-fine", p)
    world.staff("V03-fine2", p, working_time_regime="HushL", contract_from=date(2026, 2, 2))
    for day in days(date(2026, 2, 2), 20 * 7):
        if day.weekday() < 5:
            world.work("V03-atl", "V03-u", day, "08:00", "18:00", p)  # 50 h a week
            world.work("V03-hushl", "V03-u", day, "07:00", "18:00", p)  # 55 h a week
            world.work("V03-fine", "V03-u", day, "08:00", "17:00", p)  # 45
            world.work("V03-fine2", "V03-u", day, "08:00", "18:00", p)  # 50
    world.finds("V03", staff="V03-atl")
    world.finds("V03", staff="V03-hushl")
    world.lets("V03", staff="V03-fine")
    world.lets("V03", staff="V03-fine2")


def v04(world: World) -> None:
    p = base(world, "V04", "u", staff=("much", "fine"))
    for day in days(date(2026, 2, 2), 28):
        if day.weekday() < 6:
            world.work("V04-much", "V04-u", day, "08:00", "17:00", p)  # 54 h a week: 56 h over in four weeks
        if day.weekday() < 5:
            world.work("V04-fine", "V04-u", day, "08:00", "18:00", p)  # 50 h a week: 40 h over
    world.finds("V04", staff="V04-much")
    world.lets("V04", staff="V04-fine")


def v05(world: World) -> None:
    p = base(world, "V05", "u", staff=("daily", "weekly", "pass", "fine", "split"))
    for day in days(MARCH, 3):
        world.work("V05-daily", "V05-u", day, "06:00", "22:00", p)
    world.finds("V05", staff="V05-daily")
    for day in days(MARCH, 8):
        world.work("V05-weekly", "V05-u", day, "08:00", "16:00", p)
    world.finds("V05", staff="V05-weekly")
    world.work("V05-pass", "V05-u", MARCH, "08:00", "20:00", p)
    world.work("V05-pass", "V05-u", MARCH, "20:10", "10:30", p)
    world.finds("V05", staff="V05-pass")
    for week in range(4):
        for day in days(MARCH + timedelta(weeks=week), 5):
            world.work("V05-fine", "V05-u", day, "08:00", "17:00", p)
            world.work("V05-split", "V05-u", day, "07:00", "11:00", p)
            world.work("V05-split", "V05-u", day, "15:00", "20:00", p)  # twelve hours of rest after thirteen of span
    world.lets("V05", staff="V05-fine")
    world.lets("V05", staff="V05-split")


def v06(world: World) -> None:
    p = base(world, "V06", "u")
    for name in ("never", "holiday", "part"):
        world.staff(f"V06-{name}", p, full_time_share=0.4 if name == "part" else 1.0)
    for day in days(date(2025, 9, 1), 395):
        if day.weekday() < 5 and day <= date(2026, 9, 30):
            world.work("V06-never", "V06-u", day, "08:00", "15:00", p)
            world.work("V06-holiday", "V06-u", day, "08:00", "15:00", p)
            world.work("V06-part", "V06-u", day, "08:00", "11:00", p)
    world.add(
        "absences", **{"staff_id": "V06-holiday", "from": date(2026, 3, 2), "to": date(2026, 3, 6), "kind": "holiday"}
    )
    world.finds("V06", staff="V06-never")
    world.lets("V06", staff="V06-holiday")
    world.lets("V06", staff="V06-part")


def v07(world: World) -> None:
    p = base(world, "V07", "u", staff=("mondays", "random", "few", "substitute", "helper", "h1", "h2", "h3"))

    def sick(name: str, first: date, count: int = 2) -> None:
        span = {"from": first, "to": first + timedelta(days=count - 1)}
        world.add("absences", **{"staff_id": f"V07-{name}", "kind": "sick", **span})

    for first in (date(2026, 1, 12), date(2026, 2, 2), date(2026, 4, 20), date(2026, 5, 4)):
        sick("mondays", first)
    world.finds("V07", staff="V07-mondays")
    for first in (date(2026, 1, 13), date(2026, 2, 19), date(2026, 6, 5), date(2026, 9, 7)):
        sick("random", first, 3)
    world.lets("V07", staff="V07-random")
    for first in (date(2026, 1, 12), date(2026, 2, 9), date(2026, 3, 9)):
        sick("few", first)
    world.lets("V07", staff="V07-few")
    for number, first in enumerate((date(2026, 1, 14), date(2026, 2, 20), date(2026, 6, 4), date(2026, 9, 8))):
        world.add(
            "sick-claims",
            **{
                "claim_id": f"V07-c{number}",
                "user_id": "V07-u",
                "staff_id": "V07-substitute",
                "substitute_id": "V07-helper",
                "from": first,
                "to": first,
                "hours": 8.0,
                "amount": 1600,
            },
        )
        world.work("V07-helper", "V07-u", first, "08:00", "16:00", p)
    world.finds("V07", staff="V07-substitute")


def v08(world: World) -> None:
    p = base(world, "V08", "u", "u2", "u3", staff=("sick", "sub", "ok", "oksub", "own", "twice"))

    def claim(name: str, user: str, staff: str, substitute: str, first: object, last: object, hours: float) -> None:
        span = {"from": first, "to": last}
        world.add(
            "sick-claims",
            claim_id=name,
            user_id=user,
            staff_id=staff,
            substitute_id=substitute,
            hours=hours,
            amount=900,
            **span,
        )

    claim("V08-none", "V08-u", "V08-sick", "V08-sub", MARCH, MARCH, 8)
    world.work("V08-sub", "V08-u", MARCH, "08:00", "12:00", p)
    world.finds("V08", staff="V08-sick")
    claim("V08-ok", "V08-u2", "V08-ok", "V08-oksub", at(MARCH, "08:00"), at(MARCH, "16:00"), 8)
    world.work("V08-oksub", "V08-u2", MARCH, "08:00", "15:45", p)
    world.lets("V08", staff="V08-ok")
    claim("V08-own", "V08-u3", "V08-own", "V08-oksub", at(MARCH, "18:00"), at(MARCH, "20:00"), 2)
    world.work("V08-oksub", "V08-u3", MARCH, "18:00", "20:00", p)
    world.work("V08-own", "V08-u", MARCH, "19:00", "21:00", p)
    world.finds("V08", staff="V08-own")
    later = MARCH + timedelta(days=7)
    for name in ("V08-t1", "V08-t2"):
        claim(name, "V08-u2", "V08-twice", "V08-oksub", later, later, 4)
    world.work("V08-oksub", "V08-u2", later, "08:00", "12:00", p)
    world.finds("V08", staff="V08-twice")


def v09(world: World) -> None:
    p = base(world, "V09", "u", staff=("fine",))
    world.staff("V09-none", p, contract_from=None)
    world.staff("V09-late", p, contract_from=date(2026, 3, 4))
    world.staff("V09-ended", p, contract_to=date(2026, 2, 28))
    for name in ("fine", "none", "late", "ended"):
        world.work(f"V09-{name}", "V09-u", MARCH, "08:00", "09:00", p)
    for name in ("none", "late", "ended"):
        world.finds("V09", staff=f"V09-{name}")
    world.lets("V09", staff="V09-fine")


def v10(world: World) -> None:
    p = base(world, "V10", "u", staff=("grown",), relatives_allowed=False)
    world.staff("V10-young", p, identity_number=identity(date(2008, 3, 10), 11))
    world.staff("V10-turned", p, identity_number=identity(date(2008, 3, 2), 12))
    world.staff("V10-son", p, relation="son")
    q = world.provider("V10-Q", relatives_allowed=True)
    world.staff("V10-allowed", q, relation="dotter")
    for name in ("grown", "young", "turned", "son"):
        world.work(f"V10-{name}", "V10-u", MARCH, "08:00", "09:00", p)
    world.work("V10-allowed", "V10-u", MARCH, "10:00", "11:00", q)
    world.finds("V10", staff="V10-young")
    world.finds("V10", staff="V10-son")
    for name in ("grown", "turned", "allowed"):
        world.lets("V10", staff=f"V10-{name}")
    r = world.provider("V10-R", kind="private")
    held = world.rows["providers"][-1]["organisation_number"]
    span = {"from": date(2024, 1, 1), "to": date(2026, 2, 10)}
    world.add("licences", organisation_number=held, service="personlig assistans", status="giltigt", **span)
    world.staff("V10-unlicensed", r)
    world.staff("V10-grace", r)
    world.user("V10-w")
    world.decision("V10-D", "V10-w", "personlig assistans", provider_id=r, amount=100, unit="hours/month")
    world.work("V10-unlicensed", "V10-w", MARCH, "08:00", "09:00", r)
    world.work("V10-grace", "V10-w", date(2026, 2, 24), "08:00", "09:00", r)
    world.finds("V10", staff="V10-unlicensed", provider="V10-R")
    world.lets("V10", staff="V10-grace")
    for name, told, guilty in (("told", date(2026, 2, 16), False), ("late", date(2026, 2, 15), True)):
        firm = world.provider(f"V10-{name}", kind="private")
        held = world.rows["providers"][-1]["organisation_number"]
        world.add("licences", organisation_number=held, service="ledsagarservice", users_told_on=told, **span)
        world.staff(f"V10-{name}", firm)
        world.user(f"V10-{name}")
        world.decision(f"V10-{name}", f"V10-{name}", "ledsagarservice", provider_id=firm, amount=9, unit="hours/month")
        world.work(f"V10-{name}", f"V10-{name}", MARCH, "08:00", "09:00", firm)
        (world.finds if guilty else world.lets)("V10", staff=f"V10-{name}")
