"""The page Idag: my visits along the line of the day, just one of them large: the one to go on with."""

from __future__ import annotations

from datetime import date
from functools import partial
from uuid import UUID

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from kollegie.language import say
from kollegie.model.calendar_words import day_words
from kollegie.model.reviews import VisitState
from kollegie.visiting.overview import VisitOverview
from ui.desk import Desk
from ui.page import Page
from ui.theme import theme
from ui.today.cards import CurrentCard, VisitCard, case_words
from ui.today.day import Day, clock_words, day_of, gather_day, summary_words
from ui.today.side import DaySide
from ui.widgets.day_line import DayLine, StopState
from ui.widgets.empty_state import EmptyState
from ui.widgets.side_column import ScrollColumn
from ui.widgets.tab_order import stands_within

SIDE_FROM = 120
"""Characters of page width from which the side column stands beside the day; below it stands under it."""


class TodayPage(Page):
    """A visitor's whole world: the visits of one day, their state, and what is left."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, day_words(desk.now().date()), parent)
        self._chosen: date | None = None
        self._day: Day | None = None
        self._beside: bool | None = None
        self.cards: list[VisitCard | CurrentCard] = []
        self._middle = ScrollColumn(edge=24)
        self.side = self._new_side()
        self._below: DaySide | None = None
        self._body = QWidget()
        self._row = QHBoxLayout(self._body)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)
        self._row.addWidget(self._middle, 1)
        self._row.addWidget(self.side)
        self.column.addWidget(self._body, 1)
        self.add_key("Down", say("nästa besök", "next visit"), partial(self._step, 1))
        self.add_key("Up", say("förra besöket", "previous visit"), partial(self._step, -1))
        self.add_key("Return", say("fortsätt", "go on"), self.go_on)

    def hints(self) -> tuple[tuple[str, str], ...]:
        return (("↑ ↓", say("välj besök", "choose visit")), ("↵", say("öppna", "open")))

    def place(self) -> object:
        return self._chosen

    def show_place(self, place: object) -> None:
        if isinstance(place, date):
            self._chosen = place
            self.refresh()

    def refresh(self) -> None:
        day = self._chosen or self.desk.now().date()
        self.desk.ask(self, partial(gather_day, self.desk.store, day)).done.connect(self._show)

    @Slot()
    def go_on(self) -> None:
        """Open the visit the focus stands on, else the one to go on with, else show the day of the nearest."""
        for card in self.cards:
            if _has_focus(card):
                self._open(card.visit_id)
                return
        if self._day is not None and self._day.current is not None:
            self._open(self._day.current.visit.id)
        elif self._day is not None and not self._day.visits and self._day.nearest is not None:
            self.show_place(day_of(self._day.nearest))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_side()

    @Slot(object)
    def _show(self, day: Day) -> None:
        self._day = day
        review = next((one.review.name for one in day.visits if one.review is not None), "")
        said = summary_words(day.visits) if day.visits else say("Inga besök", "No visits")
        self.header.show_title(day_words(day.day), " · ".join(part for part in (review, said) if part))
        first = not self.cards
        focused = next((card.visit_id for card in self.cards if _has_focus(card)), None)
        within = stands_within(self._body)
        self.cards = []
        self._below = None
        self._middle.clear()
        self._middle.add(self._line(day) if day.visits else self._no_visits(day))
        self.side.show_day(day)
        self._beside = None
        self._place_side()
        for card in self.cards:
            if card.visit_id == focused or (first and isinstance(card, CurrentCard)):
                _entry(card).setFocus()
                return
        if within:
            self.setFocus(Qt.FocusReason.OtherFocusReason)  # what had it is gone, and the page's keys are to work on

    def _line(self, day: Day) -> QWidget:
        line = DayLine()
        current = day.current
        synced = clock_words(day.sync.synced_at)
        for one in day.visits:
            large = one is current
            card: VisitCard | CurrentCard = CurrentCard(one) if large else VisitCard(one, synced)
            card.opened.connect(self._open)
            self.cards.append(card)
            until = clock_words(one.visit.planned_end)
            line.add_stop(
                clock_words(one.visit.planned_start),
                _stop(one, large=large),
                card,
                say(f"till {until}", f"to {until}") if until else "",
                self._minutes_left(one) if large else "",
            )
        return line

    def _minutes_left(self, one: VisitOverview) -> str:
        if one.visit.state is not VisitState.ONGOING or one.visit.planned_end is None:
            return ""
        minutes = int((one.visit.planned_end - self.desk.now()).total_seconds() // 60)
        return say(f"{minutes} min kvar", f"{minutes} min left") if 0 <= minutes < 240 else ""

    def _no_visits(self, day: Day) -> QWidget:
        nearest = day.nearest
        found = day_of(nearest) if nearest is not None else None
        if nearest is None or found is None:
            text = say("När du har tilldelats besök och synkat står de här.", "Your visits stand here after a sync.")
            return EmptyState("clipboard-list", say("Inga besök i dag", "No visits today"), text)
        which = say("Nästa", "Next") if found > day.day else say("Senaste", "The latest")
        at = " ".join(part for part in (day_words(found).lower(), clock_words(nearest.visit.planned_start)) if part)
        text = say(
            f"{which} är {case_words(nearest).lower()}, {at}.", f"{which} is {case_words(nearest).lower()}, {at}."
        )
        empty = EmptyState(
            "clipboard-list",
            say("Inga besök i dag", "No visits today"),
            text,
            say("Visa den dagen", "Show that day"),
            "calendar-days",
        )
        empty.acted.connect(partial(self.show_place, found))
        return empty

    def _place_side(self) -> None:
        """Beside the day where there is room, else below it."""
        beside = theme().characters(self.width()) >= SIDE_FROM
        if beside == self._beside:
            return
        self._beside = beside
        self.side.setVisible(beside)
        if self._below is not None:
            self._middle.remove(self._below)
            self._below = None
        if not beside and self._day is not None:
            self._below = self._new_side()
            self._below.show_day(self._day)
            self._middle.add(self._below)
            inner = self._below.widget()
            if inner is not None:
                self._below.setMinimumHeight(inner.sizeHint().height())

    def _new_side(self) -> DaySide:
        side = DaySide(width=372)
        side.opened.connect(self._open)
        side.sync_wanted.connect(partial(self.going.emit, "sync", None))
        return side

    def _step(self, by: int) -> None:
        if not self.cards:
            return
        at = next((place for place, card in enumerate(self.cards) if _has_focus(card)), None)
        place = 0 if at is None and by > 0 else (at or 0) + by
        card = self.cards[place % len(self.cards)]
        _entry(card).setFocus(Qt.FocusReason.TabFocusReason)

    @Slot(object)
    def _open(self, visit: UUID) -> None:
        self.going.emit("visit", (visit, None))


def _entry(card: VisitCard | CurrentCard) -> QWidget:
    """The part of a card that takes the focus."""
    return card.go_on if isinstance(card, CurrentCard) else card


def _has_focus(card: VisitCard | CurrentCard) -> bool:
    return stands_within(_entry(card))


def _stop(one: VisitOverview, *, large: bool) -> StopState:
    if one.visit.state in (VisitState.SIGNED, VisitState.DROPPED):
        return StopState.DONE
    if one.to_sign:
        return StopState.HALF
    return StopState.CURRENT if large else StopState.LEFT
