"""Erasure (gallring) on this laptop: a case with all that hangs on it, gone from every table, index and file.

What is erased stands by its random id in the purge list for ever, and the list wins over everything that arrives
later. Who the case was about can be recognised again at an import, by a keyed digest, and by nothing else.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import Connection, select

from kollegie.errors import KollegieError
from kollegie.language import counted
from kollegie.model.erasures import Erasure
from kollegie.model.ids import COMMON_SCOPE
from kollegie.model.reviews import Case, Review, Track
from kollegie.store import tables
from kollegie.store.attachments import drop_contents
from kollegie.store.columns import moment_text
from kollegie.store.purge_file import PurgeList, write_purge_file
from kollegie.store.records import erase_from_records, read_records, record_sets
from kollegie.store.work import Reading, Work

if TYPE_CHECKING:
    from kollegie.store.opening import Store

CODE = "erasure"
"""What the purge list, which everybody may read, says of the reason; the reason itself stands in the protocol."""

SUBJECT_COLUMN = "user_id"
BY_SUBJECT = {"service_user": "user_ref", "decision": "user_ref", "provider_choice": "user_ref", "reclaim": "user_ref"}
"""Tables that hold a person's rows outside any case, by the column that says whose they are."""

ALIKE = {"service_user": "user_identity"}
"""Tables whose rows share an id with another's."""

CARRYING = ("warning_signal", "record_question", "known_cause", "reclaim")
"""Tables whose rows carry copies of imported rows or name the persons they are about."""


class CaseUnknown(KollegieError):
    """No case with that number on this laptop."""

    sv = "Det finns inget ärende {wanted} på den här datorn. kollegie visit list visar ärendenumren."
    en = "There is no case {wanted} on this computer. kollegie visit list shows the case numbers."


class SeveralCases(KollegieError):
    """The same number in several rounds."""

    sv = "{wanted} finns i flera granskningar: {ids}. Ange ärendets id."
    en = "{wanted} is in several rounds: {ids}. Give the id of the case."


class ErasureReasonMissing(KollegieError):
    """An erasure without saying why."""

    sv = "Skriv skälet till gallringen, till exempel vilket gallringsbeslut den följer. Inget är raderat."
    en = "Write the reason for the erasure, such as the records schedule it follows. Nothing has been erased."


@dataclass(frozen=True, slots=True)
class Extent:
    """What an erasure would remove.

    Shape: `records` is kind of record and number, in the order of the tables; `record_rows` counts rows in imported
    files; `elsewhere` are the numbers of other cases about the same person, for whose sake the person's register rows
    and imported rows stay; `unsent` counts edits on this laptop that nobody else has.
    """

    case: Case
    records: tuple[tuple[str, int], ...]
    contents: int
    record_rows: int
    drafts: int
    unsent: int
    elsewhere: tuple[str, ...]
    ids: tuple[tuple[bytes, bytes], ...]


def find_case(reading: Reading, wanted: str) -> Case:
    """The case a person means, by number or id. Raises: CaseUnknown; SeveralCases."""
    text = wanted.strip().casefold()
    found = [case for case in reading.find(Case) if text in (case.label.casefold(), str(case.id))]
    if not found:
        raise CaseUnknown(wanted=wanted)
    if len(found) > 1:
        raise SeveralCases(wanted=wanted, ids=", ".join(str(case.id) for case in found))
    return found[0]


def extent_of(store: Store, case_id: UUID) -> Extent:
    """What would go, looked up and not touched. Raises: RecordMissing."""
    with store.reading() as reading:
        case = reading.get(Case, case_id)
        elsewhere = _elsewhere(reading, case)
        run = runner(reading.connection)
        ids = _gathered(reading.connection, case, whole_person=not elsewhere)
        drafts = run(
            "SELECT count(*) FROM draft WHERE visit_id IN (SELECT id FROM visit WHERE case_id = ?)", (case.id.bytes,)
        )[0][0]
        unsent = sum(
            run(f'SELECT count(*) FROM "{name}" WHERE scope = ? AND dirty IS NOT NULL', (scope,))[0][0]
            for scope in _scopes(run, case)
            for name in tables.SYNCED
        )
    counts = tuple((name, len(ids[name])) for name in tables.SYNCED if ids.get(name))
    listed = tuple(pair for name in (*tables.SYNCED, "content", "scope") for pair in ids.get(name, ()))
    person = _about_person(case) and not elsewhere
    rows = 0 if not person else sum(_rows_about(store, one, case.subject_ref) for one in record_sets(store))
    return Extent(case, counts, len(ids.get("content", ())), rows, drafts, unsent, elsewhere, listed)


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
    if (
        _about_person(case) and not extent.elsewhere
    ):  # first, since it can be done again: while the case stands, it says whose rows they are
        erase_from_records(store, SUBJECT_COLUMN, [case.subject_ref])
    with store.work(CODE) as work:
        made = _protocol(work, extent, reason)
        stamp = _tick(work)
        work.connection.exec_driver_sql(
            "INSERT INTO purged (id, scope, stamp, reason, seq) VALUES (?, ?, ?, ?, NULL) ON CONFLICT DO NOTHING",
            [(id, scope, stamp, CODE) for id, scope in dict(extent.ids).items()],
        )
        contents = carry_out(runner(work.connection), [id for id, _scope in extent.ids])
        work.add(made)
    drop_contents(store, contents)
    after_erasing(store)
    return made


Run = Callable[..., list[Any]]
"""Does one statement with its parameters and gives back its rows."""


def runner(connection: Connection) -> Run:
    """Statements on SQLAlchemy's connection."""

    def run(sql: str, parameters: tuple[object, ...] = ()) -> list[Any]:
        result = connection.exec_driver_sql(sql, parameters)
        return list(result.all()) if result.returns_rows else []

    return run


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
    before = run("SELECT applying FROM actor WHERE one = 1")[0][0]
    run("UPDATE actor SET applying = 1 WHERE one = 1")
    for name in reversed(tables.SYNCED):
        also, key = "", "id"
        if name == "conflict":
            also, key = f" OR row_id {gone}", "CAST(id AS BLOB)"
        run(f'DELETE FROM "{name}" WHERE {key} {gone} OR scope {gone}{also}')
    run(f"DELETE FROM history WHERE row_id {gone} OR scope {gone}")
    run("UPDATE actor SET applying = ? WHERE one = 1", (before,))
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
    run(f"DELETE FROM searched WHERE row_id {gone}")
    run(f"DELETE FROM cursor WHERE scope {gone}")
    run("DELETE FROM temp.going")
    return sorted(hashes)


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
        if digest:
            known.setdefault(bytes.fromhex(salt), set()).add(digest)
    found: dict[str, bool] = {}

    def erased(ref: str) -> bool:
        if ref not in found:
            found[ref] = any(_digest(salt, ref) in digests for salt, digests in known.items())
        return found[ref]

    return erased if known else lambda _ref: False


def erase_subjects_from_records(store: Store, erased: Callable[[str], bool] | None = None) -> int:
    """Rewrite the imported files of this laptop without the rows of persons others have erased; tell how many went."""
    import pyarrow.compute as pc

    if erased is None:
        with store.reading() as reading:
            erased = erased_subjects(reading)
    refs: set[str] = set()
    for one in record_sets(store):
        table = read_records(store, one, [SUBJECT_COLUMN])
        if SUBJECT_COLUMN in table.column_names:
            named = pc.unique(table[SUBJECT_COLUMN]).to_pylist()
            refs |= {str(ref) for ref in named if ref is not None and erased(str(ref))}
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


def verify_protocol(erasure: Erasure) -> bool:
    """Whether the protocol is as it was signed."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(erasure.public_key))
        key.verify(bytes.fromhex(erasure.signature), _signed_text(erasure))
    except (InvalidSignature, ValueError):
        return False
    return True


def words_for(record: str, count: int) -> str:
    """How many of a kind of record, in a list of what goes."""
    known: dict[str, tuple[tuple[str, str], tuple[str, str]]] = {
        "case_": (("ärende", "ärenden"), ("case", "cases")),
        "case_identity": (("namn och adress", "namn och adresser"), ("name and address", "names and addresses")),
        "visit": (("besök", "besök"), ("visit", "visits")),
        "answer": (("svar", "svar"), ("answer", "answers")),
        "finding": (("iakttagelse", "iakttagelser"), ("finding", "findings")),
        "action": (("åtgärd", "åtgärder"), ("action", "actions")),
        "conflict": (("konflikt", "konflikter"), ("conflict", "conflicts")),
        "attachment": (("bilaga", "bilagor"), ("attachment", "attachments")),
        "warning_signal": (("varningssignal", "varningssignaler"), ("warning signal", "warning signals")),
        "service_user": (("brukare i registret", "brukare i registret"), ("user in the register", "users")),
        "user_identity": (("identitet i registret", "identiteter i registret"), ("identity", "identities")),
        "decision": (("beslut", "beslut"), ("decision", "decisions")),
        "assignment": (("tilldelning", "tilldelningar"), ("assignment", "assignments")),
        "grant_": (("behörighet", "behörigheter"), ("grant", "grants")),
        "comment": (("kommentar", "kommentarer"), ("comment", "comments")),
        "consent": (("samtycke", "samtycken"), ("consent", "consents")),
        "visit_row": (("rad i besöket", "rader i besöket"), ("row of the visit", "rows of the visit")),
        "reclaim": (("återkrav", "återkrav"), ("reclaim", "reclaims")),
        "provider_choice": (("utförarval", "utförarval"), ("provider choice", "provider choices")),
        "known_cause": (("känd orsak", "kända orsaker"), ("known cause", "known causes")),
        "record_question": (("fråga ur underlaget", "frågor ur underlaget"), ("record question", "record questions")),
        "record_rows": (("rad i inlästa filer", "rader i inlästa filer"), ("row of the files", "rows of the files")),
        "contents": (("foto eller fil", "foton och filer"), ("photo or file", "photos and files")),
        "earlier_answer": (("svar från förra gången", "svar från förra gången"), ("earlier answer", "earlier answers")),
    }
    swedish, english = known.get(record, ((record, record), (record, record)))
    return counted(count, swedish, english)


def _about_person(case: Case) -> bool:
    """A visit to a provider is about no service user."""
    return case.track is Track.USER and bool(case.subject_ref)


def _elsewhere(reading: Reading, case: Case) -> tuple[str, ...]:
    if not _about_person(case):
        return ()
    return tuple(one.label for one in reading.find(Case, subject_ref=case.subject_ref) if one.id != case.id)


def _gathered(connection: Connection, case: Case, *, whole_person: bool) -> dict[str, list[tuple[bytes, bytes]]]:
    """Id and scope of every row that goes, by table; rows marked deleted too."""
    run = connection.exec_driver_sql
    found: dict[str, dict[bytes, bytes]] = {name: {} for name in tables.SYNCED}

    def take(name: str, where: str, *parameters: object) -> None:
        for id, scope in run(f'SELECT id, scope FROM "{name}" WHERE {where}', tuple(parameters)):
            found[name][id.encode() if isinstance(id, str) else id] = scope

    scopes = _scopes(runner(connection), case)
    contents: list[Any] = []
    for scope in scopes:
        for name in tables.SYNCED:
            take(name, "scope = ?", scope)
        take("grant_", "to_scope = ?", scope)
        take("action", "finding_id IN (SELECT id FROM finding WHERE scope = ?)", scope)
        contents += run("SELECT content_hash, scope FROM attachment WHERE scope = ?", (scope,)).all()
    take("case_", "id = ?", case.id.bytes)
    if whole_person and _about_person(case):
        for name, column in BY_SUBJECT.items():
            take(name, f'"{column}" = ?', case.subject_ref)
        for name, alike in ALIKE.items():
            for id in list(found[name]):
                take(alike, "id = ?", id)
        for name in CARRYING:
            for id in _carrying(connection, name, case.subject_ref):
                take(name, "id = ?", id)
    # a conflict and a line of history speak of rows: they go with them, wherever they stand
    for name in tables.SYNCED:
        for id in list(found[name]):
            take("conflict", "row_id = ?", id)
    gathered = {name: sorted(rows.items()) for name, rows in found.items()}
    gathered["content"] = [(bytes.fromhex(content), where) for content, where in contents]
    gathered["scope"] = [(scope, scope) for scope in scopes]
    return gathered


def _scopes(run: Run, case: Case) -> list[bytes]:
    """The case's scope, and those of its blind visits, of which others' rows may not even stand here."""
    own = {row[0] for row in run("SELECT scope FROM visit WHERE case_id = ?", (case.id.bytes,))}
    return sorted(own | {case.scope.bytes})


def _carrying(connection: Connection, name: str, ref: str) -> list[bytes]:
    """Rows that are about this person, or carry a copy of an imported row that is."""
    table = tables.SYNCED[name].local
    columns = [table.c[column] for column in ("subjects", "evidence") if column in table.c]
    found = []
    for row in connection.execute(select(table.c.id, *columns)).mappings():
        about = any(value == ref for kind, value in row.get("subjects") or () if kind == "user")
        copied = any(one.cell(SUBJECT_COLUMN) == ref for one in row.get("evidence") or ())
        if about or copied:
            found.append(row["id"].bytes)
    return found


def _rows_about(store: Store, one: Any, ref: str) -> int:
    import pyarrow as pa
    import pyarrow.compute as pc

    table = read_records(store, one, [SUBJECT_COLUMN])
    if SUBJECT_COLUMN not in table.column_names or not ref:
        return 0
    theirs = pc.equal(table[SUBJECT_COLUMN].cast(pa.string()), ref)
    return int(pc.sum(theirs.cast(pa.int64())).as_py() or 0)


def _protocol(work: Work, extent: Extent, reason: str) -> Erasure:
    """The signed account of an erasure; it names the case by its random id alone."""
    case = extent.case
    review = work.first(Review, id=case.review_id)
    standing = work.find(Erasure)
    salt = standing[-1].subject_salt if standing else secrets.token_hex(16)
    counts = [(name, str(count)) for name, count in extent.records]
    counts += [("record_rows", str(extent.record_rows)), ("contents", str(extent.contents))]
    made = Erasure(
        work.new_id(),
        review.host_id if review is not None else COMMON_SCOPE,
        case.id,
        reason,
        work.person_id,
        work.at,
        tuple(counts),
        salt,
        "" if extent.elsewhere or not _about_person(case) else _digest(bytes.fromhex(salt), case.subject_ref),
    )
    key = _signing_key(work)
    public = key.public_key().public_bytes_raw().hex()
    made = replace(made, public_key=public)
    return replace(made, signature=key.sign(_signed_text(made)).hex())


def _signing_key(work: Work) -> Any:
    """This laptop's key for protocols, made when it first signs one; it never leaves the encrypted store."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    kept = work.setting("signing_key")
    if kept:
        return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(kept))
    made = Ed25519PrivateKey.generate()
    work.set_setting("signing_key", made.private_bytes_raw().hex())
    return made


def _signed_text(one: Erasure) -> bytes:
    content = [
        str(one.id),
        str(one.case_id),
        one.reason,
        str(one.erased_by),
        moment_text(one.erased_at),
        [list(pair) for pair in one.counts],
        one.subject_salt,
        one.subject_digest,
        one.public_key,
    ]
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()


def _digest(salt: bytes, ref: str) -> str:
    return hmac.new(salt, ref.strip().casefold().encode(), hashlib.sha256).hexdigest()


def _tick(work: Work) -> int:
    """A stamp of this laptop above all it has given or seen, so that the next batch knows what it takes along."""
    return int(
        work.connection.exec_driver_sql(
            "UPDATE clock SET last = max((last >> 11) + 1, (SELECT now FROM actor WHERE one = 1) << 10) << 11 | device"
            " WHERE one = 1 RETURNING last"
        ).scalar_one()
    )
