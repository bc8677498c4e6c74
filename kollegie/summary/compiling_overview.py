"""The overall picture: the areas with their basis and findings, and what works."""

from __future__ import annotations

from kollegie.language import say
from kollegie.model.severity import Category
from kollegie.summary.compiling_findings import nothing_found
from kollegie.summary.compiling_rounds import round_lines, rounds_note
from kollegie.summary.content import AreaLine, Overview, Positive
from kollegie.summary.counting import Tally, carried_out, counts_of, grave
from kollegie.summary.cutting import SMALLEST_GROUP
from kollegie.summary.facts import Track, VisitFact
from kollegie.summary.numbers import capital, in_words, share, whole

MOST_POSITIVES = 8
"""Questions that almost never gave a finding fill the list of what works up to so many lines."""

FEWEST_FOR_CLEAN = 10


def overview(tally: Tally) -> Overview:
    """The chapter of the overall picture."""
    areas = tuple(area for category in Category if (area := _area(tally, category)) is not None)
    ordered = tuple(sorted(areas, key=lambda area: (-area.total, list(Category).index(area.category))))
    positives = _positives(tally)
    return Overview(
        _overview_lead(tally, ordered),
        ordered,
        " ".join(part for part in (_overview_note(tally), _since_last(tally)) if part),
        _chart_note(tally),
        _area_alt(ordered),
        positives,
        say(
            "Inga särskilt positiva iakttagelser är antecknade.",
            "No particularly positive findings have been noted.",
        ),
        rounds_note(tally),
        round_lines(tally),
    )


def _since_last(tally: Tally) -> str:
    """What has changed since the last round; of fewer than five nothing is said outside the house."""
    for one in tally.facts.compared:
        if not tally.cut.named and one.both < SMALLEST_GROUP:
            continue
        since = f" ({one.since})" if one.since else ""
        return say(
            f"Av dem som granskades har {in_words(one.both)} granskats förut{since}: i {in_words(one.better)} "
            f"{'frågor' if one.better > 1 else 'fråga'} är det bättre än då, i {in_words(one.worse)} sämre och i "
            f"{in_words(one.same)} som förut.",
            f"Of those reviewed, {in_words(one.both)} {'was' if one.both == 1 else 'were'} reviewed before{since}: "
            f"{in_words(one.better)} {'answer is' if one.better == 1 else 'answers are'} better than then, "
            f"{in_words(one.worse)} worse and {in_words(one.same)} as before.",
        )
    return ""


def _area(tally: Tally, category: Category) -> AreaLine | None:
    findings = [finding for finding in tally.findings if finding.category is category]
    questions = tally.questions_of(category)
    visits = tally.visits_with(questions)
    if not findings and not visits:
        return None
    return AreaLine(category, _basis(visits), tally.answered(questions), tally.clear(questions), counts_of(findings))


def _basis(visits: list[VisitFact]) -> str:
    to_users = sum(visit.track is Track.USER for visit in visits)
    to_providers = sum(visit.track is Track.PROVIDER for visit in visits)
    said = []
    if to_users:
        said.append(say(f"{whole(to_users)} brukarbesök", f"{whole(to_users)} user visits"))
    if to_providers:
        said.append(say(f"{whole(to_providers)} utförare", f"{whole(to_providers)} providers"))
    return ", ".join(said)


def _overview_lead(tally: Tally, areas: tuple[AreaLine, ...]) -> str:
    total, serious = len(tally.findings), grave(tally.findings)
    if not total:
        return nothing_found(tally)
    most = areas[0]
    heavy = most.counts[2] + most.counts[3]
    line = _findings_in(areas) + say(
        f". Flest, {in_words(most.total)}, i {most.category.word.lower()}",
        f". Most, {in_words(most.total)}, in {most.category.word.lower()}",
    )
    if serious and heavy:
        line += say(
            f", varav {in_words(heavy)} allvarliga eller akuta" if heavy > 1 else ", varav en allvarlig eller akut",
            f", of which {in_words(heavy)} serious or acute",
        )
    return line + "."


def _findings_in(areas: tuple[AreaLine, ...]) -> str:
    """How many findings there are in how many areas; areas without any are not counted."""
    total, found = sum(area.total for area in areas), sum(area.total > 0 for area in areas)
    return say(
        f"{whole(total)} {'iakttagelse' if total == 1 else 'iakttagelser'} i "
        f"{'ett område' if found == 1 else f'{in_words(found)} områden'}",
        f"{whole(total)} {'finding' if total == 1 else 'findings'} in "
        f"{'one area' if found == 1 else f'{in_words(found)} areas'}",
    )


def _overview_note(tally: Tally) -> str:
    if tally.cut.too_small:
        return say("Grupperna är för små för att redovisas.", "The groups are too small to be shown.")
    visits = carried_out(tally.user_visits())
    note = say(
        "En besvarad fråga kan ha gett en iakttagelse eller ingen; ej observerat, ej frågad och avstod räknas som "
        "frågade men inte besvarade. Andel räknas inte på färre än 30 svar.",
        "An answered question may have given a finding or none; not observed, not asked and declined count as asked "
        "but not answered. No share is given on fewer than 30 answers.",
    )
    return note + say(
        f" Täckning: {share(visits.part, visits.whole)} utvalda brukare har fått besök.",
        f" Coverage: {share(visits.part, visits.whole)} sampled users have been visited.",
    )


def _chart_note(tally: Tally) -> str:
    total = len(tally.findings)
    if not total:
        return say("Inga iakttagelser.", "No findings.")
    return say(
        f"{whole(total)} {'iakttagelse' if total == 1 else 'iakttagelser'}. Strecken i alla kolumner har samma skala.",
        f"{whole(total)} {'finding' if total == 1 else 'findings'}. The bars of all columns have the same scale.",
    )


def _area_alt(areas: tuple[AreaLine, ...]) -> str:
    total = sum(area.total for area in areas)
    if not total:
        return say("Stapeldiagram utan iakttagelser.", "Bar chart without findings.")
    most = areas[0]
    heavy = most.counts[2] + most.counts[3]
    acute = sum(area.counts[3] for area in areas)
    gravely = say("allvarlig eller akut" if heavy == 1 else "allvarliga eller akuta", "serious or acute")
    said = say(
        f"Stapeldiagram över {_findings_in(areas)}. "
        f"Flest i {most.category.word.lower()}, {whole(most.total)}, varav {whole(heavy)} {gravely}. ",
        f"Bar chart of {_findings_in(areas)}. "
        f"Most in {most.category.word.lower()}, {whole(most.total)}, of which {whole(heavy)} serious or acute. ",
    )
    said += (
        say("Ingen är akut. ", "None is acute. ")
        if not acute
        else say("En är akut. ", "One is acute. ")
        if acute == 1
        else say(f"{capital(in_words(acute))} är akuta. ", f"{capital(in_words(acute))} are acute. ")
    )
    return said + say("Talen står vid varje stapel.", "The numbers stand at each bar.")


def _positives(tally: Tally) -> tuple[Positive, ...]:
    """What visitors marked as good, then the questions that almost never gave a finding."""
    found: list[tuple[int, Positive]] = []
    named: set[str] = set()
    for question, answers in tally.answers_by_question.items():
        marked = [answer for answer in answers if answer.positive]
        if not marked:
            continue
        named.add(question)
        visits, of = ({answer.visit for answer in group} for group in (marked, answers))
        sentence = say(
            f"{tally.label(question)}: lyfts fram som bra vid {share(len(visits), len(of))} besök.",
            f"{tally.label(question)}: noted as good at {share(len(visits), len(of))} visits.",
        )
        notes = [answer.note.strip() for answer in marked if answer.note.strip()]
        if notes:
            sentence += (
                " " + say("Ur anteckningarna: ", "From the notes: ") + " ".join(f"”{note}”" for note in notes[:3])
            )
        found.append((len(visits), Positive(sentence, question, f"positive:{question}")))
    found.sort(key=lambda one: (-one[0], one[1].question))
    clean = []
    for asked in tally.questions.values():
        if tally.silent(asked):
            continue
        clear = tally.clear([asked.id])
        enough = clear.whole >= FEWEST_FOR_CLEAN and 20 * (clear.whole - clear.part) <= clear.whole
        if asked.category is not None and enough and asked.id not in named:
            sentence = say(
                f"{tally.label(asked.id)}: {share(clear.part, clear.whole)} svar utan iakttagelse.",
                f"{tally.label(asked.id)}: {share(clear.part, clear.whole)} answers without finding.",
            )
            clean.append((clear.part / clear.whole, clear.whole, Positive(sentence, asked.id, f"question:{asked.id}")))
    clean.sort(key=lambda one: (-one[0], -one[1], one[2].question))
    return tuple([one for _, one in found] + [one for _, _, one in clean[: max(0, MOST_POSITIVES - len(found))]])
