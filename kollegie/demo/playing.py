"""The demonstration played from morning to evening: import, round, visits on every laptop, sync, actions."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from random import Random
from uuid import UUID

from kollegie.demo.asking import Told, close_signals
from kollegie.demo.errors import NotKilled
from kollegie.demo.files import KINDS, write_files
from kollegie.demo.folder import make_room, say_finished
from kollegie.demo.hands import HandClock, Laptop, laptop_source
from kollegie.demo.people import HOST, LEAD, DemoVisitor, users, visitors
from kollegie.demo.reclaiming import note_what_came, propose_and_demand
from kollegie.demo.records import RECORD_KINDS, write_records
from kollegie.demo.script import Line, Scene, lay_out
from kollegie.demo.stories import decided
from kollegie.demo.suspected import suspect
from kollegie.demo.typist import Typing, type_until_killed
from kollegie.follow_up.actions import create_action, move_action
from kollegie.intake.checklists import find_checklist
from kollegie.intake.records import carry_out_records, keep_places, plan_records
from kollegie.intake.register import carry_out, plan_import
from kollegie.language import say
from kollegie.model.actions import ActionState
from kollegie.model.answer_values import value_to_text
from kollegie.model.checklist import Checklist
from kollegie.model.reviews import Case, Review, ReviewState, Role, Track
from kollegie.model.severity import Severity
from kollegie.model.visits import Finding
from kollegie.planning.assigning import release_unannounced
from kollegie.planning.day import schedule_day
from kollegie.planning.frame import sample_frame
from kollegie.planning.making_visits import make_visits
from kollegie.planning.overview import review_overview
from kollegie.planning.proposing import carry_out_proposal, make_pairs, propose_assignment
from kollegie.planning.rounds import add_participant, change_review, create_review, declare_relation
from kollegie.planning.sampling import choose_user, draw_sample, sample_providers
from kollegie.progress import Progress
from kollegie.screening.asking import ask_at_visits, concerned_visits
from kollegie.screening.moving import remember_cause
from kollegie.screening.signals import screen, signals_of
from kollegie.store import create_store
from kollegie.summary.content import Edition
from kollegie.summary.issuing import issue_summary
from kollegie.sync.enrolling import add_person, create_hub, enrol
from kollegie.sync.exchange import sync
from kollegie.visiting.answering import record_answer
from kollegie.visiting.counting import answers_that_count
from kollegie.visiting.findings import acknowledge_finding, confirm_finding, standing
from kollegie.visiting.recovery import Recovery, start_running, stop_running
from kollegie.visiting.signing import begin_visit, drop_visit, readiness, sign_visit

DAY = date(2026, 11, 17)
"""The review day, fixed so that the same seed always gives the same records; a Tuesday."""

SAMPLE = 20
"""Users drawn for each step of scale; one more is chosen by hand when the visits have been shared out."""

SERIES = "4"
PURPOSE = (
    "Se om hemtjänsten ges som den har beslutats, om den räcker, och om planering, bemanning och fakturerad tid "
    "stämmer. För lite hjälp är lika mycket en iakttagelse som för mycket."
)
METHOD = (
    "Handläggare från två andra kommuner besöker brukare i par, på en och samma dag och efter en gemensam checklista, "
    "medan utförarna får oanmälda besök. Brukarna har dragits slumpvis inom varje utförare. Deltagandet är frivilligt."
)

ASKED = ("V01", "V11", "V18", "V23")
"""Rules whose signals a visit can answer."""

LUNCH = time(12, 10)
AFTERNOON = time(14, 50)
EVENING = time(16, 30)


@dataclass
class Played:
    """What came of the day.

    Shape: `answers` counts answers recorded on all laptops, `recovered` is what was found after the kill; `unsynced`
    names the visitor whose last changes are still on their own laptop.
    """

    folder: Path
    review: Review
    visitors: int
    answers: int = 0
    signed: int = 0
    conflicts: int = 0
    actions: int = 0
    recovered: Recovery | None = None
    unsynced: str = ""
    files: list[Path] = field(default_factory=list)


def play(
    folder: Path,
    passphrase: str,
    *,
    seed: int = 1,
    scale: int = 1,
    day: date = DAY,
    progress: Progress | None = None,
) -> Played:
    """Play the whole day in a folder: files, stores, hub. The same seed, scale and day give the same records.

    Raises: DemoExists if a demonstration stands there; what the program's own functions raise.
    """
    folder = folder.resolve()
    make_room(folder)
    return _Day(folder, passphrase, seed, scale, day, progress or Progress()).play()


class _Day:
    """The day while it is played: the laptops, and how far it has come."""

    def __init__(self, folder: Path, passphrase: str, seed: int, scale: int, day: date, progress: Progress) -> None:
        self.folder, self.passphrase, self.seed, self.scale, self.day = folder, passphrase, seed, scale, day
        self.progress = progress
        self.checklists: dict[Track, Checklist] = {
            Track.USER: find_checklist("hemtjanst-brukarbesok"),
            Track.PROVIDER: find_checklist("utforarbesok-oanmalt"),
        }
        self.url = f"sqlite:///{folder / 'hub.kollegie'}"
        self.answers = 0
        self.told = Told()

    def play(self) -> Played:
        """From the weeks before to the evening."""
        people = visitors(self.scale)
        steps = len(people) + 4
        self.lead = self._laptop(0, LEAD, HOST, self._at(time(9), days=-14))
        self._say(1, steps)
        review = self._prepare(people)
        self._say(2, steps)
        self.laptops: dict[UUID, Laptop] = {}
        for number, one in enumerate(people, start=1):
            laptop = self._laptop(number, one.name, one.municipality, self._at(time(19), days=-1))
            enrol(laptop.store, self.url, self.passphrase)
            self.laptops[laptop.store.me] = laptop
            self._say(2 + number, steps)
        self._morning(review)
        scenes = lay_out(review_overview(self.lead.store, review.id), self.checklists)
        played = Played(self.folder, review, len(people))
        played.recovered = self._visits(scenes)
        self._say(steps - 1, steps)
        played.signed = self._afternoon(scenes)
        played.unsynced = self._last_words(scenes)
        played.actions = self._evening(review)
        played.files = self._print(review)
        played.answers = self.answers
        played.conflicts = sync(self.lead.store).conflicts
        suspect(self.lead.store, self.day)
        for laptop in (self.lead, *self.laptops.values()):
            laptop.close()
        say_finished(self.folder)
        self._say(steps, steps)
        return played

    def _say(self, done: int, steps: int) -> None:
        self.progress.step(done, steps, say("steg i granskningsdagen", "steps of the review day"))

    def _at(self, moment: time, days: int = 0) -> datetime:
        return datetime.combine(self.day + timedelta(days=days), moment).astimezone(UTC)

    def _laptop(self, number: int, name: str, municipality: str, at: datetime) -> Laptop:
        path = self.folder / (f"visitor-{number}.kollegie" if number else "lead.kollegie")
        clock = HandClock(at)
        source = laptop_source(self.seed, number)
        store = create_store(
            path, self.passphrase, municipality=municipality, person=name, clock=clock, source=source, made_up=True
        )
        return Laptop(number, name, path, self.passphrase, self.seed, clock, store)

    def _prepare(self, people: Sequence[DemoVisitor]) -> Review:
        """The weeks before: import, round, participants, sample, visits, pairs and times."""
        store = self.lead.store
        everyone = users(self.scale, self.day, Random(f"{self.seed}/people"))
        paths = write_files(self.folder / "import", everyone, self.day)
        for kind in KINDS:
            plan = plan_import(store, kind, [paths[kind]])
            carry_out(store, plan)
            keep_places(store, plan)
        records = write_records(self.folder / "import", everyone, self.day, Random(f"{self.seed}/records"))
        for kind in RECORD_KINDS:
            carry_out_records(store, plan_records(store, kind, [records[kind]]))
        screen(store)
        review = create_review(
            store,
            "Hemtjänst hösten 2026",
            "hemtjänst",
            review_day=self.day,
            dnr="SON 2026/0417",
            purpose=PURPOSE,
            method=METHOD,
            seed=self.seed,
        )
        create_hub(store, self.url, self.passphrase, name="Exempelkommun", made_up=True)
        for one in people:
            joined = add_participant(store, review.id, one.name, one.municipality, telephone=one.telephone)
            add_person(store, self.url, one.name, Role.VISITOR, municipality=one.municipality)
            if one is people[2]:
                ended = self.day - timedelta(days=440)
                declare_relation(
                    store, joined.person_id, "provider", "Exempelomsorgen AB", "former_employer", ended_on=ended
                )
        draw_sample(store, review.id, SAMPLE * self.scale, series=SERIES)
        sample_providers(store, review.id, series=SERIES)
        make_visits(store, review.id, self.checklists, answers_that_count)
        make_pairs(store, review.id)
        carry_out_proposal(store, review.id, propose_assignment(store, review.id))
        schedule_day(store, review.id)
        self._one_more(review)
        self._ask_about_signals()
        self.reclaims = propose_and_demand(store, review.id)
        sync(store)
        return review

    def _ask_about_signals(self) -> None:
        """Some signals become questions at the visits they concern; one is explained until the end of the year."""
        store = self.lead.store
        for signal in signals_of(store):
            with store.reading() as reading:
                visits = concerned_visits(reading, signal)
            if visits and signal.rule in ASKED:
                ask_at_visits(store, signal.id)
        short = next(signal for signal in signals_of(store) if signal.rule == "V24")
        reason = say("Tiderna är avtalade till hel kvart.", "The contract rounds times to a quarter of an hour.")
        last = date(self.day.year, 12, 31)
        remember_cause(store, short.id, reason, last, say("Avtal 2025-31, punkt 6", "Contract 2025-31, clause 6"))

    def _one_more(self, review: Review) -> None:
        """A user chosen by hand when the day was full: nobody has the visit yet."""
        store = self.lead.store
        with store.reading() as reading:
            taken = {case.subject_ref for case in reading.find(Case, review_id=review.id)}
            free = [one for one in sample_frame(reading, review) if one.user.user_ref not in taken]
        late = next((one for one in free if one.provider_ref == "P-02"), free[0])
        choose_user(store, review.id, late.user.user_ref, series=SERIES)
        make_visits(store, review.id, self.checklists, answers_that_count)

    def _morning(self, review: Review) -> None:
        """The unannounced visits are opened, and every laptop fetches its day."""
        self.lead.clock.turn_to(self._at(time(6, 45)))
        change_review(self.lead.store, dataclasses.replace(review, state=ReviewState.ONGOING))
        release_unannounced(self.lead.store, review.id)
        sync(self.lead.store)
        self._sync(self.laptops.values(), self._at(time(7, 30)))

    def _visits(self, scenes: Sequence[Scene]) -> Recovery | None:
        """Every visit on both laptops of its pair, with a sync at lunch; one program is killed amid a note."""
        recovered: Recovery | None = None
        lunch = self._at(LUNCH)
        victim = next(scene for scene in scenes if scene.slot == 1 and _cut_at(scene) is not None)
        for scene in sorted(scenes, key=lambda scene: (scene.at, scene.pair)):
            if scene.at >= lunch > self.lead.clock.now:
                self._lunch(scenes)
            if scene.dropped:
                self._nobody_home(scene)
                continue
            for person in scene.people:
                laptop = self.laptops[person]
                laptop.clock.turn_to(scene.at)
                begin_visit(laptop.store, scene.visit.id, at=scene.at)
            lines = list(scene.lines)
            if scene is victim:
                recovered, lines = self._killed(scene, lines)
            for at, line in self._timed(scene, lines):
                self._answer(scene, line, at)
            if not scene.begun:
                self._answer_for_signals(scene)
            self._confirm(scene)
        return recovered

    def _timed(self, scene: Scene, lines: Iterable[Line]) -> Iterable[tuple[datetime, Line]]:
        """Two minutes for each question; who writes beside is a little later."""
        asked: dict[str, int] = {}
        for line in lines:
            place = asked.setdefault(line.question, len(asked))
            yield scene.at + timedelta(minutes=2 * place + 2, seconds=11 * line.by), line

    def _answer(self, scene: Scene, line: Line, at: datetime) -> None:
        laptop = self.laptops[scene.people[line.by]]
        laptop.clock.turn_to(at)
        said = line.said
        note = said.note or None
        positive = True if said.positive else None
        record_answer(laptop.store, scene.visit.id, line.question, said.value, note, positive=positive)
        self.answers += 1

    def _answer_for_signals(self, scene: Scene) -> None:
        """What the records say is put to the user last, by the first of the pair."""
        laptop = self.laptops[scene.people[0]]
        with laptop.store.reading() as reading:
            answers = list(self.told.answers(reading, scene.visit.id))
        for question, value, note in answers:
            record_answer(laptop.store, scene.visit.id, question, value, note or None)
            self.answers += 1

    def _killed(self, scene: Scene, lines: list[Line]) -> tuple[Recovery | None, list[Line]]:
        """The first visitor's program is killed while a note is typed; opened again, all that was typed is there.

        Raises: NotKilled if the child got to stop in order, which would prove nothing.
        """
        laptop = self.laptops[scene.people[0]]
        own = [line for line in lines if line.by == 0]
        place = _cut_at(scene) or 0
        before, cut = own[:place], own[place]
        laptop.close()
        typing = Typing(
            str(laptop.path),
            self.passphrase,
            self.seed,
            laptop.number,
            laptop.clock.now.isoformat(),
            str(scene.visit.id),
            tuple((line.question, value_to_text(line.said.value), line.said.note) for line in before),
            cut.question,
            cut.said.note[: len(cut.said.note) // 2],
        )
        if not type_until_killed(typing):
            raise NotKilled
        self.answers += len(before)
        laptop.clock.turn_to(laptop.clock.now + timedelta(minutes=len(before) + 2))
        laptop.reopen()
        recovered = start_running(laptop.store)
        stop_running(laptop.store)
        return recovered, [line for line in lines if line not in before]

    def _confirm(self, scene: Scene) -> None:
        """What is grave is confirmed by the visitor's own word; an acute finding is told by telephone at once."""
        laptop = self.laptops[scene.people[0]]
        with laptop.store.reading() as reading:
            found = [one for one in reading.find(Finding, visit_id=scene.visit.id) if standing(one)]
        for finding in found:
            if finding.severity >= Severity.SERIOUS:
                confirm_finding(laptop.store, scene.visit.id, finding.id)

    def _nobody_home(self, scene: Scene) -> None:
        laptop = self.laptops[scene.people[0]]
        laptop.clock.turn_to(scene.at)
        note = say("Brukaren togs in på sjukhus i går kväll.", "The user was taken to hospital last night.")
        drop_visit(laptop.store, scene.visit.id, "hospital", note=note)

    def _lunch(self, scenes: Sequence[Scene]) -> None:
        """All meet the hub, then the pairs have each other's answers and sign the morning's visits."""
        at = self._at(LUNCH)
        self._sync(self.laptops.values(), at)
        self._sync(self.laptops.values(), at + timedelta(minutes=5))
        self._sign([scene for scene in scenes if scene.at < at], at + timedelta(minutes=10))
        self._sync(self.laptops.values(), at + timedelta(minutes=30))
        self._sync([self.lead], at + timedelta(minutes=35))
        self._acknowledge()

    def _acknowledge(self) -> None:
        """The lead has taken the call about what is acute, and notes it."""
        with self.lead.store.reading() as reading:
            acute = [one for one in reading.find(Finding, severity=Severity.ACUTE) if standing(one)]
        for finding in acute:
            if finding.acknowledged_at is None:
                acknowledge_finding(self.lead.store, finding.id)

    def _afternoon(self, scenes: Sequence[Scene]) -> int:
        """Sync again; the first visitor of every other pair signs the afternoon's visit. Gives the signed visits."""
        at = self._at(AFTERNOON)
        late = self._late(scenes)
        reached = [laptop for laptop in self.laptops.values() if laptop is not late]
        self._sync(reached, at)
        self._sync(reached, at + timedelta(minutes=5))
        done = [scene for scene in scenes if scene.at > self._at(LUNCH) and not scene.begun]
        self._sign([scene for scene in done if scene.pair in ("A", "C")], at + timedelta(minutes=10))
        self._sync(reached, at + timedelta(minutes=20))
        self._sync([self.lead], at + timedelta(minutes=30))
        states = review_overview(self.lead.store, scenes[0].visit.review_id).states
        return sum(count for state, count in states.items() if state.value == "signed")

    def _sign(self, scenes: Sequence[Scene], at: datetime) -> None:
        for scene in scenes:
            laptop = self.laptops[scene.people[0]]
            if not scene.dropped and not scene.begun and readiness(laptop.store, scene.visit.id).ready:
                laptop.clock.turn_to(at)
                sign_visit(laptop.store, scene.visit.id)

    def _late(self, scenes: Sequence[Scene]) -> Laptop:
        """The laptop that has no net in the afternoon: the first of pair B."""
        return self.laptops[next(scene for scene in scenes if scene.pair == "B").people[0]]

    def _last_words(self, scenes: Sequence[Scene]) -> str:
        """The laptop without net goes on: one more answer that nobody else has seen yet."""
        late = self._late(scenes)
        begun = next(scene for scene in scenes if scene.pair == "B" and scene.begun)
        late.clock.turn_to(self._at(AFTERNOON) + timedelta(minutes=15))
        record_answer(late.store, begun.visit.id, begun.lines[0].question, flagged=True)
        return late.name

    def _evening(self, review: Review) -> int:
        """Actions for what was found, with owner and date; signals that the visits have answered, and money come in."""
        store = self.lead.store
        self.lead.clock.turn_to(self._at(EVENING))
        with store.reading() as reading:
            labels = {case.id: case.label for case in reading.find(Case, review_id=review.id)}
            found = [one for one in reading.find(Finding) if standing(one) and one.scope in labels]
        found.sort(key=lambda one: (-one.severity, labels[one.scope], one.question))
        count = 0
        for one in decided():
            finding = next((finding for finding in found if finding.question == one.question), None)
            if finding is None:
                continue
            action = create_action(
                store, finding.id, one.text, one.owner, self.day + timedelta(days=one.days), one.kind
            )
            if one.state is not ActionState.PLANNED:
                move_action(store, action.id, one.state, outcome=one.outcome)
            count += 1
        close_signals(store)
        note_what_came(store, self.reclaims)
        return count

    def _print(self, review: Review) -> list[Path]:
        """The summary in two editions, as a draft: the findings are not settled the same evening."""
        editions = {Edition.INTERNAL: "summary-internal.pdf", Edition.PUBLIC: "summary-public.pdf"}
        return [
            issue_summary(self.lead.store, review.id, edition, self.folder / name).path
            for edition, name in editions.items()
        ]

    def _sync(self, laptops: Iterable[Laptop], at: datetime) -> None:
        for laptop in laptops:
            laptop.clock.turn_to(at)
            sync(laptop.store)


def _cut_at(scene: Scene) -> int | None:
    """Which of the first visitor's own lines is the first with a note, after five others."""
    own = [line for line in scene.lines if line.by == 0]
    return next((at for at, line in enumerate(own) if at >= 5 and line.said.note), None)
