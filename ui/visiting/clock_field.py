"""A time of day in one line, with "now" one press away; what is no time is said beside it and told to nobody."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from kollegie.language import say
from ui.theme import theme
from ui.widgets.buttons import PlainButton
from ui.widgets.fields import Field, TextField


class ClockField(QWidget):
    """A moment of one day. `given` tells it, timezone-aware, or None when it is taken away."""

    given = Signal(object)

    def __init__(self, name: str, clock: Callable[[], datetime], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._clock = clock
        self._moment: datetime | None = None
        self._day = clock()
        self._begun = False
        self.line = TextField(f"{name}, {say('som 08:10', 'such as 08:10')}")
        self.line.setFixedWidth(theme().metrics("body").horizontalAdvance("00:00") + theme().space(40))
        self.now = PlainButton(say("Nu", "Now"), "clock")
        self.now.setAccessibleName(f"{name}: {say('nu', 'now')}")
        beside = QWidget()
        row = QHBoxLayout(beside)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.line)
        row.addWidget(self.now)
        row.addStretch()
        beside.setFocusProxy(self.line)
        self._field = Field(name, beside)
        column = QHBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._field)
        self.line.edited.connect(self._begin)
        self.line.left.connect(self._take)
        self.line.returnPressed.connect(self._take_line)
        self.now.clicked.connect(self._take_now)

    @property
    def moment(self) -> datetime | None:
        """The time that stands here."""
        return self._moment

    def show_moment(self, moment: datetime | None, day: datetime) -> None:
        """Show a time noted before, or none; what is typed is a time of `day`. What is being typed just now stays."""
        self._moment, self._day = moment, moment or day
        if self._begun:
            return
        self.line.show_text(f"{moment.astimezone():%H:%M}" if moment is not None else "")
        self._field.clear_fault()

    def show_typed(self, text: str) -> None:
        """Show what was being typed as a time; what is a time counts as one, and nobody is told."""
        self.line.show_text(text)
        try:
            read = datetime.strptime(text.strip().replace(".", ":"), "%H:%M")  # noqa: DTZ007 - this computer's clock
        except ValueError:
            self._moment = None
        else:
            self._moment = datetime.combine(self._day.astimezone().date(), read.time()).astimezone()

    def show_fault(self, sentence: str) -> None:
        """Say what is wrong with the time."""
        self._field.show_fault(sentence)

    def set_locked(self, locked: bool) -> None:
        """Let the time be changed no more, or again."""
        self.line.setReadOnly(locked)
        self.now.setEnabled(not locked)

    @Slot(str)
    def _begin(self, _text: str) -> None:
        self._begun = True

    @Slot()
    def _take_now(self) -> None:
        self._tell(self._clock().replace(second=0, microsecond=0))

    @Slot()
    def _take_line(self) -> None:
        self._take(self.line.text())

    @Slot(str)
    def _take(self, text: str) -> None:
        self._begun = False
        plain = text.strip().replace(".", ":")
        if self.line.isReadOnly():
            return
        if not plain:
            if self._moment is not None:
                self._tell(None)
            return
        try:
            read = datetime.strptime(plain, "%H:%M")  # noqa: DTZ007 - the clock of this computer
        except ValueError:
            self._field.show_fault(
                say(f"{text.strip()} är inget klockslag. Skriv som 08:10.", f"{text.strip()} is no time, as 08:10.")
            )
            return
        self._tell(datetime.combine(self._day.astimezone().date(), read.time()).astimezone())

    def _tell(self, moment: datetime | None) -> None:
        self._field.clear_fault()
        shown = f"{moment.astimezone():%H:%M}" if moment is not None else ""
        known = f"{self._moment.astimezone():%H:%M}" if self._moment is not None else ""
        self.line.show_text(shown)
        if shown != known:
            self._moment = moment
            self.given.emit(moment)
