"""What is planted of help that was given, billed and paid."""

from __future__ import annotations

from datetime import date, timedelta

from planting import World, at, days
from planting_base import MARCH, base


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
    applied = {"early": date(2025, 12, 30), "slow": date(2025, 12, 31)}
    for name in applied:
        world.user(f"V13-{name}", registered_from=date(2025, 11, 1))
    for name in ("here", "there", "gone", "new", "old", *applied):
        cells = {"amount": 5, "unit": "hours/week", "executed_on": date(2026, 1, 1)}
        day = applied.get(name)
        told = {"applied_on": day, "decided_on": date(2026, 1, 1)} if day else {}
        world.decision(f"V13-{name}", f"V13-{name}", **cells, **told)
    for name in ("there", "gone", "new", "early"):
        world.finds("V13", user=f"V13-{name}")
    for name in ("here", "old", "slow"):
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
