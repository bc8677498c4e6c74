"""What an erasure takes: a case with all that hangs on it, looked up and not touched."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import Connection, select

from kollegie.errors import KollegieError
from kollegie.language import counted
from kollegie.model.reviews import Case, Track
from kollegie.store import tables
from kollegie.store.records import names_in_records
from kollegie.store.suspicions import count_going
from kollegie.store.work import Reading

if TYPE_CHECKING:
    from kollegie.store.opening import Store

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
    suspicions: int = 0

    @property
    def whole_person(self) -> bool:
        """Whether the person goes from the register and the imported rows too."""
        return _is_whole_person(self.case, self.elsewhere)


Run = Callable[..., list[Any]]
"""Does one statement with its parameters and gives back its rows."""


def runner(connection: Connection) -> Run:
    """Statements on SQLAlchemy's connection."""

    def run(sql: str, parameters: tuple[object, ...] = ()) -> list[Any]:
        result = connection.exec_driver_sql(sql, parameters)
        return list(result.all()) if result.returns_rows else []

    return run


@contextmanager
def uncaptured(run: Run) -> Iterator[None]:
    """What is written here brings its own stamps and history, so that the triggers add none."""
    before = run("SELECT applying FROM actor WHERE one = 1")[0][0]
    run("UPDATE actor SET applying = 1 WHERE one = 1")
    try:
        yield
    finally:  # whoever catches a fault may go on in the same act
        run("UPDATE actor SET applying = ? WHERE one = 1", (before,))


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
        person = _is_whole_person(case, elsewhere)
        ids = _gathered(reading.connection, case, whole_person=person)
        drafts = run(
            "SELECT count(*) FROM draft WHERE visit_id IN (SELECT id FROM visit WHERE case_id = ?)", (case.id.bytes,)
        )[0][0]
        about = [case.subject_ref] if person else []
        going = [id for rows in ids.values() for id, _scope in rows]
        alike = [one for one in reading.find(Case, label=case.label) if one.id != case.id]
        suspicions = count_going(run, going, about, [] if alike else [case.label])
        unsent = sum(
            run(f'SELECT count(*) FROM "{name}" WHERE scope = ? AND dirty IS NOT NULL', (scope,))[0][0]
            for scope in _scopes(run, case)
            for name in tables.SYNCED
        )
    counts = tuple((name, len(ids[name])) for name in tables.SYNCED if ids.get(name))
    listed = tuple(pair for name in (*tables.SYNCED, "content", "scope") for pair in ids.get(name, ()))
    rows = 0
    if person:
        rows = sum(counts.get(case.subject_ref, 0) for _, counts in names_in_records(store, SUBJECT_COLUMN))
    return Extent(case, counts, len(ids.get("content", ())), rows, drafts, unsent, elsewhere, listed, suspicions)


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
        "suspicion": (("förtrolig misstanke", "förtroliga misstankar"), ("suspicion", "confidential suspicions")),
        "earlier_answer": (("svar från förra gången", "svar från förra gången"), ("earlier answer", "earlier answers")),
    }
    swedish, english = known.get(record, ((record, record), (record, record)))
    return counted(count, swedish, english)


def _about_person(case: Case) -> bool:
    """A visit to a provider is about no service user."""
    return case.track is Track.USER and bool(case.subject_ref)


def _is_whole_person(case: Case, elsewhere: Sequence[str]) -> bool:
    """Whether a case is the last one about its person."""
    return _about_person(case) and not elsewhere


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
    if whole_person:
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
