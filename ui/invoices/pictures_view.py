"""Pictures of the records: hours and cost, waits, continuity and signals, each row leading to the rows behind it."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from kollegie.language import counted, say
from kollegie.model.signals import EvidenceRow
from kollegie.summary.desk_pictures import (
    CLAIMS,
    CONTINUITY,
    DEPARTURES,
    MONTH,
    SIGNALS,
    WAIT,
    Figure,
    FigureRow,
    RowKey,
)
from kollegie.summary.issuing_pictures import gather_figures, issue_pictures, rows_behind, signals_behind
from ui.desk import Desk
from ui.file_work import AfterActs
from ui.invoices.chart_paper import ChartPaper
from ui.invoices.gathering import Month
from ui.invoices.rows_list import RowsList
from ui.invoices.two_panes import TwoPanes
from ui.new_file import choose_new_file
from ui.widgets.buttons import PlainButton, PrimaryButton
from ui.widgets.card import Card
from ui.widgets.drop_down import DropDown
from ui.widgets.labels import WrappedLabel
from ui.widgets.strip import StripKind
from ui.widgets.tab_order import tab_before
from ui.widgets.two_line_delegate import Row


class PicturesView(TwoPanes):
    """Shows one picture at a time with its rows in a list; a row chosen in either shows the rows behind it."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, say("Bildens rader", "The picture's rows"), _row, parent)
        self._figures: tuple[Figure, ...] = ()
        self.figure: Figure | None = None
        self._kept: RowKey | None = None
        self._stale = True
        self._writing = ""
        self.which = DropDown(say("Vilken bild", "Which picture"))
        self._panes.left.column.insertWidget(0, self.which)
        tab_before(self.list, self.which)
        self.chart = ChartPaper()
        self._title = WrappedLabel("", "section")
        self._note = WrappedLabel("", "meta")
        self.behind = Card()
        self._shown_rows: RowsList | None = None
        for part in (self._title, self._note, self.chart, self.behind):
            self.detail.add(part)
        self.save = PlainButton(say("Spara bilderna som PDF…", "Save the pictures as PDF…"), "download")
        self.save.clicked.connect(self.choose_file)
        self.work.begins = self.save
        self.open_signals = PrimaryButton(say("Visa signalerna", "Show the signals"), "message-circle-question-mark")
        self.open_signals.clicked.connect(self._go_to_signals)
        self.act_row.addWidget(self.save)
        self.act_row.addWidget(self.open_signals)
        self.open_signals.hide()
        self.which.chosen.connect(self._choose)
        self.list.chosen.connect(self._show_row)
        self.chart.chosen.connect(self.go_to)

    def show_month(self, month: Month) -> None:
        """Read the figures anew where they are looked at; they are of all that is taken in."""
        self.month = month
        self._stale = True
        if self.isVisible():
            self._read()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale and self.month is not None:
            self._read()

    def _read(self) -> None:
        if self.month is None:
            return
        self._stale = False
        month = self.month
        if not self._figures:
            self.told.show_text(
                say("Räknar timmar, väntan och kontinuitet …", "Counting hours, waits and continuity …")
            )
        receipt = self.desk.ask(self, partial(gather_figures, self.desk.store, month.desk))
        receipt.done.connect(self._show_figures)

    @Slot(object)
    def go_to(self, key: RowKey) -> None:
        """Stand on a row, as if it had been chosen in the list."""
        for place, row in enumerate(self.list.things):
            if isinstance(row, FigureRow) and row.key == key:
                self.list.go_to(place)

    @Slot()
    def choose_file(self) -> None:
        """Let the person choose where the pictures go."""
        title = say("Spara bilderna", "Save the pictures")
        path = choose_new_file(self, title, "bilder.pdf", "PDF (*.pdf)")
        if path is not None:
            self.write(path)

    def write(self, path: Path) -> None:
        """Write the pictures to a file."""
        if self.month is not None and not self.work.going_on:
            self._writing = path.name
            write = partial(issue_pictures, self.desk.store, self.month.desk, path)
            self.work.start(AfterActs(self.desk, write), self._tell_written)

    @Slot(object)
    def _show_figures(self, figures: tuple[Figure, ...]) -> None:
        self._figures = figures
        self.which.show_options([(one.kind, _short(one.kind)) for one in figures])
        kept = self.figure.kind if self.figure is not None else figures[0].kind
        self.which.show_value(kept)
        self._choose(kept)

    @Slot(object)
    def _choose(self, kind: object) -> None:
        figure = next((one for one in self._figures if one.kind == kind), None)
        if figure is None:
            return
        self.figure = figure
        self._title.show_text(figure.title)
        self._note.show_text(figure.note if figure.rows else figure.empty)
        self.chart.show_figure(figure)
        self.chart.setVisible(bool(figure.rows))
        self.told.show_text(
            counted(len(figure.rows), ("rad", "rader"), ("row", "rows")) if figure.rows else figure.empty
        )
        self.open_signals.setVisible(figure.kind == SIGNALS and bool(figure.rows))
        self.behind.setVisible(bool(figure.rows))
        self.list.show_things(figure.rows, lambda row: isinstance(row, FigureRow) and row.key == self._kept)
        if self.list.current() is None and figure.rows:
            self.list.go_to(0)

    @Slot(object)
    def _show_row(self, row: object) -> None:
        if not isinstance(row, FigureRow) or self.month is None:
            return
        self._kept = row.key
        self.chart.mark(row.key)
        receipt = self.desk.ask(self, partial(_behind, self.desk, self.month, row))
        receipt.done.connect(self._show_behind)

    @Slot(object)
    def _show_behind(self, found: tuple[FigureRow, tuple[EvidenceRow, ...], int]) -> None:
        row, rows, in_all = found
        if row.key != self._kept:
            return
        if self._shown_rows is not None:
            self.behind.body.removeWidget(self._shown_rows)
            self._shown_rows.hide()
            self._shown_rows.deleteLater()
        self._shown_rows = RowsList(f"{row.name}, {row.told}", rows, in_all)
        self.behind.body.addWidget(self._shown_rows)

    @Slot()
    def _go_to_signals(self) -> None:
        found = signals_behind(self.desk.store, self._kept) if self._kept is not None else ()
        if found:
            self.going.emit("signals", found[0])

    @Slot(object)
    def _tell_written(self, pages: int) -> None:
        name = self._writing
        told = counted(pages, ("sida", "sidor"), ("page", "pages"))
        sentence = say(f"{name} är skrivet, {told}.", f"{name} is written, {told}.")
        self.telling.emit(StripKind.DONE, sentence, "")


def _behind(desk: Desk, month: Month, row: FigureRow) -> tuple[FigureRow, tuple[EvidenceRow, ...], int]:
    rows, in_all = rows_behind(desk.store, month.desk, row.key)
    return row, rows, in_all


def _short(kind: str) -> str:
    return {
        MONTH: say("Timmar och kostnad", "Hours and cost"),
        WAIT: say("Väntan", "Waits"),
        CONTINUITY: say("Kontinuitet", "Continuity"),
        CLAIMS: say("Sjuklön", "Sick pay"),
        DEPARTURES: say("Byten av utförare", "Changes of provider"),
        SIGNALS: say("Varningssignaler", "Warning signals"),
    }[kind]


def _row(row: FigureRow) -> Row:
    return Row(row.name, row.told)
