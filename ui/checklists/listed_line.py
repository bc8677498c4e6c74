"""One line of the list of checklists: a draft, or a checklist in use."""

from __future__ import annotations

from kollegie.language import counted, say
from ui.checklists.gathering import Shown
from ui.tokens import Tone
from ui.widgets.two_line_delegate import Row


def row_of(shown: Shown) -> Row:
    """The line as the list shows it."""
    if shown.draft is not None:
        at = f"{shown.changed_at.astimezone():%Y-%m-%d %H.%M}" if shown.changed_at is not None else ""
        return Row(
            shown.title,
            say(f"ändrat {at}", f"changed {at}"),
            say("Utkast", "Draft"),
            code_tone=Tone.ACCENT,
            icon="pencil",
        )
    checklist = shown.checklist
    assert checklist is not None
    questions = counted(len(checklist.control_questions), ("fråga", "frågor"), ("question", "questions"))
    waiting = sum(bool(one.to) for one in shown.movable)
    state = say(f"{waiting} besök i äldre version", f"{waiting} visits on an older version") if waiting else ""
    return Row(
        shown.title,
        questions,
        say(f"version {checklist.version}", f"version {checklist.version}"),
        state,
        code_tone=Tone.MUTED,
        icon="clipboard-check",
    )
