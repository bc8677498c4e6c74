"""One line of a draft's outline: the checklist itself, a section, a group or a question."""

from __future__ import annotations

from kollegie.intake.checklist_draft import GROUP_TYPES, Table, name_of
from kollegie.intake.checklist_lines import Key
from kollegie.language import say
from ui.checklists.askable import words_of
from ui.checklists.type_words import type_word
from ui.tokens import Tone
from ui.widgets.two_line_delegate import Row

INDENT = "\u2003"
"""Before the words of what stands in a group, once for each group around it."""


class Line:
    """One line of the outline: the key of the thing, its table, and whether something is wrong with it."""

    def __init__(self, key: Key, table: Table, faulty: bool) -> None:
        self.key = key
        self.table = table
        self.faulty = faulty

    def row(self) -> Row:
        """The line as the list shows it."""
        icon = "circle-alert" if self.faulty else ""
        if not self.key:
            return Row(say("Checklistan", "The checklist"), icon=icon or "clipboard-list", icon_tone=self._tone)
        if len(self.key) == 2:
            words = words_of(self.table, "titel") or name_of(self.table)
            return Row(f"{int(self.key[1]) + 1}  {words}", icon=icon or "chevron-down", icon_tone=self._tone)
        words = words_of(self.table, "kort") or words_of(self.table, "text") or type_word(str(self.table.get("typ")))
        id_ = str(self.table.get("id") or self.table.get("namn") or "?")
        return Row(
            INDENT * self._depth + words, code=id_, code_tone=Tone.MUTED, icon=icon or self._icon, icon_tone=self._tone
        )

    @property
    def _depth(self) -> int:
        """How many groups stand around it."""
        return (len(self.key) - 4) // 2

    @property
    def _icon(self) -> str:
        kind = self.table.get("typ")
        if kind in GROUP_TYPES:
            return "refresh-cw" if kind == GROUP_TYPES[True] else "chevron-down"
        return "lock" if self.table.get("karna") is True else "circle"

    @property
    def _tone(self) -> Tone:
        return Tone.FAULT if self.faulty else Tone.MUTED
