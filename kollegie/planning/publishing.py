"""Put a version of a checklist into use: new visits get it, begun visits stay where they are.

Before it is published a version is compared with the one in use, so that a person sees what becomes of comparison
with earlier rounds and whom it concerns.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from kollegie.language import counted, say
from kollegie.model.checklist import Checklist
from kollegie.model.checklist_check import faults_of
from kollegie.model.checklist_compare import Comparability, Comparison, compare, with_renames
from kollegie.model.checklist_core import CoreBroken, core_faults
from kollegie.model.checklist_text import checklist_from_text
from kollegie.model.ids import COMMON_SCOPE
from kollegie.model.reviews import ChecklistPublication, ChecklistVersion, Visit, VisitState
from kollegie.planning.errors import ChecklistFaulty, NothingChanged, OnlyLeadsPublish, RenameUnknown, VersionTaken
from kollegie.planning.making_visits import keep_version
from kollegie.store import Reading, Store, Work
from kollegie.store.roles import roles_in


@dataclass(frozen=True)
class Effect:
    """Whom a new version concerns: how many visits stand on other versions of the checklist, by how far they are."""

    planned: int = 0
    begun: int = 0
    signed: int = 0

    def sentences(self) -> tuple[str, ...]:
        """The effect in words, of those it concerns."""
        if not (self.planned or self.begun or self.signed):
            return (say("Inga besök står på en äldre version.", "No visit stands on an older version."),)
        begun = counted(self.begun, ("påbörjat besök", "påbörjade besök"), ("begun visit", "begun visits"))
        planned = counted(self.planned, ("planerat besök", "planerade besök"), ("planned visit", "planned visits"))
        signed = counted(self.signed, ("signerat besök", "signerade besök"), ("signed visit", "signed visits"))
        told = (
            (
                self.begun,
                say(
                    f"{begun} stannar i sin version. Vart och ett kan flyttas för sig.",
                    f"{begun} stay on their version. Each can be moved by itself.",
                ),
            ),
            (
                self.planned,
                say(
                    f"{planned} är pinnade vid en äldre version och kan också flyttas.",
                    f"{planned} are pinned to an older version and can be moved too.",
                ),
            ),
            (self.signed, say(f"{signed} ändras aldrig.", f"{signed} never change.")),
        )
        return tuple(sentence for number, sentence in told if number)


@dataclass(frozen=True)
class Proposed:
    """A version before it is published: what it changes of the one in use (None if it is the first), and whom."""

    checklist: Checklist
    comparison: Comparison | None
    effect: Effect

    def report(self) -> tuple[str, ...]:
        """All of it, a sentence to a line."""
        return report_of(self.comparison, self.effect)


def report_of(comparison: Comparison | None, effect: Effect | None = None) -> tuple[str, ...]:
    """What a change does, in words."""
    lines: list[str] = []
    if comparison is None:
        lines.append(
            say("Första versionen: det finns ingen att jämföra med.", "The first version: nothing to compare.")
        )
    elif not comparison.changes:
        lines.append(say("Ingenting skiljer.", "Nothing differs."))
    else:
        lines += [change.sentence() for change in comparison.changes]
        counts = comparison.counted()
        lines.append(
            say("Jämförelse med tidigare omgångar: ", "Comparison with earlier rounds: ")
            + ", ".join(f"{counts[one]} {one.word}" for one in Comparability)
            + "."
        )
        for one in comparison.proposals:
            before, after = comparison.old.question(one.old), comparison.new.question(one.new)
            assert before is not None
            assert after is not None
            lines.append(
                say(
                    f"{before.id} liknar {after.id} ({one.likeness:.0%}): samma fråga med nytt namn?",
                    f"{before.id} resembles {after.id} ({one.likeness:.0%}): the same question renamed?",
                )
            )
    return (*lines, *(effect.sentences() if effect is not None else ()))


def propose(
    reading: Reading, checklist: Checklist, in_use: Checklist | None, renames: Mapping[str, str] | None = None
) -> Proposed:
    """See what publishing would do; nothing is written.

    Shape: `in_use` is the shipped checklist of that id, which counts until one is published; `renames` are confirmed
    ones, new name → old name.
    Raises: RenameUnknown.
    """
    former = published_version(reading, checklist.id) or in_use
    named = _renamed(checklist, former, renames or {})
    comparison = compare(former, named) if former is not None else None
    return Proposed(named, comparison, effect_of(reading, named))


def effect_of(reading: Reading, checklist: Checklist) -> Effect:
    """Whom a new version of the checklist concerns."""
    states = [
        visit.state
        for visit in reading.find(Visit, checklist=checklist.id)
        if visit.checklist_hash != checklist.content_hash
    ]
    return Effect(
        planned=states.count(VisitState.PLANNED),
        begun=states.count(VisitState.ONGOING),
        signed=states.count(VisitState.SIGNED),
    )


def publish(
    store: Store,
    checklist: Checklist,
    *,
    national: Checklist | None = None,
    in_use: Checklist | None = None,
    renames: Mapping[str, str] | None = None,
) -> ChecklistPublication:
    """Put a version into use for visits that are made from now on. Begun visits stay as they are.

    Shape: `national` is the checklist it is a local copy of, whose core must stand untouched; `in_use` as in
    `propose`; `renames` are confirmed ones, new name → old name, and are written into the version.
    Raises: OnlyLeadsPublish; ChecklistFaulty; CoreBroken; RenameUnknown; NothingChanged; VersionTaken when other
    content bears the version's number.
    """
    with store.work("checklist publish") as work:
        _refuse_others(work)
        proposed = propose(work, checklist, in_use, renames)
        checklist = proposed.checklist
        faults = faults_of(checklist)
        if faults:
            raise ChecklistFaulty(title=checklist.title.in_(), listing=" ".join(one.error.sentence() for one in faults))
        if national is not None:
            broken = core_faults(national, checklist)
            if broken:
                raise CoreBroken(checklist.title.in_(), broken)
        _refuse_taken(work, checklist, in_use)
        version = keep_version(work, checklist)
        publication = ChecklistPublication(
            work.new_id(),
            COMMON_SCOPE,
            checklist.id,
            version.content_hash,
            work.at,
            work.person_id,
            "\n".join(proposed.report()),
        )
        work.add(publication)
    return publication


def publications(reading: Reading, checklist: str | None = None) -> tuple[ChecklistPublication, ...]:
    """What has been published, of one checklist or of all, the latest first."""
    found = reading.find(ChecklistPublication, **({} if checklist is None else {"checklist": checklist}))
    return tuple(sorted(found, key=lambda one: (one.published_at, one.id), reverse=True))


def next_version(version: str) -> str:
    """What to call the version after this one.

    Shape: 1 → 2; 2026-03 → 2026-04 and 2026-12 → 2027-01; a day → the same day with -2; else with a number added.
    """
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", version):
        return f"{version}-2"
    if (found := re.fullmatch(r"(\d{4})-(\d{2})", version)) and 1 <= int(found[2]) <= 12:
        year, month = divmod(int(found[1]) * 12 + int(found[2]), 12)
        return f"{year}-{month + 1:02}"
    head = version.rstrip("0123456789")
    number = version[len(head) :]
    return f"{head}{int(number) + 1:0{len(number)}}" if number else f"{version}-2"


def published_version(reading: Reading, checklist: str) -> Checklist | None:
    """The version of a checklist that is in use, None if none has been published here."""
    for publication in publications(reading, checklist):
        version = reading.first(ChecklistVersion, content_hash=publication.content_hash)
        if version is not None:
            return checklist_from_text(version.text)
    return None


def published_checklists(reading: Reading) -> dict[str, Checklist]:
    """The version in use of every checklist that has been published here, by id."""
    found = {
        id_: published_version(reading, id_) for id_ in dict.fromkeys(one.checklist for one in publications(reading))
    }
    return {id_: version for id_, version in found.items() if version is not None}


def in_use(store: Store, wanted: str, otherwise: Callable[[str], Checklist]) -> Checklist:
    """What new visits with the checklist of that id get: the version published last, of it or of a local copy of it.

    Shape: `otherwise` finds the shipped checklist, or a file, where nothing has been published.
    """
    with store.reading() as reading:
        published = _standing_in(reading, wanted)
    return published if published is not None else otherwise(wanted)


def _standing_in(reading: Reading, wanted: str) -> Checklist | None:
    """What was published last for that id: a version of it, or a local copy of it."""
    for publication in publications(reading):
        version = reading.first(ChecklistVersion, content_hash=publication.content_hash)
        checklist = checklist_from_text(version.text) if version is not None else None
        if checklist is not None and wanted in (checklist.id, checklist.based_on):
            return checklist
    return None


def _refuse_others(work: Work) -> None:
    """Somebody with no part in any round sets up rounds; whoever has one must be a lead."""
    if not roles_in(work, work.person_id).lead:
        raise OnlyLeadsPublish


def _refuse_taken(work: Work, checklist: Checklist, in_use: Checklist | None) -> None:
    standing = _standing_in(work, checklist.id)
    if standing is not None and standing.content_hash == checklist.content_hash:
        raise NothingChanged(title=checklist.title.in_(), version=checklist.version)
    known = {one.content_hash for one in work.find(ChecklistVersion, checklist=checklist.id, version=checklist.version)}
    if in_use is not None and in_use.version == checklist.version:
        known.add(in_use.content_hash)
    if known - {checklist.content_hash}:
        raise VersionTaken(title=checklist.title.in_(), version=checklist.version)


def _renamed(checklist: Checklist, former: Checklist | None, renames: Mapping[str, str]) -> Checklist:
    for new, old in renames.items():
        if checklist.question(new) is None or former is None or former.question(old) is None:
            raise RenameUnknown(old=old, new=new)
    return with_renames(checklist, renames) if renames else checklist
