"""V25: users who change provider soon after a review."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise

from kollegie.model.records import Noun
from kollegie.model.severity import Severity
from kollegie.screening.material import Material, ReviewEvent
from kollegie.screening.rules import Chosen, Hit, Parameter, Rule, Said, rows, subjects
from kollegie.screening.wording import DAYS, day_text, listed, many

EVENTS: dict[str, Said] = {
    "visit": ("besök", "a visit"),
    "dispute": ("bestriden faktura", "a disputed invoice"),
    "report": ("anmälan", "a report"),
}


def left_after_review(material: Material, chosen: Chosen) -> Iterator[Hit]:
    """V25: users who changed provider within 90 days of a visit, a dispute or a report; several to one new provider."""
    choices = material["provider-choices"]
    of_user: dict[int, list[int]] = defaultdict(list)
    for at, user in enumerate(choices["user_id"].tolist()):
        of_user[user].append(at)
    moves: dict[tuple[int, int], list[tuple[int, int, ReviewEvent]]] = defaultdict(list)
    events = EventsKnown(material.events)
    for places in of_user.values():
        ordered = sorted(places, key=lambda at: (int(choices["from"][at]), at))
        for before, after in pairwise(ordered):
            old, new = int(choices["provider_id"][before]), int(choices["provider_id"][after])
            day = int(choices["from"][after])
            event = events.latest(choices.text("user_id", after), choices.text("provider_id", before), day)
            if old != new and day <= material.as_of and event is not None and day - event.day <= chosen["d"]:
                moves[old, new].append((before, after, event))
    for (old, new), found in sorted(moves.items()):
        yield _left_hit(material, old, new, found, chosen)


class EventsKnown:
    """What reviews did, by the user or else the provider it concerned."""

    def __init__(self, events: tuple[ReviewEvent, ...]) -> None:
        self._by_user: dict[str, list[ReviewEvent]] = defaultdict(list)
        self._by_provider: dict[str, list[ReviewEvent]] = defaultdict(list)
        for event in events:
            if event.user:
                self._by_user[event.user].append(event)
            else:
                self._by_provider[event.provider].append(event)

    def latest(self, user: str, provider: str, day: int) -> ReviewEvent | None:
        """The latest thing a review did by that day that concerned the user or the provider left."""
        known = self._by_user.get(user, []) + self._by_provider.get(provider, [])
        return max((event for event in known if event.day <= day), key=lambda event: event.day, default=None)


def _left_hit(material: Material, old: int, new: int, found: list[tuple[int, int, ReviewEvent]], chosen: Chosen) -> Hit:
    choices, providers = material["provider-choices"], material.noun(Noun.PROVIDER)
    users = tuple(sorted({choices.text("user_id", after) for _, after, _ in found}))
    days = [int(choices["from"][after]) for _, after, _ in found]
    level = sum(len(users) >= chosen[name] for name in ("several", "many"))
    steps: list[Said] = []
    for _, after, event in found[:10]:
        user, changed = choices.text("user_id", after), int(choices["from"][after])
        steps.append(
            (
                f"{user}: {EVENTS[event.what][0]} {day_text(event.day)}, ny utförare {day_text(changed)}, "
                f"{many(changed - event.day, DAYS)[0]} senare.",
                f"{user}: {EVENTS[event.what][1]} {day_text(event.day)}, a new provider {day_text(changed)}, "
                f"{many(changed - event.day, DAYS)[1]} later.",
            )
        )
    steps.append(
        (
            f"{len(users)} brukare från {providers[old]} till {providers[new]}: {listed(users)[0]}.",
            f"{len(users)} users from {providers[old]} to {providers[new]}: {listed(users)[1]}.",
        )
    )
    return Hit(
        subjects(user=users, provider=(providers[old], providers[new])),
        min(event.day for _, _, event in found),
        max(days),
        {"users": len(users), "days": max(day - event.day for day, (_, _, event) in zip(days, found, strict=True))},
        (rows("provider-choices", [at for before, after, _ in found for at in (before, after)]),),
        (Severity.NOTE, Severity.DEFICIENCY, Severity.SERIOUS)[level],
        tuple(steps),
        f"{providers[old]}>{providers[new]}",
    )


V25 = Rule(
    "V25",
    ("Byte av utförare efter granskning", "Change of provider after a review"),
    ("provider-choices",),
    left_after_review,
    (
        "Att kontrollera: vem föreslog bytet, och följde personal med till den nya utföraren?",
        "To look into: who proposed the change, and did staff move along to the new provider?",
    ),
    (
        ("Utföraren har lagt ned.", "The provider has closed."),
        ("Brukaren har flyttat.", "The user has moved."),
    ),
    ("S1-22", "S4-5"),
    (
        Parameter("d", 90, "domain V25", "Dagar efter besök, tvist eller rapport.", "Days after visit or dispute."),
        Parameter("several", 2, "domain V25 [P]", "Brukare som blir ett mönster.", "Users that make a pattern."),
        Parameter("many", 5, "domain V25 [P]", "Brukare som skärper.", "Users that weigh more."),
    ),
    needs=("provider-choices",),
)
