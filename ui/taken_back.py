"""What the strip says when a step has been taken back, or done again: else it would go on telling the step itself."""

from __future__ import annotations

from kollegie.language import say
from ui.widgets.strip import StripKind


def undone_strip(undone: bool) -> tuple[StripKind, str, str]:
    """The strip that tells whether there was a step to take back."""
    if undone:
        return StripKind.DONE, say("Det senaste steget är taget tillbaka.", "The latest step is taken back."), ""
    return StripKind.INFO, say("Det finns inget att ångra.", "There is nothing to undo."), ""


def redone_strip(redone: bool) -> tuple[StripKind, str, str]:
    """The strip that tells whether there was a step to do again."""
    if redone:
        return StripKind.DONE, say("Steget är gjort igen.", "The step is done again."), ""
    return StripKind.INFO, say("Det finns inget att göra om.", "There is nothing to do again."), ""
