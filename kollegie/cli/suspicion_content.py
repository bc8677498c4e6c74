"""How confidential suspicions are told on the command line: as JSON and as a line to read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kollegie.language import say

if TYPE_CHECKING:
    from kollegie.model.suspicions import Suspicion


def suspicion_line(one: Suspicion) -> str:
    """A suspicion on one line: where it stands, when it is looked at again, and whom it is about."""
    from kollegie.model.suspicions import about_words

    again = say(f", ses över {one.look_again}", f", look again {one.look_again}") if one.closed_on is None else ""
    due = one.disposable_from
    kept = say(f", gallras från {due}", f", erased from {due}") if due else ""
    whose = say(f", kopia från {one.recorder}", f", a copy from {one.recorder}") if one.copied_from else ""
    return f"{one.id}  {one.state.word}{again}{kept}{whose}  {', '.join(about_words(one.about))}"


def suspicion_json(one: Suspicion) -> dict[str, object]:
    """What a list tells of a suspicion: nothing of what is suspected."""
    return {
        "id": str(one.id),
        "state": one.state.value,
        "about": [{"kind": noun, "id": ref} for noun, ref in one.about],
        "recorded_by": one.recorder,
        "recorded_at": one.recorded_at.isoformat(),
        "look_again": one.look_again.isoformat() if one.look_again else None,
        "copy": bool(one.copied_from),
    }


def whole_json(one: Suspicion) -> dict[str, object]:
    """What is suspected and why, for one that was asked for."""
    return {
        "suspected": one.suspected,
        "ground": one.ground,
        "links": one.links.splitlines(),
        "signals": [{"rule": rule, "id": id} for rule, id in one.signals],
        "readers": [name for _, name in one.readers],
        "steps": [
            {"at": step.at.isoformat(), "by": step.by, "step": step.kind.value, "text": step.text} for step in one.steps
        ],
    }
