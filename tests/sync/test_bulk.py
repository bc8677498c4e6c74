"""Rows that arrive by the thousand: the bulk statements leave what the rule for one cell says, and the same index."""

from __future__ import annotations

import random

import pytest
from sync.conftest import new_store

from kollegie.progress import Progress
from kollegie.store.search import find_text, make_search
from kollegie.store.searching import BREATH, lay_in, searchable, waiting_for_search
from kollegie.sync import meeting
from kollegie.sync.carried import carried_named, names
from kollegie.sync.laptop import laptop_of
from kollegie.sync.lines import nobody
from kollegie.sync.meeting import Meeting
from kollegie.sync.merge import Version, merge_cell
from kollegie.sync.staging import by_column, put_in

ANSWER, HISTORY = carried_named("answer"), carried_named("history")
VISIT, SCOPE = (7).to_bytes(16), (8).to_bytes(16)
TEXTS = ("", "Dusch saknas.", "Ingen dusch i september.", "öl", "x" * 300)
VALUES = (None, '"ja"', '"Fri text om dusch."', '["ja","nej"]', '"\\"citat\\""', '"12"', '"2026-03-01"')


def some_rows(draw: random.Random, numbers: range) -> list[tuple]:
    """Rows as they come from a hub: some made here and there, some edited, some deleted."""
    rows = []
    for number in draw.sample(numbers, draw.randint(1, len(numbers))):
        first = draw.randint(1, 5) << 11 | draw.randint(1, 3)
        cells = {
            "id": number.to_bytes(16),
            "scope": SCOPE,
            "s0": first,
            "visit_id": VISIT,
            "question": f"hb{number:02}",
            "row": "",
            "value": draw.choice(VALUES),
            "note": draw.choice(TEXTS),
            "positive": draw.randint(0, 1),
            "flagged": draw.randint(0, 1),
            "deleted": int(draw.random() < 0.2),
        }
        for column in ANSWER.editable:
            cells[f"{column}_s"] = draw.choice((None, draw.randint(6, 12) << 11 | draw.randint(1, 3)))
        rows.append(tuple(cells[column] for column in ANSWER.columns))
    return rows


def versions(row: tuple) -> dict[str, Version]:
    """The version of each cell of a row."""
    named = dict(zip(ANSWER.columns, row, strict=True))
    return {
        column: Version(named[column], named["s0"] if named[f"{column}_s"] is None else named[f"{column}_s"])
        for column in ANSWER.editable
    }


@pytest.fixture
def laptop(tmp_path, clock):
    store = new_store(tmp_path, clock, "lead", "Lena Lind")
    with laptop_of(store, nobody) as near:
        yield near
    store.engine.dispose()


@pytest.mark.parametrize("seed", range(12))
def test_many_rows_at_once_end_as_the_rule_says_cell_by_cell(laptop, seed):
    draw, standing = random.Random(seed), {}

    for _ in range(4):
        rows = some_rows(draw, range(40))
        expected = 0
        for row in rows:
            here, there = standing.get(row[0]), versions(row)
            if here is None:
                standing[row[0]] = there
                expected += 1
                continue
            met = {column: merge_cell(here[column], None, there[column], device=1).version for column in here}
            expected += met != here
            standing[row[0]] = met
        with laptop.writing():
            changed = Meeting(laptop.store, laptop.line, 1, allow_deletions=True).take_in(ANSWER, rows)
        assert changed == expected

    held = {row[0]: versions(row) for row in laptop.line.rows(f"SELECT {names(ANSWER.columns)} FROM answer")}
    assert held == standing
    largest = max(version.stamp for cells in standing.values() for version in cells.values())
    assert laptop.line.rows("SELECT last >= ? FROM clock", (largest,)) == [(1,)]


@pytest.mark.parametrize("seed", range(12))
def test_the_index_of_many_rows_is_the_one_made_from_what_stands(laptop, seed, monkeypatch):
    draw = random.Random(seed)
    index = "SELECT record, row_id, field, text FROM searched ORDER BY 2, 3"

    for wait in (False, True, draw.random() < 0.5, True):
        monkeypatch.setattr(meeting, "WAITS", 0 if wait else 100)
        with laptop.writing():
            Meeting(laptop.store, laptop.line, 1, allow_deletions=True).take_in(ANSWER, some_rows(draw, range(40)))
            laptop.line.run("UPDATE answer SET note = 'Rättad dusch.', deleted = 0 WHERE id = ?", ((3).to_bytes(16),))
            laptop.line.run("DELETE FROM answer WHERE id = ?", ((4).to_bytes(16),))
        if draw.random() < 0.5:
            lay_in(laptop.store)
        laptop.line.run("INSERT INTO search_index (search_index, rank) VALUES ('integrity-check', 1)")
    with searchable(laptop.store) as reading:
        assert waiting_for_search(reading) == 0
    held = laptop.line.rows(index)
    found = laptop.line.rows("SELECT count(*) FROM search_index WHERE search_index MATCH 'dusch'")

    with laptop.store.engine.connect().execution_options(writing=True) as connection, connection.begin():
        make_search(connection)
    assert held == laptop.line.rows(index)
    assert found == laptop.line.rows("SELECT count(*) FROM search_index WHERE search_index MATCH 'dusch'")


@pytest.mark.parametrize(
    "same",
    [None, 0, -7, (1 << 63) - 1, "", "answer", "it's", '"ja"', "?", "a b", "a\n", 0.5, True, b"'", bytearray(b"x")],
)
def test_a_page_is_laid_in_as_it_is_also_where_a_column_is_the_same_in_every_row(laptop, same):
    rows = [(same, bytes([number]), "a" if number % 2 else same) for number in range(5)]
    laptop.line.run("CREATE TEMP TABLE laid (a, b, c)")

    assert put_in(laptop.line, "temp.laid", by_column(("a", "b", "c"), rows)) == 5
    assert laptop.line.rows("SELECT a, b, c FROM temp.laid") == rows
    assert put_in(laptop.line, "temp.laid", by_column(("a", "b", "c"), [(same, VISIT, 7)])) == 1
    assert laptop.line.rows("SELECT a, b, c FROM temp.laid WHERE c = 7") == [(same, VISIT, 7)]
    assert laptop.line.rows("SELECT DISTINCT typeof(a) FROM temp.laid") == [
        laptop.line.one("SELECT typeof(?)", (same,))
    ]


@pytest.mark.parametrize("first", ["id", "question"])
def test_what_is_amiss_in_every_row_of_a_page_is_found_also_where_the_first_is_amiss_in_more(laptop, first):
    row = dict(zip(ANSWER.columns, some_rows(random.Random(3), range(1))[0], strict=True)) | {"flagged": 5}
    rows = [row | {"id": number.to_bytes(16), "question": f"q{number}"} for number in range(1, 4)]
    rows[0] |= {first: "\x00" if first == "question" else b"short"}

    with laptop.writing():
        assert Meeting(laptop.store, laptop.line, 1).take_in(ANSWER, [tuple(one.values()) for one in rows]) == 0

    assert laptop.line.rows("SELECT count(*) FROM answer") == [(0,)]
    assert laptop.line.rows("SELECT reason FROM quarantine ORDER BY reason = 'flagged'") == [
        (first,),
        ("flagged",),
        ("flagged",),
    ]


def test_what_a_sync_brought_by_the_thousand_is_found_by_the_first_search(laptop, monkeypatch):
    monkeypatch.setattr(meeting, "WAITS", 10)
    row = dict(zip(ANSWER.columns, some_rows(random.Random(3), range(1))[0], strict=True)) | {"deleted": 0}
    rows = [tuple((row | {"id": at.to_bytes(16), "note": f"Ord {at}."}).values()) for at in range(1, 31)]
    for part in (rows[:15], rows[15:]):
        with laptop.writing():
            Meeting(laptop.store, laptop.line, 1).take_in(ANSWER, part)
    told: list[tuple[int, int]] = []
    breaths: list[float] = []
    monkeypatch.setattr("kollegie.store.searching.time.sleep", breaths.append)

    with searchable(laptop.store, Progress(lambda done, total, _what: told.append((done, total)))) as reading:
        hits = find_text(reading, "17")

    assert [hit.text for hit in hits] == ["Ord 17."]
    assert told == [(15, 30)]
    assert breaths == [BREATH]


def test_what_was_written_while_rows_waited_to_be_searched_is_found_as_the_latest(laptop, monkeypatch):
    monkeypatch.setattr(meeting, "WAITS", 0)
    monkeypatch.setattr("kollegie.store.search.PAGE", 2)
    row = dict(zip(ANSWER.columns, some_rows(random.Random(3), range(1))[0], strict=True))
    row |= {"deleted": 0, "value": None}
    note = "UPDATE answer SET note = ?, note_s = s0 + 999999 WHERE id = ?"

    def come(*numbers: int) -> None:
        rows = [tuple((row | {"id": at.to_bytes(16), "note": f"Lås {at}."}).values()) for at in numbers]
        with laptop.writing():
            Meeting(laptop.store, laptop.line, 1).take_in(ANSWER, rows)

    come(1, 2, 3, 4, 5)
    with laptop.writing():
        laptop.line.run(note, ("Mitt lås 2.", (2).to_bytes(16)))
    come(7, 6)
    with laptop.writing():
        laptop.line.run(note, ("Mitt lås 4.", (4).to_bytes(16)))

    with searchable(laptop.store) as reading:
        found = [hit.text for hit in find_text(reading, "lås")]

    assert found == ["Mitt lås 4.", "Lås 7.", "Lås 6.", "Mitt lås 2.", "Lås 5.", "Lås 3.", "Lås 1."]
    assert laptop.line.rows("SELECT count(*) FROM searched") == [(7,)]
    laptop.line.run("INSERT INTO search_index (search_index, rank) VALUES ('integrity-check', 1)")


def test_a_row_that_comes_twice_and_lines_of_history_change_nothing_the_second_time(laptop):
    rows = some_rows(random.Random(3), range(40))
    lines = [(row[0], "", row[2], SCOPE, "answer", None, None, VISIT, "answer") for row in rows]

    for expected in (len(rows), 0):
        with laptop.writing():
            met = Meeting(laptop.store, laptop.line, 1)
            met.take_in(HISTORY, lines)
            assert met.take_in(ANSWER, rows) == expected

    assert laptop.line.rows("SELECT count(*), sum(sent) FROM history WHERE record = 'answer'") == [
        (len(rows), len(rows))
    ]


def test_a_page_of_disagreements_takes_no_more_statements_than_one(laptop):
    took = []
    for numbers in (range(1), range(1, 41)):
        rows = [row for number in numbers for row in some_rows(random.Random(5), range(number, number + 1))]
        mine = dict.fromkeys(("value_s", "note_s", "positive_s", "flagged_s", "deleted_s"))
        rows = [tuple((dict(zip(ANSWER.columns, row, strict=True)) | mine | {"deleted": 0}).values()) for row in rows]
        edited = [dict(zip(ANSWER.columns, row, strict=True)) | {"note": "Deras."} for row in rows]
        for row in edited:
            row["note_s"] = row["s0"] + (50 << 11)
        told: list[str] = []
        with laptop.writing():
            met = Meeting(laptop.store, laptop.line, 1)
            met.take_in(ANSWER, rows)
            laptop.line.run(
                "UPDATE answer SET note = 'Min.', note_s = s0 + (40 << 11), note_b = s0, dirty = s0 + (40 << 11)"
                " WHERE id BETWEEN ? AND ?",
                (rows[0][0], rows[-1][0]),
            )
            laptop.line.watch = told.append
            met.take_in(ANSWER, [tuple(row.values()) for row in edited])
            laptop.line.watch = nobody
            met.take_in(ANSWER, [tuple(row.values()) for row in edited])
        assert met.conflicts == len(rows)
        assert [statement for statement in told if statement.startswith('UPDATE "answer"')] == [
            'UPDATE "answer" SET "note" = ?, "note_s" = ?, "note_b" = ?, "dirty" = ? WHERE id = ?'
        ]  # a cell that stays is not written, nor its triggers asked
        assert not [statement for statement in told if statement.startswith('SELECT id FROM "answer" WHERE dirty')]
        took.append(len(told))

    assert took[0] == took[1] < 20
    assert laptop.line.rows("SELECT count(*), min(a_value), max(b_value) FROM conflict") == [(41, "Min.", "Deras.")]
    assert laptop.line.rows("SELECT count(*) FROM answer WHERE note = 'Deras.' AND dirty IS NULL") == [(41,)]
