"""Sick pay that no substitute stands behind, or that is paid twice: V08."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from kollegie.model.severity import Severity
from kollegie.screening.columns import NO_NUMBER
from kollegie.screening.material import Entries, Material
from kollegie.screening.rules import Chosen, Hit, Parameter, Rule, Said, rows, subjects
from kollegie.screening.swedish_time import (
    DAY,
    Longs,
    elapsed_spans,
)
from kollegie.screening.wording import day_text, hours, span_text


def sick_pay(material: Material, chosen: Chosen) -> Iterator[Hit]:
    """V08: sick pay claimed with too little time of a substitute, claimed twice, or for hours the sick one worked."""
    claims, reports = material["sick-claims"], material.reports
    begun, ended = elapsed_spans(claims["from"], claims["to"])
    for at in range(len(claims)):
        if ended[at] > begun[at]:
            yield from _claim_hit(material, reports, at, int(begun[at]), int(ended[at]), chosen)
    yield from _double_claims(material, begun, ended)


def minutes_once(reports: Entries, which: Longs, begun: int, ended: int) -> int:
    """The minutes of a stretch that these entries cover, time reported more than once counted once."""
    total, until = 0, begun
    for at in sorted(which.tolist(), key=lambda at: int(reports.start[at])):
        start, end = max(int(reports.start[at]), until), min(int(reports.end[at]), ended)
        total += max(0, end - start)
        until = max(until, end)
    return total


def _claim_hit(material: Material, reports: Entries, at: int, begun: int, ended: int, chosen: Chosen) -> Iterator[Hit]:
    claims = material["sick-claims"]
    steps: list[Said] = []
    evidence: list[Longs] = []
    measure: dict[str, float | int | str] = {}
    substitute, claimed = int(claims["substitute_id"][at]), int(claims["hours"][at])
    wanted = 0 if claimed == NO_NUMBER else claimed / 60
    stood_in = 0
    if substitute >= 0:
        theirs, minutes = minutes_inside(reports, int(material.persons[substitute]), begun, ended)
        here = reports.user[theirs] == claims["user_id"][at]
        stood_in = minutes_once(reports, theirs[here], begun, ended)
        evidence.append(theirs[here])
    if wanted - stood_in > chosen["tol_h"] * 60:
        name = claims.text("substitute_id", at)
        measure["minutes"] = round(wanted - stood_in)
        steps.append(
            (
                f"{hours(wanted)[0]} sökt för {_claim_span(claims['from'][at], claims['to'][at])}; vikarien {name} har "
                f"{hours(stood_in)[0]} hos brukaren då."
                if name
                else f"{hours(wanted)[0]} sökt för {_claim_span(claims['from'][at], claims['to'][at])}; ingen vikarie "
                "är angiven (HFD 2015 ref. 72).",
                f"{hours(wanted)[1]} claimed for {_claim_span(claims['from'][at], claims['to'][at])}; the substitute "
                f"{name} has {hours(stood_in)[1]} at the user then."
                if name
                else f"{hours(wanted)[1]} claimed for {_claim_span(claims['from'][at], claims['to'][at])}; no "
                "substitute is named (HFD 2015 ref. 72).",
            )
        )
    own, minutes = minutes_inside(reports, int(material.persons[claims["staff_id"][at]]), begun, ended)
    if len(own):
        total = int(minutes.sum())
        measure["own_minutes"] = total
        evidence.append(own)
        steps.append(
            (
                f"Den sjuke har {hours(total)[0]} egen arbetstid under samma tid.",
                f"The sick one has {hours(total)[1]} of own work in the same time.",
            )
        )
    if steps:
        places = reports.places_of(np.concatenate(evidence)) if evidence else np.zeros(0, np.int64)
        yield Hit(
            subjects(
                staff=(claims.text("staff_id", at), claims.text("substitute_id", at)),
                user=(claims.text("user_id", at),),
            ),
            int(claims["from"][at]) // DAY,
            (int(claims["to"][at]) - 1) // DAY,
            {"claim": claims.text("claim_id", at), **measure},
            (rows("sick-claims", [at]), rows("time-reports", places)),
            Severity.SERIOUS,
            tuple(steps),
            claims.text("claim_id", at),
        )


def _claim_span(begun: int, ended: int) -> str:
    if begun % DAY == 0 and ended % DAY == 0:
        first, last = day_text(begun // DAY), day_text((ended - 1) // DAY)
        return first if first == last else f"{first} – {last}"
    return span_text(int(begun), int(ended))


def minutes_inside(reports: Entries, person: int, begun: int, ended: int) -> tuple[Longs, Longs]:
    """A person's entries that reach into a stretch of time, and how many minutes of each lie in it."""
    low, high = np.searchsorted(reports.who, [person, person + 1])
    start, end = reports.start[low:high], reports.end[low:high]
    minutes = np.minimum(end, ended) - np.maximum(start, begun)
    which = np.flatnonzero(minutes > 0)
    return low + which, minutes[which]


def overlapping_claims(material: Material, begun: Longs, ended: Longs) -> Iterator[tuple[int, int]]:
    """Pairs of claims for one person that overlap: at one user always, at two users where both name clock times."""
    claims = material["sick-claims"]
    persons = material.persons[claims["staff_id"]] if len(claims) else claims["staff_id"]
    order = np.lexsort((begun, persons)).tolist()
    for place, one in enumerate(order):
        for other in order[place + 1 :]:
            if persons[other] != persons[one] or begun[other] >= ended[one]:
                break
            exact = claims["whole_days"][one] != 1 and claims["whole_days"][other] != 1
            if ended[other] > begun[other] and (exact or claims["user_id"][one] == claims["user_id"][other]):
                yield one, other


def _double_claims(material: Material, begun: Longs, ended: Longs) -> Iterator[Hit]:
    claims = material["sick-claims"]
    for one, other in overlapping_claims(material, begun, ended):
        shared = int(min(ended[one], ended[other]) - begun[other])
        first, second = sorted((claims.text("claim_id", one), claims.text("claim_id", other)))
        yield Hit(
            subjects(
                staff=(claims.text("staff_id", one), claims.text("staff_id", other)),
                user=(claims.text("user_id", one), claims.text("user_id", other)),
            ),
            int(claims["from"][one]) // DAY,
            (int(max(claims["to"][one], claims["to"][other])) - 1) // DAY,
            {"minutes": shared, "claim": first, "other_claim": second},
            (rows("sick-claims", [one, other]),),
            Severity.SERIOUS,
            (
                (
                    f"Ansökningarna {first} och {second} gäller samma medarbetare och överlappar med "
                    f"{hours(shared)[0]}.",
                    f"The claims {first} and {second} concern the same staff member and overlap by {hours(shared)[1]}.",
                ),
            ),
            f"{first}+{second}",
        )


V08 = Rule(
    "V08",
    ("Sjuklön utan vikarie eller dubbel sjuklön", "Sick pay without a substitute, or twice"),
    ("sick-claims", "time-reports", "staff"),
    sick_pay,
    (
        "Att kontrollera: begär vikariens tidredovisning och lönespecifikation för tillfället.",
        "To look into: request the substitute's time report and payslip for the occasion.",
    ),
    (("Vikarien är redovisad på ett annat blad.", "The substitute is reported on another sheet."),),
    ("S1-14", "S1-20"),
    (Parameter("tol_h", 0.25, "domain V08", "Timmar som får saknas.", "Hours that may be missing."),),
    needs=("sick-claims", "time-reports"),
)
