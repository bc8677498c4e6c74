"""Who may do the work and be paid for it: V09 contract, V10 conditions of payment."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator

import numpy as np

from kollegie.model.records import Noun
from kollegie.model.severity import Severity
from kollegie.screening.columns import Records
from kollegie.screening.identity import NO_RELATION, adult_from, surname_of
from kollegie.screening.licences import LICENSED_BY, LICENSED_SERVICES
from kollegie.screening.material import Entries, Material
from kollegie.screening.rules import Chosen, Hit, Parameter, Rule, Said, rows, subjects
from kollegie.screening.swedish_time import FAR_FUTURE, NONE, Bools, Longs
from kollegie.screening.unlicensed_work import unlicensed_work
from kollegie.screening.wording import REPORTS, day_text, listed, many

MOST_PAIRS = 20_000_000
EEA_WORDS = (
    "at;österrike;austria;be;belgien;belgium;bg;bulgarien;bulgaria;cy;cypern;cyprus;cz;tjeckien;czechia;"
    "czech republic;de;tyskland;germany;dk;danmark;denmark;ee;estland;estonia;es;spanien;spain;fi;finland;"
    "fr;frankrike;france;gr;grekland;greece;hr;kroatien;croatia;hu;ungern;hungary;ie;irland;ireland;is;island;"
    "iceland;it;italien;italy;li;liechtenstein;lt;litauen;lithuania;lu;luxemburg;luxembourg;lv;lettland;latvia;"
    "mt;malta;nl;nederländerna;holland;netherlands;the netherlands;no;norge;norway;pl;polen;poland;pt;portugal;"
    "ro;rumänien;romania;se;sverige;sweden;si;slovenien;slovenia;sk;slovakien;slovakia"
)
EEA = frozenset(EEA_WORDS.split(";"))
"""The 30 countries of the EEA by code, Swedish and English name; Switzerland is not one of them."""


def no_contract(material: Material, _chosen: Chosen) -> Iterator[Hit]:
    """V09: work on days that no contract covers, or before the data on the assistant had been given."""
    reports, staff = material.reports, material["staff"]
    registered = frozenset(staff["staff_id"].tolist())
    contracts = _contracts(material)
    anywhere: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for (code, _), spans in contracts.items():
        anywhere[code] += spans
    strangers: dict[int, list[int]] = defaultdict(list)
    for code, provider, first, last in _spans_worked(reports):
        if code not in registered:
            strangers[provider].append(code)
            continue
        spans = contracts.get((code, provider), []) if provider >= 0 else anywhere[code]
        if any(begin <= first and last <= end for begin, end in spans):
            continue
        which = _of(reports, material, code, provider)
        days = reports.day[which]
        uncovered = np.ones(len(which), bool)
        for begin, end in spans:
            uncovered &= (days < begin) | (days > end)
        if uncovered.any():
            yield _uncovered_hit(material, code, which[uncovered], spans)
    for provider, codes in sorted(strangers.items()):
        yield _strangers_hit(material, provider, codes)
    yield from _reported_late(material)


def _contracts(material: Material) -> dict[tuple[int, int], list[tuple[int, int]]]:
    """Spans of employment by staff and provider; a row without a first day is no contract."""
    staff = material["staff"]
    found: dict[tuple[int, int], list[tuple[int, int]]] = defaultdict(list)
    for code, provider, begin, end in zip(
        *(staff[name].tolist() for name in ("staff_id", "provider_id", "contract_from", "contract_to")), strict=True
    ):
        if begin != NONE:
            found[code, provider].append((begin, FAR_FUTURE if end == NONE else end))
    return found


def _spans_worked(reports: Entries) -> Iterator[tuple[int, int, int, int]]:
    """Staff, provider, first and last day of work of each pair that reported any."""
    if not len(reports):
        return
    staff = reports.staff
    providers = int(reports.provider.max()) + 2
    pair = staff.astype(np.int64) * providers + reports.provider + 1
    many = (int(staff.max()) + 1) * providers
    if many > MOST_PAIRS:
        names, pair = np.unique(pair, return_inverse=True)
    else:
        names = np.arange(many)
    first, last = np.full(len(names), NONE, np.int32), np.full(len(names), NONE, np.int32)
    last[pair] = reports.day  # entries of a person stand in order of time, so the last one written is the latest
    first[pair[::-1]] = reports.day[::-1]
    for at in np.flatnonzero(last != NONE).tolist():
        yield int(names[at]) // providers, int(names[at]) % providers - 1, int(first[at]), int(last[at])


def _of(reports: Entries, material: Material, staff: int, provider: int) -> Longs:
    low, high = np.searchsorted(reports.who, [material.persons[staff], material.persons[staff] + 1])
    theirs = reports.staff[low:high] == staff
    return np.asarray(low + np.flatnonzero(theirs & (reports.provider[low:high] == provider)))


def _uncovered_hit(material: Material, code: int, which: Longs, spans: list[tuple[int, int]]) -> Hit:
    reports, staff = material.reports, material["staff"]
    days = reports.day[which]
    known = [f"{day_text(a)} – {day_text(b) if b != FAR_FUTURE else '…'}" for a, b in sorted(spans)]
    steps: tuple[Said, ...] = (
        (f"Anställning enligt registret: {', '.join(known)}.", f"Employment by the register: {', '.join(known)}.")
        if known
        else ("Registret har inget anställningsavtal.", "The register has no employment contract."),
        (
            f"{many(len(which), REPORTS)[0]} utanför, {day_text(days.min())} – {day_text(days.max())}.",
            f"{many(len(which), REPORTS)[1]} outside it, {day_text(days.min())} – {day_text(days.max())}.",
        ),
    )
    return Hit(
        subjects(staff=reports.named("staff_id", which), provider=reports.named("provider_id", which)),
        int(days.min()),
        int(days.max()),
        {"entries": len(which), "minutes": int(reports.minutes[which].sum())},
        (
            rows("time-reports", reports.places_of(which)),
            rows("staff", np.flatnonzero(staff["staff_id"] == code)),
        ),
        Severity.DEFICIENCY,
        steps,
    )


def _strangers_hit(material: Material, provider: int, codes: list[int]) -> Hit:
    reports = material.reports
    which = np.concatenate([_of(reports, material, code, provider) for code in codes])
    days, names = reports.day[which], tuple(sorted(reports.named("staff_id", which)))
    return Hit(
        subjects(staff=names, provider=(material.noun(Noun.PROVIDER)[provider],)),
        int(days.min()),
        int(days.max()),
        {"staff": len(names), "entries": len(which), "minutes": int(reports.minutes[which].sum())},
        (rows("time-reports", reports.places_of(which)),),
        Severity.DEFICIENCY,
        (
            (
                f"{len(names)} medarbetare har tidrapporter men finns inte i personalregistret: {listed(names)[0]}.",
                f"{len(names)} staff have time reports but are not in the staff register: {listed(names)[1]}.",
            ),
        ),
        "unknown",
    )


def _reported_late(material: Material) -> Iterator[Hit]:
    """Assistants who worked before the data on them had been given (SFB 51 kap. 24 §); only where such data exist."""
    reports, staff = material.reports, material["staff"]
    if not (staff["reported_on"] != NONE).any():
        return
    given: dict[int, int] = {}
    for code, day in zip(staff["staff_id"].tolist(), staff["reported_on"].tolist(), strict=True):
        given[code] = min(given.get(code, FAR_FUTURE), FAR_FUTURE if day == NONE else day)
    for code, provider, first, _last in _spans_worked(reports):
        day = given.get(code)
        if day is None or first >= day:
            continue
        which = _of(reports, material, code, provider)
        which = which[reports.day[which] < day]
        said = day_text(day) if day != FAR_FUTURE else "–"
        yield Hit(
            subjects(staff=reports.named("staff_id", which), provider=reports.named("provider_id", which)),
            first,
            int(reports.day[which].max()),
            {"entries": len(which), "minutes": int(reports.minutes[which].sum())},
            (rows("time-reports", reports.places_of(which)), rows("staff", np.flatnonzero(staff["staff_id"] == code))),
            Severity.DEFICIENCY,
            (
                (
                    f"Uppgifter om assistenten lämnades {said}, men arbetet började {day_text(first)}.",
                    f"Data on the assistant were given {said}, but work began {day_text(first)}.",
                ),
            ),
            "reported",
        )


def not_payable(material: Material, chosen: Chosen) -> Iterator[Hit]:
    """V10: work by someone under 18, living outside the EEA, a forbidden relative, or for a firm without licence."""
    reports, staff = material.reports, material["staff"]
    if not len(reports):
        return
    earliest = int(reports.day.min())
    forbids = _providers_that_forbid(material)
    told: set[tuple[int, str]] = set()  # with several employers a person has several rows
    abroad, related = _stated(material)
    for at, code in enumerate(staff["staff_id"].tolist()):
        adult = adult_from(staff.text("identity_number", at), int(chosen["age"]))
        if adult is not None and adult > earliest and (code, "age") not in told:
            told.add((code, "age"))
            yield from _person_hit(material, code, [at], "age", reports.day < adult, _age_said(adult, chosen))
        if code in abroad and (code, "residence") not in told:
            told.add((code, "residence"))
            countries = listed(_written(staff, "resident_in", abroad[code]))
            said = f"Bosatt i {countries[0]}, utanför EES.", f"Lives in {countries[1]}, outside the EEA."
            yield from _person_hit(material, code, abroad[code], "residence", None, said)
        if code in related and forbids and (code, "relation") not in told:
            told.add((code, "relation"))
            relations = listed(_written(staff, "relation", related[code]))
            where = np.isin(reports.provider, np.fromiter(forbids, np.int32, len(forbids)))
            said = (
                f"Anmäld relation: {relations[0]}. Avtalet med utföraren tillåter inte att närstående anställs.",
                f"Declared relation: {relations[1]}. The provider's contract does not allow relatives to be employed.",
            )
            yield from _person_hit(material, code, related[code], "relation", where, said)
    yield from _same_surname(material, forbids, related, chosen)
    yield from unlicensed_work(material, chosen)


def _stated(material: Material) -> tuple[dict[int, list[int]], dict[int, list[int]]]:
    """By person the rows that say somebody lives outside the EEA, and those that declare a relation."""
    staff = material["staff"]
    abroad: dict[int, list[int]] = defaultdict(list)
    related: dict[int, list[int]] = defaultdict(list)
    for at, code in enumerate(staff["staff_id"].tolist()):
        country = staff.text("resident_in", at)
        if country and country.casefold() not in EEA:
            abroad[code].append(at)
        if staff.text("relation", at).casefold() not in NO_RELATION:
            related[code].append(at)
    return abroad, related


def _written(staff: Records, column: str, places: Iterable[int]) -> tuple[str, ...]:
    """The different things a person's rows say in a column, in their order."""
    return tuple(dict.fromkeys(staff.text(column, at) for at in places))


def _hold(material: Material, code: int, places: list[int], days: Longs) -> Bools:
    """On which days what these of a person's rows in the staff register say is so.

    Shape: a row holds on its contract's days, until the same provider's next contract begins. On a day that no
    contract covers the one begun last before it holds, else the first; one without a first day began before all.
    """
    staff = material["staff"]
    mine = np.flatnonzero(staff["staff_id"] == code)
    begin, provider = staff["contract_from"][mine].astype(np.int64), staff["provider_id"][mine]
    end = np.where(staff["contract_to"][mine] == NONE, FAR_FUTURE, staff["contract_to"][mine])
    later = (provider[:, None] == provider) & (begin > begin[:, None])
    end = np.minimum(end, np.where(later, begin - 1, FAR_FUTURE).min(axis=1))
    covers = (days >= begin[:, None]) & (days <= end[:, None])
    begun_last = np.where(begin[:, None] <= days, begin[:, None], begin.min()).max(axis=0)
    holds = np.where(covers.any(axis=0), covers, begin[:, None] == begun_last)
    return np.asarray(holds[np.isin(mine, places)].any(axis=0))


def _same_surname(
    material: Material, forbids: frozenset[int], related: Collection[int], chosen: Chosen
) -> Iterator[Hit]:
    """Staff who help somebody of the same, uncommon surname where relatives may not be employed (S4-12).

    Shape: `related` are those with a declared relation in any row, who are told of as what they are.
    """
    reports, staff, users = material.reports, material["staff"], material["users"]
    if not forbids:
        return
    bearers = Counter(name for name in (users.text("surname", at) for at in range(len(users))) if name)
    of_user = {int(code): users.text("surname", at) for at, code in enumerate(users["user_id"].tolist())}
    of_staff: dict[int, int] = {}
    for place, staff_code in enumerate(staff["staff_id"].tolist()):  # the newest list first
        if staff.text("name", place):
            of_staff.setdefault(staff_code, place)
    if not bearers or not of_staff:
        return
    which = np.flatnonzero(np.isin(reports.provider, np.fromiter(forbids, np.int32, len(forbids))))
    codes, people = reports.staff[which], reports.user[which]
    for code, user in sorted(set(zip(codes.tolist(), people.tolist(), strict=True))):
        at, name = of_staff.get(code), of_user.get(user, "")
        if at is None or not name or bearers[name] > chosen["surname_most"]:
            continue
        if surname_of(staff.text("name", at)) != name or code in related:
            continue
        yield _surname_hit(material, at, which[(codes == code) & (people == user)], bearers[name])


def _surname_hit(material: Material, at: int, which: Longs, bearers: int) -> Hit:
    reports = material.reports
    days, user = reports.day[which], next(iter(reports.named("user_id", which)))
    return Hit(
        subjects(staff=reports.named("staff_id", which), user=(user,), provider=reports.named("provider_id", which)),
        int(days.min()),
        int(days.max()),
        {"entries": len(which), "minutes": int(reports.minutes[which].sum()), "users_with_surname": bearers},
        (rows("time-reports", reports.places_of(which)), rows("staff", [at])),
        Severity.NOTE,
        (
            (
                f"Medarbetaren och brukaren har samma efternamn, som {bearers} av brukarna i registret har. Avtalet "
                "med utföraren tillåter inte att närstående anställs. Ett namn är bara en ledtråd.",
                f"The staff member and the user have the same surname, which {bearers} of the users in the register "
                "have. The provider's contract does not allow relatives to be employed. A name is only a hint.",
            ),
            (
                f"{many(len(which), REPORTS)[0]}, {day_text(days.min())} – {day_text(days.max())}.",
                f"{many(len(which), REPORTS)[1]}, {day_text(days.min())} – {day_text(days.max())}.",
            ),
        ),
        f"surname:{user}",
    )


def _providers_that_forbid(material: Material) -> frozenset[int]:
    providers = material["providers"]
    return frozenset(providers["provider_id"][providers["relatives_allowed"] == 0].tolist())


def _age_said(adult: int, chosen: Chosen) -> Said:
    age = int(chosen["age"])
    return f"Fyller {age} år {day_text(adult)}.", f"Turns {age} on {day_text(adult)}."


def _person_hit(
    material: Material, code: int, places: list[int], part: str, mask: Bools | None, said: Said
) -> Iterator[Hit]:
    reports = material.reports
    low, high = np.searchsorted(reports.who, [material.persons[code], material.persons[code] + 1])
    theirs = reports.staff[low:high] == code
    if mask is not None:
        theirs &= mask[low:high]
    if part != "age":  # which is known of all days from any row
        theirs &= _hold(material, code, places, reports.day[low:high])
    which = low + np.flatnonzero(theirs)
    if not len(which):
        return
    days = reports.day[which]
    total = int(reports.minutes[which].sum())
    yield Hit(
        subjects(
            staff=reports.named("staff_id", which),
            user=reports.named("user_id", which) if part == "relation" else (),
            provider=reports.named("provider_id", which),
        ),
        int(days.min()),
        int(days.max()),
        {"entries": len(which), "minutes": total},
        (rows("time-reports", reports.places_of(which)), rows("staff", places)),
        Severity.SERIOUS,
        (
            said,
            (
                f"{many(len(which), REPORTS)[0]}, {day_text(days.min())} – {day_text(days.max())}.",
                f"{many(len(which), REPORTS)[1]}, {day_text(days.min())} – {day_text(days.max())}.",
            ),
        ),
        part,
    )


V09 = Rule(
    "V09",
    ("Saknar anställningsavtal", "No employment contract"),
    ("staff", "time-reports"),
    no_contract,
    (
        "Att kontrollera: begär anställningsavtalet och den skriftliga informationen om villkoren.",
        "To look into: request the contract and the written information on its terms.",
    ),
    (
        ("Avtalet är inte inläst än.", "The contract has not been imported yet."),
        ("Inhyrd personal.", "Staff hired from another firm."),
    ),
    ("S1-9",),
    needs=("staff", "time-reports"),
)

V10 = Rule(
    "V10",
    ("Assistent som inte är ersättningsbar", "Assistant whose work is not payable"),
    ("staff", "time-reports", "providers", "licences", "decisions", "users"),
    not_payable,
    (
        "Att kontrollera: gäller något undantag, och är uppgiften om personen eller tillståndet rätt?",
        "To look into: does an exception apply, and are the data on the person or the licence right?",
    ),
    (
        ("Särskilda skäl.", "Special reasons."),
        (
            "En annan insats än personlig assistans, där villkoren inte gäller.",
            "Another service than personal assistance, where the conditions do not apply.",
        ),
        ("Samma efternamn utan att vara släkt.", "The same surname without being relatives."),
        ("Tillståndet står på ett tidigare firmanamn.", "The licence is in a former name of the firm."),
    ),
    ("S1-9", "S4-12"),
    (
        Parameter("age", 18, "LSS 9 d §", "Lägsta ålder.", "Least age."),
        Parameter(
            "grace",
            14,
            "LSS 9 d §: två veckor från att brukaren fick veta det",
            "Dagar efter att brukaren fick veta att tillståndet upphört; är den dagen inte noterad, efter slutet.",
            "Days after the user was told that a licence ended; where that day is not noted, after its end.",
        ),
        Parameter(
            "surname_most",
            3,
            "domain V10, S4-12 [P]",
            "Brukare med samma efternamn som mest, för att det ska vara en ledtråd.",
            "Users of the same surname at most, for it to be a hint.",
        ),
        Parameter("licensed", LICENSED_SERVICES, LICENSED_BY, "Insatser som kräver tillstånd.", "Licensed services."),
    ),
    needs=("staff", "time-reports"),
)
