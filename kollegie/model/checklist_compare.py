"""What a new version of a checklist changes: for those who answer it, and for comparison with earlier rounds.

A question is the same in both versions if it bears the same name, or if a person has confirmed that it was renamed
(`ControlQuestion.formerly`). Likeness of words only proposes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from enum import StrEnum

from kollegie.language import say
from kollegie.model.checklist import BilingualText, Checklist, Choice, ControlQuestion, Group, Item, Section
from kollegie.model.expressions import Expression

LIKE = 0.6
"""How alike the words of a gone and a new question must be, 0–1, to be proposed as one renamed."""


class ChangeKind(StrEnum):
    """What has changed of a question."""

    NEW = "new"
    GONE = "gone"
    RENAMED = "renamed"
    TYPE = "type"
    CHOICES = "choices"
    TEXT = "text"
    CONDITION = "condition"
    RULES = "rules"
    FINDINGS = "findings"
    HELP = "help"
    PLACE = "place"

    @property
    def word(self) -> str:
        """The word for lists."""
        return {
            ChangeKind.NEW: say("Ny", "New"),
            ChangeKind.GONE: say("Borttagen", "Gone"),
            ChangeKind.RENAMED: say("Nytt namn", "Renamed"),
            ChangeKind.TYPE: say("Svarstyp ändrad", "Type changed"),
            ChangeKind.CHOICES: say("Val ändrade", "Choices changed"),
            ChangeKind.TEXT: say("Fråga omskriven", "Question reworded"),
            ChangeKind.CONDITION: say("Villkor ändrat", "Condition changed"),
            ChangeKind.RULES: say("Krav ändrade", "Requirements changed"),
            ChangeKind.FINDINGS: say("Iakttagelser ändrade", "Findings changed"),
            ChangeKind.HELP: say("Hjälptext ändrad", "Help changed"),
            ChangeKind.PLACE: say("Flyttad", "Moved"),
        }[self]


class Comparability(StrEnum):
    """Whether answers of the new version may be compared with those of the old one."""

    YES = "yes"
    CAREFUL = "careful"
    NO = "no"

    @property
    def word(self) -> str:
        """The words for lists."""
        return {
            Comparability.YES: say("jämförs som förut", "compared as before"),
            Comparability.CAREFUL: say("jämförs med förbehåll", "compared with reservation"),
            Comparability.NO: say("jämförs inte", "not compared"),
        }[self]


_WORST_FIRST = (Comparability.NO, Comparability.CAREFUL, Comparability.YES)
_OF_KIND = {
    ChangeKind.NEW: Comparability.NO,
    ChangeKind.GONE: Comparability.NO,
    ChangeKind.TYPE: Comparability.NO,
    ChangeKind.TEXT: Comparability.CAREFUL,
    ChangeKind.CONDITION: Comparability.CAREFUL,
    ChangeKind.FINDINGS: Comparability.CAREFUL,
}


@dataclass(frozen=True, slots=True)
class Change:
    """One change of one question.

    Shape: `name` is its name in the new version, or in the old one where it is gone; `before` and `after` what is
    shown of it, empty where there is nothing.
    """

    kind: ChangeKind
    name: str
    id: str
    before: str = ""
    after: str = ""
    comparable: Comparability = Comparability.YES

    def sentence(self) -> str:
        """The change in one line."""
        if self.before and self.after:
            return f"{self.id} {self.kind.word.lower()}: {self.before} → {self.after}"
        shown = self.after or self.before
        return f"{self.id} {self.kind.word.lower()}: {shown}" if shown else f"{self.id} {self.kind.word.lower()}"


@dataclass(frozen=True, slots=True)
class Rename:
    """A gone and a new question that may be the same one; `likeness` of their words is 0–1."""

    old: str
    new: str
    likeness: float


@dataclass(frozen=True)
class Comparison:
    """All that differs between two versions, in the new one's reading order and what is gone last.

    Shape: `matches` are the questions that are the same, by old name; `proposals` wait for a person's word.
    """

    old: Checklist
    new: Checklist
    changes: tuple[Change, ...]
    proposals: tuple[Rename, ...]
    matches: Mapping[str, str]

    def of(self, *kinds: ChangeKind) -> tuple[Change, ...]:
        """The changes of these kinds."""
        return tuple(change for change in self.changes if change.kind in kinds)

    def counted(self) -> dict[Comparability, int]:
        """How many of the new version's counted questions compare in each way."""
        names = [question.name for question in self.new.control_questions]
        worst: dict[str, Comparability] = {}
        for change in self.changes:
            held = worst.get(change.name, Comparability.YES)
            worst[change.name] = min(held, change.comparable, key=_WORST_FIRST.index)
        counts = dict.fromkeys(Comparability, 0)
        for name in names:
            counts[worst.get(name, Comparability.YES)] += 1
        return counts


def compare(old: Checklist, new: Checklist) -> Comparison:
    """Tell what the new version changes."""
    matches = matched(old, new)
    came_from = {after: before for before, after in matches.items()}
    changes: list[Change] = []
    for question in new.questions:
        if question.name in came_from:
            former = old.question(came_from[question.name])
            assert former is not None
            changes += _differences(old, new, former, question)
        elif question.answerable or question.label:
            changes.append(_one_sided(ChangeKind.NEW, question))
    gone = [question for question in old.questions if question.name not in matches]
    changes += [_one_sided(ChangeKind.GONE, question) for question in gone]
    fresh = [question for question in new.questions if question.name not in came_from]
    return Comparison(old, new, tuple(changes), _proposals(old, new, gone, fresh), matches)


def matched(old: Checklist, new: Checklist) -> dict[str, str]:
    """The questions that are the same in both versions: old name → new name, whichever of the two is the later."""
    matches = {question.name: question.name for question in old.questions if new.question(question.name) is not None}
    taken = set(matches.values())
    for question in new.questions:
        for name in question.formerly:
            if question.name not in taken and name not in matches and old.question(name) is not None:
                matches[name] = question.name
                taken.add(question.name)
    for question in old.questions:
        for name in question.formerly:
            if question.name not in matches and name not in taken and new.question(name) is not None:
                matches[question.name] = name
                taken.add(name)
    return matches


def matched_repeats(old: Checklist, new: Checklist) -> dict[str, str]:
    """The repeats that have another name in the other version: old name → new name.

    Shape: a repeat is the same under another name when the questions in it are, and neither version knows the other's
    name. Their own names say nothing, since a repeat bears none that a person has confirmed.
    """
    known_then, known_now = ({one.name for one in _repeats(checklist)} for checklist in (old, new))
    found: dict[str, set[str]] = {}
    for before, after in matched(old, new).items():
        was, becomes = old.path_of(before), new.path_of(after)
        if len(was) == len(becomes):
            for then, now in zip(was, becomes, strict=True):
                found.setdefault(then, set()).add(now)
    one_to_one = {then: now.copy().pop() for then, now in found.items() if len(now) == 1}
    return {
        then: now
        for then, now in one_to_one.items()
        if then != now and then not in known_now and now not in known_then and list(one_to_one.values()).count(now) == 1
    }


def _repeats(checklist: Checklist) -> tuple[Group, ...]:
    return tuple(one for one in checklist.items if isinstance(one, Group) and one.repeats)


def with_renames(checklist: Checklist, renames: Mapping[str, str]) -> Checklist:
    """The checklist with confirmed renames (new name → old name) written into its questions."""

    def renamed(item: Item) -> Item:
        if isinstance(item, Group):
            return replace(item, items=tuple(renamed(one) for one in item.items))
        former = renames.get(item.name)
        if former is None or former in item.formerly:
            return item
        return replace(item, formerly=(*item.formerly, former))

    sections = tuple(
        replace(section, items=tuple(renamed(item) for item in section.items)) for section in checklist.sections
    )
    return replace(checklist, sections=sections)


def _one_sided(kind: ChangeKind, question: ControlQuestion) -> Change:
    shown = question.label.in_() or question.name
    words = {"after": shown} if kind is ChangeKind.NEW else {"before": shown}
    return Change(kind, question.name, question.id, comparable=Comparability.NO, **words)


def _differences(old: Checklist, new: Checklist, before: ControlQuestion, after: ControlQuestion) -> Iterator[Change]:
    def change(kind: ChangeKind, was: str, becomes: str, comparable: Comparability = Comparability.YES) -> Change:
        return Change(kind, after.name, after.id, was, becomes, comparable)

    if before.name != after.name:
        yield change(ChangeKind.RENAMED, before.id, after.id)
    if before.type is not after.type:
        yield change(ChangeKind.TYPE, before.type.value, after.type.value, _OF_KIND[ChangeKind.TYPE])
    elif before.choices != after.choices or before.unit != after.unit:
        yield _choices_changed(before, after, change)
    if before.label != after.label:
        worded = before.label.sv != after.label.sv or (bool(before.label.en) and before.label.en != after.label.en)
        comparable = _OF_KIND[ChangeKind.TEXT] if worded else Comparability.YES
        yield change(ChangeKind.TEXT, _shown(before.label, after.label), _shown(after.label, before.label), comparable)
    if conditions_of(old, before) != conditions_of(new, after):
        was, becomes = (_listed(conditions_of(one, it)) for one, it in ((old, before), (new, after)))
        yield change(ChangeKind.CONDITION, was, becomes, _OF_KIND[ChangeKind.CONDITION])
    if _rules(before) != _rules(after):
        yield change(ChangeKind.RULES, "", "")
    if before.findings != after.findings:
        yield change(ChangeKind.FINDINGS, _findings(before), _findings(after), _OF_KIND[ChangeKind.FINDINGS])
    if _help(before) != _help(after):
        yield change(ChangeKind.HELP, "", "")
    was_in, is_in = old.section_of(before.name), new.section_of(after.name)
    if was_in is not None and is_in is not None and was_in.name != is_in.name:
        yield change(ChangeKind.PLACE, was_in.title.in_(), is_in.title.in_())


def _choices_changed(
    before: ControlQuestion, after: ControlQuestion, change: Callable[[ChangeKind, str, str, Comparability], Change]
) -> Change:
    """New choices and new words for them leave the old answers readable; a choice that is gone does not."""
    was = {choice.name: choice for choice in before.choices}
    becomes = {choice.name: choice for choice in after.choices}
    if was.keys() - becomes.keys() or before.unit != after.unit:
        comparable = Comparability.NO
    elif was.keys() != becomes.keys() or any(was[name].label != becomes[name].label for name in was):
        comparable = Comparability.CAREFUL
    else:
        comparable = Comparability.YES
    return change(
        ChangeKind.CHOICES, _choice_words(before.choices, before), _choice_words(after.choices, after), comparable
    )


def conditions_of(checklist: Checklist, question: ControlQuestion) -> tuple[str, ...]:
    """What decides whether and how a question is asked: its own conditions, and those of what stands around it."""
    around = [
        _text(one.relevance) for one in (*_around(checklist, question.name), question) if one.relevance is not None
    ]
    own = (question.calculation, question.choice_filter, question.initial)
    return (*around, *(_text(one) for one in own if one is not None))


def _around(checklist: Checklist, name: str) -> tuple[Section | Group, ...]:
    """The section and groups around a question, outermost first."""

    def within(items: tuple[Item, ...]) -> tuple[Group, ...] | None:
        for item in items:
            if isinstance(item, ControlQuestion):
                if item.name == name:
                    return ()
            else:
                found = within(item.items)
                if found is not None:
                    return (item, *found)
        return None

    section = checklist.section_of(name)
    return () if section is None else (section, *(within(section.items) or ()))


def _text(expression: Expression | None) -> str:
    return "" if expression is None else expression.text


def _listed(texts: tuple[str, ...]) -> str:
    return " · ".join(texts) or say("alltid", "always")


def _rules(question: ControlQuestion) -> tuple[object, ...]:
    return (
        question.required,
        question.required_when,
        question.required_message,
        question.constraints,
        question.default,
        question.read_only,
        question.parameters,
    )


def _help(question: ControlQuestion) -> tuple[object, ...]:
    return question.hint, question.guidance, question.short, question.statutes


def _findings(question: ControlQuestion) -> str:
    return ", ".join(f"{rule.category.value}/{int(rule.severity)}" for rule in question.findings) or "–"


def _choice_words(choices: tuple[Choice, ...], question: ControlQuestion) -> str:
    words = ", ".join(choice.label.in_() or choice.name for choice in choices)
    unit = question.unit.in_()
    return f"{words} ({unit})" if words and unit else words or unit or "–"


def _shown(text: BilingualText, other: BilingualText) -> str:
    """The words that differ: the Swedish ones, or the English ones where only those were changed."""
    return text.sv if text.sv != other.sv or not (text.en or other.en) else text.en or "–"


def _proposals(
    old: Checklist, new: Checklist, gone: list[ControlQuestion], fresh: list[ControlQuestion]
) -> tuple[Rename, ...]:
    """Pairs of a gone and a new question that read alike, the likest first and each in one pair."""
    found = [
        Rename(before.name, after.name, round(likeness, 2))
        for before in gone
        for after in fresh
        if before.answerable is after.answerable
        and (likeness := _likeness(before, after, old.section_of(before.name), new.section_of(after.name))) >= LIKE
    ]
    taken: set[tuple[str, str]] = set()
    kept = []
    for one in sorted(found, key=lambda pair: (-pair.likeness, pair.old, pair.new)):
        if ("old", one.old) not in taken and ("new", one.new) not in taken:
            taken |= {("old", one.old), ("new", one.new)}
            kept.append(one)
    return tuple(kept)


def _likeness(before: ControlQuestion, after: ControlQuestion, was_in: Section | None, is_in: Section | None) -> float:
    matcher = SequenceMatcher(None, before.label.in_().casefold(), after.label.in_().casefold(), autojunk=False)
    if matcher.real_quick_ratio() < LIKE - 0.15 or matcher.quick_ratio() < LIKE - 0.15:
        return 0.0
    same_place = was_in is not None and is_in is not None and was_in.name == is_in.name
    beside = (0.05 if before.type is after.type else -0.1) + (0.05 if same_place else 0.0)
    return min(1.0, matcher.ratio() + beside)
