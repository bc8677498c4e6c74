"""A draft tried out: the rows one adds stay in hand, and the question being written is in sight."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from PySide6.QtWidgets import QApplication

from kollegie.intake.checklists import read_checklist
from kollegie.visiting.evaluation import Cell
from ui.checklists.try_out import TryOut
from ui.visiting.below_answer import BelowAnswer

MORNING = datetime(2026, 11, 24, 8, tzinfo=UTC)


def question(id: str, *, within: str = "avsnitt", kind: str = "text") -> str:
    return f'[[{within}.fraga]]\nid = "{id}"\ntyp = "{kind}"\ntext = "Vad gäller för {id}?"\n'


VISITORS = read_checklist(
    'schema = 1\nid = "prov"\nversion = "1"\ntitel = "Prov"\n'
    '[[avsnitt]]\nid = "ett"\ntitel = "Ett"\n'
    + "".join(question(f"P{number}") for number in range(1, 9))
    + '[[avsnitt]]\nid = "tva"\ntitel = "Två"\n'
    '[[avsnitt.fraga]]\ntyp = "upprepning"\nnamn = "besokare"\ntext = "Besökare"\n'
    + question("R1", within="avsnitt.fraga")
    + question("P9", kind="ja/nej"),
    name="prov.toml",
)


@pytest.fixture
def trial(qtbot) -> TryOut:
    """The draft with two rows added in its second section."""
    made = TryOut(lambda: MORNING)
    qtbot.addWidget(made)
    made.resize(700, 420)
    made.show_checklist(VISITORS, "tva")
    made.show()
    for _ in range(2):
        (bar,) = made.section.bars.values()
        bar.add.click()
    return made


def test_going_on_and_back_between_sections_comes_to_the_first_row_and_the_one_in_hand_stays(trial):
    (place,) = trial.section.bars
    first, _ = trial.hand.rows.of(place)
    trial.sections.chosen.emit("ett")
    trial.section.cards[Cell("p8")].entered.emit(Cell("p8"))
    trial.section.stepped.emit(1)
    on = trial.section.current
    trial.section.stepped.emit(-1)
    back = trial.section.current
    trial.sections.chosen.emit("tva")

    assert (on, back) == (Cell("r1", first), Cell("p8"))
    assert [cell for cell in trial.section.cards if cell.name == "r1"] == [Cell("r1", first)]


def test_the_question_being_written_is_in_sight_also_when_the_trial_has_rows(trial):
    trial.show_checklist(VISITORS, "p8")
    QApplication.processEvents()

    card = trial.section.cards[Cell("p8")]
    assert not card.visibleRegion().isEmpty()


def test_only_other_answers_stand_below_an_answer_and_are_not_made_anew_at_each_change_of_section(trial):
    for _ in range(3):
        for name in ("p8", "p9"):
            trial.section.wanted.emit(Cell(name))

    card = trial.section.cards[Cell("p9")]
    offered = [part.isVisible() for part in (card.other, card.note, card.marks)]
    made = [part.reasons for part in trial.findChildren(BelowAnswer)]
    assert len(made) == len(set(made)) == 2  # a yes or no has its own "Ej observerat", a text has not
    assert offered == [True, False, False]  # nothing would keep a note
