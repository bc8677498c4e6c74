"""How the review was done: purpose, method, sample, agreement and limits; the checklists and the visits."""

from __future__ import annotations

from collections import Counter

from kollegie.language import say
from kollegie.summary.conduct import Conduct, Disagreement, ReasonRow, SampleRow
from kollegie.summary.content import (
    ChecklistPart,
    Edition,
    QuestionRow,
    VisitRow,
)
from kollegie.summary.counting import Tally, begun, carried_out, counts_of
from kollegie.summary.cutting import SMALLEST_GROUP
from kollegie.summary.facts import ChecklistFact, Outcome, QuestionFact, Standing, Track, VisitFact
from kollegie.summary.numbers import capital, in_words, long_days, share, span, whole


def conduct(tally: Tally) -> Conduct:
    """The chapter on how the review was done."""
    reasons, note = _reasons(tally)
    return Conduct(
        _lead(tally),
        _purpose(tally),
        _method(tally),
        _sample_note(tally),
        _sample(tally),
        reasons,
        note,
        _agreement(tally),
        _disagreements(tally),
        _limits(tally),
    )


def _lead(tally: Tally) -> str:
    """What was done, as far as the visits show it; before the day, that nothing was yet."""
    facts = tally.facts
    if tally.cut.too_small:
        return say("Grupperna är för små för att redovisas.", "The groups are too small to be shown.")
    if not tally.counted:
        if not facts.review_days:
            return say("Inget besök är genomfört än.", "No visit has been carried out yet.")
        days = long_days(facts.review_days)
        return say(
            f"Granskningen är planerad till den {days}. Inget besök är genomfört än.",
            f"The review is planned for {days}. No visit has been carried out yet.",
        )
    tracks = {visit.track for visit in tally.counted.values()}
    whom = say("brukare och utförare", "users and providers")
    if tracks == {Track.USER}:
        whom = say("brukare", "users")
    elif tracks == {Track.PROVIDER}:
        whom = say("utförare", "providers")
    if not facts.review_days:
        return say(
            f"Handläggare från andra kommuner har besökt {whom} i {facts.host}.",
            f"Caseworkers from other municipalities have visited {whom} in {facts.host}.",
        )
    return say(
        f"Den {long_days(facts.review_days)} besökte handläggare från andra kommuner {whom} i {facts.host}.",
        f"Caseworkers from other municipalities visited {whom} in {facts.host} on {long_days(facts.review_days)}.",
    )


def _purpose(tally: Tally) -> tuple[str, ...]:
    own = tuple(part for part in tally.facts.purpose.split("\n") if part.strip())
    return own or (
        say(
            "Granskningen ska visa om den som har beviljats en insats får rätt stöd, varken mindre eller mer än "
            "behovet kräver, och om utförarna planerar och följer upp sitt arbete så som beslut och avtal förutsätter.",
            "The review is to show whether those granted a service get the right support, neither less nor more than "
            "the need demands, and whether providers plan and follow up their work as decisions and contracts require.",
        ),
    )


def _method(tally: Tally) -> tuple[str, ...]:
    facts = tally.facts
    own = tuple(part for part in facts.method.split("\n") if part.strip())
    used = [
        say(
            f"{one.title}, version {one.version}, {len(one.questions)} frågor",
            f"{one.title}, version {one.version}, {len(one.questions)} questions",
        )
        for one in facts.checklists
    ]
    checklists = say(f"Checklistor: {'; '.join(used)}.", f"Checklists: {'; '.join(used)}.") if used else ""
    standard = (
        say(
            "Kollegiegranskning innebär att handläggare från andra kommuner besöker brukare och utförare på en bestämd "
            "dag. Granskarna arbetar i par, kommer inte från värdkommunen och har anmält jäv. Besök hos brukare är "
            "frivilliga. Varje iakttagelse pekar på den fråga som gav den.",
            "In a peer review, caseworkers from other municipalities visit users and providers on a set day. The "
            "visitors work in pairs, do not come from the host municipality and have declared conflicts of interest. "
            "Visits to users are voluntary. Every finding points at the question that gave it.",
        ),
    )
    return tuple(text for text in (*(own or standard), checklists) if text)


def _sample_note(tally: Tally) -> str:
    if tally.cut.too_small:
        return say("Grupperna är för små för att redovisas.", "The groups are too small to be shown.")
    visits = tally.user_visits()
    done = carried_out(visits)
    if not visits:
        return say("Inga brukare valdes ut.", "No users were sampled.")
    said = say(
        f"{capital(in_words(done.whole))} brukare valdes ut och {in_words(done.part)} har fått besök.",
        f"{capital(in_words(done.whole))} users were sampled and {in_words(done.part)} have been visited.",
    )
    return " ".join(part for part in (said, _how_drawn(tally)) if part)


def _everyone(tally: Tally) -> bool:
    """Whether all who could be visited were, so that there is no sample to speak of; never where some were by lot."""
    ways = {visit.drawn for visit in tally.user_visits()}
    return "all" in ways and ways <= {"all", "signal"}


def _how_drawn(tally: Tally) -> str:
    """How those who were visited were chosen; nothing where a way has taken so few that they could be told apart."""
    drawn = Counter(visit.drawn for visit in tally.user_visits())
    lot, signals, room = drawn["random"], drawn["signal"], drawn["all"]
    by_hand = drawn.total() - lot - signals - room
    if _everyone(tally):
        return say(
            "Alla som kunde få besök valdes ut, utan lottning.", "All who could be visited were chosen, none by lot."
        )
    if lot == drawn.total():
        return say("Alla lottades.", "All were drawn by lot.")
    if any(0 < part < SMALLEST_GROUP for part in (lot, signals, room, by_hand)):
        return ""
    ways = [
        (lot, say("lottades", "were drawn by lot")),
        (room, say("togs med då alla som återstod fick plats", "were taken as there was room for all who were left")),
        (signals, say("valdes efter varningssignaler", "were chosen by warning signals")),
        (by_hand, say("valdes för hand", "were chosen by hand")),
    ]
    told = [f"{in_words(number)} {way}" for number, way in ways if number]
    return capital(f"{', '.join(told[:-1])} {say('och', 'and')} {told[-1]}." if len(told) > 1 else f"{told[0]}.")


def _sample(tally: Tally) -> tuple[SampleRow, ...]:
    if tally.cut.too_small:
        return ()
    rows = []
    for part in tally.cut.parts:
        visits = [visit for visit in tally.user_visits() if visit.provider in part.refs]
        if visits:
            done = carried_out(visits)
            planned = None if tally.cut.edition is Edition.PUBLIC else done.whole
            rows.append(SampleRow(part.name, planned, done.part, f"provider:{','.join(sorted(part.refs))}:visits"))
    return tuple(rows)


def _reasons(tally: Tally) -> tuple[tuple[ReasonRow, ...], str]:
    """Why visits did not take place; in an edition for others in classes of at least five."""
    if tally.cut.too_small:
        return (), ""
    dropped = Counter(_reason(visit) for visit in tally.user_visits() if visit.outcome is Outcome.DROPPED)
    waiting = sum(visit.outcome is Outcome.PLANNED for visit in tally.user_visits())
    note = ""
    if waiting and (tally.cut.named or waiting >= SMALLEST_GROUP):
        many = capital(in_words(waiting, neuter=True))
        note = say(f"{many} besök återstår.", f"{many} {'visit remains' if waiting == 1 else 'visits remain'}.")
    if not tally.cut.named:
        small = sum(count for count in dropped.values() if count < SMALLEST_GROUP)
        dropped = Counter({reason: count for reason, count in dropped.items() if count >= SMALLEST_GROUP})
        if small >= SMALLEST_GROUP:
            dropped[say("Övriga orsaker, hopslagna", "Other reasons, merged")] = small
        elif small:
            dropped.clear()
            note = say(
                "Orsakerna redovisas inte, eftersom grupperna är för små.",
                "The reasons are not shown, since the groups are too small.",
            )
    rows = tuple(
        ReasonRow(reason, count) for reason, count in sorted(dropped.items(), key=lambda one: (-one[1], one[0]))
    )
    return rows, note


def _reason(visit: VisitFact) -> str:
    return {
        "declined": say("Brukaren avböjde", "The user declined"),
        "hospital": say("På sjukhus", "In hospital"),
        "not_home": say("Inte hemma", "Not at home"),
    }.get(visit.drop_reason, say("Annan orsak", "Other reason"))


def _agreement(tally: Tally) -> str:
    """How far the visitors agreed, and how double visits were counted."""
    return " ".join(part for part in (_differing(tally), _doubled(tally)) if part)


def _doubled(tally: Tally) -> str:
    number = len(tally.facts.doubles)
    if not number:
        return ""
    told = tally.cut.named or number >= SMALLEST_GROUP
    visits = say("besök", "visit" if number == 1 else "visits")
    how_many = f"{capital(in_words(number, neuter=True))} {visits}" if told else say("Några besök", "Some visits")
    were = "was" if number == 1 and told else "were"
    return say(
        f"{how_many} gjordes av två granskare var för sig, utan att de såg varandras svar. En tredje person har vägt "
        "samman det som skilde sig, och det sammanvägda svaret räknas här.",
        f"{how_many} {were} made by two visitors each for themselves, unseen by one another. A third person has "
        "settled what differed, and the settled answer is the one counted here.",
    )


def _differing(tally: Tally) -> str:
    found = tally.facts.disagreements
    if not found and tally.cut.unequal:
        return say(
            "Hur ofta två granskare svarade olika redovisas inte i den här utgåvan.",
            "How often two visitors answered differently is not shown in this edition.",
        )
    if not found:
        return say(
            "Inga två granskare har lämnat olika svar på samma fråga.",
            "No two visitors have given different answers to the same question.",
        )
    still_open = sum(not one.outcome for one in found) if tally.cut.named else 0
    answers = sum(answer.standing is Standing.ANSWERED for answer in tally.answers)
    said = say(
        f"{capital(in_words(len(found), neuter=True))} svar av {whole(answers)} skilde sig mellan två granskare. "
        "Båda versionerna är kvar i underlaget; ingen har skrivits över.",
        f"{capital(in_words(len(found)))} {'answer' if len(found) == 1 else 'answers'} of {whole(answers)} differed "
        "between two visitors. Both versions are kept; none has been overwritten.",
    )
    if still_open:
        said += say(
            f" {capital(in_words(still_open, neuter=True))} är inte avgjort än."
            if still_open == 1
            else f" {capital(in_words(still_open, neuter=True))} är inte avgjorda än.",
            f" {capital(in_words(still_open))} still to be decided.",
        )
    return said


def _disagreements(tally: Tally) -> tuple[Disagreement, ...]:
    if not tally.cut.named:
        return ()
    undecided = say("Inte avgjort", "Not decided")
    return tuple(
        Disagreement(
            one.question,
            tally.visits[one.visit].case if one.visit in tally.visits else "",
            one.first,
            one.second,
            one.outcome or undecided,
        )
        for one in tally.facts.disagreements
    )


def _limits(tally: Tally) -> tuple[str, ...]:
    said = [
        say(
            "Svaren är vad granskarna såg och vad brukare och personal berättade under en dag. De visar läget då.",
            "The answers are what the visitors saw and what users and staff told them in one day. They show that day.",
        ),
        say(
            "En iakttagelse är ett underlag för handläggaren, som prövar och beslutar i varje ärende.",
            "A finding is a basis for the caseworker, who examines and decides in each case.",
        ),
    ]
    if not _everyone(tally):
        chance = say(
            "Urvalet är litet. Skillnader mellan utförare kan bero på slumpen.",
            "The sample is small. Differences between providers may be due to chance.",
        )
        said.insert(1, chance)
    unsigned = begun(tally.facts.visits)
    if unsigned:
        many = capital(in_words(unsigned, neuter=True))
        if not tally.cut.named and unsigned < SMALLEST_GROUP:
            many, unsigned = say("Några", "Some"), SMALLEST_GROUP
        said.append(
            say(
                f"{many} besök är inte {'signerat' if unsigned == 1 else 'signerade'}; svaren i dem kan ändras.",
                f"{many} {'visit is' if unsigned == 1 else 'visits are'} not signed; the answers there may change.",
            )
        )
    answered = tally.answered(tally.questions)
    if answered.whole:
        said.append(
            say(
                f"{share(answered.part, answered.whole)} frågor besvarades. De obesvarade är inte räknade som brister.",
                f"{share(answered.part, answered.whole)} questions were answered. The rest are not counted as faults.",
            )
        )
    return tuple(said)


def checklists(tally: Tally) -> tuple[ChecklistPart, ...]:
    """The appendix of checklists."""
    return tuple(_checklist(tally, one) for one in tally.facts.checklists)


def _checklist(tally: Tally, checklist: ChecklistFact) -> ChecklistPart:
    of = say("brukare", "users") if checklist.track is Track.USER else say("utförare", "providers")
    version = say(
        f"Version {checklist.version}, innehållets fingeravtryck {checklist.fingerprint[:8]}. Antal svar av antal {of} "
        "som frågan gällde.",
        f"Version {checklist.version}, content fingerprint {checklist.fingerprint[:8]}. Number of answers of the "
        f"number of {of} the question applied to.",
    )
    return ChecklistPart(checklist.title, version, of, tuple(_question(tally, one) for one in checklist.questions))


def _question(tally: Tally, question: QuestionFact) -> QuestionRow:
    asked = tally.answers_by_question.get(question.id, [])
    if question.id in tally.cut.left_out:
        why = say("för få svar", "too few answers")
        if tally.cut.edition is Edition.PROVIDER:
            why = say("redovisas inte", "not shown")
        return QuestionRow(question.id, question.text, None, None, why, "")
    if not asked:
        return QuestionRow(question.id, question.text, None, None, say("ställdes inte", "was not asked"), "")
    answered = tally.answered([question.id])
    clear = tally.clear([question.id])
    deviating = clear.whole - clear.part if question.category is not None else None
    if tally.silent(question):
        deviating = None
    return QuestionRow(question.id, question.text, answered, deviating, "", f"question:{question.id}")


def visit_rows(tally: Tally) -> tuple[VisitRow, ...]:
    """The internal appendix of visits."""
    if not tally.cut.named:
        return ()
    names = {ref: part.name for part in tally.cut.parts for ref in part.refs}
    rows = [
        VisitRow(
            visit.case,
            names.get(visit.provider, ""),
            visit.started.date() if visit.started is not None else visit.planned,
            span(visit.started, visit.ended),
            visit.pair,
            _state(visit),
            counts_of(finding for finding in tally.findings if finding.visit == visit.id),
            f"visit:{visit.id}",
        )
        for visit in tally.facts.visits
    ]
    return tuple(sorted(rows, key=lambda row: (row.case, row.day is None, row.source)))


def _state(visit: VisitFact) -> str:
    if visit.outcome is Outcome.DROPPED:
        return _reason(visit)
    return {
        Outcome.SIGNED: say("Signerat", "Signed"),
        Outcome.BEGUN: say("Påbörjat", "Begun"),
        Outcome.PLANNED: say("Planerat", "Planned"),
    }[visit.outcome]
