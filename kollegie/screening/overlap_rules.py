"""Being in two places: V01 at several users at once, V02 moved faster than anyone can travel."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from kollegie.language import grouped
from kollegie.model.severity import Severity
from kollegie.screening.material import Entries, Material
from kollegie.screening.rules import Chosen, Hit, Parameter, Rule, Said, rows, subjects
from kollegie.screening.swedish_time import Floats, Ints, Longs
from kollegie.screening.sweep import group_ends, group_starts, overlapping_pairs
from kollegie.screening.wording import FURTHER, OCCASIONS, listed, many, number, span_text

EARTH_KM = 6371.0
MORE_MOVES: tuple[Said, Said] = ("förflyttning till", "förflyttningar till"), ("more move", "more moves")
SHOWN = 10
"""How many occasions an explanation spells out; all of them are among its rows."""


def at_several_users(material: Material, chosen: Chosen) -> Iterator[Hit]:
    """V01: entries of one person at different users whose times intersect by more than the tolerance.

    Standby is being reachable elsewhere and no work at the user's, so it is left out, as in V02 to V06.
    """
    reports = material.reports
    earlier, later = _overlaps_at_different_users(reports, chosen["tol_min"])
    if not len(earlier):
        return
    shared = np.minimum(reports.end[earlier], reports.end[later]) - reports.start[later]
    low = np.minimum(reports.user[earlier], reports.user[later])
    high = np.maximum(reports.user[earlier], reports.user[later])
    order = np.lexsort((later, earlier, high, low, reports.who[earlier]))
    earlier, later, shared, low, high = (column[order] for column in (earlier, later, shared, low, high))
    starts = group_starts(reports.who[earlier], low, high)
    for begin, finish in zip(starts.tolist(), group_ends(starts, len(earlier)).tolist(), strict=True):
        yield _at_once(reports, earlier[begin:finish], later[begin:finish], shared[begin:finish])


def _overlaps_at_different_users(reports: Entries, tolerance: float) -> tuple[Longs, Longs]:
    found: list[tuple[Longs, Longs]] = []
    there = None if reports.is_work.all() else np.flatnonzero(reports.is_work)
    who, start, end = reports.who, reports.start, reports.end
    if there is not None:
        who, start, end = who[there], start[there], end[there]
    for one, other in overlapping_pairs(who, start, end):
        earlier, later = (one, other) if there is None else (there[one], there[other])
        shared = np.minimum(reports.end[earlier], reports.end[later]) - reports.start[later]
        which = (reports.user[earlier] != reports.user[later]) & (shared > tolerance)
        found.append((earlier[which], later[which]))
    if not found:
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    return np.concatenate([pair[0] for pair in found]), np.concatenate([pair[1] for pair in found])


def _at_once(reports: Entries, earlier: Longs, later: Longs, shared: Ints) -> Hit:
    both = np.concatenate((earlier, later))
    staff, users = reports.named("staff_id", both), reports.named("user_id", both)
    total = int(shared.sum())
    days = reports.days_of(both)
    steps = [_said_of_pair(reports, a, b, m) for a, b, m in zip(*_first(earlier, later, shared), strict=True)]
    times, whom = many(len(earlier), OCCASIONS), listed(tuple(sorted(users)))
    if len(earlier) > SHOWN:
        more = many(len(earlier) - SHOWN, FURTHER)
        steps.append((f"… och {more[0]}.", f"… and {more[1]}."))
    steps.append(
        (
            f"Sammanlagt {grouped(total)} min vid {times[0]} hos {whom[0]}.",
            f"In all {grouped(total)} min on {times[1]} at {whom[1]}.",
        )
    )
    return Hit(
        subjects(staff=staff, user=users, provider=reports.named("provider_id", both)),
        int(days.min()),
        int(days.max()),
        {"minutes": total, "occasions": len(earlier)},
        (rows("time-reports", reports.places_of(both)),),
        Severity.SERIOUS,
        tuple(steps),
    )


def _first(*columns: Longs) -> tuple[list[int], ...]:
    return tuple(column[:SHOWN].tolist() for column in columns)


def _said_of_pair(reports: Entries, earlier: int, later: int, minutes: int) -> Said:
    spans = []
    for place in (earlier, later):
        at = int(reports.places_of(place))
        records = reports.records
        when = span_text(int(records["start"][at]), int(records["end"][at]))
        spans.append((records.text("user_id", at), when))
    (user, when), (other, then) = spans
    return (
        f"{when} hos {user} och {then} hos {other}: {minutes} min samtidigt.",
        f"{when} at {user} and {then} at {other}: {minutes} min at once.",
    )


def impossible_move(material: Material, chosen: Chosen) -> Iterator[Hit]:
    """V02: less time between two consecutive entries than the way between the users' addresses takes; no standby."""
    reports, users = material.reports, material["users"]
    latitude, longitude = _addresses(material)
    if len(reports) < 2 or not len(users):
        return
    there = np.flatnonzero(reports.is_work)
    left, came = there[:-1], there[1:]
    moves = (reports.who[left] == reports.who[came]) & (reports.user[left] != reports.user[came])
    left, came = left[moves], came[moves]
    gap = reports.start[came] - reports.end[left]
    longest = 2 * np.pi * EARTH_KM * chosen["detour"] / chosen["kmh"] * 60 + chosen["fixed"]
    soon = (gap >= 0) & (gap < longest)
    left, came, gap = left[soon], came[soon], gap[soon]
    old, new = reports.user[left], reports.user[came]
    km = _distance_km(latitude[old], longitude[old], latitude[new], longitude[new])
    needed = km * chosen["detour"] / chosen["kmh"] * 60 + chosen["fixed"]
    too_soon = (km * 1000 >= chosen["near_m"]) & (gap < needed)  # an unknown address compares as false
    left, came, gap, km, needed = (column[too_soon] for column in (left, came, gap, km, needed))
    starts = group_starts(reports.who[left])
    for begin, finish in zip(starts.tolist(), group_ends(starts, len(left)).tolist(), strict=True):
        which = slice(begin, finish)
        yield _moved(reports, (left[which], came[which]), gap[which], km[which], needed[which], chosen)


def _addresses(material: Material) -> tuple[Floats, ...]:
    users = material["users"]
    many = int(users["user_id"].max(initial=-1)) + 1
    many = max(many, int(material.reports.user.max(initial=-1)) + 1)
    found = []
    for column in ("latitude", "longitude"):
        by_user = np.full(many, np.nan)
        by_user[users["user_id"]] = users[column]
        found.append(by_user)
    return tuple(found)


def _distance_km(lat1: Floats, lon1: Floats, lat2: Floats, lon2: Floats) -> Floats:
    """As the crow flies on a sphere (haversine)."""
    phi1, phi2 = np.radians(lat1), np.radians(lat2)
    half = np.sin((phi2 - phi1) / 2) ** 2 + np.cos(phi1) * np.cos(phi2) * np.sin(np.radians(lon2 - lon1) / 2) ** 2
    return np.asarray(2 * EARTH_KM * np.arcsin(np.sqrt(half)))


def _moved(
    reports: Entries,
    moves: tuple[Longs, Longs],
    gap: Longs,
    km: Floats,
    needed: Floats,
    chosen: Chosen,
) -> Hit:
    moved, _ = moves
    both = np.concatenate(moves)
    days = reports.days_of(both)
    steps: list[Said] = []
    for before, after, minutes, far, least in zip(*_first(*moves, gap, km, needed), strict=True):
        first, second = int(reports.places_of(before)), int(reports.places_of(after))
        records = reports.records
        left, arrived = int(records["end"][first]), int(records["start"][second])
        here, there = records.text("user_id", first), records.text("user_id", second)
        way, speed = number(far), (number(chosen["detour"]), number(chosen["kmh"]))
        wanted = number(least, 1)
        steps.append(
            (
                f"{span_text(left, arrived)} från {here} till {there}: {minutes} min. Fågelvägen {way[0]} km × "
                f"{speed[0][0]} i {speed[1][0]} km/h och {number(chosen['fixed'])[0]} min tar {wanted[0]} min.",
                f"{span_text(left, arrived)} from {here} to {there}: {minutes} min. {way[1]} km as the crow flies × "
                f"{speed[0][1]} at {speed[1][1]} km/h and {number(chosen['fixed'])[1]} min takes {wanted[1]} min.",
            )
        )
    if len(moved) > SHOWN:
        more = many(len(moved) - SHOWN, MORE_MOVES)
        steps.append((f"… och {more[0]}.", f"… and {more[1]}."))
    return Hit(
        subjects(
            staff=reports.named("staff_id", both),
            user=reports.named("user_id", both),
            provider=reports.named("provider_id", both),
        ),
        int(days.min()),
        int(days.max()),
        {"occasions": len(moved), "minutes": round(float((needed - gap).sum()), 1)},
        (rows("time-reports", reports.places_of(both)),),
        Severity.DEFICIENCY,
        tuple(steps),
    )


V01 = Rule(
    "V01",
    ("Samtidigt hos flera brukare", "At several users at once"),
    ("time-reports", "staff"),
    at_several_users,
    (
        "Att kontrollera: var befann sig medarbetaren? Fråga brukarna och begär schema eller larmlogg.",
        "To look into: where was the staff member? Ask the users and request the schedule or alarm log.",
    ),
    (
        ("Makar eller syskon i samma hem.", "A couple or siblings in the same home."),
        ("Gemensam daglig verksamhet eller resa.", "A joint daily activity or journey."),
        ("Väntetid hos den ena.", "Waiting time at one of them."),
        ("Klockorna i registreringen går olika.", "The clocks of the registration differ."),
    ),
    ("S1-12",),
    (
        Parameter(
            "tol_min",
            0,
            "domain V01; 5 för registrering med klocka [P]",
            "Minuter som får överlappa.",
            "Minutes that may overlap.",
        ),
    ),
    needs=("time-reports",),
)

V02 = Rule(
    "V02",
    ("Omöjlig förflyttning", "Impossible move"),
    ("time-reports", "users", "staff"),
    impossible_move,
    (
        "Att kontrollera: hur tog sig medarbetaren mellan besöken, och stämmer adresserna?",
        "To look into: how did the staff member get from one visit to the next, and are the addresses right?",
    ),
    (
        ("Samma byggnad eller fel koordinater.", "The same building, or wrong coordinates."),
        ("Brukaren var inte hemma.", "The user was not at home."),
    ),
    ("S1-12", "S4-3"),
    (
        Parameter("detour", 1.3, "domain V02 [P]", "Vägens längd mot fågelvägen.", "The road against the crow's way."),
        Parameter("kmh", 60, "domain V02 [P]", "Medelfart i km/h.", "Average speed in km/h."),
        Parameter("fixed", 3, "domain V02 [P]", "Minuter för att gå ut och in.", "Minutes to get out and in."),
        Parameter("near_m", 300, "domain V02 [P]", "Närmare än så många meter prövas inte.", "Metres not looked at."),
    ),
    needs=("time-reports", "users"),
)
