"""Every planted violation is found and no innocent is flagged; signals are whole, alike and never a verdict."""

from __future__ import annotations

import re
import threading
from datetime import date
from uuid import UUID

import pytest
from figures import table
from planting import World, material_of, planted
from telling import FILE, told

from kollegie.errors import Cancelled
from kollegie.model.severity import Severity
from kollegie.progress import Progress
from kollegie.screening import running, swedish_time, sweep
from kollegie.screening.all_rules import RULES, RuleUnknown, rules_named
from kollegie.screening.material import Material
from kollegie.screening.rules import Chosen, ParameterUnknown
from kollegie.screening.running import NAMING, Run, run_rules

SCOPE = UUID(int=1)
ALWAYS_LOADED = ("users", "staff", "providers")
"""Loaded for every rule: names and who is whom."""
VERDICTS = re.compile(r"fusk|bedräg|lögn|falsk|skyldig|\bbrott\b|fraud|guilty|cheat|crime|false report", re.IGNORECASE)


def subjects_hit(run: Run) -> set[tuple[str, str, str]]:
    return {(found.signal.rule, noun, name) for found in run.found for noun, name in found.signal.subjects}


@pytest.mark.parametrize("rule", RULES)
def test_all_that_is_planted_is_found_and_no_innocent_is_flagged(world: World, run: Run, rule: str) -> None:
    hit = {subject for subject in subjects_hit(run) if subject[0] == rule}

    assert {subject for subject in world.guilty if subject[0] == rule} <= hit
    assert not {subject for subject in world.innocent if subject[0] == rule} & hit


def test_the_table_of_what_is_planted_and_found_is_true() -> None:
    written = (FILE.parent / "README.md").read_text(encoding="utf-8")

    assert table() in written


def test_every_rule_has_violations_and_innocents_planted(world: World) -> None:
    assert {rule for rule, _, _ in world.guilty} == set(RULES)
    assert {rule for rule, _, _ in world.innocent} == set(RULES)


def test_one_cause_is_one_signal_and_each_has_an_id_of_its_own(run: Run) -> None:
    ids = [found.signal.id for found in run.found]

    assert len(set(ids)) == len(ids)


def test_columns_looked_at_a_few_rows_at_a_time_give_the_same_signals(
    world: World, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(swedish_time, "PART", 97)
    monkeypatch.setattr(sweep, "AT_ONCE", 101)

    in_parts = run_rules(material_of(world), rules_named(()), scope=SCOPE)

    assert [found.signal for found in in_parts.found] == [found.signal for found in run.found]


def test_the_same_data_give_the_same_signals_with_the_same_ids_also_where_two_rules_run_at_a_time(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "MANY", 0)
    told_of: list[tuple[int, int, str]] = []

    again = run_rules(
        material_of(planted()), RULES.values(), scope=SCOPE, progress=Progress(lambda *t: told_of.append(t))
    )

    assert [found.signal for found in again.found] == [found.signal for found in run.found]
    assert [(done, total) for done, total, _ in told_of] == [(at, len(RULES)) for at in range(1, len(RULES) + 1)]
    assert {title for _, _, title in told_of} == {rule.title for rule in RULES.values()}


@pytest.mark.parametrize("period", [(date(2026, 3, 20), None), (None, date(2026, 3, 11)), (date(2026, 9, 22),) * 2])
def test_a_period_shows_the_signals_that_touch_it_just_as_they_are_without_one(
    world: World, run: Run, period: tuple[date | None, date | None]
) -> None:
    first, last = period

    narrow = run_rules(material_of(world), RULES.values(), scope=SCOPE, period=period)

    assert [found.signal for found in narrow.found] == [
        found.signal
        for found in run.found
        if (first is None or found.signal.last_day >= first) and (last is None or found.signal.first_day <= last)
    ]


def test_a_screening_of_two_rules_at_a_time_that_is_stopped_leaves_neither_running(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "MANY", 0)
    begun = threading.active_count()
    progress = Progress(lambda *_: progress.cancel())

    with pytest.raises(Cancelled):
        run_rules(material_of(world), RULES.values(), scope=SCOPE, progress=progress)

    assert threading.active_count() == begun


def test_every_signal_says_just_what_was_read_and_approved(run: Run) -> None:
    assert told(found.signal for found in run.found) == FILE.read_text(encoding="utf-8")


def test_a_later_day_keeps_the_id_of_what_began_before(run: Run) -> None:
    later = run_rules(material_of(planted(), date(2026, 10, 20)), rules_named(("V19", "V21", "V30")), scope=SCOPE)

    before = {found.signal.id for found in run.found if found.signal.rule in ("V19", "V21", "V30")}
    assert before <= {found.signal.id for found in later.found}


def test_every_signal_shows_rows_by_file_and_number_and_how_it_was_worked_out(run: Run) -> None:
    for found in run.found:
        signal, listed = found.signal, list(found.all_rows())
        assert signal.rows_in_all == len(listed) == len(set(listed))
        assert listed, signal.rule
        for kind, file, row in listed:
            assert file == f"{kind}.csv"
            assert row >= 2
        assert signal.explanation
        assert all(sv and en for sv, en in signal.explanation)
        assert signal.first_day <= signal.last_day
        assert signal.measure


def test_no_signal_passes_a_verdict_or_names_a_person(run: Run) -> None:
    for found in run.found:
        for sentence in (text for step in found.signal.explanation for text in step):
            assert not VERDICTS.search(sentence), sentence
        for row in found.signal.evidence:
            assert not {column for column, _ in row.cells} & NAMING


def test_every_rule_is_declared_whole() -> None:
    assert list(RULES) == [f"V{number:02}" for number in range(1, 33)]
    for rule in RULES.values():
        assert rule.ask[0].startswith("Att kontrollera")
        assert rule.seeds
        assert rule.innocent or rule.id == "V32"
        assert set(rule.needs) <= set(rule.sets)
        for parameter in rule.parameters:
            assert parameter.source
            assert parameter.sv
            assert parameter.en
        for text in (*rule.name, *rule.ask, *(word for pair in rule.innocent for word in pair)):
            assert not VERDICTS.search(text), text


def test_a_rule_declares_every_kind_it_reads(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where it does not, it finds other things alone than with all rules, since only what is declared is loaded."""
    read: set[str] = set()
    look_up = Material.__getitem__
    monkeypatch.setattr(Material, "__getitem__", lambda self, kind: (read.add(kind), look_up(self, kind))[1])
    undeclared = {}
    for rule in RULES.values():
        material = material_of(world)
        read.clear()
        assert list(rule.function(material, Chosen(rule)))
        undeclared[rule.id] = read - {*rule.sets, *ALWAYS_LOADED}

    assert {id: kinds for id, kinds in undeclared.items() if kinds} == {}


def test_rest_is_a_matter_of_the_work_environment_and_never_grave_enough_to_stop_pay(run: Run) -> None:
    assert RULES["V05"].work_environment
    rest = [found.signal for found in run.found if found.signal.rule == "V05"]
    assert {signal.severity for signal in rest if signal.part in ("daily", "weekly")} == {Severity.NOTE}
    assert all("LSS 9 d §" in signal.explanation[-1][0] for signal in rest)


def test_a_parameter_changes_what_is_found_and_is_told_with_the_signal() -> None:
    material = material_of(planted())

    run = run_rules(material, rules_named(("V01",)), scope=SCOPE, instead={"V01": {"tol_min": 45}})

    assert ("V01", "staff", "V01-over") not in subjects_hit(run)
    assert all(dict(found.signal.parameters) == {"tol_min": "45"} for found in run.found)
    assert run.rules[0].parameters == {"tol_min": 45}


def test_an_unknown_rule_or_parameter_is_refused_by_name() -> None:
    with pytest.raises(RuleUnknown, match="V99"):
        rules_named(("V99",))
    with pytest.raises(ParameterUnknown, match="V01"):
        Chosen(RULES["V01"], {"tolerans": 1})
    with pytest.raises(ParameterUnknown):
        Chosen(RULES["V01"], {"tol_min": "fem"})


def test_a_rule_without_its_records_says_what_it_lacks_and_finds_nothing() -> None:
    world = World()
    world.staff("a", world.provider("p"))

    run = run_rules(material_of(world), RULES.values(), scope=SCOPE)

    lacking = {ran.rule.id: ran.lacking for ran in run.rules}
    assert lacking["V01"] == ("time-reports",)
    assert lacking["V16"] == ("invoices", "time-reports")
    assert not run.found


def test_rules_that_find_nothing_end_quietly() -> None:
    world = World()
    provider = world.provider("p")
    world.staff("a", provider)
    for user in ("x", "y"):
        world.user(user, latitude=65.0, longitude=22.0)
        world.decision(f"d-{user}", user, provider_id=provider, amount=1, unit="hours/month")
    for kind in ("invoices", "payouts", "stays", "absences", "sick-claims", "schedules", "licences", "attendance"):
        assert not world.rows[kind]
    world.work("a", "x", date(2026, 3, 2), "08:07", "09:00", provider)
    world.work("a", "y", date(2026, 3, 2), "10:00", "11:12", provider)

    run = run_rules(material_of(world), rules_named(("V01", "V02", "V03", "V04", "V05", "V12", "V24")), scope=SCOPE)

    assert run.found == ()
    assert not any(ran.lacking for ran in run.rules)
