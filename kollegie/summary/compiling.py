"""From facts to content: what one edition of the summary says."""

from __future__ import annotations

from kollegie.language import say
from kollegie.model.severity import Category
from kollegie.summary.compiling_conduct import checklists, conduct, visit_rows
from kollegie.summary.compiling_findings import findings_chapter
from kollegie.summary.compiling_providers import providers_chapter
from kollegie.summary.content import (
    ActionLine,
    ActionMark,
    Actions,
    AreaLine,
    Content,
    Cover,
    Edition,
    KeyFigure,
    Overview,
    Positive,
    Print,
    Seal,
    UnitChart,
    UnitMark,
    UnitPart,
)
from kollegie.summary.counting import Tally, carried_out, counts_of, grave
from kollegie.summary.cutting import cut
from kollegie.summary.facts import ActionFact, Facts, Outcome, Progressed, Standing, Track, VisitFact
from kollegie.summary.numbers import (
    NOTHING,
    capital,
    day,
    in_words,
    listed,
    long_day,
    long_days,
    percent,
    share,
    whole,
)

MOST_POSITIVES = 8
FEWEST_FOR_CLEAN = 10


def compile_content(facts: Facts, edition: Edition, *, provider: str = "", printed: Print | None = None) -> Content:
    """What the summary says in one edition.

    Shape: `provider` is the reference of the provider an edition of that kind is for; `printed` stands in the foot
    of an internal copy. The checksum is always of the whole facts, whatever the edition may show of them.
    """
    made = cut(facts, edition, provider)
    tally = Tally(made)
    shown = made.facts
    return Content(
        edition=edition,
        provider=made.provider.name if made.provider is not None else "",
        running_title=", ".join(part for part in (shown.title, shown.round_name) if part),
        registry_number=shown.registry_number,
        version=shown.version,
        made_on=shown.made_on,
        cover=_cover(tally),
        overview=_overview(tally),
        findings=findings_chapter(tally),
        providers=providers_chapter(tally),
        actions=_actions(tally),
        conduct=conduct(tally),
        checklists=checklists(tally),
        visits=visit_rows(tally),
        seal=_seal(facts),
        printed=printed if edition is Edition.INTERNAL else None,
    )


def _cover(tally: Tally) -> Cover:
    facts = tally.facts
    visits = carried_out(tally.user_visits())
    serious = grave(tally.findings)
    done = sum(action.state in (Progressed.DONE, Progressed.EFFECT_CHECKED) for action in facts.actions)
    of_sample = percent(visits.part, visits.whole)
    figures = [
        KeyFigure(
            share(visits.part, visits.whole),
            say("besök hos brukare", "visits to users"),
            "" if of_sample == NOTHING else say(f"{of_sample} av urvalet", f"{of_sample} of the sample"),
            "sample",
        ),
        _provider_figure(tally),
        KeyFigure(
            whole(len(tally.findings)),
            say("iakttagelser", "findings") if len(tally.findings) != 1 else say("iakttagelse", "finding"),
            say(f"{whole(serious)} allvarliga eller akuta", f"{whole(serious)} serious or acute"),
            "findings",
        ),
        KeyFigure(
            share(done, len(facts.actions)) if facts.actions else "0",
            say("åtgärder klara", "actions done") if facts.actions else say("åtgärder", "actions"),
            "" if facts.actions else say("ingen är beslutad än", "none has been decided yet"),
        ),
    ]
    if tally.cut.too_small:
        figures[0] = KeyFigure(NOTHING, say("besök hos brukare", "visits to users"), _too_small())
    return Cover(facts.title, facts.subtitle, _units(tally), _three_lines(tally), tuple(figures), _cover_facts(tally))


def _provider_figure(tally: Tally) -> KeyFigure:
    visits = carried_out(tally.provider_visits())
    unannounced = sum(visit.counted and not visit.announced for visit in tally.provider_visits())
    if not visits.whole:
        return KeyFigure("0", say("utförarbesök", "provider visits"), say("inget var planerat", "none was planned"))
    note = say(f"{whole(unannounced)} oanmälda", f"{whole(unannounced)} unannounced") if unannounced else ""
    return KeyFigure(share(visits.part, visits.whole), say("utförarbesök", "provider visits"), note, "provider-visits")


def _too_small() -> str:
    return say("Grupperna är för små för att redovisas.", "The groups are too small to be shown.")


def _units(tally: Tally) -> UnitChart | None:
    """The sampled users by what the headline question came to; None when there is nothing to show or too few."""
    counts = _headline(tally)
    question = tally.questions.get(tally.facts.headline)
    if counts is None or question is None:
        return None
    yes, partly, no, none = counts
    total = sum(counts)
    rest = say("ännu inte besökta", "not yet visited")
    if not any(visit.outcome is Outcome.PLANNED for visit in tally.user_visits()):
        rest = say("utan besök eller svar", "no visit or answer")
    parts = (
        UnitPart(yes, say("ja", "yes"), UnitMark.FILLED),
        UnitPart(partly, say("delvis", "partly"), UnitMark.HALF),
        UnitPart(no, say("nej", "no"), UnitMark.CROSSED),
        UnitPart(none, rest, UnitMark.EMPTY),
    )
    said = listed([f"{whole(part.count)} {part.label}" for part in parts if part.count])
    alt = say(
        f"Rutdiagram över {whole(total)} utvalda brukare, en ruta för var och en: {said}. Talen står under rutorna.",
        f"Unit chart of {whole(total)} sampled users, one square for each: {said}. The numbers stand below.",
    )
    asked = say(f"{whole(total)} brukare valdes ut.", f"{whole(total)} users were sampled.")
    return UnitChart(f"{asked} {question.text}", parts, alt)


def _headline(tally: Tally) -> tuple[int, int, int, int] | None:
    """How many users' headline answer was yes, partly, no, or none at all."""
    if tally.cut.too_small or not tally.facts.headline or tally.facts.headline in tally.cut.left_out:
        return None
    words = {say("Ja", "Yes"): 0, say("Delvis", "Partly"): 1, say("Nej", "No"): 2}
    by_user: dict[str, int] = {visit.case: 3 for visit in tally.user_visits()}
    for answer in tally.answers_by_question.get(tally.facts.headline, ()):
        if answer.standing is Standing.ANSWERED and answer.word in words:
            by_user[tally.visits[answer.visit].case] = words[answer.word]
    if not by_user or all(place == 3 for place in by_user.values()):
        return None
    places = list(by_user.values())
    return places.count(0), places.count(1), places.count(2), places.count(3)


def _three_lines(tally: Tally) -> tuple[str, ...]:
    return (_first_line(tally), _second_line(tally), _third_line(tally))


def _first_line(tally: Tally) -> str:
    counts = _headline(tally)
    if tally.cut.too_small:
        return _too_small()
    if counts is not None:
        yes, partly, no, _ = counts
        answered, less = yes + partly + no, partly + no
        if tally.facts.headline == "HB06":
            line = say(
                f"{share(yes, answered)} brukare får den hjälp som är beslutad.",
                f"{share(yes, answered)} users get the help that was decided.",
            )
            if less:
                line += say(
                    f" {capital(in_words(less))} får den bara delvis eller inte alls.",
                    f" {capital(in_words(less))} get it only partly or not at all.",
                )
            return line
        label = tally.label(tally.facts.headline)
        return say(f"{label}: ja hos {share(yes, answered)}.", f"{label}: yes for {share(yes, answered)}.")
    visits = carried_out(tally.user_visits())
    return say(
        f"{share(visits.part, visits.whole)} utvalda brukare har fått besök.",
        f"{share(visits.part, visits.whole)} sampled users have been visited.",
    )


def _second_line(tally: Tally) -> str:
    total, serious = len(tally.findings), grave(tally.findings)
    if not total:
        return say("Inga iakttagelser har gjorts.", "No findings have been made.")
    most = max(Category, key=lambda one: (sum(finding.category is one for finding in tally.findings), one.word))
    in_most = sum(finding.category is most for finding in tally.findings)
    gravely = say(
        f"{capital(in_words(serious))} av {whole(total)} iakttagelser är allvarliga eller akuta."
        if serious
        else f"Ingen av {whole(total)} iakttagelser är allvarlig eller akut.",
        f"{capital(in_words(serious))} of {whole(total)} findings are serious or acute.",
    )
    return gravely + say(
        f" Flest, {in_words(in_most)}, gäller {most.word.lower()}.",
        f" Most, {in_words(in_most)}, concern {most.word.lower()}.",
    )


def _third_line(tally: Tally) -> str:
    actions = tally.facts.actions
    if not actions:
        return say("Inga åtgärder är beslutade än.", "No actions have been decided yet.")
    done = sum(action.state in (Progressed.DONE, Progressed.EFFECT_CHECKED) for action in actions)
    count = capital(in_words(len(actions)))
    line = say(
        f"{count} {'åtgärd är beslutad' if len(actions) == 1 else 'åtgärder är beslutade'}, {in_words(done)} "
        f"{'är klar' if done < 2 else 'är klara'}.",
        f"{count} {'action has' if len(actions) == 1 else 'actions have'} been decided, {in_words(done)} "
        f"{'is' if done == 1 else 'are'} done.",
    )
    due = max((action.due for action in actions if action.due is not None), default=None)
    if due is None:
        return line
    return line + say(f" Den sista ska vara klar {long_day(due)}.", f" The last is due {long_day(due)}.")


def _cover_facts(tally: Tally) -> tuple[tuple[str, str], ...]:
    facts = tally.facts
    missing = say("saknas", "missing")
    days = long_days(facts.review_days)
    if facts.version:
        days += say(
            f". Fastställd {long_day(facts.settled_on)}, version {facts.version}",
            f". Settled {long_day(facts.settled_on)}, version {facts.version}",
        )
    else:
        days += say(f". Utkast {long_day(facts.made_on)}", f". Draft {long_day(facts.made_on)}")
    return (
        (say("Värdkommun", "Host municipality"), facts.host),
        (say("Diarienummer", "Registry number"), facts.registry_number or missing),
        (say("Granskningsdag", "Review day"), days),
        (say("Deltagande kommuner", "Participating municipalities"), _participants(tally)),
    )


def _participants(tally: Tally) -> str:
    facts = tally.facts
    names = listed(facts.municipalities) or say("Inga anmälda", "None registered")
    if not facts.visitors:
        return names
    many = capital(in_words(facts.visitors)) if not names else in_words(facts.visitors)
    pairs = say(f" i {in_words(facts.pairs)} par", f" in {in_words(facts.pairs)} pairs") if facts.pairs > 1 else ""
    return say(
        f"{names}, med {many} gästhandläggare{pairs}. Granskarnas namn anges inte.",
        f"{names}, with {many} visiting caseworkers{pairs}. The visitors' names are not given.",
    )


def _overview(tally: Tally) -> Overview:
    areas = tuple(area for category in Category if (area := _area(tally, category)) is not None)
    ordered = tuple(sorted(areas, key=lambda area: (-area.total, list(Category).index(area.category))))
    positives = _positives(tally)
    return Overview(
        _overview_lead(tally, ordered),
        ordered,
        _overview_note(tally),
        _chart_note(tally),
        _area_alt(ordered),
        positives,
        say(
            "Inga särskilt positiva iakttagelser är antecknade.",
            "No particularly positive findings have been noted.",
        ),
    )


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
    visits = sum(visit.counted for visit in tally.facts.visits)
    if not visits:
        return say("Inget besök är genomfört än.", "No visit has been carried out yet.")
    if not total:
        answered = tally.answered(tally.questions)
        return say(
            f"Inga iakttagelser i de {whole(visits)} besöken. "
            f"{share(answered.part, answered.whole)} frågor besvarades.",
            f"No findings in the {whole(visits)} visits. {share(answered.part, answered.whole)} questions answered.",
        )
    most = areas[0]
    heavy = most.counts[2] + most.counts[3]
    line = say(
        f"{whole(total)} iakttagelser i {in_words(sum(area.total > 0 for area in areas))} områden. "
        f"Flest, {in_words(most.total)}, i {most.category.word.lower()}",
        f"{whole(total)} findings in {in_words(sum(area.total > 0 for area in areas))} areas. "
        f"Most, {in_words(most.total)}, in {most.category.word.lower()}",
    )
    if serious and heavy:
        line += say(
            f", varav {in_words(heavy)} allvarliga eller akuta" if heavy > 1 else ", varav en allvarlig eller akut",
            f", of which {in_words(heavy)} serious or acute",
        )
    return line + "."


def _overview_note(tally: Tally) -> str:
    if tally.cut.too_small:
        return _too_small()
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
    said = say(
        f"Stapeldiagram över {whole(total)} iakttagelser i {in_words(len(areas))} områden. "
        f"Flest i {most.category.word.lower()}, {whole(most.total)}, varav {whole(heavy)} allvarliga eller akuta. ",
        f"Bar chart of {whole(total)} findings in {in_words(len(areas))} areas. "
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
        sentence = say(
            f"{tally.label(question)}: lyfts fram som bra vid {share(len(marked), len(answers))} besök.",
            f"{tally.label(question)}: noted as good at {share(len(marked), len(answers))} visits.",
        )
        notes = [answer.note.strip() for answer in marked if answer.note.strip()]
        if notes:
            sentence += (
                " " + say("Ur anteckningarna: ", "From the notes: ") + " ".join(f"”{note}”" for note in notes[:3])
            )
        found.append((len(marked), Positive(sentence, question, f"positive:{question}")))
    found.sort(key=lambda one: (-one[0], one[1].question))
    clean = []
    for question in tally.questions.values():
        clear = tally.clear([question.id])
        enough = clear.whole >= FEWEST_FOR_CLEAN and 20 * (clear.whole - clear.part) <= clear.whole
        if question.category is not None and enough and question.id not in named:
            sentence = say(
                f"{tally.label(question.id)}: {share(clear.part, clear.whole)} svar utan iakttagelse.",
                f"{tally.label(question.id)}: {share(clear.part, clear.whole)} answers without finding.",
            )
            clean.append(
                (clear.part / clear.whole, clear.whole, Positive(sentence, question.id, f"clear:{question.id}"))
            )
    clean.sort(key=lambda one: (-one[0], -one[1], one[2].question))
    return tuple([one for _, one in found] + [one for _, _, one in clean[: max(0, MOST_POSITIVES - len(found))]])


def _actions(tally: Tally) -> Actions:
    facts = tally.facts
    ordered = sorted(facts.actions, key=lambda one: (one.due is None, one.due or facts.made_on, one.text, one.id))
    lines = tuple(_action(number, action, tally) for number, action in enumerate(ordered, start=1))
    late = sum(line.late for line in lines)
    note = say("Frågans beteckning leder till iakttagelsen. ", "The question's id leads to the finding. ")
    if late:
        note += say(
            f"{capital(in_words(late))} {'åtgärd är försenad' if late == 1 else 'åtgärder är försenade'}.",
            f"{capital(in_words(late))} {'action is' if late == 1 else 'actions are'} late.",
        )
    empty = say("Ingen åtgärd är beslutad än.", "No action has been decided yet.")
    return Actions(
        _actions_lead(lines),
        lines,
        facts.made_on,
        _timeline_alt(lines),
        note.strip() if lines else "",
        "" if lines else empty,
    )


def _action(number: int, action: ActionFact, tally: Tally) -> ActionLine:
    mark, state = {
        Progressed.PLANNED: (ActionMark.PLANNED, say("Planerad", "Planned")),
        Progressed.ONGOING: (ActionMark.ONGOING, say("Pågår", "Under way")),
        Progressed.DONE: (ActionMark.DONE, say("Klar", "Done")),
        Progressed.EFFECT_CHECKED: (ActionMark.DONE, say("Effekt kontrollerad", "Effect checked")),
    }[action.state]
    late = action.due is not None and action.due < tally.facts.made_on and mark is not ActionMark.DONE
    if late:
        state += say(", försenad", ", late")
    return ActionLine(
        number,
        action.text,
        (action.question,) if action.question else (),
        action.owner or say("Inte utsedd", "Not appointed"),
        action.due,
        mark,
        state,
        action.outcome,
        late,
    )


def _actions_lead(lines: tuple[ActionLine, ...]) -> str:
    if not lines:
        return ""
    by_mark = {mark: sum(line.mark is mark for line in lines) for mark in ActionMark}
    said = []
    for mark, one, many, en in (
        (ActionMark.DONE, "är klar", "är klara", "done"),
        (ActionMark.ONGOING, "pågår", "pågår", "under way"),
        (ActionMark.PLANNED, "är planerad", "är planerade", "planned"),
    ):
        count = by_mark[mark]
        if count:
            said.append(say(f"{in_words(count)} {one if count == 1 else many}", f"{in_words(count)} {en}"))
    count = capital(in_words(len(lines)))
    noun = say("åtgärd" if len(lines) == 1 else "åtgärder", "action" if len(lines) == 1 else "actions")
    return f"{count} {noun}. {capital(listed(said))}."


def _timeline_alt(lines: tuple[ActionLine, ...]) -> str:
    dated = [line.due for line in lines if line.due is not None]
    if not dated:
        return ""
    return say(
        f"Tidslinje över {in_words(len(dated))} åtgärder från {day(min(dated))} till {day(max(dated))}. "
        f"{_actions_lead(lines)} Datumen står i tabellen nedanför.",
        f"Timeline of {in_words(len(dated))} actions from {day(min(dated))} to {day(max(dated))}. "
        f"{_actions_lead(lines)} The dates stand in the table below.",
    )


def _seal(facts: Facts) -> Seal:
    checksum = facts.checksum()
    counted = sum(visit.counted for visit in facts.visits)
    rows = [
        (say("Besök", "Visits"), whole(counted)),
        (say("Svar", "Answers"), whole(sum(one.standing is Standing.ANSWERED for one in facts.answers))),
        (say("Läget den", "As of"), long_day(facts.made_on)),
    ]
    if not facts.version:
        return Seal(
            "",
            (
                say(
                    "Det här är ett utkast. Det har ingen kontrollsumma och kan ändras tills det fastställs.",
                    "This is a draft. It has no checksum and may change until it is settled.",
                ),
            ),
            tuple(rows),
        )
    groups = " ".join(checksum[start : start + 8] for start in range(0, len(checksum), 8))
    return Seal(
        checksum,
        (
            say(
                "Kontrollsumman är räknad med SHA-256 på det underlag som sammanställningen gjordes av: besök, svar, "
                "iakttagelser, åtgärder och checklistor. Samma underlag ger samma summa i alla utgåvor. "
                "Foten på varje sida visar de första åtta tecknen.",
                "The checksum is the SHA-256 of what the summary was made from: visits, answers, findings, actions "
                "and checklists. The same basis gives the same sum in every edition. The foot of each page shows the "
                "first eight characters.",
            ),
        ),
        (*rows, (say("Kontrollsumma", "Checksum"), groups)),
    )
