"""The bulk statements, generated from the tables: what one cell's rule says, for all rows of a table at once.

`cur(x)` is the stamp that counts for a cell: its own, or the row's first stamp where it has none. A row's first stamp
is the smallest of the two that meet, so that two laptops which made the same row agree on it.
"""

from __future__ import annotations

from kollegie.model.stamps import MAX_DEVICE
from kollegie.sync.blind import BLIND, told_to_all
from kollegie.sync.carried import Carried, names
from kollegie.sync.lines import Line


def cur(row: str, column: str) -> str:
    """The stamp that counts for a cell of a row."""
    return f'coalesce({row}."{column}_s", {row}."s0")'


def _newer(carried: Carried, new: str, old: str) -> str:
    return " OR ".join(f"{cur(new, column)} > {cur(old, column)}" for column in carried.editable)


def _met(carried: Carried, new: str, old: str, line: type[Line]) -> str:
    """The assignments that leave, cell by cell, the version with the larger stamp."""
    first = f'{line.least}({new}."s0", {old}."s0")'
    cells = [
        f'"{column}" = CASE WHEN {cur(new, column)} > {cur(old, column)}'
        f' THEN {new}."{column}" ELSE {old}."{column}" END,'
        f' "{column}_s" = nullif({line.greatest}({cur(new, column)}, {cur(old, column)}), {first})'
        for column in carried.editable
    ]
    return ", ".join([f'"s0" = {first}', *cells])


def stamps_of(carried: Carried) -> tuple[str, ...]:
    """The columns that hold a stamp."""
    return ("stamp",) if carried.is_history else ("s0", *(f"{column}_s" for column in carried.editable))


def see_came(carried: Carried) -> str:
    """The laptop's statement that moves its clock past every stamp in the rows that came."""
    stamps = ", ".join(f'coalesce("{name}", 0)' for name in stamps_of(carried))
    largest = f"max({stamps}, 0)"
    return (
        f"UPDATE clock SET last = max(last, (SELECT coalesce(max({largest}), 0) FROM temp.came_{carried.name}))"
        " WHERE one = 1"
    )


def fill_new_column(carried: Carried, column: str) -> str:
    """The laptop's statement that fills a column a migration has just added: no stamp tells that it is news."""
    stamp = f', "{column}_s" = n."{column}_s"' if column in carried.editable else ""
    newer = f' AND o."{column}_b" IS NULL AND {cur("o", column)} <= {cur("n", column)}' if stamp else ""
    return (
        f'UPDATE "{carried.name}" AS o SET "{column}" = n."{column}"{stamp} FROM temp.came_{carried.name} n'
        f" WHERE o.id = n.id{newer}"
    )


def take_in_came(carried: Carried) -> str:
    """The laptop's statement for the rows that came of which nothing is unsent here; rows with unsent edits it leaves.

    Shape: staged and merged set by set took less time than the same statement row by row (measured).
    """
    came = f"SELECT {names(carried.columns)}{{}} FROM temp.came_{carried.name} WHERE true ON CONFLICT"
    if carried.is_history:
        return f"INSERT INTO history ({names(carried.columns)}, sent) {came.format(', 1')} DO NOTHING"
    return (
        f'INSERT INTO "{carried.name}" AS o ({names(carried.columns)}) {came.format("")} ("id") DO UPDATE'
        f" SET {_met(carried, 'excluded', 'o', Line)}"
        f" WHERE o.dirty IS NULL AND o.scope = excluded.scope AND ({_newer(carried, 'excluded', 'o')})"
    )


def fetch_rows(carried: Carried, scopes: int | None, shown: str = "true", *, by_number: bool = False) -> str:
    """The hub's rows after a place, in the order they were committed; of all scopes, or of so many given ones.

    Shape: what was committed together comes in the order of `fetch_key`, which the hub's index gives.
    Of all scopes, those of blind visits are left out: each of them is read for itself once it is open. `shown`
    is the condition under which a row goes to this laptop at all. With `by_number` SQLite finds the rows by their
    number and looks at the scope of each (its unary plus keeps the key from being used).
    """
    key = names(carried.fetch_key)
    marks = ", ".join("?" for _ in carried.fetch_key)
    if scopes is None:
        within = f" AND {told_to_all(carried, f'scope IN ({BLIND})')}"
    else:
        within = f" AND {'+' if by_number else ''}scope IN ({', '.join('?' * scopes)})"
    return (
        f'SELECT {names(carried.columns)}, seq FROM "{carried.name}"'
        f" WHERE (seq, {key}) > (?, {marks}) AND seq <= ?{within} AND {shown} ORDER BY seq, {key}"
    )


def send_rows(carried: Carried) -> str:
    """The laptop's unsent rows up to a stamp, with the stamp each unsent edit replaced."""
    if carried.is_history:
        return f"SELECT {names(carried.columns)} FROM history WHERE sent = 0 AND stamp <= ?{held_back(carried)}"
    bases = tuple(f"{column}_b" for column in carried.editable)
    return f'SELECT {names(carried.columns + bases)} FROM "{carried.name}" WHERE dirty <= ?{held_back(carried)}'


def fresh_columns(carried: Carried) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What there is to tell of a row that was made and not edited since, and how each column is stored.

    Shape: such a row has no stamp but its first, and every base of it is 0, as in the table it is staged in.
    """
    stamps = {f"{column}_s" for column in carried.editable}
    told = [pair for pair in zip(carried.columns, carried.kinds, strict=True) if pair[0] not in stamps]
    return tuple(name for name, _kind in told), tuple(kind for _name, kind in told)


def _fresh(carried: Carried) -> str:
    """That a row of the laptop was made here, has never been sent, and was not edited since it was made."""
    return " AND ".join(f'"{column}_b" IS 0 AND "{column}_s" IS NULL' for column in carried.editable)


def send_fresh(carried: Carried) -> str:
    """The laptop's rows up to a stamp that no hub has had and nobody has edited: half as much to tell of each."""
    columns, _kinds = fresh_columns(carried)
    return f'SELECT {names(columns)} FROM "{carried.name}" WHERE dirty <= ? AND {_fresh(carried)}{held_back(carried)}'


def send_edited(carried: Carried) -> str:
    """The laptop's other unsent rows up to a stamp, with the stamp each unsent edit replaced."""
    return f"{send_rows(carried)} AND NOT ({_fresh(carried)})"


def held_back(carried: Carried) -> str:
    """What leaves out the rows that may not go: what the hub refused in this sync, and what `awaits_content`."""
    return refused(carried) + awaits_content(carried)


REFUSED = "refused by the hub"
"""The setting that tells, while a batch is on its way, which tables the hub does not take in which scopes."""


def refused(carried: Carried) -> str:
    """What leaves out the rows the hub has refused; the setting is read once per statement."""
    told = f"(SELECT value FROM setting WHERE name = '{REFUSED}')"
    return f" AND CASE WHEN {told} IS NULL THEN 1 ELSE instr({told}, ' {carried.name}:' || lower(hex(scope))) = 0 END"


def awaits_content(carried: Carried) -> str:
    """What leaves out new attachments whose content does not stand whole at the hub."""
    if carried.name != "attachment":
        return ""
    return (
        " AND NOT (deleted = 0 AND deleted_b IS NOT NULL AND deleted_b = 0 AND EXISTS (SELECT 1 FROM content c"
        " WHERE c.hash = content_hash AND coalesce(c.sent_epoch, '') <>"
        " (SELECT epoch FROM enrolment WHERE one = 1)))"
    )


def staged_columns(carried: Carried) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The columns of the table that incoming rows are staged in, and how each is stored."""
    bases = tuple(f"{column}_b" for column in carried.editable)
    return carried.columns + bases, carried.kinds + ("int8",) * len(bases)


def make_stage(carried: Carried, line: type[Line]) -> str:
    """Make the staging table of this batch. A base that is not given is 0: the row is new."""
    words = {"bytea": "BLOB", "int8": "INTEGER", "int4": "INTEGER", "text": "TEXT"}
    bases = {f"{column}_b" for column in carried.editable}
    columns = ", ".join(
        f'"{column}" {kind if line is not Line else words[kind]}{" DEFAULT 0" if column in bases else ""}'
        for column, kind in zip(*staged_columns(carried), strict=True)
    )
    return f"CREATE TEMP TABLE inc_{carried.name} ({columns})"


def _not_purged(carried: Carried) -> str:
    """Erasure wins over everything: a record by its id, history and conflicts by the record they speak of, and what
    somebody still wrote in a case that is gone by its scope."""
    return (
        f'NOT EXISTS (SELECT 1 FROM purged p WHERE p.id = n."{subject(carried)}")'
        ' AND NOT EXISTS (SELECT 1 FROM purged p WHERE p.id = n."scope")'
    )


def subject(carried: Carried) -> str:
    """The column that says which record a row is, or speaks of."""
    return "row_id" if "row_id" in carried.columns else "id"


def erase(carried: Carried) -> tuple[str, str]:
    """The hub's statements that remove what a batch has put on the purge list. Parameter: the seq of the batch."""
    listed = "IN (SELECT id FROM purged WHERE seq = ?)"
    return tuple(f'DELETE FROM "{carried.name}" WHERE "{column}" {listed}' for column in (subject(carried), "scope"))  # type: ignore[return-value]


NEW = "n.deleted_b IS NOT NULL AND n.deleted_b = 0"
"""A staged row that its sender says no hub has had."""


def _laid_in(carried: Carried, line: type[Line], which: str) -> str:
    """A statement that lays staged rows into the hub's table. Parameter: the seq of this batch.

    In the order of the keys, because each index then grows page by page: two to three times as fast (measured).
    """
    seq = "CAST(? AS bigint)" if line is not Line else "?"
    order = names(carried.hub_key, "n.")
    return (
        f'INSERT INTO "{carried.name}" AS o ({names(carried.columns)}, seq)'
        f" SELECT {names(carried.columns, 'n.')}, {seq} FROM inc_{carried.name} n"
        f" WHERE {which}{_not_purged(carried)} ORDER BY {order}"
    )


def lay_in_all(carried: Carried, line: type[Line]) -> str:
    """The hub's statement for staged rows of which none stands there; it fails where one does.

    Parameter: the seq of this batch. Asking of each row whether it stands took a quarter longer (measured).
    """
    return _laid_in(carried, line, "")


def lay_in_new(carried: Carried, line: type[Line]) -> str:
    """The hub's statement for staged records no hub has had: where one stands nevertheless, the merge has to decide.

    Parameter: the seq of this batch. Where it lays in as many as are staged, none of them needs to be guarded.
    """
    return f"{_laid_in(carried, line, NEW + ' AND ')} ON CONFLICT DO NOTHING"


def merge_staged(carried: Carried, line: type[Line], *, edits: bool = False) -> str:
    """The hub's one merge statement: the larger stamp stands, cell by cell. Parameter: the seq of this batch.

    Shape: with `edits` the records no hub has had are left out, because they were laid in before.
    """
    begun = _laid_in(carried, line, f"NOT ({NEW}) AND " if edits else "")
    if carried.is_history:
        return f"{begun} ON CONFLICT DO NOTHING"
    return (
        f"{begun} ON CONFLICT ({names(carried.hub_key)}) DO UPDATE SET {_met(carried, 'excluded', 'o', line)},"
        f" seq = excluded.seq WHERE ({_newer(carried, 'excluded', 'o')})"
    )


def _same(one: str, other: str) -> str:
    return f'{one}."scope" = {other}."scope" AND {one}."id" = {other}."id"'


SAME = _same("o", "n")
"""That a staged row and one at the hub are the same record."""


def _unseen(column: str, line: type[Line]) -> str:
    """That a cell stands at a version its sender had not seen. Parameter: the sender's device number."""
    return (
        f'(n."{column}_b" IS NOT NULL AND {cur("o", column)} <> n."{column}_b"'
        f' AND {cur("o", column)} <> {cur("n", column)} AND n."{column}" {line.differs} o."{column}"'
        f" AND ({cur('o', column)} & {MAX_DEVICE}) <> ?)"
    )


def guard(carried: Carried, line: type[Line], *, edits: bool = False) -> str:
    """Which staged rows would overwrite something their sender had not seen; none, if the laptop did its work.

    Shape: with `edits` the records no hub has had are left out, because they were laid in before.
    Parameters: the sender's device number, once per editable cell.
    """
    unseen = " OR ".join(_unseen(column, line) for column in carried.editable)
    which = f"NOT ({NEW}) AND ({unseen})" if edits else unseen
    return f'SELECT n."id" FROM inc_{carried.name} n JOIN "{carried.name}" o ON {SAME} WHERE {which}'


def index_stage(carried: Carried) -> str:
    """Let a file find a staged row by its key, for `merge_seen`."""
    return f"CREATE INDEX temp.ix_inc_{carried.name} ON inc_{carried.name} ({names(carried.hub_key)})"


def merge_seen(carried: Carried, line: type[Line]) -> str:
    """The merge and its guard in one pass, for staged edits of which the sender had seen all that stands.

    Shape: where it touches as many rows as are staged, none of them needs the guard, which reads as many pages of a
    large hub as the merge itself. What it leaves is for `guard` and `merge_staged`, to which a row it took is no news.
    A file finds and changes a row in one step when it is laid in, a server when it is updated (measured).
    Parameters: the seq of this batch, then the sender's device number, once per editable cell.
    """
    unseen = " OR ".join(_unseen(column, line) for column in carried.editable)
    if line is Line:
        found = f"SELECT 1 FROM inc_{carried.name} n WHERE {_same('n', 'excluded')} AND ({unseen})"
        return f"{merge_staged(carried, line, edits=True)} AND NOT EXISTS ({found})"
    return (
        f'UPDATE "{carried.name}" AS o SET {_met(carried, "n", "o", line)}, seq = CAST(? AS bigint)'
        f" FROM inc_{carried.name} n WHERE {SAME} AND NOT ({NEW}) AND ({_newer(carried, 'n', 'o')})"
        f" AND NOT ({unseen}) AND {_not_purged(carried)}"
    )


def guard_conflicts(carried: Carried, column: str, line: type[Line]) -> str:
    """Keep both versions of such a cell in a conflict row. Parameters: the seq of this batch, the sender's number."""
    kind = carried.kinds[carried.place(column)]
    row = "lower(hex(n.id))" if line is Line else "encode(n.id, 'hex')"
    older, newer = (f"{pick}({cur('o', column)}, {cur('n', column)})" for pick in (line.least, line.greatest))

    def text(side: str) -> str:
        if kind != "bytea":
            return f'CAST({side}."{column}" AS TEXT)'
        return f'lower(hex({side}."{column}"))' if line is Line else f"encode({side}.\"{column}\", 'hex')"

    def pick(smaller: bool) -> tuple[str, str]:
        sign = "<" if smaller else ">"
        value = f"CASE WHEN {cur('o', column)} {sign} {cur('n', column)} THEN {text('o')} ELSE {text('n')} END"
        stamp = older if smaller else newer
        who = (
            "(SELECT person_id FROM history h WHERE h.scope = o.scope AND h.row_id = n.id"
            f" AND h.column_name IN ('', '{column}') AND h.stamp = {stamp} LIMIT 1)"
        )
        return value, who

    (a_value, a_by), (b_value, b_by) = pick(True), pick(False)
    seq = "CAST(? AS bigint)" if line is not Line else "?"
    return (
        "INSERT INTO conflict (id, scope, s0, record, row_id, field, a_value, a_stamp, a_by, b_value, b_stamp, b_by,"
        f" resolution, seq) SELECT {row} || ':{column}:' || {older} || ':' || {newer}, o.scope, {newer},"
        f" '{carried.name}', n.id, '{column}', {a_value}, {older}, {a_by}, {b_value}, {newer}, {b_by}, '', {seq}"
        f' FROM inc_{carried.name} n JOIN "{carried.name}" o ON {SAME}'
        f" WHERE {_unseen(column, line)} AND {_not_purged(carried)} ON CONFLICT DO NOTHING"
    )
