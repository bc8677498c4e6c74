from datetime import UTC, datetime
from typing import Any

import pytest

from kollegie.intake.checklists import find_checklist, read_checklist
from kollegie.language import Language
from kollegie.visiting.evaluation_report import UnknownAnswers, evaluate

REPEAT = read_checklist(
    """
schema = 1
id = "prov"
version = "1"
titel = "Prov"
[[avsnitt]]
id = "a"
titel = "A"
[[avsnitt.fraga]]
namn = "person"
typ = "upprepning"
[[avsnitt.fraga.fraga]]
id = "namnet"
typ = "text"
text = "Namn"
[[avsnitt.fraga.fraga]]
id = "dagar"
typ = "flera val"
text = "Dagar"
visas_nar = "${namnet} != ''"
val = [{ namn = "man", text = "Måndag" }, { namn = "tis", text = "Tisdag" }]
iakttagelse = [{ svar = "tis", kategori = "UTF", grad = 1 }]
regel = [{ uttryck = "count-selected(.) < 2", text = "Bara en dag.", mjuk = true }]
[[avsnitt.fraga.fraga]]
id = "antal"
typ = "beräkning"
berakning = "count-selected(${dagar})"
[[avsnitt.fraga.fraga]]
namn = "besok"
typ = "upprepning"
[[avsnitt.fraga.fraga.fraga]]
id = "tid"
typ = "tal"
text = "Tid"
kravs = false
[[avsnitt.fraga]]
id = "summa"
typ = "beräkning"
berakning = "sum(${tid}) div 2"
[[avsnitt.fraga]]
id = "idag"
typ = "beräkning"
berakning = "today()"
[[avsnitt.fraga]]
id = "tomt"
typ = "beräkning"
berakning = "1 div 0"
[[avsnitt.fraga]]
id = "sant"
typ = "beräkning"
berakning = "${summa} > 1"
"""
)


def work_out(answers: dict[str, object]) -> dict[str, Any]:
    return evaluate(REPEAT, answers, language=Language.SV, clock=lambda: datetime(2026, 11, 12, 12, tzinfo=UTC))


def test_rows_may_be_given_as_lists_or_as_objects() -> None:
    lists = work_out({"namnet": ["A", "B"], "dagar": [["man"], ["man", "tis"]], "tid": [[1, 2], [3]]})
    objects = work_out(
        {
            "person": [
                {"namnet": "A", "dagar": ["man"], "besok": [{"tid": 1}, {"tid": 2}]},
                {"namnet": "B", "dagar": ["man", "tis"], "besok": [{"tid": 3}]},
            ]
        }
    )

    assert lists == objects
    assert lists["relevant"] == ["namnet", "dagar", "tid"]
    assert lists["calculated"] == {"antal": [1, 2], "summa": 3, "idag": "2026-11-12", "tomt": None, "sant": True}
    assert lists["findings"] == [{"question": "dagar", "category": "UTF", "severity": 1, "row": "2"}]
    assert lists["faults"] == [{"question": "dagar", "message": "Bara en dag.", "soft": True, "row": "2"}]
    assert lists["missing"] == []


def test_a_missing_answer_in_any_row_is_named_once() -> None:
    assert work_out({"namnet": ["A", "B"]})["missing"] == ["dagar"]


def test_without_rows_nothing_in_the_repeat_is_asked() -> None:
    worked_out = work_out({})

    assert worked_out["relevant"] == []
    assert worked_out["calculated"]["antal"] == []
    assert worked_out["calculated"]["summa"] == 0


def test_names_are_found_whatever_their_case() -> None:
    checklist = find_checklist("hemtjanst-brukarbesok")

    assert evaluate(checklist, {"HB06": "Nej"})["findings"] == evaluate(checklist, {"hb06": "nej"})["findings"]


def test_all_unknown_names_are_told_at_once() -> None:
    with pytest.raises(UnknownAnswers) as raised:
        evaluate(find_checklist("hemtjanst-brukarbesok"), {"hb99": 1, "zz": 2, "hb01": "ja"})

    assert "hb99, zz" in raised.value.sentence(Language.SV)


def test_a_value_that_does_not_fit_is_a_fault_and_not_also_missing() -> None:
    worked_out = evaluate(find_checklist("hemtjanst-brukarbesok"), {"hb08": "ofta"}, language=Language.SV)

    assert worked_out["faults"] == [
        {"question": "hb08", "message": "”ofta” passar inte HB08: ett tal som 4 eller 4,5 väntas.", "soft": False}
    ]
    assert "hb08" not in worked_out["missing"]


def test_a_fraction_is_a_number_in_the_answer() -> None:
    assert work_out({"namnet": ["A"], "tid": [[1]]})["calculated"]["summa"] == 0.5
