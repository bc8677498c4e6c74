"""What is planted for each rule. Names begin with the rule's id, so that a signal tells where it came from."""

from __future__ import annotations

from datetime import date, timedelta

from planting import World, at, days, identity

from kollegie.screening.material import ReviewEvent
from kollegie.screening.swedish_time import day_of

MARCH = date(2026, 3, 2)  # a Monday


def base(world: World, rule: str, *users: str, staff: tuple[str, ...] = (), **provider: object) -> str:
    """A provider of the rule's own, with these users and staff."""
    name = world.provider(f"{rule}-P", **provider)
    for user in users:
        world.user(f"{rule}-{user}")
    for person in staff:
        world.staff(f"{rule}-{person}", name)
    return name


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


def v11(world: World) -> None:
    p = base(world, "V11", "in", "edge", "claim", "out", staff=("a", "b", "sick", "sub"))
    stay = {"from": date(2026, 3, 2), "to": date(2026, 3, 6), "kind": "hospital"}
    for user in ("in", "edge", "claim"):
        world.add("stays", user_id=f"V11-{user}", **stay)
    world.work("V11-a", "V11-in", date(2026, 3, 4), "08:00", "09:00", p)
    world.finds("V11", user="V11-in")
    world.work("V11-a", "V11-edge", date(2026, 3, 2), "08:00", "09:00", p)
    world.work("V11-a", "V11-edge", date(2026, 3, 6), "15:00", "16:00", p)
    world.lets("V11", user="V11-edge")
    world.add(
        "sick-claims",
        **{
            "claim_id": "V11-c",
            "user_id": "V11-claim",
            "staff_id": "V11-sick",
            "substitute_id": "V11-sub",
            "from": date(2026, 3, 6),
            "to": date(2026, 3, 6),
            "hours": 1.0,
        },
    )
    world.work("V11-sub", "V11-claim", date(2026, 3, 6), "18:00", "19:00", p)
    world.finds("V11", user="V11-claim")
    world.add("stays", user_id="V11-out", **(stay | {"kind": "daily-activity"}))
    world.work("V11-b", "V11-out", date(2026, 3, 4), "18:00", "19:00", p)
    world.lets("V11", user="V11-out")


def v12(world: World) -> None:
    p = base(world, "V12", staff=("a",))
    world.user("V12-dead", deceased_on=date(2026, 3, 3))
    world.user("V12-until", deceased_on=date(2026, 3, 3))
    world.work("V12-a", "V12-dead", date(2026, 3, 4), "08:00", "09:00", p)
    world.work("V12-a", "V12-until", date(2026, 3, 3), "08:00", "09:00", p)
    world.finds("V12", user="V12-dead")
    world.lets("V12", user="V12-until")


def v13(world: World) -> None:
    base(world, "V13", "here")
    world.user("V13-there", municipality_registered="Storstad kommun", registered_from=date(2026, 2, 1))
    world.user("V13-gone", registered_to=date(2026, 4, 30))
    world.user("V13-new", registered_from=date(2025, 11, 1))
    world.user("V13-old", registered_from=date(2025, 10, 2), municipality_registered="Hults kommun")
    for name in ("here", "there", "gone", "new", "old"):
        world.decision(f"V13-{name}", f"V13-{name}", amount=5, unit="hours/week", executed_on=date(2026, 1, 1))
    for name in ("there", "gone", "new"):
        world.finds("V13", user=f"V13-{name}")
    for name in ("here", "old"):
        world.lets("V13", user=f"V13-{name}")


def v14(world: World) -> None:
    base(world, "V14", "steep", "slight", "small", "slow")
    first, second = date(2026, 1, 1), date(2026, 3, 1)
    for name, before, after in (("steep", 20, 32), ("slight", 20, 26), ("small", 4, 8)):
        world.decision(f"V14-{name}1", f"V14-{name}", amount=before, unit="hours/week", valid_to=date(2026, 2, 28))
        world.decision(
            f"V14-{name}2", f"V14-{name}", amount=after, unit="hours/week", valid_from=second, decided_on=second
        )
    world.finds("V14", user="V14-steep")
    world.lets("V14", user="V14-slight")
    world.lets("V14", user="V14-small")
    for place, (begin, hours) in enumerate(((first, 20), (date(2026, 4, 10), 26), (date(2026, 7, 20), 33))):
        world.decision(
            f"V14-slow{place}", "V14-slow", amount=hours, unit="hours/week", valid_from=begin, decided_on=begin
        )
    world.lets("V14", user="V14-slow")


def v15(world: World) -> None:
    p = base(world, "V15", "over", "even", "moved", "much", staff=("a",))

    def line(user: str, month: int, hours: float, service: str = "hemtjänst") -> None:
        last = (date(2026, month + 1, 1) if month < 12 else date(2027, 1, 1)) - timedelta(days=1)
        world.add(
            "invoices",
            provider_id=p,
            invoice_id=f"V15-{user}-{month}",
            line="1",
            user_id=f"V15-{user}",
            period_from=date(2026, month, 1),
            period_to=last,
            service=service,
            hours=hours,
            price=400,
            amount=hours * 400,
        )
        minutes = round(hours * 60)
        begin = at(date(2026, month, 1), "00:00")
        while minutes > 0:
            part = min(minutes, 20 * 60)
            world.add(
                "time-reports",
                staff_id=f"V15-{user}",
                user_id=f"V15-{user}",
                provider_id=p,
                start=begin,
                end=begin + timedelta(minutes=part),
                kind="assistance",
            )
            begin += timedelta(days=1)
            minutes -= part

    for user in ("over", "even", "moved", "much"):
        world.staff(f"V15-{user}", p, working_time_regime="agreement")
    world.decision("V15-over", "V15-over", amount=10, unit="hours/week", provider_id=p)
    line("over", 3, 45)
    world.finds("V15", user="V15-over")
    world.decision("V15-even", "V15-even", amount=10, unit="hours/week", provider_id=p)
    line("even", 3, 44.28)
    world.lets("V15", user="V15-even")
    for user in ("moved", "much"):
        world.decision(
            f"V15-{user}",
            f"V15-{user}",
            "personlig assistans",
            amount=100,
            unit="hours/month",
            provider_id=p,
            valid_to=date(2026, 6, 30),
        )
    for month, hours in ((1, 120), (2, 80), (3, 100)):
        line("moved", month, hours, "personlig assistans")
    for month in range(1, 7):
        line("much", month, 110, "personlig assistans")
    world.finds("V15", user="V15-much")


def v16(world: World) -> None:
    p = base(world, "V16", "over", "near", "idle", staff=("a",))
    for user, hours, reported in (("over", 10, 9), ("near", 10.25, 10), ("idle", 4, 0)):
        world.decision(f"V16-{user}", f"V16-{user}", amount=20, unit="hours/week", provider_id=p)
        for number in range(reported):
            world.work("V16-a", f"V16-{user}", MARCH + timedelta(days=number), "08:00", "09:00", p)
        world.add(
            "invoices",
            provider_id=p,
            invoice_id=f"V16-{user}",
            line="1",
            user_id=f"V16-{user}",
            period_from=date(2026, 3, 1),
            period_to=date(2026, 3, 31),
            service="hemtjänst",
            hours=hours,
            amount=hours * 400,
        )
    world.finds("V16", user="V16-over")
    world.finds("V16", user="V16-idle")
    world.lets("V16", user="V16-near")


def v17(world: World) -> None:
    p = base(world, "V17", "u", "v", "w", staff=("idle", "works", "late"))
    for month in range(1, 8):
        last = date(2026, month + 1, 1) - timedelta(days=1)
        for name, user in (("idle", "u"), ("works", "v")):
            world.add(
                "payouts",
                payee_id=f"V17-{name}",
                user_id=f"V17-{user}",
                service="kontaktperson",
                period_from=date(2026, month, 1),
                period_to=last,
                amount=1200,
            )
        world.work("V17-works", "V17-v", date(2026, month, 10), "17:00", "19:00", p)
    world.finds("V17", staff="V17-idle", user="V17-u")
    world.lets("V17", staff="V17-works")
    world.add(
        "payouts",
        payee_id="V17-late",
        user_id="V17-w",
        service="kontaktperson",
        period_from=date(2026, 8, 30),
        period_to=date(2026, 8, 30),
        amount=1200,
    )  # 31 days before the day of the screening
    world.lets("V17", staff="V17-late")


def v18(world: World) -> None:
    p = base(world, "V18", "none", "half", "few", staff=("a",))
    for name in ("none", "half", "few"):
        world.decision(f"V18-{name}", f"V18-{name}", "ledsagarservice", amount=4, unit="occasions/month", provider_id=p)
    for month in range(1, 10):
        for day in (5, 19):
            world.work("V18-a", "V18-half", date(2026, month, day), "10:00", "12:00", p)
        if month not in (4, 5):
            for day in (6, 20):
                world.work("V18-a", "V18-none", date(2026, month, day), "10:00", "12:00", p)
        for day in (7, 21) if month != 8 else (7,):
            world.work("V18-a", "V18-few", date(2026, month, day), "10:00", "12:00", p)
    world.finds("V18", decision="V18-none")
    world.finds("V18", decision="V18-few")
    world.lets("V18", decision="V18-half")


def v19(world: World) -> None:
    base(world, "V19", "u")
    for name, cells in {
        "late": {"decided_on": date(2026, 5, 31)},
        "paused": {
            "law": "LSS",
            "decided_on": date(2025, 1, 1),
            "executed_on": date(2025, 2, 1),
            "interrupted_on": date(2026, 5, 1),
        },
        "young": {"decided_on": date(2026, 8, 15)},
        "resumed": {
            "decided_on": date(2025, 1, 1),
            "executed_on": date(2025, 2, 1),
            "interrupted_on": date(2025, 5, 1),
            "resumed_on": date(2025, 6, 1),
        },
        "executed": {"decided_on": date(2025, 12, 1), "executed_on": date(2026, 8, 1)},
    }.items():
        defaults = {"executed_on": None, "valid_from": None}
        world.decision(f"V19-{name}", "V19-u", "boendestöd", **(defaults | cells))
    for name in ("late", "paused"):
        world.finds("V19", decision=f"V19-{name}")
    for name in ("young", "resumed", "executed"):
        world.lets("V19", decision=f"V19-{name}")


def v20(world: World) -> None:
    base(world, "V20", "u", "v", "w")
    for name, user in (("silent", "u"), ("kept", "v"), ("effect", "w")):
        world.decision(
            f"V20-{name}", f"V20-{user}", "boendestöd", decided_on=date(2026, 6, 1), executed_on=None, valid_from=None
        )
    for name, user, dates, effect in (
        ("silent", "u", ((6, 20), (8, 1), (8, 28), (9, 20)), True),
        ("kept", "v", ((6, 20), (7, 20), (8, 20), (9, 20)), True),
        ("effect", "w", ((6, 20), (7, 20), (8, 20), (9, 20)), False),
    ):
        for month, day in dates:
            world.add(
                "contact-notes",
                user_id=f"V20-{user}",
                decision_id=f"V20-{name}",
                date=date(2026, month, day),
                kind="phone",
                outcome="reached",
                effect_documented=effect,
            )
    world.finds("V20", decision="V20-silent")
    world.finds("V20", decision="V20-effect")
    world.lets("V20", decision="V20-kept")


def v21(world: World) -> None:
    base(world, "V21", "u")
    for name, followed in (("old", date(2025, 9, 29)), ("edge", date(2025, 9, 30)), ("never", None)):
        world.decision(
            f"V21-{name}", "V21-u", "boendestöd", decided_on=date(2024, 1, 1), valid_from=None, followed_up_on=followed
        )
    world.decision(
        "V21-ended", "V21-u", "boendestöd", decided_on=date(2024, 1, 1), valid_to=date(2026, 1, 1), followed_up_on=None
    )
    world.finds("V21", decision="V21-old")
    world.finds("V21", decision="V21-never")
    world.lets("V21", decision="V21-edge")
    world.lets("V21", decision="V21-ended")


def v22(world: World) -> None:
    p = base(world, "V22", "many", "fine", "one")
    world.user("V22-young", identity_number=identity(date(1980, 5, 5), 5))
    for number in range(21):
        world.staff(f"V22-s{number:02}", p)
    for place, day in enumerate(days(MARCH, 14)):
        for visit, (begin, end) in enumerate((("08:00", "08:30"), ("12:00", "12:30"), ("18:00", "18:30"))):
            turn = place * 3 + visit
            world.work(f"V22-s{turn % 16:02}", "V22-many", day, begin, end, p)
            world.work(f"V22-s{(turn + 3) % 16:02}", "V22-young", day, begin, end, p)
        for turn, (begin, end) in enumerate((("09:00", "09:30"), ("14:00", "14:30"))):
            world.work(f"V22-s{(place * 2 + turn) % 15:02}", "V22-fine", day, begin, end, p)
            world.work("V22-s20", "V22-one", day, begin, end, p)
    world.finds("V22", user="V22-many")
    world.finds("V22", user="V22-one")
    world.lets("V22", user="V22-fine")
    world.lets("V22", user="V22-young")


def v23(world: World) -> None:
    p = base(world, "V23", "less", "fine", "cut", staff=("a",))
    for user in ("less", "fine", "cut"):
        for number, day in enumerate(days(date(2026, 3, 1), 30)):
            world.plan("V23-a", f"V23-{user}", day, "08:00", "09:00")
            if user == "less" and number % 4 == 0:
                continue
            short = user == "cut" and number % 4 == 0
            world.work(
                "V23-a", f"V23-{user}", day, "08:00", "08:25" if short else "09:05" if user == "cut" else "09:00", p
            )
    world.finds("V23", user="V23-less")
    world.finds("V23", user="V23-cut")
    world.lets("V23", user="V23-fine")


def v24(world: World) -> None:
    p = base(world, "V24", "u", "v", "w", "x", staff=("even", "true", "copy", "atonce", "mixed"))
    for number, day in enumerate(days(date(2026, 3, 2), 20)):
        world.work("V24-even", "V24-u", day, "08:00", "09:30", p)
        minute = (number * 7) % 13 + 1
        world.work("V24-true", "V24-v", day, f"08:{minute:02}", f"09:{minute + 20:02}", p)
        late = at(date(2026, 4, 1), "12:00") + timedelta(minutes=number * 3)
        world.work("V24-atonce", "V24-x", day, f"10:{minute:02}", f"11:{minute + 11:02}", p, registered_at=late)
        world.work("V24-mixed", "V24-x", day, f"{13 + number % 3}:00", "17:15", p)
    for day in days(date(2026, 2, 2), 20):
        minute = day.toordinal() % 11 + 20
        world.work("V24-copy", "V24-w", day, f"08:{minute:02}", f"09:{minute:02}", p)
        world.work("V24-copy", "V24-w", day + timedelta(days=28), f"08:{minute:02}", f"09:{minute:02}", p)
    for name in ("even", "copy", "atonce"):
        world.finds("V24", staff=f"V24-{name}")
    for name in ("true", "mixed"):
        world.lets("V24", staff=f"V24-{name}")


def v25(world: World) -> None:
    for name in ("old", "new", "other"):
        world.provider(f"V25-{name}")
    for name, visited, changed in (
        ("left", date(2026, 3, 1), date(2026, 5, 30)),
        ("stayed", date(2026, 3, 1), date(2026, 5, 31)),
        ("unseen", None, date(2026, 5, 1)),
    ):
        world.user(f"V25-{name}")
        new = "V25-new" if name == "left" else "V25-other"
        for provider, begin, end in (("V25-old", date(2025, 1, 1), changed - timedelta(days=1)), (new, changed, None)):
            world.add(
                "provider-choices", **{"user_id": f"V25-{name}", "provider_id": provider, "from": begin, "to": end}
            )
        if visited is not None:
            world.events.append(ReviewEvent(day_of(visited), "visit", f"V25-{name}"))
    world.finds("V25", user="V25-left")
    world.lets("V25", user="V25-stayed")
    world.lets("V25", user="V25-unseen")


def v26(world: World) -> None:
    base(world, "V26", *(f"u{number}" for number in range(12)), staff=("employed",))
    employed = next(row["identity_number"] for row in world.rows["staff"] if row["staff_id"] == "V26-employed")
    for name, count, begin in (("many", 5, 0), ("few", 4, 5)):
        for number in range(begin, begin + count):
            row = {
                "user_id": f"V26-u{number}",
                "representative_id": f"V26-{name}",
                "kind": "god man",
                "from": date(2024, 1, 1),
            }
            world.add("representatives", **row)
    world.add(
        "representatives",
        **{"user_id": "V26-u10", "representative_id": employed, "kind": "god man", "from": date(2024, 1, 1)},
    )
    world.add(
        "representatives",
        **{"user_id": "V26-u11", "representative_id": "V26-employed", "kind": "god man", "from": date(2024, 1, 1)},
    )
    world.finds("V26", representative="V26-many")
    world.finds("V26", representative=employed)
    world.lets("V26", representative="V26-employed")  # a running number that two registers happen to share
    world.lets("V26", representative="V26-few")


def v27(world: World) -> None:
    for name, cases, share in (("much", 120, 1.0), ("half", 60, 0.5), ("edge", 100, 1.0), ("fine", 40, None)):
        world.add("caseloads", caseworker=f"V27-{name}", date=date(2026, 9, 1), cases=cases, full_time_share=share)
    for name in ("much", "half"):
        world.finds("V27", caseworker=f"V27-{name}")
    for name in ("edge", "fine"):
        world.lets("V27", caseworker=f"V27-{name}")


def v28(world: World) -> None:
    base(world, "V28", "unmet", "met", "called", staff=("a",))
    for name in ("unmet", "met", "called"):
        world.decision(f"V28-{name}", f"V28-{name}", "kontaktperson", amount=2, unit="occasions/month")

    def note(user: str, day: date, kind: str, outcome: str) -> None:
        world.add(
            "contact-notes", user_id=f"V28-{user}", decision_id=f"V28-{user}", date=day, kind=kind, outcome=outcome
        )

    note("unmet", date(2026, 7, 31), "meeting", "reached")  # 61 days before
    note("met", date(2026, 8, 1), "meeting", "reached")  # 60 days before
    note("called", date(2026, 9, 20), "meeting", "reached")
    for day in (date(2026, 6, 1), date(2026, 7, 1), date(2026, 7, 30)):
        note("called", day, "phone", "failed")
    for day in (date(2026, 6, 1), date(2026, 7, 1), date(2026, 7, 31)):
        note("met", day, "phone", "failed")  # sixty days, so not within them
    world.finds("V28", decision="V28-unmet")
    world.finds("V28", decision="V28-called")
    world.lets("V28", decision="V28-met")


def v29(world: World) -> None:
    base(world, "V29", "away", "there", "cut", "oral")

    def month(user: str, number: int, attended: float, paid: float, channel: str = "system", code: str = "") -> None:
        for day in days(date(2026, number, 1), 10):
            world.add(
                "attendance",
                user_id=f"V29-{user}",
                measure="SFI",
                date=day,
                planned_hours=6,
                attended_hours=attended,
                absence_code=code,
                channel=channel,
            )
        last = date(2026, number + 1, 1) - timedelta(days=1)
        world.add(
            "payouts",
            payee_id=f"V29-{user}",
            user_id=f"V29-{user}",
            service="ekonomiskt bistånd",
            period_from=date(2026, number, 1),
            period_to=last,
            amount=paid,
        )

    month("away", 3, 4.0, 9000, code="sick")
    month("there", 3, 5.0, 9000)
    month("cut", 2, 6.0, 9000)
    month("cut", 3, 3.0, 6000, code="sick")
    month("oral", 3, 6.0, 9000, "oral")
    for name in ("away", "oral"):
        world.finds("V29", user=f"V29-{name}")
    for name in ("there", "cut"):
        world.lets("V29", user=f"V29-{name}")


def v30(world: World) -> None:
    p = base(world, "V30", "u")
    world.user("V30-home", address="Björkvägen 1")
    world.user("V30-home2", address="Björkvägen 9")
    world.staff("V30-shares", p, bank_account="8327-9, 123 456 789-0")
    world.add(
        "representatives",
        **{"user_id": "V30-u", "representative_id": "V30-rep", "kind": "god man", "from": date(2024, 1, 1)},
        bank_account="83279 1234567890",
    )
    world.staff("V30-son", p, relation="son", address="Björkvägen 1")
    world.staff("V30-lodger", p, address="björkvägen  9")
    world.finds("V30", staff="V30-shares", representative="V30-rep")
    world.finds("V30", staff="V30-lodger")
    world.lets("V30", staff="V30-son")


def v31(world: World) -> None:
    for name, last, kind in (
        ("late", date(2026, 2, 28), "private"),
        ("fine", None, "private"),
        ("own", date(2026, 2, 28), "in-house"),
    ):
        world.provider(f"V31-{name}", kind=kind)
        held = world.rows["providers"][-1]["organisation_number"]
        span = {"from": date(2020, 1, 1), "to": last}
        world.add("licences", organisation_number=held, service="hemtjänst", status="giltigt", **span)
        world.user(f"V31-{name}")
        world.decision(f"V31-{name}", f"V31-{name}", amount=2, unit="hours/week", provider_id=f"V31-{name}")
        world.staff(f"V31-{name}", f"V31-{name}")
        world.work(f"V31-{name}", f"V31-{name}", MARCH, "08:00", "09:00", f"V31-{name}")
        world.add(
            "invoices",
            provider_id=f"V31-{name}",
            invoice_id=f"V31-{name}",
            line="1",
            user_id=f"V31-{name}",
            period_from=date(2026, 3, 1),
            period_to=date(2026, 3, 31),
            service="hemtjänst",
            hours=1.0,
            amount=400,
        )
    world.finds("V31", provider="V31-late")
    for name in ("fine", "own"):
        world.lets("V31", provider=f"V31-{name}")


def v32(world: World) -> None:
    p = base(world, "V32", "u", staff=("ends", "long", "future", "twice", "fine", "gap"))
    world.work("V32-ends", "V32-u", MARCH, "10:00", "09:00", p, backwards=True)
    world.add(
        "time-reports",
        staff_id="V32-long",
        user_id="V32-u",
        provider_id=p,
        start=at(MARCH, "08:00"),
        end=at(MARCH + timedelta(days=1), "14:00"),
        kind="assistance",
    )
    world.work("V32-future", "V32-u", date(2026, 10, 1), "08:00", "09:00", p)
    for _ in range(2):
        world.work("V32-twice", "V32-u", MARCH, "12:00", "13:00", p)
    world.work("V32-stranger", "V32-u", MARCH, "14:00", "15:00", p)
    world.work("V32-fine", "V32-u", MARCH, "16:00", "17:00", p)
    world.work("V32-gap", "V32-u", date(2026, 3, 29), "02:30", "03:30", p)
    wrong = identity(date(1950, 1, 1), 77)
    world.user("V32-digit", identity_number=wrong[:-1] + str((int(wrong[-1]) + 1) % 10))
    for name in ("ends", "long", "future", "twice", "stranger", "gap"):
        world.finds("V32", staff=f"V32-{name}")
    world.finds("V32", user="V32-digit")
    world.lets("V32", staff="V32-fine")


CASES = [
    *(v01, v02, v03, v04, v05, v06, v07, v08, v09, v10, v11, v12, v13, v14, v15, v16),
    *(v17, v18, v19, v20, v21, v22, v23, v24, v25, v26, v27, v28, v29, v30, v31, v32),
]
