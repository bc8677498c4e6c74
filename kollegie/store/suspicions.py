"""The confidential suspicions of this laptop: told to those named and to nobody else, and never part of a sync.

Whoever asks for one that is not for them gets the same answer as for one that does not exist.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import fields
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import insert, select, text, update

from kollegie.errors import KollegieError
from kollegie.model.records import Noun
from kollegie.model.suspicions import CASE, Pairs, Step, StepKind, Suspicion, SuspicionState, named_in
from kollegie.store import laptop_tables
from kollegie.store.drafts import form_field
from kollegie.store.rows import cleaned
from kollegie.store.work import Reading, Work

if TYPE_CHECKING:
    from kollegie.store.erasure_extent import Run

FORM = "suspicion"
"""The name of the form a suspicion is written in; its draft is kept as every form's is."""

STORED = tuple(field.name for field in fields(Suspicion) if field.name != "steps")
"""The columns that are fields of a suspicion by the same name."""


SIGNAL = "warning_signal"
"""What a signal it rests on is called among its records: one that is erased is taken out of it."""

ERASED = "suspicions_erased"
"""The setting that counts those written here that others' erasures have taken and nobody has told of yet."""

Named = Callable[[str], bool]
"""Whether somebody or something, by its id (hex) or our number for it, is meant."""


def _nothing(_id: str) -> bool:
    return False


class SuspicionMissing(KollegieError):
    """There is none, or it is not for whoever asks: nobody learns which."""

    sv = "Det finns ingen sådan misstanke. kollegie suspicions list visar dem du får läsa."
    en = "There is no such suspicion. kollegie suspicions list shows those you may read."


def suspicions_for(reading: Reading, person: UUID, id: UUID | None = None) -> tuple[Suspicion, ...]:
    """Those somebody may read, the latest first; of one id where it is given."""
    table, step = laptop_tables.suspicion, laptop_tables.suspicion_step
    ids = table.c.id.isnot(None) if id is None else table.c.id == id
    whose = step.c.suspicion_id.isnot(None) if id is None else step.c.suspicion_id == id
    written = select(step).where(whose).order_by(text("rowid"))  # as they were written, whatever the clocks said
    steps: dict[UUID, list[Step]] = {}
    for row in reading.connection.execute(written).mappings():
        told = Step(row["at"], row["person"], StepKind(row["kind"]), row["text"])
        steps.setdefault(row["suspicion_id"], []).append(told)
    rows = reading.connection.execute(select(table).where(ids).order_by(table.c.recorded_at.desc(), table.c.id))
    found = []
    for row in rows.mappings():
        stored = {name: row[name] for name in STORED} | {"state": SuspicionState(row["state"])}
        found.append(Suspicion(**stored, steps=tuple(steps.get(row["id"], ()))))
    return tuple(one for one in found if one.may_be_read_by(person))


def suspicion_for(reading: Reading, person: UUID, id: UUID) -> Suspicion:
    """One that somebody may read. Raises: SuspicionMissing."""
    for one in suspicions_for(reading, person, id):
        return one
    raise SuspicionMissing


def keep_suspicion(work: Work, one: Suspicion, records: Pairs) -> None:
    """Store a suspicion with its steps; `records` are what it speaks of, by table and id."""
    row = {name: cleaned(getattr(one, name)) for name in STORED} | {"state": one.state.value, "records": records}
    work.connection.execute(insert(laptop_tables.suspicion).values(row))
    for step in one.steps:
        add_step(work, one.id, step)


def add_step(work: Work, id: UUID, step: Step) -> None:
    """Add a step to a suspicion."""
    row = {"id": work.new_id(), "suspicion_id": id, "at": step.at, "person": cleaned(step.by), "kind": step.kind.value}
    work.connection.execute(insert(laptop_tables.suspicion_step).values(row | {"text": cleaned(step.text)}))


def change_suspicion(work: Work, id: UUID, **columns: object) -> None:
    """Change what may be changed: state, readers, the days."""
    work.connection.execute(update(laptop_tables.suspicion).where(laptop_tables.suspicion.c.id == id).values(columns))


def records_of(reading: Reading, id: UUID) -> Pairs:
    """The records a suspicion speaks of, by table and id."""
    found: Pairs = reading.connection.execute(
        select(laptop_tables.suspicion.c.records).where(laptop_tables.suspicion.c.id == id)
    ).scalar_one()
    return found


def recorder_of(reading: Reading, id: UUID) -> UUID | None:
    """Who recorded one that stands here, None where none does."""
    table = laptop_tables.suspicion
    found: UUID | None = reading.connection.execute(select(table.c.recorded_by).where(table.c.id == id)).scalar()
    return found


def become_reader(run: Run, old: UUID, new: UUID) -> None:
    """Let what somebody has written, and the copies they have received, be theirs by the id a hub knows them by.

    Shape: inside a transaction in which rows bring their own stamps, since what was written of one stands otherwise.
    """
    run("UPDATE suspicion SET recorded_by = ? WHERE recorded_by = ?", (new.bytes, old.bytes))
    run("UPDATE suspicion SET readers = replace(readers, ?, ?)", (f'["{old.hex}",', f'["{new.hex}",'))


def count_going(run: Run, records: Iterable[bytes], refs: Iterable[str], labels: Iterable[str]) -> int:
    """How many would go with these records, these users and the last case of these numbers."""
    going = {id.hex() for id in records}
    return len(_speaking_of(run, going.__contains__, among(refs), among(labels)))


def among(refs: Iterable[str]) -> Named:
    """Whether a number is one of these, as an erasure compares them."""
    named = {ref.strip().casefold() for ref in refs}
    return lambda ref: ref.strip().casefold() in named


def erase_suspicions(
    run: Run, *, going: Named = _nothing, erased: Named = _nothing, without_case: Named = _nothing
) -> int:
    """Remove those that speak of a record (by id, hex), a user or a case's number that is gone, and those begun.

    Shape: inside a transaction of whoever calls; tells how many went. A signal that goes is taken out of what rests on
    it, for which rows must bring their own stamps.
    """
    gone, begun = _speaking_of(run, going, erased, without_case), _drafts_about(run, erased, without_case)
    for id in gone:
        drop_suspicion(run, id)
    _lose_signals(run, going)
    for key in begun:
        run("DELETE FROM draft WHERE rowid = ?", (key,))
    return len(gone) + len(begun)


def own_suspicions(run: Run) -> int:
    """How many are here that were written here."""
    return int(run("SELECT count(*) FROM suspicion WHERE copied_from = ''")[0][0])


def note_erased(run: Run, before: int) -> None:
    """Keep how many of those that were written here others' erasures have taken, until it is told."""
    lost = before - own_suspicions(run)
    if lost > 0:
        run(
            "INSERT INTO setting (name, value) VALUES (?, ?)"
            " ON CONFLICT DO UPDATE SET value = CAST(value + excluded.value AS TEXT)",
            (ERASED, str(lost)),
        )


def case_behind(ref: str) -> str:
    """What a case is called among a copy's records that is one of those of a user the suspicion is about."""
    return f"case_ {ref}"


def goes_with(
    about: Pairs, records: Pairs, *, gone: Named = _nothing, erased: Named = _nothing, without_case: Named = _nothing
) -> bool:
    """Whether a suspicion about these, that speaks of these records, goes with what has been erased.

    Shape: `gone` asks by the id of a record (hex), `erased` by a user's number, `without_case` by a case's. One that
    is bound to its case goes with that case alone; one that is being written, or was of a number that was not here,
    is bound to none and goes with the last of that number.
    """
    bound = any(table == "case_" for table, _ in records)
    return _spoken_of(records, gone) or any(
        erased(ref) if noun == Noun.USER else noun == CASE and not bound and without_case(ref) for noun, ref in about
    )


def _spoken_of(records: Pairs, gone: Named) -> bool:
    """Whether a record that is spoken of is gone, or all the cases of a user; a signal it rests on takes nothing."""
    behind: dict[str, list[bool]] = {}
    for table, id in records:
        if " " in table:
            behind.setdefault(table, []).append(gone(id))
        elif table != SIGNAL and gone(id):
            return True
    return any(all(cases) for cases in behind.values())


def drop_suspicion(run: Run, id: bytes) -> None:
    """Remove one, its steps, and what is being written about it."""
    run("DELETE FROM suspicion_step WHERE suspicion_id = ?", (id,))
    run("DELETE FROM draft WHERE visit_id = ?", (id,))
    run("DELETE FROM suspicion WHERE id = ?", (id,))


def _speaking_of(run: Run, going: Named, erased: Named, without_case: Named) -> list[bytes]:
    standing = run("SELECT id, about, records FROM suspicion ORDER BY id")
    before = {row[0] for row in run("SELECT lower(hex(id)) FROM purged")} if standing else set()
    asked: dict[str, Named] = {
        "gone": lambda one: one in before or going(one),
        "erased": erased,
        "without_case": without_case,
    }
    return [id for id, about, records in standing if goes_with(json.loads(about), json.loads(records), **asked)]


def _lose_signals(run: Run, going: Named) -> None:
    for id, signals, records in run("SELECT id, signals, records FROM suspicion"):
        left = [[pair for pair in json.loads(pairs) if not going(pair[1])] for pairs in (signals, records)]
        if left[0] != json.loads(signals):
            told = [json.dumps(pairs, ensure_ascii=False, separators=(",", ":")) for pairs in left]
            run("UPDATE suspicion SET signals = ?, records = ? WHERE id = ?", (*told, id))


def _drafts_about(run: Run, erased: Named, without_case: Named) -> list[int]:
    begun = run("SELECT rowid, text FROM draft WHERE field = ?", (form_field(FORM),))
    about = {key: named_in(str(json.loads(written).get("about", ""))) for key, written in begun}
    return [key for key, pairs in about.items() if goes_with(pairs, (), erased=erased, without_case=without_case)]
