"""The other ways some rules can be broken, each beside an innocent that just keeps to it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, timedelta

from planting import AS_OF, World, days, identity

from kollegie.screening.material import ReviewEvent
from kollegie.screening.swedish_time import day_of

MARCH = date(2026, 3, 1)
Spans = Iterable[tuple[float, date, date | None, str]]
"""Granted hours a week from a day to another, and of which service."""


def pass_of(world: World, staff: str, user: str, day: date, provider: str, minutes: int, hour: int = 8) -> None:
    """One pass of so many minutes that begins at a time of its own each day, as true times do."""
    begin = hour * 60 + day.toordinal() * 7 % 13 + 1
    end = begin + minutes
    world.work(staff, user, day, f"{begin // 60:02}:{begin % 60:02}", f"{end // 60:02}:{end % 60:02}", provider)


def weekdays(first: date, after: date) -> list[date]:
    """Mondays to Fridays from one day until another."""
    return [day for day in days(first, (after - first).days) if day.weekday() < 5]


def overtime(world: World) -> None:
    """V04: a calendar month and a year under ATL, four weeks and a year under HushL."""
    p = world.provider("V04-Q")
    world.user("V04-v")
    year = weekdays(date(2026, 1, 1), date(2026, 1, 1) + timedelta(days=6 * 28))
    five_periods = weekdays(date(2026, 1, 1), date(2026, 1, 1) + timedelta(days=5 * 28))
    long_year = weekdays(date(2026, 1, 1), date(2026, 1, 1) + timedelta(days=8 * 28))
    weeks = [day for day in days(date(2026, 2, 2), 28) if day.weekday() < 6]
    for name, regime, worked, minutes in (
        ("month", "ATL", days(MARCH, 31), 440),  # 227 h 20 min, of 227 h 9 min
        ("monthfine", "ATL", days(MARCH, 31), 439),
        ("monthhome", "HushL", days(MARCH, 31), 440),  # HushL knows no limit of a month
        ("year", "ATL", year, 600),  # six periods of 40 h
        ("yearfine", "ATL", five_periods, 600),
        ("yearhome", "HushL", year, 600),  # 240 h, of 300
        ("longyear", "HushL", long_year, 600),  # eight periods
        ("home", "HushL", weeks, 540),
        ("agreed", "agreement", weeks, 540),  # an agreement whose limits nobody has given
    ):
        world.staff(f"V04-{name}", p, working_time_regime=regime)
        for day in worked:
            pass_of(world, f"V04-{name}", "V04-v", day, p, minutes)
    for name in ("month", "year", "longyear", "home"):
        world.finds("V04", staff=f"V04-{name}")
    for name in ("monthfine", "monthhome", "yearfine", "yearhome", "agreed"):
        world.lets("V04", staff=f"V04-{name}")


def never_away(world: World) -> None:
    """V06: a month without work, leave of another kind, and two employers of one person."""
    p, q = world.provider("V06-Q"), world.provider("V06-R")
    world.user("V06-v")
    both = identity(date(1979, 9, 9), 9)
    world.staff("V06-first", p, identity_number=both)
    world.staff("V06-second", q, identity_number=both)
    for name, begin in (("eleven", None), ("parent", None), ("ten", None), ("new", date(2025, 11, 1)), ("sick", None)):
        world.staff(f"V06-{name}", p, contract_from=begin or date(2020, 1, 1))
    for day in weekdays(date(2025, 9, 1), date(2026, 10, 1)):
        month = (day.year, day.month)
        pass_of(world, "V06-first", "V06-v", day, p, 4 * 60)
        pass_of(world, "V06-second", "V06-v", day, q, 3 * 60, hour=14)
        pass_of(world, "V06-parent", "V06-v", day, p, 7 * 60)
        pass_of(world, "V06-sick", "V06-v", day, p, 7 * 60)
        if month != (2026, 2):
            pass_of(world, "V06-eleven", "V06-v", day, p, 7 * 60)
        if month not in ((2026, 2), (2026, 5)):
            pass_of(world, "V06-ten", "V06-v", day, p, 8 * 60)
        if month >= (2025, 11):
            pass_of(world, "V06-new", "V06-v", day, p, 7 * 60)
    for name, kind in (("parent", "parental"), ("sick", "sick")):
        span = {"from": date(2026, 3, 2), "to": date(2026, 3, 2)}
        world.add("absences", staff_id=f"V06-{name}", kind=kind, **span)
    for name in ("eleven", "parent", "first", "second"):
        world.finds("V06", staff=f"V06-{name}")
    for name in ("ten", "new", "sick"):
        world.lets("V06", staff=f"V06-{name}")


def after_death(world: World) -> None:
    """V12: sick pay, a payout and an invoice line for days after a death, and the same up to that day."""
    p = world.provider("V12-Q")
    for name in ("sick", "sub", "payee"):
        world.staff(f"V12-{name}", p)
    died = date(2026, 3, 10)
    for what in ("claim", "payout", "invoice"):
        for name, last in ((what, died + timedelta(days=1)), (f"{what}fine", died)):
            user = f"V12-{name}"
            world.user(user, deceased_on=died)
            if what == "claim":
                claim = {"claim_id": user, "staff_id": "V12-sick", "substitute_id": "V12-sub", "hours": 8.0}
                world.add("sick-claims", user_id=user, **claim, **{"from": last, "to": last})
                continue
            period = {"user_id": user, "period_from": MARCH, "period_to": last, "service": "hemtjänst"}
            if what == "payout":
                world.add("payouts", payee_id="V12-payee", amount=900, **period)
            else:
                world.add("invoices", provider_id=p, invoice_id=user, line="1", hours=4.0, amount=1600, **period)
            (world.finds if name == what else world.lets)("V12", user=user)
    world.finds("V12", user="V12-claim")
    world.lets("V12", user="V12-claimfine")


def rising_hours(world: World) -> None:
    """V14: just at both limits, from the day itself, in two steps within ninety days, and a provider's mean."""
    january, march = date(2026, 1, 1), date(2026, 3, 1)

    def granted(user: str, spans: Spans, provider: str | None = None) -> None:
        world.user(user)
        for place, (hours, first, last, service) in enumerate(spans):
            world.decision(
                f"{user}-{place}",
                user,
                service,
                amount=hours,
                unit="hours/week",
                decided_on=first,
                valid_from=first,
                valid_to=last,
                provider_id=provider,
            )

    help_at_home, before_march = "hemtjänst", march - timedelta(days=1)
    one = timedelta(days=1)
    yesterday = AS_OF - one
    ninety = before_march + timedelta(days=90)
    for name, spans, rises in (
        ("edge", [(14, january, before_march, help_at_home), (21, march, None, help_at_home)], True),
        ("under", [(14, january, before_march, help_at_home), (20.9, march, None, help_at_home)], False),
        ("today", [(14, january, yesterday, help_at_home), (24, AS_OF, None, help_at_home)], True),
        ("tomorrow", [(14, january, AS_OF, help_at_home), (24, AS_OF + one, None, help_at_home)], False),
        ("other", [(14, january, None, help_at_home), (10, march, None, "ledsagarservice")], False),
        ("steps", _steps(january, march, ninety, help_at_home), True),
        ("slowly", _steps(january, march, ninety + timedelta(days=1), help_at_home), False),
    ):
        granted(f"V14-{name}", spans)
        (world.finds if rises else world.lets)("V14", user=f"V14-{name}")
    april = date(2026, 4, 1)
    for provider, users, hours in (("V14-up", 5, 12), ("V14-level", 5, 11.9), ("V14-few", 4, 12)):
        world.provider(provider)
        for number in range(users):
            spans = [(10, january, april - timedelta(days=1), help_at_home), (hours, april, None, help_at_home)]
            granted(f"{provider}{number}", spans, provider)
        (world.finds if provider == "V14-up" else world.lets)("V14", provider=provider)


def _steps(first: date, second: date, third: date, service: str) -> list[tuple[float, date, date | None, str]]:
    """From 20 hours a week to 25 and 31: more than half in all, a quarter at a time."""
    one = timedelta(days=1)
    return [(20, first, second - one, service), (25, second, third - one, service), (31, third, None, service)]


def left_after_review(world: World) -> None:
    """V25: after a disputed invoice and a report, several to one new provider; and changes no review came before."""
    visited = date(2026, 3, 1)

    def changes(user: str, old: str, new: str, day: date) -> None:
        world.user(user)
        for provider, begin, end in ((old, date(2025, 1, 1), day - timedelta(days=1)), (new, day, None)):
            world.add("provider-choices", user_id=user, provider_id=provider, **{"from": begin, "to": end})

    for old in ("disputed", "reported", "quiet"):
        world.provider(f"V25-{old}")
        world.provider(f"V25-{old}-new")
    world.events.append(ReviewEvent(day_of(visited), "dispute", provider="V25-disputed"))
    world.events.append(ReviewEvent(day_of(visited), "report", provider="V25-reported"))
    changes("V25-d", "V25-disputed", "V25-disputed-new", visited + timedelta(days=90))
    for name in ("r1", "r2"):
        changes(f"V25-{name}", "V25-reported", "V25-reported-new", visited)
    changes("V25-before", "V25-quiet", "V25-quiet-new", visited - timedelta(days=1))
    changes("V25-renewed", "V25-quiet", "V25-quiet", visited + timedelta(days=10))
    changes("V25-late", "V25-disputed", "V25-quiet-new", visited + timedelta(days=91))
    for name in ("before", "renewed"):
        world.events.append(ReviewEvent(day_of(visited), "visit", f"V25-{name}"))
    for name in ("d", "r1", "r2"):
        world.finds("V25", user=f"V25-{name}")
    for name in ("before", "renewed", "late"):
        world.lets("V25", user=f"V25-{name}")


def without_licence(world: World) -> None:
    """V31: a licence that begins late, is revoked, is for another service, or outlived by new owners.

    New owners are no question where a newer licence was given or looked at since, where they came before the licence
    or after its end, or at a unit of the municipality's own, which needs none. A look to come is none yet.
    """
    whole = (date(2020, 1, 1), None)
    changed = date(2026, 2, 1)
    newer = {"changed_on": changed}
    for name, service, spans, more, guilty in (
        ("begins", "hemtjänst", [(MARCH + timedelta(days=1), None)], {}, True),
        ("revoked", "hemtjänst", [whole], {"status": "återkallat"}, True),
        ("otherwise", "ledsagarservice", [whole], {}, True),
        ("owners", "hemtjänst", [whole], {"changed_on": changed, "checked_on": changed - timedelta(days=1)}, True),
        ("checked", "hemtjänst", [whole], {"changed_on": changed, "checked_on": changed}, False),
        ("looked", "hemtjänst", [whole], {"changed_on": changed, "checked_on": date(2030, 1, 1)}, True),
        ("given", "hemtjänst", [(whole[0], changed), (changed + timedelta(days=1), None)], newer, False),
        ("before", "hemtjänst", [whole], {"changed_on": whole[0] - timedelta(days=1)}, False),
        ("unit", "hemtjänst", [whole], {"changed_on": changed, "kind": "in-house"}, False),
        ("renewed", "hemtjänst", [(whole[0], date(2026, 3, 15)), (date(2026, 3, 16), None)], {}, False),
        ("support", "hemtjänst", [(whole[0], date(2025, 12, 31))], {"invoiced": "boendestöd"}, False),
    ):
        provider = world.provider(f"V31-{name}", kind=more.pop("kind", "private"))
        held = world.rows["providers"][-1]["organisation_number"]
        invoiced = more.pop("invoiced", "hemtjänst")
        for first, last in spans:
            cells = {"status": "giltigt"} | more | {"from": first, "to": last}
            world.add("licences", organisation_number=held, service=service, **cells)
        world.user(f"V31-{name}")
        world.decision(f"V31-{name}", f"V31-{name}", invoiced, amount=2, unit="hours/week", provider_id=provider)
        world.add(
            "invoices",
            provider_id=provider,
            invoice_id=f"V31-{name}",
            line="1",
            user_id=f"V31-{name}",
            period_from=MARCH,
            period_to=date(2026, 3, 31),
            service=invoiced,
            hours=1.0,
            amount=400,
        )
        (world.finds if guilty else world.lets)("V31", provider=provider)


VARIANTS: list[Callable[[World], None]] = [
    overtime,
    never_away,
    after_death,
    rising_hours,
    left_after_review,
    without_licence,
]
