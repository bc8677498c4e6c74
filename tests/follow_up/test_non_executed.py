"""The quarterly report on decisions not executed: three calendar months, each quarter until executed or closed."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from kollegie.cli import main
from kollegie.follow_up.non_executed import (
    Delayed,
    Offer,
    Quarter,
    QuarterUnreadable,
    WaitState,
    by_service,
    months_later,
    quarter_of,
    report_of,
    wait_of,
    whole_months,
)
from kollegie.model.register import Decision, Person
from kollegie.settings import REPORT_WINDOWS
from kollegie.store import Store
from kollegie.summary.non_executed_report import WINDOW_DAYS, parts_for, report_letter

Q3 = Quarter(2026, 3)
S = WaitState


def decision(decided: date = date(2026, 1, 15), number: int = 1, **more: object) -> Decision:
    made = Decision(UUID(int=number), UUID(int=9), f"D{number}", f"U{number}", "boendestöd", decided, "SoL")
    return replace(made, **more)  # type: ignore[arg-type]


def reported(one: Decision, quarter: Quarter = Q3) -> Delayed | None:
    found = report_of([one], quarter).delayed
    return found[0] if found else None


@pytest.mark.parametrize(
    ("one", "waits"),
    [
        (decision(), (S.WAITING, True)),
        (decision(date(2026, 9, 1)), (S.WAITING, False)),
        (decision(service="Ekonomiskt bistånd"), None),
        (decision(valid_to=date(2026, 3, 1)), None),
        (decision(executed_on=date(2026, 2, 1)), None),
        (decision(executed_on=date(2026, 2, 1), interrupted_on=date(2026, 5, 1)), (S.INTERRUPTED, True)),
        (decision(interrupted_on=date(2026, 5, 1), resumed_on=date(2026, 5, 9)), None),
    ],
)
def test_a_decision_waits_as_its_report_says(one: Decision, waits: tuple[WaitState, bool] | None) -> None:
    assert wait_of(one, Q3.last) == waits
    assert wait_of(one, Q3.last, died=date(2026, 4, 1)) is None


@pytest.mark.parametrize(
    ("one", "state", "months"),
    [
        (decision(), S.WAITING, 8),
        (decision(date(2026, 6, 30)), None, 0),  # three months end on the quarter's last day: not over them yet
        (decision(date(2026, 6, 29)), S.WAITING, 3),
        (decision(executed_on=date(2026, 4, 15)), None, 0),  # within the three months
        (decision(executed_on=date(2026, 6, 30)), None, 0),  # reported as executed in the quarter before
        (decision(executed_on=date(2026, 7, 1)), S.EXECUTED, 5),
        (decision(executed_on=date(2026, 10, 1)), S.WAITING, 8),
        (decision(valid_to=date(2026, 8, 1)), S.CLOSED, 6),
        (decision(valid_to=date(2026, 3, 1)), None, 0),
        (decision(executed_on=date(2026, 2, 1), interrupted_on=date(2026, 5, 1)), S.INTERRUPTED, 4),
        (decision(interrupted_on=date(2026, 5, 1), resumed_on=date(2026, 7, 31)), None, 0),
        (decision(interrupted_on=date(2026, 5, 1), resumed_on=date(2026, 8, 2)), S.EXECUTED, 3),
        (decision(service="Ekonomiskt bistånd"), None, 0),
        (decision(date(2026, 10, 15)), None, 0),
    ],
)
def test_what_is_reported_for_the_third_quarter(one: Decision, state: WaitState | None, months: int) -> None:
    found = reported(one)

    assert (found.state if found else None) is state
    if found:
        assert found.months == months


def test_a_decision_is_reported_every_quarter_until_it_is_executed() -> None:
    one = decision(date(2025, 11, 3), executed_on=date(2026, 8, 20))

    states = [(q, found.state) for q in range(1, 5) if (found := reported(one, Quarter(2026, q)))]

    assert states == [(1, S.WAITING), (2, S.WAITING), (3, S.EXECUTED)]


def test_the_clock_stops_at_a_death_and_judgments_are_counted_apart() -> None:
    report = report_of([decision(number=1), decision(number=2, basis="judgment")], Q3, {"U1": date(2026, 7, 10)})

    assert [(one.state, one.ended_on) for one in report.delayed] == [(S.CLOSED, date(2026, 7, 10))]
    assert report.judgments == 1


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(0, 60))
def test_months_are_calendar_months_clamped_to_their_end(day: date, months: int) -> None:
    later = months_later(day, months)

    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day == day.day or (later + timedelta(days=1)).day == 1
    assert whole_months(day, later) >= months - (later.day < day.day)
    assert whole_months(day, later) <= months


@pytest.mark.parametrize(
    ("given", "window"),
    [
        ("2026Q1", (date(2026, 4, 1), date(2026, 4, 30))),
        ("2026k2", (date(2026, 7, 1), date(2026, 8, 31))),
        ("2026Q3", (date(2026, 10, 1), date(2026, 10, 31))),
        ("2026Q4", (date(2027, 1, 1), date(2027, 1, 31))),
    ],
)
def test_each_quarter_has_its_window(given: str, window: tuple[date, date]) -> None:
    assert quarter_of(given).window() == window
    assert {quarter: setting.default for quarter, setting in REPORT_WINDOWS.items()} == WINDOW_DAYS


def test_a_quarter_nobody_can_read_is_refused() -> None:
    with pytest.raises(QuarterUnreadable):
        quarter_of("2026Q5")


def test_the_council_gets_statistics_that_show_nobody() -> None:
    many = [decision(number=n, law="LSS", service="kontaktperson") for n in range(1, 9)]
    few = [decision(number=n, service=f"insats {n}") for n in range(20, 23)]

    report = report_of([*many, *few], Q3)
    said = repr(parts_for(report, "council"))

    assert by_service(report.delayed) == (("–", "Övriga insatser", 11),)  # three alone would be known from the sum
    assert not [
        word
        for one in report.delayed
        for word in (one.decision.decision_ref, one.decision.user_ref)
        if f"'{word}'" in said
    ]
    assert "insats 20" not in said
    assert "minst fem har väntat" in said
    alone = report_of([*many, decision(date(2020, 1, 15), 40, law="LSS", service="kontaktperson")], Q3)
    waited = repr(parts_for(alone, "council"))
    assert "80" not in waited  # the one who has waited longest would be known by it
    assert "ett år eller mer" not in waited
    too_few = report_of(few, Q3)
    letter = report_letter(too_few, "council", "Exempelkommun", date(2026, 10, 1), WINDOW_DAYS)
    assert "för små" in repr(letter.parts)
    assert letter.lead.startswith("Färre än fem beslut")
    assert "3 beslut" not in repr(letter)
    assert "Inget beslut" in repr(parts_for(report_of([], Q3), "council"))


def test_ivo_is_told_what_was_offered_while_the_person_waited() -> None:
    one = decision(interrupted_on=date(2026, 5, 1))
    offers = [
        Offer(date(2026, 6, 2), "U1", "D1", "Norra enheten", "declined", "för långt bort"),
        Offer(date(2026, 5, 20), "U1", answer="accepted"),
        Offer(date(2026, 4, 30), "U1"),  # before the interruption
        Offer(date(2026, 6, 3), "U1", "D7"),  # for another decision
        Offer(date(2026, 6, 3), "U2"),
        Offer(date(2026, 10, 1), "U1"),  # after the quarter
    ]

    report = report_of([one], Q3, offers=offers)

    told = "2026-05-20: tackat ja; 2026-06-02 Norra enheten: tackat nej (för långt bort)"
    assert f"Erbjudanden: {told}" in repr(parts_for(report, "ivo"))
    assert not any(word in repr(parts_for(report, "auditors")) for word in ("Norra", "långt"))


def test_the_auditors_see_no_case_and_ivo_the_reason() -> None:
    said = ("Resursbrist personal, Eva är sjuk", "tackat_nej", "bor hos dottern Karin")
    reasons = [decision(number=n, extra=(("Skäl till dröjsmål", words),)) for n, words in enumerate(said, start=1)]
    report = report_of([*reasons, decision(number=9), decision(number=10, basis="judgment")], Q3)

    ivo, auditors = repr(parts_for(report, "ivo")), repr(parts_for(report, "auditors"))

    assert "'U1'" in ivo
    assert all(words in ivo for words in said)
    assert "väntar 1 dom;" in ivo
    assert not any(name in auditors for name in ("Eva", "sjuk", "Karin", "dottern", "tackat_nej"))
    assert all(code in auditors for code in ("'resursbrist personal'", "'tackat nej till erbjudande'", "'annat skäl'"))
    assert "väntar färre än fem domar" in auditors
    assert "1 saknar skäl" in ivo
    assert "'U1'" not in auditors


def test_the_command_writes_a_sheet_for_each_reader_or_a_pdf_for_one(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("KOLLEGIE_PASSPHRASE", "fyra helt vanliga ord")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    with store.work("test") as work:
        host = work.get(Person, store.me).municipality_id
        work.add(*(replace(decision(number=n), id=work.new_id(), scope=host) for n in range(1, 8)))
    command = ["--store", str(store.path), "follow-up", "report", "non-executed", "--quarter", "2026Q3", "--json"]

    assert main([*command, "--out", str(tmp_path / "q3.xlsx")]) == 0
    told = json.loads(capsys.readouterr().out)
    assert main([*command, "--out", str(tmp_path / "q3.pdf"), "--for", "council"]) == 0
    capsys.readouterr()
    assert main([*command, "--out", str(tmp_path / "all.pdf")]) == 1

    assert "--for" in capsys.readouterr().err
    assert (told["from"], told["to"], len(told["decisions"])) == ("2026-10-01", "2026-10-31", 7)
    assert told["decisions"][0] | {"decision": "", "user": ""} == {
        "decision": "",
        "user": "",
        "service": "boendestöd",
        "law": "SoL",
        "since": "2026-01-15",
        "interrupted": False,
        "days": 258,
        "months": 8,
        "state": "waiting",
        "ended_on": None,
        "reason": "",
    }
    book = load_workbook(tmp_path / "q3.xlsx")
    assert book.sheetnames == ["IVO", "Revisorer", "Fullmäktige"]
    assert book["IVO"].max_row >= 8
    assert (tmp_path / "q3.pdf").read_bytes().startswith(b"%PDF")
    with store.reading() as reading:
        acts = reading.connection.exec_driver_sql("SELECT act, row_id FROM reading").all()
    assert ("printed", "2026Q3") in [tuple(one) for one in acts]
