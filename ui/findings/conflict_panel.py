"""Where a disagreement is settled: field by field, who, when and which laptop; both versions stay in the history."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from uuid import UUID

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kollegie.language import counted, out_of, say
from kollegie.sync.conflicts import Keep
from kollegie.sync.errors import ReaderOnly
from ui.act_under_way import ActUnderWay
from ui.begun_forms import Editor, KeptForm, begun_forms_of
from ui.desk import Desk
from ui.findings.disagreements import Disagreement, Group, Version, disagreements_to_settle
from ui.findings.settling_conflicts import SettledConflicts, Settlement, settle
from ui.findings.side_list import lay_out_beside
from ui.findings.version_choice import BOTH, OWN, VersionChoice
from ui.problems import problem_of
from ui.tasks import Written
from ui.tokens import Tone
from ui.widgets.buttons import PlainButton, PrimaryButton
from ui.widgets.card import Card
from ui.widgets.empty_state import EmptyState
from ui.widgets.fields import NoteEdit
from ui.widgets.icon_mark import IconMark
from ui.widgets.labels import Label, WrappedLabel
from ui.widgets.layouts import FlowLayout, empty
from ui.widgets.row_list import RowList
from ui.widgets.side_column import ScrollColumn
from ui.widgets.strip import Strip, StripKind
from ui.widgets.tag import Tag, TagKind
from ui.widgets.two_line_delegate import Row


class ConflictPanel(QWidget):
    """Shows the open disagreements one record at a time. `left` asks for the findings, `settled` tells a choice."""

    left = Signal()
    settled = Signal()
    telling = Signal(object, str, str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._group: Group | None = None
        self._under_way = ActUnderWay(self)
        self.choices: dict[str, VersionChoice] = {}
        self.texts: dict[str, OwnText] = {}
        self.list = RowList(say("Konflikter", "Conflicts"), _row)
        self.fields = ScrollColumn(edge=24)
        self._forms = begun_forms_of(desk)
        self.save = PrimaryButton(say("Spara valen", "Save the choices"), "check")
        self.all_both = PlainButton(say("Behåll båda i allt", "Keep both in all"), "git-compare")
        self._still = WrappedLabel("", "meta")
        self._lay_out()
        self.list.chosen.connect(self._show_group)
        self.save.clicked.connect(self._save)
        self.all_both.clicked.connect(self._choose_both)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A version's key chooses in the first field without a choice, also with the focus on a button."""
        left = [choice for choice in self.choices.values() if choice.value() is None]
        if not event.text().isdigit() or not left or not left[0].choose_by_key(event.text()):
            super().keyPressEvent(event)

    def refresh(self) -> None:
        """Look for open disagreements anew."""
        self._look().done.connect(self._show)

    def _look(self) -> Written:
        return self._desk.ask(self, partial(disagreements_to_settle, self._desk.store))

    def _lay_out(self) -> None:
        self._acts = lay_out_beside(
            self,
            say("Konflikter", "Conflicts"),
            self.list,
            self.fields,
            (self.save, self.all_both, self._still),
            say(
                "Alla versioner ligger kvar med namn, tid och dator, vad ni än väljer.",
                "All versions are kept with name, time and laptop, whatever you choose.",
            ),
            self.left.emit,
        )

    @Slot(object)
    def _show(self, groups: tuple[Group, ...] | None) -> None:
        kept = self._group.row_id if self._group is not None else None
        self.list.show_things(groups or (), lambda group: group.row_id == kept)
        if not groups:
            self._group = None
            self.choices = {}
            self._acts.hide()
            self.fields.clear()
            self.fields.add(_nothing_to_settle() if groups is not None else _for_others_to_settle())
        elif self.list.current() is None:
            self.list.go_to(0)

    @Slot(object)
    def _show_group(self, group: Group) -> None:
        if group == self._group:
            return  # nothing has changed, and somebody may be writing
        self._group = group
        self.choices, self.texts = {}, {}
        self._acts.show()
        self.fields.clear()
        self.fields.add(
            Strip(
                StripKind.INFO,
                _intro(group),
                icon="git-compare",
            )
        )
        self.fields.add(_question(group))
        self.fields.add(_writers(group.fields[0].versions, self._desk.now()))
        for disagreement in group.fields:
            self.fields.add(self._field(disagreement))
        self._result = Card()
        self.fields.add(self._result)
        self._show_result()

    def _field(self, disagreement: Disagreement) -> QWidget:
        part = QWidget()
        column = QVBoxLayout(part)
        column.setContentsMargins(0, 4, 0, 0)
        column.setSpacing(6)
        column.addWidget(Label(disagreement.field, "field"))
        first = self._group.fields[0] if self._group is not None else disagreement
        if _who(disagreement) != _who(first):
            column.addWidget(_writers(disagreement.versions, self._desk.now()))
        choice = VersionChoice(disagreement)
        choice.chosen.connect(self._show_result)
        choice.cleared.connect(self._show_result)
        self.choices[disagreement.id] = choice
        kept: dict[str, Editor] = {"choice": choice}
        column.addWidget(choice)
        if disagreement.prose:
            own = self.texts[disagreement.id] = OwnText(disagreement)
            own.hide()
            own.edit.edited.connect(self._show_result)
            choice.chosen.connect(partial(self._show_own_text, disagreement.id))
            choice.cleared.connect(own.hide)
            column.addWidget(own)
            kept["own"] = own.edit
        if self._group is not None:
            KeptForm(self._forms, self._group.row_id, _form_name(disagreement), kept, part)
        if disagreement.prose:
            own.setVisible(choice.value() == OWN)
        return part

    def _show_own_text(self, id: str, value: object) -> None:
        """Open the field for a text of one's own when that is chosen; what was written there stays."""
        self.texts[id].setVisible(value == OWN)
        if value == OWN:
            self.texts[id].edit.setFocus()

    @Slot()
    def _show_result(self) -> None:
        empty(self._result.body)
        self._result.body.addWidget(Label(say("Så blir det", "What will stand"), "field"))
        tags = QWidget()
        row = FlowLayout(tags)
        for choice in self.choices.values():
            row.addWidget(_outcome(choice, self._own(choice)))
        self._result.body.addWidget(tags)
        self._result.body.addWidget(
            WrappedLabel(
                say(
                    "Oenigheten räknas i rundans samstämmighet, vad ni än väljer.",
                    "The disagreement counts in the round's agreement, whatever you choose.",
                ),
                "meta",
            )
        )
        done, total = sum(choice.value() is not None for choice in self.choices.values()), len(self.choices)
        self.save.setText(f"{say('Spara', 'Save')} {out_of(done, total)} {say('val', 'choices')}")
        missing = [choice.disagreement.field.lower() for choice in self.choices.values() if choice.value() is None]
        self._still.show_text(
            say(f"Ligger kvar tills {', '.join(missing)} är valt.", f"Stays until {', '.join(missing)} is chosen.")
            if missing
            else ""
        )

    @Slot()
    def _choose_both(self) -> None:
        for choice in self.choices.values():
            choice.choose(BOTH)

    @Slot()
    def _save(self) -> None:
        if self._group is None or self._under_way.going_on:
            return
        empty = [
            id
            for id, choice in self.choices.items()
            if choice.value() == OWN and not self.texts[id].edit.text().strip()
        ]
        if empty:
            self.texts[empty[0]].edit.setFocus()
            return
        chosen = {
            id: _settlement(choice, self._own(choice))
            for id, choice in self.choices.items()
            if choice.value() is not None
        }
        if not chosen:
            next(iter(self.choices.values())).setFocus()
            return
        row_id = self._group.row_id
        receipt = self._desk.act(settle, self._desk.store, (row_id,), chosen)
        self._under_way.begin(receipt)
        names = [_form_name(self.choices[id].disagreement) for id in chosen]
        receipt.meant_for(self).done.connect(partial(self._drop_forms, row_id, names))
        receipt.done.connect(self._tell_settled)

    def _drop_forms(self, row_id: UUID, names: list[str], _done: object) -> None:
        for name in names:
            self._forms.drop(row_id, name)

    def _own(self, choice: VersionChoice) -> str:
        own = self.texts.get(choice.disagreement.id)
        return "" if own is None else own.edit.text()

    @Slot(object)
    def _tell_settled(self, done: SettledConflicts) -> None:
        words = counted(done.number, ("konflikt är avgjord", "konflikter är avgjorda"), ("conflict", "conflicts"))
        told = " ".join((say(f"{words}.", f"{words} settled."), *done.words))
        self.telling.emit(StripKind.INFO if done.remarkable else StripKind.DONE, told, "")
        self._group = None
        self.settled.emit()
        look = self._look()
        look.done.connect(self._show)
        self._under_way.end_after(look)


def _nothing_to_settle() -> EmptyState:
    return EmptyState(
        "circle-check",
        say("Inga konflikter att avgöra", "No conflicts to settle"),
        say("Det ni har svarat olika på är avgjort.", "What you answered differently is settled."),
    )


def _for_others_to_settle() -> EmptyState:
    told = problem_of(ReaderOnly())
    assert told is not None  # only what was broken off is told nowhere
    return EmptyState("git-compare", told.title.rstrip("."), told.text)


def _form_name(disagreement: Disagreement) -> str:
    return f"conflict {disagreement.id}"


class OwnText(QWidget):
    """A field for a text of one's own, which begins as both texts laid together where that could be done."""

    def __init__(self, disagreement: Disagreement, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        begun = disagreement.proposal if disagreement.proposal is not None else disagreement.versions[-1].words
        name = say("Egen text för {}", "A text of your own for {}").format(disagreement.field.lower())
        self.edit = NoteEdit(name, begun, lines=3)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 0)
        column.setSpacing(6)
        column.addWidget(WrappedLabel(_about_proposal(disagreement), "meta"))
        column.addWidget(self.edit)


def _about_proposal(disagreement: Disagreement) -> str:
    if disagreement.proposal is None:
        return say(
            "Texten nedan är den senaste versionen. Ändra den som du vill.",
            "The text below is the latest version. Change it as you like.",
        )
    if disagreement.overlap:
        return say(
            "Förslag: båda texterna är sammanlagda ord för ord. Ni har ändrat samma ord; där står båda efter varandra.",
            "A proposal: both texts laid together word by word. You changed the same words; there both stand.",
        )
    return say(
        "Förslag: bådas ändringar i en text, ord för ord. Läs och ändra; originalen finns kvar.",
        "A proposal: the changes of both in one text, word by word. Read and change it; the originals are kept.",
    )


def _settlement(choice: VersionChoice, own: str) -> Settlement:
    match choice.value():
        case "both":
            return Settlement(Keep.BOTH)
        case "own":
            return Settlement(Keep.MINE, text=own.strip())
    version = choice.version(str(choice.value()))
    assert version is not None
    return Settlement(Keep.MINE if version.mine else Keep.THEIRS, stamp=version.stamp)


def _intro(group: Group) -> str:
    if group.late:
        return say(
            "Det här skrevs av någon som inte visste att besöket var signerat. Inget är borta. Välj fält för fält vad"
            " som gäller.",
            "This was written by somebody who did not know that the visit was signed. Nothing is lost. Choose field by"
            " field.",
        )
    return say(
        "Ni svarade olika på samma fråga. Båda versionerna finns kvar. Välj fält för fält vad som gäller.",
        "You answered the same question differently. Both versions are kept. Choose field by field.",
    )


def _question(group: Group) -> QWidget:
    part = QWidget()
    row = QHBoxLayout(part)
    row.setContentsMargins(0, 4, 0, 0)
    row.setSpacing(10)
    row.addWidget(Label(group.question_id, "code"))
    row.addWidget(WrappedLabel(group.question, "question-current"), 1)
    return part


def _who(disagreement: Disagreement) -> list[tuple[str, int, str]]:
    return [(version.by, version.device, f"{version.at:%Y-%m-%d %H:%M}") for version in disagreement.versions]


def _writers(versions: tuple[Version, ...], now: datetime) -> QWidget:
    part = QWidget()
    row = FlowLayout(part, gap=24)
    for number, version in enumerate(versions, start=1):
        who = QWidget()
        line = QHBoxLayout(who)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        line.addWidget(IconMark("user-round", "accent"))
        local = version.at.astimezone()
        at = local.strftime("%H.%M" if local.date() == now.astimezone().date() else "%Y-%m-%d %H.%M")
        words = f"{number}. {version.by or say('okänd', 'unknown')} · {at} · {say('dator', 'laptop')} {version.device}"
        line.addWidget(Label(words, "meta-strong"))
        if version.here:
            line.addWidget(Tag(say("den här datorn", "this computer"), TagKind.SOFT))
        row.addWidget(who)
    return part


def _outcome(choice: VersionChoice, own: str) -> Tag:
    field = choice.disagreement.field
    match choice.value():
        case None:
            return Tag(say(f"{field}: inte vald", f"{field}: not chosen"), TagKind.FAULT, "circle-alert")
        case "both":
            return Tag(f"{field}: {choice.disagreement.both}", TagKind.SOFT, "git-compare")
        case "own" if not own.strip():
            return Tag(say(f"{field}: texten är tom", f"{field}: the text is empty"), TagKind.FAULT, "circle-alert")
        case "own":
            return Tag(f"{field}: {own.strip()[:40]}", TagKind.SOFT, "check")
        case value:
            version = choice.version(str(value))
            return Tag(f"{field}: {version.words[:40] if version else ''}", TagKind.SOFT, "check")


def _row(group: Group) -> Row:
    fields = ", ".join(disagreement.field.lower() for disagreement in group.fields)
    return Row(f"{group.case} · {group.question_id}", fields, icon="git-compare", icon_tone=Tone.ATTENTION)
