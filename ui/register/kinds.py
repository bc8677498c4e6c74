"""The kinds of records in the register: their names, and how one record reads in the list and beside it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from kollegie.follow_up.non_executed import wait_of
from kollegie.language import say
from kollegie.model.extents import extent_words
from kollegie.model.register import Decision, Protection, Provider, ProviderChoice, ProviderKind, ServiceUser
from ui.tokens import Tone
from ui.widgets.two_line_delegate import Row


@dataclass(frozen=True, slots=True)
class Known:
    """What a row is told by beside its record: the day of today, and the days of death of its page's users."""

    today: date
    deceased: Mapping[str, date]


@dataclass(frozen=True, slots=True)
class KindShown:
    """One kind: the name imports know it by, its model class, its words, its row and its facts.

    Shape: `orders` are the fields a list can be ordered by, with their words; `among` those a filter looks in.
    """

    name: str
    kind: type[Any]
    icon: str
    sv: tuple[str, str]
    en: tuple[str, str]
    row_of: Callable[[Any, Known], Row]
    facts_of: Callable[[Any], tuple[tuple[str, str], ...]]
    orders: tuple[tuple[str, str, str], ...]
    among: tuple[str, ...]

    @property
    def order_words(self) -> tuple[tuple[str, str], ...]:
        """The fields the list can be ordered by, each with its word; the first is the usual one."""
        return tuple((field, say(sv, en)) for field, sv, en in self.orders)

    @property
    def word(self) -> str:
        """The kind in the plural, as on its tab."""
        return say(self.sv[1].capitalize(), self.en[1].capitalize())


def _user_row(user: ServiceUser, _known: Known) -> Row:
    second = " · ".join(part for part in (user.district, user.municipality_registered) if part)
    state = ""
    if user.protected is not Protection.NONE:
        state = say("Skyddad identitet", "Protected identity")
    elif user.deceased_on is not None:
        state = say(f"Avliden {user.deceased_on}", f"Deceased {user.deceased_on}")
    return Row(user.user_ref, second, state=state, state_tone=Tone.MUTED)


def _user_facts(user: ServiceUser) -> tuple[tuple[str, str], ...]:
    return _stated(
        (say("Område", "District"), user.district),
        (say("Folkbokförd i", "Registered in"), user.municipality_registered),
        (say("Folkbokförd från", "Registered from"), user.registered_from),
        (say("Folkbokförd till", "Registered to"), user.registered_to),
        (say("Avliden", "Deceased"), user.deceased_on),
        *user.extra,
    )


def _provider_row(provider: Provider, _known: Known) -> Row:
    kind = say("Privat", "Private") if provider.kind is ProviderKind.PRIVATE else say("Egen regi", "In-house")
    return Row(
        provider.name,
        " · ".join(part for part in (provider.provider_ref, kind, provider.contract) if part),
    )


def _provider_facts(provider: Provider) -> tuple[tuple[str, str], ...]:
    relatives = {True: say("Ja", "Yes"), False: say("Nej", "No"), None: ""}[provider.relatives_allowed]
    return _stated(
        (say("Nummer", "Number"), provider.provider_ref),
        (say("Organisationsnummer", "Registration number"), provider.organisation_number),
        (say("Avtal", "Contract"), provider.contract),
        (say("Oanmälda besök", "Unannounced visits"), provider.unannounced_clause),
        (say("Anhöriga får anställas", "Relatives may be employed"), relatives),
        *provider.extra,
    )


def _decision_row(decision: Decision, known: Known) -> Row:
    extent = extent_words(decision.amount, decision.unit, short=True)
    wait = wait_of(decision, known.today, known.deceased.get(decision.user_ref))
    state, late = (wait[0].word, wait[1]) if wait is not None else ("", False)
    return Row(
        f"{decision.decision_ref} · {decision.service}",
        " · ".join(part for part in (decision.user_ref, extent, decision.provider_ref) if part),
        state=state,
        state_tone=Tone.ATTENTION if late else Tone.MUTED,
    )


def _decision_facts(decision: Decision) -> tuple[tuple[str, str], ...]:
    extent = extent_words(decision.amount, decision.unit, short=True)
    return _stated(
        (say("Brukare", "User"), decision.user_ref),
        (say("Lag", "Law"), decision.law),
        (say("Omfattning", "Extent"), extent),
        (say("Sökt", "Applied for"), decision.applied_on),
        (say("Beslutat", "Decided"), decision.decided_on),
        (say("Gäller från", "Valid from"), decision.valid_from),
        (say("Gäller till", "Valid to"), decision.valid_to),
        (say("Utförare", "Provider"), decision.provider_ref),
        (say("Handläggare", "Caseworker"), decision.caseworker),
        (say("Verkställt", "Executed"), decision.executed_on),
        (say("Avbrutet", "Interrupted"), decision.interrupted_on),
        (say("Återupptaget", "Resumed"), decision.resumed_on),
        (say("Uppföljt", "Followed up"), decision.followed_up_on),
        *decision.extra,
    )


def _choice_row(choice: ProviderChoice, _known: Known) -> Row:
    until = f"{choice.chosen_from} – {choice.chosen_to or say('tills vidare', 'until further notice')}"
    return Row(choice.user_ref, f"{choice.provider_ref} · {until}")


def _choice_facts(choice: ProviderChoice) -> tuple[tuple[str, str], ...]:
    return _stated(
        (say("Utförare", "Provider"), choice.provider_ref),
        (say("Från", "From"), choice.chosen_from),
        (say("Till", "To"), choice.chosen_to),
    )


def _stated(*facts: tuple[str, str | date | None]) -> tuple[tuple[str, str], ...]:
    return tuple((label, str(value)) for label, value in facts if value)


KINDS: tuple[KindShown, ...] = (
    KindShown(
        "users",
        ServiceUser,
        "users-round",
        ("brukare", "brukare"),
        ("user", "users"),
        _user_row,
        _user_facts,
        (("user_ref", "nummer", "number"), ("district", "område", "district")),
        ("user_ref", "district", "municipality_registered"),
    ),
    KindShown(
        "providers",
        Provider,
        "building-2",
        ("utförare", "utförare"),
        ("provider", "providers"),
        _provider_row,
        _provider_facts,
        (("name", "namn", "name"), ("provider_ref", "nummer", "number")),
        ("name", "provider_ref", "contract", "organisation_number"),
    ),
    KindShown(
        "decisions",
        Decision,
        "file-text",
        ("beslut", "beslut"),
        ("decision", "decisions"),
        _decision_row,
        _decision_facts,
        (
            ("decision_ref", "nummer", "number"),
            ("user_ref", "brukare", "user"),
            ("decided_on", "beslutsdatum", "day of decision"),
            ("provider_ref", "utförare", "provider"),
        ),
        ("decision_ref", "user_ref", "service", "provider_ref", "caseworker"),
    ),
    KindShown(
        "provider-choices",
        ProviderChoice,
        "list-checks",
        ("utförarval", "utförarval"),
        ("choice of provider", "choices of provider"),
        _choice_row,
        _choice_facts,
        (("user_ref", "brukare", "user"), ("provider_ref", "utförare", "provider")),
        ("user_ref", "provider_ref"),
    ),
)
"""Every kind, in the order of the tabs."""


def kind_named(name: str) -> KindShown:
    """The kind of that name."""
    return next(shown for shown in KINDS if shown.name == name)


def shown_as(record: Any) -> KindShown:
    """The kind a record is of; a list may still hold the last kind's records while another's are on their way."""
    return next(shown for shown in KINDS if shown.kind is type(record))
