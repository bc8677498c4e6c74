"""The seven checklists against a table of their own (`checklist_contents.md`), so that nothing can fall out unseen."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from kollegie.intake.checklists import find_checklist, shipped_checklists
from kollegie.language import Language
from kollegie.model.answer_values import Withheld
from kollegie.model.checklist import Checklist, ControlQuestion, Group, QuestionType
from kollegie.model.checklist_statutes import statute_words
from kollegie.summary.paper_form import form_of
from kollegie.visiting.evaluation_report import evaluate

DAY = date(2026, 3, 1)
TYPES = {
    "JNDE": {QuestionType.YES_NO},
    "TAL": {QuestionType.NUMBER, QuestionType.INTEGER},
    "TID datum": {QuestionType.DATE},
    "TID klockslag": {QuestionType.TIME},
    "TXT": {QuestionType.TEXT},
    "FOTO": {QuestionType.PHOTO},
    "VAL": {QuestionType.ONE_OF},
    "FLER": {QuestionType.MANY_OF},
}


@dataclass(frozen=True)
class Line:
    """One line of the table."""

    checklist: str
    id: str
    text: str
    type: str
    hint: str
    shown: str
    findings: str
    laws: str

    @property
    def name(self) -> str:
        return self.id.lower()

    @property
    def choices(self) -> list[str]:
        return self.type.partition(" ")[2].split("/") if self.type.startswith(("VAL", "FLER")) else []


def lines() -> list[Line]:
    found: list[Line] = []
    checklist = ""
    for line in Path(__file__).with_name("checklist_contents.md").read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            checklist = line[3:]
        elif re.match(r"\| [A-Z]{2}\d\d \|", line):
            cells = ["" if cell.strip() == "–" else cell.strip() for cell in line.strip("| ").split(" | ")]
            found.append(Line(checklist, *cells))
    return found


LINES = lines()
every_line = pytest.mark.parametrize("line", LINES, ids=[line.id for line in LINES])


def question_of(line: Line) -> ControlQuestion:
    question = find_checklist(line.checklist).question(line.name)
    assert question is not None
    return question


def situation(text: str) -> dict[str, Any]:
    return dict(part.strip().split("=") for part in text.split("¦")) if text else {}


def situations(line: Line, kind: str) -> list[dict[str, Any]]:
    parts = [part.strip() for part in line.shown.split(";") if part.strip()]
    return [situation(part.partition(": ")[2]) for part in parts if part.startswith(f"{kind}:")]


def work_out(line: Line, answers: dict[str, Any]) -> dict[str, Any]:
    return evaluate(
        find_checklist(line.checklist),
        answers,
        language=Language.SV,
        clock=lambda: datetime(DAY.year, DAY.month, DAY.day, 12, tzinfo=UTC),
    )


def findings_of(line: Line, answer: object, conditions: dict[str, Any]) -> list[str]:
    """What an answer raises at the question and its follow-ups, where the question is asked."""
    asked = situations(line, "ja")[0] if situations(line, "ja") else {}
    given = {line.name: [answer] if find_checklist(line.checklist).path_of(line.name) else answer}
    worked_out = work_out(line, asked | conditions | (given if answer is not None else {}))
    assert line.name in worked_out["relevant"] or answer is None
    assert not [fault for fault in worked_out["faults"] if fault["question"] == line.name]
    return sorted(
        f"{finding['category']}/{finding['severity']}"
        for finding in worked_out["findings"]
        if finding["question"].split("_")[0] == line.name
    )


def expected_findings(line: Line) -> list[tuple[str, dict[str, Any], list[str]]]:
    expected = []
    for part in (part.strip() for part in line.findings.split(";") if part.strip()):
        when, _, raised = part.partition("→")
        found = re.fullmatch(r"(.+?)(?: \[(.+)\])?", when.strip())
        assert found is not None
        answer = "" if found[1] == "–" else found[1]
        raised_list = [] if raised.strip() == "–" else sorted(raised.strip().split("+"))
        expected.append((answer, situation(found[2] or ""), raised_list))
    return expected


def test_the_table_is_whole() -> None:
    counts = {checklist.id: len(checklist.control_questions) for checklist in shipped_checklists()}

    assert len(LINES) == 123
    assert counts == {
        "hemtjanst-brukarbesok": 21,
        "utforarbesok-oanmalt": 20,
        "assistans-brukarbesok": 21,
        "assistans-fakturor": 18,
        "kontaktperson": 14,
        "boendestod-ej-verkstallt": 14,
        "ekonomiskt-bistand-narvaro": 15,
    }


def test_a_file_bears_the_id_of_its_checklist() -> None:
    for checklist in shipped_checklists():
        assert find_checklist(checklist.id) is checklist


@pytest.mark.parametrize("checklist", shipped_checklists(), ids=lambda checklist: checklist.id)
def test_a_checklist_asks_each_question_of_the_table_once_and_no_other(checklist: Checklist) -> None:
    wanted = [line.id for line in LINES if line.checklist == checklist.id]

    assert sorted(question.id for question in checklist.control_questions) == wanted
    assert {question.id for question in checklist.questions} == set(wanted)


@every_line
def test_a_question_has_its_words_its_type_and_its_choices(line: Line) -> None:
    question = question_of(line)

    kind = line.type if line.type in TYPES else line.type.split(" ")[0]
    assert question.id == line.id
    assert question.label.sv == line.text
    assert question.hint.sv.rstrip(".") == line.hint
    assert question.type in TYPES[kind]
    if line.choices:
        assert [choice.label.sv.casefold() for choice in question.choices] == [
            choice.replace("∕", "/").casefold() for choice in line.choices
        ]


@every_line
def test_a_question_is_asked_in_its_situations_and_in_no_other(line: Line) -> None:
    for asked in situations(line, "ja") or [{}]:
        assert line.name in work_out(line, asked)["relevant"]
    for not_asked in situations(line, "nej"):
        assert line.name not in work_out(line, not_asked)["relevant"]
    assert bool(line.shown) == bool(situations(line, "nej"))


@every_line
def test_answers_raise_exactly_the_findings_of_the_table(line: Line) -> None:
    question = question_of(line)
    expected = expected_findings(line)
    for answer, conditions, raised in expected:
        assert findings_of(line, answer or None, conditions) == raised, (answer, conditions)

    named = {answer.casefold() for answer, conditions, _ in expected if not conditions}
    for choice in question.choices:
        if not {choice.name.casefold(), choice.label.sv.casefold()} & named:
            assert findings_of(line, choice.name, {}) == [], choice.name
    for reason in Withheld:
        assert findings_of(line, {"withheld": reason.value}, {}) == [], reason
    assert bool(expected) or not question.findings


@every_line
def test_a_reader_sees_the_laws_that_are_sure_and_no_others(line: Line) -> None:
    checklist = find_checklist(line.checklist)
    statutes = checklist.statutes_of(question_of(line))

    shown = [text for statute in statutes if (text := statute.shown(Language.SV, DAY))]

    assert ", ".join(shown) == ("" if line.laws == "osäker" else line.laws)
    assert bool(statutes) == bool(line.laws)


def test_a_question_about_a_decision_shows_the_law_that_held_when_it_was_taken() -> None:
    checklist = find_checklist("boendestod-ej-verkstallt")
    statutes = checklist.statutes_of(checklist.question("bs01"))
    words = {day: statute_words(statutes, Language.SV, DAY, day) for day in (None, DAY, date(2025, 6, 30))}
    form = {
        day: next(one.help for part in form_of(checklist, day=DAY, decided_on=day).parts for one in part.asked)
        for day in (None, date(2025, 6, 30))
    }

    assert words[None] == words[DAY] == ("SoL 34 kap. 1–4 §§",)
    assert words[date(2025, 6, 30)] == ("SoL (2001:453) 16 kap. 6 f–i §§",)
    assert "34 kap." in form[None]
    assert "16 kap. 6 f–i" in form[date(2025, 6, 30)]
    assert "34 kap." not in form[date(2025, 6, 30)]


@pytest.mark.parametrize("checklist", shipped_checklists(), ids=lambda checklist: checklist.id)
def test_every_word_is_there_in_both_languages(checklist: Checklist) -> None:
    texts = {"title": checklist.title, "description": checklist.description}
    texts |= {f"section {section.name}": section.title for section in checklist.sections}
    texts |= {f"field {field.name}": field.label for field in checklist.context_fields}
    for item in checklist.items:
        texts[f"{item.name} label"] = item.label
        if isinstance(item, Group):
            continue
        texts |= {f"{item.name} {key}": getattr(item, key) for key in ("short", "hint", "unit", "guidance")}
        texts |= {f"{item.name} choice {choice.name}": choice.label for choice in item.choices}
        texts |= {f"{item.name} finding {at}": finding.claim for at, finding in enumerate(item.findings)}
        texts |= {f"{item.name} rule {at}": rule.message for at, rule in enumerate(item.constraints)}
        for at, finding in enumerate(item.findings):
            assert finding.claim, (item.name, at)
    assert [name for name, text in texts.items() if bool(text.sv) != bool(text.en)] == []


@pytest.mark.parametrize("checklist", shipped_checklists(), ids=lambda checklist: checklist.id)
def test_every_question_has_a_short_label_that_fits_the_list_and_may_be_withheld(checklist: Checklist) -> None:
    for question in checklist.control_questions:
        assert 0 < len(question.short.sv) <= 26, question.id
        assert 0 < len(question.short.en) <= 26, question.id
        assert question.required or question.id == "UB19"


@pytest.mark.parametrize("checklist", shipped_checklists(), ids=lambda checklist: checklist.id)
def test_acute_findings_and_those_about_safety_at_home_are_sensitive(checklist: Checklist) -> None:
    for question in checklist.questions:
        for finding in question.findings:
            if finding.category.value == "SÄK" and finding.severity >= 3:
                assert finding.sensitive, question.id
