"""One imported file beside the list: what was read, by whom, how, until when; and the mappings that are kept."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from kollegie.intake.kept_imports import KeptImport
from kollegie.intake.saved_mappings import SavedMapping
from kollegie.language import counted, say
from kollegie.model.amounts import whole
from kollegie.model.record_words import words_of
from kollegie.model.records import REFERENCE_KINDS, REFUSED_ROW
from ui.tokens import Tone
from ui.widgets.act_row import ActRow
from ui.widgets.buttons import LinkButton, PlainButton
from ui.widgets.card import Card
from ui.widgets.labels import Heading, Label, WrappedLabel
from ui.widgets.side_column import SideColumn


class ImportDetails(SideColumn):
    """Shows one import and the kept mappings. `removed` tells an import to go, `forgotten` a mapping."""

    removed = Signal(object)
    forgotten = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._kept: KeptImport | None = None
        self._mappings: Sequence[SavedMapping] = ()
        self.remove_it: PlainButton | None = None
        self.confirm: PlainButton | None = None

    @property
    def kept(self) -> KeptImport | None:
        """The import shown."""
        return self._kept

    def show_mappings(self, mappings: Sequence[SavedMapping]) -> None:
        """Show other kept mappings below the import."""
        self._mappings = mappings
        self.show_import(self._kept)

    def show_import(self, kept: KeptImport | None) -> None:
        """Show an import, or that none is chosen."""
        self.clear()
        self._kept = kept
        self.remove_it = self.confirm = None
        if kept is None:
            self.add(WrappedLabel(say("Välj en fil för att se den.", "Choose a file to see it."), "meta"))
        else:
            self.add(self._facts(kept))
        if self._mappings:
            self.add(self._kept_mappings())

    def _facts(self, kept: KeptImport) -> Card:
        one = kept.record_set
        card = Card()
        card.body.addWidget(WrappedLabel(one.file, "heading"))
        period = "" if one.first_day is None else f"{one.first_day} – {one.last_day}"
        refused = counted(one.refused, ("rad", "rader"), ("row", "rows")) if one.refused else ""
        doubled = counted(one.doubled, ("rad", "rader"), ("row", "rows")) if one.doubled else ""
        for label, value in (
            (say("Sort", "Kind"), words_of(one.kind).word),
            (say("Rader", "Rows"), whole(one.rows)),
            (say("Avvisade", "Refused"), refused),
            (say("Fanns redan", "Known before"), doubled),
            (say("Period", "Period"), period),
            (say("Blad", "Sheet"), one.sheet),
            (say("Inläst", "Taken in"), f"{one.imported_at.astimezone():%Y-%m-%d %H.%M}, {kept.by}"),
            (say("Gallras", "Disposal"), str(one.dispose_on or "")),
        ):
            if value:
                card.body.addWidget(Label(label, "meta"))
                card.body.addWidget(WrappedLabel(value, "body"))
        read = [(header, name) for header, name in one.mapping if name and name != REFUSED_ROW]
        foreign = [f"{header} → {name}" for header, name in read if header.casefold() != name]
        if foreign:
            card.body.addWidget(Label(say("Kolumner", "Columns"), "meta"))
            card.body.addWidget(WrappedLabel(", ".join(foreign), "body"))
        self.remove_it = PlainButton(say("Ta bort…", "Remove…"), "trash-2")
        self.remove_it.clicked.connect(self._ask)
        self._acts = ActRow(self.remove_it)
        card.body.addWidget(self._acts)
        self._sure = WrappedLabel("", "body")
        self._sure.hide()
        card.body.addWidget(self._sure)
        self._card = card
        return card

    @Slot()
    def _ask(self) -> None:
        if self._kept is None or self.confirm is not None:
            return
        register = self._kept.record_set.kind in REFERENCE_KINDS
        words = (
            say(
                "Posterna ligger kvar i registret; bara minnet av fil och rad tas bort. Det går inte att ångra.",
                "The register keeps its records; only the memory of file and row goes. It cannot be undone.",
            )
            if register
            else say(
                "Raderna tas bort ur underlaget. Signaler som finns behåller sina kopior. Det går inte att ångra.",
                "The rows leave the records. Signals that exist keep their copies. It cannot be undone.",
            )
        )
        self._sure.show_text(words)
        self._sure.show()
        self.confirm = PlainButton(say("Ta bort filen", "Remove the file"), "trash-2")
        self.confirm.clicked.connect(self._tell)
        stay = LinkButton(say("Behåll", "Keep"))
        stay.clicked.connect(self._keep)
        self._card.body.addWidget(ActRow(self.confirm, stay))
        self._acts.hide()

    @Slot()
    def _keep(self) -> None:
        self.show_import(self._kept)

    @Slot()
    def _tell(self) -> None:
        if self._kept is not None:
            self.removed.emit(self._kept)

    def _kept_mappings(self) -> Card:
        card = Card()
        card.body.addWidget(Heading(say("Sparade mappningar", "Kept mappings"), "heading"))
        for one in self._mappings:
            card.body.addWidget(WrappedLabel(f"{one.name} · {words_of(one.kind).word.lower()}", "body"))
            if one.fault is not None:
                card.body.addWidget(WrappedLabel(one.fault.sentence(), "meta", Tone.FAULT))
            forget = LinkButton(say(f"Ta bort {one.name}", f"Remove {one.name}"), "x")
            forget.clicked.connect(partial(self.forgotten.emit, one))
            card.body.addWidget(ActRow(forget))
        return card
