"""What an import would do, shown before anything is written: new, changed, unchanged, left out, to look at."""

from __future__ import annotations

from collections.abc import Callable, Sequence, Sized
from functools import partial
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from kollegie.intake.column_words import column_name
from kollegie.intake.import_plan import Doubt, ImportPlan
from kollegie.intake.records import RecordsPlan
from kollegie.language import counted, say
from kollegie.model.amounts import whole
from ui.tokens import PAGE_EDGE, Tone
from ui.widgets.act_row import ActRow
from ui.widgets.buttons import LinkButton, PrimaryButton
from ui.widgets.card import Card
from ui.widgets.labels import Heading, Label, WrappedLabel
from ui.widgets.layouts import FlowLayout
from ui.widgets.row_list import RowList
from ui.widgets.two_line_delegate import Row


class Named(Protocol):
    """A kind of records with its words for one and for several."""

    @property
    def sv(self) -> tuple[str, str]: ...

    @property
    def en(self) -> tuple[str, str]: ...


class ImportPanel(QWidget):
    """Shows one plan. `accepted` tells that it should be carried out, `left` that it should not, `saving` that the
    refused rows should be kept in a file.

    Shape: `keeps` is the name of a mapping that is kept when the plan is accepted, also where nothing is taken in;
    `sheet` is the one that is read, where a workbook has several.
    """

    accepted = Signal()
    left = Signal()
    saving = Signal()

    def __init__(
        self,
        shown: Named,
        plan: ImportPlan | RecordsPlan,
        files: Sequence[Path],
        keeps: str = "",
        sheet: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.plan = plan
        self.files = tuple(files)
        self.keeps = keeps
        column = QVBoxLayout(self)
        column.setContentsMargins(PAGE_EDGE, PAGE_EDGE - 8, PAGE_EDGE, PAGE_EDGE)
        column.setSpacing(12)
        card = Card()
        card.body.addWidget(Heading(say("Så blir det", "What will happen")))
        names = ", ".join(one.name for one in files)
        told = say(f"{names} · blad {sheet}", f"{names} · sheet {sheet}") if sheet else names
        card.body.addWidget(WrappedLabel(told, "meta"))
        card.body.addWidget(self._figures(plan))
        for sentence in _remarks(plan):
            card.body.addWidget(WrappedLabel(sentence, "meta"))
        card.body.addWidget(self._acts(shown, plan))
        column.addWidget(card)
        self.problems = RowList(say("Rader att se över", "Rows to look at"), _row)
        self.problems.show_things(_problem_rows(plan))
        column.addWidget(self.problems, 1)
        self.problems.setVisible(bool(self.problems.things))
        if not self.problems.things:
            column.addStretch(1)

    def _figures(self, plan: ImportPlan | RecordsPlan) -> QWidget:
        holder = QWidget()
        row = FlowLayout(holder, gap=28)
        figures = (
            (_count(plan.new), say("nya", "new")),
            (_count(plan.changed), say("ändrade", "changed")),
            (plan.unchanged, say("oförändrade", "unchanged")),
            (plan.refused_rows, say("avvisade", "refused")),
        )
        for number, word in figures:
            part = QWidget()
            column = QVBoxLayout(part)
            column.setContentsMargins(0, 0, 0, 0)
            column.setSpacing(0)
            tone = Tone.FAULT if word == figures[3][1] and number else Tone.ACCENT if number else Tone.MUTED
            column.addWidget(Label(whole(number), "figure", tone))
            column.addWidget(Label(word, "meta"))
            row.addWidget(part)
        return holder

    def _acts(self, shown: Named, plan: ImportPlan | RecordsPlan) -> QWidget:
        number = _count(plan.new) + _count(plan.changed)
        words = counted(number, shown.sv, shown.en)
        left_out = isinstance(plan, ImportPlan) and bool(plan.left_out)
        if left_out and not number:
            go_on = say("Kom ihåg att de lämnas utanför", "Remember that they are left out")
        elif not number and self.keeps:
            go_on = say(f"Spara mappningen {self.keeps}", f"Keep the mapping {self.keeps}")
        elif plan.refused and number:
            go_on = say(f"Läs in {words}, utan de avvisade", f"Take in {words}, without the refused")
        else:
            go_on = say(f"Läs in {words}", f"Take in {words}")
        self.accept = PrimaryButton(go_on, "check")
        self.accept.clicked.connect(self.accepted)
        self.save_refused = LinkButton(say("Spara avvisade rader…", "Save refused rows…"), "download")
        self.save_refused.clicked.connect(self.saving)
        leave = LinkButton(say("Tillbaka, ändra inget", "Back, change nothing"))
        leave.clicked.connect(self.left)
        acts = ActRow(self.accept, self.save_refused, leave)
        self.accept.setVisible(bool(number or self.keeps) or left_out)
        self.save_refused.setVisible(bool(plan.refused))
        return acts


def _count(rows: int | Sized) -> int:
    return rows if isinstance(rows, int) else len(rows)


def _remarks(plan: ImportPlan | RecordsPlan) -> list[str]:
    remarks = []
    if not plan.read:
        remarks.append(
            say(
                "Filen har rubriker men inga rader. Inget ändras. Är urvalet i verksamhetssystemet tomt?",
                "The file has headers but no rows. Nothing changes. Was nothing chosen in the case system?",
            )
        )
    elif plan.refused_rows and plan.refused_rows == plan.read:
        remarks.append(say("Ingen rad gick att läsa. Inget ändras.", "No row could be read. Nothing changes."))
    elif not plan.new and not plan.changed and not (isinstance(plan, ImportPlan) and plan.left_out):
        remarks.append(say("Det finns inget nytt i filen. Inget ändras.", "There is nothing new in the file."))
    withheld = plan.withheld if isinstance(plan, ImportPlan) else ()
    if withheld:
        people = counted(len(withheld), ("person", "personer"), ("person", "persons"))
        remarks.append(
            say(
                f"{people} med skyddad identitet lämnas utanför, och deras beslut, tider och fakturor likaså.",
                f"{people} with protected identity are left out, and so are their decisions, times and invoices.",
            )
        )
    if plan.unknown_columns:
        names = ", ".join(plan.unknown_columns)
        remarks.append(say(f"Kolumner som sparas som de är: {names}.", f"Columns kept as they are: {names}."))
    return remarks


def _problem_rows(plan: ImportPlan | RecordsPlan) -> tuple[Row, ...]:
    rows = []
    named = partial(column_name, plan.kind)
    if plan.refused:
        rows.append(Row(say("Avvisade rader", "Refused rows"), code=whole(plan.refused_rows), head=True))
    for refusal in plan.refused:
        stands = f"”{refusal.value}”" if refusal.value else say("tomt", "empty")
        rows.append(
            Row(
                f"{named(refusal.column)}: {stands}",
                say(f"Väntat {refusal.expected}", f"Expected {refusal.expected}"),
                state=refusal.place.words,
                state_tone=Tone.MUTED,
                icon="circle-alert",
                icon_tone=Tone.FAULT,
            )
        )
    if left := plan.refused_rows - len({refusal.place for refusal in plan.refused}):
        words = counted(left, ("avvisad rad till", "avvisade rader till"), ("more refused row", "more refused rows"))
        rows.append(Row(words, say("Spara dem för att se vilka.", "Save them to see which.")))
    kept_out = [doubt for doubt in plan.doubts if doubt.keeps_out]
    if number := len(kept_out) + plan.more_kept_out:
        rows.append(Row(say("Tas inte in", "Not taken in"), code=whole(number), head=True))
        rows.extend(_doubt_row(doubt, named) for doubt in kept_out)
    taken = [doubt for doubt in plan.doubts if not doubt.keeps_out]
    if number := len(taken) + plan.more_doubts - plan.more_kept_out:
        rows.append(Row(say("Att se över, men tas in", "To look at, but taken in"), code=whole(number), head=True))
        rows.extend(_doubt_row(doubt, named) for doubt in taken)
    return tuple(rows)


def _doubt_row(doubt: Doubt, named: Callable[[str], str]) -> Row:
    return Row(
        doubt.what,
        named(doubt.column),
        state=doubt.place.words,
        state_tone=Tone.MUTED,
        icon="info",
        icon_tone=Tone.ATTENTION,
    )


def _row(row: Row) -> Row:
    return row
