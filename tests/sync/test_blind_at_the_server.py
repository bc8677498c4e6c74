"""Blind visits at a server: it keeps what was answered back by itself, whoever asks."""

from __future__ import annotations

import psycopg
import pytest
from sync.blind_worlds import VERAS, VERAS_FINDING, VILLES, VILLES_FINDING
from sync.worlds import keeper_line

from kollegie.model.attachments import AttachmentKind
from kollegie.model.ids import derived_id
from kollegie.model.visits import Answer, answer_id
from kollegie.store import Store
from kollegie.sync.exchange import sync
from kollegie.sync.hubs import open_hub
from kollegie.sync.laptop import laptop_of
from kollegie.sync.lines import Line, nobody
from kollegie.sync.state import sync_state
from kollegie.visiting.answering import record_answer
from kollegie.visiting.attaching import attach
from kollegie.visiting.commenting import comment_on


def own_line(store: Store) -> Line:
    with laptop_of(store, nobody) as near:
        known = near.enrolment()
    return open_hub(known.url, known.hub_key).line()


@pytest.mark.parametrize("hub_kind", ["postgres"], indirect=True)
def test_the_server_itself_keeps_answers_back_whoever_asks(blind, hub_url):
    mine = blind.answered(blind.vera, VERAS, VERAS_FINDING)
    comment_on(blind.vera, mine.id, VERAS, "hb06")
    attach(blind.vera, mine.id, "hb06", VERAS.encode(), kind=AttachmentKind.FILE, file_name="plan.txt", caption=VERAS)
    blind.signed(blind.vera)
    blind.answered(blind.ville, VILLES, VILLES_FINDING)
    blind.sync_all()
    kept = {"answer", "attachment", "chunk", "comment", "finding"}
    tables = (*kept, "history", "visit", "conflict", "visit_row", "consent", "action")

    def rows(store: Store) -> dict[str, int]:
        with own_line(store) as line:
            found = {
                table: line.rows(f"SELECT count(*) FROM {table} WHERE scope = ?", (mine.scope.bytes,))[0][0]
                for table in tables
            }
        return {table: count for table, count in found.items() if count}

    with own_line(blind.lead) as line:
        told = line.rows("SELECT DISTINCT record FROM history WHERE scope = ?", (mine.scope.bytes,))
    assert rows(blind.ville) == {}
    assert set(rows(blind.lead)) == {"history", "visit"}
    assert told == [("assignment",), ("visit",)]
    assert set(rows(blind.vera)) == kept | {"history", "visit"}

    with own_line(blind.ville) as line:  # neither his own visit taken out nor a made-up signature opens hers
        his = blind.own(blind.ville).scope.bytes
        line.run("UPDATE visit SET deleted = 1 WHERE scope = ?", (his,))
        assert line.run("UPDATE visit SET signed_at = '2026-11-24T00:00:00Z' WHERE scope = ?", (mine.scope.bytes,)) == 0
    assert rows(blind.ville) == {}
    with keeper_line(blind.lead, hub_url) as line:
        line.run("UPDATE visit SET deleted = 0 WHERE scope = ?", (his,))

    blind.signed(blind.ville)
    blind.sync_all()

    assert {"answer", "finding", "history"} <= set(rows(blind.ville)) & set(rows(blind.lead))


def planted(line: Line, table: str, **cells: object) -> str:
    """Write a record as no program of ours does, and tell what the server says to it."""
    columns = {"s0": 1, "deleted": 0, "seq": 1} | cells
    marks = ", ".join("?" for _ in columns)
    try:
        line.run(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", list(columns.values()))
    except psycopg.Error as problem:
        return type(problem).__name__
    return "taken"


@pytest.mark.parametrize("hub_kind", ["postgres"], indirect=True)
def test_nothing_tells_that_the_other_has_answered_and_no_place_is_taken_from_anybody(blind):
    """The ids of answers can be worked out by whoever knows the visit; nothing may be learnt or done by that."""
    theirs = derived_id("blind", blind.visit.id, blind.ville.me)
    hers = blind.own(blind.vera)
    assert theirs == blind.own(blind.ville).id
    record_answer(blind.ville, theirs, "hb01", "ja", VILLES)
    blind.sync_all()
    made = {"scope": hers.scope.bytes, "visit_id": hers.id.bytes, "note": "Falskt", "positive": 0, "flagged": 0}

    said = {}
    with own_line(blind.vera) as line:
        for question in ("hb01", "hb06"):  # he has answered the first
            cells = made | {"id": answer_id(theirs, question).bytes, "question": question, "row": ""}
            said[question] = planted(line, "answer", **cells)
        line.run("UPDATE hub SET seq = seq + 1")
        line.run("UPDATE answer SET seq = (SELECT seq FROM hub) WHERE note = 'Falskt'")
    assert set(said.values()) == {"taken"}
    sync(blind.lead)  # she who reads everything gets the false one of hb06 before the true one

    record_answer(blind.ville, theirs, "hb06", "ja", "Sant")
    blind.signed(blind.ville)
    blind.signed(blind.vera)
    blind.sync_all()

    for store in (blind.lead, blind.ville):
        with store.reading() as reading:
            found = {one.question: (one.scope, one.note) for one in reading.find(Answer, visit_id=theirs)}
        assert (found["hb01"], found["hb06"]) == ((theirs, VILLES), (theirs, "Sant"))
    aside = {(one.record, one.reason) for one in sync_state(blind.lead).set_aside}
    assert aside == {("answer", "scope")}
