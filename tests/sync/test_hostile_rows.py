"""Rows no program of ours writes, on a server and in a folder: none overwrites anything here, and each is named.

A file hub is treated alike in `test_hostile_hub`. A server's columns keep other kinds of values out by themselves, so
that whoever keeps it can plant only what they take; in a folder anybody with the key can write anything.
"""

from __future__ import annotations

import json
import random
import re
from typing import Any

import pytest
from sync.folders import hub_of, own_folder
from sync.worlds import answer, answer_of, held_by, keeper_line, make_full_visit

from kollegie.errors import KollegieError
from kollegie.model.stamps import stamp_of
from kollegie.store import Store
from kollegie.store.columns import Day, Evidence, Flag, Id, Moment, Pairs
from kollegie.sync.carried import Carried, carried_named
from kollegie.sync.exchange import sync
from kollegie.sync.laptop import laptop_of
from kollegie.sync.lines import nobody
from kollegie.sync.sealed_batches import Content, Place, write_batch
from kollegie.sync.state import sync_state
from kollegie.sync.statements import staged_columns

TABLES = (
    "answer",
    "visit",
    "case_",
    "case_identity",
    "finding",
    "attachment",
    "review",
    "person",
    "history",
    "conflict",
)
SELDOM = 0.02
"""How often a text is too long: it is kept, and looked at again at every sync."""
WHO_SEES = ("scope", "review_id", "blind_of", "column_name", "row_id")
"""What decides which rows go to whom: spoiled, the rows do not come at all."""


@pytest.fixture
def vera(join):
    return join("vera", "Vera Visit")


@pytest.fixture
def visit(lead, vera):
    """A visit with something in every table, held by both and the hub."""
    return make_full_visit(lead, vera)


def stamps_of(one: Carried) -> set[str]:
    return {"s0", "stamp", *(f"{column}_s" for column in one.editable)}


def nasty(draw: random.Random, one: Carried, column: str, clock: Any) -> Any:
    """Something no program of ours writes in that column, of a kind a server's column takes; None if there is none."""
    if column in stamps_of(one):
        return draw.choice((-5, 0, stamp_of(clock.now, 1) + (3 * 86_400_000 << 21), 2**62))
    cell = next((cell for cell in one.cells if cell.name == column), None)
    if one.kinds[one.place(column)] == "bytea":
        return draw.choice((b"", b"kort", b"x" * 50_000)) if cell and isinstance(cell.type, Id) else None
    if one.kinds[one.place(column)] in ("int4", "int8"):
        return draw.choice((-7, 77)) if cell and (cell.enum or isinstance(cell.type, Flag)) else None
    odd = ["vänd \u202e text", "\u2066dold\u2069"]
    if cell and (cell.enum or isinstance(cell.type, Day | Moment | Pairs | Evidence)):
        odd += ["okänt", "", "[", "9999-99-99"]
    return draw.choice(odd)


def nastier(draw: random.Random, one: Carried, column: str, clock: Any) -> Any:
    """The same, of any kind that a batch can tell."""
    kind = one.kinds[one.place(column)]
    others = {"text": ["a\x00b", 7, b"\xff\xfe"], "bytea": ["text", b"x" * 50_000, b"kort"]}
    others |= {number: ["text", b"blob", 2**70] for number in ("int4", "int8")}
    wrong = [*others[kind], 2.5, True, [1], {"a": 1}]
    if kind == "text" and draw.random() < SELDOM:
        return "x" * 4_000_001
    found = nasty(draw, one, column, clock)
    return draw.choice(wrong if found is None else [*wrong, found, found, found])


def columns_to_spoil(one: Carried) -> list[str]:
    return [column for column in one.columns if column not in (*one.key, *WHO_SEES)]


def spoil_server(draw: random.Random, lead: Store, hub_url: str, clock: Any, count: int) -> set[tuple[str, str]]:
    """Write nonsense into rows of a server as whoever keeps it can, each with a new number; tell which rows."""
    spoiled = set()
    with keeper_line(lead, hub_url) as line:
        seq = line.rows("UPDATE hub SET seq = seq + 1 RETURNING seq")[0][0]
        while len(spoiled) < count:
            one = carried_named(draw.choice(TABLES))
            keys = line.rows(f'SELECT {", ".join(one.key)} FROM "{one.name}" ORDER BY {", ".join(one.key)}')
            key, column = draw.choice(keys), draw.choice(columns_to_spoil(one))
            value = nasty(draw, one, column, clock)
            if value is not None:
                where = " AND ".join(f'"{name}" = ?' for name in one.key)
                line.run(f'UPDATE "{one.name}" SET "{column}" = ?, seq = ? WHERE {where}', (value, seq, *key))
                spoiled.add((one.name, named(key)))
    return spoiled


def spoil_folder(draw: random.Random, lead: Store, vera: Store, clock: Any, count: int) -> set[tuple[str, str]]:
    """Put one more batch into the lead's folder, with rows that stand there, each spoiled in a column."""
    hub, folder = hub_of(lead), own_folder(lead)
    epoch, stands = hub.card().epoch, {}
    for batch in hub.contents(epoch):
        for name in TABLES:
            for row in batch.rows.get(name, []):
                one, told = carried_named(name), dict(zip(batch.columns[name], row, strict=True))
                stands[name, tuple(told[part] for part in one.key)] = one, told
    with laptop_of(vera, nobody) as near:
        state = json.loads(near.line.rows("SELECT value FROM setting WHERE name = 'folder hub'")[0][0])
    number, digest = state["heads"][folder.name]
    content, spoiled = Content(lead.me.bytes, "2026-11-24T07:00:00+00:00", b"t" * 16, digest, 1), set()
    for name, key in draw.sample(sorted(stands, key=str), min(count, len(stands))):
        one, told = stands[name, key]
        columns, _kinds = staged_columns(one)
        column = draw.choice(columns_to_spoil(one))
        row = told | dict.fromkeys((f"{each}_b" for each in one.editable), None)
        row[column] = nastier(draw, one, column, clock)
        content.columns[name] = list(columns)
        content.rows.setdefault(name, []).append(tuple(row.get(each) for each in columns))
        spoiled.add((name, named(key)))
    write_batch(hub.path, Place(folder.name, number + 1), epoch, hub.key, content)
    return spoiled


def named(key: tuple) -> str:
    return ":".join(part.hex() if isinstance(part, bytes) else str(part) for part in key)


def mutate(spoil, vera: Store, rounds: int) -> int:
    before, expected, tried = held_by(vera), set(), 0
    held = {(name, named(key if isinstance(key, tuple) else (key,))) for name, key in before}
    for _ in range(rounds):
        spoiled = spoil()
        tried, expected = tried + len(spoiled), expected | spoiled
        sync(vera)
        assert held_by(vera) == before
        told = {(one.record, one.row_id) for one in sync_state(vera).set_aside}
        assert expected & held <= told
        assert vera.check() == ()
    return tried


@pytest.mark.usefixtures("visit")
@pytest.mark.parametrize("hub_kind", ["postgres", "folder"], indirect=True)
def test_rows_spoiled_on_a_server_or_in_a_folder_overwrite_nothing_and_each_is_named(
    lead, vera, hub_kind, hub_url, clock
):
    draw = random.Random(5)

    def spoil():
        if hub_kind == "folder":
            return spoil_folder(draw, lead, vera, clock, 20)
        return spoil_server(draw, lead, hub_url, clock, 20)

    assert mutate(spoil, vera, rounds=3) >= 45


@pytest.mark.long
@pytest.mark.timeout(7200)
@pytest.mark.usefixtures("visit")
@pytest.mark.parametrize("hub_kind", ["postgres", "folder"], indirect=True)
def test_thousands_of_rows_spoiled_on_a_server_or_in_a_folder_overwrite_nothing(lead, vera, hub_kind, hub_url, clock):
    draw = random.Random(11)

    def spoil():
        if hub_kind == "folder":
            return spoil_folder(draw, lead, vera, clock, 20)
        return spoil_server(draw, lead, hub_url, clock, 20)

    assert mutate(spoil, vera, rounds=200) >= 3_000


SHAPES = {
    "a column more": (
        ["ALTER TABLE answer ADD COLUMN mystery text DEFAULT 'x'"],
        ["ALTER TABLE answer DROP COLUMN mystery"],
    ),
    "a column of another kind": (
        ["ALTER TABLE answer ALTER COLUMN note TYPE bytea USING convert_to(note, 'UTF8')"],
        ["ALTER TABLE answer ALTER COLUMN note TYPE text USING convert_from(note, 'UTF8')"],
    ),
    "stamps that are text": (
        ["ALTER TABLE answer ALTER COLUMN s0 TYPE text"],
        ["ALTER TABLE answer ALTER COLUMN s0 TYPE bigint USING s0::bigint"],
    ),
    "a column less": (["ALTER TABLE answer RENAME note TO noted"], ["ALTER TABLE answer RENAME noted TO note"]),
    "a view for a table": (
        [
            "ALTER TABLE answer RENAME TO taken",
            "CREATE VIEW answer AS SELECT * FROM taken",
            "GRANT ALL ON answer TO PUBLIC",
        ],
        ["DROP VIEW answer", "ALTER TABLE taken RENAME TO answer"],
    ),
    "a table less": (["ALTER TABLE answer RENAME TO taken"], ["ALTER TABLE taken RENAME TO answer"]),
    "a version of its own": (["UPDATE schema SET current = -5"], ["UPDATE schema SET current = {current}"]),
    "readers of tomorrow": (["UPDATE schema SET min_reader = 999"], ["UPDATE schema SET min_reader = 1"]),
    "laptops of no kind": (
        [
            "CREATE TABLE kept AS SELECT * FROM device",
            "UPDATE device SET token = 'kort', last_push = -5, purge_seq = 2147483647, last_seen = 'nyss'",
        ],
        ["DELETE FROM device", "INSERT INTO device SELECT * FROM kept", "DROP TABLE kept"],
    ),
    "rights of no kind": (
        [
            "CREATE TABLE kept AS SELECT * FROM grant_",
            "UPDATE grant_ SET role = 'kung', seq = (SELECT seq FROM hub)",
        ],
        ["DELETE FROM grant_", "INSERT INTO grant_ SELECT * FROM kept", "DROP TABLE kept"],
    ),
    "erasures of no kind": (
        ["INSERT INTO purged (id, scope, stamp, reason, seq) VALUES ('allt', 'x', 1, 'x', 9223372036854775807)"],
        ["DELETE FROM purged WHERE id = 'allt'"],
    ),
}
"""What whoever keeps a server may do to it, and how it is undone."""


@pytest.mark.parametrize("hub_kind", ["postgres"], indirect=True)
def test_a_server_of_another_shape_is_told_in_words_and_costs_nothing(lead, vera, visit, hub_url):
    answer(vera, visit, "hb01", note="Inte sänt än")
    before = held_by(vera)
    with keeper_line(lead, hub_url) as line:
        current = line.rows("SELECT current FROM schema")[0][0]
    for what, (done, undone) in SHAPES.items():
        with keeper_line(lead, hub_url) as line:
            line.run("UPDATE hub SET seq = seq + 1")
            for statement in done:
                line.run(statement)

        said = ""
        try:
            sync(vera)
        except KollegieError as problem:  # a sentence of ours, never a fault of ours
            said = problem.sentence()

        assert not re.search("does not exist|column|operator|type", said), said
        assert held_by(vera) == before, what
        assert vera.check() == (), what
        with keeper_line(lead, hub_url) as line:
            for statement in undone:
                line.run(statement.format(current=current))
    assert sync(vera).waiting == 0
    sync(lead)
    assert answer_of(lead, visit, "hb01").note == "Inte sänt än"
