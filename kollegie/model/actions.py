"""What is done about a finding: the action, its owner, its due date and its state."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from kollegie.language import say


class ActionState(StrEnum):
    """The states of an improvement action (förbättringsåtgärd)."""

    PLANNED = "planned"
    ONGOING = "ongoing"
    DONE = "done"
    EFFECT_CHECKED = "effect_checked"

    @property
    def word(self) -> str:
        """The state in a word."""
        return say(*STATE_WORDS[self])


STATE_WORDS = {
    ActionState.PLANNED: ("planerad", "planned"),
    ActionState.ONGOING: ("pågående", "ongoing"),
    ActionState.DONE: ("klar", "done"),
    ActionState.EFFECT_CHECKED: ("kontrollerad till effekt", "checked for effect"),
}
"""The states in both languages, for whatever tells them in one chosen later."""


REPORTS = ("lex_sarah", "ivo_report", "police_report")
"""The kinds of action that report something to an authority or begin to."""


CONFIDENTIAL = frozenset(("police_report",))
"""The kinds whom they are about may not read of: what is suspected, and that it is, is for few (domain 5.1, S1-21)."""


@dataclass(frozen=True, slots=True)
class Action:
    """An åtgärd that follows from a finding: what, who, by when, and how far it has come."""

    id: UUID
    scope: UUID
    review_id: UUID
    finding_id: UUID | None
    kind: str
    text: str
    owner: str
    due: date | None = None
    state: ActionState = ActionState.PLANNED
    outcome: str = ""
