"""The right of the page: for whom the summary is printed, the visits behind a figure, and words of one's own."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kollegie.language import counted, say
from kollegie.model.reviews import Review
from kollegie.summary.content import Edition
from kollegie.summary.facts import ProviderFact
from kollegie.summary.tracing import Trace
from ui.summary.visit_rows import VisitRows
from ui.widgets.choice import Option
from ui.widgets.drop_down import DropDown
from ui.widgets.fields import Field, NoteEdit
from ui.widgets.icon_mark import IconMark
from ui.widgets.labels import Heading, WrappedLabel
from ui.widgets.segmented_choice import SegmentedChoice

PAUSE_MS = 250


class Sources(QWidget):
    """Shows the choice of edition, the visits of a figure and the fields of own text.

    `edition_chosen` tells an `Edition`, `provider_chosen` a provider's reference, `opened` a visit to go to, and
    `written` purpose and method as they have been written.
    """

    edition_chosen = Signal(object)
    provider_chosen = Signal(object)
    opened = Signal(object)
    written = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        words = {
            Edition.INTERNAL: say("Intern", "Internal"),
            Edition.PROVIDER: say("Utförare", "Provider"),
            Edition.PUBLIC: say("Offentlig", "Public"),
        }
        self.editions = SegmentedChoice(
            say("Utgåva", "Edition"), [Option(edition, word) for edition, word in words.items()]
        )
        self.providers = DropDown(say("Utförare", "Provider"))
        self._about = WrappedLabel("", "meta")
        self._mark = IconMark("link-2", "accent", side=18)
        self._title = WrappedLabel("", "strong")
        self._where = WrappedLabel("", "meta")
        self.visits = VisitRows()
        self.purpose = NoteEdit(say("Syfte", "Purpose"))
        self.method = NoteEdit(say("Metod", "Method"))
        self._own = QWidget()
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._lay_out()
        self.editions.chosen.connect(self.edition_chosen)
        self.providers.chosen.connect(self.provider_chosen)
        self.visits.opened.connect(self.opened)
        self._pause.timeout.connect(self._tell_written)
        for field in (self.purpose, self.method):
            field.edited.connect(self._written_on)
            field.left.connect(self._leave)
        self.show_trace(None)

    def show_edition(self, edition: Edition, providers: tuple[ProviderFact, ...], provider: str) -> None:
        """Show for whom the pages are."""
        self.editions.show_value(edition)
        options = [(one.ref, one.name or one.ref) for one in providers]
        if [(self.providers.itemData(i), self.providers.itemText(i)) for i in range(self.providers.count())] != options:
            self.providers.show_options(options)
        self.providers.show_value(provider or None)
        self.providers.setVisible(edition is Edition.PROVIDER)
        self._about.show_text(
            {
                Edition.INTERNAL: say(
                    "Ärendenummer och anteckningar finns med. Att den visas och skrivs ut loggas.",
                    "Holds case numbers and notes. That it is shown and printed is logged.",
                ),
                Edition.PROVIDER: say(
                    "Bara utförarens egna iakttagelser, utan namn och ärendenummer.",
                    "The provider's own findings only, without names and case numbers.",
                ),
                Edition.PUBLIC: say(
                    "Ärendenummer visas bara här i fönstret, inte i den offentliga.",
                    "Case numbers show only here in the window, not in the public one.",
                ),
            }[edition]
        )

    def show_trace(self, trace: Trace | None) -> None:
        """Show the visits behind a figure, or how to find them."""
        self._mark.setVisible(trace is not None)
        if trace is None:
            self._title.show_text(say("Besöken bakom en siffra", "The visits behind a figure"))
            self._where.show_text(
                say(
                    "Välj en siffra på sidan, så står besöken den kommer från här.",
                    "Choose a figure on the page, and the visits it comes from stand here.",
                )
            )
            self.visits.show_visits(())
            return
        visits = len({one.visit for one in trace.visits})
        self._title.show_text(trace.title)
        number = counted(visits, ("besök", "besök"), ("visit", "visits"))
        self._where.show_text(
            say(f"kommer från {number}", f"comes from {number}")
            if visits
            else say("kommer inte från något besök", "comes from no visit")
        )
        self.visits.show_visits(trace.visits)

    def show_own_text(self, review: Review | None) -> None:
        """Show what the round's lead has written about it, or no fields for None. Typing is never disturbed."""
        self._own.setVisible(review is not None)
        if review is None or self._pause.isActive() or self.purpose.hasFocus() or self.method.hasFocus():
            return
        self.purpose.show_text(review.purpose)
        self.method.show_text(review.method)

    def add(self, part: QWidget) -> None:
        """Put a part below all others."""
        self._column.insertWidget(self._column.count() - 1, part)

    def set_edge(self, edge: int) -> None:
        """Stand so many pixels from the edges of whatever holds the part."""
        self.setContentsMargins(edge, 0, edge, edge)

    def flush(self) -> None:
        """Tell at once what has been written and not yet told."""
        if self._pause.isActive():
            self._tell_written()

    def _lay_out(self) -> None:
        column = self._column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(Heading(say("Utgåva", "Edition"), "heading"))
        column.addWidget(self.editions)
        column.addWidget(self.providers)
        column.addWidget(self._about)
        column.addSpacing(8)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._title, 1)
        column.addLayout(row)
        column.addWidget(self._where)
        column.addWidget(self.visits)
        own = QVBoxLayout(self._own)
        own.setContentsMargins(0, 8, 0, 0)
        own.setSpacing(8)
        own.addWidget(Heading(say("Egen text till delen", "Own text for the part"), "heading"))
        own.addWidget(Field(say("Syfte", "Purpose"), self.purpose))
        own.addWidget(Field(say("Metod", "Method"), self.method))
        own.addWidget(
            WrappedLabel(
                say(
                    "Kommer med i alla tre utgåvorna. Lämnas fältet tomt står programmets egen text.",
                    "Goes into all three editions. Left empty, the program's own text stands.",
                ),
                "meta",
            )
        )
        column.addWidget(self._own)
        column.addStretch(1)
        self._own.hide()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.visits.fit()

    @Slot()
    def _written_on(self) -> None:
        if not self._pause.isActive():  # never started anew: one who types on is stored as often as one who pauses
            self._pause.start()

    @Slot()
    def _leave(self) -> None:
        self.flush()

    @Slot()
    def _tell_written(self) -> None:
        self._pause.stop()
        self.written.emit(self.purpose.text(), self.method.text())
