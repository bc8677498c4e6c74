"""Who is connected to whom: V26 representatives, V30 shared data."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator

import numpy as np

from kollegie.model.records import Noun
from kollegie.model.severity import Severity
from kollegie.screening.columns import Records
from kollegie.screening.identity import NO_RELATION
from kollegie.screening.material import Material
from kollegie.screening.rules import Chosen, Hit, Parameter, Rule, Said, rows, subjects
from kollegie.screening.swedish_time import FAR_FUTURE, FAR_PAST, NONE
from kollegie.screening.wording import listed

RELATED = frozenset(("guardian", "relative", "vårdnadshavare", "anhörig"))
"""Representatives who are expected to share a home with the user."""


def representatives(material: Material, chosen: Chosen) -> Iterator[Hit]:
    """V26: one representative for many users, or one who also works for a provider or shares its data."""
    register = material["representatives"]
    of_one: dict[int, list[int]] = defaultdict(list)
    for at, code in enumerate(register["representative_id"].tolist()):
        of_one[code].append(at)
    staff, provider_data = material["staff"], _contact_index(material, ("staff", "providers"))
    by_number: dict[str, list[int]] = defaultdict(list)
    for at in range(len(staff)):
        for known in {_digits(staff.text("staff_id", at)), _digits(staff.text("identity_number", at))}:
            if known:
                by_number[known].append(at)
    for code, places in sorted(of_one.items()):
        name = material.noun(Noun.REPRESENTATIVE)[code]
        together = _most_at_once(register, places, material.as_of)
        if len(together) >= chosen["n"]:
            yield _many_hit(material, name, together, chosen)
        employed = sorted(by_number.get(_digits(name), []))
        if employed:
            yield _employed_hit(material, name, places, employed)
        shared = {
            (kind, at, column)
            for place in places
            for column in CONTACTS
            for kind, at in provider_data.get((column, _bare(register.text(column, place))), ())
            if not (kind == "staff" and at in employed)
        }
        if shared:
            yield _shared_with_provider_hit(material, name, places, sorted(shared))


CONTACTS = ("bank_account", "telephone", "address")


def _digits(written: str) -> str:
    """The last ten digits of an identity number, with its century or without; empty where it is none."""
    digits = re.sub(r"[\s+-]", "", written)
    return digits[-10:] if len(digits) in (10, 12) and digits.isdigit() else ""


def _bare(written: str) -> str:
    """A telephone number, account or address without what differs between two who write it."""
    return re.sub(r"[^0-9a-zåäö]", "", written.casefold())


def _contact_index(material: Material, kinds: tuple[str, ...]) -> dict[tuple[str, str], list[tuple[str, int]]]:
    """Who goes by each account, telephone and address; staff by what their last contract that tells it says."""
    found: dict[tuple[str, str], list[tuple[str, int]]] = defaultdict(list)
    for kind in kinds:
        records = material[kind]
        for column in CONTACTS:
            if column in records.columns:
                places = np.flatnonzero(records[column] >= 0).tolist()
                for at in _last_told(records, places, material.as_of) if kind == "staff" else places:
                    bare = _bare(records.text(column, at))
                    if bare:
                        found[column, bare].append((kind, at))
    return found


def _last_told(staff: Records, places: list[int], as_of: int) -> list[int]:
    """Of these rows, those of each person's and provider's contract begun last; one to come only where it is alone."""
    ranks: dict[int, tuple[bool, int]] = {}
    last: dict[tuple[int, int], tuple[bool, int]] = {}
    for at in places:
        begun, pair = int(staff["contract_from"][at]), (int(staff["staff_id"][at]), int(staff["provider_id"][at]))
        ranks[at] = begun <= as_of, begun
        last[pair] = max(ranks[at], last.get(pair, ranks[at]))
    return [at for at in places if ranks[at] == last[int(staff["staff_id"][at]), int(staff["provider_id"][at])]]


def _most_at_once(register: Records, places: list[int], as_of: int) -> list[int]:
    """The rows of the day when a representative had most users."""
    spans = []
    for at in places:
        begin, end = int(register["from"][at]), int(register["to"][at])
        spans.append((FAR_PAST if begin == NONE else begin, FAR_FUTURE if end == NONE else end, at))
    best: list[int] = []
    for day in sorted({begin for begin, _, _ in spans if begin <= as_of}):
        users = {int(register["user_id"][at]): at for begin, end, at in spans if begin <= day <= end}
        if len(users) > len(best):
            best = sorted(users.values())
    return best


def _rep_days(material: Material, places: list[int]) -> tuple[int, int]:
    register = material["representatives"]
    begins = [int(register["from"][at]) for at in places if register["from"][at] != NONE]
    ends = [int(register["to"][at]) for at in places]
    return min(begins, default=material.as_of), max(material.as_of if end == NONE else end for end in ends)


def _many_hit(material: Material, name: str, places: list[int], chosen: Chosen) -> Hit:
    register = material["representatives"]
    users = tuple(sorted({register.text("user_id", at) for at in places}))
    first, last = _rep_days(material, places)
    return Hit(
        subjects(representative=(name,), user=users),
        first,
        last,
        {"users": len(users)},
        (rows("representatives", places),),
        Severity.NOTE,
        (
            (
                f"{name} företräder {len(users)} brukare samtidigt (gräns {int(chosen['n'])}): {listed(users)[0]}.",
                f"{name} represents {len(users)} users at once (limit {int(chosen['n'])}): {listed(users)[1]}.",
            ),
        ),
        "many",
        dated=False,
    )


def _employed_hit(material: Material, name: str, places: list[int], employed: list[int]) -> Hit:
    register, staff = material["representatives"], material["staff"]
    providers = tuple(sorted({staff.text("provider_id", at) for at in employed}))
    workers = tuple(sorted({staff.text("staff_id", at) for at in employed}))
    first, last = _rep_days(material, places)
    return Hit(
        subjects(
            representative=(name,),
            staff=workers,
            provider=providers,
            user=[register.text("user_id", at) for at in places],
        ),
        first,
        last,
        {"users": len({int(register["user_id"][at]) for at in places})},
        (rows("representatives", places), rows("staff", employed)),
        Severity.DEFICIENCY,
        (
            (
                f"Företrädaren har samma personnummer som {listed(workers)[0]} i personalregistret hos "
                f"{listed(providers)[0]}.",
                f"The representative has the identity number of {listed(workers)[1]} in the staff register of "
                f"{listed(providers)[1]}.",
            ),
        ),
        "employed",
        dated=False,
    )


CONTACT_WORDS: dict[str, Said] = {
    "bank_account": ("bankkonto", "bank account"),
    "telephone": ("telefonnummer", "telephone number"),
    "address": ("adress", "address"),
}


def _shared_with_provider_hit(
    material: Material, name: str, places: list[int], shared: list[tuple[str, int, str]]
) -> Hit:
    register, staff, providers = material["representatives"], material["staff"], material["providers"]
    first, last = _rep_days(material, places)
    words = [CONTACT_WORDS[column] for column in CONTACTS if any(column == found for _, _, found in shared)]
    at_staff = sorted({at for kind, at, _ in shared if kind == "staff"})
    at_providers = sorted({at for kind, at, _ in shared if kind == "providers"})
    return Hit(
        subjects(
            representative=(name,),
            staff=[staff.text("staff_id", at) for at in at_staff],
            provider=[providers.text("provider_id", at) for at in at_providers],
            user=[register.text("user_id", at) for at in places],
        ),
        first,
        last,
        {"shared": len(shared)},
        (rows("representatives", places), rows("staff", at_staff), rows("providers", at_providers)),
        Severity.DEFICIENCY,
        (
            (
                f"{name} har samma {', '.join(sv for sv, _ in words)} som en utförare eller assistent.",
                f"{name} has the same {', '.join(en for _, en in words)} as a provider or assistant.",
            ),
        ),
        "shared",
        dated=False,
    )


def shared_data(material: Material, _chosen: Chosen) -> Iterator[Hit]:
    """V30: the same account, telephone or address at assistant, user, representative and provider."""
    index = _contact_index(material, tuple(_PARTY))
    shared: dict[str, list[tuple[list[Party], list[tuple[str, int]]]]] = defaultdict(list)
    for (column, _), found in sorted(index.items()):
        parties = {(kind, _party(material, kind, at)) for kind, at in found}
        if len({kind for kind, _ in parties}) > 1 and not _declared(material, column, found):
            shared[column].append((sorted(parties, key=_party_order), found))
    for column, all_found in shared.items():
        times = Counter(party for parties, _ in all_found for party in parties)
        for named, found in all_found:
            own = [party for party in named if times[party] == 1]
            yield _shared_hit(material, column, found, tuple(own[:1] or named))


Party = tuple[str, str]
"""A register and a number in it."""


_PARTY = {
    "users": "user_id",
    "staff": "staff_id",
    "representatives": "representative_id",
    "providers": "provider_id",
    "payouts": "payee_id",
}


def _party_order(party: Party) -> tuple[int, str]:
    kind, name = party
    return tuple(_PARTY).index(kind), name


def _party(material: Material, kind: str, at: int) -> str:
    return material[kind].text(_PARTY[kind], at)


def _declared(material: Material, column: str, found: list[tuple[str, int]]) -> bool:
    """Whether everyone who shares is a user with a declared relative, or one person in two registers.

    Shape: each register numbers its own, so that the same number in two of them is one person only where it is an
    identity number; a payee has the number of a user, an assistant or a provider.
    """
    names = {_party(material, kind, at) for kind, at in found}
    registers = {kind for kind, _ in found} - {"payouts"}
    if len(names) == 1 and (len(registers) < 2 or _digits(*names)):
        return True
    for kind, at in found:
        if kind == "staff" and material["staff"].text("relation", at).casefold() in NO_RELATION:
            return False
        if kind == "representatives":
            related = material["representatives"].text("kind", at).casefold() in RELATED
            if not related or column == "bank_account":
                return False
        if kind in ("providers", "payouts"):
            return False
    return True


def _shared_hit(material: Material, column: str, found: list[tuple[str, int]], anchor: tuple[Party, ...]) -> Hit:
    """What these share, under the name of the first who shares just this: others may join, and one may go.

    The number itself would be a better name, but an id is seen where nobody may know it.
    """
    by_kind: dict[str, list[int]] = defaultdict(list)
    for kind, at in found:
        by_kind[kind].append(at)
    named = {kind: {_party(material, kind, at) for at in places} for kind, places in by_kind.items()}
    staff = named.get("staff", set()) | named.get("payouts", set())
    sv, en = CONTACT_WORDS[column]
    together = tuple(sorted(name for names in named.values() for name in names))
    return Hit(
        subjects(
            user=named.get("users", ()),
            staff=staff,
            representative=named.get("representatives", ()),
            provider=named.get("providers", ()),
        ),
        material.as_of,
        material.as_of,
        {"parties": len(set(together)), "shared": column},
        tuple(rows(kind, places) for kind, places in sorted(by_kind.items())),
        Severity.SERIOUS if column == "bank_account" else Severity.DEFICIENCY,
        (
            (
                f"Samma {sv} hos {listed(together)[0]}, utan anmäld relation.",
                f"The same {en} at {listed(together)[1]}, without a declared relation.",
            ),
        ),
        column,
        dated=False,
        anchor=anchor,
    )


V26 = Rule(
    "V26",
    ("Samma företrädare för många", "One representative for many"),
    ("representatives", "staff", "providers"),
    representatives,
    (
        "Att kontrollera: vad säger överförmyndaren, och vem talar för brukaren mot utföraren?",
        "To look into: what does the chief guardian say, and who speaks for the user against the provider?",
    ),
    (("Yrkesmässig god man; överförmyndaren känner till det.", "A professional trustee, known to the guardian."),),
    ("S1-17",),
    (Parameter("n", 5, "domain V26 [P]", "Brukare samtidigt.", "Users at once."),),
    needs=("representatives",),
)

V30 = Rule(
    "V30",
    ("Delade uppgifter mellan parter", "Shared data between parties"),
    ("staff", "users", "representatives", "payouts", "providers"),
    shared_data,
    (
        "Att kontrollera: vilken relation har parterna, och är den anmäld?",
        "To look into: how are the parties related, and has that been declared?",
    ),
    (
        ("Samma hushåll.", "The same household."),
        ("Anhöriganställning som är tillåten i assistans.", "Employment of relatives, allowed in assistance."),
    ),
    ("S1-21",),
)
