"""Who may do what at a PostgreSQL hub, enforced there: one login per person, four roles, forced row level security.

What the database does not enforce is not enforced, since there is no server of ours. A login sees the scopes granted
to its person and no others, writes only the records its role writes, and never a column that is fixed. There are no
foreign keys, and every key of records leads with the scope, so that nothing can be probed for; no views; and the few
functions that look past the policies give back nothing but the caller's own rights, which ids are municipalities,
which versions the caller made are known here, a digest by which a laptop knows again the batch it has read to, and
whether a lead's laptop has read past a number.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from kollegie.model.ids import COMMON_SCOPE
from kollegie.model.reviews import Role
from kollegie.model.stamps import COUNTER_BITS, DEVICE_BITS, EPOCH, MAX_DEVICE
from kollegie.sync.blind import sealed, told_to_all
from kollegie.sync.carried import MADE_ALIKE, Carried, carried
from kollegie.sync.hub import READ_PAST
from kollegie.sync.namelessness import shown_to_readers

WRITTEN_AT_VISITS = (
    "visit",
    "answer",
    "finding",
    "visit_row",
    "comment",
    "consent",
    "action",
    "attachment",
    "conflict",
    "history",
)
"""What a visitor and a host caseworker write, in the scopes they hold."""

OWN_ROWS = {"person": "id", "declared_relation": "person_id"}
"""What everybody may change of their own: by table, the column that says whose it is."""

RETURNING_DAYS = 30
"""How long a laptop may still send what it wrote in a case that was taken away while it was offline."""


def group_of(database: str, role: Role) -> str:
    """The database role that all logins with this role belong to."""
    return f"{database}_{role.value}"


def rights(database: str, owner: str) -> Iterator[str]:
    """Every statement that sets the rights of a new hub, in order."""
    groups = {role: _quoted(group_of(database, role)) for role in Role}
    everyone = ", ".join(groups.values())
    yield f"REVOKE ALL ON DATABASE {_quoted(database)} FROM PUBLIC"
    yield "REVOKE ALL ON SCHEMA public FROM PUBLIC"
    for group in groups.values():
        yield f"DO $$ BEGIN CREATE ROLE {group} NOLOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$"
    yield f"GRANT CONNECT, TEMPORARY ON DATABASE {_quoted(database)} TO {everyone}"
    yield f"GRANT USAGE ON SCHEMA public TO {everyone}"
    yield (
        "CREATE TABLE IF NOT EXISTS login (name name PRIMARY KEY, person_id bytea NOT NULL, role text NOT NULL,"
        " blocked boolean NOT NULL DEFAULT false)"
    )
    yield from _functions(everyone)
    for one in carried():
        yield from _record_rights(one, groups, owner)
    yield from _bookkeeping_rights(groups, everyone, owner)


@cache
def guards() -> frozenset[str]:
    """What has to stand at a server for it to enforce that: each policy with its table, each function, each table.

    Shape: a table is named where its row level security is forced.
    """
    made = " ; ".join(rights("hub", "keeper"))
    policies = {f"{table}.{name}" for name, table in re.findall(r'CREATE POLICY (\w+) ON "?(\w+)', made)}
    functions = {f"{name}()" for name in re.findall(r"FUNCTION (kollegie_\w+)", made)}
    return frozenset(policies | functions | set(re.findall(r'ALTER TABLE "?(\w+)"? FORCE ROW', made)))


def rights_anew(database: str, owner: str, policies: list[tuple[str, str]]) -> Iterator[str]:
    """Every statement that gives an upgraded hub just the rights of a new one; `policies` stand there, by table."""
    for policy, table in policies:
        yield f"DROP POLICY {_quoted(policy)} ON {_quoted(table)}"
    for role in Role:
        yield f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {_quoted(group_of(database, role))}"
    yield from rights(database, owner)


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _function(name: str, gives: str, body: str) -> str:
    return (
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS {gives} LANGUAGE sql STABLE SECURITY DEFINER"
        f" SET search_path = public, pg_temp AS $$ {body} $$"
    )


TRIGGER_BODIES = {
    "kollegie_counts": (
        " BEGIN IF NEW.seq NOT IN (OLD.seq, OLD.seq + 1) OR NEW.devices NOT IN (OLD.devices, OLD.devices + 1) THEN"
        " RAISE insufficient_privilege USING MESSAGE = 'the counter only counts'; END IF; RETURN NEW; END "
    ),
    "kollegie_joins": (
        " BEGIN IF TG_OP = 'INSERT' THEN"
        " IF NEW.number <> (SELECT devices FROM hub) THEN"
        " RAISE insufficient_privilege USING MESSAGE = 'a number is given by the counter'; END IF;"
        " NEW.returned_seq := (SELECT seq FROM hub);"  # a new laptop has nothing to return
        " ELSIF NEW.returned_seq < OLD.returned_seq OR NEW.purge_seq < OLD.purge_seq THEN"
        " RAISE insufficient_privilege USING MESSAGE = 'what was given up is not taken back'; END IF;"
        " RETURN NEW; END "
    ),
}
"""What our triggers do, by function; a laptop holds it against what stands at a hub of its own version. Whoever changes
one raises the hub's version."""

KNOWS = (
    " WITH asked AS (SELECT * FROM unnest(ids, columns, stamps) AS a (id, name, made)"
    f" WHERE (made & {MAX_DEVICE}) = ANY ((SELECT kollegie_devices())::int[]))"
    " SELECT a.id, a.name, a.made FROM asked a JOIN history h ON h.scope = of_scope AND h.stamp = a.made"
    " AND h.row_id = a.id AND h.column_name IN ('', a.name) AND h.person_id = (SELECT kollegie_me())"
    " UNION SELECT a.id, a.name, a.made FROM asked a JOIN history h ON h.scope = of_scope AND h.row_id = a.id"
    " AND h.column_name = a.name AND h.old_stamp = a.made "
)
"""Which of the versions somebody asks for, that were made on a laptop of their own, are known in a scope: told of by
their own line of history, or as what a later edit was made from. Which of the two is not told, since that would tell
that somebody has been there since; of what others made nothing is told."""


def _functions(everyone: str) -> Iterator[str]:
    milliseconds = f"extract(epoch FROM now() - timestamptz '{EPOCH.isoformat()}') * 1000"
    oldest = f"(({milliseconds})::bigint - {RETURNING_DAYS}::bigint * 86400000) << {COUNTER_BITS + DEVICE_BITS}"
    mine = "person_id = (SELECT kollegie_me())"
    returned = f"(SELECT coalesce(min(returned_seq), 0) FROM device WHERE {mine} AND revoked = 0)"
    granted = f"SELECT to_scope AS scope FROM grant_ WHERE {mine} AND deleted = 0 AND to_scope IS NOT NULL"
    ending = (
        f"SELECT to_scope FROM grant_ WHERE {mine} AND deleted = 1 AND to_scope IS NOT NULL"
        f" AND seq > {returned} AND coalesce(deleted_s, s0) > {oldest}"
    )
    everyones = f"SELECT '\\x{COMMON_SCOPE.hex}'::bytea AS scope UNION SELECT kollegie_me()"
    reviews = "SELECT c.review_id FROM case_ c JOIN granted g ON g.scope = c.scope"
    open_ones = "NOT scope = ANY ((SELECT kollegie_sealed())::bytea[])"
    made = {
        "kollegie_me": ("bytea", "SELECT person_id FROM login WHERE name = session_user AND NOT blocked"),
        "kollegie_all": (
            "boolean",
            f"SELECT EXISTS (SELECT 1 FROM grant_ WHERE {mine} AND deleted = 0 AND to_scope IS NULL)",
        ),
        "kollegie_sealed": (
            "bytea[]",
            f"SELECT coalesce(array_agg(DISTINCT scope), '{{}}') FROM"
            f" ({sealed('(SELECT kollegie_me())', '(SELECT kollegie_all())')}) kept",
        ),
        "kollegie_scopes": (
            "bytea[]",
            f"WITH granted AS ({granted}) SELECT array_agg(DISTINCT scope)"
            f" FROM ({everyones} UNION SELECT scope FROM granted UNION {reviews}) held WHERE scope IS NOT NULL"
            f" AND {open_ones}",
        ),
        "kollegie_returning": (
            "bytea[]",
            f"WITH granted (scope) AS ({ending}) SELECT coalesce(array_agg(DISTINCT scope), '{{}}')"
            f" FROM (SELECT scope FROM granted UNION {reviews}) ended WHERE scope IS NOT NULL AND {open_ones}",
        ),
        "kollegie_municipalities": ("bytea[]", "SELECT coalesce(array_agg(id), '{}') FROM municipality"),
        "kollegie_devices": ("int[]", f"SELECT coalesce(array_agg(number), '{{}}') FROM device WHERE {mine}"),
    }
    for name, (gives, body) in made.items():
        yield _function(name, gives, body)
        yield f"REVOKE ALL ON FUNCTION {name}() FROM PUBLIC"
        yield f"GRANT EXECUTE ON FUNCTION {name}() TO {everyone}"
    yield (  # a blocked login sees nothing, and yet its laptop has to know whether it is the lost one
        "CREATE OR REPLACE FUNCTION kollegie_revoked(device_number int) RETURNS boolean LANGUAGE sql STABLE"
        " SECURITY DEFINER SET search_path = public, pg_temp AS $$ SELECT NOT EXISTS (SELECT 1 FROM device d"
        " JOIN login l ON l.person_id = d.person_id"
        " WHERE l.name = session_user AND d.number = device_number AND d.revoked = 0) $$"
    )
    yield "REVOKE ALL ON FUNCTION kollegie_revoked(int) FROM PUBLIC"
    yield f"GRANT EXECUTE ON FUNCTION kollegie_revoked(int) TO {everyone}"
    batch = "encode(sha256(convert_to(device || ' ' || push || ' ' || at, 'UTF8')), 'hex')"
    yield (
        "CREATE OR REPLACE FUNCTION kollegie_last_batch(upto bigint) RETURNS text LANGUAGE sql STABLE"
        f" SECURITY DEFINER SET search_path = public, pg_temp AS $$ SELECT {batch} FROM ledger"
        " WHERE seq <= upto ORDER BY seq DESC LIMIT 1 $$"
    )
    yield "REVOKE ALL ON FUNCTION kollegie_last_batch(bigint) FROM PUBLIC"
    yield f"GRANT EXECUTE ON FUNCTION kollegie_last_batch(bigint) TO {everyone}"
    yield (
        "CREATE OR REPLACE FUNCTION kollegie_knows(of_scope bytea, ids bytea[], columns text[], stamps bigint[])"
        " RETURNS TABLE (row_id bytea, column_name text, stamp bigint) LANGUAGE sql STABLE SECURITY DEFINER"
        f" SET search_path = public, pg_temp AS $${KNOWS}$$"
    )
    yield "REVOKE ALL ON FUNCTION kollegie_knows(bytea, bytea[], text[], bigint[]) FROM PUBLIC"
    yield f"GRANT EXECUTE ON FUNCTION kollegie_knows(bytea, bytea[], text[], bigint[]) TO {everyone}"
    yield (
        "CREATE OR REPLACE FUNCTION kollegie_is_read(upto bigint) RETURNS boolean LANGUAGE sql STABLE"
        f" SECURITY DEFINER SET search_path = public, pg_temp AS $$ SELECT {READ_PAST.format('upto')} $$"
    )
    yield "REVOKE ALL ON FUNCTION kollegie_is_read(bigint) FROM PUBLIC"
    yield f"GRANT EXECUTE ON FUNCTION kollegie_is_read(bigint) TO {everyone}"
    for name, body in TRIGGER_BODIES.items():
        yield (
            f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql"
            f" SET search_path = public, pg_temp AS $${body}$$"
        )
    yield "REVOKE ALL ON FUNCTION kollegie_joins() FROM PUBLIC"
    yield (
        "CREATE OR REPLACE TRIGGER joins BEFORE INSERT OR UPDATE ON device"
        " FOR EACH ROW EXECUTE FUNCTION kollegie_joins()"
    )
    yield "REVOKE ALL ON FUNCTION kollegie_counts() FROM PUBLIC"
    yield "CREATE OR REPLACE TRIGGER counts BEFORE UPDATE ON hub FOR EACH ROW EXECUTE FUNCTION kollegie_counts()"


HELD = "scope = ANY ((SELECT kollegie_scopes())::bytea[])"
RETURNING = "scope = ANY ((SELECT kollegie_returning())::bytea[])"
"""That a row lies where access has ended and a laptop may still send what it had written."""
ALL = "(SELECT kollegie_all())"
SEALED = "scope = ANY ((SELECT kollegie_sealed())::bytea[])"


def _record_rights(one: Carried, groups: dict[Role, str], owner: str) -> Iterator[str]:
    table = _quoted(one.name)
    lead, visitor, host, reader = (groups[role] for role in (Role.LEAD, Role.VISITOR, Role.HOST, Role.READER))
    yield from _forced(table, owner)
    yield f"GRANT SELECT ON {table} TO {', '.join(groups.values())}"  # without a policy of its own it gives no row
    subject = "row_id" if "row_id" in one.columns else "id"
    gone = " OR ".join(
        f"EXISTS (SELECT 1 FROM purged p WHERE p.id = {table}.{column})" for column in (subject, "scope")
    )
    seen = f"({ALL} AND {told_to_all(one, SEALED)}) OR {HELD} OR ({RETURNING} AND {_own(one)}) OR ({ALL} AND ({gone}))"
    yield f"CREATE POLICY see ON {table} FOR SELECT TO {lead}, {visitor}, {host} USING ({seen})"
    yield f"CREATE POLICY reader_sees ON {table} FOR SELECT TO {reader} USING (({seen}) AND {shown_to_readers(one)})"
    columns = ", ".join(_quoted(column) for column in _changing(one))
    yield f"GRANT INSERT, DELETE ON {table} TO {lead}"
    yield f"CREATE POLICY lead_makes ON {table} FOR INSERT TO {lead} WITH CHECK ({_by_lead(one)})"
    yield f"CREATE POLICY lead_erases ON {table} FOR DELETE TO {lead} USING ({ALL} AND ({gone}))"
    if columns:
        yield f"GRANT UPDATE ({columns}) ON {table} TO {lead}"
        yield f"CREATE POLICY lead_changes ON {table} FOR UPDATE TO {lead} USING ({ALL}) WITH CHECK ({ALL})"
    if one.name in WRITTEN_AT_VISITS:
        makers = ", ".join([visitor, host] + ([reader] if one.is_history else []))
        yield f"GRANT INSERT ON {table} TO {makers}"
        yield f"CREATE POLICY visitor_makes ON {table} FOR INSERT TO {makers} WITH CHECK ({_by_visitor(one)})"
        if columns:
            yield f"GRANT UPDATE ({columns}) ON {table} TO {visitor}, {host}"
            yield (
                f"CREATE POLICY visitor_changes ON {table} FOR UPDATE TO {visitor}, {host}"
                f" USING ({HELD} OR {RETURNING}) WITH CHECK ({HELD} OR {RETURNING})"
            )
    if one.name in MADE_ALIKE:  # the merge statement asks for UPDATE; without a policy it changes no row
        yield f"GRANT INSERT, UPDATE ({columns}) ON {table} TO {visitor}, {host}, {reader}"
        yield (
            f"CREATE POLICY anyone_adds ON {table} FOR INSERT TO {visitor}, {host}, {reader}"
            f" WITH CHECK (scope = '\\x{COMMON_SCOPE.hex}'::bytea)"
        )
    if one.name in OWN_ROWS:
        whose = f"{_quoted(OWN_ROWS[one.name])} = (SELECT kollegie_me()) AND {HELD}"
        yield f"GRANT INSERT, UPDATE ({columns}) ON {table} TO {visitor}, {host}, {reader}"
        yield f"CREATE POLICY own_added ON {table} FOR INSERT TO {visitor}, {host}, {reader} WITH CHECK ({whose})"
        yield (
            f"CREATE POLICY own_changed ON {table} FOR UPDATE TO {visitor}, {host}, {reader}"
            f" USING ({whose}) WITH CHECK ({whose})"
        )


def _changing(one: Carried) -> tuple[str, ...]:
    """The columns an edit may write: never an id, a scope or a fixed cell."""
    if one.is_history:
        return ()
    return ("s0", "seq", *one.editable, *(f"{column}_s" for column in one.editable))


def _by_lead(one: Carried) -> str:
    return f"{ALL} AND {_own_stamp()}" if one.is_history else ALL


def _by_visitor(one: Carried) -> str:
    own = f" AND person_id = (SELECT kollegie_me()) AND {_own_stamp()}" if one.is_history else ""
    return f"({HELD} OR {RETURNING}){own}"


def _own(one: Carried) -> str:
    """That somebody has written in a row themselves, which history tells: it is sent before the row is.

    Shape: of a visit that is taken away its row stays visible, since it tells whether what was written there moves.
    """
    me = "person_id = (SELECT kollegie_me())"
    if one.is_history:
        return me
    if one.name == "visit":
        return "true"
    table = _quoted(one.name)
    ids = f"convert_to({table}.id, 'UTF8'), {table}.row_id" if one.name == "conflict" else f"{table}.id"
    return f"EXISTS (SELECT 1 FROM history h WHERE h.row_id IN ({ids}) AND h.scope = {table}.scope AND h.{me})"


def _own_stamp() -> str:
    """That a line of history was made on one of the login's own laptops."""
    return f"(stamp & {MAX_DEVICE}) = ANY ((SELECT kollegie_devices())::int[])"


def _forced(table: str, owner: str) -> Iterator[str]:
    yield f"REVOKE ALL ON {table} FROM PUBLIC"
    yield f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY"
    yield f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY"
    yield f"CREATE POLICY keeper ON {table} TO {_quoted(owner)} USING (true) WITH CHECK (true)"


def _bookkeeping_rights(groups: dict[Role, str], everyone: str, owner: str) -> Iterator[str]:
    lead = groups[Role.LEAD]
    for table in ("hub", "schema", "device", "ledger", "purged", "login", "chunk"):
        yield from _forced(table, owner)
    yield from _content_rights(groups)
    # what was erased of a municipality's register and signals is told to those who held it: such ids can be guessed
    held_alone = "scope = ANY ((SELECT kollegie_municipalities())::bytea[])"
    for table, seen in (("hub", "true"), ("schema", "true"), ("purged", f"{ALL} OR {HELD} OR NOT {held_alone}")):
        yield f"GRANT SELECT ON {table} TO {everyone}"
        yield f"CREATE POLICY see ON {table} FOR SELECT TO {everyone} USING ({seen})"
    yield f"GRANT UPDATE (seq, devices) ON hub TO {everyone}"
    yield f"CREATE POLICY count ON hub FOR UPDATE TO {everyone} USING (true) WITH CHECK (true)"
    yield f"GRANT INSERT ON purged TO {lead}"
    yield f"CREATE POLICY lead_erases ON purged FOR INSERT TO {lead} WITH CHECK ({ALL})"
    mine = "person_id = (SELECT kollegie_me())"
    yield f"GRANT SELECT, INSERT ON device TO {everyone}"
    yield f"GRANT UPDATE (token, last_push, last_seen, purge_seq, returned_seq, awaits_seq) ON device TO {everyone}"
    yield f"GRANT UPDATE (revoked, read_seq) ON device TO {lead}"
    yield f"CREATE POLICY see ON device FOR SELECT TO {everyone} USING ({mine} OR {ALL})"  # each greeting asks its own
    yield f"CREATE POLICY join_in ON device FOR INSERT TO {everyone} WITH CHECK ({mine} AND revoked = 0)"
    yield f"CREATE POLICY own ON device FOR UPDATE TO {everyone} USING ({mine}) WITH CHECK ({mine})"
    yield f"CREATE POLICY lead_blocks ON device FOR UPDATE TO {lead} USING ({ALL}) WITH CHECK ({ALL})"
    yield f"GRANT SELECT, UPDATE (blocked) ON login TO {lead}"
    yield f"CREATE POLICY lead_sees ON login FOR SELECT TO {lead} USING ({ALL})"
    yield f"CREATE POLICY lead_blocks ON login FOR UPDATE TO {lead} USING ({ALL}) WITH CHECK ({ALL})"
    own = "device = ANY ((SELECT kollegie_devices())::int[])"
    yield f"GRANT SELECT, INSERT ON ledger TO {everyone}"
    yield f"CREATE POLICY see ON ledger FOR SELECT TO {everyone} USING ({own})"
    yield f"CREATE POLICY note ON ledger FOR INSERT TO {everyone} WITH CHECK ({own})"


def _content_rights(groups: dict[Role, str]) -> Iterator[str]:
    """Contents of attachments: their key leads with the scope, so that no hash tells what another scope holds."""
    lead, visitor, host = (groups[role] for role in (Role.LEAD, Role.VISITOR, Role.HOST))
    kept = "NOT EXISTS (SELECT 1 FROM purged p WHERE p.id IN (chunk.hash, chunk.scope))"
    everyone = f"{lead}, {visitor}, {host}"
    yield f"GRANT SELECT, INSERT ON chunk TO {everyone}"
    yield f"GRANT DELETE ON chunk TO {lead}"
    yield f"CREATE POLICY see ON chunk FOR SELECT TO {everyone} USING (({ALL} AND NOT {SEALED}) OR {HELD})"
    makes = f"({ALL} OR {HELD} OR {RETURNING}) AND {kept}"
    yield f"CREATE POLICY make ON chunk FOR INSERT TO {everyone} WITH CHECK ({makes})"
    yield f"CREATE POLICY lead_erases ON chunk FOR DELETE TO {lead} USING ({ALL})"


def make_login(line: Any, database: str, login: str, password: str, person_id: bytes, role: Role) -> None:
    """Make a person's login, or give an existing one a new password; the password itself never goes to the server."""
    encrypted = line.driver.pgconn.encrypt_password(password.encode(), login.encode(), b"scram-sha-256").decode()
    exists = line.rows("SELECT 1 FROM pg_roles WHERE rolname = ?", (login,))
    verb = "ALTER" if exists else "CREATE"
    line.run(f"{verb} ROLE {_quoted(login)} LOGIN PASSWORD '{encrypted}'")
    for other in Role:
        if exists and other is not role:
            line.run(f"REVOKE {_quoted(group_of(database, other))} FROM {_quoted(login)}")
    line.run(f"GRANT {_quoted(group_of(database, role))} TO {_quoted(login)}")
    line.run(
        "INSERT INTO login (name, person_id, role) VALUES (?, ?, ?)"
        " ON CONFLICT (name) DO UPDATE SET person_id = excluded.person_id, role = excluded.role, blocked = false",
        (login, person_id, role.value),
    )
