"""What a program that was killed while somebody typed has left, held against what its log says was typed."""

from __future__ import annotations

import json
import random
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from typing_child import QUESTIONS, Life, words_for

from kollegie.intake.checklist_draft import draft_from_text, questions_of
from kollegie.model.clock import system_clock
from kollegie.model.ids import derived_id
from kollegie.model.visits import Answer
from kollegie.planning.checklist_drafts import checklist_drafts
from kollegie.store import Store
from kollegie.store.connecting import engine_of
from kollegie.store.drafts import drafts_of, form_drafts, place_in
from kollegie.visiting.recovery import start_running

PROMISE_MS = 250
WINDOW_MS = 600
"""How long before the kill we look at what the machine itself was slow with."""
COMMIT_MS = 10
"""What a commit may take by itself; the rest is the disk's."""
VISIT = derived_id("visit", "4-017")
REVIEW = derived_id("review")


@dataclass
class Outcome:
    """What one kill showed, in milliseconds: the typing that was missing, and how long our threads and commits were
    kept waiting by other programs on the same machine."""

    seed: int
    missing_ms: float
    waited_ms: float
    typed: int
    faults: list[str] = field(default_factory=list)

    @property
    def over_ms(self) -> float:
        """How much more was missing than the promise and what the machine took."""
        return self.missing_ms - PROMISE_MS - self.waited_ms


def disk_waits(log: str, since: int) -> float:
    """Milliseconds that commits took since then, beyond what one takes by itself."""
    commits = [line.split()[1:] for line in log.splitlines() if line.startswith("C ")]
    return sum(max(0.0, int(took) / 1e6 - COMMIT_MS) for at, took in commits if int(at) > since)


@dataclass
class Typed:
    """What the log tells of one question: the note's length by time, its stored length, its answer."""

    keys: list[tuple[int, int]] = field(default_factory=list)
    stored: int = 0
    answers: list[tuple[int, str]] = field(default_factory=list)
    begun: int = 0


def read_log(log: Path) -> tuple[dict[str, Typed], list[tuple[int, str]]]:
    """What was done, by question; and when the person went to which."""
    done: dict[str, Typed] = {question: Typed() for question in QUESTIONS}
    went: list[tuple[int, str]] = []
    for line in log.read_text().splitlines():
        kind, at, question, *facts = line.split()
        if kind == "C":
            continue
        typed = done[question]
        match kind:
            case "G":
                went.append((int(at), question))
                if typed.keys:
                    typed.begun += 1
            case "K":
                typed.keys.append((int(at), int(facts[0])))
            case "A":
                typed.answers.append((int(at), facts[0]))
            case "D":
                typed.stored = int(facts[0])
    return done, went


def judge(life: Life, killed_at: int, waited: float) -> Outcome:
    """Open what the program left and compare it with what was typed."""
    done, went = read_log(life.log)
    waited += disk_waits(life.log.read_text(), killed_at - WINDOW_MS * 1_000_000)
    store = Store(life.path, engine_of(life.path, life.key), life.key, system_clock, random.Random(0))
    faults = [*store.check()]
    missing = 0.0
    with store.reading() as reading:
        drafts = {draft.question: draft for draft in drafts_of(reading, VISIT) if draft.field == "note"}
        answers = {answer.question: answer for answer in reading.find(Answer, visit_id=VISIT)}
        place = place_in(reading, VISIT)
    for question, typed in done.items():
        if not typed.keys or typed.begun:
            continue  # never reached, or gone over again from the start
        whole = words_for(life.seed, question)
        draft, answer = drafts.get(question), answers.get(question)
        kept = draft.text if draft is not None else answer.note if answer is not None else ""
        if not whole.startswith(kept):
            faults.append(f"{question}: {kept!r} is not what was typed")
            continue
        if len(kept) < typed.stored:
            faults.append(f"{question}: {typed.stored} letters were told as stored, {len(kept)} are here")
        if draft is not None and draft.cursor != len(draft.text):
            faults.append(f"{question}: the cursor stands at {draft.cursor} of {len(draft.text)}")
        lost = [at for at, length in typed.keys if length > len(kept)]
        if lost:
            missing = max(missing, (killed_at - min(lost)) / 1e6)
        for at, value in typed.answers[:1]:
            if answer is None or answer.value is None:
                missing = max(missing, (killed_at - at) / 1e6)
            elif answer.value != value:
                faults.append(f"{question}: answered {value}, {answer.value} is here")
    late, elsewhere = _place_missing(place, went, killed_at)
    missing = max(missing, late)
    faults += elsewhere
    if drafts or answers:
        faults += _recovery_faults(store, place)
    store.engine.dispose()
    return Outcome(life.seed, missing, waited, sum(len(typed.keys) for typed in done.values()), faults)


def _place_missing(place, went: list[tuple[int, str]], killed_at: int) -> tuple[float, list[str]]:
    """Milliseconds since the person left the place kept, or came to the first one where none is kept."""
    if not went:
        return 0.0, []
    if place is None:
        return (killed_at - went[0][0]) / 1e6, []
    left = [
        until for (_, at), (until, _) in zip(went, [*went[1:], (killed_at, "")], strict=True) if at == place.question
    ]
    if not left:
        return 0.0, [f"the place kept is {place}, where the person never was"]
    return (killed_at - left[-1]) / 1e6, []


def _recovery_faults(store: Store, place) -> list[str]:
    """The next start says what was found, and leads to the place kept."""
    found = start_running(store)
    if found is None or (found.visit_id, found.question) != (VISIT, place.question if place is not None else ""):
        return [f"the next start told {found}"]
    if found.answers < 1 or found.since > datetime.now(UTC):
        return [f"the next start told {found}"]
    return []


def kept_of(life: Life) -> str:
    """What is there of one text after the kill."""
    store = Store(life.path, engine_of(life.path, life.key), life.key, system_clock, random.Random(0))
    with store.reading() as reading:
        match life.where:
            case "note":
                kept = next((one.text for one in drafts_of(reading, VISIT) if one.field == "note"), "")
            case "door":
                kept = next((json.loads(one.text)["note"] for one in drafts_of(reading, VISIT)), "")
            case "sample":
                kept = next((json.loads(one.text)["number"] for _, one in form_drafts(reading)), "")
            case _:
                texts = [draft_from_text(one.text) for one in checklist_drafts(reading)]
                asked = [str(table.get("text", "")) for held in texts for _, table in questions_of(held)]
                whole = words_for(life.seed, life.where) * 20
                kept = max((one for one in asked if one and whole.startswith(one)), key=len, default="")
    store.engine.dispose()
    return str(kept)
