"""What a summary is made from: visits, answers, findings and actions of one round, as they stood at one moment.

The rows are plain values read from the store once. Editions are cut from them (`cutting`), counted (`compiling`) and
vouched for by the checksum of all of them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import UTC, date, datetime
from enum import Enum
from hashlib import sha256

from kollegie.model.invoices import InvoiceState, ReclaimState
from kollegie.model.severity import Category, Severity

_IN_WORDS = {"in_words": True}
"""Marks what is said in the reader's language: it follows from what stands beside it, and no checksum is of it."""
_FOR_WHOM = {"for_whom": True}
"""Marks what decides who may see a row; the row itself is what the checksum is of."""


class Track(Enum):
    """Whether a user or a provider was visited."""

    USER = "user"
    PROVIDER = "provider"


class Outcome(Enum):
    """What became of a visit."""

    SIGNED = "signed"
    BEGUN = "begun"
    PLANNED = "planned"
    DROPPED = "dropped"


class Standing(Enum):
    """What became of a question at a visit; only an answered one can deviate."""

    ANSWERED = "answered"
    NOT_OBSERVED = "not_observed"
    NOT_APPLICABLE = "not_applicable"
    NOT_ASKED = "not_asked"
    DECLINED = "declined"
    MISSING = "missing"


class Progressed(Enum):
    """How far an action has come."""

    PLANNED = "planned"
    ONGOING = "ongoing"
    DONE = "done"
    EFFECT_CHECKED = "effect_checked"


@dataclass(frozen=True, slots=True)
class QuestionFact:
    """One control question in the version that was used. `category` is the area its findings fall in, if any."""

    id: str
    text: str = field(metadata=_IN_WORDS)
    short: str = field(metadata=_IN_WORDS)
    category: Category | None
    sensitive: bool = False


@dataclass(frozen=True, slots=True)
class ChecklistFact:
    """One checklist in one version. `fingerprint` is the hash of its content."""

    id: str
    title: str = field(metadata=_IN_WORDS)
    version: str
    fingerprint: str
    track: Track
    questions: tuple[QuestionFact, ...]


@dataclass(frozen=True, slots=True)
class ProviderFact:
    """A provider by the host's own reference."""

    ref: str
    name: str
    private: bool
    contract: str = ""
    unannounced_clause: str = ""


@dataclass(frozen=True, slots=True)
class VisitFact:
    """One visit. Units: moments are in local time. `pair` is the letter of the visitors' pair, never a name."""

    id: str
    case: str
    track: Track
    provider: str
    checklist: str
    outcome: Outcome
    drop_reason: str = ""
    drawn: str = "random"
    started: datetime | None = None
    ended: datetime | None = None
    planned: date | None = None
    announced: bool = True
    pair: str = ""

    @property
    def counted(self) -> bool:
        """Whether its answers are part of the summary."""
        return self.outcome in (Outcome.SIGNED, Outcome.BEGUN)


@dataclass(frozen=True, slots=True)
class AnswerFact:
    """What became of one relevant question at one visit. `amount` is the decimal text of a number, else empty.

    Shape: `place` is its question's name and its row in a repeat, since the rows share an id and a visit.
    `value` is the answer as it is stored, in no language. `chosen` says that the word is one of the question's
    choices, and so nothing a person wrote.
    """

    visit: str
    question: str
    standing: Standing
    word: str = field(default="", metadata=_IN_WORDS)
    note: str = ""
    amount: str = ""
    positive: bool = False
    place: str = ""
    value: str = ""
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class FindingFact:
    """One finding. `claim` is the checklist's own sentence and names no one; `text` is what a visitor wrote.

    Shape: `place` is its answer's; `rule` is the number of its rule in the question, or -1.
    """

    id: str
    visit: str
    question: str
    category: Category
    severity: Severity
    claim: str = field(metadata=_IN_WORDS)
    text: str = ""
    sensitive: bool = False
    place: str = ""
    rule: int = -1


@dataclass(frozen=True, slots=True)
class ActionFact:
    """One action. `owner` may be a name; `owner_role` is what other editions print.

    Shape: a `confidential` one stands in the internal edition alone, and is counted in no other; so does one decided at
    an invoice, which has the invoice's number and its provider's reference.
    """

    id: str
    text: str
    question: str
    owner: str
    owner_role: str = field(metadata=_IN_WORDS)
    due: date | None
    state: Progressed
    outcome: str = ""
    visit: str = ""
    confidential: bool = field(default=False, metadata=_FOR_WHOM)
    provider: str = field(default="", metadata=_FOR_WHOM)
    invoice: str = field(default="", metadata=_FOR_WHOM)


@dataclass(frozen=True, slots=True)
class DisagreementFact:
    """Two values of one answer or finding, both kept. `outcome` is empty while nobody has chosen.

    Shape: `values` are the two and the outcome as they are stored, in no language.
    """

    visit: str
    question: str
    first: str = field(metadata=_IN_WORDS)
    second: str = field(metadata=_IN_WORDS)
    outcome: str = field(default="", metadata=_IN_WORDS)
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Given:
    """What was answered to a question in one round: how many answers, how many of each choice, or what numbers.

    Shape: `values` are the choices and numbers as they are stored, in no language, in order and each with its count.
    `others` answered it in the same round and are not compared; a few of them could be found by subtraction.
    """

    count: int = 0
    choices: tuple[tuple[str, int], ...] = field(default=(), metadata=_IN_WORDS)
    spread: str = field(default="", metadata=_IN_WORDS)
    values: tuple[tuple[str, int], ...] = ()
    others: int = 0


@dataclass(frozen=True, slots=True)
class ComparedQuestion:
    """One question in two rounds, over all who were reviewed both times.

    Shape: `kind` is "new", "gone", "renamed", "type" or empty, and `former` the id it had then. The counts are of
    those reviewed; `deviating` and `deviated` count the visits with a finding now and then.
    """

    question: str
    text: str = field(metadata=_IN_WORDS)
    kind: str
    former: str
    category: Category | None
    sensitive: bool
    then: Given
    now: Given
    better: int = 0
    worse: int = 0
    same: int = 0
    other: int = 0
    deviating: int = 0
    deviated: int = 0


@dataclass(frozen=True, slots=True)
class ComparedFact:
    """What has changed since the last round, over all who were reviewed both times, counted in questions."""

    since: str
    both: int
    better: int
    worse: int
    same: int
    questions: tuple[ComparedQuestion, ...] = ()


@dataclass(frozen=True, slots=True)
class RuleFact:
    """What the round's visits made of one rule's warning signals: how many were asked about, what became of them."""

    rule: str
    title: str = field(metadata=_IN_WORDS)
    asked: int
    confirmed: int
    refuted: int


@dataclass(frozen=True, slots=True)
class InvoiceFact:
    """One invoice the desk has looked through. `answered` are the ids of the questions that have an answer about it."""

    id: str
    provider: str
    invoice: str
    month: str
    state: InvoiceState
    disputed_ore: int
    answered: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class InvoiceFindingFact:
    """One finding about an invoice. `claim` is the checklist's own sentence; `note` is what somebody wrote."""

    id: str
    invoice: str
    question: str
    category: Category
    severity: Severity
    claim: str = field(metadata=_IN_WORDS)
    note: str = ""
    sensitive: bool = False


@dataclass(frozen=True, slots=True)
class MoneyFact:
    """One invoice that was disputed, or one reclaim; a reclaim has no `invoice`.

    Shape: `party` is the reference of the provider, or of whom money is demanded, which for a person is never printed.
    `case` is the number of the user's case in the round, else the user's reference. `due` stands while an answer or a
    payment is awaited. `told` tells whether the party has been heard or asked for the money. Units: öre; `amount_ore`
    is what an open reclaim still owes, and what one that has ended came to, None before it is calculated.
    """

    id: str
    state: InvoiceState | ReclaimState
    party: str
    invoice: str
    case: str
    person: bool
    amount_ore: int | None
    due: date | None
    demanded_ore: int = 0
    paid_ore: int = 0
    told: bool = field(default=True, metadata=_FOR_WHOM)

    @property
    def is_reclaim(self) -> bool:
        """Whether money is demanded back; else an invoice is disputed."""
        return isinstance(self.state, ReclaimState)


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything about one round. `withheld` are names, numbers and addresses no edition but the internal may hold.

    Shape: `version` is empty for a draft; `changed_since` is the version locked before, where what it rests on is no
    longer the same; `headline` is the id of the question the title chart shows, or empty.
    `compared` has one entry where somebody was reviewed before. `doubles` are the visits made blind by two and
    adjudicated, whose adjudicated record is the one counted.
    """

    title: str = field(metadata=_IN_WORDS)
    subtitle: str = field(metadata=_IN_WORDS)
    round_name: str
    service: str
    host: str
    registry_number: str
    made_on: date
    version: str
    settled_on: date | None
    review_days: tuple[date, ...]
    municipalities: tuple[str, ...]
    visitors: int
    pairs: int
    purpose: str
    method: str
    headline: str
    checklists: tuple[ChecklistFact, ...]
    providers: tuple[ProviderFact, ...]
    visits: tuple[VisitFact, ...]
    answers: tuple[AnswerFact, ...]
    findings: tuple[FindingFact, ...]
    actions: tuple[ActionFact, ...]
    disagreements: tuple[DisagreementFact, ...] = ()
    withheld: tuple[str, ...] = ()
    doubles: tuple[str, ...] = ()
    compared: tuple[ComparedFact, ...] = ()
    signals: tuple[RuleFact, ...] = ()
    changed_since: str = ""
    invoices: tuple[InvoiceFact, ...] = ()
    invoice_findings: tuple[InvoiceFindingFact, ...] = ()
    money: tuple[MoneyFact, ...] = ()

    def checksum(self) -> str:
        """The SHA-256 of all that was counted, row by row in one canonical form.

        Neither the day of printing, the withheld names, the lock, words in the reader's language nor who may see a row
        are part of it.
        """
        digest = sha256()
        for name in sorted(one.name for one in fields(self) if not one.metadata):
            if name not in ("made_on", "withheld", "version", "settled_on", "changed_since"):
                value = getattr(self, name)
                for row in value if isinstance(value, tuple) else (value,):
                    digest.update(f"{name}:{_canonical(row)}\n".encode("utf-8", "surrogatepass"))
        return digest.hexdigest()

    def question(self, id: str) -> QuestionFact | None:
        """The question of that id."""
        return next((question for question in self.all_questions() if question.id == id), None)

    def all_questions(self) -> Iterable[QuestionFact]:
        """Every question of every checklist, in their order."""
        return (question for checklist in self.checklists for question in checklist.questions)


def _canonical(row: object) -> str:
    return json.dumps(row, default=_plainly, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _plainly(value: object) -> object:
    if is_dataclass(value):
        return {one.name: getattr(value, one.name) for one in fields(value) if not one.metadata}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value.astimezone(UTC).isoformat()  # the same moment wherever the laptop stands
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no plain form")
