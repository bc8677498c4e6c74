"""However a hub was emptied, swapped or put back: nothing on a laptop goes unless few or a person said so."""

from __future__ import annotations

import shutil

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sync.worlds import answer, held_by, keeper_line

from kollegie.model.visits import Answer
from kollegie.sync.deletion_guard import LEAST_ROWS
from kollegie.sync.errors import DeletionsStopped, HubChanged
from kollegie.sync.exchange import sync

ANSWERS = 30


def standing(store) -> int:
    with store.reading() as reading:
        return len(reading.find(Answer))


def delete(store, count: int) -> None:
    with store.work("answer delete") as work:
        for found in work.find(Answer)[:count]:
            work.delete(found)


@pytest.fixture
def full(day):
    for number in range(ANSWERS):
        answer(day.vera, day.visit, f"hb{number}", value="ja")
    day.sync_all()
    return day


def test_a_few_deletions_just_happen_and_many_wait_for_a_yes(full):
    delete(full.vera, LEAST_ROWS)
    sync(full.vera)
    sync(full.ville)
    assert standing(full.ville) == ANSWERS - LEAST_ROWS

    delete(full.vera, 22)
    sync(full.vera)
    for _ in range(2):
        with pytest.raises(DeletionsStopped) as stopped:
            sync(full.ville)
        assert standing(full.ville) == ANSWERS - LEAST_ROWS
    assert "ovanligt många" in stopped.value.sentence()

    sync(full.ville, allow_deletions=True)
    sync(full.lead, allow_deletions=True)
    assert standing(full.ville) == ANSWERS - LEAST_ROWS - 22
    full.sync_all()
    assert full.agrees()


@pytest.mark.parametrize("hub_kind", ["sqlite"], indirect=True)
def test_whatever_became_of_the_hub_no_laptop_loses_more_than_a_few_rows_unasked(full, tmp_path):
    path = full.lead.path.with_name("hub.kollegie")
    url = f"sqlite:///{path}"
    whole, before = tmp_path / "whole", held_by(full.lead)
    laptop = tmp_path / "laptop"
    with full.lead.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    shutil.copy(path, whole)
    shutil.copy(full.lead.path, laptop)
    rows = [key for key, row in before.items() if key[0] != "history"]

    @settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
    @given(
        emptied=st.sets(st.sampled_from(("answer", "visit", "case_", "grant_", "person", "history")), max_size=6),
        flagged=st.integers(0, ANSWERS),
        back=st.integers(-3, 3),
        swapped=st.booleans(),
    )
    def hurt(emptied: set[str], flagged: int, back: int, swapped: bool) -> None:
        shutil.copy(whole, path)
        with keeper_line(full.lead, url) as line:
            line.begin(writing=True)
            line.run("UPDATE hub SET seq = seq + ?", (back,))
            seq = line.rows("SELECT seq FROM hub")[0][0]
            stamp = line.rows("SELECT max(value_s) FROM answer")[0][0] or line.rows("SELECT max(s0) FROM answer")[0][0]
            line.run(
                "UPDATE answer SET deleted = 1, deleted_s = ?, seq = ? WHERE id IN (SELECT id FROM answer LIMIT ?)",
                (stamp + (1 << 30), seq, flagged),
            )
            for table in sorted(emptied):
                line.run(f"DELETE FROM {table}")
            if swapped:
                line.run("UPDATE hub SET epoch = 'another'")
            line.commit()
        try:
            sync(full.lead)
        except (HubChanged, DeletionsStopped):
            assert held_by(full.lead) == before
            return
        assert not swapped
        assert back >= 0
        after = held_by(full.lead)
        assert all(key in after for key in rows)
        gone = [key for key in rows if after[key]["deleted"] != before[key]["deleted"]]
        assert len(gone) <= LEAST_ROWS
        if gone:  # begin again from the same laptop
            full.lead.engine.dispose()
            for suffix in ("-wal", "-shm"):
                full.lead.path.with_name(full.lead.path.name + suffix).unlink(missing_ok=True)
            shutil.copy(laptop, full.lead.path)

    hurt()
