"""What can be done with the signal one stands on: it never scrolls away."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QWidget

from kollegie.language import say
from kollegie.model.signals import SignalState
from ui.signals.gathering import Detail
from ui.theme import theme
from ui.widgets.buttons import Button, PlainButton, PrimaryButton
from ui.widgets.layouts import FlowLayout, GrowsDown
from ui.widgets.painting import bar_ground


class ActionRow(GrowsDown):
    """Offers the acts that fit a signal's state; `acted` tells the name of the one chosen, `offered` that they are
    others. `keys` are the keys that do something now, with the name and the words of what they do."""

    acted = Signal(str)
    offered = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._row = FlowLayout(self, gap=theme().space(8))
        self._row.setContentsMargins(24, 10, 24, 10)
        self.buttons: dict[str, Button] = {}
        self.keys: dict[str, tuple[str, str]] = {}
        self.hide()

    def show_for(self, detail: Detail | None) -> None:
        """Offer what fits this signal; nothing where none is chosen."""
        for button in self.buttons.values():
            self._row.removeWidget(button)
            button.hide()
            button.deleteLater()
        self.buttons, self.keys = {}, {}
        for name, words, icon, key in _acts(detail) if detail is not None else ():
            made: Button = PlainButton(words, icon, key) if self.buttons else PrimaryButton(words, icon, key)
            made.clicked.connect(partial(self.acted.emit, name))
            self.buttons[name] = made
            self._row.addWidget(made)
            if key:
                self.keys[key] = name, words.rstrip("…")
        self.setVisible(bool(self.buttons))
        self.updateGeometry()
        self.offered.emit()

    def press(self, key: str) -> None:
        """As the button with this key, where one is offered."""
        if key in self.keys:
            self.buttons[self.keys[key][0]].click()

    def paintEvent(self, event: QPaintEvent) -> None:
        bar_ground(self, line_above=True)


def _acts(detail: Detail) -> list[tuple[str, str, str, str]]:
    """Name, words, icon and key of each act, the first the primary one."""
    state = detail.signal.state
    explain = ("explain", say("Förklara…", "Explain…"), "check", "E")
    dismiss = ("dismiss", say("Felaktiga data…", "Faulty data…"), "x", "A")
    confirm = ("confirm", say("Bekräfta", "Confirm"), "flag", "")
    refute = ("refute", say("Motbevisad", "Refuted"), "circle-check", "")
    words = say("Visa frågan i besöket", "Show the question in the visit")
    shown = [("show", words, "arrow-right", "V")] if detail.asked else []
    if not state.is_open:
        return [("reopen", say("Gör ny igen", "Make it new again"), "history", ""), *shown]
    if detail.proposal is SignalState.CONFIRMED:
        return [confirm, refute, *shown, explain, dismiss]
    if detail.proposal is SignalState.REFUTED:
        return [refute, confirm, *shown, explain, dismiss]
    if detail.asked:
        anew = [("visit", say("Fråga på nytt", "Ask anew"), "history", "")] if detail.may_ask else []
        return [*shown, explain, dismiss, confirm, refute, *anew]
    if detail.may_ask:
        words = say("Fråga vid besöket", "Ask at the visit")
        return [("visit", words, "arrow-right", "B"), explain, dismiss]
    if detail.may_sample:
        words = say("Ta med i urvalet", "Take into the sample")
        return [("sample", words, "arrow-right", "B"), explain, dismiss]
    return [explain, dismiss]
