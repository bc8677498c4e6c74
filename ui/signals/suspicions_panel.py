"""The confidential suspicions of whoever sits here: listed, written, opened, and copied for those named."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QFileDialog, QWidget

from kollegie.follow_up import suspicions as acts
from kollegie.language import say
from kollegie.model.register import Person
from kollegie.model.signals import WarningSignal
from kollegie.model.suspicions import Suspicion, about_words
from kollegie.model.visits import Draft
from kollegie.progress import Progress
from kollegie.store import Reading, Store
from kollegie.store.drafts import form_drafts
from kollegie.store.suspicions import FORM, suspicions_for
from ui.act_under_way import ActUnderWay
from ui.begun_forms import begun_forms_of
from ui.desk import Desk
from ui.file_work import AfterActs, FileWork
from ui.new_file import choose_new_file
from ui.signals.suspicion_detail import STEP, SuspicionDetail, facts_of
from ui.signals.suspicion_form import SuspicionForm, Written, stays_here
from ui.tasks import Written as Looked
from ui.tokens import PAGE_EDGE, Tone
from ui.widgets.act_row import ActRow
from ui.widgets.bounded import Bounded
from ui.widgets.buttons import LinkButton, PlainButton
from ui.widgets.card import Card
from ui.widgets.fields import Field, TextField
from ui.widgets.labels import Heading, WrappedLabel
from ui.widgets.side_column import ScrollColumn

WIDE = 860


class SuspicionsPanel(ScrollColumn):
    """`told` tells what came of an act, `signal_wanted` which signal to open, `left` that the person goes back.

    Somebody who does not lead, and `writes` none, receives and reads copies.
    """

    told = Signal(str)
    signal_wanted = Signal(object)
    left = Signal()

    def __init__(self, desk: Desk, work: FileWork, *, writes: bool = True, parent: QWidget | None = None) -> None:
        super().__init__(edge=PAGE_EDGE, parent=parent)
        self._desk = desk
        self._writes = writes
        self._work = work
        self._forms = begun_forms_of(desk)
        self._persons: tuple[Person, ...] = ()
        self._signals: tuple[WarningSignal, ...] = ()
        self._opening: WarningSignal | None = None
        self.form: SuspicionForm | None = None
        self.detail: SuspicionDetail | None = None
        self.openers: list[LinkButton] = []
        self.discards: list[tuple[LinkButton, PlainButton]] = []
        self.new: PlainButton | None = None
        self.words: TextField | None = None
        self.take_in: PlainButton | None = None
        self.shown_words = ""
        self._words_card: QWidget | None = None

    def show_all(self) -> None:
        """Show those the person may read, and what is begun."""
        self._look().done.connect(self._show_list)

    def write_about(self, signal: WarningSignal | None) -> None:
        """Open the form, begun from a signal or empty."""
        self._opening = signal
        self._look().done.connect(self._show_form)

    def refresh(self) -> None:
        """Look anew, as after a sync that erased something; what is being written is left alone."""
        if self.form is None and self.words is None:
            self._look().done.connect(self._refresh)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if not event.spontaneous():  # the room is left, and not the window put away for a moment
            self._forget_words()

    def _look(self) -> Looked:
        begun, stored = self._forms.named(FORM), self._forms.stored(FORM)
        return self._desk.look(self, partial(_gathered, me=self._desk.me, begun=begun, stored=stored))

    def _begin(self, gathered: _Gathered | None = None) -> None:
        self.clear()
        self.form = self.detail = self.words = self.take_in = self.new = None
        self.openers, self.discards, self.shown_words, self._words_card = [], [], "", None
        if gathered is not None:
            _, self._persons, self._signals, stored, drafts = gathered
            self._forms.follow(FORM, stored, drafts)
        back = LinkButton(say("Tillbaka till signalerna", "Back to the signals"), "arrow-left")
        back.clicked.connect(self.left)
        every = LinkButton(say("Alla misstankar", "All suspicions"), "lock")
        every.clicked.connect(self.show_all)
        self.add(ActRow(back, every) if self._writes else ActRow(every))

    @Slot(object)
    def _show_list(self, gathered: _Gathered) -> None:
        found = gathered[0]
        self._begin(gathered)
        card = Card()
        card.body.addWidget(Heading(say("Förtroliga misstankar", "Confidential suspicions")))
        card.body.addWidget(WrappedLabel(stays_here(), "meta", Tone.MUTED))
        self.new = PlainButton(say("Skriv misstanke…", "Write a suspicion…"), "lock")
        self.new.clicked.connect(partial(self.write_about, None))
        receive = PlainButton(say("Ta emot en kopia…", "Receive a copy…"), "download")
        receive.clicked.connect(self._choose_copy)
        card.body.addWidget(ActRow(self.new, receive) if self._writes else ActRow(receive))
        self.add(Bounded(card, WIDE))
        for signal in self._begun():
            about = say("utan signal", "of no signal") if signal is None else signal.rule
            words = say(f"Fortsätt på den du har påbörjat: {about}", f"Go on with the one you have begun: {about}")
            self._offer_begun(words, self._desk.me if signal is None else signal.id, signal)
        today = self._desk.now().date()
        for one in found:
            due = say("ses över nu", "look again now") if one.is_due(today) else ""
            words = " · ".join(part for part in (*about_words(one.about), one.state.word, *facts_of(one), due) if part)
            self._open_link(words, partial(self.open, one.id))
        if not found:
            none = say("Det finns ingen som du får läsa.", "There is none that you may read.")
            self.add(Bounded(WrappedLabel(none, "meta"), WIDE))

    def _begun(self) -> list[WarningSignal | None]:
        """The signals a form is begun about; None for one that is begun about no signal."""
        known = {signal.id: signal for signal in self._signals}
        records = self._forms.named(FORM)
        return [known.get(record) for record in records if record in known or record == self._desk.me]

    def _offer_begun(self, words: str, record: UUID, signal: WarningSignal | None) -> None:
        discard = LinkButton(say("Kasta…", "Discard…"), "trash-2")
        discard.setAccessibleName(say(f"Kasta: {words}", f"Discard: {words}"))
        card = self._open_link(words, partial(self.write_about, signal), discard)
        sure = PlainButton(say("Kasta för gott", "Discard for good"), "trash-2")
        told = say("Det du har skrivit raderas och kan inte ångras.", "What you wrote is erased and cannot be undone.")
        asked = ActRow(WrappedLabel(told, "meta", Tone.MUTED), sure)
        asked.hide()
        card.body.addWidget(asked)
        discard.clicked.connect(asked.show)
        sure.clicked.connect(partial(self._discard, record))
        self.discards.append((discard, sure))

    def _discard(self, record: UUID) -> None:
        self._forms.drop(record, FORM)
        self.told.emit(say("Det du hade påbörjat är kastat.", "What you had begun is discarded."))
        self.show_all()

    def _open_link(self, words: str, act: Any, *more: QWidget) -> Card:
        card = Card()
        card.body.addWidget(WrappedLabel(words, "body"))
        link = LinkButton(say("Öppna", "Open"), "arrow-right")
        link.setAccessibleName(say(f"Öppna: {words}", f"Open: {words}"))
        link.clicked.connect(act)
        self.openers.append(link)
        card.body.addWidget(ActRow(link, *more))
        self.add(Bounded(card, WIDE))
        return card

    @Slot(object)
    def _show_form(self, gathered: _Gathered) -> None:
        self._begin(gathered)
        signal = self._opening
        record = self._desk.me if signal is None else signal.id
        form = self.form = SuspicionForm(self._persons)
        form.keep(self._forms, record, signal)
        form.given.connect(partial(self._record, form, signal))
        form.left.connect(self.show_all)
        self.add(Bounded(form, WIDE))
        (form.about if signal is None else form.suspected).setFocus()

    def _record(self, form: SuspicionForm, signal: WarningSignal | None, written: Written) -> None:
        about = None if signal is None else signal.id
        receipt = self._desk.act(_record, self._desk.store, written, about).meant_for(self)
        receipt.done.connect(partial(self._recorded, about or self._desk.me))
        ActUnderWay(form).begin(receipt, off=form)  # a second press would record it twice

    def _recorded(self, record: UUID, made: Suspicion) -> None:
        self._forms.drop(record, FORM)  # by name: the form itself may have been left meanwhile
        self.told.emit(say("Misstanken är sparad på den här datorn.", "The suspicion is saved on this computer."))
        self.open(made.id)

    # One of them

    def open(self, id: UUID) -> None:
        """Open one; that it is read is written down first. Where that fails all are shown, and no form that is done."""
        receipt = self._desk.act(acts.read_suspicion, self._desk.store, id).meant_for(self)
        receipt.done.connect(self._show_one)
        receipt.failed.connect(self.show_all)

    @Slot(object)
    def _show_one(self, one: Suspicion) -> None:
        self._begin()
        detail = self.detail = SuspicionDetail(one, self._persons, self._forms, signals=self._writes)
        detail.stepped.connect(self._step)
        detail.day_chosen.connect(partial(self._act, acts.look_again_on))
        detail.readers_chosen.connect(partial(self._act, acts.let_read))
        detail.copy_wanted.connect(self._copy)
        detail.signal_wanted.connect(self.signal_wanted)
        detail.erasing.connect(self._erase)
        self.add(Bounded(detail, WIDE))

    def _step(self, name: str, words: str) -> None:
        self._act(acts.WORDED[name], words, begun=STEP)

    def _act(self, act: Any, given: object, begun: str = "") -> None:
        if self.detail is not None:
            id, detail = self.detail.one.id, self.detail
            receipt = self._desk.act(act, self._desk.store, id, given).meant_for(self)
            receipt.done.connect(partial(self._acted, id, begun))
            ActUnderWay(detail).begin(receipt, off=detail)

    def _acted(self, id: UUID, begun: str, _result: object) -> None:
        if begun:
            self._forms.drop(id, begun)
        self.told.emit(say("Sparat vid misstanken.", "Saved with the suspicion."))
        self.open(id)

    @Slot()
    def _erase(self) -> None:
        if self.detail is not None:
            receipt = self._desk.act(acts.dispose_of_suspicion, self._desk.store, self.detail.one.id)
            receipt.meant_for(self).done.connect(self._erased)

    @Slot(object)
    def _erased(self, _result: object) -> None:
        self.told.emit(say("Misstanken är raderad från den här datorn.", "The suspicion is erased from this computer."))
        self.show_all()

    @Slot(object)
    def _refresh(self, gathered: _Gathered) -> None:
        busy = self.form is not None or self.words is not None or bool(self.shown_words)
        stands = self.detail is not None and self.detail.one.id in {one.id for one in gathered[0]}
        if not busy and not stands:
            self._show_list(gathered)

    # Copies

    def _copy(self, reader: UUID, name: str) -> None:
        if self.detail is None:
            return
        title = say(f"Kopia till {name}", f"A copy for {name}")
        path = choose_new_file(self, title, say("kopia.kopia", "copy.kopia"), say("Kopia (*.kopia)", "Copy (*.kopia)"))
        if path is not None:
            self.copy_to(reader, path)

    def copy_to(self, reader: UUID, path: Path) -> None:
        """Seal a copy for a reader into a file; the words that open it are shown until the page is left."""
        if self.detail is not None:
            work = partial(_copied, self._desk.store, self.detail.one.id, reader, path)
            self._work.start(AfterActs(self._desk, work), self._show_words)

    @Slot(object)
    def _show_words(self, made: tuple[Path, str]) -> None:
        path, self.shown_words = made
        card = Card()
        card.body.addWidget(Heading(say("Orden som öppnar kopian", "The words that open the copy"), "heading"))
        card.body.addWidget(WrappedLabel(self.shown_words, "strong"))
        told = say(
            f"Skriv av dem nu: de visas inte igen. Säg dem muntligt. Lämna {path.name} och {path.name}.keys "
            "tillsammans.",
            f"Write them down now: they are not shown again. Tell them by mouth. Hand over {path.name} and "
            f"{path.name}.keys together.",
        )
        card.body.addWidget(WrappedLabel(told, "meta"))
        self._words_card = Bounded(card, WIDE)
        self.insert(1, self._words_card)
        self.verticalScrollBar().setValue(0)

    def _forget_words(self) -> None:
        if self._words_card is not None:
            self.remove(self._words_card)
        self.shown_words, self._words_card = "", None

    @Slot()
    def _choose_copy(self) -> None:
        title = say("Ta emot en kopia", "Receive a copy")
        name, _ = QFileDialog.getOpenFileName(self, title, "", say("Kopia (*.kopia)", "Copy (*.kopia)"))
        if name:
            self.ask_words(Path(name))

    def ask_words(self, path: Path) -> None:
        """Ask for the words that open a copy."""
        self._begin()
        card = Card()
        asked = say("De fyra orden som öppnar kopian", "The four words that open the copy")
        self.words = TextField(asked, secret=True)
        card.body.addWidget(Field(asked, self.words))
        self.take_in = PlainButton(say("Ta emot", "Receive"), "download")
        self.take_in.clicked.connect(partial(self._receive, path))
        self.words.returnPressed.connect(partial(self._receive, path))
        card.body.addWidget(ActRow(self.take_in))
        self.add(Bounded(card, WIDE))
        self.words.setFocus()

    def _receive(self, path: Path) -> None:
        if self.words is not None:
            work = partial(_received, self._desk.store, path, self.words.text())
            self._work.start(AfterActs(self._desk, work), self._tell_received)

    @Slot(object)
    def _tell_received(self, one: Suspicion) -> None:
        told = say("Kopian från {} är mottagen. Radera filerna.", "The copy from {} is received. Delete the files.")
        self.told.emit(told.format(one.recorder))
        self.open(one.id)


_Ids = tuple[UUID, ...]
_Gathered = tuple[tuple[Suspicion, ...], tuple[Person, ...], tuple[WarningSignal, ...], _Ids, dict[UUID, Draft]]


def _gathered(reading: Reading, me: UUID, begun: _Ids, stored: _Ids) -> _Gathered:
    persons = sorted((one for one in reading.find(Person) if one.id != me), key=lambda one: one.name)
    drafts = {draft.visit_id: draft for name, draft in form_drafts(reading) if name == FORM}
    signals = reading.find(WarningSignal, id={*begun, *drafts})
    return acts.in_order(suspicions_for(reading, me)), tuple(persons), signals, stored, drafts


def _record(store: Store, written: Written, signal: UUID | None) -> Suspicion:
    return acts.record_suspicion(
        store,
        written.about,
        written.suspected,
        written.ground,
        links=written.links,
        signals=() if signal is None else (signal,),
        readers=written.readers,
        look_again=written.look_again,
    )


def _copied(store: Store, id: UUID, reader: UUID, path: Path, progress: Progress) -> tuple[Path, str]:  # noqa: ARG001
    return path, acts.copy_for(store, id, reader, path)


def _received(store: Store, path: Path, words: str, progress: Progress) -> Suspicion:  # noqa: ARG001
    return acts.take_in_copy(store, path, words)
