"""How proposed findings follow the answers: one rule, for those of a visit and those about an invoice.

A person's word is never undone by a rule: what someone has confirmed stands when the answer changes, and what someone
has removed stays removed as long as the answer that raised it stands.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from uuid import UUID

from kollegie.model.visits import FindingState


@dataclass(frozen=True, slots=True)
class Settling:
    """What is to be done with findings, by id: proposed for the first time, proposed again, and withdrawn."""

    new: tuple[UUID, ...]
    again: tuple[UUID, ...]
    withdrawn: tuple[UUID, ...]


def settling(known: Mapping[UUID, FindingState], raised: Collection[UUID]) -> Settling:
    """What brings the findings of rules in line with what the answers raise now.

    Shape: `known` are the rules' findings and where each stands; those that are to be left alone are not among them.
    """
    withdrawn = FindingState.WITHDRAWN
    return Settling(
        tuple(id for id in raised if id not in known),
        tuple(id for id in raised if known.get(id) is withdrawn),
        tuple(
            id
            for id, state in known.items()
            if id not in raised and state in (FindingState.PROPOSED, FindingState.REMOVED)
        ),
    )
