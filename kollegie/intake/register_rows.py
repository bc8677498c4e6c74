"""The rows of a table for the register as typed cells, read a column at a time, with what was refused or doubted."""

from __future__ import annotations

import re
import sys
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from operator import itemgetter
from typing import Any
from uuid import UUID

from kollegie.intake.cells import ERROR_SIGN, ZEROS, Cell, Misread, is_error, overfull_words, zeros_words
from kollegie.intake.days_written import DaysWritten, two_ways_words
from kollegie.intake.import_plan import Doubt, Place, Refusal, alike_words, hidden_words, merged_doubts
from kollegie.intake.mapping import NO_MAPPING, NUMBERS, ColumnMapping
from kollegie.intake.new_rows import FileRows, Key
from kollegie.intake.preview import another_kind
from kollegie.intake.reading_child import Number
from kollegie.intake.record_kinds import CellType, ColumnRule, RecordKind, TwoHeaders, date_column
from kollegie.intake.table_errors import HeadersMissing, HeaderTwice, on_sheet, other_sheets
from kollegie.intake.tables import Table
from kollegie.language import say
from kollegie.model.identity import IdentityKind, read_identity_number
from kollegie.model.record_words import words_of
from kollegie.model.register import ServiceUser, UserIdentity, tells_of_application
from kollegie.store import Reading, Store

MOST_KNOWN = 20_000
"""Different texts of a column whose reading is remembered."""
PLAIN = re.compile(r"[!-~](?:[ -~]*[!-~])?")
"""A text that means just what is written."""
SHORT = 10
"""A number of a user that is as long may be an identity number, and is to be looked at."""
APPLICATION = date_column("applied_on")


@dataclass(frozen=True, slots=True)
class _Odd:
    """A text that was not understood, or is to be looked at: what it was read as, and the words of its doubt."""

    cell: Cell | Misread
    doubt: str = ""


class _Known(dict[str, Any]):
    """What each different text of a column was read as: its value, or what is odd about it. A text is read once."""

    def __init__(self, read: Callable[[str], Any]) -> None:
        self._read = read
        self.odd = False

    def __missing__(self, written: str) -> Any:
        if len(self) == MOST_KNOWN:  # numbers of cases, each of which comes once
            self.clear()
        found = self[written] = self._read(written)
        self.odd = self.odd or type(found) is _Odd
        return found


@dataclass(frozen=True, slots=True)
class _Column:
    """One column of a file: where it stands, its header, and what the texts in it were read as.

    Shape: `rule` is None for a column no kind knows. A text shorter than `most` may mean just what is written.
    `days` tells how those of a column of dates are written.
    """

    at: int
    header: str
    name: str
    rule: ColumnRule | None
    known: _Known
    most: int = 0
    days: DaysWritten | None = None


class RowReader:
    """Turns tables into columns of typed cells, and remembers what was refused or doubted on the way."""

    def __init__(self, kind: RecordKind, store: Store) -> None:
        self._kind = kind
        self._mapping = NO_MAPPING
        self._today = store.clock().date()
        self._identities: dict[str, list[Place]] = defaultdict(list)
        self.files: list[FileRows] = []
        self.users: set[str] = set()
        self.count = 0
        self.refused: list[Refusal] = []
        self.doubts: list[Doubt] = []
        self.unknown: dict[str, None] = {}

    def read(self, batches: Iterable[Table], mapping: ColumnMapping) -> None:
        """Read one table's rows by its mapping. Raises: HeadersMissing; HeaderTwice."""
        self._mapping = mapping
        columns: list[_Column] | None = None
        for table in batches:
            if columns is None:
                columns = self._columns(table)
                self.files.append(FileRows(table.file, table.sheet))
                place = Place(table.file, table.sheet, table.header_row)
                if table.alike:
                    what = alike_words(table.alike, table.hidden)
                    self.doubts.append(Doubt(place, self._kind.key[0], what))
                if not mapping.columns and (other := another_kind(self._kind.name, table.header, table.file)):
                    self.doubts.append(Doubt(place, self._kind.key[0], _looks_like_words(other)))
                if table.sheet in table.hidden:
                    self.doubts.append(Doubt(place, self._kind.key[0], hidden_words()))
            if table.numbers:
                self.files[-1].extend(self._batch(table, columns))
            named = {column.at: column.name or column.header for column in columns}
            self.doubts += merged_doubts(table.file, table.sheet, table.header_row, named, table.merged)

    def _batch(self, table: Table, columns: list[_Column]) -> FileRows:
        """Those of some thousand rows that were understood, read a column at a time."""
        numbers, written = table.numbers, table.columns
        self.count += len(numbers)
        nothing = ("",) * len(numbers)
        rows = FileRows(table.file, table.sheet, numbers=list(numbers))
        told: list[tuple[int, Doubt]] = []
        refused: list[tuple[int, Refusal]] = []
        made = rows.columns
        made["extra"] = [()] * len(numbers)
        for column in columns:
            texts: Sequence[str] = written[column.at] if column.at < len(written) else nothing
            if column.rule is None:
                if any(texts):
                    made["extra"] = [
                        (*extra, (column.header, read)) if (read := column.known[text]) else extra
                        for extra, text in zip(made["extra"], texts, strict=True)
                    ]
                continue
            if column.rule.type in NUMBERS and self._mapping.decimal:
                texts = [self._mapping.number(text) if isinstance(text, Number) else text for text in texts]
            known = column.known
            plain = column.most and _mean_what_they_say(texts, column.most)
            values = list(texts if plain else map(known.__getitem__, texts))
            if column.days is not None and (odd := column.days.odd_among(set(texts))):
                words = two_ways_words()
                told += [
                    (at, Doubt(rows.place(at), column.name, words)) for at, text in enumerate(texts) if text in odd
                ]
            doubts = [""] * len(values) if column.rule.type is CellType.IDENTITY else None
            if known.odd and not plain:
                for at, value in enumerate(values):
                    if type(value) is not _Odd:
                        continue
                    if isinstance(value.cell, Misread):
                        refusal = Refusal(rows.place(at), column.name, texts[at].strip()[:200], value.cell.expected)
                        refused.append((at, refusal))
                        values[at] = None
                        continue
                    values[at] = value.cell.value
                    if doubts is not None:
                        doubts[at] = "" if value.cell.doubt == ZEROS else value.cell.doubt  # date and digit hold
                    if value.doubt:
                        told.append((at, Doubt(rows.place(at), column.name, value.doubt)))
            made[column.name] = values
            if doubts is not None:
                made[f"{column.name}.doubt"] = doubts
                for at, value in enumerate(values):
                    if value:
                        self._identities[str(value)].append(rows.place(at))
        if not table.sheet:  # a workbook may have notes beside its table
            for cells in written[len(table.header) :]:
                for at, text in enumerate(cells):
                    if text.strip():
                        last = columns[-1].name or columns[-1].header
                        refused.append((at, Refusal(rows.place(at), last, text[:200], overfull_words())))
        for first, last in self._kind.spans:
            for at, (begins, ends) in enumerate(zip(made.get(first, ()), made.get(last, ()), strict=False)):
                if begins and ends and ends < begins:
                    expected = say(f"en dag från och med {begins} ({first})", f"a day from {begins} ({first}) on")
                    refused.append((at, Refusal(rows.place(at), last, str(ends), expected)))
        self.doubts += [doubt for _, doubt in sorted(told, key=itemgetter(0))]
        self.refused += [refusal for _, refusal in sorted(refused, key=itemgetter(0))]
        self.users.update(filter(None, made.get("user_id", ())))
        rows.keys.extend(zip(*(made[name] for name in self._kind.key), strict=True))
        out = {at for at, _ in refused}
        return rows.only([at for at in range(len(numbers)) if at not in out])

    def refuse_alike(self) -> Collection[Key]:
        """Keep out every row whose key stands on several, each naming another. Returns the keys."""
        keys = [key for rows in self.files for key in rows.keys]
        if len(set(keys)) == len(keys):
            return ()
        places: dict[Key, list[Place]] = defaultdict(list)
        for rows in self.files:
            for at, key in enumerate(rows.keys):
                places[key].append(rows.place(at))
        alike = {key: found for key, found in places.items() if len(found) > 1}
        for key, found in alike.items():
            for place in found:
                other = next(other for other in found if other != place)
                expected = say(f"ett värde per rad; samma står på {other.words}", f"one row each; also {other.words}")
                self.refused.append(Refusal(place, self._kind.key[0], str(key[0]), expected))
        return alike

    def look_for_strangers(self, reading: Reading, host: UUID) -> None:
        """Doubt rows about users the register does not have, and numbers that several rows share."""
        if self._kind.name != "users":
            users = set(reading.values(ServiceUser, "user_ref", scope=host))
            what = say("brukaren finns inte i registret än", "the user is not in the register yet")
            for rows in self.files if not self.users <= users else ():
                for at, user in enumerate(rows.columns.get("user_id", ())):
                    if user not in users:
                        self.doubts.append(Doubt(rows.place(at), "user_id", what))
        for places in self._identities.values():
            for place in places[1:]:
                other = places[0].words
                what = say(f"samma personnummer står på {other}", f"the same identity number is on {other}")
                self.doubts.append(Doubt(place, "identity_number", what))

    def look_for_doubles(self, standing: Mapping[Key, tuple[Any, ...]]) -> None:
        """Doubt users whose identity number somebody else in the register has already."""
        owners = {
            value.identity_number: user
            for (user, *_), values in standing.items()
            for value in values
            if isinstance(value, UserIdentity) and value.identity_number
        }
        for rows in self.files if owners else ():
            for at, (key, number) in enumerate(zip(rows.keys, rows.columns.get("identity_number", ()), strict=False)):
                owner = owners.get(str(number)) if number else None
                if owner not in (None, key[0]):
                    what = say(
                        f"samma personnummer står på {owner} i registret",
                        f"the same identity number is on {owner} in the register",
                    )
                    self.doubts.append(Doubt(rows.place(at), "identity_number", what))

    def _columns(self, table: Table) -> list[_Column]:
        """Every named column."""
        sheet = on_sheet(table.sheet)
        try:
            headings = self._kind.headings(table.header, self._mapping.columns)
        except TwoHeaders as both:
            facts = {"first": both.first, "second": both.second, "column": both.column}
            raise HeaderTwice(file=table.file, sheet=sheet, row=table.header_row, **facts) from None
        columns: list[_Column] = []
        for one in headings:
            rule = self._kind.column(one.name) if one.name else None
            read = self._keeping(one.shown) if rule is None else self._reading_of(rule)
            days = DaysWritten() if rule is not None and rule.type is CellType.DATE else None
            most = self._plain_below(rule)
            columns.append(_Column(one.place, one.shown.strip(), one.name, rule, _Known(read), most, days))
            if not one.name:
                self.unknown.setdefault(one.shown)
        seen = {one.name for one in headings}
        for rule in self._kind.columns:
            if rule.required and rule.name not in seen:
                raise HeadersMissing(
                    file=table.file,
                    sheet=sheet,
                    row=table.header_row,
                    column=rule.name,
                    accepted=", ".join(rule.accepted),
                    other=_why_not_there(table),
                )
        return columns

    def _reading_of(self, rule: ColumnRule) -> Callable[[str], Any]:
        """How a text in a column is read: to what it means, or to what is odd about it."""
        most = self._plain_below(rule)
        if not most:
            return partial(self._read, rule)

        def text(written: str) -> Any:
            plain = len(written) < most and PLAIN.fullmatch(written) and not written.startswith(ERROR_SIGN)
            return str(written) if plain else self._read(rule, written)

        return text

    def _keeping(self, header: str) -> Callable[[str], str]:
        """How a text in a column no kind knows is kept: the day of an application in one form, others as they stand."""
        return self._application if self._kind.name == "decisions" and tells_of_application(header) else _kept

    def _application(self, written: str) -> str:
        cell = self._mapping.read(APPLICATION, written, self._today)
        return cell.value.isoformat() if isinstance(cell, Cell) and cell.value else _kept(written)

    def _plain_below(self, rule: ColumnRule | None) -> int:
        """How short a text in a column is that may mean just what is written; 0 where all are to be read."""
        if rule is None or rule.type is not CellType.TEXT or rule.name in self._mapping.values:
            return 0
        return SHORT if rule.name == "user_id" else sys.maxsize

    def _read(self, rule: ColumnRule, written: str) -> Any:
        cell = self._mapping.read(rule, written, self._today)
        if isinstance(cell, Misread):
            return _Odd(cell)
        doubt = self._doubt(rule.name, cell.value, cell.doubt)
        return _Odd(cell, doubt) if doubt or cell.doubt else cell.value

    def _doubt(self, name: str, value: object, doubt: str) -> str:
        if doubt == ZEROS:
            return zeros_words()
        if doubt:
            words = {
                "check_digit": say("kontrollsiffran stämmer inte", "the check digit does not hold"),
                "date": say("födelsetiden är inget datum", "the date of birth is no date"),
                "form": say("numret har inte formen av ett personnummer", "the number lacks the form of one"),
            }[doubt]
            kept = say("behålls och märks som obekräftat", "kept and marked unverified")
            return f"{words}; {kept}"
        if (
            name == "user_id"
            and len(str(value)) >= SHORT
            and read_identity_number(str(value), self._today).kind is not IdentityKind.UNVERIFIED
        ):
            return say("ser ut som ett personnummer; använd ett ärende- eller brukarnummer", "looks like an id number")
        return ""


def _looks_like_words(kind: str) -> str:
    """Why a file is to be looked at that is read as one kind and has the columns of another."""
    sv, en = words_of(kind).together
    return say(
        f"filen ser ut som {sv}; läs in den som det, om den inte är vad du har valt",
        f"the file looks like {en}; take it in as that, unless it is what you have chosen",
    )


def _mean_what_they_say(texts: Sequence[str], most: int) -> bool:
    """Whether all these texts are there, short enough, and mean just what is written; looked at all together."""
    between = "\n"  # in no text that can be printed
    whole = between.join(("", *texts, ""))
    if whole.count(between) != len(texts) + 1 or not whole.replace(between, "").isprintable():
        return False
    odd = (between * 2, f"{between} ", f" {between}", between + ERROR_SIGN)
    return not any(sign in whole for sign in odd) and max(map(len, texts)) < most and Number not in map(type, texts)


def _kept(written: str) -> str:
    """What is kept of a cell in a column that no kind knows: its text, unless that is a spreadsheet's error."""
    text = written.strip()
    return "" if is_error(text) else text


def _why_not_there(table: Table) -> str:
    """What may be the matter when a column is not found: another sheet has it, or the file is not what it is called."""
    if others := other_sheets(name for name in table.sheets if name != table.sheet):
        return others
    if not table.sheets and table.file.lower().endswith((".xlsx", ".xlsm")):
        return say(
            "Filen heter som en Excelfil men är text. Öppna den i Excel och spara den som XLSX.",
            "The file is named as an Excel file but is text. Open it in Excel and save it as XLSX.",
        )
    return ""
