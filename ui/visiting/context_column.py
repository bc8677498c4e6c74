"""What is good to have beside the questions: the decision, the facts, what was seen last time, who else is here."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from kollegie.language import say
from kollegie.model.answer_values import Value
from kollegie.model.checklist_answers import value_words
from kollegie.model.reviews import CaseIdentity, Track
from kollegie.visiting.earlier import LastRound
from kollegie.visiting.evaluation import Cell
from ui.theme import theme
from ui.visiting.in_hand import VisitInHand
from ui.widgets.buttons import PlainButton
from ui.widgets.card import Card
from ui.widgets.icon_mark import IconMark
from ui.widgets.labels import Label, WrappedLabel
from ui.widgets.layouts import AsideLayout, GrowsDown
from ui.widgets.tag import Tag, TagKind


class ContextCard(Card):
    """One thing to have beside the questions: an icon, a title, a few words at right, and its content."""

    def __init__(self, icon: str, title: str, aside: str = "") -> None:
        super().__init__()
        self.body.setContentsMargins(15, 11, 15, 12)
        self.body.setSpacing(6)
        words = QWidget()
        row = QHBoxLayout(words)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(IconMark(icon, "accent", side=18), 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(WrappedLabel(title, "strong"), 1, Qt.AlignmentFlag.AlignVCenter)
        head = GrowsDown()
        beside = AsideLayout(head, least=theme().px(120), gap=8)
        beside.addWidget(words)
        if aside:
            beside.addWidget(Label(aside, "meta"))
        self.body.addWidget(head)

    def add_pairs(self, pairs: Sequence[tuple[str, str]], *, labels: int = 84) -> None:
        """Add lines of label and text; the texts stand below each other where they begin.

        Units: `labels` is the width of the labels in pixels at 100 % text; longer ones wrap.
        """
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme().space(12))
        grid.setVerticalSpacing(3)
        grid.setColumnStretch(1, 1)
        for row, (label, text) in enumerate(pairs):
            words = WrappedLabel(label, "meta")
            words.setFixedWidth(theme().px(labels))
            grid.addWidget(words, row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(WrappedLabel(text, "meta-strong"), row, 1, Qt.AlignmentFlag.AlignTop)
        self.body.addLayout(grid)


class Context(QWidget):
    """The cards beside the questions. `identity_wanted` asks for the name and address, which is logged."""

    identity_wanted = Signal()

    def __init__(self, *, edge: int = 0, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(edge, 0, edge, edge)
        self._column.setSpacing(12)
        self._column.addStretch()
        self._identity: CaseIdentity | None = None
        self._last: Card | None = None
        self.count = 0

    def show_visit(self, visit: VisitInHand, cell: Cell | None) -> None:
        """Show what belongs to the visit, and what was answered last time to the question in hand."""
        self._clear()
        case = visit.case
        cards: list[Card] = []
        if case.decision_lines:
            title = say("Beslut", "Decision") if case.track is Track.USER else say("Utförare", "Provider")
            decision = ContextCard("book-open", title, case.decision_ref)
            decision.add_pairs(case.decision_lines)
            cards.append(decision)
        cards.append(self._identity_card(visit))
        if case.notice or case.risk_marked:
            cards.append(_notice(visit))
        facts = _facts(visit)
        if facts:
            known = ContextCard("info", say("Att utgå från", "To start from"))
            known.add_pairs(facts, labels=200)
            cards.append(known)
        if visit.seen.others:
            names = ", ".join(visit.seen.others)
            cards.append(ContextCard("users-round", names, say("besöker också", "visits too")))
        for card in cards:
            self._add(card)
        self._last = None
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
            self._last = _last_round(visit, cell, last)
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


def _facts(visit: VisitInHand) -> list[tuple[str, str]]:
    """What the conditions know of the case, in words."""
    found = []
    for field in visit.checklist.context_fields:
        value: Value = visit.sheet.answer(field.name)
        if value is not None:
            found.append((field.label.in_(), value_words(field, value)))
    return found


def _last_round(visit: VisitInHand, cell: Cell, last: LastRound) -> Card:
    question = visit.question(cell)
    day = say("från ", "from ") + last.at.astimezone().date().isoformat()
    card = ContextCard("history", say("Förra granskningen", "Last review"), day)
    answer = value_words(question, last.answer.value)
    words = WrappedLabel(role="body")
    note = f" ”{last.answer.note}”" if last.answer.note else ""
    words.show_text(f"{question.id} {answer}{note}", strong=[answer] if answer else [])
    card.body.addWidget(words)
    card.body.addWidget(
        WrappedLabel(say("Visas som stöd. Räknas inte som svar.", "Shown as support. Does not count."), "meta")
    )
    return card
