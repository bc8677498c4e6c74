"""The providers and their letters: who has been informed in writing of the invoice routines, and what was sent when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from kollegie.follow_up.letters import informed_on, letters_to, note_sent, take_back_sent
from kollegie.language import out_of, say
from kollegie.model.invoices import ProviderLetter
from kollegie.model.register import Provider
from kollegie.store import Reading
from kollegie.summary.issuing_letters import IssuedLetter, issue_routines_letter
from ui.desk import Desk
from ui.file_work import AfterActs
from ui.invoices.gathering import Month
from ui.invoices.two_panes import TwoPanes
from ui.new_file import choose_new_file
from ui.tokens import Tone
from ui.widgets.act_row import ActRow
from ui.widgets.buttons import LinkButton, PrimaryButton
from ui.widgets.card import Card
from ui.widgets.labels import Heading, WrappedLabel
from ui.widgets.strip import StripKind
from ui.widgets.two_line_delegate import Row


@dataclass(frozen=True, slots=True)
class ProviderLetters:
    """One provider, the day it was informed, and the letters made for it."""

    provider: Provider
    informed: date | None
    letters: tuple[ProviderLetter, ...]


class LettersView(TwoPanes):
    """Shows for each provider whether it has been informed; a letter counts when somebody says it was sent."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, say("Utförare och brev", "Providers and letters"), _row, parent)
        self.write = PrimaryButton(say("Brev om rutinerna…", "Letter on the routines…"), "printer")
        self._kept = ""
        self.list.chosen.connect(self._show)

    def show_month(self, month: Month) -> None:
        """Read the letters anew; they are not of one month."""
        self.month = month
        self.desk.look(self, _gather).done.connect(self._show_all)

    @Slot(object)
    def _show_all(self, found: tuple[ProviderLetters, ...]) -> None:
        informed = sum(one.informed is not None for one in found)
        self.told.show_text(
            say(
                f"{out_of(informed, len(found))} utförare skriftligt informerade",
                f"{out_of(informed, len(found))} providers informed in writing",
            )
        )
        nothing = say("Inga utförare i registret.", "No providers in the register.")
        self.show_things(
            list(found),
            nothing,
            lambda one: isinstance(one, ProviderLetters) and one.provider.provider_ref == self._kept,
        )

    @Slot(object)
    def _show(self, one: object) -> None:
        if not isinstance(one, ProviderLetters):
            return
        self._kept = one.provider.provider_ref
        self.detail.clear()
        self.detail.add(Heading(f"{one.provider.name} ({one.provider.provider_ref})", "section"))
        words = (
            say(f"Skriftligt informerad {one.informed}", f"Informed in writing {one.informed}")
            if one.informed
            else say("Inte skriftligt informerad om fakturarutinerna än", "Not yet informed of the invoice routines")
        )
        self.detail.add(WrappedLabel(words, "meta"))
        for letter in one.letters:
            self.detail.add(self._letter(letter))
        if not one.letters:
            self.detail.add(WrappedLabel(say("Inga brev än.", "No letters yet."), "body"))
        self.write = PrimaryButton(say("Brev om rutinerna…", "Letter on the routines…"), "printer")
        self.write.clicked.connect(partial(self.choose_file, one.provider.provider_ref))
        self.put_acts(self.write)

    def _letter(self, letter: ProviderLetter) -> Card:
        card = Card()
        card.body.addWidget(WrappedLabel(letter.kind.word, "strong"))
        made = f"{letter.made_at.astimezone():%Y-%m-%d %H.%M}" if letter.made_at else ""
        told = [made, say(f"exemplar {letter.copy}", f"copy {letter.copy}"), letter.dnr]
        if letter.reply_by:
            told.append(say(f"svar senast {letter.reply_by}", f"answer by {letter.reply_by}"))
        card.body.addWidget(WrappedLabel(" · ".join(part for part in told if part), "meta"))
        if letter.sent_on is None:
            button = LinkButton(say("Skickat i dag", "Sent today"), "check")
            button.clicked.connect(partial(self.note, letter))
        else:
            card.body.addWidget(WrappedLabel(say(f"Skickat {letter.sent_on}", f"Sent {letter.sent_on}"), "body"))
            button = LinkButton(say("Ångra att det är skickat", "Undo that it was sent"), "undo-2")
            button.clicked.connect(partial(self.take_back, letter))
        button.setObjectName(str(letter.id))
        card.body.addWidget(ActRow(button))
        return card

    def note(self, letter: ProviderLetter) -> None:
        """Note that a letter went out today."""
        day = self.desk.now().date()
        self.desk.act(note_sent, self.desk.store, letter.id, day).done.connect(self._tell_noted)

    def take_back(self, letter: ProviderLetter) -> None:
        """Take back that it was sent."""
        self.desk.act(take_back_sent, self.desk.store, letter.id).done.connect(self._tell_noted)

    @Slot(object)
    def _tell_noted(self, letter: ProviderLetter) -> None:
        sentence = (
            say(f"Noterat som skickat {letter.sent_on}.", f"Noted as sent {letter.sent_on}.")
            if letter.sent_on
            else say("Brevet är inte längre noterat som skickat.", "The letter is no longer noted as sent.")
        )
        self.telling.emit(StripKind.DONE, sentence, "")
        self.changed.emit()

    def choose_file(self, provider: str) -> None:
        """Let the person choose where the letter on the routines goes."""
        title = say("Spara brevet", "Save the letter")
        path = choose_new_file(self, title, f"fakturarutiner-{provider}.pdf", "PDF (*.pdf)")
        if path is not None:
            self.write_letter(provider, path)

    def write_letter(self, provider: str, path: Path) -> None:
        """Write the letter on the routines."""
        write = partial(issue_routines_letter, self.desk.store, provider, path)
        self.work.start(AfterActs(self.desk, write), self._tell_written)

    @Slot(object)
    def _tell_written(self, issued: IssuedLetter) -> None:
        sentence = say(
            f"{issued.path.name} är skrivet, exemplar {issued.letter.copy}. Notera när det är skickat.",
            f"{issued.path.name} is written, copy {issued.letter.copy}. Note when it is sent.",
        )
        self.telling.emit(StripKind.DONE, sentence, "")
        self.changed.emit()


def _gather(reading: Reading) -> tuple[ProviderLetters, ...]:
    informed, letters = informed_on(reading), letters_to(reading)
    return tuple(
        ProviderLetters(
            provider,
            informed.get(provider.provider_ref),
            tuple(one for one in letters if one.provider_ref == provider.provider_ref),
        )
        for provider in sorted(reading.find(Provider), key=lambda one: one.provider_ref)
    )


def _row(one: ProviderLetters) -> Row:
    informed = one.informed is not None
    return Row(
        one.provider.name,
        one.provider.provider_ref,
        state=say(f"Informerad {one.informed}", f"Informed {one.informed}")
        if informed
        else say("Ej informerad", "Not informed"),
        state_tone=Tone.MUTED if informed else Tone.ATTENTION,
        icon="check" if informed else "circle",
        icon_tone=Tone.OK if informed else Tone.MUTED,
    )
