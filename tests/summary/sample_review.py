"""A made-up review to print: two checklists, sampled users, three providers, notes that read like real ones."""

from __future__ import annotations

import random
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, date, datetime, timedelta

from kollegie.model.severity import Category, Severity
from kollegie.summary.compiling import compile_content
from kollegie.summary.content import Edition
from kollegie.summary.facts import (
    ActionFact,
    AnswerFact,
    ChecklistFact,
    DisagreementFact,
    Facts,
    FindingFact,
    Outcome,
    Progressed,
    ProviderFact,
    QuestionFact,
    Standing,
    Track,
    VisitFact,
)

NAMES = ("Agda Exempelsson", "Bertil Påhittad", "Carin Låtsas", "Doris Testdotter")
IDENTITY_NUMBER = "19121212-1212"

USER_QUESTIONS = (
    ("HB01", "Är det rätt person ni träffar och har hen sagt ja till besöket?", "Rätt person, sagt ja", "IDF"),
    ("HB02", "Vem mer är med under samtalet?", "Fler vid samtalet", "SJB"),
    ("HB03", "Får brukaren svara själv på frågorna?", "Svarar själv", "SJB"),
    ("HB04", "Bor brukaren här till vardags?", "Bor här till vardags", "IDF"),
    ("HB05", "Vad får du hjälp med en vanlig dag?", "Hjälp en vanlig dag", ""),
    ("HB06", "Stämmer hjälpen med beslutet?", "Hjälpen stämmer med beslutet", "UTF"),
    ("HB07", "Är behovet idag större, oförändrat eller mindre?", "Behovet i dag", "BEH"),
    ("HB08", "Hur många besök per dag brukar du få?", "Besök per dag", "UTF"),
    ("HB09", "Hur länge stannar de vid morgonbesöket?", "Morgonbesökets längd", "TIF"),
    ("HB10", "Ungefär hur många olika personer har kommit de senaste 14 dagarna?", "Olika personer på 14 dagar", "PLN"),
    ("HB11", "Säger personalen till om de blir sena eller inte kommer?", "Säger till om sena besök", "PLN"),
    ("HB12", "Har det hänt att ingen kommit?", "Ingen har uteblivit", "UTF"),
    ("HB13", "Har du fått vara med och göra din genomförandeplan?", "Med i genomförandeplanen", "DOK"),
    ("HB14", "Hur kom du i kontakt med företaget?", "Kontakt med företaget", "RUT"),
    ("HB15", "Är någon i personalen släkt med dig eller bor här?", "Ingen släkt i personalen", "ARB"),
    ("HB16", "Skrivs eller registreras besöken när de sker?", "Besöken registreras", "TIF"),
    ("HB17", "Vilka hjälpmedel finns och används de?", "Hjälpmedel", ""),
    ("HB18", "Känner du dig trygg med dem som kommer?", "Trygg med personalen", "SÄK"),
    ("HB19", "Ser ni tecken på risk för person eller barn i hemmet?", "Inga tecken på risk", "SÄK"),
    ("HB20", "Vet du vart du vänder dig med klagomål?", "Vet vart man klagar", "RUT"),
    ("HB21", "Vårt samlade förslag om beslutet", "Samlat förslag", "BEH"),
)
PROVIDER_QUESTIONS = (
    ("UB01", "Släpptes ni in och gavs underlag inom rimlig tid?", "Insläppta och fick underlag", "RUT"),
    ("UB04", "Finns dagens planering i detalj (vem, hos vem, när)?", "Dagens planering i detalj", "PLN"),
    ("UB05", "Är restid mellan besök inplanerad?", "Restid i planeringen", "PLN"),
    ("UB06", "Antal besök i stickprovet som överlappar", "Besök som överlappar", "TIF"),
    ("UB09", "Hur fångas uteblivna besök samma dag?", "Uteblivna besök upptäcks samma dag", "EGK"),
    ("UB10", "Finns skriftlig egenkontroll för i år?", "Skriftlig egenkontroll för i år", "EGK"),
    ("UB12", "Kontrolleras utförd tid mot planerad innan faktura?", "Utförd tid kontrolleras före faktura", "TIF"),
    ("UB15", "Finns rutin för lex Sarah och känner personalen till den?", "Rutin för lex Sarah", "RUT"),
    ("UB18", "Genomförandeplaner aktuella i stickprov (av 5)", "Aktuella genomförandeplaner av fem", "DOK"),
)
# question: answer that deviates, severity, claim, how often of 100, notes
DEVIATIONS: dict[str, tuple[tuple[str, int, str, int, tuple[str, ...]], ...]] = {
    "HB03": (("Nej", 3, "Någon annan svarar åt brukaren", 5, ("Sonen svarade på de flesta frågorna.",)),),
    "HB04": (("Nej", 3, "Brukaren bor inte här till vardags", 3, ("Ingen säng uppbäddad, posten låg i hallen.",)),),
    "HB06": (
        ("Nej", 3, "Hjälpen stämmer inte med beslutet", 10, ("Dusch är beviljad varje vecka, ges varannan.",)),
        (
            "Delvis",
            2,
            "Hjälpen stämmer bara delvis med beslutet",
            21,
            (
                "Dusch en gång i veckan, två är beslutade.",
                "Promenaden har inte erbjudits sedan i våras.",
                "Städning var tredje vecka i stället för varannan.",
            ),
        ),
    ),
    "HB07": (
        ("Större", 2, "Behovet är större än beslutet", 14, ("Klarar inte längre att värma maten själv.",)),
        ("Mindre", 2, "Behovet är mindre än beslutet", 8, ("Sköter dusch själv sedan höftoperationen läkt.",)),
    ),
    "HB08": (("2", 2, "Färre besök än planerat", 8, ("Kvällsbesöket ställs ofta in på helger.",)),),
    "HB09": (("12", 2, "Morgonbesöket är mindre än hälften så långt som planerat", 12, ("Jackan åker inte av.",)),),
    "HB10": (("19", 2, "Fler än 15 olika personer på 14 dagar", 17, ("Räknade namnen på listan i pärmen.",)),),
    "HB11": (("Nej", 2, "Personalen säger inte till om sena besök", 8, ("Väntar vid fönstret.",)),),
    "HB12": (("Ja", 3, "Ett besök har uteblivit", 6, ("En lördag i september. Grannen ringde.",)),),
    "HB13": (("Nej", 2, "Inte med och gjort genomförandeplanen", 9, ("Planen är skriven före första besöket.",)),),
    "HB14": (("Ringde på", 2, "Företaget ringde på dörren", 4, ("Två personer med broschyr i våras.",)),),
    "HB16": (
        ("Nej", 2, "Besöken registreras inte när de sker", 24, ("Ingen tagg vid dörren.", "Skrivs i bilen efteråt.")),
    ),
    "HB18": (("Nej", 3, "Känner sig inte trygg med dem som kommer", 2, ("Vill inte säga namnet.",)),),
    "HB19": (("Ja", 4, "Tecken på risk i hemmet", 2, ("Spisen stod på. Ledaren ringdes upp 10.20.",)),),
    "HB20": (("Nej", 1, "Vet inte vart klagomål lämnas", 27, ("Skulle ringa dottern.",)),),
    "UB04": (("Nej", 3, "Dagens planering saknar klockslag", 50, ("Lista utan klockslag.",)),),
    "UB05": (("Nej", 2, "Restid är inte inplanerad", 50, ("Turerna ligger kant i kant.",)),),
    "UB06": (("3", 3, "Besök överlappar i planeringen", 40, ("Samma medarbetare på två adresser 08.00–08.30.",)),),
    "UB09": (("Inte alls", 3, "Uteblivna besök upptäcks inte samma dag", 40, ("Upptäcks när brukaren ringer.",)),),
    "UB10": (("Delvis", 2, "Egenkontrollen är inte hel", 60, ("Plan finns, resultat för våren saknas.",)),),
    "UB12": (("Nej", 3, "Utförd tid kontrolleras inte före faktura", 40, ("Planerad tid faktureras.",)),),
    "UB18": (("2", 2, "Genomförandeplaner är inte aktuella", 60, ("Tre av fem är äldre än tolv månader.",)),),
}
ORDINARY = {
    "HB02": "Ingen",
    "HB05": "Se anteckning",
    "HB07": "Oförändrat",
    "HB08": "3",
    "HB09": "30",
    "HB10": "7",
    "HB12": "Nej",
    "HB14": "Kommunen",
    "HB15": "Nej",
    "HB17": "Se anteckning",
    "HB19": "Nej",
    "HB21": "Oförändrat",
    "UB06": "0",
    "UB09": "Larm",
    "UB18": "5",
}
ACTIONS = (
    ("Akut iakttagelse åtgärdas samma dag", "HB19", "Enhetschef", 1, Progressed.DONE),
    ("Genomförandeplaner görs om tillsammans med brukaren", "HB13", "Enhetschefer, alla utförare", 30, Progressed.DONE),
    ("Larm vid uteblivet besök slås på och kontrolleras varje vecka", "UB09", "Enhetschef", 47, Progressed.ONGOING),
    ("Återstående förslag om beslut prövas", "HB07", "Biståndshandläggare", 64, Progressed.ONGOING),
    (
        "Rapporterad tid jämförs med planerad före betalning, alla fakturor",
        "HB16",
        "Avtalscontroller",
        123,
        Progressed.PLANNED,
    ),
    ("Möten mellan myndighet och utförare var sjätte vecka", "UB04", "Verksamhetschef", 92, Progressed.PLANNED),
    ("Information om klagomål delas ut vid nästa besök", "HB20", "Samordnare", 20, Progressed.ONGOING),
)


def sample_facts(
    users: int = 60, providers: int = 3, *, seed: int = 1, version: str = "1.0", frequent: int = 1
) -> Facts:
    """A review of so many users. `frequent` multiplies how often an answer deviates."""
    chance = random.Random(seed)
    firms = tuple(
        ProviderFact(f"P-0{place + 1}", f"Exempelvård {name} AB", place != 2, "LOV" if place != 2 else "", "punkt 7.4")
        for place, name in enumerate(("Norr", "Söder", "Egen regi", "Öster", "Väster")[:providers])
    )
    day = date(2026, 10, 13)
    visits: list[VisitFact] = []
    answers: list[AnswerFact] = []
    findings: list[FindingFact] = []
    for place in range(users):
        dropped = chance.random() < 0.2
        firm = firms[min(int(chance.random() * 1.3 * len(firms)), len(firms) - 1)]
        start = datetime(2026, 10, 13, 8, tzinfo=UTC) + timedelta(minutes=70 * (place % 5), days=place % 2)
        visit = VisitFact(
            f"v{place:04}",
            f"HT-{place + 101:04}",
            Track.USER,
            firm.ref,
            "hemtjanst-brukarbesok",
            Outcome.DROPPED if dropped else Outcome.SIGNED,
            chance.choice(("declined", "declined", "hospital", "not_home")) if dropped else "",
            "random" if place % 2 else "signal",
            None if dropped else start,
            None if dropped else start + timedelta(minutes=50),
            start.date(),
            True,
            "ABCDEF"[place % 6],
        )
        visits.append(visit)
        if not dropped:
            _answer(visit, USER_QUESTIONS, chance, frequent, answers, findings)
    for place, firm in enumerate(firms):
        start = datetime(2026, 10, 13, 8, 10, tzinfo=UTC)
        visit = VisitFact(
            f"u{place:04}",
            firm.ref,
            Track.PROVIDER,
            firm.ref,
            "utforarbesok-oanmalt",
            Outcome.SIGNED,
            started=start,
            ended=start + timedelta(minutes=155),
            planned=day,
            announced=False,
            pair="GH"[place % 2],
        )
        visits.append(visit)
        _answer(visit, PROVIDER_QUESTIONS, chance, 1, answers, findings)
    found = {finding.question for finding in findings}
    return Facts(
        title="Hemtjänst i Exempelkommun",
        subtitle="Granskning hösten 2026, sammanställning för socialnämnden",
        round_name="granskning hösten 2026",
        service="hemtjänst",
        host="Exempelkommun, socialnämnden",
        registry_number="SON 2026/0417",
        made_on=date(2026, 11, 21),
        version=version,
        settled_on=date(2026, 11, 21) if version else None,
        review_days=(day, day + timedelta(days=1)),
        municipalities=("Kommun A", "Kommun B", "Kommun C", "Kommun D"),
        visitors=12,
        pairs=6,
        purpose="",
        method="",
        headline="HB06",
        checklists=(
            _checklist("hemtjanst-brukarbesok", "Hemtjänst, brukarbesök", "1.3", Track.USER, USER_QUESTIONS),
            _checklist("utforarbesok-oanmalt", "Utförarbesök, oanmält", "1.1", Track.PROVIDER, PROVIDER_QUESTIONS),
        ),
        providers=firms,
        visits=tuple(visits),
        answers=tuple(answers),
        findings=tuple(findings),
        actions=tuple(
            ActionFact(
                f"a{place}",
                text,
                question if question in found else "",
                f"{NAMES[place % 4]}, {role.lower()}",
                role,
                date(2026, 10, 14) + timedelta(days=due),
                state,
                visit=visits[place % len(visits)].id,
            )
            for place, (text, question, role, due, state) in enumerate(ACTIONS)
        ),
        disagreements=(
            DisagreementFact(visits[0].id, "HB10", "19", "17", "19, två vikarier saknades på listan"),
            DisagreementFact(visits[-1].id, "HB16", "Ja", "Nej"),
        ),
        withheld=(*NAMES, IDENTITY_NUMBER, "Storgatan 1"),
    )


def with_text(facts: Facts, text: str) -> Facts:
    """The review with the same text wherever a person can write one."""
    return replace(
        facts,
        title=text,
        subtitle=text,
        round_name=text,
        host=text,
        registry_number=text,
        municipalities=(text, text),
        purpose=text,
        method=text,
        providers=tuple(replace(one, name=text, unannounced_clause=text) for one in facts.providers),
        visits=tuple(replace(one, case=f"{text} {place}", pair=text) for place, one in enumerate(facts.visits)),
        answers=tuple(replace(one, note=text, word=text) for one in facts.answers),
        findings=tuple(replace(one, text=text, claim=text) for one in facts.findings),
        actions=tuple(replace(one, text=text, owner=text, owner_role=text, outcome=text) for one in facts.actions),
        checklists=tuple(
            replace(
                one, title=text, version=text, questions=tuple(replace(q, text=text, short=text) for q in one.questions)
            )
            for one in facts.checklists
        ),
    )


def _checklist(
    id: str, title: str, version: str, track: Track, questions: tuple[tuple[str, str, str, str], ...]
) -> ChecklistFact:
    made = tuple(
        QuestionFact(question, text, short, Category(area) if area else None, question in ("HB03", "HB18", "HB19"))
        for question, text, short, area in questions
    )
    return ChecklistFact(id, title, version, "5b20c9aa" * 8, track, made)


def _answer(
    visit: VisitFact,
    questions: tuple[tuple[str, str, str, str], ...],
    chance: random.Random,
    frequent: int,
    answers: list[AnswerFact],
    findings: list[FindingFact],
) -> None:
    for question, _, _, area in questions:
        if question == "HB15" and chance.random() < 0.97:
            continue
        luck = chance.random()
        if luck < 0.03:
            standing = chance.choice((Standing.NOT_OBSERVED, Standing.NOT_ASKED, Standing.DECLINED))
            answers.append(AnswerFact(visit.id, question, standing))
            continue
        roll = chance.random() * 100
        found = None
        for word, severity, claim, often, notes in DEVIATIONS.get(question, ()):
            if roll < often * frequent:
                found = (word, severity, claim, chance.choice(notes))
                break
            roll -= often * frequent
        word = found[0] if found else ORDINARY.get(question, "Ja")
        positive = found is None and area != "" and chance.random() < 0.02
        note = found[3] if found else "Nya medarbetare går tre pass bredvid." if positive else ""
        amount = word if word.isdigit() else ""
        chosen = not amount and word != "Se anteckning"
        answers.append(AnswerFact(visit.id, question, Standing.ANSWERED, word, note, amount, positive, chosen=chosen))
        if found:
            findings.append(
                FindingFact(
                    f"f-{visit.id}-{question}",
                    visit.id,
                    question,
                    Category(area),
                    Severity(found[1]),
                    found[2],
                    sensitive=question in ("HB03", "HB18", "HB19"),
                )
            )


def strings(value: object) -> list[str]:
    """Every text in a content, however deep."""
    if isinstance(value, str):
        return [value]
    if is_dataclass(value) and not isinstance(value, type):
        return [text for field in fields(value) for text in strings(getattr(value, field.name))]
    if isinstance(value, tuple):
        return [text for one in value for text in strings(one)]
    return []


def first_user(facts: Facts) -> str:
    """The first visit at a user that counts."""
    return next(visit.id for visit in facts.visits if visit.track is Track.USER and visit.counted)


def answered(question: str, words: tuple[str, ...], *, chosen: bool) -> Facts:
    """The review where so many users answered a question so that it deviated."""
    facts = sample_facts(60, version="")
    visits = [visit.id for visit in facts.visits if visit.track is Track.USER and visit.counted]
    given = dict(zip(visits, words, strict=False))
    return replace(
        facts,
        answers=tuple(
            replace(one, word=given[one.visit], standing=Standing.ANSWERED, chosen=chosen, amount="")
            if one.question == question and one.visit in given
            else one
            for one in facts.answers
        ),
        findings=tuple(FindingFact(visit, visit, question, Category.RUT, Severity.NOTE, "Avviker") for visit in given),
    )


def example(facts: Facts, edition: Edition, question: str) -> str:
    """The words of answers an edition gives to a question."""
    content = compile_content(facts, edition)
    (line,) = [
        line
        for area in content.findings.areas
        for group in area.groups
        for line in group.lines
        if line.question == question
    ]
    return line.example
