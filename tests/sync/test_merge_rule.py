"""The rule for one cell, the hub's statement that guards it, and the proposal for two edits of one text."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kollegie.model.stamps import device_of
from kollegie.sync.carried import carried_named, names
from kollegie.sync.hubs import make_hub
from kollegie.sync.merge import Merged, Version, conflict_id, merge_cell, proposal
from kollegie.sync.pushing import Staged, merge_table
from kollegie.sync.statements import fresh_columns, merge_staged

ME, OTHER = 2, 3


def stamp(tick: int, device: int) -> int:
    return tick << 11 | device


MINE = Version("ja", stamp(10, ME))


@pytest.mark.parametrize(
    ("base", "theirs", "expected"),
    [
        (None, Version("nej", stamp(11, OTHER)), Merged(Version("nej", stamp(11, OTHER)), None)),
        (None, Version("nej", stamp(9, OTHER)), Merged(MINE, None)),
        (stamp(8, OTHER), Version("x", stamp(8, OTHER)), Merged(MINE, stamp(8, OTHER))),
        (0, Version("ja", stamp(10, ME)), Merged(MINE, None)),
        (0, Version("ja", stamp(12, OTHER)), Merged(Version("ja", stamp(12, OTHER)), None)),
        (0, Version("ja", stamp(9, OTHER)), Merged(MINE, stamp(9, OTHER))),
        (stamp(5, ME), Version("nej", stamp(9, ME)), Merged(MINE, stamp(9, ME))),
        (stamp(5, OTHER), Version("nej", stamp(12, OTHER)), Merged(Version("nej", stamp(12, OTHER)), None, True)),
        (stamp(5, OTHER), Version("nej", stamp(9, OTHER)), Merged(MINE, stamp(9, OTHER), True)),
        (0, Version("", stamp(9, OTHER), True), Merged(MINE, stamp(9, OTHER))),
        (0, Version("", stamp(12, OTHER), True), Merged(MINE, stamp(12, OTHER), renew=True)),
    ],
    ids=[
        "nothing unsent, theirs is newer",
        "nothing unsent, theirs is older",
        "theirs is what I edited",
        "theirs is mine, come back",
        "the same words, theirs later",
        "the same words, mine later",
        "my own past",
        "a disagreement, theirs later",
        "a disagreement, mine later",
        "nobody has written there, earlier",
        "nobody has written there, later",
    ],
)
def test_what_stands_after_two_versions_of_a_cell_have_met(base, theirs, expected):
    assert merge_cell(MINE, base, theirs, device=ME) == expected


def test_of_a_record_all_make_alike_the_first_to_arrive_stands():
    theirs = Version("ja", stamp(9, OTHER))

    assert merge_cell(MINE, 0, theirs, device=ME, first_stands=True) == Merged(theirs, None)


def test_my_untouched_field_gives_way_to_what_they_wrote_even_if_mine_is_later():
    mine, theirs = Version("", stamp(12, ME), True), Version("ord", stamp(9, OTHER))

    assert merge_cell(mine, 0, theirs, device=ME) == Merged(theirs, None)


def test_an_edit_made_from_my_version_replaces_it():
    theirs = Version("nej", stamp(12, OTHER))

    assert merge_cell(MINE, stamp(5, OTHER), theirs, device=ME, knew_mine=True) == Merged(theirs, None)


versions = st.builds(
    lambda value, tick, device: Version(value, stamp(tick, device)),
    st.sampled_from(["ja", "nej", ""]),
    st.integers(1, 6),
    st.integers(1, 4),
)


@given(
    mine=versions, theirs=versions, base=st.none() | st.integers(0, 6).map(lambda tick: stamp(tick, 4) if tick else 0)
)
def test_no_version_disappears_unless_it_was_sent_or_seen_or_said_alike(mine, theirs, base):
    merged = merge_cell(mine, base, theirs, device=ME)

    lost_mine = merged.version.value != mine.value and base is not None
    lost_theirs = merged.version.value != theirs.value and base is not None
    if lost_mine:
        assert merged.disagree
    if lost_theirs and theirs.stamp not in (base, mine.stamp):
        assert merged.disagree or device_of(theirs.stamp) == ME


def test_a_conflict_has_the_same_id_from_both_sides():
    row = bytes(range(16))

    assert conflict_id(row, "note", 9, 12) == conflict_id(row, "note", 12, 9) == f"{row.hex()}:note:9:12"


@pytest.mark.parametrize("seed", range(3))
def test_the_hubs_statement_and_the_rule_agree_on_random_rows(hub_url, seed):
    """Rows of every kind meet at the hub: its tables and conflicts must be what the rule says, on both databases.

    In the second run the hub has none of the rows their sender calls new; in all of them some are new and unedited.
    """
    draw = random.Random(seed)
    answer = carried_named("answer")
    hub = make_hub(hub_url, "korrekt häst batteri")
    rows = [_random_pair(draw, number) for number in range(300)]
    known = [(old, new) for old, new in rows if seed != 1 or new[-1] != 0]
    columns, _kinds = fresh_columns(answer)
    fresh = [tuple(_random_pair(draw, number)[1][answer.place(column)] for column in columns) for number in (400, 401)]
    with hub.line() as line:
        line.begin(writing=True)
        hub.stage(line, answer, [old for old, _new in known])
        line.run(merge_staged(answer, hub.lines), (1,))
        line.run(f"DELETE FROM inc_{answer.name}" if line.mark == "?" else f"DROP TABLE inc_{answer.name}")
        staged = Staged(answer)
        staged.put(hub, line, [new for _old, new in rows], fresh)
        clean = merge_table(hub, line, staged, 2, ME)
        stands = {row[0]: row for row in line.rows(f"SELECT {names(answer.columns)} FROM answer")}
        conflicts = {row[0] for row in line.rows("SELECT id FROM conflict")}
        line.commit()

    expected_conflicts = set()
    for old, new in known:
        there, here = _cells(answer, old), _cells(answer, new)
        found = _cells(answer, stands[old[0]])
        for column, place in zip(answer.editable, range(len(answer.columns), len(new)), strict=True):
            base = new[place]
            merged = merge_cell(here[column], base, there[column], device=ME)
            if merged.disagree and device_of(there[column].stamp) != ME:
                expected_conflicts.add(conflict_id(old[0], column, here[column].stamp, there[column].stamp))
            larger = max(here[column], there[column], key=lambda version: version.stamp)
            assert found[column].stamp == larger.stamp
            if here[column].stamp != there[column].stamp:
                assert found[column].value == larger.value
    assert conflicts == expected_conflicts
    assert not clean
    assert len(conflicts) > 20
    for _old, new in [pair for pair in rows if pair not in known]:
        assert stands[new[0]] == new[: len(answer.columns)]
    for new in fresh:
        told = dict(zip(columns, new, strict=True))
        assert stands[new[0]] == tuple(told.get(column) for column in answer.columns)
    assert len(stands) == len(rows) + len(fresh)


@pytest.mark.parametrize("hub_kind", ["sqlite", "postgres"], indirect=True)
def test_edits_whose_sender_had_seen_what_stands_are_guarded_and_merged_in_one_pass(hub_url):
    """An empty base is told to the hub as none: the 0 its staging table gives by itself would call the row new."""
    draw, answer, heard = random.Random(5), carried_named("answer"), []
    hub = make_hub(hub_url, "korrekt häst batteri")
    note = answer.editable.index("note")

    def edited(row, number, base):
        cells = dict(zip(answer.columns, row, strict=False)) | {
            "note": f"ord {number}",
            "note_s": stamp(20 + number, ME),
        }
        bases = tuple(base if place == note else None for place in range(len(answer.editable)))
        return (*(cells[column] for column in answer.columns), *bases)

    old = [_random_pair(draw, number)[0] for number in range(20)]
    seen = [edited(row, number, _cells(answer, row)["note"].stamp) for number, row in enumerate(old)]
    unseen = [edited(row, 30 + number, stamp(2, 1)) for number, row in enumerate(seen)]
    with hub.line(heard.append) as line:
        line.begin(writing=True)
        hub.stage(line, answer, old)
        line.run(merge_staged(answer, hub.lines), (1,))
        for sender, rows, clean in ((ME, seen, True), (OTHER, unseen, False)):
            line.run("DROP TABLE inc_answer")
            staged = Staged(answer)
            staged.put(hub, line, rows, ())
            heard.clear()

            assert merge_table(hub, line, staged, 2, sender) is clean
            assert any(statement.startswith('SELECT n."id"') for statement in heard) is not clean
        stands = {row[0] for row in line.rows("SELECT note FROM answer")}
        conflicts = line.rows("SELECT a_value, b_value FROM conflict ORDER BY a_stamp")
        line.commit()

    assert stands == {f"ord {30 + number}" for number in range(20)}
    assert conflicts == [(f"ord {number}", f"ord {30 + number}") for number in range(20)]


def test_new_records_are_laid_in_at_once_and_where_one_stands_the_merge_decides(hub_url, hub_kind, monkeypatch):
    monkeypatch.setattr("kollegie.sync.pushing.MANY", 1)
    answer, history = carried_named("answer"), carried_named("history")
    hub = make_hub(hub_url, "korrekt häst batteri")
    columns, _kinds = fresh_columns(answer)

    def made(numbers, tick, note):
        told = dict.fromkeys(columns, 0) | {"visit_id": bytes(16), "scope": bytes(16), "row": "", "value": '"ja"'}
        cells = ({"id": number.to_bytes(16), "question": f"hb{number}"} for number in numbers)
        every = [told | one | {"s0": stamp(tick, ME), "note": note} for one in cells]
        lines = [(one["id"], "", one["s0"], bytes(16), "answer", None, None, bytes(16), "") for one in every]
        return [tuple(one[column] for column in columns) for one in every], lines

    batches = [made(range(20), 1, "först"), made(range(10, 30), 2, "sedan"), made(range(5, 35), 1, "för gammal")]
    batches[2][1][:] = batches[0][1]  # lines that all stand already
    told: list[str] = []
    with hub.line(told.append) as line:
        clashed = []
        for seq, (rows, lines) in enumerate(batches, start=2):
            line.begin(writing=True)
            for one, edited, fresh in ((history, lines, []), (answer, [], rows)):
                staged = Staged(one)
                staged.put(hub, line, edited, fresh)
                assert merge_table(hub, line, staged, seq, ME)
            clashed.append(sum(statement.startswith("ROLLBACK TO") for statement in told))
            told.clear()
            if hub_kind == "sqlite":
                line.run("DROP TABLE inc_answer")
                line.run("DROP TABLE inc_history")
            line.commit()
        stands = line.rows("SELECT id, note, seq FROM answer ORDER BY id")
        told_of = line.rows("SELECT count(*), min(seq), max(seq) FROM history")

    expected = [("först", 2)] * 10 + [("sedan", 3)] * 20 + [("för gammal", 4)] * 5
    assert stands == [(number.to_bytes(16), *row) for number, row in enumerate(expected)]
    assert told_of == [(40, 2, 3)]
    assert clashed == ([0, 1, 2] if hub_kind == "postgres" else [0, 0, 0])


def _random_pair(draw, number):
    """A row at the hub and the same row from a laptop, every cell with a random stamp and base."""
    answer = carried_named("answer")
    id, visit = number.to_bytes(16), (7).to_bytes(16)

    def row(device):
        cells = {
            "id": id,
            "scope": visit,
            "s0": stamp(draw.randint(1, 5), draw.choice((1, device))),
            "visit_id": visit,
            "question": "hb01",
            "row": "",
            "value": draw.choice(['"ja"', '"nej"', None]),
            "note": draw.choice(["", "a", "b"]),
            **{flag: draw.randint(0, 1) for flag in ("positive", "flagged", "deleted")},
        }
        for column in answer.editable:
            later = stamp(draw.randint(6, 12), draw.choice((ME, OTHER)))
            cells[f"{column}_s"] = draw.choice((None, later))
        return tuple(cells[column] for column in answer.columns)

    old, new = row(OTHER), row(ME)
    there = _cells(answer, old)
    bases = tuple(draw.choice((None, 0, there[column].stamp, stamp(3, 1))) for column in answer.editable)
    return (*old, *(None for _ in answer.editable)), (*new, *bases)


def _cells(answer, row):
    named = dict(zip(answer.columns, row, strict=False))
    return {
        column: Version(named[column], named["s0"] if named[f"{column}_s"] is None else named[f"{column}_s"])
        for column in answer.editable
    }


BASE = "Dörren var låst. Brukaren svarade inte. Grannen hade nyckel. Vi gick hem."


@pytest.mark.parametrize(
    ("mine", "theirs", "text", "overlap", "apart"),
    [
        (BASE, BASE, BASE, False, True),
        (BASE.replace("låst", "öppen"), BASE, BASE.replace("låst", "öppen"), False, True),
        (
            BASE.replace("Dörren", "Porten"),
            BASE.replace("hem", "vidare"),
            BASE.replace("Dörren", "Porten").replace("hem", "vidare"),
            False,
            True,
        ),
        (
            BASE.replace("låst", "öppen"),
            BASE.replace("inte", "genast"),
            BASE.replace("låst", "öppen").replace("inte", "genast"),
            False,
            False,
        ),
        (BASE.replace("låst", "öppen"), BASE.replace("låst", "öppen"), BASE.replace("låst", "öppen"), False, True),
        (BASE.replace("låst", "öppen"), BASE.replace("låst", "stängd"), None, True, False),
    ],
    ids=["nothing", "one side", "sentences apart", "next to each other", "the same", "the same word differently"],
)
def test_two_edits_of_a_text_are_laid_together(mine, theirs, text, overlap, apart):
    proposed = proposal(BASE, mine, theirs)

    assert (proposed.overlap, proposed.apart) == (overlap, apart)
    if text is None:
        assert "öppen" in proposed.text
        assert "stängd" in proposed.text
    else:
        assert proposed.text == text


words = st.lists(st.sampled_from(["vi", "gick", "hem", ".", "ja"]), max_size=12).map(" ".join)


@settings(max_examples=300)
@given(base=words, mine=words, theirs=words)
def test_a_proposal_keeps_every_word_somebody_added(base, mine, theirs):
    proposed = proposal(base, mine, theirs)

    if mine == base:
        assert proposed.text == theirs
    if theirs == base:
        assert proposed.text == mine
    if mine == theirs:
        assert proposed.text == mine
    for side in (mine, theirs):
        assert set(side.split()) - set(base.split()) <= set(proposed.text.split())
