"""Somebody of whom it becomes known that their identity is protected: what is taken away, and what remains where."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from kollegie.language import say
from kollegie.model.reviews import Case, CaseIdentity, Track
from kollegie.store import Reading, Work

NAMING = ("name", "identity_number", "address", "postcode", "telephone")
"""What names or places a person, in the register and in a case."""


def cases_by_person(reading: Reading) -> dict[str, list[tuple[Case, CaseIdentity]]]:
    """The cases about each person of the register, with whom they say to meet and where."""
    cases = {case.id: case for case in reading.find(Case, track=Track.USER)}
    found: dict[str, list[tuple[Case, CaseIdentity]]] = defaultdict(list)
    for identity in reading.find(CaseIdentity):
        if identity.id in cases:
            found[cases[identity.id].subject_ref].append((cases[identity.id], identity))
    return found


def is_named(identities: Iterable[Any]) -> bool:
    """Whether any of these still names or places somebody."""
    return any(getattr(identity, field, "") for identity in identities for field in NAMING)


def blank_cases(work: Work, persons: Collection[str]) -> None:
    """Take name, number, address and telephone out of every case about these persons; the sync carries it on."""
    if persons:
        found = cases_by_person(work)
        for _, identity in (pair for person in persons for pair in found.get(person, ())):
            work.save(CaseIdentity(identity.id, identity.scope))


def remains_words(labels: Sequence[str]) -> str:
    """What is done and what is not: history is only added to, here, at the hub and on the visitors' laptops."""
    if not labels:
        return say(
            "skyddad: namn, nummer och adress tas bort; de står kvar i historiken på den här datorn och i navet",
            "protected: name, number and address are taken away; they remain in the history here and at the hub",
        )
    cases = ", ".join(sorted(labels))
    return say(
        f"skyddad: namn, nummer och adress tas bort i registret och i ärende {cases}. Besökarnas datorer visar dem "
        f"tills de har synkat, och i historiken står de kvar tills ärendet gallras med kollegie erase",
        f"protected: name, number and address are taken away in the register and in case {cases}. The visitors' "
        f"laptops show them until they have synced, and in the history they remain until the case is erased with "
        "kollegie erase",
    )
