"""Explanations that are remembered until a day, and what each rule has been worth: both always to be seen."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from kollegie.language import say
from kollegie.model.signals import KnownCause
from kollegie.screening.all_rules import rule_of
from kollegie.screening.signals import RuleWorth
from kollegie.screening.telling import worth_words
from ui.tokens import PAGE_EDGE, Tone
from ui.widgets.act_row import ActRow
from ui.widgets.bounded import Bounded
from ui.widgets.buttons import LinkButton
from ui.widgets.card import Card
from ui.widgets.labels import Heading, WrappedLabel
from ui.widgets.layouts import AsideLayout
from ui.widgets.side_column import ScrollColumn


class CausesPanel(ScrollColumn):
    """Lists remembered explanations and the worth of the rules. `forgotten` tells a cause to hold no longer."""

    forgotten = Signal(object)
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(edge=PAGE_EDGE, parent=parent)
        self.buttons: list[LinkButton] = []

    def show_all(self, causes: Sequence[KnownCause], worths: Sequence[RuleWorth], today: date) -> None:
        """Show what is remembered and what the rules have been worth."""
        self.clear()
        self.buttons = []
        back = LinkButton(say("Tillbaka till signalerna", "Back to the signals"), "arrow-left")
        back.clicked.connect(self.left)
        self.add(ActRow(back))
        self.add(Bounded(self._causes(causes, today), 860))
        self.add(Bounded(self._worths(worths), 860))

    def _causes(self, causes: Sequence[KnownCause], today: date) -> Card:
        card = Card()
        card.body.addWidget(Heading(say("Förklaringar som gäller till en dag", "Explanations that hold until a day")))
        if not causes:
            none = say(
                "Inga. När du förklarar en signal kan du låta förklaringen gälla samma personer till en dag.",
                "None. When you explain a signal the explanation can hold for the same people until a day.",
            )
            card.body.addWidget(WrappedLabel(none, "meta"))
        for cause in sorted(causes, key=lambda cause: (cause.until, cause.rule)):
            whole = QWidget()
            row = AsideLayout(whole, least=300)
            over = cause.until < today
            until = say(f"gällde till {cause.until}" if over else f"gäller till {cause.until}",
                        f"held until {cause.until}" if over else f"holds until {cause.until}")  # fmt: skip
            names = ", ".join(name for _, name in cause.subjects)
            facts = [f"{cause.rule} {rule_of(cause.rule).title}", names, until, cause.document]
            told = WrappedLabel(cause.reason + "\n" + " · ".join(fact for fact in facts if fact), "body",
                                Tone.MUTED if over else Tone.TEXT)  # fmt: skip
            words = say("Ta bort ur listan", "Take off the list") if over else say("Återkalla", "Withdraw")
            forget = LinkButton(words, "x")
            forget.clicked.connect(partial(self.forgotten.emit, cause))
            self.buttons.append(forget)
            row.addWidget(told)
            row.addWidget(forget)
            card.body.addWidget(whole)
        return card

    def _worths(self, worths: Sequence[RuleWorth]) -> Card:
        card = Card()
        card.body.addWidget(Heading(say("Vad reglerna har gett", "What the rules have been worth")))
        sentence = say(
            "Vad besök och människor har gjort av signalerna, regel för regel.",
            "What visits and people have made of the signals, rule by rule.",
        )
        card.body.addWidget(WrappedLabel(sentence, "meta"))
        for one in worths:
            card.body.addWidget(WrappedLabel(worth_words(one), "body"))
        return card
