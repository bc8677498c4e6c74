"""The room Synk: one button, what waits and why, the receipt, and the hub this laptop belongs to."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kollegie.language import counted, say
from kollegie.progress import Progress
from kollegie.store.roles import Roles, leads_hub, roles_in
from kollegie.sync.errors import LoginRefused
from kollegie.sync.merged_words import merged_lines
from ui.desk import Desk
from ui.laying_in import laying_in_of
from ui.page import Page
from ui.problems import problem_of
from ui.sync.erase_card import EraseCard
from ui.sync.hub_form import HubForm, HubWanted
from ui.sync.laptops_card import LaptopsCard
from ui.sync.receipts_card import ReceiptsCard
from ui.sync.sync_words import consent_words, receipt_words, since_words, stopped_words
from ui.sync.syncing import Syncing
from ui.sync.waiting import MOST_LINES, oldest_words, safe_words
from ui.tasks import Task
from ui.theme import theme
from ui.tokens import PAGE_EDGE, Tone
from ui.widgets.bounded import Bounded
from ui.widgets.buttons import LinkButton, PlainButton, PrimaryButton
from ui.widgets.card import Card
from ui.widgets.hairline import Hairline
from ui.widgets.icon_mark import IconMark
from ui.widgets.labels import Heading, Label, WrappedLabel
from ui.widgets.layouts import FlowLayout, empty
from ui.widgets.side_column import ScrollColumn
from ui.widgets.strip import StripKind
from ui.widgets.tab_order import tab_before

if TYPE_CHECKING:
    from kollegie.store import Reading
    from kollegie.sync.exchange import Receipt
    from kollegie.sync.row_by_row import Met
    from kollegie.sync.state import SyncState
    from kollegie.sync.waiting_places import WaitingLine


class SyncPage(Page):
    """Shows how this laptop stands to its hub. `joined` tells that it has become part of one."""

    joined = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, say("Synk", "Sync"), parent)
        self._syncing: Syncing | None = None
        self._task: Task | None = None
        self.form: HubForm | None = None
        self.sync_now = PrimaryButton(say("Synka nu", "Sync now"), "refresh-cw", "F5")
        self.stop = LinkButton(say("Avbryt", "Cancel"), "x")
        self.conflicts = PlainButton("", "git-compare")
        self._mark = IconMark("cloud-upload", "accent", side=28)
        self._headline = Heading("", "section")
        self._sentence = WrappedLabel("", tone=Tone.MUTED)
        self._receipt = Card()
        self._receipt_text = WrappedLabel("")
        self._merged = WrappedLabel("", "meta")
        self.consent = PlainButton("", "check")
        self._asked = ""
        self._login_refused = False
        self._waiting = Card()
        self._hub = Card()
        self._hub_name = Label("", "strong")
        self._hub_address = WrappedLabel("", "meta", characters=120)
        self.laptops = LaptopsCard(desk)
        self.laptops.hide()
        self.aside = Card()
        self._aside_text = WrappedLabel("", characters=120)
        self.aside.hide()
        self.receipts = ReceiptsCard(desk)
        self.erase = EraseCard(desk)
        self.erase.hide()
        self._joining = QVBoxLayout()
        self._state_card = self._make_state_card()
        self._lay_out()
        self.consent.clicked.connect(self._consent)
        self.laptops.blocked.connect(self._tell_blocked)
        self.erase.erased.connect(self._tell_erased)
        self.conflicts.clicked.connect(partial(self.going.emit, "findings", "conflicts"))

    def follow_sync(self, syncing: Syncing) -> None:
        """Show what this sync does from now on."""
        self._syncing = syncing
        self.sync_now.clicked.connect(syncing.start)
        self.stop.clicked.connect(syncing.cancel)
        syncing.viewed.connect(self._show_state)
        syncing.state_changed.connect(self._show_running)
        syncing.finished.connect(self._show_receipt)
        syncing.stopped.connect(self._show_stopped)
        syncing.failed.connect(self._show_failure)
        syncing.failed_quietly.connect(self._show_failure)
        if syncing.problem is not None:
            self._show_failure(syncing.problem)
        elif syncing.receipt is not None:
            self._show_receipt(syncing.receipt)
        if syncing.state is not None:
            self._show_state(syncing.state)

    def refresh(self) -> None:
        if self._syncing is not None:
            self._syncing.look()
        self.desk.look(self, _gather).done.connect(self._show_waiting)

    def hints(self) -> Sequence[tuple[str, str]]:
        return ()

    def _make_state_card(self) -> Card:
        card = Card()
        words = QVBoxLayout()
        words.setSpacing(4)
        words.addWidget(self._headline)
        words.addWidget(self._sentence)
        row = QHBoxLayout()
        row.setSpacing(16)
        row.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        buttons = QWidget()
        flow = FlowLayout(buttons, gap=10)
        flow.addWidget(self.sync_now)
        flow.addWidget(self.stop)
        flow.addWidget(self.conflicts)
        self.stop.hide()
        self.conflicts.hide()
        card.body.setContentsMargins(24, 22, 24, 22)
        card.body.setSpacing(theme().space(16))
        card.body.addLayout(row)
        card.body.addWidget(buttons)
        return card

    def _lay_out(self) -> None:
        self.aside.body.addWidget(Label(say("Lagt åt sidan", "Set aside"), "heading"))
        self.aside.body.addWidget(self._aside_text)
        self._receipt.body.addWidget(Label(say("Kvitto", "Receipt"), "heading"))
        self._receipt.body.addWidget(self._receipt_text)
        self._receipt.body.addWidget(self._merged)
        self._merged.hide()
        self._receipt.body.addWidget(self.consent, 0, Qt.AlignmentFlag.AlignLeft)
        self.consent.hide()
        self._receipt.hide()
        hub = QHBoxLayout()
        hub.setSpacing(12)
        hub.addWidget(IconMark("hard-drive", "accent", side=22))
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self._hub_name)
        words.addWidget(self._hub_address)
        hub.addLayout(words, 1)
        self._hub.body.addLayout(hub)
        self._hub.hide()
        self._joining.setContentsMargins(0, 0, 0, 0)
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addLayout(self._joining)
        for card in (
            self._state_card,
            self._receipt,
            self.aside,
            self._waiting,
            self._hub,
            self.receipts,
            self.laptops,
        ):
            column.addWidget(card)
        column.addWidget(self.erase)
        scroll = ScrollColumn(edge=PAGE_EDGE)
        scroll.add(Bounded(inner, 760))
        self.column.addWidget(scroll, 1)

    @Slot(object)
    def _show_state(self, state: SyncState) -> None:
        self._show_hub(state)
        self._show_aside(state)
        self.receipts.look()
        self._state_card.setVisible(state.hub is not None)
        waiting = counted(state.unsent, ("ändring väntar", "ändringar väntar"), ("change waits", "changes wait"))
        if state.unsent:
            self._headline.setText(waiting)
            self._sentence.show_text(
                safe_words(state.unsent) + oldest_words(state.unsent, state.waiting_since, self.desk.now())
            )
            self._mark.show_icon("cloud-upload", "accent")
        else:
            self._headline.setText(say("Navet har allt", "The hub has everything"))
            self._sentence.show_text(since_words(state.synced_at, self.desk.now()))
            self._mark.show_icon("circle-check", "ok")
        self.conflicts.setVisible(bool(state.conflicts))
        open_ones = counted(state.conflicts, ("konflikt", "konflikter"), ("conflict", "conflicts"))
        self.conflicts.setText(say("{} att avgöra", "{} to settle").format(open_ones))
        meta = (
            since_words(state.synced_at, self.desk.now()) if state.hub else say("Inget nav anslutet", "No hub joined")
        )
        self.header.show_title(say("Synk", "Sync"), meta)

    def _show_aside(self, state: SyncState) -> None:
        """Rows the hub sent that were not believed, by table and id."""
        from kollegie.sync.state import set_aside_words

        self.aside.setVisible(bool(state.set_aside))
        intro = say(
            "Navet har skickat rader som inte kan stämma. De är inte intagna, och inget här är ändrat. Visa"
            " granskningsledaren listan; raderna tas in av sig själva när de är rätta.",
            "The hub has sent rows that cannot be right. They are not taken in, and nothing here has changed. Show the"
            " review lead the list; the rows are taken in by themselves once they are right.",
        )
        lines = [set_aside_words(one) for one in state.set_aside[:MOST_LINES]]
        if (more := len(state.set_aside) - MOST_LINES) > 0:
            lines.append(counted(more, ("rad till", "rader till"), ("row more", "rows more")))
        self._aside_text.show_text("\n".join([intro, *lines]))

    def _show_hub(self, state: SyncState) -> None:
        self._hub.setVisible(state.hub is not None)
        if state.hub is not None:
            self._hub_name.setText(say("Navet {}", "The hub {}").format(state.hub))
            laptop = say("dator nummer {}", "laptop number {}").format(state.device)
            self._hub_address.show_text(" ".join(filter(None, (f"{state.address} · {laptop}", state.advice))))
            self.laptops.name_own(state.device)
            leading = self.desk.look(self, partial(leads_hub, me=self.desk.me)).done
            leading.connect(self.laptops.setVisible)
            leading.connect(self.erase.setVisible)
            leading.connect(self._offer_consent)
            if self.form is not None and not self._login_refused:
                self.form.deleteLater()
                self.form = None
        else:
            self.desk.look(self, partial(roles_in, me=self.desk.me)).done.connect(self._show_alone)

    @Slot(object)
    def _show_alone(self, roles: Roles) -> None:
        """No hub is joined: whoever sets up rounds may make one, and erases what is here alone."""
        self.laptops.hide()
        self.erase.setVisible(roles.lead)
        self._offer_to_join(roles.lead)

    def _offer_to_join(self, lead: bool) -> None:
        if self.form is None:
            self.form = HubForm(lead=lead)
            self.form.wanted.connect(self._join)
            self._joining.addWidget(self.form)
            tab_before(self.sync_now, self.form)

    @Slot(object)
    def _show_waiting(self, lines: Sequence[WaitingLine]) -> None:
        empty(self._waiting.body)
        self._waiting.setVisible(bool(lines))
        self._waiting.body.addWidget(Label(say("Väntar på synk", "Waiting for a sync"), "heading"))
        for number, line in enumerate(lines[:MOST_LINES]):
            if number:
                self._waiting.body.addWidget(Hairline())
            self._waiting.body.addWidget(_line(line.words, line.changes))
        if len(lines) > MOST_LINES:
            more = counted(len(lines) - MOST_LINES, ("ställe till", "ställen till"), ("place more", "places more"))
            self._waiting.body.addWidget(Label(more, "meta"))

    @Slot(str)
    def _show_running(self, words: str) -> None:
        self.sync_now.setText(words or say("Synka nu", "Sync now"))
        self.sync_now.show_key("" if words else "F5")
        self.stop.setVisible(bool(words))
        if not words:
            self.desk.look(self, _gather).done.connect(self._show_waiting)

    @Slot(object)
    def _show_receipt(self, receipt: Receipt) -> None:
        self._receipt.show()
        self._receipt_text.show_text(receipt_words(receipt, self.desk.now()))
        self._merged.hide()
        if receipt.met:
            self.desk.look(self, partial(_merged, receipt.met)).done.connect(self._show_merged)
        self._asked = ""
        self.consent.hide()

    @Slot()
    def _show_stopped(self) -> None:
        """The sync was cancelled: an older receipt would tell of another one."""
        self._receipt.show()
        self._receipt_text.show_text(stopped_words(self.desk.now()))
        self._merged.hide()
        self._asked = ""
        self.consent.hide()

    @Slot(object)
    def _show_merged(self, lines: Sequence[str]) -> None:
        """List the fields that were merged without asking anyone."""
        self._merged.show_text("\n".join(lines))
        self._merged.setVisible(bool(lines))

    @Slot(Exception)
    def _show_failure(self, error: Exception) -> None:
        told = problem_of(error)
        if told is not None:
            self._receipt.show()
            self._receipt_text.show_text(told.sentence)
            self._merged.hide()
            self._login_refused = isinstance(error, LoginRefused)
            if self._login_refused:
                self._offer_to_join(lead=False)
            self._asked = getattr(error, "consent", "")
            self.consent.setText(consent_words(self._asked))
            self._offer_consent()

    @Slot()
    def _offer_consent(self) -> None:
        """Offer a yes to what stopped the sync; only a lead may rebuild a hub."""
        may = self._asked != "rebuild" or not self.laptops.isHidden()
        self.consent.setVisible(bool(self._asked) and may)

    @Slot(str)
    def _tell_blocked(self, sentence: str) -> None:
        self.telling.emit(StripKind.DONE, sentence, "")

    @Slot(str)
    def _tell_erased(self, sentence: str) -> None:
        self.telling.emit(StripKind.DONE, sentence, "")
        self.refresh()

    @Slot()
    def _consent(self) -> None:
        asked, self._asked = self._asked, ""
        self.consent.hide()
        if self._syncing is not None:
            self._syncing.start_with(asked)

    @Slot(object)
    def _join(self, wanted: HubWanted) -> None:
        self._task = Task(partial(_join_hub, self.desk, wanted))
        self._task.progressed.connect(self._count_joining)
        self._task.succeeded.connect(self._tell_joined)
        self._task.failed.connect(self._refuse)
        self._task.ended.connect(self._end_joining)
        if self.form is not None:
            self.form.stop.clicked.connect(self._task.cancel)
            self.form.show_busy(say("Ansluter…", "Joining…"))
        self._task.start()

    @Slot(int, int, str)
    def _count_joining(self, done: int, _total: int, what: str) -> None:
        if self.form is not None and done:
            self.form.show_busy(say("Ansluter… {} {}", "Joining… {} {}").format(done, what))

    @Slot()
    def _end_joining(self) -> None:
        """Also after Cancel: what was joined is shown as joined, and the next sync goes on."""
        if self.form is not None:
            self.form.show_idle()
        laying_in_of(self.desk).start()
        self.refresh()

    @Slot()
    def _tell_joined(self) -> None:
        self._login_refused = False
        self.telling.emit(
            StripKind.DONE, say("Datorn är ansluten till navet.", "This computer has joined the hub."), ""
        )
        self.joined.emit()
        self.refresh()

    @Slot(Exception)
    def _refuse(self, error: Exception) -> None:
        told = problem_of(error)
        if told is not None and self.form is not None:
            self.form.show_refusal(told.sentence)


def _line(words: str, number: str) -> QWidget:
    holder = QWidget()
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 2, 0, 2)
    row.addWidget(WrappedLabel(words), 1)
    row.addWidget(Label(number, "meta"))
    return holder


def _merged(met: Sequence[Met], reading: Reading) -> tuple[str, ...]:
    return merged_lines(reading, met)


def _gather(reading: Reading) -> tuple[WaitingLine, ...]:
    from kollegie.sync.waiting_places import waiting_lines

    return waiting_lines(reading)


def _join_hub(desk: Desk, wanted: HubWanted, progress: Progress) -> None:
    from kollegie.sync.enrolling import create_hub, enrol

    desk.flush()
    if wanted.new:
        create_hub(desk.store, wanted.url, wanted.passphrase, progress=progress)
    else:
        enrol(desk.store, wanted.url, wanted.passphrase, progress=progress)
