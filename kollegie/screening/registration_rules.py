"""Whether the user was registered in the municipality: V13."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from kollegie.language import grouped
from kollegie.model.severity import Severity
from kollegie.screening.columns import Records
from kollegie.screening.material import Material
from kollegie.screening.rules import Chosen, Hit, Parameter, Rule, Said, rows, subjects
from kollegie.screening.swedish_time import FAR_FUTURE, FAR_PAST, NONE
from kollegie.screening.wording import day_text

MOST_SHOWN = 30
"""Characters of what stands in the place of a day that are shown."""


def not_registered(material: Material, chosen: Chosen) -> Iterator[Hit]:
    """V13: granted days on which the user was registered elsewhere or nowhere, or registered just before applying.

    Shape: a decision whose day of application the register does not tell is taken to be applied for when it was made.
    """
    users, decisions = material["users"], material["decisions"]
    decided: dict[int, list[int]] = defaultdict(list)
    for at, user in enumerate(decisions["user_id"].tolist()):
        decided[user].append(at)
    for at, user in enumerate(users["user_id"].tolist()):
        if user in decided:
            yield from _registration_hit(material, at, decided[user], int(chosen["d"]))


def _registration_hit(material: Material, at: int, decided: list[int], least: int) -> Iterator[Hit]:
    users, decisions = material["users"], material["decisions"]
    written, begin = users.text("municipality_registered", at), int(users["registered_from"][at])
    elsewhere, died = _is_elsewhere(material, at), int(users["deceased_on"][at])
    outside: list[tuple[int, int]] = []
    concerned: list[int] = []
    fresh: list[int] = []
    for decision in decided:
        first, last = granted_days(material, decision, died)
        gaps = not_registered_days(material, at, first, last)
        if gaps:
            outside += gaps
            concerned.append(decision)
        before = _applied_on(decisions, decision) - begin
        moved_after = before < 0 and (gaps or decisions["applied_on"][decision] == NONE)
        if not elsewhere and begin != NONE and before < least and not moved_after:
            fresh.append(decision)
    if not concerned and not fresh:
        return
    user = users.text("user_id", at)
    names = [decisions.text("decision_id", decision) for decision in concerned + fresh]
    evidence = rows("users", [at]), rows("decisions", concerned + fresh)
    if concerned:
        days = len({day for a, b in outside for day in range(a, b + 1)})
        first, last = min(a for a, _ in outside), max(b for _, b in outside)
        where = (written, written) if elsewhere else ("ingenstans enligt registret", "nowhere by the register")
        steps: tuple[Said, ...] = (
            (
                f"{grouped(days)} beviljade dagar {day_text(first)} – {day_text(last)} utan folkbokföring i "
                f"kommunen; folkbokförd: {where[0]}.",
                f"{grouped(days)} granted days {day_text(first)} – {day_text(last)} without registration in the "
                f"municipality; registered: {where[1]}.",
            ),
        )
        yield Hit(
            subjects(user=(user,), decision=names), first, last, {"days": days}, evidence, Severity.DEFICIENCY, steps
        )
        return
    earliest = min(fresh, key=lambda decision: _applied_on(decisions, decision))
    day, known = _applied_on(decisions, earliest), decisions["applied_on"][earliest] != NONE
    apart = grouped(abs(day - begin))
    what = ("ansökan", "the application") if known else ("beslutet", "the decision")
    when = ("före", "before") if day >= begin else ("efter", "after")
    steps = (
        (
            f"Folkbokförd i kommunen {day_text(begin)}, {apart} dagar {when[0]} {what[0]} {day_text(day)} "
            f"(gräns {least}).",
            f"Registered in the municipality {day_text(begin)}, {apart} days {when[1]} {what[1]} of "
            f"{day_text(day)} (limit {least}).",
        ),
        *(() if known else (_counted_to_the_decision(decisions.text("applied_as", earliest)),)),
    )
    yield Hit(
        subjects(user=(user,), decision=names),
        min(begin, day),
        max(begin, day),
        {"days_before": day - begin},
        evidence,
        Severity.NOTE,
        steps,
        "new",
    )


def _counted_to_the_decision(written: str) -> Said:
    """Why the days are: the register has no day of the application, or something there that is none."""
    if not written:
        return (
            "När ansökan gjordes står inte i registret; dagarna räknas till beslutet.",
            "The register does not tell when the application was made; the days are counted to the decision.",
        )
    shown = written if len(written) <= MOST_SHOWN else f"{written[:MOST_SHOWN]}…"
    return (
        f"Som ansökningsdatum står ”{shown}” i registret, som inte går att läsa som en dag; dagarna räknas till "
        "beslutet.",
        f"As day of the application the register has “{shown}”, which cannot be read as a day; the days are counted to "
        "the decision.",
    )


def _applied_on(decisions: Records, at: int) -> int:
    """The day a decision was applied for, else the day it was made."""
    applied = int(decisions["applied_on"][at])
    return int(decisions["decided_on"][at]) if applied == NONE else applied


def _is_elsewhere(material: Material, at: int) -> bool:
    """Whether the register has the user in another municipality; its days are then those of being there."""
    written = material["users"].text("municipality_registered", at)
    return bool(written and material.host) and not same_municipality(written, material.host)


def not_registered_days(material: Material, at: int, first: int, last: int) -> list[tuple[int, int]]:
    """The days from `first` to `last` on which a user of the register was registered elsewhere or nowhere."""
    users = material["users"]
    begin, end = int(users["registered_from"][at]), int(users["registered_to"][at])
    begin, end = FAR_PAST if begin == NONE else begin, FAR_FUTURE if end == NONE else end
    if _is_elsewhere(material, at):
        gaps = [(max(first, begin), min(last, end))]
    else:
        gaps = [(first, min(last, begin - 1)), (max(first, end + 1), last)]
    return [(begin, end) for begin, end in gaps if begin <= end]


def granted_days(material: Material, decision: int, died: int = NONE) -> tuple[int, int]:
    """First and last granted day of a decision, no later than today or the day of death."""
    decisions = material["decisions"]
    first = int(decisions["valid_from"][decision])
    last = int(decisions["valid_to"][decision])
    return (
        int(decisions["decided_on"][decision]) if first == NONE else first,
        min(FAR_FUTURE if last == NONE else last, material.as_of, FAR_FUTURE if died == NONE else int(died)),
    )


def same_municipality(one: str, other: str) -> bool:
    """Whether two names mean one municipality: “Stockholms stad” is “Stockholm”, and “Borås stad” is “Borås”."""
    return bool(_forms(one) & _forms(other))


def _forms(name: str) -> set[str]:
    """What a name may be in short: with “kommun” or “stad” after it, its last s may be the name's own or a genitive."""
    written = name.strip().casefold()
    bare = re.sub(r"\s+(kommun|stad|municipality)$", "", written)
    return {bare, bare[:-1]} if bare.endswith("s") and bare != written else {bare}


V13 = Rule(
    "V13",
    ("Ej folkbokförd i kommunen", "Not registered in the municipality"),
    ("users", "decisions"),
    not_registered,
    (
        "Att kontrollera: var bor personen, och vilken kommun ansvarar (LSS 16 §)?",
        "To look into: where does the person live, and which municipality is responsible (LSS 16 §)?",
    ),
    (
        ("Skyddad folkbokföring.", "Protected registration."),
        ("Placerad av en annan kommun (LSS 16 §).", "Placed by another municipality (LSS 16 §)."),
    ),
    ("S1-19",),
    (Parameter("d", 60, "domain V13 [P]", "Dagar före ansökan.", "Days before the application."),),
    needs=("users", "decisions"),
)
