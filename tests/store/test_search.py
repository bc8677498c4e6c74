from __future__ import annotations

import dataclasses
from collections.abc import Callable

import pytest

from kollegie.model.reviews import Visit
from kollegie.model.visits import Answer, answer_id
from kollegie.store import Store
from kollegie.store.search import find_text


def write_note(store: Store, visit: Visit, question: str, note: str, value: str | None = None) -> Answer:
    with store.work("answer") as work:
        return work.save(Answer(answer_id(visit.id, question), visit.scope, visit.id, question, value=value, note=note))


def notes_with(store: Store, words: str) -> list[str]:
    with store.reading() as reading:
        return [hit.text for hit in find_text(reading, words)]


def index_pages(store: Store) -> list[bytes]:
    with store.engine.connect() as connection:
        return [bytes(page) for (page,) in connection.exec_driver_sql("SELECT block FROM search_index_data")]


def test_the_latest_written_note_is_found_first(store, visit):
    write_note(store, visit, "hb06", "Dusch ges en gång i veckan.")
    write_note(store, visit, "hb12", "Ingen dusch i september.")

    found = notes_with(store, "dusch")

    assert found == ["Ingen dusch i september.", "Dusch ges en gång i veckan."]


@pytest.mark.parametrize(
    ("words", "found"),
    [("öl", True), ("ÖL", True), ("ol", False), ("åtta", True), ("atta", False), ("brö", True), ("öl bröd", True)],
)
def test_swedish_letters_are_letters_of_their_own(store, visit, words, found):
    write_note(store, visit, "hb05", "Åtta öl och bröd på bordet.")

    assert bool(notes_with(store, words)) is found


@pytest.mark.parametrize("words", ["", "  ", "-", '"', '"" *', "AND", "note:dusch", "du*sch", "(dusch", "NEAR(a b)"])
def test_signs_of_the_query_language_are_only_words(store, visit, words):
    write_note(store, visit, "hb06", "Ingen träff här.")

    assert notes_with(store, words) == []


def test_a_changed_note_is_found_by_its_new_words_only(store, visit):
    write_note(store, visit, "hb06", "Dusch saknas.")

    write_note(store, visit, "hb06", "Städning saknas.")

    assert notes_with(store, "dusch") == []
    assert notes_with(store, "städning") == ["Städning saknas."]


def test_free_text_answers_are_found_and_choices_are_not(store, visit):
    write_note(store, visit, "hb05", "", value="Hjälp med frukost och medicin.")
    write_note(store, visit, "hb06", "", value="delvis")

    assert notes_with(store, "frukost") == ["Hjälp med frukost och medicin."]
    assert notes_with(store, "delvis") == []


def test_what_is_marked_deleted_is_not_found_until_it_comes_back(store, visit):
    answer = write_note(store, visit, "hb06", "Dusch saknas.")
    with store.work("undo") as work:
        work.delete(answer)
    assert notes_with(store, "dusch") == []

    with store.work("redo") as work:
        work.save(dataclasses.replace(answer, note="Dusch saknas."))

    assert notes_with(store, "dusch") == ["Dusch saknas."]


def test_a_purged_word_leaves_the_index_too(store, visit):
    write_note(store, visit, "hb06", "Kanariefågeln sjunger.")
    assert any(b"kanarie" in page for page in index_pages(store))

    with store.engine.connect().execution_options(writing=True) as connection, connection.begin():
        connection.exec_driver_sql("UPDATE actor SET applying = 1")
        connection.exec_driver_sql("DELETE FROM answer")
        connection.exec_driver_sql("UPDATE actor SET applying = 0")

    assert notes_with(store, "kanariefågeln") == []
    assert not any(b"kanarie" in page for page in index_pages(store))


def test_the_index_is_made_anew_when_it_is_gone(store, visit, reopen: Callable[[], Store]):
    write_note(store, visit, "hb06", "Dusch saknas.")
    with store.engine.connect().execution_options(writing=True) as connection, connection.begin():
        connection.exec_driver_sql("DROP TRIGGER search_answer_edited")
        connection.exec_driver_sql("DELETE FROM searched")

    again = reopen()

    assert notes_with(again, "dusch") == ["Dusch saknas."]


def test_a_case_is_found_by_its_number(store, visit):
    with store.reading() as reading:
        (hit,) = find_text(reading, "4-017")

    assert (hit.record, hit.row_id, hit.text) == ("case_", visit.case_id, "4-017")
