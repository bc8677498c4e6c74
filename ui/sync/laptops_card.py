"""The laptops of the hub, for whoever leads: which are there, when they were last seen, and blocking a lost one."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from kollegie.language import say
from kollegie.progress import Progress
from ui.desk import Desk
from ui.problems import problem_of
from ui.tasks import Task
from ui.widgets.buttons import LinkButton, PlainButton
from ui.widgets.card import Card
from ui.widgets.hairline import Hairline
from ui.widgets.labels import Label, WrappedLabel
from ui.widgets.layouts import empty

if TYPE_CHECKING:
    from kollegie.sync.enrolling import DeviceState, HubState


class LaptopsCard(Card):
    """`blocked` tells a sentence once a laptop has been blocked. Nothing is asked of the hub before somebody asks."""

    blocked = Signal(str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._desk = desk
        self._task: Task | None = None
        self._own = 0
        self._changed = False
        self.show_them = PlainButton(say("Visa datorerna på navet", "Show the hub's computers"), "hard-drive")
        self.rows: dict[int, LinkButton] = {}
        self._said = WrappedLabel("")
        self._said.hide()
        self.body.addWidget(self.show_them, 0, Qt.AlignmentFlag.AlignLeft)
        self.body.addWidget(self._said)
        self.show_them.clicked.connect(self.look)

    def name_own(self, number: int) -> None:
        """The number of this laptop, which is not offered to be blocked."""
        self._own = number

    @property
    def busy(self) -> bool:
        """Whether the hub is being asked just now."""
        return self._task is not None

    @Slot()
    def look(self) -> None:
        """Ask the hub."""
        self._run(partial(_state, self._desk), self._show)

    def _run(self, work: object, then: object) -> None:
        if self._task is not None:
            return
        self._said.show()
        self._said.show_text(say("Frågar navet…", "Asking the hub…"))
        self._task = Task(work)  # type: ignore[arg-type]
        self._task.progressed.connect(self._count)
        self._task.succeeded.connect(then)
        self._task.failed.connect(self._refuse)
        self._task.ended.connect(self._end)
        self._task.start()

    @Slot(object)
    def _show(self, state: HubState) -> None:
        self._said.hide()
        empty(self.body, after=2)
        self.rows.clear()
        for device in state.devices:
            self.body.addWidget(Hairline())
            self.body.addWidget(self._row(device))

    def _row(self, device: DeviceState) -> QWidget:
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 2, 0, 2)
        words = say("{}, dator {}", "{}, computer {}").format(device.person, device.number)
        row.addWidget(WrappedLabel(words), 1, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(Label(_seen(device), "meta"))
        if not device.revoked and device.number != self._own:
            button = self.rows[device.number] = LinkButton(say("Spärra…", "Block…"), "lock")
            button.clicked.connect(partial(self._ask, device))
            row.addWidget(button)
        return holder

    def _ask(self, device: DeviceState) -> None:
        """The first press says what will happen, the second does it."""
        button = self.rows[device.number]
        sure = say("Ja, spärra dator {}", "Yes, block computer {}").format(device.number)
        if button.text() != sure:
            button.setText(sure)
            self._said.show()
            self._said.show_text(
                say(
                    "En spärrad dator hämtar och skickar inget mer. Det den redan skickat finns kvar. Ligger navet i "
                    "en fil eller mapp, byt nav om någon annan kan ha lösenfrasen.",
                    "A blocked computer fetches and sends nothing more. What it has sent stays. If the hub is a file "
                    "or a folder, change hubs if somebody else may have the passphrase.",
                )
            )
            return
        self._run(partial(_revoke, self._desk, device.number), self._tell)

    @Slot(object)
    def _tell(self, sentence: str) -> None:
        self._changed = True
        self.blocked.emit(sentence)

    @Slot(int, int, str)
    def _count(self, done: int, _total: int, what: str) -> None:
        self._said.show_text(f"{done} {what}" if done else what)

    @Slot(Exception)
    def _refuse(self, error: Exception) -> None:
        told = problem_of(error)
        if told is not None:
            self._said.show_text(told.sentence)

    @Slot()
    def _end(self) -> None:
        self._task = None
        if self._changed:
            self._changed = False
            self.look()


def _seen(device: DeviceState) -> str:
    if device.revoked:
        return say("spärrad", "blocked")
    words = say("inte sedd", "not seen")
    if device.last_seen:
        at = datetime.fromisoformat(device.last_seen).astimezone()
        words = say("sedd {}", "seen {}").format(at.strftime("%Y-%m-%d %H.%M"))
    if device.owes:
        words += say(" · har inte gallrat än", " · has not erased yet")
    return words


def _state(desk: Desk, _progress: Progress) -> HubState:
    from kollegie.sync.enrolling import state_of_hub

    return state_of_hub(desk.store)


def _revoke(desk: Desk, number: int, progress: Progress) -> str:
    from kollegie.sync.revoking import after_blocking, revoke

    desk.flush()
    blocked = revoke(desk.store, str(number), progress=progress)
    names = ", ".join(one.person for one in blocked)
    said = say("Dator {} ({}) är spärrad.", "Computer {} ({}) is blocked.").format(number, names)
    return " ".join(filter(None, (said, after_blocking(desk.store, blocked))))
