"""The sheet kept between two acts stands where a fresh one stands, whatever was done, and is not made at each act."""

from __future__ import annotations

import gc
import random
import weakref

import pytest
from visiting.repeating import plan_repeating

from kollegie.model.answer_values import Withheld, row_to_text
from kollegie.model.reviews import Visit
from kollegie.visiting import pinned
from kollegie.visiting.answering import record_answer
from kollegie.visiting.case_facts import give_facts
from kollegie.visiting.evaluation import Sheet
from kollegie.visiting.pinned import asked_at, sheet_at
from kollegie.visiting.rows import add_row, remove_row
from kollegie.visiting.standing_sheet import standing_sheet
from kollegie.visiting.undoing import redo, undo


@pytest.fixture
def made(monkeypatch) -> list[Sheet]:
    """The sheets that are worked out from the beginning."""
    sheets: list[Sheet] = []
    work_out = Sheet.work_out_again

    def told(sheet: Sheet):
        sheets.append(sheet)
        return work_out(sheet)

    monkeypatch.setattr(Sheet, "work_out_again", told)
    return sheets


def state_of(sheet: Sheet) -> object:
    cells = list(sheet.cells())
    judged = [(sheet.is_relevant(*cell), sheet.value(*cell), sheet.judgement(*cell)) for cell in cells]
    return cells, judged, sheet.progress(), sheet.findings()


def stands_as_fresh(store, visit_id) -> tuple[object, object]:
    with store.reading() as reading:
        visit = reading.get(Visit, visit_id)
        checklist = asked_at(reading, visit)
        fresh = state_of(sheet_at(reading, visit, checklist))
        with standing_sheet(store, reading, visit, checklist) as sheet:
            return state_of(sheet), fresh


def test_answer_after_answer_does_not_make_the_sheet_anew(laptop, made):
    record_answer(laptop.store, laptop.visit, "HB06", "ja")
    first = len(made)

    for question, value in (("HB11", "nej"), ("HB06", "nej"), ("HB11", Withheld.AVSTOD), ("HB11", None)):
        record_answer(laptop.store, laptop.visit, question, value)

    assert (first, len(made)) == (1, 1)


def test_a_closed_store_keeps_no_answers_in_memory(laptop):
    record_answer(laptop.store, laptop.visit, "HB06", "ja")
    kept = dict(laptop.store.beside)

    laptop.store.close()

    assert kept
    assert not laptop.store.beside


def test_a_checklist_that_is_kept_holds_nothing_of_the_store_it_was_read_from(laptop, monkeypatch):
    monkeypatch.setattr(pinned, "_read", {})
    with laptop.store.reading() as reading:
        kept = asked_at(reading, reading.get(Visit, laptop.visit))
        read_from = weakref.ref(reading)

    del reading
    gc.collect()

    assert kept.content_hash in pinned._read
    assert read_from() is None


def test_the_kept_sheet_stands_where_a_fresh_one_does_after_any_acts(laptop, open_again):
    """Also when another window on the same file has written meanwhile, as a sync does."""
    chance, other = random.Random(0), open_again()
    repeating, told = plan_repeating(laptop.store), "planerade_besok_per_dag"
    for _ in range(36):
        store = laptop.store if chance.random() < 0.8 else other
        visit = chance.choice([repeating, repeating, laptop.visit])
        with store.reading() as reading:
            held = reading.get(Visit, visit)
            rows = sheet_at(reading, held, asked_at(reading, held)).rows("insats") if visit == repeating else ()
        act = chance.choice(["answer"] * 4 + ["row", "add", "remove", "undo", "redo", "fact"])
        if act == "answer":
            name = "IN01" if visit == repeating else chance.choice(["HB06", "HB11", "HB12", "HB13"])
            record_answer(store, visit, name, chance.choice(["ja", "nej", None, Withheld.AVSTOD]))
        elif act == "row" and rows:
            value = chance.choice(["ja", "nej", None])
            record_answer(store, visit, "IN03", value, row=row_to_text(chance.choice(rows)))
        elif act == "add" and visit == repeating:
            add_row(store, visit, "insats")
        elif act == "remove" and rows:
            remove_row(store, visit, "insats", chance.choice(rows))
        elif act == "fact" and visit != repeating:
            give_facts(store, visit, {told: chance.choice(["2", "6", None])})
        elif act in ("undo", "redo"):
            (undo if act == "undo" else redo)(store, visit)

        kept, fresh = stands_as_fresh(laptop.store, visit)

        assert kept == fresh
