"""Erasure (gallring) on this laptop: a case with all that hangs on it, gone from every table, index and file.

What is erased stands by its random id in the purge list for ever, and the list wins over everything that arrives
later. Who the case was about can be recognised again at an import, by a keyed digest, and by nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import TYPE_CHECKING
from uuid import UUID

from kollegie.errors import KollegieError
from kollegie.model.erasures import Erasure
from kollegie.store import tables
from kollegie.store.attachments import drop_contents
from kollegie.store.erasure_extent import SUBJECT_COLUMN, Run, extent_of, runner, uncaptured
from kollegie.store.erasure_protocol import digest_of, signed_protocol
from kollegie.store.purge_file import PurgeList, write_purge_file
from kollegie.store.records import erase_from_records, names_in_records
from kollegie.store.suspicions import among, erase_suspicions
from kollegie.store.work import Reading, Work

if TYPE_CHECKING:
    from kollegie.store.opening import Store

CODE = "erasure"
"""What the purge list, which everybody may read, says of the reason; the reason itself stands in the protocol."""

ASIDE_IN_SCOPE = "CASE WHEN json_valid(content) THEN json_extract(content, '$.scope.hex') END"
"""The scope, in hex, of a row from the hub that was set aside whole."""


class ErasureReasonMissing(KollegieError):
    """An erasure without saying why."""

    sv = "Skriv skälet till gallringen, till exempel vilket gallringsbeslut den följer. Inget är raderat."
    en = "Write the reason for the erasure, such as the records schedule it follows. Nothing has been erased."


def erase_case(store: Store, case_id: UUID, reason: str) -> Erasure:
    """Erase a case from this laptop and put it on the purge list; the next sync carries it to everybody.

    Shape: returns the signed protocol, which stays. The person this laptop belongs to stands for it.
    Raises: ErasureReasonMissing; RecordMissing; StoreError for what the disk refuses. Then nothing has happened, or the
    case is erased and just the list beside the store could not be written: the next sync writes it.
    """
    reason = reason.strip()
    if not reason:
        raise ErasureReasonMissing
    extent = extent_of(store, case_id)
    case = extent.case
    if extent.whole_person:  # first, since it can be done again: while the case stands, it says whose rows they are
        erase_from_records(store, SUBJECT_COLUMN, [case.subject_ref])
    with store.work(CODE) as work:
        made = signed_protocol(work, extent, reason)
        stamp = tick(work)
        work.connection.exec_driver_sql(
            "INSERT INTO purged (id, scope, stamp, reason, seq) VALUES (?, ?, ?, ?, NULL) ON CONFLICT DO NOTHING",
            [(id, scope, stamp, CODE) for id, scope in dict(extent.ids).items()],
        )
        if extent.whole_person:
            erase_suspicions(runner(work.connection), erased=among([case.subject_ref]))
        contents = carry_out(runner(work.connection), [id for id, _scope in extent.ids])
        work.add(made)
    drop_contents(store, contents)
    after_erasing(store)
    return made


def carry_out(run: Run, ids: Iterable[bytes]) -> list[str]:
    """Remove everything with these ids, and everything in a scope with one of them; tell the contents whose files go.

    Shape: inside a transaction of whoever calls. What is unsent goes too. The ids stand in the purge list already.
    """
    run("CREATE TEMP TABLE IF NOT EXISTS going (id BLOB PRIMARY KEY)")
    run("DELETE FROM temp.going")
    for id in ids:
        run("INSERT OR IGNORE INTO temp.going VALUES (?)", (id,))
    gone = "IN (SELECT id FROM temp.going)"
    visits = [row[0] for row in run(f"SELECT id FROM visit WHERE id {gone} OR scope {gone}")]
    hashes = {
        row[0]
        for row in run(
            f"SELECT content_hash FROM attachment WHERE id {gone} OR scope {gone}"
            f" UNION SELECT hash FROM content WHERE scope {gone}"
            " UNION SELECT lower(hex(id)) FROM temp.going WHERE length(id) = 32"
        )
    }
    labels = _labels(run)
    with uncaptured(run):
        for name in reversed(tables.SYNCED):
            also, key = "", "id"
            if name == "conflict":
                also, key = f" OR row_id {gone}", "CAST(id AS BLOB)"
            run(f'DELETE FROM "{name}" WHERE {key} {gone} OR scope {gone}{also}')
        run(f"DELETE FROM history WHERE row_id {gone} OR scope {gone}")
    run(f"DELETE FROM given_up WHERE row_id {gone} OR scope {gone}")
    labels -= _labels(run)
    going = {row[0] for row in run("SELECT lower(hex(id)) FROM temp.going")}
    with uncaptured(run):
        erase_suspicions(run, going=going.__contains__, without_case=among(labels))
    run(f"DELETE FROM draft WHERE visit_id {gone}")  # a form that is begun about any record of it
    for visit in visits:
        run("DELETE FROM draft WHERE visit_id = ?", (visit,))
        told = str(UUID(bytes=visit))
        run(
            "DELETE FROM setting WHERE name IN (?, ?) OR (name = 'place' AND value = ?)",
            (f"place {told}", f"steps {told}", told),
        )
    for content_hash in hashes:
        run("DELETE FROM content WHERE hash = ?", (content_hash,))
    run("DELETE FROM quarantine WHERE replace(row_id, '-', '') IN (SELECT lower(hex(id)) FROM temp.going)")
    run(f"DELETE FROM quarantine WHERE {ASIDE_IN_SCOPE} IN (SELECT lower(hex(id)) FROM temp.going)")
    run(f"DELETE FROM searched WHERE row_id {gone}")
    run(f"DELETE FROM cursor WHERE scope {gone}")
    run("DELETE FROM temp.going")
    return sorted(hashes)


def _labels(run: Run) -> set[str]:
    """The numbers of the cases that are here, and their ids, by which somebody may have named one too."""
    return {name for label, id in run("SELECT label, id FROM case_") for name in (label, str(UUID(bytes=id)))}


def after_erasing(store: Store) -> bool:
    """Write the purge list beside the store and take what was erased out of the write-ahead log.

    Returns: whether the log is clean; while somebody reads, it is not, and the next sync or start tries again.
    """
    write_purge_file(store)
    with store.engine.connect() as connection:
        driver = connection.connection.driver_connection
        assert driver is not None
        busy = driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    return not busy


def erased_subjects(reading: Reading) -> Callable[[str], bool]:
    """Whether somebody, by the reference the source systems use, has been erased; for imports to leave out."""
    return _recognised((one.subject_salt, one.subject_digest) for one in reading.find(Erasure))


def _recognised(subjects: Iterable[tuple[str, str]]) -> Callable[[str], bool]:
    known: dict[bytes, set[str]] = {}
    for salt, digest in subjects:
        with suppress(ValueError):  # what is no salt of ours recognises nobody
            if digest:
                known.setdefault(bytes.fromhex(salt), set()).add(digest)
    found: dict[str, bool] = {}

    def erased(ref: str) -> bool:
        if ref not in found:
            found[ref] = any(digest_of(salt, ref) in digests for salt, digests in known.items())
        return found[ref]

    return erased if known else lambda _ref: False


def erase_subjects_from_records(store: Store, erased: Callable[[str], bool] | None = None) -> int:
    """Rewrite the imported files of this laptop without the rows of persons others have erased; tell how many went.

    Suspicions about them go as well: they stand on this laptop alone, by the same numbers.
    """
    if erased is None:
        with store.reading() as reading:
            erased = erased_subjects(reading)
    with store.work(CODE) as work:
        gone = erase_suspicions(runner(work.connection), erased=erased)
    if gone:
        after_erasing(store)
    refs = {ref for _, counts in names_in_records(store, SUBJECT_COLUMN) for ref in counts if erased(ref)}
    return erase_from_records(store, SUBJECT_COLUMN, refs) if refs else 0


def apply_purge_list(store: Store, listed: PurgeList) -> None:
    """Carry out on a store that was put back what was erased after its backup was made."""
    if listed.rows:
        with store.work(CODE) as work:
            work.connection.exec_driver_sql(
                "INSERT INTO purged (id, scope, stamp, reason, seq) VALUES (?, ?, ?, ?, NULL) ON CONFLICT DO NOTHING",
                list(listed.rows),
            )
            contents = carry_out(runner(work.connection), [row[0] for row in listed.rows])
        drop_contents(store, contents)
    if listed.subjects:
        erase_subjects_from_records(store, _recognised(listed.subjects))
    if listed.rows:
        after_erasing(store)


def tick(work: Work) -> int:
    """A stamp of this laptop above all it has given or seen, so that the next batch knows what it takes along."""
    return int(
        work.connection.exec_driver_sql(
            "UPDATE clock SET last = max((last >> 11) + 1, (SELECT now FROM actor WHERE one = 1) << 10) << 11 | device"
            " WHERE one = 1 RETURNING last"
        ).scalar_one()
    )
