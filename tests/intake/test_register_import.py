"""Import of the register: what is shown, what is written, and what is refused by name."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from kollegie.errors import Cancelled
from kollegie.intake.mapping import read_mapping
from kollegie.intake.record_kinds import KINDS, USERS, RecordKind
from kollegie.intake.records import carry_out_register, plan_records
from kollegie.intake.register import carry_out, plan_import
from kollegie.intake.register_targets import TARGETS
from kollegie.intake.table_errors import HeadersMissing, HeaderTwice, KindUnknown, MappingFaulty, PlanOutdated
from kollegie.model.register import Decision, Protection, Provider, ProviderKind, ServiceUser, UserIdentity
from kollegie.model.reviews import Case, CaseIdentity, Track
from kollegie.progress import Progress
from kollegie.store import Store, Work, adding
from kollegie.store.records import record_sets

Write = Callable[..., Path]

USER_LINES = (
    "user_id;name;identity_number;address;protected;telefon",
    "U1;Astrid Lund;18900101-9802;Björkvägen 1;nej;070-1740605",
    "U2;Sven Ek;;Björkvägen 2;;",
)


def take_in(store: Store, kind: str, *files: Path) -> None:
    carry_out(store, plan_import(store, kind, files))


def test_the_plan_shows_everything_and_writes_nothing(store: Store, write: Write) -> None:
    plan = plan_import(store, "users", [write("brukare.csv", *USER_LINES)])

    assert (plan.read, len(plan.new), plan.unchanged, plan.refused) == (2, 2, 0, ())
    assert plan.unknown_columns == ("telefon",)
    with store.reading() as reading:
        assert reading.count(ServiceUser) == 0


def test_what_names_a_user_is_kept_apart_from_the_rest(store: Store, write: Write) -> None:
    take_in(store, "users", write("brukare.csv", *USER_LINES))

    with store.reading() as reading:
        user = reading.first(ServiceUser, user_ref="U1")
        assert user is not None
        identity = reading.get(UserIdentity, user.id)
    assert (identity.name, identity.identity_number, identity.identity_problem) == ("Astrid Lund", "189001019802", "")
    assert user.extra == (("telefon", "070-1740605"),)


def test_the_same_file_twice_changes_nothing(store: Store, write: Write) -> None:
    path = write("brukare.csv", *USER_LINES)
    take_in(store, "users", path)

    again = plan_import(store, "users", [path])

    assert (len(again.new), len(again.changed), again.unchanged) == (0, 0, 2)


def test_a_changed_row_changes_just_its_record_and_missing_columns_stay(store: Store, write: Write) -> None:
    take_in(store, "users", write("brukare.csv", *USER_LINES))

    plan = plan_import(store, "users", [write("nya.csv", "user_id;name", "U1;Astrid Lundin", "U2;Sven Ek")])
    carry_out(store, plan)

    assert (len(plan.changed), plan.unchanged) == (1, 1)
    with store.reading() as reading:
        identity = reading.first(UserIdentity, name="Astrid Lundin")
    assert identity is not None
    assert identity.address == "Björkvägen 1"


def test_a_wrong_check_digit_is_doubted_and_kept_as_unverified(store: Store, write: Write) -> None:
    path = write("brukare.csv", "user_id;personnummer", "U1;18900101-9803")

    plan = plan_import(store, "users", [path])
    carry_out(store, plan)

    assert [doubt.place.row for doubt in plan.doubts] == [2]
    assert "9803" not in plan.doubts[0].sentence
    with store.reading() as reading:
        assert reading.find(UserIdentity)[0].identity_problem == "check_digit"


def test_a_number_that_lost_its_first_zeros_is_the_persons_and_to_be_looked_at(store: Store, write: Write) -> None:
    written = ("501012389", "1012384", "501012380", "850101238")  # born 2005 and 2000; a wrong check digit; no zero
    path = write("brukare.csv", "user_id;personnummer", *(f"U{place};{one}" for place, one in enumerate(written)))

    plan = plan_import(store, "users", [path])
    carry_out(store, plan)

    assert ["nollorna" in doubt.what for doubt in plan.doubts] == [True, True, False, False]
    with store.reading() as reading:
        kept = {one.identity_number: one.identity_problem for one in reading.find(UserIdentity)}
    assert kept == {"200501012389": "", "200001012384": "", "501012380": "form", "850101238": "form"}
    staff = write("personal.csv", "staff_id;provider_id;identity_number", "a1;p1;501012389")
    told = plan_records(store, "staff", [staff])
    assert told.files[0].columns["identity_number"].to_pylist() == ["200501012389"]
    assert [("nollorna" in doubt.what, doubt.place.row) for doubt in told.doubts] == [(True, 2)]


def test_a_person_with_protected_identity_stays_out(store: Store, write: Write) -> None:
    path = write("brukare.csv", "user_id;name;skyddad identitet", "U1;Astrid Lund;sekretessmarkering", "U2;Sven Ek;nej")

    plan = plan_import(store, "users", [path])
    carry_out(store, plan)

    assert [place.row for place in plan.withheld] == [2]
    with store.reading() as reading:
        assert [user.user_ref for user in reading.find(ServiceUser)] == ["U2"]


def test_someone_who_becomes_protected_loses_name_and_address_in_the_register(store: Store, write: Write) -> None:
    take_in(store, "users", write("brukare.csv", *USER_LINES))

    with store.work("plan") as work:
        case, other = work.new_id(), work.new_id()
        for id, ref in ((case, "U1"), (other, "U2")):
            work.add(Case(id, id, work.new_id(), Track.USER, f"4-{ref}", ref))
            work.add(CaseIdentity(id, id, "Astrid Lund", "189001019802", "Björkvägen 1", "12345", "070-1740605"))
    path = write("nya.csv", "user_id;name;protected", "U1;Astrid Lund;fictive")

    plan = plan_import(store, "users", [path])
    carry_out(store, plan)

    assert plan.protected == ("U1",)
    assert "ärende 4-U1" in plan.doubts[-1].sentence
    assert "Astrid" not in plan.doubts[-1].sentence
    assert plan_import(store, "users", [path]).protected == ()
    with store.reading() as reading:
        assert reading.get(CaseIdentity, case) == CaseIdentity(case, case)
        assert reading.get(CaseIdentity, other).name == "Astrid Lund"
    with store.work("plan") as work:  # as a store from before this was done may have it
        work.save(CaseIdentity(case, case, "Astrid Lund"))
    assert len(plan_import(store, "users", [path]).changed) == 1
    take_in(store, "users", path)
    with store.reading() as reading:
        assert reading.get(CaseIdentity, case) == CaseIdentity(case, case)
    with store.reading() as reading:
        user = reading.first(ServiceUser, user_ref="U1")
        assert user is not None
        identity = reading.get(UserIdentity, user.id)
    assert (user.protected, user.extra) == (Protection.FICTIVE, ())
    assert (identity.name, identity.identity_number, identity.address) == ("", "", "")


@pytest.mark.parametrize("odd", ["Ek|Lund", " Ek Lund ", "Ek\u00a0Lund", ""])
def test_a_cell_means_the_same_whatever_stands_in_the_others_of_its_column(
    store: Store, write: Write, odd: str
) -> None:
    written = ["user_id;name;address", ";;", "U1;Åsa Ö;A|B", f"U2;{odd}"]

    plan = plan_import(store, "users", [write("brukare.csv", *written)])

    identities = [row.values[1] for row in plan.new]
    kept = odd.replace("\u00a0", " ").strip()
    assert [(one.name, one.address) for one in identities] == [("Åsa Ö", "A|B"), (kept, "")]
    assert [row.place.row for row in plan.new] == [3, 4]
    assert plan.read == 2


def test_a_doubled_id_keeps_both_rows_out_and_each_names_the_other(store: Store, write: Write) -> None:
    path = write("brukare.csv", "user_id;name", "U1;Astrid", "U2;Sven", "U1;Asta")

    plan = plan_import(store, "users", [path])

    assert [(refusal.place.row, refusal.value) for refusal in plan.refused] == [(2, "U1"), (4, "U1")]
    assert "rad 4" in plan.refused[0].sentence
    assert "rad 2" in plan.refused[1].sentence
    assert [row.key for row in plan.new] == [("U2",)]


@pytest.mark.parametrize("written", ["2026-13-01", "31/12 2025", "2026-02-30", "080415", "100315"])
def test_a_broken_date_is_refused_with_row_column_and_what_was_expected(
    store: Store, write: Write, written: str
) -> None:
    path = write("beslut.csv", "decision_id,user_id,service,decided_on", f"B1,U1,hemtjänst,{written}")

    refusal = plan_import(store, "decisions", [path]).refused[0]

    assert (refusal.place.row, refusal.column, refusal.value) == (2, "decided_on", written)
    assert refusal.sentence == f"beslut.csv, rad 2, kolumn decided_on: ”{written}”; väntat ett datum som 2026-03-01."


@pytest.mark.parametrize(
    ("column", "written", "expected"),
    [
        ("amount", "7:30", "ett tal"),
        ("unit", "timmar", "timmar/vecka"),
        ("valid_to", "2025-01-01", "från och med"),
        ("service", "", "obligatorisk"),
    ],
)
def test_other_faulty_cells_are_refused_with_what_was_expected(
    store: Store, write: Write, column: str, written: str, expected: str
) -> None:
    cells = {"decision_id": "B1", "user_id": "U1", "service": "hemtjänst", "decided_on": "2026-01-01"}
    cells |= {"valid_from": "2026-01-01", column: written}
    path = write("beslut.csv", ";".join(cells), ";".join(cells.values()))

    refusal = plan_import(store, "decisions", [path]).refused[0]

    assert refusal.column == column
    assert expected in refusal.expected


def test_decisions_keep_their_extent_as_decimal_text_and_their_extra_columns(store: Store, write: Write) -> None:
    header = "Beslutsid;Brukar-ID;Insats;Lagrum;Beslutsdatum;Omfattning;Enhet;Dusch"
    take_in(store, "decisions", write("beslut.csv", header, "B1;U1;Hemtjänst;sol;2026-01-01;12,50;tim/vecka;2 ggr"))

    with store.reading() as reading:
        decision = reading.find(Decision)[0]
    assert (decision.service, decision.law, decision.amount, decision.unit) == (
        "hemtjänst",
        "SoL",
        "12.5",
        "hours/week",
    )
    assert decision.decided_on == date(2026, 1, 1)
    assert decision.extra == (("Dusch", "2 ggr"),)


def test_providers_are_private_unless_said_and_relatives_may_be_unknown(store: Store, write: Write) -> None:
    lines = ("provider_id;name;kind;relatives_allowed", "P1;Omsorg AB;;nej", "P2;Kommunens hemtjänst;egen regi;")

    take_in(store, "providers", write("utforare.csv", *lines))

    with store.reading() as reading:
        first, second = reading.find(Provider)
    assert (first.kind, first.relatives_allowed) == (ProviderKind.PRIVATE, False)
    assert (second.kind, second.relatives_allowed) == (ProviderKind.IN_HOUSE, None)


def test_a_row_about_an_unknown_user_is_doubted_not_refused(store: Store, write: Write) -> None:
    path = write("val.csv", "user_id;provider_id;from", "U9;P1;2026-01-01")

    plan = plan_import(store, "provider-choices", [path])

    assert len(plan.new) == 1
    assert "finns inte i registret" in plan.doubts[0].sentence


def test_a_missing_required_column_is_told_with_the_headers_that_would_do(store: Store, write: Write) -> None:
    with pytest.raises(HeadersMissing) as refused:
        plan_import(store, "users", [write("brukare.csv", "namn;adress", "Astrid;Gatan 1")])

    sentence = refused.value.sentence()
    assert "brukare.csv, rad 1: kolumnen user_id saknas" in sentence
    assert "brukar-id" in sentence


def test_two_headers_for_one_column_are_refused(store: Store, write: Write) -> None:
    with pytest.raises(HeaderTwice, match="Brukar-ID"):
        plan_import(store, "users", [write("brukare.csv", "user_id;Brukar-ID", "U1;U1")])


def test_an_unknown_kind_is_answered_with_those_that_exist(store: Store, write: Write) -> None:
    with pytest.raises(KindUnknown, match="provider-choices"):
        plan_import(store, "katter", [write("x.csv", "a")])


def test_a_plan_made_before_somebody_else_imported_is_not_carried_out(store: Store, write: Write) -> None:
    path = write("brukare.csv", *USER_LINES)
    plan = plan_import(store, "users", [path])
    take_in(store, "users", path)

    with pytest.raises(PlanOutdated):
        carry_out(store, plan)

    with store.reading() as reading:
        assert reading.count(ServiceUser) == 2


def test_an_import_that_is_broken_off_leaves_no_row(
    store: Store, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = plan_import(store, "users", [write("brukare.csv", *USER_LINES)])
    add = Work.add

    def broken_off(work: Work, *values: object, **told: Any) -> None:
        if isinstance(values[0], UserIdentity):
            raise KeyboardInterrupt
        add(work, *values, **told)

    monkeypatch.setattr(Work, "add", broken_off)
    with pytest.raises(KeyboardInterrupt):
        carry_out(store, plan)

    with store.reading() as reading:
        assert reading.count(ServiceUser) == reading.count(UserIdentity) == 0


def test_a_large_import_tells_how_far_it_is_and_leaves_nothing_when_it_is_stopped(
    store: Store, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(adding, "AT_ONCE", 400)
    whole = (f"U{number};Namn {number};;;;08-{number}" for number in range(600))
    short = (f"U{number};Norr" for number in range(600, 1000))
    files = [write("hela.csv", USER_LINES[0], *whole), write("korta.csv", "user_id;district", *short)]
    told: list[tuple[int, int, str]] = []
    stopping = Progress(lambda *step: (told.append(step), stopping.cancel() if step[0] > 600 else None))  # type: ignore[func-returns-value]
    plan = plan_import(store, "users", files)

    with pytest.raises(Cancelled):
        carry_out_register(store, plan, stopping)

    assert [done for done, _, _ in told] == [200, 400, 500, 700]
    assert {(total, what) for _, total, what in told} == {(1000, "rader skrivna")}
    with store.reading() as reading:
        assert (reading.count(ServiceUser), reading.count(UserIdentity)) == (0, 0)
    assert record_sets(store) == ()
    carry_out_register(store, plan)
    with store.reading() as reading:
        kept = zip(reading.find(ServiceUser), reading.find(UserIdentity), strict=True)
        assert list(kept) == [row.values for row in plan.new]
    again = plan_import(store, "users", files)
    assert (again.unchanged, len(again.new), len(again.changed)) == (1000, 0, 0)
    assert sorted(one.rows for one in record_sets(store, "users")) == [400, 600]


def test_a_mapping_says_what_another_systems_words_mean(store: Store, write: Write) -> None:
    mapping = write(
        "mappning.toml", '[columns]\n"Kund" = "user_id"\n"S" = "protected"\n[values.protected]\n"X" = "secrecy"'
    )
    path = write("export.csv", "Kund;S", "U1;x", "U2;")

    plan = plan_import(store, "users", [path], mapping=read_mapping(mapping, USERS))

    assert [row.key for row in plan.new] == [("U2",)]
    assert len(plan.withheld) == 1


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ('[columns]\n"Kund" = "kund_id"', "kund_id"),
        ("[columns", "rad 1 går inte att tyda"),  # and not what its reader says in English
        ('columns = ["x",', "den tar slut mitt i något"),
        ('columns = "x"', ""),
    ],
)
def test_a_faulty_mapping_is_refused(write: Write, text: str, why: str) -> None:
    with pytest.raises(MappingFaulty, match=rf"mappning\.toml: {why}"):
        read_mapping(write("mappning.toml", text), USERS)


@pytest.mark.parametrize("kind", KINDS.values(), ids=list(KINDS))
def test_every_kind_has_a_place_and_no_header_means_two_columns(kind: RecordKind) -> None:
    columns = {rule.name for rule in kind.columns}
    used = {column.removesuffix(".doubt") for target in TARGETS[kind.name] for _, column in target.fields}

    assert used == columns
    assert set(kind.key) <= {rule.name for rule in kind.columns if rule.required}
    for rule in kind.columns:
        assert all(kind.headers[header] == rule.name for header in [rule.name.replace("_", " ")])
