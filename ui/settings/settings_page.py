"""The settings page draws itself from the settings as they are declared."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from kollegie.language import say
from kollegie.settings import LANGUAGE, SETTINGS, Setting
from ui.applying import choose
from ui.desk import Desk
from ui.page import Page
from ui.settings.backup_card import BackupCard
from ui.settings.keys_card import KeysCard
from ui.theme import theme
from ui.widgets.bounded import Bounded
from ui.widgets.card import Card
from ui.widgets.choice import Option
from ui.widgets.hairline import Hairline
from ui.widgets.labels import Label, WrappedLabel
from ui.widgets.layouts import AsideLayout
from ui.widgets.segmented_choice import SegmentedChoice
from ui.widgets.side_column import ScrollColumn
from ui.widgets.strip import StripKind


class SettingsPage(Page):
    """Shows every setting as a choice that takes hold at once; there is nothing to save or cancel.

    `rebuilding` asks the window to say everything anew in another language; `settings_changed` tells any change.
    """

    rebuilding = Signal()
    settings_changed = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, say("Inställningar", "Settings"), parent)
        self.header.show_title(
            say("Inställningar", "Settings"),
            say("Gäller dig på den här datorn, och börjar gälla direkt.", "For you on this computer, and at once."),
        )
        self.choices: dict[str, SegmentedChoice] = {}
        card = Card()
        card.body.setSpacing(theme().space(18))
        for number, setting in enumerate(SETTINGS):
            if number:
                card.body.addWidget(Hairline())
            card.body.addWidget(self._row(setting))
        scroll = ScrollColumn(edge=24)
        scroll.add(Bounded(card, 1080))
        self.keys = KeysCard(desk)
        self.keys.telling.connect(self.telling)
        scroll.add(Bounded(self.keys, 1080))
        self.backup = BackupCard(desk)
        self.backup.telling.connect(self.telling)
        scroll.add(Bounded(self.backup, 1080))
        self.column.addWidget(scroll, 1)
        self.refresh()

    def refresh(self) -> None:
        self.keys.refresh()
        self.backup.refresh()
        for setting in SETTINGS:
            self.choices[setting.name].show_value(self.desk.settings.value_of(setting))

    def _row(self, setting: Setting[Any]) -> QWidget:
        words = QWidget()
        column = QVBoxLayout(words)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(Label(setting.title, "heading"))
        column.addWidget(WrappedLabel(setting.sentence, "meta", characters=72))
        choice = SegmentedChoice(setting.title, [Option(option.value, option.word) for option in setting.options])
        choice.chosen.connect(partial(self._choose, setting))
        self.choices[setting.name] = choice
        row = QWidget()
        layout = AsideLayout(row, least=theme().px(300))
        layout.addWidget(words)
        layout.addWidget(choice)
        return row

    def _choose(self, setting: Setting[Any], value: Any) -> None:
        if problem := choose(self.desk.settings, setting, value):
            self.telling.emit(StripKind.PROBLEM, problem, "")
        self.settings_changed.emit()
        if setting is LANGUAGE:
            self.rebuilding.emit()
