"""The chapter of providers: key figures, findings and what was seen of planning, per provider or group of them."""

from __future__ import annotations

from collections import defaultdict

from kollegie.language import say
from kollegie.model.severity import Severity
from kollegie.summary.content import Edition, KeyFigure, PlanningAnswer, ProviderPart, Providers
from kollegie.summary.counting import Place, Tally, carried_out, counts_of, grave, place_of
from kollegie.summary.cutting import UNKNOWN_PROVIDER, Part
from kollegie.summary.facts import FindingFact, Standing, Track, VisitFact
from kollegie.summary.numbers import in_words, listed, long_day, share, span, whole


def providers_chapter(tally: Tally) -> Providers:
    """Every provider of the edition."""
    if tally.cut.too_small:
        note = say("Grupperna är för små för att redovisas.", "The groups are too small to be shown.")
        return Providers("", (), (), "", "", note)
    parts = tuple(_part(tally, part) for part in tally.cut.parts if _has_visits(tally, part))
    merged = tally.cut.edition is Edition.PUBLIC and any(len(part.refs) > 1 for part in tally.cut.parts)
    note = ""
    if merged:
        note = say(
            "Utförare med färre än fem besökta brukare är sammanslagna, så att ingen kan räknas fram.",
            "Providers with fewer than five visited users are merged, so that no one can be derived.",
        )
    if merged and any(UNKNOWN_PROVIDER in part.refs and len(part.refs) > 1 for part in tally.cut.parts):
        note += say(
            " Brukare vars utförare inte är känd räknas då dit också.",
            " Users whose provider is not known are then counted there too.",
        )
    empty = say("Inga utförare ingår i granskningen.", "No providers are part of the review.")
    placed = {ref for part in tally.cut.parts for ref in part.refs}
    visits = [visit for visit in tally.user_visits() if visit.provider in placed]
    return Providers(_lead(tally), _steps(tally), parts, _visits(tally, visits), note, "" if parts else empty)


def _visits(tally: Tally, visits: list[VisitFact]) -> str:
    """How many visits were made; of how many only where it does not show how few were not."""
    done = carried_out(visits)
    return whole(done.part) if tally.cut.edition is Edition.PUBLIC else share(done.part, done.whole)


def _steps(tally: Tally) -> tuple[tuple[Severity, str], ...]:
    steps = [(severity, severity.word) for severity in Severity]
    if not tally.cut.hidden_acute:
        return tuple(steps)
    return (*steps[:2], (Severity.SERIOUS, say("Allvarlig eller akut", "Serious or acute")))


def _counts(tally: Tally, findings: list[FindingFact]) -> tuple[int, ...]:
    note, deficiency, serious, acute = counts_of(findings)
    if tally.cut.hidden_acute:
        return note, deficiency, serious + acute
    return note, deficiency, serious, acute


def _has_visits(tally: Tally, part: Part) -> bool:
    return any(visit.provider in part.refs for visit in tally.facts.visits)


def _lead(tally: Tally) -> str:
    visits = [visit for visit in tally.provider_visits() if visit.counted]
    unannounced = sum(not visit.announced for visit in visits)
    if not visits:
        return say(
            "Inget besök har gjorts hos utförarna själva. Uppgifterna kommer från besöken hos brukarna.",
            "No visit was made to the providers themselves. The figures come from the visits to users.",
        )
    said = say(
        f"{share(len(visits), len(tally.provider_visits()))} utförarbesök har gjorts",
        f"{share(len(visits), len(tally.provider_visits()))} provider visits have been made",
    )
    if unannounced:
        said += say(
            f", {in_words(unannounced, neuter=True)} oanmälda" if unannounced > 1 else ", ett oanmält",
            f", {in_words(unannounced)} unannounced",
        )
    if _same_hours(visits, tally.user_visits()):
        said += say(", samma timmar som besöken hos brukarna", ", at the same hours as the visits to users")
    return said + "."


def _same_hours(visits: list[VisitFact], to_users: list[VisitFact]) -> bool:
    """Whether every visit to a provider went on while users were being visited; False where the times are not told."""
    stretches = [(one.started, one.ended) for one in to_users if one.started is not None and one.ended is not None]
    return all(
        one.started is not None
        and one.ended is not None
        and any(start < one.ended and one.started < end for start, end in stretches)
        for one in visits
    )


def _part(tally: Tally, part: Part) -> ProviderPart:
    visits = [visit for visit in tally.user_visits() if visit.provider in part.refs]
    own = [visit for visit in tally.provider_visits() if visit.provider in part.refs]
    findings = tally.of_part(part)
    visited = _visits(tally, visits)
    serious = grave(findings)
    at_provider = len(findings) - sum(tally.counted[finding.visit].track is Track.USER for finding in findings)
    unannounced = any(not visit.announced for visit in own)
    key = f"provider:{','.join(sorted(part.refs))}"
    figures = (
        KeyFigure(visited, say("besök hos brukare", "visits to users"), "", f"{key}:visits"),
        KeyFigure(
            share(carried_out(own).part, len(own)) if own else "0",
            say("oanmält utförarbesök", "unannounced visit") if unannounced else say("utförarbesök", "provider visits"),
        ),
        KeyFigure(
            whole(len(findings)),
            say("iakttagelse", "finding") if len(findings) == 1 else say("iakttagelser", "findings"),
            say(
                f"{whole(serious)} {'allvarlig eller akut' if serious == 1 else 'allvarliga eller akuta'}",
                f"{whole(serious)} serious or acute",
            ),
            key,
        ),
        KeyFigure(
            whole(len(findings) - at_provider),
            say("av dem hos brukare", "of them at users"),
            say(f"{whole(at_provider)} hos utföraren", f"{whole(at_provider)} at the provider"),
        ),
    )
    counted = [visit for visit in own if visit.counted]
    alone = len(part.refs) == 1
    known = any(one.ref in part.refs for one in tally.facts.providers)
    planning = _planning(tally, counted[0]) if alone and counted else ()
    return ProviderPart(
        part.name,
        figures,
        _facts(tally, part),
        _counts(tally, findings),
        visited,
        planning,
        _planning_note(tally, counted, own, alone) if own or known else "",
        key,
    )


def _facts(tally: Tally, part: Part) -> str:
    provider = next((one for one in tally.facts.providers if one.ref in part.refs), None)
    if provider is None or len(part.refs) > 1:
        return ""
    said = [say("Privat utförare", "Private provider") if provider.private else say("Egen regi", "In-house")]
    if provider.contract in ("LOV", "LOU"):
        said.append(
            say("enligt lagen om valfrihetssystem", "under the Freedom of Choice Act")
            if provider.contract == "LOV"
            else say("enligt lagen om offentlig upphandling", "under the Public Procurement Act")
        )
    line = " ".join(said) + "."
    if provider.unannounced_clause:
        line += say(
            f" Oanmälda besök: {provider.unannounced_clause}.",
            f" Unannounced visits: {provider.unannounced_clause}.",
        )
    return line


def _planning(tally: Tally, visit: VisitFact) -> tuple[PlanningAnswer, ...]:
    """The answers at the provider that deviated or were commented on; for others without the visitors' own words.

    Shape: where the acute findings are few, no question of their areas is here, since those left would show which.
    """
    claims: dict[Place, list[str]] = defaultdict(list)
    for finding in tally.findings:
        if finding.visit == visit.id and finding.claim:
            claims[place_of(finding)].append(finding.claim)
    rows = []
    for question in tally.questions.values():
        if question.category is None or tally.silent(question):
            continue
        for answer in tally.answers_by_question.get(question.id, ()):
            if answer.visit != visit.id or answer.standing is not Standing.ANSWERED:
                continue
            place = place_of(answer)
            note = answer.note if tally.cut.named else listed(claims[place])
            deviates = place in tally.deviating
            if deviates or note:
                rows.append(PlanningAnswer(question.id, question.short or question.text, answer.word, note, deviates))
    return tuple(rows)


def _planning_note(tally: Tally, counted: list[VisitFact], own: list[VisitFact], alone: bool) -> str:
    if not alone:
        return say(
            "Vad granskarna såg hos utförarna redovisas inte för varje utförare, eftersom de är sammanslagna.",
            "What was seen at the providers is not shown for each of them, since they are merged.",
        )
    if not counted:
        planned = in_words(len(own), neuter=True)
        if not own:
            return say("Inget utförarbesök var planerat.", "No provider visit was planned.")
        return say(
            f"Inget utförarbesök genomfördes; {planned} var {'planerat' if len(own) == 1 else 'planerade'}.",
            f"No provider visit took place; {planned} planned.",
        )
    visit = counted[0]
    when = visit.started.date() if visit.started is not None else visit.planned
    kind = say("Anmält", "Announced") if visit.announced else say("Oanmält", "Unannounced")
    hours = (
        f", {say('klockan', 'at')} {span(visit.started, visit.ended)}"
        if tally.cut.named and visit.started is not None
        else ""
    )
    silent = {question.id for question in tally.questions_to(Track.PROVIDER) if tally.silent(question)}
    answers = [
        place_of(answer)
        for answer in tally.answers
        if answer.visit == visit.id and answer.standing is Standing.ANSWERED and answer.question not in silent
    ]
    clear = sum(place not in tally.deviating for place in answers)
    said = say(
        f"{kind} besök {long_day(when)}{hours}. {share(clear, len(answers))} svar gav ingen iakttagelse.",
        f"{kind} visit {long_day(when)}{hours}. {share(clear, len(answers))} answers gave no finding.",
    )
    if not silent:
        return said
    return said + say(
        " Frågor inom områden med få akuta iakttagelser är inte med.",
        " Questions in areas with few acute findings are left out.",
    )
