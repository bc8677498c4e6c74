"""Every role, every table, every verb, on a real server: the matrix is written down, and each cell of it is tried."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
import pytest
from sync.worlds import answer, answer_of, grant, make_review, make_visit, withdraw

from kollegie.model.register import Person
from kollegie.model.reviews import Role, Visit
from kollegie.store import Store
from kollegie.sync.carried import Carried, carried
from kollegie.sync.exchange import sync
from kollegie.sync.hubs import open_hub
from kollegie.sync.known_versions import KnownVersions
from kollegie.sync.laptop import laptop_of
from kollegie.sync.lines import Line, nobody
from kollegie.sync.postgres_rights import group_of
from kollegie.sync.state import sync_state

pytestmark = pytest.mark.parametrize("hub_kind", ["postgres"], indirect=True)
EXPECTED = Path(__file__).with_name("role_matrix.txt")
VERBS = ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER")


@pytest.fixture
def own_line():
    """A connection as a laptop's person has it."""

    def line_of(store):
        with laptop_of(store, nobody) as near:
            known = near.enrolment()
        return open_hub(known.url, known.hub_key).line()

    return line_of


@pytest.fixture
def keeper(lead, hub_url) -> Iterator[Line]:
    """The administrator's connection."""
    assert open_hub(hub_url, None).name == sync_state(lead).hub
    with open_hub(hub_url, None).line() as line:
        yield line


def matrix(line: Line, database: str) -> list[str]:
    """What each role may do with each table, by the server's own word; columns where only some may be changed."""
    tables = [
        row[0]
        for row in line.rows(
            "SELECT relname FROM pg_class WHERE relkind IN ('r', 'v', 'm', 'p', 'f')"
            " AND relnamespace = 'public'::regnamespace ORDER BY relname"
        )
    ]
    lines = []
    for table in tables:
        for role in Role:
            group = group_of(database, role)
            held = [
                verb
                for verb in VERBS
                if line.rows("SELECT has_table_privilege(?, ?::regclass, ?)", (group, f'"{table}"', verb))[0][0]
            ]
            columns = [
                row[0]
                for row in line.rows(
                    "SELECT attname FROM pg_attribute WHERE attrelid = ?::regclass AND attnum > 0 AND NOT attisdropped"
                    " AND has_column_privilege(?, attrelid, attnum, 'UPDATE') ORDER BY attname",
                    (f'"{table}"', group),
                )
            ]
            changes = f" UPDATE({' '.join(columns)})" if columns else ""
            lines.append(f"{table} {role.value}: {' '.join(held) or '-'}{changes}")
    return lines


def test_the_matrix_is_the_one_written_down(keeper, hub_url):
    database = open_hub(hub_url, None).name

    assert "\n".join(matrix(keeper, database)) + "\n" == EXPECTED.read_text(encoding="utf-8")


def test_every_table_is_forced_and_nothing_looks_past_the_policies(keeper):
    unforced = keeper.rows(
        "SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace"
        " AND NOT (relrowsecurity AND relforcerowsecurity)"
    )
    views = keeper.rows(
        "SELECT relname FROM pg_class WHERE relkind IN ('v', 'm') AND relnamespace = 'public'::regnamespace"
    )
    loose = keeper.rows(
        "SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND prosecdef"
        " AND NOT coalesce(array_to_string(proconfig, ',') LIKE '%search_path=%', false)"
    )
    open_to_all = keeper.rows(
        "SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace"
        " AND has_function_privilege('public', oid, 'EXECUTE')"
    )
    bypassing = keeper.rows(
        "SELECT rolname FROM pg_roles WHERE (rolbypassrls OR rolsuper OR rolcreaterole OR rolcreatedb)"
        " AND rolname LIKE current_database() || '\\_%'"
    )
    foreign = keeper.rows(
        "SELECT conname FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND contype IN ('f', 'u', 'x')"
    )

    unscoped = keeper.rows(
        "SELECT relname FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid"
        " JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = i.indkey[0]"
        " WHERE i.indisunique AND c.relnamespace = 'public'::regnamespace AND a.attname <> 'scope' ORDER BY relname"
    )

    assert (unforced, views, loose, open_to_all, bypassing, foreign) == ([], [], [], [], [], [])
    # they hold no record, and only a lead fills purged
    assert [name for (name,) in unscoped] == ["device", "hub", "ledger", "login", "purged", "schema"]


def test_each_cell_of_the_matrix_holds_when_it_is_tried(lead, join, own_line, keeper, hub_url):
    """A verb the matrix lacks is refused by the server; one it has is at least not refused for want of the right."""
    database = open_hub(hub_url, None).name
    stores = {
        Role.LEAD: lead,
        Role.VISITOR: join("vera", "Vera Visit"),
        Role.HOST: join("hans", "Hans Host", Role.HOST),
        Role.READER: join("rita", "Rita Read", Role.READER),
    }
    written = matrix(keeper, database)
    allowed = {line.partition(":")[0]: line.partition(":")[2].split(" UPDATE(")[0].split() for line in written}
    columns = {line.partition(":")[0]: set(line.partition(" UPDATE(")[2].rstrip(")").split()) for line in written}
    tried = 0
    for role, store in stores.items():
        with own_line(store) as line:
            for row in keeper.rows(
                "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
            ):
                table = row[0]
                held = allowed[f"{table} {role.value}"]
                told = f"{table} {role.value}"
                assert _columns_that_change(line, table) == columns[told], told
                attempts = {
                    "REFERENCES": f'CREATE TABLE pointing (id bytea REFERENCES "{table}")',
                    "TRIGGER": f'CREATE TRIGGER heard BEFORE INSERT ON "{table}" EXECUTE FUNCTION kollegie_counts()',
                    "SELECT": f'SELECT count(*) FROM "{table}"',
                    "INSERT": f'INSERT INTO "{table}" SELECT * FROM "{table}" WHERE false',
                    "DELETE": f'DELETE FROM "{table}"',
                    "TRUNCATE": f'TRUNCATE "{table}"',
                    "COPY": f'COPY "{table}" TO STDOUT',
                    "DROP": f'DROP TABLE "{table}"',
                    "DISABLE": f'ALTER TABLE "{table}" DISABLE ROW LEVEL SECURITY',
                }
                for verb, statement in attempts.items():
                    needs = {"COPY": {"SELECT"}, "INSERT": {"INSERT", "SELECT"}}.get(verb, {verb})
                    may = needs <= set(held)
                    assert _refused(line, statement) is not may, (role.value, table, verb)
                    tried += 1
    assert tried == len(stores) * 9 * (len(carried()) + 7)
    _try_rows(stores, own_line, keeper)


def _columns_that_change(line: Line, table: str) -> set[str]:
    """The columns the server lets this login write, each of them tried."""
    line.begin(writing=True)
    line.run(
        "DO $$ DECLARE c text; taken text := ''; BEGIN"
        " FOR c IN SELECT attname FROM pg_attribute"
        f" WHERE attrelid = '\"{table}\"'::regclass AND attnum > 0 AND NOT attisdropped LOOP"
        f" BEGIN EXECUTE format('UPDATE %I SET %I = DEFAULT WHERE false', '{table}', c); taken := taken || c || ' ';"
        " EXCEPTION WHEN insufficient_privilege THEN NULL; END; END LOOP;"
        " PERFORM set_config('kollegie.taken', taken, true); END $$"
    )
    taken = line.rows("SELECT current_setting('kollegie.taken')")[0][0]
    line.rollback()
    return set(taken.split())


NAMED = {"service_user", "user_identity", "case_identity", "attachment", "erasure"}
AT_VISITS = {
    *("visit", "answer", "finding", "visit_row", "comment", "consent", "action", "attachment", "conflict", "history")
}
ALIKE = {"municipality", "checklist_version"}


def _made_up(draw: random.Random, one: Carried, scope: bytes, **given: object) -> dict[str, object]:
    """A row with something in each column that needs it."""
    kinds = dict(zip(one.columns, one.kinds, strict=True))
    row: dict[str, object] = {"seq": 1}
    for name, kind in kinds.items():
        if not one.hub.c[name].nullable:
            row[name] = {"bytea": draw.randbytes(16), "text": draw.randbytes(8).hex()}.get(kind, 0)
    return row | {"scope": scope} | {name: value for name, value in given.items() if name in kinds}


def _put(line: Line, one: Carried, row: dict[str, object]) -> bool:
    """Write a row; False if the server refuses."""
    columns, marks = ", ".join(f'"{name}"' for name in row), ", ".join("?" for _ in row)
    try:
        line.run(f'INSERT INTO "{one.name}" ({columns}) VALUES ({marks})', list(row.values()))
    except psycopg.errors.InsufficientPrivilege:
        return False
    return True


def _try_rows(stores: dict[Role, Store], own_line, keeper: Line) -> None:
    """Which rows each role reads, changes, makes and deletes, table by table, against an oracle of a few lines."""
    lead, draw = stores[Role.LEAD], random.Random(7)
    hers, other = (make_visit(lead, make_review(lead), label).scope.bytes for label in ("4-017", "4-018"))
    with lead.reading() as reading:
        visit = reading.find(Visit, scope=UUID(bytes=hers))[0]
        home = reading.get(Person, stores[Role.HOST].me).municipality_id.bytes
    grant(lead, visit, stores[Role.VISITOR])
    for store in stores.values():
        sync(store)
    everyones = {role: {bytes(16), store.me.bytes} for role, store in stores.items()}
    for one in carried():
        for scope in (bytes(16), hers, other, home, *(store.me.bytes for store in stores.values())):
            for record in ("answer", "case_identity") if "record" in one.columns else ("",):
                assert _put(keeper, one, _made_up(draw, one, scope, record=record, blind_of=None))
    reviews = {row[0] for row in keeper.rows("SELECT review_id FROM case_ WHERE scope = ?", (hers,))}
    held = everyones | {
        Role.VISITOR: everyones[Role.VISITOR] | {hers} | reviews,
        Role.HOST: everyones[Role.HOST] | {home},
    }
    for role, store in stores.items():
        me, number = store.me.bytes, sync_state(store).device
        with own_line(store) as line:
            for one in carried():
                told = (role.value, one.name)
                columns = ", ".join(
                    f'"{name}"' for name in (*one.key, "scope", *(["record"] * ("record" in one.columns)))
                )
                rows = keeper.rows(f'SELECT {columns} FROM "{one.name}"')
                scope_at = len(one.key)

                def seen(row: tuple[Any, ...], one: Carried = one, at: int = scope_at, role: Role = role) -> bool:
                    if role is Role.READER:
                        return one.name not in NAMED and not NAMED & set(row[at + 1 :])
                    return role is Role.LEAD or row[at] in held[role]

                visible = [row for row in rows if seen(row)]
                assert sorted(line.rows(f'SELECT {columns} FROM "{one.name}"'), key=repr) == sorted(
                    visible, key=repr
                ), told
                if not one.is_history:
                    writes = role is Role.LEAD or (role in (Role.VISITOR, Role.HOST) and one.name in AT_VISITS)
                    changed = [row for row in visible if writes or (one.name == "person" and row[0] == me)]
                    line.begin(writing=True)
                    try:
                        assert line.run(f'UPDATE "{one.name}" SET s0 = s0') == len(changed), told
                    except psycopg.errors.InsufficientPrivilege:
                        assert changed == [], told
                    line.rollback()
                for scope in (bytes(16), hers, other, home, me):
                    makes = (
                        role is Role.LEAD
                        or (
                            scope in held[role]
                            and (one.name in AT_VISITS if role is not Role.READER else one.is_history)
                        )
                        or (one.name in ALIKE and scope == bytes(16))
                    )
                    line.begin(writing=True)
                    row = _made_up(
                        draw, one, scope, person_id=me if one.is_history else draw.randbytes(16), stamp=number
                    )
                    assert _put(line, one, row) is makes, (*told, scope.hex())
                    line.rollback()
    _try_versions(stores, own_line, keeper, other)
    for id, scope in ((other, other), (b"a guess at a name", home)):
        keeper.run("INSERT INTO purged (id, scope, stamp, reason, seq) VALUES (?, ?, 1, 'test', 1)", (id, scope))
    for role, store in stores.items():
        with own_line(store) as line:
            told = {row[0] for row in line.rows("SELECT scope FROM purged")}
        assert told == ({other} if role is Role.VISITOR else {other, home}), role
    with own_line(lead) as line:
        for one in carried():
            of_it = keeper.rows(f'SELECT count(*) FROM "{one.name}" WHERE scope = ?', (other,))[0][0]
            line.begin(writing=True)
            assert line.run(f'DELETE FROM "{one.name}"') == of_it > 0, one.name
            line.rollback()


def _try_versions(stores: dict[Role, Store], own_line, keeper: Line, scope: bytes) -> None:
    """Each login asks for the versions of every person on every laptop, there or not: told are its own alone."""
    numbers = {role: sync_state(store).device for role, store in stores.items()}
    lines: list[tuple[Role, Role, bytes, int]] = []  # whose hand, on whose laptop, which record, with which stamp
    for whose in stores:
        for at in stores:
            lines.append((whose, at, f"record {len(lines):02}".encode() + bytes(7), 2048 * 50 + numbers[at]))
    for whose, _at, id, stamp in lines:
        keeper.run(
            "INSERT INTO history (row_id, column_name, stamp, scope, record, old_stamp, person_id, reason, seq)"
            " VALUES (?, 'note', ?, ?, 'answer', ?, ?, 'test', 1)",
            (id, stamp, scope, stamp - 2048, stores[whose].me.bytes),
        )
    there = [(id, "note", stamp) for _whose, _at, id, stamp in lines]
    replaced = [(id, "note", stamp - 2048) for _whose, _at, id, stamp in lines]
    nowhere = [(id, "value", stamp) for id, _column, stamp in there] + [
        (id, "note", stamp + 2048) for id, _, stamp in there
    ]
    for role, store in stores.items():
        with own_line(store) as line:
            told = KnownVersions(line, store.me.bytes).among(scope, [*there, *replaced, *nowhere])
            elsewhere = KnownVersions(line, store.me.bytes).among(bytes(16), [*there, *replaced, *nowhere])
        own = {there[n] for n, (whose, at, _id, _stamp) in enumerate(lines) if whose is at is role}
        met = {replaced[n] for n, (_whose, at, _id, _stamp) in enumerate(lines) if at is role}
        assert (told, elsewhere) == (own | met, set()), role
    with own_line(stores[Role.READER]) as line:
        keeper.run("UPDATE login SET blocked = true WHERE person_id = ?", (stores[Role.READER].me.bytes,))
        assert KnownVersions(line, b"").among(scope, [*there, *replaced]) == set()
        keeper.run("UPDATE login SET blocked = false")


def _refused(line: Line, statement: str) -> bool:
    line.begin(writing=True)
    try:
        if statement.startswith("COPY"):
            with line.driver.cursor() as cursor, cursor.copy(statement) as copy:
                for _ in copy:
                    pass
        else:
            line.run(statement)
    except psycopg.errors.InsufficientPrivilege:
        return True
    finally:
        line.rollback()
    return False


@pytest.mark.parametrize("seed", range(3))
def test_what_a_login_sees_is_what_its_grants_say_in_random_populations(lead, join, own_line, keeper, seed):
    draw = random.Random(seed)
    visitors = [join(name, f"{name.title()} Visit") for name in ("vera", "ville")]
    review = make_review(lead)
    visits = [make_visit(lead, review, f"4-{number}", f"Namn {number}") for number in range(6)]
    held: dict[int, set[bytes]] = {0: set(), 1: set()}
    for number, store in enumerate(visitors):
        for visit in draw.sample(visits, draw.randint(0, 4)):
            grant(lead, visit, store)
            held[number].add(visit.scope.bytes)
    sync(lead)
    every = {visit.scope.bytes for visit in visits}

    for number, store in enumerate(visitors):
        own = {bytes(16), store.me.bytes} | held[number] | ({review.id.bytes} if held[number] else set())
        with own_line(store) as line:
            for one in carried():
                seen = line.rows(f'SELECT * FROM "{one.name}"')
                marks = ", ".join("?" for _ in own)
                truth = keeper.rows(f'SELECT * FROM "{one.name}" WHERE scope IN ({marks})', sorted(own))
                assert sorted(seen, key=repr) == sorted(truth, key=repr), one.name
            hidden = every - held[number]
            marks = ", ".join("?" for _ in hidden)
            assert (
                line.rows(f"SELECT 1 FROM case_identity WHERE scope IN ({marks})", sorted(hidden)) == []
                if hidden
                else True
            )


def test_a_visitor_cannot_grant_themselves_anything_or_write_elsewhere(lead, join, own_line):
    vera = join("vera", "Vera Visit")
    review = make_review(lead)
    hers, other = make_visit(lead, review, "4-017"), make_visit(lead, review, "4-018")
    grant(lead, hers, vera)
    answer(lead, hers, "hb01", value="ja")
    sync(lead)
    sync(vera)
    me, ones = vera.me.bytes, "s0, deleted, seq"
    attempts = {
        "grant": (
            f"INSERT INTO grant_ (id, scope, person_id, role, {ones}) VALUES (?, ?, ?, 'lead', 1, 0, 1)",
            (b"x" * 16, me, me),
        ),
        "other scope": (
            f"INSERT INTO answer (id, scope, visit_id, question, row, note, positive, flagged, {ones})"
            " VALUES (?, ?, ?, 'hb01', '', '', 0, 0, 1, 0, 1)",
            (b"y" * 16, other.scope.bytes, other.id.bytes),
        ),
        "move": ("UPDATE answer SET scope = ?", (other.scope.bytes,)),
        "fixed": ("UPDATE answer SET question = 'hb02'", ()),
        "name of another": (
            "INSERT INTO history (row_id, column_name, stamp, scope, record, person_id, reason, seq)"
            " VALUES (?, 'note', 2, ?, 'answer', ?, '', 1)",
            (b"z" * 16, hers.scope.bytes, lead.me.bytes),
        ),
        "laptop of another": (
            "INSERT INTO history (row_id, column_name, stamp, scope, record, person_id, reason, seq)"
            " VALUES (?, 'note', 1, ?, 'answer', ?, '', 1)",
            (b"z" * 16, hers.scope.bytes, me),
        ),
        "turn back": ("UPDATE hub SET seq = 0", ()),
        "unblock": ("UPDATE device SET revoked = 0", ()),
        "become": ("SET ROLE kollegie_admin", ()),
        "history": ("DELETE FROM history", ()),
    }

    with own_line(vera) as line:
        for name, (statement, parameters) in attempts.items():
            line.begin(writing=True)
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                line.run(statement, parameters)
            line.rollback()
            assert name


def test_what_is_taken_away_is_gone_at_the_server_once_the_laptop_has_given_it_up(lead, join, own_line):
    vera = join("vera", "Vera Visit")
    visit = make_visit(lead, make_review(lead), "4-017")
    grant(lead, visit, vera)
    answer(lead, visit, "hb02", value="ja")
    sync(lead)
    sync(vera)
    answer(vera, visit, "hb01", value="ja")
    sync(vera)
    withdraw(lead, visit, vera)
    sync(lead)
    seen = "SELECT count(*) FROM answer WHERE scope = ?"
    with own_line(vera) as line:  # she may still send what she had written, and sees nothing but that
        assert line.rows(seen, (visit.scope.bytes,)) == [(1,)]
        assert line.rows("SELECT question FROM answer") == [("hb01",)]
        assert line.rows("SELECT 1 FROM case_identity WHERE scope = ?", (visit.scope.bytes,)) == []

    for question in ("hb01", "hb02", "hb03"):  # her own, the lead's, and a new one, all written offline
        answer(vera, visit, question, note="Skrivet utan nät.")
    sync(vera)
    sync(lead)
    assert [answer_of(lead, visit, question).note for question in ("hb01", "hb02", "hb03")] == ["Skrivet utan nät."] * 3

    with own_line(vera) as line:
        assert line.rows(seen, (visit.scope.bytes,)) == [(0,)]

    turned_back = (
        "UPDATE device SET returned_seq = 0",
        "UPDATE device SET purge_seq = purge_seq - 1",
        "INSERT INTO device SELECT number + 500, token, person_id, 0, '', 0, 0, 0 FROM device",
    )
    with own_line(vera) as line:
        for statement in turned_back:
            line.begin(writing=True)
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                line.run(statement)
            line.rollback()
        line.begin(writing=True)  # another laptop of hers begins with nothing to return
        line.run("UPDATE hub SET devices = devices + 1")
        line.run(
            "INSERT INTO device SELECT h.devices, token, person_id, 0, '', 0, 0, 0 FROM device CROSS JOIN hub h LIMIT 1"
        )
        line.commit()
        assert line.rows(seen, (visit.scope.bytes,)) == [(0,)]
