"""Where a signal is explained or dismissed, and where a screening is set up; what has been typed stays until it is
stored."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from kollegie.language import out_of, say
from kollegie.screening.all_rules import RULES
from kollegie.screening.rules import Parameter, Setting, setting_of
from ui.begun_forms import BegunForms, KeptForm
from ui.widgets.act_row import ActRow
from ui.widgets.buttons import LinkButton, PlainButton, PrimaryButton
from ui.widgets.card import Card
from ui.widgets.drop_down import DropDown
from ui.widgets.fields import Field, NoteEdit, TextField, day_in
from ui.widgets.labels import Heading, WrappedLabel
from ui.widgets.layouts import AsideLayout, FlowLayout

EVERY = "*"


class ReasonForm(Card):
    """Asks why. `given` tells reason, document and the last day the reason is remembered (None: not at all)."""

    given = Signal(str, str, object)
    left = Signal()

    def __init__(self, *, explaining: bool, today: date, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        title = say("Förklara signalen", "Explain the signal") if explaining else say("Avfärda signalen", "Dismiss it")
        self._today = today
        self._name = "explain" if explaining else "dismiss"
        self.body.addWidget(Heading(title, "heading"))
        asked = say("Vad förklarar den?", "What explains it?") if explaining else say("Varför avfärdas den?", "Why?")
        self.reason = NoteEdit(asked)
        self.reason_field = Field(asked, self.reason)
        self.document = TextField(say("Handling", "Document"))
        self.until = TextField(say("Kom ihåg till", "Remember until"))
        self.until.setPlaceholderText(say("åååå-mm-dd, eller tomt", "yyyy-mm-dd, or empty"))
        self.until_field = Field(
            say("Gäller samma personer till och med", "Holds for the same people until"), self.until
        )
        self.body.addWidget(self.reason_field)
        if explaining:
            pair = QWidget()
            row = AsideLayout(pair, least=200)
            row.addWidget(Field(say("Handlingen den vilar på", "The document it rests on"), self.document))
            row.addWidget(self.until_field)
            self.body.addWidget(pair)
        words = say("Spara förklaringen", "Save the explanation") if explaining else say("Avfärda", "Dismiss")
        self.save = PlainButton(words, "check", "Ctrl+Return")
        self.save.clicked.connect(self._give)
        leave = LinkButton(say("Avbryt", "Cancel"))
        leave.clicked.connect(self.left)
        self.body.addWidget(ActRow(self.save, leave))

    def keep(self, forms: BegunForms, signal: UUID) -> None:
        """Show what was written about this signal before, and keep what is written from now on."""
        KeptForm(
            forms,
            signal,
            self._name,
            {"reason": self.reason, "document": self.document, "until": self.until},
            self,
        )

    @property
    def begun(self) -> bool:
        """Whether something has been typed that is not stored yet."""
        return bool(self.reason.text().strip() or self.document.text().strip() or self.until.text().strip())

    @Slot()
    def _give(self) -> None:
        self.reason_field.clear_fault()
        reason = self.reason.text().strip()
        good, until = day_in(self.until_field, self.until, self._today)
        if not reason:
            self.reason_field.show_fault(say("Skriv skälet. Det står kvar vid signalen.", "Write the reason."))
        elif good:
            self.given.emit(reason, self.document.text().strip(), until)


class RunForm(Card):
    """Asks what a screening should look at. `wanted` tells the rules, the period, the day and other parameters."""

    wanted = Signal(object, object, object, object)
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.body.addWidget(Heading(say("Sök signaler i underlaget", "Look for signals in the records")))
        options = [(EVERY, say("Alla regler", "All rules"))]
        options += [(rule.id, f"{rule.id} {rule.title}") for rule in RULES.values()]
        self.rule = DropDown(say("Regel", "Rule"), options)
        self.rule.show_value(EVERY)
        self.rule.chosen.connect(self._show_parameters)
        self.body.addWidget(Field(say("Regel", "Rule"), self.rule))
        self.first, self.last, self.as_of = (
            TextField(name) for name in (say("Från", "From"), say("Till", "To"), say("Räkna som i dag", "Today is"))
        )
        days = QWidget()
        row = FlowLayout(days, gap=16)
        self.day_fields = []
        for words, editor in (
            (say("Från och med", "From"), self.first),
            (say("Till och med", "To"), self.last),
            (say("Dagen som räknas som i dag", "The day taken as today"), self.as_of),
        ):
            editor.setPlaceholderText(say("åååå-mm-dd", "yyyy-mm-dd"))
            field = Field(words, editor)
            self.day_fields.append((field, editor))
            row.addWidget(field)
        self.body.addWidget(days)
        told = say("Lämna tomt för hela underlaget, sett från i dag.", "Leave empty for all the records, as of today.")
        self.body.addWidget(WrappedLabel(told, "meta"))
        self._parameters = QVBoxLayout()
        self._parameters.setSpacing(10)
        self.body.addLayout(self._parameters)
        self.settings: dict[str, tuple[Parameter, Field, TextField]] = {}
        self._kept: KeptForm | None = None
        self._kept_settings: list[KeptForm] = []
        self._forms: BegunForms | None = None
        self._person: UUID | None = None
        self.start = PrimaryButton(say("Sök", "Look"), "refresh-cw")
        self.start.clicked.connect(self._tell)
        leave = LinkButton(say("Tillbaka", "Back"))
        leave.clicked.connect(self.left)
        self.body.addWidget(ActRow(self.start, leave))

    def keep(self, forms: BegunForms, person: UUID) -> None:
        """Show the search that was being set up, and keep what is written from now on."""
        self._forms, self._person = forms, person
        begun = forms.of(person, "screening").get("rule")
        if begun in [EVERY, *RULES]:
            self.rule.show_value(begun)
            self._show_parameters(str(begun))
        days = {"first": self.first, "last": self.last, "as_of": self.as_of}
        self._kept = KeptForm(forms, person, "screening", {"rule": self.rule, **days}, self)

    @Slot(object)
    def _show_parameters(self, rule: str) -> None:
        for _, field, _ in self.settings.values():
            self._parameters.removeWidget(field)
            field.deleteLater()
        self.settings, self._kept_settings = {}, []
        for parameter in RULES[rule].parameters if rule in RULES else ():
            editor = TextField(parameter.meaning, str(parameter.default))
            field = Field(f"{parameter.meaning} ({parameter.name}; {parameter.source})", editor)
            self._parameters.addWidget(field)
            self.settings[parameter.name] = parameter, field, editor
            if self._forms is not None and self._person is not None:
                name = f"screening {rule} {parameter.name}"
                self._kept_settings.append(KeptForm(self._forms, self._person, name, {"value": editor}, field))

    @Slot()
    def _tell(self) -> None:
        whole, days = True, []
        for field, editor in self.day_fields:
            good, day = day_in(field, editor)
            whole = whole and good
            days.append(day)
        if days[0] is not None and days[1] is not None and days[1] < days[0]:
            until = say(f"Skriv {days[0]} eller en senare dag.", f"Write {days[0]} or a later day.")
            self.day_fields[1][0].show_fault(until)
            whole = False
        changed: dict[str, Setting] = {}
        for name, (parameter, field, editor) in self.settings.items():
            field.clear_fault()
            setting = setting_of(parameter, editor.text())
            if setting is None:
                field.show_fault(say("Skriv ett tal.", "Write a number."))
                whole = False
            elif setting != parameter.default:
                changed[name] = setting
        if whole and self._kept is not None:
            for kept in (self._kept, *self._kept_settings):
                kept.stored()
        if whole:
            rule = str(self.rule.value() or EVERY)
            rules = () if rule == EVERY else (rule,)
            self.wanted.emit(rules, (days[0], days[1]), days[2], {rule: changed} if changed else {})


class Running(Card):
    """Says how far a screening has come, with a way to stop it."""

    stopped = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.words = WrappedLabel(say("Läser underlaget…", "Reading the records…"), "strong")
        self.body.addWidget(self.words)
        self.stop = LinkButton(say("Avbryt", "Cancel"), "x")
        self.stop.clicked.connect(self.stopped)
        self.body.addWidget(ActRow(self.stop))

    def show_step(self, done: int, total: int, what: str) -> None:
        """How far it is, and with what."""
        self.words.show_text(f"{out_of(done, total)}: {what}")
