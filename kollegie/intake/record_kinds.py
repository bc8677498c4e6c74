"""The kinds of records that can be imported, as data: columns, what they must hold, and the headers they go by.

A new kind is one more `RecordKind` here; where its rows are kept stands in `register_targets`. Headers are compared
without regard to case, spaces, hyphens, underscores and full stops.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class ColumnRule:
    """One canonical column.

    Shape: `choices` pairs a canonical value with the spellings it is also known by; with `open_ended` anything else
    is kept as written. `empty` is what an empty cell means, `make` turns the text of a choice into the model's word.
    """

    name: str
    type: CellType = CellType.TEXT
    required: bool = False
    aliases: tuple[str, ...] = ()
    choices: tuple[tuple[str, tuple[str, ...]], ...] = ()
    open_ended: bool = False
    empty: Any = None
    make: Callable[[str], Any] = str


WHY_HEADER, ROW_HEADER = "Varför raden avvisades", "Rad i filen"
"""Headers of ours in a file of refused rows; they are no columns of the rows when it is imported again."""


@dataclass(frozen=True, slots=True)
class RecordKind:
    """A kind of record: its columns, which of them tell two rows apart, and which pairs are a span of days."""

    name: str
    columns: tuple[ColumnRule, ...]
    key: tuple[str, ...]
    spans: tuple[tuple[str, str], ...] = ()

    def column(self, name: str) -> ColumnRule:
        """The column with that canonical name. Raises: KeyError."""
        for rule in self.columns:
            if rule.name == name:
                return rule
        raise KeyError(name)

    @property
    def headers(self) -> dict[str, str]:
        """Every header this kind knows, normalised, with the canonical column it means."""
        return {normal_header(header): rule.name for rule in self.columns for header in (rule.name, *rule.aliases)}


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


def text_column(name: str, *aliases: str, required: bool = False) -> ColumnRule:
    """A column of words or ids."""
    return ColumnRule(name, required=required, aliases=aliases, empty="")


def date_column(name: str, *aliases: str, required: bool = False) -> ColumnRule:
    """A column of days."""
    return ColumnRule(name, CellType.DATE, required, aliases)


def _decimal(name: str, *aliases: str) -> ColumnRule:
    return ColumnRule(name, CellType.DECIMAL, aliases=aliases, empty="")


_USER_ID = text_column(
    "user_id", "brukar-id", "brukarid", "brukarnummer", "kund-id", "kundnr", "klient-id", required=True
)
_PROVIDER_ALIASES = ("utförar-id", "utförarid", "utförarnummer", "anordnar-id")

USERS = RecordKind(
    "users",
    (
        _USER_ID,
        text_column("name", "namn", "brukarens namn"),
        ColumnRule("identity_number", CellType.IDENTITY, aliases=("personnummer", "pnr", "person-id"), empty=""),
        text_column("address", "adress", "gatuadress", "bostadsadress"),
        text_column("postcode", "postnummer", "postnr"),
        text_column("municipality_registered", "folkbokföringskommun", "folkbokförd i"),
        date_column("registered_from", "folkbokförd från"),
        date_column("registered_to", "folkbokförd till"),
        date_column("deceased_on", "avliden", "avlidendatum", "dödsdatum"),
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
        text_column("provider_id", *_PROVIDER_ALIASES, required=True),
        text_column("name", "namn", "utförare", "anordnare", required=True),
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
        date_column("decided_on", "beslutsdatum", "beslutad", required=True),
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
        date_column("executed_on", "verkställd", "verkställdes", "verkställighetsdatum"),
        date_column("interrupted_on", "avbruten", "avbrott"),
        date_column("resumed_on", "återupptagen"),
        date_column("followed_up_on", "uppföljd", "senast uppföljd"),
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
        text_column("provider_id", *_PROVIDER_ALIASES, required=True),
        date_column("from", "från", "från och med", required=True),
        date_column("to", "till", "till och med"),
    ),
    key=("user_id", "provider_id", "from"),
    spans=(("from", "to"),),
)

KINDS: dict[str, RecordKind] = {kind.name: kind for kind in (USERS, PROVIDERS, DECISIONS, PROVIDER_CHOICES)}
"""Every kind that can be imported, by the name used on the command line."""
