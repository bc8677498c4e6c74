"""The imports this laptop keeps: each file with who brought it and when it is due to go."""

from __future__ import annotations

from dataclasses import dataclass

from kollegie.errors import KollegieError
from kollegie.model.records import RecordSet
from kollegie.model.register import Person
from kollegie.store import Store
from kollegie.store.records import record_sets


class ImportUnknown(KollegieError):
    """No imported file, or several, go by what was written."""

    sv = "{count} inläsningar har ett id som börjar eller slutar med {written}. Se ”kollegie records list”."
    en = "{count} imports have an id that begins or ends with {written}. See “kollegie records list”."


@dataclass(frozen=True, slots=True)
class KeptImport:
    """One imported file and the name of who brought it."""

    record_set: RecordSet
    by: str


def kept_imports(store: Store) -> tuple[KeptImport, ...]:
    """Every imported file, the newest first."""
    with store.reading() as reading:
        names = {person.id: person.name for person in reading.find(Person)}
    found = [KeptImport(one, names.get(one.imported_by, "–")) for one in record_sets(store)]
    return tuple(reversed(found))


def find_import(store: Store, written: str) -> RecordSet:
    """The imported file whose id begins or ends with what a person wrote. Raises: ImportUnknown."""
    wanted = written.strip().casefold().replace("-", "")
    found = [
        one for one in record_sets(store) if wanted and (one.id.hex.startswith(wanted) or one.id.hex.endswith(wanted))
    ]
    if len(found) != 1:
        raise ImportUnknown(count=len(found), written=written or "–")
    return found[0]
