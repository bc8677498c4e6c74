"""Draws every part of the screen language in every state: `.venv/bin/python tests/tour/gallery.py OUTDIR`.

Light, dark and high contrast at 100 %, light at 200 %. For looking at, beside the pictures of the design.
"""

# ruff: noqa: E402  (a script: it must know where the house stands before it imports from it)
from __future__ import annotations

import os
import sys
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[2]), str(Path(__file__).parents[1] / "ui")]

from looking import clipped_texts, draw, settle
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QApplication, QGridLayout, QHBoxLayout, QListView, QVBoxLayout, QWidget

from kollegie.model.severity import Severity
from ui.theme import Scheme, theme
from ui.tokens import Tone
from ui.widgets.buttons import Button, LinkButton, PlainButton, PrimaryButton
from ui.widgets.card import Card, CardKind
from ui.widgets.choice import Option
from ui.widgets.day_line import DayLine, StopState
from ui.widgets.drop_down import DropDown
from ui.widgets.empty_state import EmptyState
from ui.widgets.error_line import ErrorLine
from ui.widgets.fields import Field, NoteEdit, NumberField, TextField
from ui.widgets.icon_mark import IconMark
from ui.widgets.labels import Heading, Label, WrappedLabel
from ui.widgets.layouts import FlowLayout
from ui.widgets.many_choice import ManyChoice
from ui.widgets.page_header import PageHeader
from ui.widgets.rail import Rail, RailMenu, Room
from ui.widgets.segmented_choice import SegmentedChoice
from ui.widgets.severity_choice import SeverityChoice
from ui.widgets.severity_mark import SeverityMark
from ui.widgets.status_line import StatusLine
from ui.widgets.strip import Act, Strip, StripKind
from ui.widgets.tag import Tag, TagKind
from ui.widgets.ticks import Tick, Ticks, TickState
from ui.widgets.two_line_delegate import ROW_ROLE, Row, TwoLineDelegate

ANSWERS = (
    Option("ja", "Ja", "J", "check"),
    Option("nej", "Nej", "N", "x"),
    Option("delvis", "Delvis", "D", "contrast"),
    Option("ej_observerat", "Ej observerat", "O", "eye-off"),
)
ROOMS = (
    Room("idag", "calendar-days", "Idag"),
    Room("besok", "clipboard-list", "Besök"),
    Room("signaler", "message-circle-question-mark", "Varningssignaler"),
    Room("iakttagelser", "flag", "Iakttagelser"),
    Room("synk", "refresh-cw", "Synk", foot=True),
    Room("installningar", "settings", "Inställningar", foot=True),
    Room("hjalp", "circle-question-mark", "Hjälp", foot=True),
)


class Posed:
    """Buttons that stand still in a state a picture cannot reach by itself."""

    def __init__(self, kind: type[Button], words: str) -> None:
        self.kind, self.words = kind, words

    def in_state(self, state: str) -> Button:
        button = self.kind(self.words)
        match state:
            case "pekare":
                button.underMouse = lambda: True  # type: ignore[method-assign]
            case "nedtryckt":
                button.setDown(True)
            case "fokus":
                button.hasFocus = lambda: True  # type: ignore[method-assign]
            case "ej möjlig":
                button.setEnabled(False)
        return button


def column(*parts: QWidget, gap: int = 8) -> QWidget:
    made = QWidget()
    lay = QVBoxLayout(made)
    lay.setContentsMargins(0, 0, 0, 0)
    lay.setSpacing(gap)
    for part in parts:
        lay.addWidget(part)
    return made


def flow(*parts: QWidget, gap: int = 8) -> QWidget:
    made = QWidget()
    lay = FlowLayout(made, gap=gap)
    for part in parts:
        lay.addWidget(part)
    return made


def buttons() -> QWidget:
    made = QWidget()
    grid = QGridLayout(made)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(14)
    for row, posed in enumerate((Posed(PrimaryButton, "Synka nu"), Posed(PlainButton, "Förklara…"))):
        for place, state in enumerate(("vila", "pekare", "nedtryckt", "fokus", "ej möjlig")):
            grid.addWidget(posed.in_state(state), 2 * row, place)
            grid.addWidget(Label(state, "caption"), 2 * row + 1, place, Qt.AlignmentFlag.AlignCenter)
    grid.setColumnStretch(5, 1)
    return made


def choice(value: str | None = None, focus: str = "") -> SegmentedChoice:
    made = SegmentedChoice("Stämmer hjälpen med beslutet?", ANSWERS)
    made.show_value(value)
    if focus:
        made.button(focus).hasFocus = lambda: True  # type: ignore[method-assign]
    return made


def faulty_field() -> Card:
    card = Card()
    card.set_faulty(True)
    head = QHBoxLayout()
    head.setSpacing(10)
    head.addWidget(Label("HB10", "code"), 0, Qt.AlignmentFlag.AlignTop)
    head.addWidget(WrappedLabel("Ungefär hur många olika personer har kommit de senaste 14 dagarna?", "question"), 1)
    number = NumberField("Antal", "personer", decimals=0)
    number.show_value(90)
    error = ErrorLine(number)
    card.body.addLayout(head)
    card.body.addWidget(number)
    card.body.addWidget(error)
    error.show_fault("90 är fler än utföraren har anställda (41). Rätta eller skriv varför. Svaret är sparat.")
    return card


def finding() -> Card:
    card = Card(CardKind.QUIET, Severity.DEFICIENCY)
    severity = SeverityChoice()
    severity.show_value(Severity.DEFICIENCY)
    category = DropDown("Kategori", [("UTF", "UTF  Utförande"), ("PLN", "PLN  Planering och bemanning")])
    category.show_value("UTF")
    note = NoteEdit("Anteckning", "Dusch ges en gång i veckan, beslutet säger två. Brukaren säger att det varit så.")
    card.body.addWidget(Field("Anteckning", note))
    card.body.addWidget(Field("Kategori", category))
    card.body.addWidget(Field("Allvarlighetsgrad", severity))
    card.body.addWidget(flow(LinkButton("Foto", "camera"), LinkButton("Positiv iakttagelse", "star")))
    sheet = Card(CardKind.CURRENT)
    sheet.body.addWidget(card)
    return sheet


def rows_list() -> QListView:
    model = QStandardItemModel()
    rows = (
        Row("Kontrollera först", code="6", severity=Severity.SERIOUS, signal=True, head=True),
        Row(
            "Samtidigt hos flera brukare",
            "P-03 · personal 17 · 2 h 15 min",
            "V01",
            "Frågas vid besök",
            state_tone=Tone.RECORD,
            severity=Severity.SERIOUS,
            signal=True,
        ),
        Row("Fakturerat mer än beviljat", "P-03 · 4 ärenden", "V15", "Ny", severity=Severity.DEFICIENCY, signal=True),
    )
    for row in rows:
        item = QStandardItem(row.spoken)
        item.setData(row, ROW_ROLE)
        model.appendRow(item)
    view = QListView()
    view.setAccessibleName("Varningssignaler")
    view.setModel(model)
    model.setParent(view)
    view.setItemDelegate(TwoLineDelegate(view))
    view.setCurrentIndex(model.index(1, 0))
    high = sum(view.sizeHintForRow(row) for row in range(len(rows)))
    view.setFixedHeight(high + 2)
    return view


def day() -> DayLine:
    line = DayLine()
    for time, until, state, words, tag in (
        ("08.30", "till 09.30", StopState.DONE, "Ärende 4-009", Tag("Signerat", TagKind.OK, "circle-check")),
        ("10.00", "till 11.00", StopState.HALF, "Ärende 4-012", Tag("Klart, ej signerat", TagKind.ATTENTION, "pencil")),
        ("14.00", "till 15.00", StopState.CURRENT, "Ärende 4-017", Tag("Pågår", TagKind.SOFT, "pencil")),
        ("15.30", "till 16.15", StopState.LEFT, "Ärende 4-021", Tag("Ej påbörjat", icon="clock")),
    ):
        card = Card(CardKind.CURRENT if state is StopState.CURRENT else CardKind.PLAIN)
        row = QHBoxLayout()
        row.addWidget(Label(words, "heading"), 1)
        row.addWidget(tag)
        card.body.addLayout(row)
        line.add_stop(time, state, card, until, "28 min kvar" if state is StopState.CURRENT else "")
    return line


def left_half() -> QWidget:
    return column(
        Heading("Knappar", "question"),
        buttons(),
        Heading("Val", "question"),
        Label("vila", "caption"),
        choice(),
        Label("vald Ja", "caption"),
        choice("ja"),
        Label("vald Delvis, fokus på Nej: fokus väljer aldrig av sig självt", "caption"),
        choice("delvis", focus="nej"),
        Heading("Fel vid fältet", "question"),
        faulty_field(),
        Heading("Iakttagelse", "question"),
        finding(),
        Field("Lösenfras", TextField("Lösenfras", "en lång lösenfras", secret=True)),
    )


def right_half() -> QWidget:
    ticks = [Tick(TickState.ANSWERED)] * 2 + [
        Tick(TickState.BEGUN),
        Tick(TickState.ANSWERED, Severity.DEFICIENCY),
        Tick(),
        Tick(TickState.PASSED),
        Tick(),
        Tick(TickState.ANSWERED, Severity.SERIOUS),
        Tick(TickState.ANSWERED, Severity.ACUTE),
        Tick(),
    ]
    many = [Tick(TickState.ANSWERED)] * 30 + [Tick()] * 20
    return column(
        Heading("Allvarlighetsgrad: färg, form och ord", "question"),
        Label("Iakttagelse, fylld", "meta"),
        flow(*(SeverityMark(severity) for severity in Severity), gap=20),
        Label("Varningssignal, kontur: en fråga som inte är besvarad", "meta"),
        flow(*(SeverityMark(severity, signal=True) for severity in Severity), gap=20),
        flow(*(Tag(severity.word, severity=severity) for severity in Severity)),
        Heading("En ruta per fråga", "question"),
        Ticks(ticks),
        WrappedLabel(
            "ifylld: besvarad · halv: pågår · triangel: iakttagelse · streck: hoppad med skäl · ram: obesvarad",
            "caption",
            characters=200,
        ),
        Ticks(many),
        Heading("Röster och lägen", "question"),
        flow(
            Tag("Underlaget säger", TagKind.RECORD, "file-text"),
            Tag("Besöket visar", TagKind.SOFT, "clipboard-list"),
            Tag("från 2025-03-11", TagKind.NEUTRAL, "history"),
            Tag("3 ändringar väntar på synk", TagKind.WAITING, "cloud-upload"),
            Tag("Sparat", TagKind.OK, "check"),
            Tag("1 att rätta", TagKind.FAULT, "circle-alert"),
        ),
        Heading("Problem och ångra, aldrig en dialogruta", "question"),
        Strip(
            StripKind.PROBLEM,
            "Dina 3 ändringar ligger kvar här. Nästa försök 14.40.",
            "Navet svarar inte",
            (Act("sync", "Synka nu", "refresh-cw"), Act("why", "Visa varför", link=True)),
        ),
        Strip(
            StripKind.UNDO, "Iakttagelsen i HB06 är borttagen.", acts=(Act("undo", "Ångra", key="Ctrl+Z", link=True),)
        ),
        Strip(StripKind.INFO, "Ni svarade olika på samma fråga. Båda versionerna finns kvar.", icon="git-compare"),
        Strip(StripKind.DONE, "Signerat 15.02. Senare ändringar blir tillägg med skäl."),
        Heading("Tomt läge", "question"),
        EmptyState(
            "clipboard-check",
            "Inga besök i dag",
            "Nästa är ärende 4-025, torsdag 26 november 09.00.",
            "Visa hela veckan",
            "calendar-days",
        ),
    )


def services() -> ManyChoice:
    words = ("Dusch", "Städning", "Tvätt", "Matlagning, inköp och hjälp att äta", "Promenad")
    made = ManyChoice("Vilka insatser utförs?", [Option(word, word, str(at)) for at, word in enumerate(words, start=1)])
    made.show_values(["Dusch", "Tvätt"])
    return made


def third() -> QWidget:
    record = Card(CardKind.RECORD)
    question = WrappedLabel(role="answer")
    question.show_text(
        "Tidrapporten säger att personal 17 var här tors 12 nov 07.00–09.30. Stämmer det?",
        strong=("tors 12 nov 07.00–09.30",),
    )
    head = QHBoxLayout()
    head.setSpacing(8)
    head.addWidget(IconMark("message-circle-question-mark", "record", side=18))
    head.addWidget(Label("Underlaget frågar", "strong", Tone.RECORD), 1)
    head.addWidget(Label("V01 · U1", "meta-strong", Tone.RECORD))
    record.body.addLayout(head)
    record.body.addWidget(question)
    record.body.addWidget(
        SegmentedChoice("Stämmer det?", [Option("ja", "Ja"), Option("nej", "Nej"), Option("delvis", "Delvis")])
    )
    return column(Heading("Dagens linje", "question"), day(), rows_list(), record, services(), gap=12)


def gallery(size: QSize) -> QWidget:
    """The whole window: rail, header, three columns of parts, status line."""
    window = QWidget()
    window.setWindowTitle("Kollegie")
    rail = Rail(ROOMS)
    rail.show_value("besok")
    rail.show_badge("synk", 3, "ändringar väntar")
    header = PageHeader("Ärende 4-017", "Pågår sedan 14.02 · hemtjänst, brukarbesök · version 3 · utförare P-03")
    if not rail.fits(size.width(), size.height()):
        header.put_first(RailMenu(rail))
        rail.hide()
    header.add_action(PlainButton("Nästa obesvarade", "corner-down-right", "F8"))
    header.add_action(PrimaryButton("Fortsätt vid HB06", "arrow-right", "Return"))
    status = StatusLine()
    status.show_saved("Sparat 14:32:07 på denna dator")
    status.show_waiting("3 ändringar väntar på synk")
    status.show_hints(
        (
            ("J N D O", "svara"),
            ("A", "anteckning"),
            ("F8", "nästa obesvarade"),
            ("Ctrl+Return", "nästa avsnitt"),
            ("F1", "alla tangenter"),
        )
    )
    halves = QWidget()
    stacked = theme().text_scale > 1.5
    lay = QVBoxLayout(halves) if stacked else QHBoxLayout(halves)
    lay.setContentsMargins(28, 16, 28, 16)
    lay.setSpacing(32)
    for part in (left_half(), right_half(), third()):
        lay.addWidget(part, 0 if stacked else 1, Qt.AlignmentFlag.AlignTop)
    page = column(header, halves, gap=0)
    whole = QGridLayout(window)
    whole.setContentsMargins(0, 0, 0, 0)
    whole.setSpacing(0)
    whole.addWidget(rail, 0, 0)
    whole.addWidget(page, 0, 1)
    whole.addWidget(status, 1, 0, 1, 2)
    whole.setColumnStretch(1, 1)
    return window


def main(out: Path) -> int:
    """Draw the four pictures; the exit status says whether any text is cut off."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    app = QApplication.instance() or QApplication([])
    cut = 0
    for name, scheme, scale, size in (
        ("gallery", Scheme.LIGHT, 1.0, QSize(2040, 1000)),
        ("gallery-dark", Scheme.DARK, 1.0, QSize(2040, 1000)),
        ("gallery-contrast", Scheme.CONTRAST, 1.0, QSize(2040, 1000)),
        ("gallery-200", Scheme.LIGHT, 2.0, QSize(1440, 900)),
    ):
        theme().show_as(scheme=scheme, text_scale=scale)
        window = gallery(size)
        window.resize(size)
        window.show()
        window.setFocus()
        settle()
        window.resize(size.width(), max(size.height(), window.layout().totalHeightForWidth(size.width())))
        settle()
        print(draw(window, out / f"{name}.png"), window.size().toTuple())
        for words in clipped_texts(window):
            print("  cut off:", words)
            cut += 1
        window.close()
        window.deleteLater()
    del app
    return 1 if cut else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path("tour-pictures")))
