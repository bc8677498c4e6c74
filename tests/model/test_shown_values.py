"""What is worked out is read by people: rounded, with a comma and a unit, in labels and in words."""

from __future__ import annotations

from datetime import date, time
from decimal import Decimal

import pytest

from kollegie.intake.checklists import read_checklist
from kollegie.language import Language
from kollegie.model.checklist import BilingualText, Choice, ControlQuestion, QuestionType
from kollegie.model.shown_values import scalar_words
from kollegie.visiting.evaluation import Sheet

HOURS = ControlQuestion(
    "timmar", "T1", QuestionType.NUMBER, BilingualText("Timmar"), unit=BilingualText("timmar", "hours")
)
CHOSEN = ControlQuestion(
    "val",
    "V1",
    QuestionType.MANY_OF,
    BilingualText("Val"),
    choices=(Choice("stad", BilingualText("Städ", "Cleaning")), Choice("inkop", BilingualText("Inköp", "Shopping"))),
)


@pytest.mark.parametrize(
    ("question", "value", "words"),
    [
        (HOURS, Decimal("138.6666666666666666666666667"), "138,67 timmar"),
        (HOURS, Decimal("40"), "40 timmar"),
        (HOURS, Decimal("NaN"), ""),
        (HOURS, True, "Ja"),
        (HOURS, False, "Nej"),
        (HOURS, None, ""),
        (CHOSEN, ("stad", "inkop"), "Städ, Inköp"),
        (CHOSEN, "avstod", "Avstod"),
        (HOURS, date(2026, 11, 24), "2026-11-24"),
        (HOURS, time(8, 5), "08:05"),
    ],
)
def test_a_value_is_told_as_a_person_reads_it(question, value, words):
    assert scalar_words(question, value) == words


def test_numbers_follow_the_language():
    assert scalar_words(HOURS, Decimal("138.6667"), Language.EN) == "138.67 hours"


def test_a_label_quotes_an_answer_in_words_and_a_calculation_is_shown_rounded():
    checklist = read_checklist(
        """
schema = 1
id = "prov"
version = "1"
titel = "Prov"
[[avsnitt]]
id = "ett"
titel = "Ett"
[[avsnitt.fraga]]
id = "P1"
typ = "ett val"
text = "Vad?"
val = [{ namn = "stad", text = "Städ" }, { namn = "inkop", text = "Inköp" }]
[[avsnitt.fraga]]
id = "P2"
typ = "tal"
text = "Hur många timmar ${p1} i veckan?"
[[avsnitt.fraga]]
id = "P3"
typ = "beräkning"
text = "I månaden"
enhet = "timmar"
berakning = "${p2} * 52 div 12"
[[avsnitt.fraga]]
id = "P4"
typ = "text"
text = "Räcker ${p3} timmar?"
[[avsnitt.fraga]]
id = "P5"
typ = "beräkning"
text = "Är det mycket?"
berakning = "${p2} > 10"
""",
        name="prov.toml",
    )
    sheet = Sheet(checklist, {("p1", ()): "stad", ("p2", ()): "32"})

    assert sheet.words(checklist.question("p2").label) == "Hur många timmar Städ i veckan?"
    assert sheet.words(checklist.question("p4").label) == "Räcker 138,67 timmar?"
    assert (sheet.shown("p3"), sheet.shown("p5")) == ("138,67 timmar", "Ja")
