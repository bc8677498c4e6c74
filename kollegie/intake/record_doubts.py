"""Rows that can be read but look wrong: told with file and row before they are taken in, and never left out of a sum.

Rule V32 names the same rows among the signals; here the person who imports sees them while the file is at hand.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import repeat
from typing import Any

from kollegie.intake.columns import A_PART, ROW
from kollegie.intake.import_plan import Doubt, Place
from kollegie.language import counted, grouped, say
from kollegie.model.clock import SWEDEN
from kollegie.model.identity import IdentityKind, read_identity_number
from kollegie.store import Store
from kollegie.store.records import read_records, sets_here

LONGEST_MINUTES = 24 * 60
MOST_STRANGERS = 200
RANGES = (("from", "to"), ("period_from", "period_to"), ("contract_from", "contract_to"))
CONTRACT, OPEN = ("staff_id", "provider_id", "contract_from", "contract_to"), 2**31
NAMING = ("user_id", "staff_id", "substitute_id", "representative_id", "payee_id")
TEN_DIGITS = r"(\p{Nd}[^\p{Nd}]*){10}"
"""What an identity number has at the least; only such names are read as one."""
_PEOPLE = {
    "user_id": ("brukaren", "the user"),
    "staff_id": ("medarbetaren", "the member of staff"),
    "substitute_id": ("vikarien", "the substitute"),
    "provider_id": ("utföraren", "the provider"),
    "decision_id": ("beslutet", "the decision"),
}


def record_doubts(store: Store, kind: str, table: Any, file: str, sheet: str) -> list[Doubt]:
    """What to look at in the rows of one file.

    Shape: a person nobody knows is told once, at their first row, with how many rows they have.
    """
    told = (
        *_times(kind, table),
        *_skipped_hours(kind, table),
        *_days_of_attendance(kind, table),
        *_untimed_lines(kind, table),
        *_ranges(table),
        *_numbers_as_names(store, table),
        *_one_number(store, kind, table),
        *_two_contracts(store, kind, table),
        *_strangers(store, kind, table),
        *_credits(store, kind, table),
    )
    found = [Doubt(Place(file, sheet, row), column, what) for column, row, what in told]
    return sorted(found, key=lambda doubt: doubt.place.row)


def _numbers_as_names(store: Store, table: Any) -> Iterator[tuple[str, int, str]]:
    """Columns whose ids are identity numbers: such an id stands in signals and questions wherever they go."""
    import pyarrow as pa
    import pyarrow.compute as pc

    today = store.clock().date()
    for column in NAMING:
        if column not in table.column_names or not table.num_rows:
            continue
        names = table[column].unify_dictionaries()
        dictionary = names.chunk(0).dictionary
        may_be = pc.fill_null(pc.match_substring_regex(dictionary, TEN_DIGITS), False)
        numbers = {
            place
            for place, name in zip(
                pc.indices_nonzero(may_be).to_pylist(), dictionary.filter(may_be).to_pylist(), strict=True
            )
            if read_identity_number(name, today).kind is not IdentityKind.UNVERIFIED
        }
        if not numbers:
            continue
        indices = pa.chunked_array([chunk.indices for chunk in names.chunks])
        theirs = pc.is_in(indices, pa.array(sorted(numbers), indices.type))
        rows, used = table[ROW].filter(theirs).to_pylist(), set(indices.filter(theirs).to_pylist())
        if used:  # a name may be left of rows that were refused
            row = rows[0]
            what = counted(len(used), ("id", "olika id"), ("id", "different ids"))
            yield (
                column,
                row,
                say(
                    f"{what} ser ut som personnummer och syns i signaler och frågor; använd egna nummer",
                    f"{what} look like identity numbers and are seen in signals and questions; use numbers of your own",
                ),
            )


def _one_number(store: Store, kind: str, table: Any) -> Iterator[tuple[str, int, str]]:
    """Members of staff who have one identity number: every rule takes them for one person."""
    if kind != "staff" or not {"staff_id", "identity_number"} <= set(table.column_names):
        return
    known: dict[str, str] = {}
    for one in sets_here(store, "staff"):
        earlier = read_records(store, one, ["staff_id", "identity_number"])
        if "identity_number" in earlier.column_names:
            known.update(_named_by(earlier))
    for staff, number, row in zip(
        *(table[name].to_pylist() for name in ("staff_id", "identity_number", ROW)), strict=True
    ):
        if number and known.setdefault(number, staff) != staff:
            other = known[number]
            yield (
                "identity_number",
                row,
                say(
                    f"samma personnummer som medarbetaren {other}; de räknas som en person",
                    f"the same identity number as {other} of the staff; they count as one person",
                ),
            )


def _two_contracts(store: Store, kind: str, table: Any) -> Iterator[tuple[str, int, str]]:
    """Contracts that begin on another day than one of an earlier list they overlap: both count, which may be a slip."""
    if kind != "staff" or table["contract_from"].null_count == table.num_rows:
        return
    known: dict[tuple[str, str], dict[int, int]] = defaultdict(dict)
    for one in sets_here(store, "staff"):
        for pair, begin, end, _row in _spans(read_records(store, one, [*CONTRACT, ROW])):
            known[pair][begin] = end
    for pair, begin, end, row in _spans(table):
        for other, until in known.get(pair, {}).items():
            if other != begin and begin <= until and other <= end:
                day = date(1970, 1, 1) + timedelta(days=other)
                yield (
                    "contract_from",
                    row,
                    say(
                        f"en tidigare fil har ett avtal från {day} som överlappar; båda räknas. Är det rättat, ta bort "
                        "den tidigare filen",
                        f"an earlier file has a contract from {day} that overlaps; both count. If it has been put "
                        "right, remove the earlier file",
                    ),
                )
                break


def _spans(table: Any) -> Iterator[tuple[tuple[str, str], int, int, int]]:
    """Staff and provider, first and last day, and row of each contract of a list."""
    there = set(table.column_names)
    columns = (table[name].to_pylist() if name in there else repeat(None, table.num_rows) for name in (*CONTRACT, ROW))
    for staff, provider, begin, end, row in zip(*columns, strict=True):
        if begin is not None:
            yield (staff, provider), begin, OPEN if end is None else end, row


def _named_by(table: Any) -> dict[str, str]:
    pairs = zip(table["identity_number"].to_pylist(), table["staff_id"].to_pylist(), strict=True)
    return {number: staff for number, staff in pairs if number}


def _times(kind: str, table: Any) -> Iterator[tuple[str, int, str]]:
    if kind not in ("time-reports", "schedules") or not table.num_rows:
        return
    for part in table.select(("start", "end", ROW)).to_batches(A_PART):  # what one leaves behind serves the next one
        yield from _times_of(part)


def _times_of(some: Any) -> Iterator[tuple[str, int, str]]:
    import pyarrow.compute as pc

    start, end = some["start"], some["end"]
    length = pc.subtract(end, start)
    long = say("längre än 24 timmar", "longer than 24 hours")
    first = say("slutar innan den börjar, eller är noll minuter lång", "ends before it begins, or lasts no time")
    ends = pc.min_max(length).as_py()
    odd = ends["min"] is not None and (ends["min"] <= 0 or ends["max"] > LONGEST_MINUTES)
    for column, wrong, what in (
        ()
        if not odd
        else (
            ("end", pc.less_equal(length, 0), first),
            ("end", pc.greater(length, LONGEST_MINUTES), long),
        )
    ):
        for row in some[ROW].filter(pc.fill_null(wrong, False)).to_pylist():
            yield column, row, what


def _days_of_attendance(kind: str, table: Any) -> Iterator[tuple[str, int, str]]:
    """Days with more hours than a day has, or fewer than none; of the latter nothing is drawn off any sum."""
    if kind != "attendance":
        return
    import pyarrow.compute as pc

    for column in ("planned_hours", "attended_hours"):
        for wrong, what in (
            (pc.greater(table[column], LONGEST_MINUTES * 60), say("längre än 24 timmar", "longer than 24 hours")),
            (pc.less(table[column], 0), say("mindre än noll timmar; räknas som noll", "below zero; counts as zero")),
        ):
            for row in table[ROW].filter(pc.fill_null(wrong, False)).to_pylist():
                yield column, row, what


def _untimed_lines(kind: str, table: Any) -> Iterator[tuple[str, int, str]]:
    """Invoice lines whose quantity is told in another unit than hours."""
    if kind != "invoices":
        return
    import pyarrow as pa
    import pyarrow.compute as pc

    told = pc.greater(pc.utf8_length(pc.fill_null(table["quantity"].cast(pa.string()), "")), 0)
    what = say(
        "antalet är inte i timmar; raden räknas i kronor och inte bland timmarna",
        "the quantity is not in hours; the line counts in kronor and not among the hours",
    )
    for row in table[ROW].filter(pc.and_(table["hours"].is_null(), told)).to_pylist():
        yield "quantity", row, what


def _skipped_hours(kind: str, table: Any) -> Iterator[tuple[str, int, str]]:
    """Moments that the clock skipped when it was put forward."""
    columns = {"time-reports": ("start", "end"), "schedules": ("start", "end"), "sick-claims": ("from", "to")}.get(kind)
    if columns is None or not table.num_rows:
        return
    gaps = _gaps(table[columns[0]])
    for part in table.select((*columns, ROW)).to_batches(A_PART) if gaps else ():
        yield from _skipped_hours_of(part, columns, gaps)


def _skipped_hours_of(some: Any, columns: tuple[str, ...], gaps: list[int]) -> Iterator[tuple[str, int, str]]:
    import pyarrow as pa
    import pyarrow.compute as pc

    for column in columns:
        for gap in gaps:
            begin, after = (pa.scalar(minute, pa.int32()) for minute in (gap, gap + 60))
            inside = pc.and_(pc.greater_equal(some[column], begin), pc.less(some[column], after))
            for row in some[ROW].filter(pc.fill_null(inside, False)).to_pylist():
                yield column, row, say("timmen finns inte: klockan ställdes fram", "there is no such hour: summer time")


def _ranges(table: Any) -> Iterator[tuple[str, int, str]]:
    """Rows whose last day comes before their first."""
    import pyarrow.compute as pc

    for first, last in RANGES:
        if first in table.column_names and last in table.column_names:
            wrong = pc.fill_null(pc.less(table[last], table[first]), False)
            for row in table[ROW].filter(wrong).to_pylist():
                yield last, row, say("slutar innan den börjar", "ends before it begins")


def _gaps(start: Any) -> list[int]:
    """The minutes at which the clock is put forward, in the years the rows span."""
    import pyarrow.compute as pc

    ends = pc.min_max(start).as_py()
    if ends["min"] is None:
        return []
    epoch = datetime(1970, 1, 1)  # noqa: DTZ001 - the wall clock
    years = range((epoch + timedelta(minutes=ends["min"])).year, (epoch + timedelta(minutes=ends["max"])).year + 1)
    found = []
    for year in years if len(years) <= 50 else ():
        day = datetime(year, 3, 31, 2)  # noqa: DTZ001 - the wall clock
        day -= timedelta(days=(day.weekday() + 1) % 7)
        shown = day.replace(tzinfo=SWEDEN).astimezone(UTC).astimezone(SWEDEN)
        if shown.hour != day.hour:
            found.append(int((day - epoch).total_seconds() // 60))
    return found


def _strangers(store: Store, kind: str, table: Any) -> Iterator[tuple[str, int, str]]:
    """People the register or the lists of staff do not have, where there is a register to ask."""
    if kind in ("staff", "invoices"):  # staff make the list; lines of invoices are matched by themselves
        return
    from kollegie.model.register import Decision, Provider, ServiceUser

    staff: set[str] = set()
    with store.reading() as reading:
        users, providers = set(reading.values(ServiceUser, "user_ref")), set(reading.values(Provider, "provider_ref"))
        decisions = set(reading.values(Decision, "decision_ref")) if kind == "contact-notes" else set()
    for one in sets_here(store, "staff"):
        staff.update(read_records(store, one, ["staff_id"])["staff_id"].unique().to_pylist())
    known = {"user_id": users, "staff_id": staff, "substitute_id": staff, "provider_id": providers}
    known["decision_id"] = decisions
    for column, names in known.items():
        if names and column in table.column_names:
            yield from _unknown(table, column, names)


def _unknown(table: Any, column: str, known: set[str]) -> Iterator[tuple[str, int, str]]:
    import pyarrow as pa
    import pyarrow.compute as pc

    names = table[column].unify_dictionaries().combine_chunks()
    written = names.dictionary.to_pylist()
    strange = [place for place, name in enumerate(written) if name not in known]
    if not strange:
        return
    theirs = pc.is_in(names.indices, pa.array(strange, names.indices.type))
    counted: dict[int, list[int]] = {}
    pairs = zip(names.indices.filter(theirs).to_pylist(), table[ROW].filter(theirs).to_pylist(), strict=True)
    for place, row in pairs:
        counted.setdefault(place, []).append(row)
    each = list(counted.values())
    for rows in each[:MOST_STRANGERS]:
        who, count = say(*_PEOPLE[column]), grouped(len(rows))
        many = say(f"{count} rader" if len(rows) > 1 else "1 rad", f"{count} rows" if len(rows) > 1 else "1 row")
        yield column, min(rows), say(f"{who} finns inte i registret ({many})", f"{who} is not known ({many})")
    if more := each[MOST_STRANGERS:]:
        first, count = min(map(min, more)), grouped(len(more))
        yield column, first, say(f"här och framåt: {count} till som inte finns", f"from here: {count} more not known")


def _credits(store: Store, kind: str, table: Any) -> Iterator[tuple[str, int, str]]:
    """Credit notes whose invoice has not come from the provider that names it; others number theirs as they like."""
    if kind != "invoices" or "credits" not in table.column_names:
        return
    import pyarrow as pa
    import pyarrow.compute as pc

    names_one = pc.greater(pc.utf8_length(pc.fill_null(table["credits"].cast(pa.string()), "")), 0)
    yield from _credits_of_none(table, names_one)
    named = table.filter(names_one)
    if not named.num_rows:
        return
    columns = ["provider_id", "invoice_id"]
    known = _pairs(table, *columns)
    for one in sets_here(store, "invoices"):
        known |= _pairs(read_records(store, one, columns), *columns)
    for provider, invoice, row in zip(
        *(named[name].to_pylist() for name in ("provider_id", "credits", ROW)), strict=True
    ):
        if (provider, invoice) not in known:
            what = say(
                f"fakturan {invoice} som krediteras har inte kommit från utföraren",
                f"the credited invoice {invoice} of the provider is missing",
            )
            yield "credits", row, what


def _credits_of_none(table: Any, names_one: Any) -> Iterator[tuple[str, int, str]]:
    """Invoices that take back more than they ask for, and name none they credit; each is told at its first row."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if not table.num_rows or not pc.any(pc.less(table["amount"], 0)).as_py():
        return
    columns = {name: table[name].cast(pa.string()) for name in ("provider_id", "invoice_id")}
    sums = pa.table({**columns, "amount": table["amount"], ROW: table[ROW], "named": names_one.cast(pa.int8())})
    found = sums.group_by(list(columns)).aggregate([("amount", "sum"), (ROW, "min"), ("named", "max")])
    bare = found.filter(pc.and_(pc.less(found["amount_sum"], 0), pc.equal(found["named_max"], 0)))
    what = say(
        "krediterar mer än den debiterar och säger inte vilken faktura den gäller",
        "credits more than it charges and does not say which invoice it is about",
    )
    yield from (("credits", row, what) for row in bare[f"{ROW}_min"].to_pylist())


def _pairs(table: Any, *columns: str) -> set[tuple[Any, ...]]:
    """The different pairs of cells of two columns."""
    import pyarrow as pa

    found = pa.table({name: table[name].cast(pa.string()) for name in columns}).group_by(list(columns)).aggregate([])
    return set(zip(*(found[name].to_pylist() for name in columns), strict=True))
