"""The strip above the page of checklists: of a long report it shows the beginning, and copies the whole of it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QGuiApplication

from kollegie.language import counted, say
from ui.widgets.strip import Act, Strip, StripKind

MOST_LINES = 8
"""More than this pushes the page itself away."""
COPY = "copy-report"


class ReportStrip(Strip):
    """A strip that is never longer than so; a button copies what it has no room for."""

    def show_message(
        self, kind: StripKind, text: str, title: str = "", acts: Sequence[Act] = (), *, icon: str = ""
    ) -> None:
        self._whole = f"{title}\n{text}".strip()
        lines = text.split("\n")
        if len(lines) > MOST_LINES:
            left = len(lines) - (MOST_LINES - 1)
            more = counted(left, ("rad till", "rader till"), ("more line", "more lines"))
            text = "\n".join([*lines[: MOST_LINES - 1], say(f"… och {more}", f"… and {more}")])
            acts = [*acts, Act(COPY, say("Kopiera hela rapporten", "Copy the whole report"), "copy")]
        super().show_message(kind, text, title, acts, icon=icon)

    def _tell(self) -> None:
        sender = self.sender()
        if sender is not None and sender.objectName() == COPY:
            QGuiApplication.clipboard().setText(self._whole)
        else:
            super()._tell()
