"""Erasures on their way: the purge list goes before everything else, in both directions, and wins over all of it."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from kollegie.language import counted, say
from kollegie.model.erasures import Erasure
from kollegie.model.ids import COMMON_SCOPE
from kollegie.store import Store
from kollegie.store.attachments import drop_contents
from kollegie.store.erasing import CODE, carry_out, erase_case, erase_subjects_from_records
from kollegie.store.erasure_extent import runner
from kollegie.store.roles import leads_hub
from kollegie.store.suspicions import ERASED, note_erased, own_suspicions
from kollegie.sync.carried import Row, carried
from kollegie.sync.checking import is_erasure
from kollegie.sync.errors import ErasuresStopped, MayNot
from kollegie.sync.hub import Hub
from kollegie.sync.laptop import WAITING, Batch, Laptop, laptop_of
from kollegie.sync.lines import Line, nobody
from kollegie.sync.meeting import store_setting
from kollegie.sync.receipts import Receipt
from kollegie.sync.statements import erase

DONE = "erasures_in_records"
"""The setting that tells how many protocols the imported files have been cleaned for."""

MOST_CASES = 3
"""More erased cases than this at once are asked about."""

HASH = 32
"""The length of a content's keyed hash in the list; a record's id has sixteen bytes."""


def erase_as_lead(store: Store, case_id: UUID, reason: str) -> Erasure:
    """Erase a case as somebody who may: on a laptop of a hub a lead, on one of no hub whoever it belongs to.

    Raises: MayNot; ErasureReasonMissing; RecordMissing; StoreError.
    """
    with laptop_of(store, nobody) as near:
        hub = near.line.one("SELECT hub_name FROM enrolment WHERE one = 1")
    if hub is not None:
        with store.reading() as reading:
            if not leads_hub(reading, store.me):
                raise MayNot(address=hub[0])
    return erase_case(store, case_id, reason)


def erase_at_hub(far: Line, near: Laptop, batch: Batch, seq: int) -> None:
    """Inside the push: put what this laptop has erased on the hub's list, and remove it there."""
    rows = near.untold_erasures(batch)
    if not rows:
        return
    far.many(
        "INSERT INTO purged (id, scope, stamp, reason, seq) VALUES (?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING",
        [(*row, seq) for row in rows],
    )
    for one in reversed(carried()):
        for statement in erase(one):
            far.run(statement, (seq,))
    for column in ("hash", "scope"):
        far.run(f"DELETE FROM chunk WHERE {column} IN (SELECT id FROM purged WHERE seq = ?)", (seq,))


def awaits_numbers(near: Laptop) -> bool:
    """Whether the hub has taken erasures from here and not yet told their numbers."""
    return near.line.one("SELECT 1 FROM purged WHERE seq = 0 LIMIT 1") is not None


def carried_out_up_to(near: Laptop) -> int:
    """The number of the last erasure at the hub that this laptop has carried out."""
    return int(near.line.rows("SELECT coalesce(max(seq), 0) FROM purged")[0][0])


def take_erasures(hub: Hub, far: Line, near: Laptop, *, allowed: bool = False) -> int:
    """Take in the hub's list from where this laptop stands and carry it out; give back how much of it was here.

    Shape: contents at a hub whose parts are files go here, by a lead's laptop, since no transaction reaches a file.
    `allowed` is a person's yes to what is asked otherwise.
    Raises: ErasuresStopped.
    """
    since = carried_out_up_to(near)
    listed = far.rows(
        "SELECT id, scope, stamp, reason, seq, (SELECT h.seq FROM hub h) AS top FROM purged WHERE seq > ?"
        " ORDER BY seq, id",
        (since,),
    )
    rows = [row[:-1] for row in listed if is_erasure(row[:-1])]
    kept = kept_for_ever(near, [row[0] for row in rows])
    forged = [row for row in rows if row[0] in kept or row[-1] > listed[0][-1]]
    if forged:
        rows = [row for row in rows if row not in forged]
        _refuse(hub, far, near, forged)
    mine = {bytes(row[0]) for row in near.line.rows("SELECT id FROM purged")}
    new = [row for row in rows if bytes(row[0]) not in mine]
    contents: list[str] = []
    with near.writing():
        near.line.many(
            "INSERT INTO purged (id, scope, stamp, reason, seq) VALUES (?, ?, ?, ?, ?)"
            " ON CONFLICT DO UPDATE SET seq = excluded.seq",
            rows,
        )
        last = carried_out_up_to(near)
        near.line.run("UPDATE purged SET seq = ? WHERE seq = 0", (last,))
        here = _count(near)
        if new:
            contents = carry_out_guarded(near, [row[0] for row in new], allowed=allowed or hub.erased_by_leads_alone)
        gone = here - _count(near)
        if rows and near.leads():
            for id, scope, *_rest in rows:
                if len(id) == HASH:
                    hub.drop_parts(far, scope, id)
    drop_contents(near.store, contents)
    return gone


KEPT_FOR_EVER = ("person", "municipality", "review", "checklist_version")
"""Whose ids no erasure of ours lists: with one of them as a scope, all that stands in it would go."""


def kept_for_ever(near: Laptop, ids: list[bytes]) -> set[bytes]:
    """Those of the ids on a list of erasures that no erasure of ours can have put there."""
    found = {id for id in ids if id == COMMON_SCOPE.bytes}
    for name in KEPT_FOR_EVER:
        found |= {row[0] for row in near.line.rows(f"SELECT id FROM {name}")} & set(ids)
    return found


def carry_out_guarded(near: Laptop, ids: list[bytes], *, allowed: bool, most: int = MOST_CASES) -> list[str]:
    """Carry out others' erasures inside the transaction; unsent edits, and many cases at once, go only with a yes.

    Raises: ErasuresStopped, so that the transaction takes them all back.
    """
    before = [near.line.rows(question)[0][0] for question in GOING]
    own = own_suspicions(near.line.rows)
    contents = carry_out(near.line.rows, ids)
    note_erased(near.line.rows, own)
    cases, unsent = (was - near.line.rows(question)[0][0] for was, question in zip(before, GOING, strict=True))
    if not allowed and (unsent > 0 or cases > most):
        raise ErasuresStopped(cases=cases, unsent=unsent)
    return contents


GOING = (
    "SELECT count(*) FROM case_",
    f"SELECT (SELECT sum(n) FROM (SELECT '' AS name, 0 AS n UNION ALL {WAITING})) + (SELECT count(*) FROM draft)"
    " + (SELECT count(*) FROM suspicion WHERE copied_from = '')",
)
"""How many cases are here, and how much that is here alone: unsent records, what is typed in a field, suspicions."""


def _refuse(hub: Hub, far: Line, near: Laptop, forged: list[Row]) -> None:
    """Tell of erasures no program of ours has listed, and take them off a file's list, which anybody may write to.

    There they would keep what this laptop sends in those scopes from ever being stored.
    """
    near.line.many(
        "INSERT INTO quarantine (record, row_id, seq, reason, content) VALUES ('purged', ?, ?, 'id', '')"
        " ON CONFLICT DO NOTHING",
        [(row[0].hex(), row[-1]) for row in forged],
    )
    if hub.is_upgraded_by_anyone:
        far.begin(writing=True)
        far.many("DELETE FROM purged WHERE id = ? AND seq = ?", [(row[0], row[-1]) for row in forged])
        far.commit()


def look_anew(near: Laptop) -> None:
    """At the beginning of a sync: forget which erasures an earlier one refused; what is still listed is told again."""
    if near.line.one("SELECT 1 FROM quarantine WHERE record = 'purged'") is not None:
        near.line.run("DELETE FROM quarantine WHERE record = 'purged'")


def erase_from_imported(near: Laptop) -> None:
    """Take persons others have erased out of the files that were imported here; not again until there are more."""
    heard = str(near.line.rows("SELECT count(*) FROM erasure")[0][0])
    done = store_setting(near.line, DONE) or "0"
    if heard != done:
        own = own_suspicions(near.line.rows)
        erase_subjects_from_records(near.store)
        with near.store.work(CODE) as work:
            work.set_setting(DONE, heard)
            note_erased(runner(work.connection), own)


def tell_erased_suspicions(near: Laptop, receipt: Receipt) -> Receipt:
    """Say to whoever wrote them that others' erasures have taken suspicions of theirs along: here, and nowhere else."""
    lost = int(store_setting(near.line, ERASED) or 0)
    if not lost:
        return receipt
    near.line.run("DELETE FROM setting WHERE name = ?", (ERASED,))
    counts = counted(
        lost,
        ("förtrolig misstanke som du har skrivit är raderad", "förtroliga misstankar som du har skrivit är raderade"),
        ("confidential suspicion you wrote is erased", "confidential suspicions you wrote are erased"),
    )
    told = say(
        f"{counts}, eftersom ärendet eller personen är gallrad. Det sägs bara här.",
        f"{counts}, since the case or person has been erased. This is told here alone.",
    )
    return replace(receipt, notes=(told, *receipt.notes), of_cases=(*receipt.of_cases, told))


def _count(near: Laptop) -> int:
    questions = (f'SELECT count(*) AS n FROM "{one.name}"' for one in carried() if not one.is_history)
    return int(near.line.rows(f"SELECT sum(n) FROM ({' UNION ALL '.join(questions)})")[0][0])
