"""What the list of signals is narrowed by: provider, state, rule, and words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from kollegie.language import say
from kollegie.model.signals import SignalState, WarningSignal
from kollegie.screening.all_rules import rule_of
from kollegie.screening.telling import closed_words
from ui.signals.gathering import row_of
from ui.theme import theme
from ui.widgets.drop_down import DropDown
from ui.widgets.filter_field import FilterField
from ui.widgets.layouts import FlowLayout

ALL, OPEN_ONES, LATEST, GONE = "*", "open", "latest", "gone"
SHORT, LARGE = 20, 1.3


class SignalFilters(QWidget):
    """Offers what the signals at hand can be told apart by; `changed` tells that another choice was made."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._latest: frozenset[UUID] = frozenset()
        self._wanted = ""
        self._rules: list[str] = []
        self.provider = DropDown(say("Utförare", "Provider"))
        self.rule = DropDown(say("Regel", "Rule"))
        self.state = DropDown(say("Läge", "State"))
        self.words = FilterField(
            say("Visa bara signaler med", "Only signals with"),
            say("Filtrera på brukare, personal eller ord", "Filter by user, staff or word"),
        )
        self.words.paused.connect(self.changed)
        boxes = QWidget()
        flow = FlowLayout(boxes, gap=8)
        for box in (self.provider, self.state, self.rule):
            flow.addWidget(box)
            box.chosen.connect(self.changed)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addWidget(boxes)
        column.addWidget(self.words)

    def show_signals(self, signals: Sequence[WarningSignal]) -> None:
        """Offer what these have; what was chosen stays chosen, but for a search that has just ended."""
        providers = sorted({name for signal in signals for name in signal.subjects_of("provider")})
        self._rules = sorted({signal.rule for signal in signals})
        _offer(self.provider, say("Alla utförare", "All providers"), [(name, name) for name in providers])
        self.fit_text()
        states = [(OPEN_ONES, say("Ej avslutade", "Not closed")), *((state, state.word) for state in SignalState)]
        if any(signal.gone for signal in signals):
            states.append((GONE, say("Borta ur underlaget", "Gone from the records")))
        if self._latest:
            states.insert(1, (LATEST, say("Nytt i senaste sökningen", "New in the latest search")))
        kept = self._wanted or self.state.value() or OPEN_ONES
        self._wanted = ""
        _offer(self.state, say("Alla lägen", "All states"), states)
        self.state.show_value(kept)

    def fit_text(self) -> None:
        """Offer the rules by as much of their names as this size of text leaves room for."""
        _offer(self.rule, say("Alla regler", "All rules"), [(rule, _short(rule)) for rule in self._rules])

    def show_latest(self, new: frozenset[UUID]) -> None:
        """A search has ended: of the signals shown next those that are new or have grown come first, if any are."""
        self._latest = new
        self._wanted = LATEST if new else OPEN_ONES

    def show_every_one(self) -> None:
        """Leave no signal out, also of those that are shown for the first time."""
        self._wanted = ALL
        for box in (self.provider, self.rule, self.state):
            box.show_value(ALL)
        self.words.show_text("")

    def matching(self, signals: Iterable[WarningSignal]) -> list[WarningSignal]:
        """Those that are to be shown."""
        words = self.words.text().casefold().split()
        return [signal for signal in signals if self.fits(signal) and _has(signal, words)]

    def narrowed_by(self) -> tuple[Any, ...]:
        """What the list is narrowed by just now: a place in it means something only while this is the same."""
        boxes = (self.provider, self.rule, self.state)
        return (*(box.value() for box in boxes), self.words.text().strip(), self._latest)

    def why_none(self, signals: Sequence[WarningSignal]) -> str:
        """Why the list is empty: all is closed, or what was chosen leaves everything out."""
        narrowed = self.words.text().strip() or any(
            box.value() not in (None, ALL) for box in (self.provider, self.rule)
        )
        if self.state.value() != OPEN_ONES or narrowed:
            return say("Ingen signal passar det som är valt ovanför listan.", "No signal fits what is chosen above.")
        closed = closed_words(Counter(signal.state for signal in signals if not signal.gone))
        told = ", ".join(closed) if closed else say("alla är borta ur underlaget", "all are gone from the records")
        return say(f"Inga signaler kvar att kontrollera: {told}.", f"No signals left to look into: {told}.")

    def fits(self, signal: WarningSignal) -> bool:
        """Whether a signal is among what was chosen, whatever words it has."""
        provider, rule, state = self.provider.value(), self.rule.value(), self.state.value()
        if provider not in (None, ALL) and provider not in signal.subjects_of("provider"):
            return False
        if rule not in (None, ALL) and rule != signal.rule:
            return False
        if state == OPEN_ONES:
            return signal.state.is_open and not signal.gone
        if state == GONE:
            return signal.gone
        if state == LATEST:
            return signal.id in self._latest
        return state in (None, ALL) or state == signal.state


def _has(signal: WarningSignal, words: Sequence[str]) -> bool:
    spoken = f"{row_of(signal).spoken} {' '.join(name for _, name in signal.subjects)}".casefold() if words else ""
    return all(word in spoken for word in words)


def _short(rule: str) -> str:
    """A rule's id and as much of its name as a list beside the page has room for."""
    title = rule_of(rule).title
    if theme().text_scale > LARGE:
        return rule
    return f"{rule} {title}" if len(title) <= SHORT else f"{rule} {title[:SHORT].rstrip(' ,')}…"


def _offer(box: DropDown, every: str, options: Sequence[tuple[Any, str]]) -> None:
    kept = box.value()
    box.show_options([(ALL, every), *options])
    box.show_value(kept if kept is not None else ALL)
    box.updateGeometry()
