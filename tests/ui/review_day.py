"""A round on the lead's laptop, made quickly: users and providers visited, answers, findings, an action."""

from __future__ import annotations

import atexit
import random
import shutil
import tempfile
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path

from kollegie.intake.checklists import find_checklist
from kollegie.model.actions import Action
from kollegie.model.ids import COMMON_SCOPE, derived_id
from kollegie.model.register import Municipality, Person, Provider
from kollegie.model.reviews import Assignment, Case, Participant, Review, ReviewState, Role, Track, Visit
from kollegie.model.severity import Severity
from kollegie.model.visits import Answer, Finding, answer_id, finding_id
from kollegie.planning.making_visits import keep_version
from kollegie.settings import Settings
from kollegie.store import Store, create_store
from kollegie.store.connecting import engine_of
from kollegie.store.keys import key_file_of
from ui.desk import Desk

MORNING = datetime(2026, 11, 24, 7, 0, tzinfo=UTC)
REVIEW = derived_id("review", "höst")
ROUND = "Hemtjänst hösten 2026"
PROVIDERS = (("P-01", "Exempelvård Norr AB"), ("P-02", "Exempelvård Söder AB"), ("P-03", "Egen regi"))
NOTES = ("Dusch en gång, två beslutade", "Promenad uteblir", "Två av fyra besök per dag", "Städning var tredje vecka")


def make_desk(folder: Path, users: int = 24, *, visited: int | None = None) -> Desk:
    """The lead's desk; `users` are sampled and `visited` of them (all where none is given) have been visited."""
    made, key = _made_once(users, users if visited is None else visited)
    path = folder / made.name
    for old, new in ((made, path), (key_file_of(made), key_file_of(path))):
        shutil.copy(old, new)
    store = Store(path, engine_of(path, key), key, clock_from(MORNING), random.Random(2))
    return Desk(store, Settings(folder / "settings.json"))


def clock_from(moment: datetime) -> Callable[[], datetime]:
    """A clock that goes 20 ms for each look at it."""
    now = [moment]

    def clock() -> datetime:
        now[0] += timedelta(milliseconds=20)
        return now[0]

    return clock


@cache
def _made_once(users: int, visited: int) -> tuple[Path, bytes]:
    """The store with the round, closed, and its data key: a passphrase takes a second each time it is asked for."""
    folder = Path(tempfile.mkdtemp())
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    store = create_store(
        folder / "lead.kollegie",
        "fyra ord i rad",
        municipality="Exempelkommun",
        person="Lena Ledare",
        clock=clock_from(MORNING - timedelta(days=1)),
        source=random.Random(1),
    )
    if users:
        fill(store, users, visited)
    store.close()
    return store.path, store.key


def fill(store: Store, users: int, visited: int) -> None:
    """Put the round in the store."""
    chance = random.Random(3)
    user_list, provider_list = find_checklist("hemtjanst-brukarbesok"), find_checklist("utforarbesok-oanmalt")
    hult, anna = derived_id("municipality", "Hult"), derived_id("person", "Anna")
    with store.work("plan") as work:
        host = work.get(Person, store.me).municipality_id
        work.add(
            Municipality(hult, COMMON_SCOPE, "Hult"),
            Person(anna, COMMON_SCOPE, "Anna Ek", hult),
            *(Provider(derived_id("provider", ref), COMMON_SCOPE, ref, name) for ref, name in PROVIDERS),
            Review(
                REVIEW,
                REVIEW,
                ROUND,
                "hemtjänst",
                host,
                store.me,
                date(2026, 11, 24),
                "SON 2026/0417",
                state=ReviewState.ONGOING,
            ),
            Participant(derived_id("participant", "anna"), REVIEW, REVIEW, anna, Role.VISITOR, "A"),
        )
        labels = [(f"4-{number:03}", Track.USER, number < visited) for number in range(users)]
        labels += [(ref, Track.PROVIDER, True) for ref, _ in PROVIDERS]
        for place, (label, track, done) in enumerate(labels):
            checklist = user_list if track is Track.USER else provider_list
            version = keep_version(work, checklist)
            case, visit_id = derived_id("case", label), derived_id("visit", label)
            started = MORNING + timedelta(hours=place % 6) if done else None
            ended = started + timedelta(minutes=50) if started is not None else None
            ref = label if track is Track.PROVIDER else PROVIDERS[place % 3][0]
            work.add(
                Case(case, case, REVIEW, track, label, ref if track is Track.PROVIDER else f"B-{place}", ref),
                Visit(
                    visit_id,
                    case,
                    REVIEW,
                    case,
                    track,
                    checklist.id,
                    version.content_hash,
                    planned_start=MORNING,
                    started_at=started,
                    left_at=ended,
                    signed_at=ended,
                    signed_by=anna if done else None,
                ),
                Assignment(derived_id("assignment", label), case, visit_id, anna),
            )
            if not done:
                continue
            for question in checklist.control_questions:
                choices = [choice.name for choice in question.choices if choice.name in ("ja", "nej", "delvis")]
                if not choices:
                    continue
                name = question.id.lower()
                deviates = bool(question.findings) and chance.random() < 0.25
                value = "nej" if deviates else "ja"
                note = chance.choice(NOTES) if deviates else ""
                work.add(Answer(answer_id(visit_id, name), case, visit_id, name, value=value, note=note))
                if deviates:
                    rule = question.findings[0]
                    id = finding_id(visit_id, name, "", 0)
                    work.add(Finding(id, case, visit_id, name, rule.category, rule.severity, rule=0))
        finding = min(work.find(Finding, severity=Severity.SERIOUS), key=lambda one: one.id)
        work.add(
            Action(
                work.new_id(),
                finding.scope,
                REVIEW,
                finding.id,
                "improvement",
                "Larm vid uteblivet besök slås på",
                "Enhetschef",
                date(2026, 11, 20),
            )
        )
