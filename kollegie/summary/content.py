"""What the summary says, ready to be set on paper or on screen: every sentence, figure and table, for one edition.

Nothing here may be shown to someone the edition is not for: a face (PDF, sheet) prints all it is given.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum, StrEnum

from kollegie.language import say
from kollegie.model.severity import Category, Severity
from kollegie.summary.conduct import Conduct
from kollegie.summary.facts import RuleFact
from kollegie.summary.money import Money


class Edition(StrEnum):
    """For whom the summary is printed."""

    INTERNAL = "internal"
    PROVIDER = "provider"
    PUBLIC = "public"

    @property
    def word(self) -> str:
        """The edition as it stands in the foot of every page."""
        return {
            Edition.INTERNAL: say("Intern utgåva", "Internal edition"),
            Edition.PROVIDER: say("Utförarutgåva", "Provider edition"),
            Edition.PUBLIC: say("Offentlig utgåva", "Public edition"),
        }[self]


@dataclass(frozen=True, slots=True)
class Share:
    """A count with its denominator."""

    part: int
    whole: int


class UnitMark(Enum):
    """How one square of the title chart is filled, so that it reads on any copier."""

    FILLED = "filled"
    HALF = "half"
    CROSSED = "crossed"
    EMPTY = "empty"


@dataclass(frozen=True, slots=True)
class UnitPart:
    """One outcome in the title chart: how many of the sampled users, and in which words."""

    count: int
    label: str
    mark: UnitMark


@dataclass(frozen=True, slots=True)
class UnitChart:
    """The title chart: one square per sampled user."""

    question: str
    parts: tuple[UnitPart, ...]
    alt: str


@dataclass(frozen=True, slots=True)
class KeyFigure:
    """A figure with its label and a line below. `source` is the key of the visits it comes from, or empty."""

    figure: str
    label: str
    note: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Cover:
    """The title page: chart, three lines, key figures and facts (label, text)."""

    title: str
    subtitle: str
    chart: UnitChart | None
    lines: tuple[str, ...]
    figures: tuple[KeyFigure, ...]
    facts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class AreaLine:
    """One area in the overall picture. `counts` are the findings of severity 1, 2, 3 and 4."""

    category: Category
    basis: str
    answered: Share
    clear: Share
    counts: tuple[int, int, int, int]

    @property
    def total(self) -> int:
        """All findings in the area."""
        return sum(self.counts)


@dataclass(frozen=True, slots=True)
class Positive:
    """Something that works, in one sentence. `question` is the id it rests on."""

    sentence: str
    question: str
    source: str


@dataclass(frozen=True, slots=True)
class RoundLine:
    """One question beside the last round: what was answered then and now, and what became of it."""

    question: str
    text: str
    then: str
    now: str
    outcome: str
    worse: bool


@dataclass(frozen=True, slots=True)
class Overview:
    """The overall picture: areas, findings by area and severity, what works, and this round beside the last.

    Shape: `rounds_note` is empty where the edition does not compare rounds; without lines it says why there are none.
    """

    lead: str
    areas: tuple[AreaLine, ...]
    note: str
    chart_note: str
    chart_alt: str
    positives: tuple[Positive, ...]
    no_positives: str
    rounds_note: str = ""
    rounds: tuple[RoundLine, ...] = ()

    @property
    def totals(self) -> tuple[int, int, int, int]:
        """The findings of each severity over all areas."""
        one, two, three, four = (sum(area.counts[step] for area in self.areas) for step in range(4))
        return one, two, three, four


@dataclass(frozen=True, slots=True)
class CaseNote:
    """One case behind a finding, for the internal edition only: its number, the answer and the visitor's note."""

    case: str
    answer: str
    note: str


@dataclass(frozen=True, slots=True)
class FindingLine:
    """A finding as the report says it: question, claim, how many of how many, one sentence of example."""

    question: str
    claim: str
    share: Share
    unit: str
    example: str
    cases: tuple[CaseNote, ...]
    source: str


@dataclass(frozen=True, slots=True)
class SeverityGroup:
    """The findings of one area and severity, the most frequent first."""

    severity: Severity
    count: int
    lines: tuple[FindingLine, ...]


@dataclass(frozen=True, slots=True)
class AreaFindings:
    """The findings of one area, the gravest first."""

    category: Category
    intro: str
    groups: tuple[SeverityGroup, ...]


@dataclass(frozen=True, slots=True)
class Findings:
    """The chapter of findings. `empty` is the sentence that stands when there are none."""

    lead: str
    areas: tuple[AreaFindings, ...]
    withheld: str
    empty: str


@dataclass(frozen=True, slots=True)
class DeskReview:
    """What the desk found about invoices, the gravest first; a line's cases are invoices, in the internal edition."""

    lead: str
    groups: tuple[SeverityGroup, ...] = ()
    withheld: str = ""
    empty: str = ""


@dataclass(frozen=True, slots=True)
class PlanningAnswer:
    """What the visitors saw at a provider: question, its short text, the answer, and what was noted."""

    question: str
    text: str
    answer: str
    note: str
    deviates: bool


@dataclass(frozen=True, slots=True)
class ProviderPart:
    """One provider, or several put together because each is too small to stand alone."""

    name: str
    figures: tuple[KeyFigure, ...]
    facts: str
    counts: tuple[int, ...]
    visits: str
    planning: tuple[PlanningAnswer, ...]
    planning_note: str
    source: str


@dataclass(frozen=True, slots=True)
class Providers:
    """The chapter of providers. `visits_in_all` is the sum of what the parts show.

    Shape: `steps` are the columns their counts stand in: a severity's mark and its word. Where the acute findings are
    few, they are counted with the serious ones, so that no provider is told to have one.
    """

    lead: str
    steps: tuple[tuple[Severity, str], ...]
    parts: tuple[ProviderPart, ...]
    visits_in_all: str
    note: str
    empty: str


class ActionMark(Enum):
    """How far an action has come, as a filled, half-tinted or open disc."""

    DONE = "done"
    ONGOING = "ongoing"
    PLANNED = "planned"


@dataclass(frozen=True, slots=True)
class ActionLine:
    """One action. `owner` is a name in the internal edition and a role in the others."""

    number: int
    text: str
    questions: tuple[str, ...]
    owner: str
    due: date | None
    mark: ActionMark
    state: str
    outcome: str
    late: bool


@dataclass(frozen=True, slots=True)
class Actions:
    """The action plan as it stood on the day of the summary."""

    lead: str
    lines: tuple[ActionLine, ...]
    as_of: date
    chart_alt: str
    note: str
    empty: str
    money: Money | None = None


@dataclass(frozen=True, slots=True)
class QuestionRow:
    """One control question in the appendix. Shares are None where the group is too small or nothing was asked."""

    question: str
    text: str
    answered: Share | None
    deviating: int | None
    why_not: str
    source: str


@dataclass(frozen=True, slots=True)
class ChecklistPart:
    """One checklist in the appendix, with the version the visits were pinned to."""

    title: str
    version: str
    unit: str
    rows: tuple[QuestionRow, ...]


@dataclass(frozen=True, slots=True)
class VisitRow:
    """One visit in the internal appendix."""

    case: str
    provider: str
    day: date | None
    time: str
    pair: str
    state: str
    counts: tuple[int, int, int, int]
    source: str


@dataclass(frozen=True, slots=True)
class Print:
    """Who printed a copy and when (local time); it stands in the foot of every page.

    Shape: `copies` is 0 when it is not known how many there will be.
    """

    by: str
    at: str
    copy: int
    copies: int = 0


@dataclass(frozen=True, slots=True)
class Seal:
    """What the checksum is of, and the facts it vouches for. A draft has no checksum."""

    checksum: str
    sentences: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Content:
    """The whole summary in one edition. `provider` names whom a provider edition is for."""

    edition: Edition
    provider: str
    running_title: str
    registry_number: str
    version: str
    made_on: date
    cover: Cover
    overview: Overview
    findings: Findings
    providers: Providers
    actions: Actions
    conduct: Conduct
    checklists: tuple[ChecklistPart, ...]
    visits: tuple[VisitRow, ...]
    seal: Seal
    printed: Print | None = None
    signals: tuple[RuleFact, ...] = ()
    desk: DeskReview | None = None

    @property
    def draft(self) -> bool:
        """Whether the summary is not yet settled: it says so on every page and has no checksum."""
        return not self.version
