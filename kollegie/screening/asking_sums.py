"""What the records add up to, asked in words one says at a kitchen table: who came, how much, since when.

Shape: the figures of the records stay, to be checked against what the person knows; limits and percentages, which
only weigh the signal, are left to it. Nothing here says that something is wrong.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Mapping

from kollegie.language import NBSP
from kollegie.model.calendar_words import MONTHS
from kollegie.screening.rules import Said

RIGHT = ("Stämmer det?", "Is that right?")
_WRITTEN = re.compile(r"\b(\d{4})-(\d\d)(?:-(\d\d))?\b")
_HOURS = (re.compile(r"(?<=\d) h(?!/\w)\b"), (" timmar", " hours"))
_WEEKLY = (re.compile(r"(?<=\d) h/(?:vecka|week)\b"), (" timmar i veckan", " hours a week"))
_LIMITS = re.compile(r" \((?:gräns|gränser|limit|limits) [^)]*\)")
_MONTH, _NUMBER = r"(?P<month>\d{4}-\d\d)", rf"[\d,{NBSP}]+"
_COUNT = rf"[\d{NBSP}]+"
_SPAN = r"(?P<first>\d{4}-\d\d-\d\d) – (?P<last>\d{4}-\d\d-\d\d)"

Figures = Mapping[str, str]


def question_of_sum(rule: str, step: Said) -> Said:
    """A step of a rule's calculation as a question; one that has no words of its own is read out as it stands."""
    for pattern, words in _WORDS.get(rule, ()):
        found = re.match(pattern, step[0])
        if found is not None:
            figures = {name: value for name, value in found.groupdict().items() if value is not None}
            sv, en = words(figures | {"told": step[0], "told_en": step[1]})
            return _asked(f"I underlaget står att {sv}.", f"The records say that {en}.")
    return _asked(f"I underlaget står det: {spoken(step[0], 0)}", f"The records say: {spoken(step[1], 1)}")


def spoken(words: str, language: int) -> str:
    """Days, months and hours as they are said aloud, without limits; the rest as it is written."""
    words = _LIMITS.sub("", words)
    for pattern, said in (_WEEKLY, _HOURS):
        words = pattern.sub(said[language], words)
    return _WRITTEN.sub(lambda found: _day(found[0])[language], words)


def _asked(sv: str, en: str) -> Said:
    return f"{sv} {RIGHT[0]}", f"{en} {RIGHT[1]}"


def _day(written: str) -> Said:
    """`2026-10-13` and `2026-10` as they are said; what is no day or month as it stands."""
    year, month, *day = written.split("-")
    if not 1 <= int(month) <= len(MONTHS):
        return written, written
    sv, en = (f"{name} {year}" for name in MONTHS[int(month) - 1])
    return (f"{int(day[0])} {sv}", f"{int(day[0])} {en}") if day else (sv, en)


def _hours(count: str) -> Said:
    english = count.replace(",", ".")
    return f"{count} {'timme' if count == '1' else 'timmar'}", f"{english} {'hour' if count == '1' else 'hours'}"


def _weekly(count: str, month: str) -> Said:
    """About how many hours that is in a week of that month; under one, nothing that can be said in round numbers."""
    year, number = (int(part) for part in month.split("-"))
    each = round(float(count.replace(",", ".").replace(NBSP, "")) * 7 / monthrange(year, number)[1])
    if each < 1:
        return ", mindre än en timme i veckan", ", less than an hour a week"
    sv, en = _hours(str(each))
    return f", ungefär {sv} i veckan", f", about {en} a week"


def _times(count: str) -> Said:
    return f"{count} {'gång' if count == '1' else 'gånger'}", "once" if count == "1" else f"{count} times"


def _granted_hours(of: Figures) -> Said:
    when, granted = _day(of["month"]), _hours(of["granted"])
    if of["done"] == "0":
        return f"ingen hjälp kom i {when[0]}; {granted[0]} är beviljade", (
            f"no help came in {when[1]}; {granted[1]} are granted"
        )
    done, week = _hours(of["done"]), _weekly(of["done"], of["month"])
    return (
        f"hjälpen kom sammanlagt {done[0]} i {when[0]}{week[0]}; {granted[0]} är beviljade",
        f"help came for {done[1]} in all in {when[1]}{week[1]}; {granted[1]} are granted",
    )


def _granted_times(of: Figures) -> Said:
    when, granted = _day(of["month"]), _times(of["granted"])
    if of["done"] == "0":
        return f"ingen kom i {when[0]}; beviljat är {granted[0]}", f"nobody came in {when[1]}; {granted[1]} is granted"
    done = _times(of["done"])
    return (
        f"någon kom {done[0]} i {when[0]}; beviljat är {granted[0]}",
        f"somebody came {done[1]} in {when[1]}; {granted[1]} is granted",
    )


def _planned(of: Figures) -> Said:
    when, wanted = _day(of["month"]), _hours(of["planned"])
    if of["short"] != "0" and 80 <= int(of["percent"].replace(NBSP, "")) <= 110:
        return (
            f"{of['short']} av {of['visits']} besök i {when[0]} var kortare än hälften av den planerade tiden",
            f"{of['short']} of {of['visits']} visits in {when[1]} were shorter than half of the time planned",
        )
    if of["done"] == "0":
        return f"ingen hjälp kom i {when[0]}; planerat var {wanted[0]}", (
            f"no help came in {when[1]}; {wanted[1]} were planned"
        )
    done, week = _hours(of["done"]), _weekly(of["done"], of["month"])
    return (
        f"hjälpen kom sammanlagt {done[0]} i {when[0]}{week[0]}; planerat var {wanted[0]}",
        f"help came for {done[1]} in all in {when[1]}{week[1]}; {wanted[1]} were planned",
    )


def _many_people(of: Figures) -> Said:
    (first, first_en), (last, last_en) = _day(of["first"]), _day(of["last"])
    people, people_en = ("person", "person") if of["people"] == "1" else ("olika personer", "different people")
    return (
        f"{of['people']} {people} kom hit mellan {first} och {last}, vid {of['visits']} besök mellan klockan 7 och 22",
        f"{of['people']} {people_en} came here between {first_en} and {last_en}, on {of['visits']} visits between "
        "7 and 22 o'clock",
    )


def _other_people(of: Figures) -> Said:
    (first, first_en), (last, last_en) = _day(of["first"]), _day(of["last"])
    people, people_en = ("person", "person") if of["came"] == "1" else ("personer", "people")
    return (
        f"{of['came']} {people} kom hit mellan {first} och {last}, {of['planned']} var planerade och {of['both']} av "
        "dem som kom var planerade",
        f"{of['came']} {people_en} came here between {first_en} and {last_en}, {of['planned']} were planned, and "
        f"{of['both']} of those who came were planned",
    )


def _paid_unseen(of: Figures) -> Said:
    first, last = _day(of["month"]), _day(of.get("until", of["month"]))
    when = (first[0], first[1]) if first == last else (f"{first[0]} till {last[0]}", f"{first[1]} to {last[1]}")
    return (
        f"{of['amount']} kr betalades ut för {when[0]} och att ingen tid hos personen är rapporterad",
        f"SEK {of['amount'].replace(',', '.')} was paid for {when[1]} and that no time at the person's is reported",
    )


def _waiting(of: Figures) -> Said:
    (since, since_en), begun = _day(of["since"]), of["what"] == "Beslut"
    if of.get("until") is None:
        return (
            f"hjälpen beslutades {since} och inte har börjat, på {of['days']} dagar"
            if begun
            else f"hjälpen gjorde uppehåll {since} och inte har börjat igen, på {of['days']} dagar",
            f"the help was decided on {since_en} and has not begun, in {of['days']} days"
            if begun
            else f"the help paused on {since_en} and has not begun again, in {of['days']} days",
        )
    until, until_en = _day(of["until"])
    return (
        f"hjälpen beslutades {since} och inte hade börjat {until}, {of['days']} dagar senare"
        if begun
        else f"hjälpen gjorde uppehåll {since} och inte hade börjat igen {until}, {of['days']} dagar senare",
        f"the help was decided on {since_en} and had not begun on {until_en}, {of['days']} days later"
        if begun
        else f"the help paused on {since_en} and had not begun again on {until_en}, {of['days']} days later",
    )


def _contacts(of: Figures) -> Said:
    (since, since_en), (until, until_en) = _day(of["since"]), _day(of["until"])
    how, how_en = _times(of["notes"])
    if of["notes"] == "0":
        return f"personen väntar på hjälpen sedan {since}, och att ingen hade tagit kontakt {until}", (
            f"the person has waited for the help since {since_en}, and that nobody had made contact by {until_en}"
        )
    return (
        f"personen väntar på hjälpen sedan {since}, och att någon tog kontakt {how} till och med {until}",
        f"the person has waited for the help since {since_en}, and that somebody made contact {how_en} until "
        f"{until_en}",
    )


def _followed_up(of: Figures) -> Said:
    since, since_en = _day(of["since"])
    if of["what"] == "Senast uppföljt":
        return f"hjälpen senast följdes upp {since}, {of['months']} månader före {_day(of['until'])[0]}", (
            f"the help was last followed up on {since_en}, {of['months']} months before {_day(of['until'])[1]}"
        )
    return f"hjälpen beslutades {since} och inte har följts upp på {of['months']} månader", (
        f"the help was decided on {since_en} and has not been followed up in {of['months']} months"
    )


def _last_met(of: Figures) -> Said:
    since, since_en = _day(of["since"])
    if of["what"] == "Senaste möte":
        return f"kontaktpersonen och personen senast träffades {since}, för {of['days']} dagar sedan", (
            f"the contact person and the person last met on {since_en}, {of['days']} days ago"
        )
    return f"kontaktpersonen började {since} och att de inte har träffats på {of['days']} dagar", (
        f"the contact person began on {since_en} and that they have not met in {of['days']} days"
    )


def _unreached(of: Figures) -> Said:
    how, how_en = _times(of["times"])
    days = (spoken(of["when"], 0), spoken(of["when"], 1))
    return (
        f"kommunen försökte nå kontaktpersonen {how} utan svar: {days[0]}",
        f"the municipality tried to reach the contact person {how_en} without an answer: {days[1]}",
    )


def _attended(of: Figures) -> Said:
    when, wanted, done = _day(of["month"]), _hours(of["planned"]), of["done"]
    days = ("dag", "day") if of["days"] == "1" else ("dagar", "days")
    if of["days"] == "0":
        return f"personen var med {done} av {wanted[0]} som var planerade i {when[0]}", (
            f"the person took part {done.replace(',', '.')} of {wanted[1]} planned in {when[1]}"
        )
    return (
        f"personen var med {done} av {wanted[0]} som var planerade i {when[0]}, och var borta {of['days']} {days[0]} "
        "utan att ett giltigt skäl är antecknat",
        f"the person took part {done.replace(',', '.')} of {wanted[1]} planned in {when[1]}, and was away {of['days']} "
        f"{days[1]} without a valid reason in the notes",
    )


def _paid_unreported(of: Figures) -> Said:
    when = _day(of["month"])
    return (
        f"{of['amount']} kr betalades ut för {when[0]} och att ingen närvaro är rapporterad",
        f"SEK {of['amount'].replace(',', '.')} was paid for {when[1]} and that no attendance is reported",
    )


def _registered_elsewhere(of: Figures) -> Said:
    (first, first_en), (last, last_en) = _day(of["first"]), _day(of["last"])
    where, where_en = (of[name].rpartition(": ")[2].removesuffix(".") for name in ("told", "told_en"))
    if where.startswith("ingenstans"):
        return (
            f"personen inte var folkbokförd någonstans mellan {first} och {last}, medan hjälpen var beviljad",
            f"the person was not registered anywhere between {first_en} and {last_en}, while the help was granted",
        )
    return (
        f"personen var folkbokförd i {where} och inte här mellan {first} och {last}, medan hjälpen var beviljad",
        f"the person was registered in {where_en} and not here between {first_en} and {last_en}, while the help was "
        "granted",
    )


def _registered_lately(of: Figures) -> Said:
    (since, since_en), (asked, asked_en) = _day(of["since"]), _day(of["day"])
    applied = of["what"] == "ansökan"
    what, what_en = ("söktes", "applied for") if applied else ("beslutades", "decided on")
    return (
        f"personen blev folkbokförd här {since}, och att hjälpen {what} {asked}",
        f"the person was registered here on {since_en}, and that the help was {what_en} on {asked_en}",
    )


def _rose(of: Figures) -> Said:
    (since, since_en), (until, until_en) = _day(of["first"]), _day(of["last"])
    old, new = (of[name].replace(",", ".") for name in ("old", "new"))
    return (
        f"timmarna med {of['service']} ökade från {of['old']} till {of['new']} i veckan mellan {since} och {until}",
        f"the hours of {of['service']} rose from {old} to {new} a week between {since_en} and {until_en}",
    )


def _mean_rose(of: Figures) -> Said:
    (since, since_en), (until, until_en) = _day(of["first"]), _day(of["last"])
    old, new = (of[name].replace(",", ".") for name in ("old", "new"))
    return (
        f"de som får hjälp härifrån hade i snitt {of['old']} timmar i veckan {since} och {of['new']} timmar {until}",
        f"those who get help from here had {old} hours a week on average on {since_en} and {new} hours on {until_en}",
    )


def _told_orally(of: Figures) -> Said:
    when = _day(of["month"])
    return (
        f"någon har berättat om närvaron i {when[0]}, i telefon eller på plats, och inte skrivit ned den",
        f"somebody told of the attendance in {when[1]}, by telephone or in person, and did not write it down",
    )


_WORDS: dict[str, tuple[tuple[str, Callable[[Figures], Said]], ...]] = {
    "V13": (
        (rf"(?P<days>{_COUNT}) beviljade dagar {_SPAN} utan folkbokföring i kommunen", _registered_elsewhere),
        (
            rf"Folkbokförd i kommunen (?P<since>[\d-]{{10}}), {_COUNT} dagar (?:före|efter) "
            r"(?P<what>ansökan|beslutet) (?P<day>[\d-]{10})",
            _registered_lately,
        ),
    ),
    "V14": (
        (
            rf"Beviljade timmar per brukare och vecka: (?P<old>{_NUMBER}) den (?P<first>[\d-]{{10}}), "
            rf"(?P<new>{_NUMBER}) den (?P<last>[\d-]{{10}})",
            _mean_rose,
        ),
        (
            rf"(?P<service>[^:]+): från (?P<old>{_NUMBER}) till (?P<new>{_NUMBER}) h/vecka, .* mer, {_SPAN}\.",
            _rose,
        ),
    ),
    "V17": (
        (
            rf"(?:\d+ månader i följd, )?{_MONTH}(?: – (?P<until>\d{{4}}-\d\d))?: (?P<amount>[\d\s,]+)\skr utbetalat, "
            "0 tidrapporter",
            _paid_unseen,
        ),
    ),
    "V18": (
        (rf"{_MONTH}: (?P<done>{_NUMBER}) h av (?:beviljade )?(?P<granted>{_NUMBER}) h\.", _granted_hours),
        (rf"{_MONTH}: (?P<done>\d+) av (?P<granted>{_NUMBER}) tillfällen\.", _granted_times),
    ),
    "V19": (
        (
            r"(?P<what>Beslut|Avbrott) (?P<since>[\d-]{10}), inte (?:verkställt|återupptaget) (?P<until>[\d-]{10}): "
            rf"(?P<days>{_COUNT}) dagar",
            _waiting,
        ),
        (rf"(?P<what>Beslut|Avbrott) (?P<since>[\d-]{{10}}): (?P<days>{_COUNT}) dagar utan verkställighet", _waiting),
    ),
    "V20": (
        (rf"Väntar sedan (?P<since>[\d-]{{10}}); (?P<notes>{_COUNT}) \D+ till (?P<until>[\d-]{{10}})\.", _contacts),
    ),
    "V21": (
        (
            r"(?P<what>Senast uppföljt|Beslutat och aldrig uppföljt) (?P<since>[\d-]{10}): (?P<months>\d+) hela "
            r"månader till (?P<until>[\d-]{10})",
            _followed_up,
        ),
    ),
    "V22": (
        (
            rf"{_SPAN}, kl\. 07–22: (?P<people>\d+) (?:olika personer vid|person vid alla) (?P<visits>\d+) besök",
            _many_people,
        ),
        (
            rf"{_SPAN}: (?P<came>\d+) personer kom, (?P<planned>\d+) var planerade, (?P<both>\d+) var samma",
            _other_people,
        ),
    ),
    "V23": (
        (
            rf"{_MONTH}: utfört (?P<done>{_NUMBER}) h av planerade (?P<planned>{_NUMBER}) h "
            rf"\((?P<percent>{_COUNT}) %\); "
            r"(?P<short>\d+) av (?P<visits>\d+) besök",
            _planned,
        ),
    ),
    "V28": (
        (r"(?P<times>\d+) misslyckade kontaktförsök: (?P<when>[\d, -]+)\.", _unreached),
        (
            rf"(?P<what>Senaste möte|Inget möte sedan starten) (?P<since>[\d-]{{10}}), (?P<days>{_COUNT}) dagar sedan",
            _last_met,
        ),
    ),
    "V29": (
        (
            rf"{_MONTH}: (?P<done>{_NUMBER}) h av planerade (?P<planned>{_NUMBER}) h \({_COUNT} %\), "
            rf"(?P<days>{_COUNT}) \w+ utan",
            _attended,
        ),
        (rf"{_MONTH}: (?P<amount>[\d\s,]+)\skr utbetalt utan någon närvarorapport", _paid_unreported),
        (rf"{_MONTH}: närvaron är bara rapporterad muntligt", _told_orally),
    ),
}
"""The calculation of a rule as its first step is written, and how it is said; a step of another form is read out."""
