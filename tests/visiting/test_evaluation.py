"""What follows from the answers of a visit: which questions are asked, what is missing, counted and found."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from visiting.sheets import checklist, sheet

from kollegie.intake.checklists import find_checklist
from kollegie.language import Language
from kollegie.model.answer_values import Withheld
from kollegie.model.severity import Category, Severity
from kollegie.visiting.evaluation import AnswerState, Cell, NotAnswered, Progress, RaisedFinding, Sheet

HOME_CARE = "hemtjanst-brukarbesok"


def test_an_answer_opens_the_question_that_depends_on_it() -> None:
    visit = sheet(find_checklist(HOME_CARE))

    changed = visit.change("hb12", "ja")

    assert visit.is_relevant("hb12_risk")
    assert Cell("hb12_risk") in changed.relevance
    assert Cell("hb12_risk") in visit.missing()


def test_an_answer_under_a_closed_branch_is_kept_counts_as_empty_and_comes_back() -> None:
    visit = sheet(find_checklist(HOME_CARE), {"hb12": "ja", "hb12_risk": "ja"})
    acute = RaisedFinding("hb12", 1, Category.SAK, Severity.ACUTE)
    assert acute in visit.findings()

    visit.change("hb12", "nej")
    assert visit.answer("hb12_risk") == "ja"
    assert visit.value("hb12_risk") is None
    assert visit.findings() == ()

    visit.change("hb12", "ja")
    assert visit.value("hb12_risk") == "ja"
    assert acute in visit.findings()


def test_progress_counts_only_what_is_asked_and_a_follow_up_with_its_question() -> None:
    visit = sheet(find_checklist(HOME_CARE))
    assert visit.progress("plan") == Progress(0, 2)

    visit.change("privat_utforare", "ja")
    assert visit.progress("plan") == Progress(0, 3)

    visit.change("hb12", "ja")
    assert visit.judgement("hb12").state is AnswerState.PARTLY
    assert visit.progress("vardagen").answered == 0

    changed = visit.change("hb12_risk", Withheld.AVSTOD)
    assert visit.judgement("hb12").state is AnswerState.ANSWERED
    assert visit.progress("vardagen").answered == 1
    assert changed.sections == ("vardagen",)


def test_a_withheld_answer_counts_as_answered_and_raises_nothing() -> None:
    visit = sheet(find_checklist(HOME_CARE), {"planerade_besok_per_dag": "4"})

    for reason in Withheld:
        visit.change("hb08", reason)
        assert visit.judgement("hb08").state is AnswerState.WITHHELD
        assert Cell("hb08") not in visit.missing()
        assert visit.value("hb08") is None

    visit.change("hb06", Withheld.EJ_OBSERVERAT)
    assert visit.value("hb06") == "ej_observerat"
    assert visit.findings() == ()
    assert visit.progress().answered == 2


def test_a_context_field_changes_what_depends_on_it() -> None:
    visit = sheet(find_checklist(HOME_CARE), {"hb08": "3"})
    assert visit.findings() == ()

    changed = visit.change("planerade_besok_per_dag", "4")

    assert visit.findings() == (RaisedFinding("hb08", 0, Category.UTF, Severity.DEFICIENCY),)
    assert changed.judged == (Cell("hb08"),)


def test_a_soft_constraint_and_a_hard_one_are_told_apart_and_tested_only_on_answers() -> None:
    visit = sheet(find_checklist(HOME_CARE))
    assert visit.faults() == ()

    visit.change("hb10", "61")
    (soft,) = visit.faults()
    assert soft.soft
    assert soft.message.sv == "Fler än 60 personer är ovanligt. Stämmer det?"

    visit.change("hb10", "-1")
    (hard,) = visit.faults()
    assert not hard.soft
    assert visit.progress("vardagen").faults == 1


def test_a_stored_answer_that_no_longer_fits_is_a_hard_fault_and_no_value() -> None:
    visit = sheet(find_checklist(HOME_CARE), {"hb10": "många", "hb07": "enorm"})

    assert [fault.question for fault in visit.faults()] == ["hb07", "hb10"]
    assert not any(fault.soft for fault in visit.faults())
    assert visit.value("hb10") is None


def test_nothing_can_be_answered_that_is_not_asked_of_people() -> None:
    visit = sheet(find_checklist(HOME_CARE))

    with pytest.raises(NotAnswered):
        visit.change("hb99", "ja")


CALCULATIONS = """
[[avsnitt]]
id = "a"
titel = "A"
[[avsnitt.fraga]]
id = "n"
typ = "tal"
text = "N"
[[avsnitt.fraga]]
id = "dubbelt"
typ = "beräkning"
berakning = "${n} * 2"
[[avsnitt.fraga]]
id = "fyra"
typ = "beräkning"
berakning = "${dubbelt} * 2"
visas_nar = "${n} > 0"
[[avsnitt.fraga]]
id = "stor"
typ = "text"
text = "Varför blev det ${fyra}?"
visas_nar = "${fyra} > 10"
[[avsnitt.fraga]]
id = "annat"
typ = "text"
text = "Annat"
kravs = "${fyra} > 20"
"""


def test_calculations_follow_each_other_and_open_questions() -> None:
    visit = sheet(CALCULATIONS)

    changed = visit.change("n", "3")

    assert visit.value("fyra") == 12
    assert visit.is_relevant("stor")
    assert visit.words(visit.plan.questions["stor"].label) == "Varför blev det 12?"
    assert Cell("fyra") in changed.values
    assert Cell("annat") not in visit.missing()

    visit.change("n", "6")
    assert Cell("annat") in visit.missing()

    visit.change("n", "-1")
    assert visit.value("fyra") is None


def test_a_label_that_quotes_an_answer_is_told_as_changed() -> None:
    visit = sheet(CALCULATIONS, {"n": "3"})

    assert Cell("stor") in visit.change("n", "4").judged


def test_a_change_touches_only_what_depends_on_it() -> None:
    visit = sheet(CALCULATIONS, {"n": "3"})

    changed = visit.change("annat", "text")

    assert changed.relevance == ()
    assert changed.values == (Cell("annat"),)
    assert changed.judged == (Cell("annat"),)


CHOICES = """
[[avsnitt]]
id = "a"
titel = "A"
[[avsnitt.fraga]]
id = "lan"
typ = "ett val"
text = "Län"
val = [{ namn = "vn", text = "Västernorrland", text_en = "West" }, { namn = "og", text = "Östergötland" }]
[[avsnitt.fraga]]
id = "kommun"
typ = "flera val"
text = "Kommun"
val_filter = "lan = ${lan} or name = 'annan'"
val = [
  { namn = "timra", text = "Timrå", lan = "vn" },
  { namn = "mjolby", text = "Mjölby", lan = "og" },
  { namn = "annan", text = "Annan" },
]
[[avsnitt.fraga]]
id = "namnet"
typ = "beräkning"
berakning = "jr:choice-name(${lan}, '${lan}')"
[[avsnitt.fraga]]
id = "start"
typ = "datum"
text = "Start"
forval_uttryck = "today()"
[[avsnitt.fraga]]
id = "typ"
typ = "text"
text = "Typ"
forval = "vanlig"
"""


def test_a_choice_filter_offers_what_fits_the_other_answers() -> None:
    visit = sheet(CHOICES, {"lan": "vn"})
    assert [choice.name for choice in visit.choices("kommun")] == ["timra", "annan"]

    visit.change("kommun", ("timra", "annan"))
    assert visit.faults() == ()

    changed = visit.change("lan", "og")
    assert Cell("kommun") in changed.judged
    (fault,) = visit.faults()
    assert fault.message.sv == "timra kan inte väljas efter de andra svaren."
    assert not fault.soft


def test_labels_follow_the_language() -> None:
    visit = sheet(CHOICES, {"lan": "vn"})
    assert visit.value("namnet") == "Västernorrland"

    visit.speak(Language.EN)

    assert visit.value("namnet") == "West"


def test_a_question_begins_with_its_default_and_may_be_cleared() -> None:
    visit = sheet(CHOICES)
    assert visit.answer("typ") == "vanlig"
    assert visit.answer("start") == "2026-11-12"

    visit.change("typ", None)

    assert visit.answer("typ") is None
    assert visit.value("typ") is None


def test_a_default_never_overwrites_what_somebody_answered_or_cleared() -> None:
    assert sheet(CHOICES, {"typ": None, "start": "2020-01-01"}).answer("typ") is None
    assert sheet(CHOICES, {"typ": None, "start": "2020-01-01"}).answer("start") == "2020-01-01"


@pytest.mark.parametrize(
    ("rule", "lasting"), [("${n} * 2", True), ("number(uuid())", False), ("number(.) + ${n}", False)]
)
def test_a_sheet_is_kept_only_where_the_same_answers_give_the_same(rule: str, lasting: bool) -> None:
    assert sheet(CALCULATIONS.replace("${n} * 2", rule)).plan.lasting is lasting


def test_a_new_day_is_seen_when_everything_is_worked_out_again() -> None:
    days = iter([datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 1, 2, tzinfo=UTC)])
    visit = Sheet(
        checklist(
            '[[avsnitt]]\nid = "a"\ntitel = "A"\n[[avsnitt.fraga]]\nid = "d"\ntyp = "beräkning"\nberakning = "today()"'
        ),
        clock=lambda: next(days),
    )
    first = visit.value("d")

    visit.work_out_again()

    assert visit.value("d") != first


def test_sums_of_money_are_exact() -> None:
    visit = sheet(CALCULATIONS, {"n": "0.1"})

    assert visit.value("dubbelt") == Decimal("0.2")
