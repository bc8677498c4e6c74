"""Long lists: opened with a page, read in any order from an index, a page at a time, never as a whole."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from kollegie.model.register import Decision, Person, ServiceUser
from kollegie.store import Store, create_store, open_store
from kollegie.store.listing import PAGE, first_page, number_of, page_of, rows_in_order
from kollegie.store.ordering import order_of

REFS = [f"B-{number * 7919 % 1000:04}" for number in range(300)]


@pytest.fixture
def filled(store: Store) -> Store:
    with store.work("fill") as work:
        host = work.get(Person, store.me).municipality_id
        work.add(*(ServiceUser(work.new_id(), host, ref, district="N%" if ref.endswith("7") else "S") for ref in REFS))
        work.add(Decision(work.new_id(), host, "D-1", REFS[0], "hemtjänst", date(2026, 1, 1)))
        work.add(ServiceUser(work.new_id(), host, "Z-1", district="Östra"))
        work.delete(work.find(ServiceUser, user_ref=REFS[0])[0])
    return store


def refs(store: Store, numbers: list[int]) -> list[str]:
    with store.reading() as reading:
        return [user.user_ref for user in page_of(reading, ServiceUser, numbers)]


def test_a_list_opens_with_its_length_and_first_page(filled: Store) -> None:
    with filled.reading() as reading:
        count, first = first_page(reading, ServiceUser, ("user_ref",))

    assert count == 300
    assert [user.user_ref for user in first] == sorted(REFS[1:])[:PAGE]


def test_pages_of_any_order_make_the_whole_list(filled: Store) -> None:
    with filled.reading() as reading:
        by_ref = rows_in_order(reading, ServiceUser, ("user_ref",))
        by_district = rows_in_order(reading, ServiceUser, ("district",))

    pages = [refs(filled, list(by_ref[begin : begin + PAGE])) for begin in range(0, len(by_ref), PAGE)]
    assert [ref for page in pages for ref in page] == [*sorted(REFS[1:]), "Z-1"]
    assert sorted(by_district) == sorted(by_ref)
    assert all(ref.endswith("7") for ref in refs(filled, list(by_district[:5])))


def test_words_are_looked_for_as_they_stand(filled: Store) -> None:
    fields = ("user_ref", "district")
    with filled.reading() as reading:
        found = rows_in_order(reading, ServiceUser, ("user_ref",), ("n%", "b-00"), fields)
        swedish = rows_in_order(reading, ServiceUser, ("user_ref",), ("östra",), fields)
        nothing = rows_in_order(reading, ServiceUser, ("user_ref",), ("_",), fields)

    assert refs(filled, list(found)) == sorted(ref for ref in REFS[1:] if ref.endswith("7") and ref.startswith("B-00"))
    assert list(nothing) == []
    assert len(swedish) == 1


def test_a_record_is_found_in_the_list_and_one_that_is_gone_is_left_out(filled: Store) -> None:
    with filled.reading() as reading:
        user = reading.find(ServiceUser)[0]
        number = number_of(reading, ServiceUser, user.id)
        assert number is not None
        assert page_of(reading, ServiceUser, [number, 10**9]) == (user,)
        assert number_of(reading, Decision, user.id) is None


@pytest.mark.parametrize("field", ["decision_ref", "user_ref", "decided_on", "provider_ref"])
def test_every_order_of_a_list_is_read_from_an_index(filled: Store, field: str) -> None:
    with filled.reading() as reading:
        plan = reading.connection.exec_driver_sql(
            "EXPLAIN QUERY PLAN SELECT rowid FROM decision"
            f" WHERE deleted = 0 ORDER BY {order_of('decision', field)}, rowid"
        ).all()

    name = "ix_decision_by_decided_on" if field == "decided_on" else f"order_decision_{field}"
    assert f"COVERING INDEX {name} " in plan[0][3]
    assert len(plan) == 1


def test_the_length_of_a_list_is_counted_in_a_narrow_index(filled: Store) -> None:
    with filled.reading() as reading:
        plan = reading.connection.exec_driver_sql(
            "EXPLAIN QUERY PLAN SELECT count(*) FROM decision WHERE deleted = 0"
        ).all()

    assert "COVERING INDEX order_decision " in plan[0][3]


def test_a_long_list_stands_as_a_swedish_reader_looks_it_up(store: Store) -> None:
    wanted = ["Norr", "norr 2", "Norr 10", "Norr öst", "Norra", "Vé", "Veberöd", "Zinkgruvan", "Åby", "ås", "Ängö",
              "ängö 3", "Ängö 12", "Öster", "östra"]  # fmt: skip
    with store.work("fill") as work:
        host = work.get(Person, store.me).municipality_id
        for number, district in enumerate(sorted(wanted)):
            work.add(ServiceUser(work.new_id(), host, f"B-{number}", district=district))

    with store.reading() as reading:
        numbers = rows_in_order(reading, ServiceUser, ("district",))
        _, first = first_page(reading, ServiceUser, ("district",))
        by_number = [user.user_ref for user in first_page(reading, ServiceUser, ("user_ref",))[1]]
        whole = page_of(reading, ServiceUser, numbers)

    assert [user.district for user in first] == [user.district for user in whole] == wanted
    assert by_number == [f"B-{number}" for number in range(len(wanted))]


def test_a_store_without_its_orders_gets_them_when_it_is_opened(tmp_path: Path) -> None:
    path = tmp_path / "s.kollegie"
    store = create_store(path, "fyra ord i rad", municipality="Hult", person="Anna")
    with store.work() as work:
        work.connection.exec_driver_sql("DROP INDEX order_decision_user_ref")
        work.connection.exec_driver_sql("CREATE INDEX ix_decision_by_user_ref ON decision (deleted, user_ref)")
    store.close()

    store = open_store(path, "fyra ord i rad")

    with store.reading() as reading:
        query = "SELECT name FROM sqlite_master WHERE type = 'index' AND name GLOB '*_decision_*user_ref'"
        assert reading.connection.exec_driver_sql(query).scalars().all() == ["order_decision_user_ref"]
    assert store.check() == ()
    store.close()


def test_what_is_only_compared_is_fetched_as_the_store_holds_it(filled: Store) -> None:
    with filled.reading() as reading:
        texts = reading.texts(ServiceUser, ("user_ref", "protected"), district="N%")
        users = reading.find(ServiceUser, district="N%")

    assert texts == [(user.user_ref, user.protected.value) for user in users]
