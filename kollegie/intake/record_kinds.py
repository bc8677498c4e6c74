"""The kinds of records that can be imported, as data: columns, what they must hold, and the headers they go by.

A new kind is one more `RecordKind` here; where its rows are kept stands in `register_targets`. Headers are compared
without regard to case, and to whether spaces, hyphens, underscores or full stops part their words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from kollegie.model.register import Protection, ProviderKind
from kollegie.model.services import SERVICES


class CellType(StrEnum):
    """What a column's cells hold."""

    TEXT = "text"
    DATE = "date"
    DECIMAL = "decimal"
    YES_NO = "yes_no"
    CHOICE = "choice"
    IDENTITY = "identity"
    ORGANISATION = "organisation"
    MOMENT = "moment"
    HOURS = "hours"
    MONEY = "money"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class ColumnRule:
    """One canonical column.

    Shape: `choices` pairs a canonical value with the spellings it is also known by; with `open_ended` anything else
    is kept as written. `empty` is what an empty cell means, `make` turns the text of a choice into the model's word.
    `unit` may follow a number. `or_else` are headers that mean the column only in a file where no other does: beside a
    number they are names.
    """

    name: str
    type: CellType = CellType.TEXT
    required: bool = False
    aliases: tuple[str, ...] = ()
    choices: tuple[tuple[str, tuple[str, ...]], ...] = ()
    open_ended: bool = False
    empty: Any = None
    make: Callable[[str], Any] = str
    unit: str = ""
    or_else: tuple[str, ...] = ()

    @property
    def accepted(self) -> tuple[str, ...]:
        """Every header the column goes by, its own name first."""
        return (self.name, *self.aliases, *self.or_else)


WHY_HEADER, ROW_HEADER = "Varför raden avvisades", "Rad i filen"
"""Headers of ours in a file of refused rows; they are no columns of the rows when it is imported again."""
MONTH = "month"
"""The column of months."""


@dataclass(frozen=True, slots=True)
class RecordKind:
    """A kind of record: its columns, which of them tell two rows apart, and which pairs are a span of days.

    Shape: `days` pairs each moment with the column its day may stand in, when its own cell is a clock time alone;
    `of_month` are the first and last day that a column of months may tell instead. Such columns are read and not kept.
    """

    name: str
    columns: tuple[ColumnRule, ...]
    key: tuple[str, ...]
    spans: tuple[tuple[str, str], ...] = ()
    days: tuple[tuple[str, str], ...] = ()
    of_month: tuple[str, ...] = ()

    def column(self, name: str) -> ColumnRule:
        """The column with that canonical name. Raises: KeyError."""
        for rule in self.columns:
            if rule.name == name:
                return rule
        raise KeyError(name)

    @property
    def held_apart(self) -> frozenset[str]:
        """The columns that only tell the day of a moment, or the days of a period."""
        return frozenset(day for _, day in self.days) | ({MONTH} if self.of_month else set())

    def lacking(self, there: Container[object]) -> list[ColumnRule]:
        """The required columns a file with these has neither itself nor in another way."""
        told = self.of_month if MONTH in there else ()
        return [rule for rule in self.columns if rule.required and rule.name not in there and rule.name not in told]

    @property
    def headers(self) -> dict[str, str]:
        """Every header this kind may know, normalised, with the canonical column it means."""
        return {header: columns[0] for header, columns in self._maybe.items()} | self._sure

    @property
    def _maybe(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for rule in self.columns:
            for header in rule.or_else:
                found.setdefault(normal_header(header), []).append(rule.name)
        return found

    @property
    def _sure(self) -> dict[str, str]:
        return {normal_header(header): rule.name for rule in self.columns for header in (rule.name, *rule.aliases)}

    def meanings(self, header: Iterable[str], said: Mapping[str, str]) -> dict[str, str]:
        """What each known header of a file means, normalised; `said` is what its mapping says, before all else."""
        there = [normal_header(written) for written in header]
        means, maybe = {**self._sure, **said}, self._maybe
        found = {means[written] for written in there if written in means}
        for written in there:
            column = next((name for name in maybe.get(written, ()) if name not in found), "")
            if column and written not in means:
                found.add(column)
                means[written] = column
        return means

    def headings(self, header: Sequence[str], said: Mapping[str, str]) -> tuple[Heading, ...]:
        """Every named column of a file, from left to right, without those we write in a file of refused rows.

        Raises: TwoHeaders.
        """
        means, extras = self.meanings(header, said), Extras()
        seen: dict[str, str] = {}
        found = []
        for place, written in enumerate(header):
            if not written.strip() or normal_header(written) in OWN_HEADERS:
                continue
            name = means.get(normal_header(written), "")
            if name in seen:
                raise TwoHeaders(seen[name], written, name)
            if name:
                seen[name] = written
            found.append(Heading(place, written if name else extras(written.strip()), name))
        return tuple(found)


@dataclass(frozen=True, slots=True)
class Heading:
    """One column of a file: where it stands, what it is called there, and the column of its kind it means; "" where it
    is kept as it is, under a name that no other one has."""

    place: int
    shown: str
    name: str


class TwoHeaders(Exception):
    """Two headers of a file mean the same column. Whoever reads the file knows its name and tells it."""

    def __init__(self, first: str, second: str, column: str) -> None:
        super().__init__(column)
        self.first = first
        self.second = second
        self.column = column


def normal_header(header: str) -> str:
    """A header without what differs between systems: case, byte order mark, spaces, hyphens, underscores, stars."""
    return re.sub(r"[\s_\-./*\ufeff]+", " ", header.casefold()).strip()


class Extras:
    """Names of the columns no kind knows, from left to right: of two with one header the second is numbered."""

    def __init__(self) -> None:
        self._seen: set[str] = set()

    def __call__(self, header: str) -> str:
        """The name of the next column with this header."""
        name, number = header, 1
        while name in self._seen:
            number += 1
            name = f"{header} {number}"
        self._seen.add(name)
        return name


OWN_HEADERS = frozenset((normal_header(WHY_HEADER), normal_header(ROW_HEADER)))


def text_column(name: str, *aliases: str, required: bool = False, or_else: tuple[str, ...] = ()) -> ColumnRule:
    """A column of words or ids."""
    return ColumnRule(name, required=required, aliases=aliases, empty="", or_else=or_else)


def date_column(name: str, *aliases: str, required: bool = False, or_else: tuple[str, ...] = ()) -> ColumnRule:
    """A column of days."""
    return ColumnRule(name, CellType.DATE, required, aliases, or_else=or_else)


def _decimal(name: str, *aliases: str) -> ColumnRule:
    return ColumnRule(name, CellType.DECIMAL, aliases=aliases, empty="")


_USER_ID = text_column(
    "user_id",
    "brukar-id",
    "brukarid",
    "brukarnummer",
    "brukarnr",
    "kund-id",
    "kundid",
    "kundnr",
    "kundnummer",
    "klient-id",
    "klientid",
    "brukar nr",
    "kund nr",
    "klient nr",
    "klientnr",
    "klientnummer",
    required=True,
    or_else=("brukare", "kund", "klient", "den enskilde", "user", "client"),
)
_PROVIDER_ALIASES = (
    "utförar-id",
    "utförarid",
    "utförarnummer",
    "utförarnr",
    "utförar nr",
    "anordnar-id",
    "anordnarid",
    "anordnar nr",
)
_PROVIDER_ID = text_column(
    "provider_id", *_PROVIDER_ALIASES, required=True, or_else=("utförare", "anordnare", "leverantör", "provider")
)

USERS = RecordKind(
    "users",
    (
        replace(_USER_ID, or_else=()),  # the register says which number is whose
        text_column("name", "namn", "brukarens namn", or_else=("brukare", "kund", "klient")),
        ColumnRule("identity_number", CellType.IDENTITY, aliases=("personnummer", "pnr", "person-id"), empty=""),
        text_column("address", "adress", "gatuadress", "bostadsadress"),
        text_column("postcode", "postnummer", "postnr"),
        text_column("municipality_registered", "folkbokföringskommun", "folkbokförd i", "reg municipality"),
        date_column("registered_from", "folkbokförd från", "reg from"),
        date_column("registered_to", "folkbokförd till", "reg to"),
        date_column("deceased_on", "avliden", "avlidendatum", "dödsdatum", "deceased"),
        ColumnRule(
            "protected",
            CellType.CHOICE,
            aliases=("skyddad identitet", "skydd", "sekretess"),
            choices=(
                ("none", ("nej", "ingen", "inget", "no")),
                ("secrecy", ("sekretessmarkering", "sekretessmarkerad", "sekretess", "ja", "yes")),
                ("registration", ("skyddad folkbokföring",)),
                ("fictive", ("fingerade personuppgifter", "fingerad")),
            ),
            empty=Protection.NONE,
            make=Protection,
        ),
        text_column("district", "område", "distrikt", "stadsdel"),
        _decimal("latitude", "latitud"),
        _decimal("longitude", "longitud"),
    ),
    key=("user_id",),
    spans=(("registered_from", "registered_to"),),
)

PROVIDERS = RecordKind(
    "providers",
    (
        replace(_PROVIDER_ID, or_else=()),
        text_column("name", "namn", "utförare", "anordnare", required=True, or_else=("leverantör",)),
        ColumnRule("organisation_number", CellType.ORGANISATION, aliases=("organisationsnummer", "orgnr"), empty=""),
        ColumnRule(
            "kind",
            CellType.CHOICE,
            aliases=("regi", "driftsform"),
            choices=(("private", ("privat", "enskild")), ("in-house", ("egen regi", "kommunal", "kommunen"))),
            empty=ProviderKind.PRIVATE,
            make=ProviderKind,
        ),
        ColumnRule(
            "contract",
            CellType.CHOICE,
            aliases=("avtal", "avtalsform"),
            choices=(("LOV", ()), ("LOU", ()), ("none", ("inget", "nej", "saknas"))),
            empty="",
        ),
        text_column("unannounced_clause", "oanmälda besök", "avtalspunkt oanmälda besök"),
        ColumnRule("relatives_allowed", CellType.YES_NO, aliases=("anhöriganställning tillåten", "anhöriga tillåtna")),
    ),
    key=("provider_id",),
)

DECISIONS = RecordKind(
    "decisions",
    (
        text_column("decision_id", "besluts-id", "beslutsid", "beslutsnummer", required=True),
        _USER_ID,
        ColumnRule(
            "service",
            CellType.CHOICE,
            required=True,
            aliases=("insats",),
            choices=SERVICES,
            open_ended=True,
            empty="",
        ),
        ColumnRule(
            "law",
            CellType.CHOICE,
            aliases=("lagrum", "lag"),
            choices=(("SoL", ("socialtjänstlagen",)), ("LSS", ()), ("SFB", ("socialförsäkringsbalken",))),
            open_ended=True,
            empty="",
        ),
        date_column("applied_on", "ansökningsdatum", "ansökningsdag", "ansökan inkom", "ansökt", "ansökt den"),
        date_column("decided_on", "beslutsdatum", "beslutad", "decided", required=True),
        date_column("valid_from", "gäller från", "från och med"),
        date_column("valid_to", "gäller till", "till och med"),
        _decimal("amount", "omfattning", "mängd"),
        ColumnRule(
            "unit",
            CellType.CHOICE,
            aliases=("enhet",),
            choices=(
                ("hours/week", ("timmar/vecka", "tim/vecka", "h/vecka", "timmar per vecka")),
                ("hours/month", ("timmar/månad", "tim/mån", "h/mån", "timmar per månad")),
                ("occasions/month", ("tillfällen/månad", "gånger/månad", "ggr/mån", "tillfällen per månad")),
                ("minutes/day", ("minuter/dag", "min/dag", "minuter per dag")),
            ),
            empty="",
        ),
        _decimal("double_hours", "dubbel assistans", "dubbla timmar"),
        text_column("provider_id", *_PROVIDER_ALIASES),
        text_column("caseworker", "handläggare", "biståndshandläggare"),
        date_column("executed_on", "verkställd", "verkställdes", "verkställighetsdatum", "executed from"),
        date_column("interrupted_on", "avbruten", "avbrott", "interrupted from"),
        date_column("resumed_on", "återupptagen", "resumed from"),
        date_column("followed_up_on", "uppföljd", "senast uppföljd", "last followup"),
        ColumnRule(
            "basis",
            CellType.CHOICE,
            aliases=("grund",),
            choices=(("decision", ("beslut",)), ("judgment", ("dom",))),
            empty="decision",
        ),
    ),
    key=("decision_id",),
    spans=(("valid_from", "valid_to"), ("interrupted_on", "resumed_on")),
)

PROVIDER_CHOICES = RecordKind(
    "provider-choices",
    (
        _USER_ID,
        _PROVIDER_ID,
        date_column("from", "från", "från och med", required=True),
        date_column("to", "till", "till och med"),
    ),
    key=("user_id", "provider_id", "from"),
    spans=(("from", "to"),),
)

KINDS: dict[str, RecordKind] = {kind.name: kind for kind in (USERS, PROVIDERS, DECISIONS, PROVIDER_CHOICES)}
"""Every kind that can be imported, by the name used on the command line."""
