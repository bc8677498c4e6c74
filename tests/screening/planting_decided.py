"""What is planted of decisions, of who gives and decides them, and of the records themselves."""

from __future__ import annotations

from datetime import date, timedelta

from planting import World, at, days, identity
from planting_base import MARCH, base

from kollegie.screening.material import ReviewEvent
from kollegie.screening.swedish_time import day_of


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
