"""The title page: the chart of the sample, the three lines, the key figures and the facts."""

from __future__ import annotations

from kollegie.language import say
from kollegie.model.severity import Category
from kollegie.summary.content import Cover, KeyFigure, UnitChart, UnitMark, UnitPart
from kollegie.summary.counting import Tally, carried_out, grave
from kollegie.summary.facts import Outcome, Progressed, Standing
from kollegie.summary.numbers import NOTHING, capital, in_words, listed, long_day, long_days, percent, share, whole


def cover(tally: Tally) -> Cover:
    """The title page of the edition."""
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
            say(
                f"{whole(serious)} {'allvarlig eller akut' if serious == 1 else 'allvarliga eller akuta'}",
                f"{whole(serious)} serious or acute",
            ),
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
    note = ""
    if unannounced:
        word = "oanmält" if unannounced == 1 else "oanmälda"
        note = say(f"{whole(unannounced)} {word}", f"{whole(unannounced)} unannounced")
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
        line = say(
            f"{share(yes, answered)} brukare får den hjälp som är beslutad.",
            f"{share(yes, answered)} users get the help that was decided.",
        )
        if less:
            line += say(
                f" {capital(in_words(less))} får den bara delvis eller inte alls.",
                f" {capital(in_words(less))} {'gets' if less == 1 else 'get'} it only partly or not at all.",
            )
        return line
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
        f"{capital(in_words(serious))} av {whole(total)} {'iakttagelse' if total == 1 else 'iakttagelser'} är "
        f"{'allvarlig eller akut' if serious < 2 else 'allvarliga eller akuta'}.",
        f"{capital(in_words(serious)) if serious else 'None'} of {whole(total)} "
        f"{'finding' if total == 1 else 'findings'} {'is' if serious == 1 else 'are'} serious or acute.",
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
    many = in_words(facts.visitors)
    pairs = say(f" i {in_words(facts.pairs)} par", f" in {in_words(facts.pairs)} pairs") if facts.pairs > 1 else ""
    return say(
        f"{names}, med {many} gästhandläggare{pairs}. Granskarnas namn anges inte.",
        f"{names}, with {many} visiting caseworkers{pairs}. The visitors' names are not given.",
    )
