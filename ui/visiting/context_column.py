"""What is good to have beside the questions: the decision, the facts, what was seen last time, who else is here."""

from __future__ import annotations

from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from kollegie.language import say
from kollegie.model.checklist import ATTACHING
from kollegie.model.checklist_answers import value_words
from kollegie.model.reviews import CaseIdentity, Track
from kollegie.planning.case_facts import lines_to_read
from kollegie.visiting.case_facts import CaseFact, case_facts
from kollegie.visiting.earlier import LastRound
from kollegie.visiting.evaluation import Cell
from ui.visiting.context_card import ContextCard
from ui.visiting.door_card import DoorCard
from ui.visiting.facts_card import FactsCard
from ui.visiting.in_hand import VisitInHand
from ui.visiting.thread_block import ThreadBlock
from ui.widgets.buttons import PlainButton
from ui.widgets.card import Card
from ui.widgets.labels import WrappedLabel
from ui.widgets.tab_order import stands_within
from ui.widgets.tag import Tag, TagKind

TAKE_OVER_KEY = "F4"


class Context(QWidget):
    """The cards beside the questions.

    `identity_wanted` asks for the name and address, which is logged; `taken_over` that last round's answer to the
    question in hand is given today too; `consent_wanted` asks for the form, `times_given` tells when one came or left;
    `facts_given` tells facts of the case, by name; `written`, `settled`, `reopened` and `typed` are those of the thread
    at the visit as a whole.
    """

    identity_wanted = Signal()
    taken_over = Signal()
    consent_wanted = Signal()
    times_given = Signal(str, object)
    written = Signal(object, str)
    settled = Signal()
    reopened = Signal()
    typed = Signal(str, int)
    facts_given = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(12)
        self._column.addStretch()
        self._identity: CaseIdentity | None = None
        self._last: Card | None = None
        self.door: DoorCard | None = None
        self.talk: ThreadBlock | None = None
        self._of: UUID | None = None
        self.count = 0
        self._begun_facts: dict[UUID, dict[str, str]] = {}

    def stand_in(self, edge: int) -> None:
        """Stand in a place that leaves so many pixels at its sides to the cards."""
        self._column.setContentsMargins(edge, 0, edge, edge)

    def forget(self) -> None:
        """Show nothing of the visit before, while the next one comes."""
        self._clear()
        self._last = self.talk = None

    @property
    def begun(self) -> bool:
        """Whether a comment on the visit is written that is not told yet."""
        return self.talk is not None and self.talk.begun

    def show_visit(self, visit: VisitInHand, cell: Cell | None) -> None:
        """Show what belongs to the visit, and what was answered last time to the question in hand.

        A comment on the visit that is being written goes on in the new field, at its place.
        """
        words = self.talk.words if self.talk is not None and self._of == visit.visit.id else None
        written = (words.text(), words.caret()) if words is not None else ("", 0)
        writing = words is not None and stands_within(words)
        self.forget()
        self._of = visit.visit.id
        case = visit.case
        cards: list[Card] = []
        if case.decision_lines:
            title = say("Beslut", "Decision") if case.track is Track.USER else say("Utförare", "Provider")
            decision = ContextCard("book-open", title, case.decision_ref)
            decision.add_pairs(lines_to_read(case.decision_lines))
            cards.append(decision)
        cards.append(self._identity_card(visit))
        cards.append(self._door_card(visit))
        if case.notice or case.risk_marked:
            cards.append(_notice(visit))
        facts = _facts(visit)
        if facts:
            begun = self._begun_facts.setdefault(visit.visit.id, {})
            known = FactsCard(facts, begun, held=visit.held)
            known.given.connect(self.facts_given)
            cards.append(known)
        if visit.seen.others:
            names = ", ".join(visit.seen.others)
            cards.append(ContextCard("users-round", names, say("besöker också", "visits too")))
        cards.append(self._thread_card(visit))
        for card in cards:
            self._add(card)
        self.show_draft(*written)
        if writing and self.talk is not None:
            self.talk.words.setFocus(Qt.FocusReason.OtherFocusReason)
        self.show_question(visit, cell)

    def show_question(self, visit: VisitInHand, cell: Cell | None) -> None:
        """Show what was answered last time to another question."""
        if self._last is not None:
            self._column.removeWidget(self._last)
            self._last.hide()
            self._last.deleteLater()
            self._last = None
        last = visit.last_round(cell) if cell is not None else None
        if last is not None and cell is not None:
            self._last = self._last_round(visit, cell, last)
            self._column.insertWidget(min(1, self._column.count() - 1), self._last)
        self.count = self._column.count() - 1

    def show_identity(self, identity: CaseIdentity | None) -> None:
        """Show whom to meet and where, now that the reading is logged."""
        self._identity = identity

    def _identity_card(self, visit: VisitInHand) -> Card:
        provider = visit.case.track is Track.PROVIDER
        card = ContextCard("map-pin", say("Vem och var", "Who and where"))
        identity = self._identity
        if identity is None or identity.id != visit.case.id:
            button = PlainButton(
                say("Visa adress", "Show the address")
                if provider
                else say("Visa namn och adress", "Show name and address"),
                "eye",
            )
            button.clicked.connect(self.identity_wanted)
            card.body.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
            card.body.addWidget(
                WrappedLabel(say("Att du öppnar uppgifterna loggas.", "Opening them is logged."), "meta")
            )
            return card
        pairs = (
            (say("Namn", "Name"), identity.name),
            (say("Adress", "Address"), ", ".join(part for part in (identity.address, identity.postcode) if part)),
            (say("Telefon", "Telephone"), identity.telephone),
        )
        card.add_pairs([(label, text) for label, text in pairs if text] or [("", say("Inga uppgifter", "No details"))])
        return card

    def _last_round(self, visit: VisitInHand, cell: Cell, last: LastRound) -> Card:
        question = visit.question(cell)
        day = say("från ", "from ") + last.at.astimezone().date().isoformat()
        card = ContextCard("history", say("Förra granskningen", "Last review"), day)
        answer = value_words(question, last.answer.value)
        attached = question.type in ATTACHING and isinstance(last.answer.value, str)
        if attached:
            answer = f"{answer} {last.at.astimezone().date().isoformat()}"
        words = WrappedLabel(role="body")
        note = f" ”{last.answer.note}”" if last.answer.note else ""
        words.show_text(f"{question.id} {answer}{note}", strong=[answer] if answer else [])
        card.body.addWidget(words)
        card.body.addWidget(
            WrappedLabel(say("Visas som stöd. Räknas inte som svar.", "Shown as support. Does not count."), "meta")
        )
        if last.answer.value is not None and not attached and question.answerable and not visit.held:
            take = PlainButton(say("Svara likadant i dag", "Answer the same today"), "copy", TAKE_OVER_KEY)
            take.clicked.connect(self.taken_over)
            card.body.addWidget(take, 0, Qt.AlignmentFlag.AlignLeft)
        return card

    def shown_words(self) -> str:
        """All that stands here, line by line."""
        return "\n".join(label.text() for label in self.findChildren(QLabel) if not label.isHidden())

    def show_draft(self, text: str, cursor: int) -> None:
        """Show the comment on the visit that was being typed when the program stopped."""
        if self.talk is not None:
            self.talk.show_draft(text, cursor)

    def show_thread(self, visit: VisitInHand) -> None:
        """Show what is written about the visit as a whole."""
        if self.talk is not None:
            self.talk.show_thread(visit.thread(None), visit.seen.people, lead=visit.seen.reviewing)

    def _door_card(self, visit: VisitInHand) -> Card:
        self.door = DoorCard(visit)
        self.door.consent_wanted.connect(self.consent_wanted)
        self.door.times_given.connect(self.times_given)
        return self.door

    def _thread_card(self, visit: VisitInHand) -> Card:
        card = ContextCard("message-square", say("Om hela besöket", "About the whole visit"))
        self.talk = ThreadBlock(say("hela besöket", "the whole visit"))
        self.talk.written.connect(self.written)
        self.talk.settled.connect(self.settled)
        self.talk.reopened.connect(self.reopened)
        self.talk.typed.connect(self.typed)
        self.show_thread(visit)
        card.body.addWidget(self.talk)
        return card

    def _add(self, card: QWidget) -> None:
        self._column.insertWidget(self._column.count() - 1, card)

    def _clear(self) -> None:
        while self._column.count() > 1:
            item = self._column.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()


def _notice(visit: VisitInHand) -> Card:
    case = visit.case
    card = ContextCard("shield-check" if case.risk_marked else "message-square", say("Att tänka på", "To bear in mind"))
    if case.risk_marked:
        card.body.addWidget(Tag(say("Risk markerad: gå två", "Risk marked: go two"), TagKind.ATTENTION, "users-round"))
    if case.notice:
        card.body.addWidget(WrappedLabel(case.notice, "meta-strong"))
    return card


def _facts(visit: VisitInHand) -> tuple[CaseFact, ...]:
    """What the conditions know of the case, and where it comes from."""
    given = {name: answer.value for (name, _), answer in visit.seen.answers.items()}
    return case_facts(visit.checklist, visit.case, given)
