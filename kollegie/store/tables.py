"""Every table of records, once: the laptop's schema, the hub's schema and the capture triggers all come from here.

What a laptop keeps for itself stands in `laptop_tables`, what a hub keeps beside the records in `hub_tables`.

A synced table has an id, a scope, a creation stamp `s0`, and for each editable column `c` a sparse stamp `c_s`
(empty means `s0`). On the laptop an editable column also has `c_b`, the stamp the unsent edit replaced (0 for a
row the hub has not seen), and the row has `dirty`, the stamp of its last local edit. On the hub the row has `seq`, and
its key leads with the scope.
Columns marked fixed are set when the row is made and never change, so they carry no stamps.
"""

from __future__ import annotations

import builtins
from dataclasses import dataclass
from enum import Enum
from typing import Any

from sqlalchemy import (
    Column,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
)
from sqlalchemy.types import TypeEngine

from kollegie.model import (
    actions,
    attachments,
    conflicts,
    erasures,
    invoices,
    register,
    reviews,
    severity,
    signals,
    visits,
)
from kollegie.store.columns import AnswerValue, Day, Evidence, Flag, Id, LongInteger, Moment, Pairs

SCHEMA_VERSION = 12
"""Raised by every migration; a store with a higher number was written by a newer program."""

HUB_SCHEMA_VERSION = 12
"""The last version that changed what stands at a hub: its tables, or the rights on a server.

A version that changes the laptop alone leaves it, so that no administrator is asked for what nobody lacks.
"""

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

local = MetaData(naming_convention=NAMES)
hub = MetaData(naming_convention=NAMES)


@dataclass(frozen=True)
class Cell:
    """One column of a synced table. `fixed` columns never change after the row is made."""

    name: str
    type: TypeEngine[Any]
    nullable: bool = False
    fixed: bool = False
    enum: builtins.type[Enum] | None = None


@dataclass(frozen=True)
class Synced:
    """One kind of record that travels between laptops: its model class and its table on either side."""

    name: str
    kind: type
    cells: tuple[Cell, ...]
    local: Table
    hub: Table
    listed_by: tuple[str, ...] = ()

    @property
    def editable(self) -> tuple[str, ...]:
        """The columns that carry a stamp of their own; `deleted` is one of them."""
        return tuple(cell.name for cell in self.cells if not cell.fixed)


DELETED = Cell("deleted", Flag())
SYNCED: dict[str, Synced] = {}
"""In the order their rows must be written: what is pointed at comes first."""


def _synced(
    name: str,
    kind: type,
    *cells: Cell,
    parents: dict[str, str] | None = None,
    id_type: type[Any] = Id,
    listed_by: tuple[str, ...] = (),
) -> Synced:
    every = (*cells, DELETED)
    tables = []
    for metadata in (local, hub):
        columns: list[Column[Any]] = [
            Column("id", id_type(), primary_key=metadata is local, nullable=False),
            Column("scope", Id(), nullable=False),
            Column("s0", LongInteger, nullable=False, server_default="0"),
        ]
        for cell in every:
            default = "0" if cell is DELETED else None
            columns.append(Column(cell.name, cell.type, nullable=cell.nullable, server_default=default))
        for cell in every:
            if not cell.fixed:
                columns.append(Column(f"{cell.name}_s", LongInteger, nullable=True))
                if metadata is local:
                    columns.append(Column(f"{cell.name}_b", LongInteger, nullable=True))
        if metadata is local:
            columns.append(Column("dirty", LongInteger, nullable=True))
        else:
            columns.append(Column("seq", LongInteger, nullable=False))
        keys: list[ForeignKeyConstraint | PrimaryKeyConstraint] = [
            ForeignKeyConstraint([column], [f"{parent}.id"], deferrable=True, initially="DEFERRED")
            for column, parent in (parents or {}).items()
            if metadata is local
        ]
        if metadata is hub:  # no id tells by being taken what another scope holds, and none is taken from its owner
            keys = [PrimaryKeyConstraint("scope", "id")]
        table = Table(name, metadata, *columns, *keys, sqlite_strict=True)
        if metadata is local:
            Index(f"ix_{name}_dirty", table.c.dirty, sqlite_where=table.c.dirty.is_not(None))
            Index(f"ix_{name}_scope", table.c.scope)
            for column in parents or {}:
                Index(f"ix_{name}_{column}", table.c[column])
            for column in listed_by:  # a long list is read in this order from the index alone; text: see ordering.py
                Index(f"ix_{name}_by_{column}", table.c.deleted, table.c[column])
        else:
            Index(f"ix_{name}_seq_scope", table.c.seq, table.c.scope, table.c.id)
        tables.append(table)
    synced = Synced(name, kind, every, tables[0], tables[1], listed_by)
    SYNCED[name] = synced
    return synced


def text(name: str, *, nullable: bool = False, fixed: bool = False) -> Cell:
    return Cell(name, Text(), nullable, fixed)


def ident(name: str, *, nullable: bool = False, fixed: bool = False) -> Cell:
    return Cell(name, Id(), nullable, fixed)


def choice(name: str, enum: type[Enum], *, fixed: bool = False) -> Cell:
    return Cell(name, Integer() if issubclass(enum, int) else Text(), fixed=fixed, enum=enum)


def day(name: str) -> Cell:
    return Cell(name, Day(), nullable=True)


def moment(name: str) -> Cell:
    return Cell(name, Moment(), nullable=True)


def flag(name: str, *, nullable: bool = False, fixed: bool = False) -> Cell:
    return Cell(name, Flag(), nullable, fixed)


def pairs(name: str, *, fixed: bool = False) -> Cell:
    return Cell(name, Pairs(), fixed=fixed)


def number(name: str, *, fixed: bool = False) -> Cell:
    return Cell(name, LongInteger, fixed=fixed)


_synced("municipality", register.Municipality, text("name"))
_synced("person", register.Person, text("name"), ident("municipality_id"))
_synced(
    "checklist_version",
    reviews.ChecklistVersion,
    text("checklist", fixed=True),
    text("version", fixed=True),
    text("content_hash", fixed=True),
    text("text", fixed=True),
)
_synced(
    "checklist_publication",
    reviews.ChecklistPublication,
    text("checklist", fixed=True),
    text("content_hash", fixed=True),
    Cell("published_at", Moment(), fixed=True),
    ident("published_by", fixed=True),
    text("report", fixed=True),
)
_synced(
    "service_user",
    register.ServiceUser,
    text("user_ref"),
    text("municipality_registered"),
    day("registered_from"),
    day("registered_to"),
    day("deceased_on"),
    choice("protected", register.Protection),
    text("district"),
    text("latitude"),
    text("longitude"),
    pairs("extra"),
    listed_by=("user_ref", "district"),
)
_synced(
    "user_identity",
    register.UserIdentity,
    text("name"),
    text("identity_number"),
    text("identity_problem"),
    text("address"),
    text("postcode"),
)
_synced(
    "provider",
    register.Provider,
    text("provider_ref"),
    text("name"),
    text("organisation_number"),
    choice("kind", register.ProviderKind),
    text("contract"),
    text("unannounced_clause"),
    flag("relatives_allowed", nullable=True),
    pairs("extra"),
)
_synced(
    "decision",
    register.Decision,
    text("decision_ref"),
    text("user_ref"),
    text("service"),
    day("decided_on"),
    text("law"),
    day("valid_from"),
    day("valid_to"),
    text("amount"),
    text("unit"),
    text("double_hours"),
    text("provider_ref"),
    text("caseworker"),
    day("executed_on"),
    day("interrupted_on"),
    day("resumed_on"),
    day("followed_up_on"),
    text("basis"),
    pairs("extra"),
    listed_by=("decision_ref", "user_ref", "decided_on", "provider_ref"),
)
_synced(
    "provider_choice",
    register.ProviderChoice,
    text("user_ref"),
    text("provider_ref"),
    day("chosen_from"),
    day("chosen_to"),
    pairs("extra"),
    listed_by=("user_ref", "provider_ref"),
)
_synced(
    "review",
    reviews.Review,
    text("name"),
    text("service"),
    ident("host_id", fixed=True),
    ident("lead_id"),
    day("review_day"),
    text("dnr"),
    text("purpose"),
    text("method"),
    choice("state", reviews.ReviewState),
    number("seed"),
    text("version", nullable=True),
    text("checksum", nullable=True),
)
_synced(
    "participant",
    reviews.Participant,
    ident("review_id", fixed=True),
    ident("person_id", fixed=True),
    choice("role", reviews.Role),
    text("pair"),
    text("telephone"),
    flag("safety_contact", nullable=True),
    parents={"review_id": "review"},
)
_synced(
    "declared_relation",
    reviews.DeclaredRelation,
    ident("person_id", fixed=True),
    text("subject_kind"),
    text("subject"),
    text("kind"),
    day("ended_on"),
)
_synced(
    "case_",
    reviews.Case,
    ident("review_id", fixed=True),
    choice("track", reviews.Track, fixed=True),
    text("label"),
    text("subject_ref", fixed=True),
    text("provider_ref"),
    text("district"),
    text("service"),
    text("stratum"),
    text("drawn"),
    text("decision_ref"),
    pairs("decision_lines"),
    pairs("facts"),
    text("notice"),
    flag("risk_marked"),
)
_synced(
    "case_identity",
    reviews.CaseIdentity,
    text("name"),
    text("identity_number"),
    text("address"),
    text("postcode"),
    text("telephone"),
)
_synced(
    "visit",
    reviews.Visit,
    ident("review_id", fixed=True),
    ident("case_id", fixed=True),
    choice("kind", reviews.Track, fixed=True),
    text("checklist", fixed=True),
    text("checklist_hash"),
    flag("announced"),
    moment("planned_start"),
    moment("planned_end"),
    moment("started_at"),
    moment("arrived_at"),
    moment("left_at"),
    moment("signed_at"),
    ident("signed_by", nullable=True),
    text("dropped_because"),
    flag("double", nullable=True),
    ident("blind_of", nullable=True, fixed=True),
    parents={"case_id": "case_"},
)
_synced(
    "earlier_answer",
    visits.EarlierAnswer,
    ident("case_id", fixed=True),
    text("checklist", fixed=True),
    text("question", fixed=True),
    text("row", fixed=True),
    Cell("value", AnswerValue(), nullable=True, fixed=True),
    text("note", fixed=True),
    Cell("answered_at", Moment(), fixed=True),
    parents={"case_id": "case_"},
)
_synced(
    "assignment",
    reviews.Assignment,
    ident("visit_id", fixed=True),
    ident("person_id", fixed=True),
    parents={"visit_id": "visit"},
)
_synced(
    "grant_",
    reviews.Grant,
    ident("person_id", fixed=True),
    choice("role", reviews.Role, fixed=True),
    ident("to_scope", nullable=True, fixed=True),
)
_synced(
    "answer",
    visits.Answer,
    ident("visit_id", fixed=True),
    text("question", fixed=True),
    text("row", fixed=True),
    Cell("value", AnswerValue(), nullable=True),
    text("note"),
    flag("positive"),
    flag("flagged"),
    parents={"visit_id": "visit"},
)
_synced(
    "finding",
    visits.Finding,
    ident("visit_id", fixed=True),
    text("question", fixed=True),
    text("row", fixed=True),
    number("rule", fixed=True),
    choice("category", severity.Category),
    choice("severity", severity.Severity),
    text("text"),
    choice("state", visits.FindingState),
    text("consequence"),
    moment("acknowledged_at"),
    ident("acknowledged_by", nullable=True),
    parents={"visit_id": "visit"},
)
_synced(
    "visit_row",
    visits.VisitRow,
    ident("visit_id", fixed=True),
    text("repeat", fixed=True),
    text("row", fixed=True),
    flag("removed"),
    parents={"visit_id": "visit"},
)
_synced(
    "comment",
    visits.Comment,
    ident("visit_id", fixed=True),
    text("question", fixed=True),
    text("row", fixed=True),
    choice("kind", visits.CommentKind, fixed=True),
    text("text"),
    ident("written_by", fixed=True),
    Cell("written_at", Moment(), fixed=True),
    ident("resolved_by", nullable=True),
    moment("resolved_at"),
    parents={"visit_id": "visit"},
)
_synced(
    "consent",
    visits.Consent,
    ident("visit_id", fixed=True),
    choice("state", visits.ConsentState),
    Cell("said_at", Moment()),
    text("said_by"),
    pairs("told"),
    flag("consequence_told", nullable=True),
    ident("taken_by", nullable=True),
    text("note"),
    parents={"visit_id": "visit"},
)
_synced(
    "action",
    actions.Action,
    ident("review_id", fixed=True),
    ident("finding_id", nullable=True, fixed=True),
    text("kind"),
    text("text"),
    text("owner"),
    day("due"),
    choice("state", actions.ActionState),
    text("outcome"),
)
_synced(
    "conflict",
    conflicts.Conflict,
    text("record", fixed=True),
    ident("row_id", fixed=True),
    text("field", fixed=True),
    text("a_value", nullable=True, fixed=True),
    number("a_stamp", fixed=True),
    ident("a_by", nullable=True, fixed=True),
    text("b_value", nullable=True, fixed=True),
    number("b_stamp", fixed=True),
    ident("b_by", nullable=True, fixed=True),
    text("resolution"),
    ident("resolved_by", nullable=True),
    moment("resolved_at"),
    id_type=Text,
)

_synced(
    "warning_signal",
    signals.WarningSignal,
    text("rule", fixed=True),
    text("part", fixed=True),
    pairs("subjects"),
    choice("severity", severity.Severity),
    Cell("first_day", Day()),
    Cell("last_day", Day()),
    pairs("measure"),
    pairs("parameters"),
    pairs("explanation"),
    Cell("evidence", Evidence()),
    number("rows_in_all"),
    moment("found_at"),
    flag("gone"),
    choice("state", signals.SignalState),
    text("reason"),
    text("document"),
    ident("moved_by", nullable=True),
    moment("moved_at"),
)
_synced(
    "known_cause",
    signals.KnownCause,
    text("rule", fixed=True),
    text("part", nullable=True, fixed=True),
    pairs("subjects"),
    text("reason"),
    Cell("until", Day()),
    text("document"),
    ident("noted_by", nullable=True),
)
_synced(
    "record_question",
    signals.RecordQuestion,
    ident("visit_id", fixed=True),
    ident("signal_id", fixed=True),
    text("question", fixed=True),
    text("rule", fixed=True),
    text("label_sv"),
    text("label_en"),
    Cell("evidence", Evidence()),
    parents={"visit_id": "visit"},
)

_synced(
    "invoice_review",
    invoices.InvoiceReview,
    text("provider_ref", fixed=True),
    text("invoice_ref", fixed=True),
    text("month", fixed=True),
    choice("state", invoices.InvoiceState),
    text("reason"),
    pairs("disputed"),
    text("documents"),
    day("reply_by"),
    day("remind_on"),
    day("reminded_on"),
    number("amount_ore"),
    number("disputed_ore"),
    text("dnr"),
    text("checklist_hash"),
    text("content", nullable=True),
    ident("moved_by", nullable=True),
    moment("moved_at"),
)
_synced(
    "invoice_answer",
    invoices.InvoiceAnswer,
    ident("invoice_review_id", fixed=True),
    text("question", fixed=True),
    Cell("value", AnswerValue(), nullable=True),
    text("note"),
    flag("suggested"),
    parents={"invoice_review_id": "invoice_review"},
)
_synced(
    "desk_finding",
    invoices.DeskFinding,
    ident("invoice_review_id", fixed=True),
    text("question", fixed=True),
    number("rule", fixed=True),
    choice("category", severity.Category),
    choice("severity", severity.Severity),
    text("text"),
    choice("state", visits.FindingState),
    text("consequence"),
    parents={"invoice_review_id": "invoice_review"},
)
_synced(
    "reclaim",
    invoices.Reclaim,
    choice("debtor_kind", invoices.DebtorKind, fixed=True),
    text("debtor_ref", fixed=True),
    text("user_ref", fixed=True),
    ident("review_id", nullable=True),
    text("service"),
    day("period_from"),
    day("period_to"),
    choice("state", invoices.ReclaimState),
    choice("ground", invoices.LegalGround),
    text("reason"),
    number("calculated_ore"),
    number("demanded_ore"),
    number("paid_ore"),
    number("written_off_ore"),
    day("due"),
    pairs("signals"),
    Cell("evidence", Evidence()),
    ident("moved_by", nullable=True),
    moment("moved_at"),
)
_synced(
    "provider_letter",
    invoices.ProviderLetter,
    text("provider_ref", fixed=True),
    choice("kind", invoices.LetterKind, fixed=True),
    ident("invoice_review_id", nullable=True, fixed=True),
    text("dnr"),
    day("reply_by"),
    moment("made_at"),
    ident("made_by", nullable=True),
    number("copy"),
    text("checksum"),
    day("sent_on"),
    text("sent_how"),
)
_synced(
    "attachment",
    attachments.Attachment,
    ident("visit_id", fixed=True),
    text("question", fixed=True),
    text("row", fixed=True),
    choice("kind", attachments.AttachmentKind, fixed=True),
    text("content_hash", fixed=True),
    text("content_key", fixed=True),
    number("size", fixed=True),
    text("mime", fixed=True),
    text("file_name", fixed=True),
    Cell("added_at", Moment(), fixed=True),
    Cell("thumbnail", LargeBinary(), nullable=True, fixed=True),
    text("caption"),
    moment("taken_at"),
    parents={"visit_id": "visit"},
)
_synced(
    "erasure",
    erasures.Erasure,
    ident("case_id", fixed=True),
    text("reason", fixed=True),
    ident("erased_by", fixed=True),
    Cell("erased_at", Moment(), fixed=True),
    pairs("counts", fixed=True),
    text("subject_salt", fixed=True),
    text("subject_digest", fixed=True),
    text("public_key", fixed=True),
    text("signature", fixed=True),
)

BY_KIND: dict[type, Synced] = {synced.kind: synced for synced in SYNCED.values()}


def _history(metadata: MetaData) -> Table:
    """Who replaced what, when and why; made by triggers alone, only ever added to.

    Shape: `column` is "" for the making of a row. `stamp` is the new version's, `old_stamp` and `old_value` the
    replaced one's; values are the column's stored text (ids in hex). The key leads with the stamp, at a hub within the
    scope that is asked for: lines are laid down in the order they were written, and what is unsent lies together.
    Keyed by the record nearly each of ten thousand edits had a page to itself, which was opened to be sent and written
    anew to be acknowledged. What one record has been a laptop finds by an index.
    """
    columns: list[Column[Any]] = [
        Column("row_id", LargeBinary(), nullable=False),
        Column("column_name", Text(), nullable=False),
        Column("stamp", LongInteger, nullable=False, autoincrement=False),
        Column("scope", Id(), nullable=False),
        Column("record", Text(), nullable=False),
        Column("old_value", Text(), nullable=True),
        Column("old_stamp", LongInteger, nullable=True),
        Column("person_id", Id(), nullable=False),
        Column("reason", Text(), nullable=False),
    ]
    if metadata is hub:
        columns.append(Column("seq", LongInteger, nullable=False))
    else:
        columns.append(Column("sent", Integer(), nullable=False, server_default="0"))
    key = ("stamp", "row_id", "column_name") if metadata is local else ("scope", "stamp", "row_id", "column_name")
    table = Table(
        "history", metadata, *columns, PrimaryKeyConstraint(*key), sqlite_strict=True, sqlite_with_rowid=False
    )
    if metadata is hub:
        Index("ix_history_seq_stamp", table.c.seq, table.c.stamp)
    else:
        Index("ix_history_sent", table.c.sent, sqlite_where=table.c.sent == 0)
        Index("ix_history_row_id", table.c.row_id)
    return table


history = _history(local)
hub_history = _history(hub)
