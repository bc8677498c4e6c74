"""The steps of planning a round after the first, each one calm form with one thing to do."""

from __future__ import annotations

from functools import partial
from itertools import pairwise
from uuid import UUID

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kollegie.language import counted, say
from kollegie.model.reviews import Review, Role, Track
from kollegie.planning.errors import Reason
from kollegie.planning.proposing import Proposal
from ui.begun_forms import BegunForms, Editor, KeptForm
from ui.reviews.assigning import barred_words
from ui.reviews.board_content import Free
from ui.reviews.planning_acts import Joined, PlanState
from ui.reviews.planning_step import Step
from ui.sorting import in_order
from ui.theme import theme
from ui.widgets.buttons import LinkButton, PlainButton
from ui.widgets.choice import Option
from ui.widgets.drop_down import DropDown
from ui.widgets.fields import Field, NumberField, TextField
from ui.widgets.hairline import Hairline
from ui.widgets.labels import Label, WrappedLabel
from ui.widgets.layouts import empty
from ui.widgets.segmented_choice import SegmentedChoice
from ui.widgets.tag import Tag, TagKind

NEW_PARTICIPANT = "participant"
"""The name of the form about who is to be added to a round."""
SAMPLE, DOUBLES = "sample", "doubles"
"""The names of the forms about who is visited, and who is visited twice."""


def asked_by(service: str) -> str:
    """The name of the form about which checklist users of a service are asked by: one for another says nothing here."""
    return f"sample checklist {service}"


class SampleStep(Step):
    """Who is visited. `wanted` tells how many (None for all), how providers are visited and the users' checklist.

    Shape: what is chosen and not drawn yet is kept of itself. The checklist is a form of its own, since another service
    has another one first.
    """

    wanted = Signal(object, str, str)

    def __init__(self, forms: BegunForms, parent: QWidget | None = None) -> None:
        super().__init__(
            say("Urval", "Sample"), "", say("Dra urval och gör besöken", "Draw the sample"), "users-round", parent
        )
        self._forms = forms
        self._kept: dict[str, KeptForm] = {}
        self._largest = 0
        self.how_many = SegmentedChoice(
            say("Hur många brukare", "How many users"),
            [Option("all", say("Alla", "All")), Option("some", say("Ett urval", "A sample"))],
        )
        self.how_many.show_value("all")
        self.number = NumberField(say("Antal", "Number"), say("brukare", "users"), decimals=0)
        self._size = Field(say("Antal i urvalet", "Number in the sample"), self.number)
        self._size.hide()
        self.providers = SegmentedChoice(
            say("Utförarbesök samma dag", "Provider visits the same day"),
            [
                Option("unannounced", say("Oanmälda", "Unannounced")),
                Option("announced", say("Anmälda", "Announced")),
                Option("none", say("Inga", "None")),
            ],
        )
        self.providers.show_value("unannounced")
        self.checklist = DropDown(say("Checklista för brukarna", "Checklist for the users"))
        self._frame = WrappedLabel("", "meta")
        self.column.addWidget(self._frame)
        self.column.addWidget(Field(say("Checklista för brukarna", "Checklist for the users"), self.checklist))
        self.column.addWidget(Label(say("Brukare", "Users"), "field"))
        self.column.addWidget(self.how_many, 0, Qt.AlignmentFlag.AlignLeft)
        self.column.addWidget(self._size)
        self.column.addWidget(Label(say("Utförarbesök samma dag", "Provider visits the same day"), "field"))
        self.column.addWidget(self.providers, 0, Qt.AlignmentFlag.AlignLeft)
        self.end()
        self.setFocusProxy(self.how_many)
        self.how_many.chosen.connect(self._show_size)
        self.go_on.clicked.connect(self._tell)

    def show_state(self, state: PlanState) -> None:
        self._largest = sum(number for _, number in state.frame)
        self.checklist.show_options(state.checklists)
        if self.checklist.value() is None:  # what was chosen is no longer offered
            self.checklist.show_value(state.checklists[0][0])
        if state.review is not None:
            self._show_written(state.review, state.checklists[0][0])
        users = counted(self._largest, ("brukare", "brukare"), ("user", "users"))
        self.show_about(
            say(
                "{} har insatsen på granskningsdagen. Urvalet är slumpmässigt inom varje utförare och går att göra om "
                "med samma frö. Personer med skyddad identitet är aldrig med.",
                "{} have the service on the review day. The sample is random within each provider and can be drawn "
                "again with the same seed. People with protected identity are never in it.",
            ).format(users)
        )
        parts = [f"{name} {number}" for name, number in state.frame]
        drawn = state.cases[Track.USER]
        if drawn:
            already = say("Redan draget: {} brukarbesök och {} utförarbesök.", "Drawn: {} user and {} provider visits.")
            parts.append(already.format(drawn, state.cases[Track.PROVIDER]))
        self._frame.show_text(" · ".join(parts))

    def _show_written(self, review: Review, fitting: str) -> None:
        """Show what was chosen and not drawn yet; a choice made for another service no longer counts."""
        if not self._kept:
            fields: dict[str, Editor] = {"how_many": self.how_many, "number": self.number, "providers": self.providers}
            self._kept = {SAMPLE: KeptForm(self._forms, review.id, SAMPLE, fields, self)}
            self._size.setVisible(self.how_many.value() == "some")
        name = asked_by(review.service)
        if name not in self._kept:
            for other in set(self._kept) - {SAMPLE}:
                self._forms.drop(review.id, other)
                self._kept.pop(other).deleteLater()
            chosen: dict[str, Editor] = {"checklist": self.checklist}
            stored = {"checklist": fitting}
            self._kept[name] = KeptForm(self._forms, review.id, name, chosen, self, stored=stored)

    @Slot(object)
    def _show_size(self, chosen: object) -> None:
        self._size.setVisible(chosen == "some")
        if chosen == "some":
            self.number.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _tell(self) -> None:
        self._size.clear_fault()
        if self.how_many.value() == "all":
            self.wanted.emit(None, str(self.providers.value()), str(self.checklist.value()))
            return
        size = self.number.value()
        if size is None or not 1 <= size <= self._largest:
            sentence = say("Skriv ett tal mellan 1 och {}.", "Write a number between 1 and {}.")
            self._size.show_fault(sentence.format(self._largest))
            return
        self.wanted.emit(int(size), str(self.providers.value()), str(self.checklist.value()))


class PeopleStep(Step):
    """Who makes the visits. `joining` tells name, municipality and telephone, `removing` who is to be taken out,
    `pairing` that pairs are wanted. What is written of somebody not added yet is kept of itself."""

    joining = Signal(str, str, str)
    removing = Signal(object)
    pairing = Signal()

    def __init__(self, forms: BegunForms, parent: QWidget | None = None) -> None:
        super().__init__(
            say("Deltagare", "Participants"),
            say(
                "Gästhandläggare från andra kommuner. De arbetar två och två, helst från olika kommuner.",
                "Visiting caseworkers from other municipalities, in pairs, from different ones if possible.",
            ),
            say("Para ihop och gå vidare", "Make pairs and go on"),
            "arrow-right",
            parent,
        )
        self._forms = forms
        self._kept: KeptForm | None = None
        self.name = TextField(say("Namn", "Name"))
        self.home = TextField(say("Kommun", "Municipality"))
        self.telephone = TextField(say("Telefon under dagen", "Telephone of the day"))
        self.add = PlainButton(say("Lägg till", "Add"), "plus")
        self.removers: dict[UUID, LinkButton] = {}
        self._name = Field(say("Namn", "Name"), self.name)
        self._home = Field(say("Kommun", "Municipality"), self.home)
        row = QHBoxLayout()
        row.setSpacing(theme().space(10))
        row.addWidget(self._name, 3)
        row.addWidget(self._home, 3)
        row.addWidget(Field(say("Telefon", "Telephone"), self.telephone), 2)
        self.column.addLayout(row)
        self.column.addWidget(self.add, 0, Qt.AlignmentFlag.AlignLeft)
        self._list = QVBoxLayout()
        self._list.setSpacing(0)
        self.column.addLayout(self._list)
        self.undo = LinkButton("", "undo-2")
        self.undo.hide()
        self.column.addWidget(self.undo, 0, Qt.AlignmentFlag.AlignLeft)
        self.end()
        self.setFocusProxy(self.name)
        self.add.clicked.connect(self._tell)
        for field in (self.name, self.home, self.telephone):
            field.returnPressed.connect(self._tell)
        self.go_on.clicked.connect(self.pairing)

    def show_state(self, state: PlanState) -> None:
        if self._kept is None and state.review is not None:
            fields = {"name": self.name, "home": self.home, "telephone": self.telephone}
            self._kept = KeptForm(self._forms, state.review.id, NEW_PARTICIPANT, fields, self)
        empty(self._list)
        self.removers = {}
        for one in state.joined:
            remover = None
            if not one.leads:
                remover = self.removers[one.person_id] = LinkButton(say("Ta bort", "Remove"), "x")
                remover.setAccessibleName(say("Ta bort {}", "Remove {}").format(one.name))
                remover.clicked.connect(partial(self.removing.emit, one))
            self._list.addWidget(_joined_row(one, remover))
        chain = [self.add, *self.removers.values(), self.undo, self.go_on]
        for before, after in pairwise(chain):  # the rows are made last, but stand above the button
            QWidget.setTabOrder(before, after)
        self.go_on.setEnabled(bool(state.able))

    @Slot()
    def _tell(self) -> None:
        for field, editor in ((self._name, self.name), (self._home, self.home)):
            field.clear_fault()
            if not editor.text().strip():
                field.show_fault(say("Fyll i det här.", "Fill this in."))
                editor.setFocus(Qt.FocusReason.OtherFocusReason)
                return
        self.joining.emit(self.name.text().strip(), self.home.text().strip(), self.telephone.text().strip())

    def offer_undo(self, removed: str) -> None:
        """Offer to put back who was taken out last; nobody when the name is empty."""
        self.undo.setText(say("Ångra: låt {} vara med", "Undo: let {} take part").format(removed))
        self.undo.setVisible(bool(removed))
        (self.undo if removed else self.name).setFocus(Qt.FocusReason.OtherFocusReason)

    def show_joined(self, name: str) -> None:
        """The person is stored: the fields are ready for the next, unless somebody else is being written already."""
        if self.name.text().strip() != name:
            return
        self.name.show_text("")
        self.telephone.show_text("")
        if self._kept is not None:
            self._kept.stored()
        self.name.setFocus(Qt.FocusReason.OtherFocusReason)


class GiveStep(Step):
    """Who visits whom. `accepting` tells the proposal that should be carried out, `ending` that the board is wanted.

    Shape: the number of double visits that is chosen and not drawn yet is kept of itself.
    """

    accepting = Signal(object)
    ending = Signal()

    def __init__(self, forms: BegunForms, parent: QWidget | None = None) -> None:
        super().__init__(
            say("Fördela", "Assign"), "", say("Fördela så och sätt tider", "Assign so and set times"), "check", parent
        )
        self._forms = forms
        self._kept: KeptForm | None = None
        self._proposal: Proposal | None = None
        self._rows = QVBoxLayout()
        self._rows.setSpacing(0)
        self.column.addLayout(self._rows)
        self.to_board = PlainButton(say("Till tavlan", "To the board"), "arrow-right")
        self.add_way(self.to_board)
        self.doubles = SegmentedChoice(
            say("Dubbelbesök", "Double visits"),
            [Option(0, say("Inga", "None")), *(Option(number, str(number)) for number in (1, 2, 4))],
        )
        self.doubles.show_value(0)
        self.column.addWidget(Label(say("Dubbelbesök, dragna slumpvis", "Double visits, drawn at random"), "field"))
        self.column.addWidget(self.doubles)
        self.end()
        self.setFocusProxy(self.go_on)
        self.go_on.clicked.connect(self._accept)
        self.to_board.clicked.connect(self.ending)

    def show_state(self, state: PlanState) -> None:
        if self._kept is None and state.review is not None:
            self._kept = KeptForm(self._forms, state.review.id, DOUBLES, {"doubles": self.doubles}, self)
        left = state.visits - state.given
        self.go_on.setVisible(bool(left and state.able))
        if not state.visits:
            self.show_about(say("Inga besök än. Dra urvalet i steg 2 först.", "No visits yet. Draw the sample first."))
            return
        if not state.able:
            self.show_about(
                say(
                    "Ingen kan få besöken än. Lägg till gästhandläggare från andra kommuner i steg 3 först.",
                    "Nobody can be given the visits yet. Add visitors from other municipalities in step 3 first.",
                )
            )
            return
        self.show_about(
            say(
                "{} är fördelade, {} är kvar. Förslaget tar hänsyn till jäv, antal och distrikt. Du kan ändra på "
                "tavlan.",
                "{} are assigned, {} are left. The proposal minds conflicts of interest, numbers and districts. You "
                "can change it on the board.",
            ).format(counted(state.given, ("besök", "besök"), ("visit", "visits")), left)
        )

    def show_proposal(self, proposal: Proposal, labels: dict[object, str]) -> None:
        """Show who would get what; nothing is written until it is accepted."""
        self._proposal = proposal
        empty(self._rows)
        by_pair: dict[str, list[str]] = {}
        for visit_id, pair in proposal.pairs.items():
            by_pair.setdefault(pair, []).append(labels.get(visit_id, "–"))
        for pair in sorted(by_pair):
            words = counted(len(by_pair[pair]), ("besök", "besök"), ("visit", "visits"))
            self._rows.addWidget(
                _row(say("Par {}", "Pair {}").format(pair), ", ".join(in_order(by_pair[pair], str)), words)
            )
        if any(not left.reasons for left in proposal.left):
            full = say(
                "Paren räcker inte till alla besök. Lägg till fler gästhandläggare i steg 3, eller ge fler besök för "
                "hand på tavlan.",
                "There are not pairs enough for all visits. Add more visitors in step 3, or give more visits by hand "
                "on the board.",
            )
            self._rows.addWidget(WrappedLabel(full))
        for left in proposal.left:
            free = Free(
                left.visit.id, left.case.label, 0, tuple((p, r.words) for p, r in left.reasons), left.visit.kind
            )
            why = barred_words(free) or say("Alla par har fullt.", "Every pair is full.")
            self._rows.addWidget(_row(left.case.label, why, say("kvar", "left")))
        self.go_on.setEnabled(bool(proposal.pairs))

    @Slot()
    def _accept(self) -> None:
        if self._proposal is not None:
            self.accepting.emit(self._proposal)


def _joined_row(one: Joined, remover: LinkButton | None) -> QWidget:
    home = one.home
    if one.of_host and one.role is Role.VISITOR:
        reason = say(
            "Kan inte få besök (jäv): {}. Ta bort, eller rätta kommunen.",
            "Cannot be given visits (conflict of interest): they {}. Remove, or correct the municipality.",
        )
        home = f"{home}. {reason.format(Reason.SAME_MUNICIPALITY.words)}"
    tag = Tag(say("Par {}", "Pair {}").format(one.pair), TagKind.SOFT) if one.pair else None
    return _row(one.name, home, "" if tag else one.role.word, tag, remover)


def _row(first: str, second: str, third: str, tag: Tag | None = None, act: LinkButton | None = None) -> QWidget:
    holder = QWidget()
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    row = QHBoxLayout()
    row.setContentsMargins(0, 9, 0, 9)
    row.setSpacing(theme().space(12))
    row.addWidget(Label(first, "strong"))
    row.addWidget(WrappedLabel(second, "meta"), 1, Qt.AlignmentFlag.AlignVCenter)
    if third:
        row.addWidget(Label(third, "meta"))
    if tag is not None:
        row.addWidget(tag)
    if act is not None:
        row.addWidget(act)
    column.addLayout(row)
    column.addWidget(Hairline())
    return holder
