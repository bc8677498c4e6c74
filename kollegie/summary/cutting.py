"""What each edition may know: rows are left out before anything is counted, so that no sum can give them back.

Public and each provider's edition: no case, no name, no note. In the public one a question that fewer than five users
answered is left out of every count; providers with fewer than five visited users, and users whose provider is not
known, are put together until each part has five. In a provider's own, sensitive questions stand only from five
deviating answers; the rest it needs in order to answer. Since what is left out never enters a sum, nothing can be
derived by subtraction.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date

from kollegie.language import say
from kollegie.model.identity import read_identity_number
from kollegie.model.severity import Category, Severity
from kollegie.summary.content import Edition
from kollegie.summary.facts import (
    ActionFact,
    ComparedFact,
    ComparedQuestion,
    Facts,
    FindingFact,
    Standing,
    Track,
    VisitFact,
)
from kollegie.summary.numbers import listed

SMALLEST_GROUP = 5
UNKNOWN_PROVIDER = ""
"""The reference of all providers the round does not know, where they stand as one."""

SENSITIVE_AREAS = frozenset((Category.IDF, Category.SJB, Category.SAK))

_NUMBERS = re.compile(r"(?<!\d)(?:\d{2})?\d{6}[-+– ]?[0-9TtRrFf]\d{3}(?!\d)")
"""Personal identity and coordination numbers, the reserve forms with a letter too."""


@dataclass(frozen=True, slots=True)
class Part:
    """One provider, or several put together: the name that is printed and whom it stands for."""

    name: str
    refs: frozenset[str]


@dataclass(frozen=True, slots=True)
class Cut:
    """The rows an edition is made from, and what was left out of it.

    Shape: `unequal` says that somewhere in the whole round two visitors answered differently, shown here or not.
    """

    facts: Facts
    edition: Edition
    parts: tuple[Part, ...]
    provider: Part | None
    too_small: bool
    left_out: frozenset[str]
    hidden_acute: bool
    unequal: bool = False

    @property
    def named(self) -> bool:
        """Whether cases, notes and owners are printed."""
        return self.edition is Edition.INTERNAL


def cut(facts: Facts, edition: Edition, provider: str = "") -> Cut:
    """The facts an edition may rest on.

    Shape: `provider` is the reference of the provider an edition of that kind is for.
    Raises: KeyError if that provider has no part in the round.
    """
    if edition is Edition.INTERNAL:
        parts = tuple(Part(one.name, frozenset((one.ref,))) for one in facts.providers)
        known = {one.ref for one in facts.providers}
        unknown = frozenset(visit.provider for visit in facts.visits if visit.provider not in known)
        parts += (Part(_part_name([""]), unknown),) if unknown else ()
        made = Cut(facts, edition, parts, None, too_small=False, left_out=frozenset(), hidden_acute=False)
    elif edition is Edition.PROVIDER:
        made = _for_provider(facts, provider)
    else:
        made = _for_public(facts)
    return replace(made, unequal=bool(facts.disagreements))


def _for_public(facts: Facts) -> Cut:
    cleaned = _with_known_providers(_without_people(facts, _known(facts)))
    too_small = _too_few(cleaned.visits)
    small = _small_questions(cleaned)
    kept = _without_questions(cleaned, small, every_user_answer=too_small)
    hidden = _few_acute(kept.findings)
    return Cut(
        replace(kept, actions=_actions(kept, hidden), compared=_compared(kept.compared, small)),
        Edition.PUBLIC,
        merged_parts(kept),
        None,
        too_small,
        frozenset(small),
        hidden_acute=hidden,
    )


def _for_provider(facts: Facts, ref: str) -> Cut:
    found = {one.ref: one for one in facts.providers}[ref]
    mine = replace(
        facts,
        providers=(found,),
        visits=tuple(visit for visit in facts.visits if visit.provider == ref),
    )
    ids = {visit.id for visit in mine.visits}
    mine = replace(
        mine,
        answers=tuple(answer for answer in facts.answers if answer.visit in ids),
        findings=tuple(finding for finding in facts.findings if finding.visit in ids),
        actions=tuple(action for action in facts.actions if action.visit in ids),
        disagreements=(),
        doubles=tuple(one for one in facts.doubles if one in ids),
        compared=(),
    )
    cleaned = _without_people(mine, _known(facts))
    too_small = _too_few(cleaned.visits)
    deviating = Counter(finding.question for finding in cleaned.findings)
    sensitive = {one.id for one in facts.all_questions() if one.sensitive or one.category in SENSITIVE_AREAS}
    sensitive |= {one.question for one in cleaned.findings if one.sensitive or one.category in SENSITIVE_AREAS}
    small = {question for question in sensitive if deviating[question] < SMALLEST_GROUP}
    kept = _without_questions(cleaned, small, every_user_answer=too_small)
    part = Part(found.name, frozenset((ref,)))
    kept = replace(kept, actions=_actions(kept, hidden=False))
    return Cut(kept, Edition.PROVIDER, (part,), part, too_small, frozenset(small), hidden_acute=False)


def merged_parts(facts: Facts) -> tuple[Part, ...]:
    """The providers so put together that every part has five visited users or none at all.

    The smallest are put together first. Providers are called by letter, in the order of their references; visits whose
    provider is not known are put together like one more of them, since the whole less the parts would else show them.
    When all of them together have fewer than five, they are one part.
    """
    refs = sorted(one.ref for one in facts.providers)
    letters = {ref: _letter(place) for place, ref in enumerate(refs)}
    if any(visit.counted and visit.provider == UNKNOWN_PROVIDER for visit in facts.visits):
        refs.append(UNKNOWN_PROVIDER)
    users = _users_by_provider(facts.visits)
    none = [[ref] for ref in refs if not users.get(ref)]
    some = [[ref] for ref in refs if users.get(ref)]

    def size(together: list[str]) -> tuple[int, list[str]]:
        return len(set().union(*(users[ref] for ref in together))), together

    some.sort(key=size)
    while len(some) > 1 and size(some[0])[0] < SMALLEST_GROUP:
        smallest, next_smallest, *rest = some
        some = sorted([sorted(smallest + next_smallest), *rest], key=size)
    ordered = sorted(none + some, key=lambda together: [(ref == UNKNOWN_PROVIDER, ref) for ref in _in_order(together)])
    return tuple(Part(_part_name([letters.get(ref, "") for ref in _in_order(one)]), frozenset(one)) for one in ordered)


def _in_order(refs: Collection[str]) -> list[str]:
    """The references as their letters go, the unknown last."""
    return sorted(refs, key=lambda ref: (ref == UNKNOWN_PROVIDER, ref))


def _part_name(letters: list[str]) -> str:
    """The name of a part; the unknown have no letter and stand last."""
    if letters == [""]:
        return say("Utan känd utförare", "Provider not known")
    named = [letter or say("okänd", "unknown") for letter in letters]
    return f"{say('Utförare', 'Provider')} {listed(named)}"


def _with_known_providers(facts: Facts) -> Facts:
    """The facts where every provider the round does not know is one and the same."""
    known = {one.ref for one in facts.providers}
    return replace(
        facts,
        visits=tuple(
            visit if visit.provider in known else replace(visit, provider=UNKNOWN_PROVIDER) for visit in facts.visits
        ),
    )


def _users_by_provider(visits: Sequence[VisitFact]) -> dict[str, set[str]]:
    users: dict[str, set[str]] = {}
    for visit in visits:
        if visit.track is Track.USER and visit.counted:
            users.setdefault(visit.provider, set()).add(visit.case)
    return users


def _too_few(visits: Sequence[VisitFact]) -> bool:
    """Whether someone was sampled or visited, but fewer than five."""
    sampled = {visit.case for visit in visits if visit.track is Track.USER}
    visited = {visit.case for visit in visits if visit.track is Track.USER and visit.counted}
    return any(0 < len(users) < SMALLEST_GROUP for users in (sampled, visited))


def _small_questions(facts: Facts) -> set[str]:
    """The questions to users that fewer than five of them answered; that none did is not told apart either."""
    case_of = {visit.id: visit.case for visit in facts.visits if visit.track is Track.USER}
    answered: dict[str, set[str]] = {
        question.id: set() for one in facts.checklists if one.track is Track.USER for question in one.questions
    }
    for finding in facts.findings:
        if finding.visit in case_of:
            answered.setdefault(finding.question, set())
    for answer in facts.answers:
        if answer.visit in case_of:
            who = answered.setdefault(answer.question, set())
            if answer.standing is Standing.ANSWERED:
                who.add(case_of[answer.visit])
    return {question for question, who in answered.items() if len(who) < SMALLEST_GROUP}


def _compared(compared: Sequence[ComparedFact], left_out: Collection[str]) -> tuple[ComparedFact, ...]:
    """The comparison of rounds over the questions that enough have answered both times, its sums made of them alone."""

    def enough(one: ComparedQuestion) -> bool:
        groups = (one.then.count, one.now.count, one.then.others, one.now.others)
        answered = all(not count or count >= SMALLEST_GROUP for count in groups)
        sensitive = one.sensitive or one.category in SENSITIVE_AREAS
        few = min(one.deviating, one.deviated) < SMALLEST_GROUP
        return answered and one.question not in left_out and not (sensitive and few)

    found = []
    for one in compared:
        kept = tuple(question for question in one.questions if enough(question))
        if one.questions:
            better, worse, same = (sum(getattr(row, name) for row in kept) for name in ("better", "worse", "same"))
            one = replace(one, better=better, worse=worse, same=same)
        found.append(replace(one, questions=kept))
    return tuple(found)


def _without_questions(facts: Facts, left_out: Collection[str], *, every_user_answer: bool) -> Facts:
    of_users = {visit.id for visit in facts.visits if visit.track is Track.USER}

    def kept(visit: str, question: str) -> bool:
        return question not in left_out and not (every_user_answer and visit in of_users)

    return replace(
        facts,
        answers=tuple(answer for answer in facts.answers if kept(answer.visit, answer.question)),
        findings=tuple(finding for finding in facts.findings if kept(finding.visit, finding.question)),
        disagreements=tuple(one for one in facts.disagreements if kept(one.visit, one.question)),
    )


def _without_people(facts: Facts, names: Sequence[str]) -> Facts:
    """The facts without cases, notes, names and moments; free text that stays is cleared of what is known to name.

    A case keeps a number without meaning, so that two visits to one user count as one; it is never printed.
    """
    alias = {case: str(place) for place, case in enumerate(sorted({visit.case for visit in facts.visits}))}
    return replace(
        facts,
        title=_cleared(facts.title, names),
        subtitle=_cleared(facts.subtitle, names),
        purpose=_cleared(facts.purpose, names),
        method=_cleared(facts.method, names),
        visits=tuple(
            replace(visit, case=alias[visit.case], pair="", started=None, ended=None) for visit in facts.visits
        ),
        answers=tuple(replace(answer, note="") for answer in facts.answers),
        findings=tuple(replace(finding, text="") for finding in facts.findings),
        actions=tuple(
            replace(
                action,
                text=_cleared(action.text, names),
                outcome=_cleared(action.outcome, names),
                owner=_cleared(action.owner_role, names),
            )
            for action in facts.actions
        ),
        disagreements=tuple(replace(one, first="", second="", outcome="") for one in facts.disagreements),
        withheld=(),
    )


def _known(facts: Facts) -> list[str]:
    cases = [visit.case for visit in facts.visits if visit.track is Track.USER]
    owners = [action.owner for action in facts.actions if action.owner != action.owner_role]
    known = {word.strip() for word in (*facts.withheld, *cases, *owners)}
    return sorted((word for word in known if may_name(word)), key=lambda word: (-len(word), word))


def may_name(word: str) -> bool:
    """Whether a word is long enough to be looked for; of two letters only a name is, and only as it is written (Bo)."""
    return len(word) > 2 or (len(word) == 2 and word.isalpha() and word.istitle())


def _cleared(text: str, names: Sequence[str]) -> str:
    gone = say("[uppgift borttagen]", "[removed]")
    text = _NUMBERS.sub(gone, text)
    for name in names:
        exact = name.isalpha()  # Sten is a name, sten is a stone
        if name in text or (not exact and name.casefold() in text.casefold()):
            text = re.sub(rf"(?<!\w){re.escape(name)}s?(?!\w)", gone, text, flags=0 if exact else re.IGNORECASE)
    return text


def _few_acute(findings: Sequence[FindingFact]) -> bool:
    """Whether the acute findings are so few that their questions would point at someone."""
    return 0 < sum(finding.severity is Severity.ACUTE for finding in findings) < SMALLEST_GROUP


def _actions(facts: Facts, hidden: bool) -> tuple[ActionFact, ...]:
    """The actions at visits that are not confidential, with such questions only as this edition's findings name."""
    acute = {(one.visit, one.question) for one in facts.findings if hidden and one.severity is Severity.ACUTE}
    named = {one.question for one in facts.findings if not (hidden and one.severity is Severity.ACUTE)}
    return tuple(
        action
        if action.question in named and (action.visit, action.question) not in acute
        else replace(action, question="")
        for action in facts.actions
        if not (action.confidential or action.invoice)
    )


def without_numbers(text: str) -> str:
    """A text where personal identity numbers are taken out."""
    return _cleared(text, ())


def invoice_number(number: str, today: date) -> str:
    """The number of an invoice as it stands in print: whole, but for a verified personal identity number in it."""
    gone = say("[uppgift borttagen]", "[removed]")
    return _NUMBERS.sub(lambda part: gone if read_identity_number(part[0], today).verified else part[0], number)


def _letter(place: int) -> str:
    return chr(ord("A") + place) if place < 26 else f"{_letter(place // 26 - 1)}{_letter(place % 26)}"
