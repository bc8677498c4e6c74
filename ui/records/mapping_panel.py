"""A file before it is read: its kind, what its columns mean, how it writes dates and decimals, its first rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from kollegie.intake.column_words import column_words
from kollegie.intake.import_plan import named_sheets
from kollegie.intake.mapping import ColumnMapping
from kollegie.intake.preview import Preview, mapping_for
from kollegie.intake.record_kinds import OWN_HEADERS, RecordKind, normal_header
from kollegie.intake.saved_mappings import ALL_KINDS, SavedMapping, any_kind, fitting_mapping
from kollegie.intake.several_kinds import Unreadable
from kollegie.language import counted, say
from kollegie.model.record_words import words_of
from ui.tokens import PAGE_EDGE, Tone
from ui.widgets.act_row import ActRow
from ui.widgets.bounded import Bounded
from ui.widgets.buttons import LinkButton, PrimaryButton
from ui.widgets.card import Card
from ui.widgets.drop_down import DropDown
from ui.widgets.error_line import ErrorLine
from ui.widgets.fields import Field, TextField
from ui.widgets.hairline import Hairline
from ui.widgets.labels import Heading, Label, WrappedLabel
from ui.widgets.layouts import AsideLayout, FlowLayout, empty
from ui.widgets.side_column import ScrollColumn

KEEP = ""
_SEPARATORS = {";": ("semikolon", "semicolon"), ",": ("komma", "comma"), "\t": ("tabb", "tab")}
_ENCODINGS = {"utf-8-sig": "UTF-8", "cp1252": "Windows-1252"} | dict.fromkeys(
    ("utf-16", "utf-16-le", "utf-16-be"), "UTF-16"
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a person has said of a file: its kind, what its columns mean, and the name to keep that under."""

    kind: str
    mapping: ColumnMapping
    save_as: str = ""


class MappingPanel(QWidget):
    """Shows the first file's beginning. `wanted` tells what is to be read and as what, `sheet_wanted` another sheet.

    The columns scroll; the way on and the way back stand below them, in sight however many there are.
    """

    wanted = Signal(object)
    sheet_wanted = Signal(object)
    left = Signal()

    def __init__(
        self,
        files: Sequence[Path],
        preview: Preview,
        saved: Sequence[SavedMapping],
        apart: Sequence[Preview] = (),
        unreadable: Sequence[Unreadable] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.files = tuple(files)
        self.left_out = tuple(path for path, _ in unreadable)
        self.preview = preview
        self._saved = {(one.name, one.kind): one for one in saved if one.fault is None}
        self.columns: dict[int, DropDown] = {}
        self._card = Card()
        self._card.body.addWidget(Heading(preview.path.name))
        self._card.body.addWidget(WrappedLabel(_written(preview), "meta"))
        if beside := len(self.files) - 1:
            more = counted(beside, ("fil till läses", "filer till läses"), ("more file is", "more files are"))
            same = say(f"{more} på samma sätt.", f"{more} read in the same way.")
            self._card.body.addWidget(WrappedLabel(same, "body"))
        if preview.alike:
            self._card.body.addWidget(WrappedLabel(_alike_words(preview), "strong"))
        if preview.sheet in preview.hidden:
            self._card.body.addWidget(WrappedLabel(_hidden_words(preview.sheet), "strong"))
        for other in apart:
            self._card.body.addWidget(WrappedLabel(_apart_words(other), "strong"))
        for _, problem in unreadable:
            left_out = say("Den lämnas utanför.", "It is left out.")
            self._card.body.addWidget(WrappedLabel(f"{problem.sentence()} {left_out}", "strong", Tone.FAULT))
        options = [(name, words_of(name).word) for name in _ordered(preview)]
        self.kind = DropDown(say("Sort", "Kind"), options)
        self.kind.show_value(preview.kind or options[0][0])
        self.kind_field = Field(say("Vad filen innehåller", "What the file holds"), self.kind)
        self.sheet = DropDown(say("Blad", "Sheet"), [(name, name) for name in preview.sheets])
        self.sheet.show_value(preview.sheet)
        self.saved = DropDown(say("Sparad mappning", "Kept mapping"))
        self.dates = DropDown(
            say("Datum", "Dates"),
            [
                ("", say("2026-03-01, eller som filen visar", "2026-03-01, or as the file shows")),
                ("dmy", say("dag månad år", "day month year")),
                ("mdy", say("månad dag år", "month day year")),
            ],
        )
        self.decimal = DropDown(
            say("Decimaltecken", "Decimals"),
            [
                ("", say("komma eller punkt", "comma or point")),
                ("comma", say("komma, punkt mellan tusental", "comma, points group")),
                ("point", say("punkt, komma mellan tusental", "point, commas group")),
            ],
        )
        self.save_as = TextField(say("Källsystemets namn", "The system's name"))
        self._rows = QVBoxLayout()
        self._rows.setSpacing(8)
        self._missing = ErrorLine()
        self.go_on = PrimaryButton(say("Visa vad som händer", "Show what will happen"), "arrow-right")
        self._lay_out()
        self._show_kind(str(self.kind.value()))
        self.kind.chosen.connect(self._show_kind)
        self.sheet.chosen.connect(self.sheet_wanted)
        self.saved.chosen.connect(self._use_saved)
        self.go_on.clicked.connect(self._tell)

    def mapping(self) -> ColumnMapping:
        """What the columns have been said to mean; what the kind's own headers say is left out.

        What one header says may turn on what is said of another, so that with it every column is as the panel shows.
        """
        kind = any_kind(str(self.kind.value()))
        header = self.preview.header
        shown = {normal_header(header[place]): str(box.value() or KEEP) for place, box in self.columns.items()}
        chosen: dict[str, str] = {}
        while others := _otherwise(shown, kind.meanings(header, chosen)):
            chosen |= others
        sheet = self.preview.sheet if len(self.preview.sheets) > 1 else ""
        kept = self._saved.get((str(self.saved.value()), kind.name))
        values = kept.mapping.values if kept is not None else {}
        return ColumnMapping(chosen, values, sheet, str(self.dates.value() or ""), str(self.decimal.value() or ""))

    def show_own_sheet(self) -> None:
        """Name the sheet that is shown, where another was asked for and could not be."""
        self.sheet.show_value(self.preview.sheet)

    def _lay_out(self) -> None:
        self._card.body.addWidget(self.kind_field)
        if len(self.preview.sheets) > 1:
            self._card.body.addWidget(Field(say("Blad", "Sheet"), self.sheet))
        self._saved_field = Field(say("Mappning för källsystemet", "Mapping for the system"), self.saved)
        self._card.body.addWidget(self._saved_field)
        self._means = Card()
        self._means.body.addWidget(Heading(say("Kolumnerna", "The columns"), "heading"))
        told = say(
            "Det filen skriver överst står till vänster, med några exempel. * måste finnas. Resten sparas som det är.",
            "What the file writes is at the left, with examples. * must be there. The rest is kept as it is.",
        )
        self._means.body.addWidget(WrappedLabel(told, "meta"))
        self._means.body.addLayout(self._rows)
        forms = QWidget()
        row = FlowLayout(forms, gap=16)
        row.addWidget(Field(say("Datum skrivs", "Dates are written"), self.dates))
        row.addWidget(Field(say("Tal skrivs med", "Numbers are written with"), self.decimal))
        self._means.body.addWidget(forms)
        self._means.body.addWidget(
            Field(say("Spara mappningen för nästa gång, som", "Keep the mapping for next time, as"), self.save_as)
        )
        self.save_as.setPlaceholderText(say("Källsystemets namn, eller tomt", "The system's name, or empty"))
        leave = LinkButton(say("Tillbaka, ändra inget", "Back, change nothing"))
        leave.clicked.connect(self.left)
        scrolled = ScrollColumn(edge=PAGE_EDGE)
        scrolled.add(Bounded(self._card, 860))
        scrolled.add(Bounded(self._means, 860))
        foot = QVBoxLayout()
        foot.setContentsMargins(PAGE_EDGE, 10, PAGE_EDGE, 10)
        foot.setSpacing(8)
        foot.addWidget(self._missing)
        foot.addWidget(ActRow(self.go_on, leave))
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(scrolled, 1)
        whole.addWidget(Hairline())
        whole.addLayout(foot)
        self._means.setVisible(not self.preview.electronic_invoice)

    @Slot(object)
    def _show_kind(self, name: str) -> None:
        kind = any_kind(name)
        fitting = [one for one in self._saved.values() if one.kind == name]
        self.saved.show_options([("", say("ingen", "none")), *((one.name, one.name) for one in fitting)])
        self.saved.updateGeometry()
        best = fitting_mapping(fitting, name, self.preview.header)
        self.saved.show_value(best.name if best is not None else "")
        self._saved_field.setVisible(bool(fitting))
        self._show_columns(kind, best.mapping if best is not None else mapping_for(self.preview, kind))

    @Slot(object)
    def _use_saved(self, name: str) -> None:
        kind = any_kind(str(self.kind.value()))
        kept = self._saved.get((name, kind.name))
        self._show_columns(kind, kept.mapping if kept is not None else mapping_for(self.preview, kind))

    def _show_columns(self, kind: RecordKind, mapping: ColumnMapping) -> None:
        self._missing.clear_fault()
        empty(self._rows)
        self.columns = {}
        headers = kind.meanings(self.preview.header, mapping.columns)
        options = [(KEEP, say("spara som den är", "keep as it is"))]
        options += [(rule.name, column_words(rule)) for rule in kind.columns]
        for place, written in enumerate(self.preview.header):
            if not written.strip() or normal_header(written) in OWN_HEADERS:
                continue
            box = DropDown(say(f"Kolumnen {written}", f"The column {written}"), options)
            box.show_value(headers.get(normal_header(written), KEEP))
            self.columns[place] = box
            part = QWidget()
            row = AsideLayout(part, least=220)
            words = QWidget()
            column = QVBoxLayout(words)
            column.setContentsMargins(0, 0, 0, 0)
            column.setSpacing(1)
            column.addWidget(Label(written, "strong"))
            samples = ", ".join(self.preview.samples(place)) or say("inga värden i de första raderna", "no values yet")
            column.addWidget(WrappedLabel(samples, "meta", Tone.RECORD))
            row.addWidget(words)
            row.addWidget(box)
            self._rows.addWidget(part)
        self.dates.show_value(mapping.dates)
        self.decimal.show_value(mapping.decimal)

    @Slot()
    def _tell(self) -> None:
        kind = any_kind(str(self.kind.value()))
        chosen = [box.value() for box in self.columns.values()]
        if not self.preview.electronic_invoice:
            missing = [column_words(rule).rstrip(" *") for rule in kind.lacking(chosen)]
            double = [rule.name for rule in kind.columns if chosen.count(rule.name) > 1]
            if missing:
                names = ", ".join(missing)
                words = say(f"Välj vilken kolumn som är {names}.", f"Choose which column is {names}.")
                self._missing.show_fault(words)
                return
            if double:
                words = say(f"Två kolumner är {double[0]}. Låt en av dem sparas som den är.", f"Two are {double[0]}.")
                self._missing.show_fault(words)
                return
        self._missing.clear_fault()
        mapping = self.mapping()
        if self.preview.electronic_invoice:
            mapping = replace(mapping, columns={}, dates="", decimal="")
        self.wanted.emit(Wanted(kind.name, mapping, self.save_as.text().strip()))


def _otherwise(shown: Mapping[str, str], means: Mapping[str, str]) -> dict[str, str]:
    """The headers that mean something else than what is shown."""
    return {header: name for header, name in shown.items() if name != means.get(header, KEEP)}


def _ordered(preview: Preview) -> list[str]:
    """Every kind, the likeliest first."""
    likely = [one.kind for one in preview.candidates]
    return [*likely, *(name for name in ALL_KINDS if name not in likely)]


def _hidden_words(sheet: str) -> str:
    """Why the sheet shown is to be looked at: whoever opens the workbook does not see it."""
    return say(
        f"Bladet {sheet} är dolt i arbetsboken. Visa det i Excel och se att det är rätt blad.",
        f"The sheet {sheet} is hidden in the workbook. Show it in Excel and see that it is the right one.",
    )


def _alike_words(preview: Preview) -> str:
    """Which other sheets hold the same, and are taken in on their own."""
    names = named_sheets(preview.alike, preview.hidden)
    return say(
        f"Samma rubriker står på andra blad, som inte läses nu: {names}. Läs in filen en gång för varje blad.",
        f"The same headers stand on other sheets, which are not read now: {names}. Take the file in once for each.",
    )


def _apart_words(other: Preview) -> str:
    """Which file looks like another kind, and when it is shown."""
    name = other.path.name
    if not other.is_whole:
        return say(
            f"{name} saknar kolumner som måste pekas ut; den visas när de här är inlästa.",
            f"{name} lacks columns that must be pointed out; it is shown when these have been taken in.",
        )
    sv, en = words_of(other.kind).together
    return say(
        f"{name} ser ut som {sv}; den visas när de här är inlästa.",
        f"{name} looks like {en}; it is shown when these have been taken in.",
    )


def _written(preview: Preview) -> str:
    """How the file is written, and how sure the guess of its kind is."""
    parts = []
    if preview.electronic_invoice:
        parts.append(say("elektronisk faktura (Peppol)", "electronic invoice (Peppol)"))
    if preview.encoding:
        parts.append(_ENCODINGS.get(preview.encoding, preview.encoding))
    if preview.separator:
        named = say(*_SEPARATORS.get(preview.separator, (preview.separator, preview.separator)))
        parts.append(say(f"avskiljare {named}", f"separator {named}"))
    if preview.sheet:
        parts.append(say(f"blad {preview.sheet}", f"sheet {preview.sheet}"))
    if preview.header_row > 1:
        parts.append(say(f"rubriker på rad {preview.header_row}", f"headers in row {preview.header_row}"))
    missing = preview.candidates[0].missing if preview.candidates else ("",)
    if not preview.candidates:
        parts.append(say("sorten känns inte igen", "the kind is not recognised"))
    elif missing:
        parts.append(say("några kolumner behöver pekas ut", "some columns must be pointed out"))
    else:
        word = words_of(preview.kind).word.lower()
        parts.append(say(f"känns igen som {word}", f"recognised as {word}"))
    return " · ".join(parts)
