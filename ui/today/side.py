"""Beside the day: what is left to do, the sync, and whom to call."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kollegie.language import counted, say
from kollegie.model.calendar_words import day_words
from kollegie.model.reviews import VisitState
from ui.today.cards import case_words
from ui.today.day import Day, clock_words, day_of
from ui.widgets.buttons import LinkButton, PlainButton
from ui.widgets.card import Card
from ui.widgets.hairline import Hairline
from ui.widgets.icon_mark import IconMark
from ui.widgets.labels import Heading, Label, WrappedLabel
from ui.widgets.layouts import FlowLayout
from ui.widgets.side_column import SideColumn
from ui.widgets.tag import Tag, TagKind


class DaySide(SideColumn):
    """Shows what is left. `opened` tells a visit to open, `sync_wanted` that the person wants to sync."""

    opened = Signal(object)
    sync_wanted = Signal()

    def show_day(self, day: Day) -> None:
        """Show what is left of a day."""
        self.clear()
        if day.unreadable:
            self.add(_unreadable(day.unreadable))
        self.add(self._left(day))
        self.add(self._sync(day))
        if day.calls:
            self.add(self._contact(day))

    def _left(self, day: Day) -> Card:
        card = Card()
        card.body.addWidget(Heading(say("Kvar", "Left"), "heading"))
        rows = 0
        for one in (*day.visits, *day.begun):
            if one.to_sign:
                title = say(f"Signera {case_words(one).lower()}", f"Sign {case_words(one).lower()}")
                total = one.progress.total
                why = say(f"Alla {total} frågor besvarade", f"All {total} questions answered")
                icon, act = "pencil", say("Öppna", "Open")
            elif one.visit.state is VisitState.ONGOING:
                left = one.progress.total - one.progress.answered
                title = counted(left, ("obesvarad fråga", "obesvarade frågor"), ("open question", "open questions"))
                why, icon, act = case_words(one), "list-checks", say("Visa", "Show")
            else:
                continue
            if one in day.begun and (found := day_of(one)) is not None:
                why = f"{why}, {day_words(found).lower()}"
            if rows:
                card.body.addWidget(Hairline())
            rows += 1
            card.body.addWidget(self._task(icon, title, why, act, one.visit.id))
        if not rows:
            card.body.addWidget(WrappedLabel(say("Inget påbörjat är kvar.", "Nothing begun is left."), "meta"))
        return card

    def _task(self, icon: str, title: str, why: str, act: str, visit: object) -> QWidget:
        part = QWidget()
        row = QHBoxLayout(part)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addWidget(IconMark(icon, "s2", side=18))
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(WrappedLabel(title, "strong"))
        words.addWidget(WrappedLabel(why, "meta"))
        row.addLayout(words, 1)
        link = LinkButton(act)
        link.setAccessibleName(f"{act}: {title}, {why}")
        link.clicked.connect(partial(self.opened.emit, visit))
        row.addWidget(link)
        return part

    def _sync(self, day: Day) -> Card:
        card = Card()
        head = QHBoxLayout()
        head.addWidget(Heading(say("Synk", "Sync"), "heading"), 1)
        if day.sync.hub is None:
            head.addWidget(Tag(say("Inget nav", "No hub"), TagKind.NEUTRAL, "cloud-off"))
        card.body.addLayout(head)
        number = day.sync.unsent
        waiting = counted(number, ("ändring väntar", "ändringar väntar"), ("change waits", "changes wait"))
        words = (
            say(
                f"{waiting} på den här datorn. Du kan arbeta hela dagen utan nät.",
                f"{waiting} on this computer. You can work all day without a network.",
            )
            if number
            else say("Navet har allt du har skrivit.", "The hub has all you have written.")
        )
        if day.sync.hub is None:
            words = say(
                "Datorn är inte ansluten till något nav. Allt sparas här så länge.",
                "This computer has not joined a hub. All is kept here meanwhile.",
            )
        card.body.addWidget(WrappedLabel(words, "body"))
        row = QWidget()
        flow = FlowLayout(row)
        button = PlainButton(say("Synka nu", "Sync now") if day.sync.hub else say("Till Synk", "To Sync"), "refresh-cw")
        button.clicked.connect(self.sync_wanted)
        flow.addWidget(button)
        if day.sync.synced_at is not None:
            at = clock_words(day.sync.synced_at)
            flow.addWidget(Label(say(f"Senast {at}", f"Last {at}"), "meta"))
        card.body.addWidget(row)
        return card

    def _contact(self, day: Day) -> Card:
        card = Card()
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(IconMark("shield-check", "ok", side=18))
        head.addWidget(Heading(say("Trygghetskontakt", "Safety contact"), "heading"), 1)
        card.body.addLayout(head)
        for call in day.calls:
            name = call.contact.name
            words = say(f"Ring {name} genast vid akut fara.", f"Call {name} at once in acute danger.")
            if not call.contact.safety:
                words = say(
                    f"Ring granskningsledaren {name} genast vid akut fara.",
                    f"Call the review lead {name} at once in acute danger.",
                )
            if len(day.calls) > 1 and call.review:
                card.body.addWidget(WrappedLabel(call.review, "strong"))
            card.body.addWidget(WrappedLabel(words, "body"))
            number = call.contact.telephone or say("Inget nummer är inlagt.", "No number is given.")
            card.body.addWidget(WrappedLabel(number, "number" if call.contact.telephone else "meta"))
        return card


def _unreadable(cases: tuple[str, ...]) -> Card:
    """Which visits cannot be shown, and what to do; their answers are kept all the while."""
    card = Card()
    card.body.addWidget(Heading(say("Kan inte visas", "Cannot be shown"), "heading"))
    number = counted(len(cases), ("besök", "besök"), ("visit", "visits"))
    card.body.addWidget(
        WrappedLabel(
            say(
                f"{', '.join(cases)}: {number} med en version av checklistan som inte finns på den här datorn. Synka,"
                " och uppdatera programmet om de står kvar. Det ni svarat är sparat.",
                f"{', '.join(cases)}: {number} with a version of the checklist that is not on this computer. Sync, and"
                " update the program if they remain. What you answered is saved.",
            ),
            "body",
        )
    )
    return card
