"""Whom an invoice is about: its provider and users by the names the register has for them."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping

from kollegie.intake.columns import ROW
from kollegie.intake.import_plan import Doubt, Place
from kollegie.intake.record_errors import NotInRegister
from kollegie.intake.record_file import RecordFile
from kollegie.language import say
from kollegie.model.identity import company_digits
from kollegie.store import Store
from kollegie.store.case_ids import CASE_IDS, agreed_cases, kept_cases, with_agreed_users


def case_ids(store: Store, provider: str) -> dict[str, str]:
    """The case ids agreed with a provider, each with the user it stands for."""
    with store.reading() as reading:
        return kept_cases(reading).get(provider, {})


def keep_case_ids(store: Store, provider: str, pairs: Mapping[str, str]) -> None:
    """Keep the case ids agreed with a provider, those known before included; one that stands for "" is let go.

    Raises: NotInRegister for a provider or a user the register does not have.
    """
    from kollegie.model.register import Provider, ServiceUser

    known = {case: user for case, user in (case_ids(store, provider) | dict(pairs)).items() if user}
    with store.work("case ids") as work:
        strange = [] if work.first(Provider, provider_ref=provider) is not None else [provider]
        strange += [user for user in pairs.values() if user and work.first(ServiceUser, user_ref=user) is None]
        if strange:
            raise NotInRegister(refs=", ".join(strange))
        work.set_setting(CASE_IDS + provider, json.dumps(known, ensure_ascii=False, sort_keys=True))


def match_parties(store: Store, plan: RecordFile) -> None:
    """Give an invoice's provider and users the names the register has for them, and tell whom it does not know.

    Shape: a user is known by the case id agreed with the provider, and a Peppol invoice's provider by its company
    number. A line that finds nobody is taken all the same, since every invoice must be looked through.
    """
    if plan.columns is None or not plan.columns.num_rows:
        return
    from kollegie.model.register import Provider, ServiceUser

    with store.reading() as reading:
        providers, users = reading.find(Provider), {user.user_ref for user in reading.find(ServiceUser)}
        cases = agreed_cases(reading)
    refs = {provider.provider_ref for provider in providers}
    if plan.is_peppol:
        by_number = {company_digits(provider.organisation_number): provider.provider_ref for provider in providers}
        by_number.pop("", None)
        _rename(plan, "provider_id", lambda name: name if name in refs else by_number.get(company_digits(name), name))
    plan.columns = with_agreed_users(plan.columns, cases)
    for column, known in (("user_id", users), ("provider_id", refs)):
        if known:
            _doubt_strangers(plan, column, known)


def _rename(plan: RecordFile, column: str, name_of: Callable[[str], str]) -> None:
    import pyarrow as pa

    names = plan.columns[column].unify_dictionaries().combine_chunks()
    renamed = pa.array([name_of(name) for name in names.dictionary.to_pylist()], pa.string())
    place = plan.columns.column_names.index(column)
    plan.columns = plan.columns.set_column(place, column, pa.DictionaryArray.from_arrays(names.indices, renamed))


def _doubt_strangers(plan: RecordFile, column: str, known: Collection[str]) -> None:
    import pyarrow.compute as pc

    what = say("finns inte i registret; raden tas in som omatchad", "not in the register; the line is taken unmatched")
    names = plan.columns[column].unify_dictionaries().combine_chunks()
    strange = [place for place, name in enumerate(names.dictionary.to_pylist()) if name not in known]
    for stranger in [*strange, *([None] if names.null_count else [])]:
        where = names.is_null() if stranger is None else pc.fill_null(pc.equal(names.indices, stranger), False)
        rows = plan.columns[ROW].filter(where).to_pylist()
        plan.unmatched += len(rows)
        plan.doubt(Doubt(Place(plan.name, plan.sheet, number), column, what) for number in rows)
