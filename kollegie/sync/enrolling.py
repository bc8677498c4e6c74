"""How a hub comes to be and how persons and laptops come to it."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from uuid import UUID

from kollegie.model.ids import COMMON_SCOPE, derived_id
from kollegie.model.register import Municipality, Person
from kollegie.model.reviews import Grant, Role
from kollegie.model.stamps import MAX_DEVICE
from kollegie.progress import Progress
from kollegie.store import Store
from kollegie.store.columns import moment_text
from kollegie.store.roles import leads_hub
from kollegie.store.suspicions import become_reader
from kollegie.store.tables import SCHEMA_VERSION, SYNCED
from kollegie.sync import folder_life, lock_probe
from kollegie.sync.carried import is_id
from kollegie.sync.checking import moment_told
from kollegie.sync.errors import CloudFolder, HubFromNewer, HubMissing, LocksNotKept, MayNot, OwnAddressNeeded
from kollegie.sync.exchange import sync
from kollegie.sync.file_hub import SqliteHub
from kollegie.sync.folder_hub import FolderHub
from kollegie.sync.hub import Hub
from kollegie.sync.hubs import begun_hub, key_of_hub, make_hub, open_hub
from kollegie.sync.joining import begin_joining, end_joining, is_joining
from kollegie.sync.joining_errors import AlreadyJoined, OtherHub, PersonOfOther, PersonUnknown, TooManyDevices
from kollegie.sync.laptop import Laptop, laptop_of
from kollegie.sync.lines import Line, Watch, nobody
from kollegie.sync.places import PlaceKind, place_of
from kollegie.sync.renumbering import renumber, rewrite_history
from kollegie.sync.server_hub import PostgresHub

UNNAMED = "Kommun ej angiven"
"""The municipality of a person who was added before anyone said where they come from."""


@dataclass(frozen=True, slots=True)
class DeviceState:
    """One laptop as the hub knows it.

    Shape: `last_seen` is empty where the hub tells no moment; `owes` says that it has not carried out all that has
    been erased.
    """

    number: int
    person: str
    last_seen: str
    revoked: bool
    owes: bool = False


@dataclass(frozen=True, slots=True)
class HubState:
    """What a hub says of itself."""

    name: str
    epoch: str
    seq: int
    schema: int
    devices: tuple[DeviceState, ...]


@dataclass(frozen=True, slots=True)
class Invitation:
    """Somebody who may join, and the address they join with; on a server it is theirs alone and told only once."""

    person: Person
    url: str = field(repr=False)


def create_hub(
    store: Store,
    url: str,
    passphrase: str,
    *,
    name: str | None = None,
    made_up: bool = False,
    progress: Progress | None = None,
) -> HubState:
    """Make a hub and join it as its first review lead.

    Shape: `passphrase` seals the key of a hub that is a file; on a server `url` is an administrator's, and the lead
    gets a login of their own, which the laptop keeps instead. Broken off anywhere, it goes on when it is done again.
    Raises: HubExists; BadHubAddress; FolderReadOnly; HubUnreachable; CloudFolder; LocksNotKept; OtherHub when this
    laptop has a hub already.
    """
    if not is_joining(store, url):
        _make_and_join(store, url, passphrase, name=name, made_up=made_up)
    sync(store, progress=progress)
    with laptop_of(store, nobody) as near:
        end_joining(near)
    return state_of_hub(store)


def _make_and_join(store: Store, url: str, passphrase: str, *, name: str | None, made_up: bool) -> None:
    _has_no_other(store, url)
    _must_keep_locks(url)
    hub = begun_hub(url, passphrase, store.me, name=name) or make_hub(url, passphrase, name=name, made_up=made_up)
    grant = _lead_grant(store.me)
    with store.work("hub create") as work:
        work.save(grant)
    if not isinstance(hub, FolderHub):
        _grant_at(hub, grant)
    if isinstance(hub, PostgresHub):
        hub = open_hub(hub.add_login(store.me, Role.LEAD), None)
    _join(store, hub, store.me, nobody, maker=True)


def _grant_at(hub: Hub, grant: Grant) -> None:
    """The first grant, without which nobody could give any."""
    with hub.line() as line:
        line.begin(writing=True)
        line.run("UPDATE hub SET seq = 1 WHERE one = 1")
        line.run(
            "INSERT INTO grant_ (id, scope, s0, person_id, role, to_scope, deleted, seq)"
            " VALUES (?, ?, 1, ?, ?, NULL, 0, 1) ON CONFLICT DO NOTHING",
            (grant.id.bytes, grant.scope.bytes, grant.person_id.bytes, grant.role.value),
        )
        line.commit()


def add_person(
    store: Store,
    url: str,
    name: str,
    role: Role,
    *,
    municipality: str | None = None,
    progress: Progress | None = None,
) -> Invitation:
    """Add somebody to this laptop's hub, so that their own laptop can join it; done again, it adds nothing.

    Shape: without a municipality it is told by the laptop that joins. A lead holds all of the hub, a reader reads all
    of it but names, a host caseworker holds the register of the municipality; a visitor is granted case by case. On a
    server `url` is an administrator's, and a person added again gets a new password.
    Raises: NotEnrolled; OtherHub; MayNot for anyone but a lead; what `sync` raises.
    """
    sync(store, url, progress=progress)
    with store.work("hub add-person") as work:
        if not leads_hub(work, store.me):
            raise MayNot(address=open_hub(url, None).address)
        home = Municipality(derived_id("municipality", municipality or UNNAMED), COMMON_SCOPE, municipality or UNNAMED)
        known = [person for person in work.find(Person, name=name) if municipality in (None, _home(work, person))]
        person = known[0] if known else Person(work.new_id(), COMMON_SCOPE, name, home.id)
        if not known:
            if work.first(Municipality, id=home.id) is None:
                work.add(home)
            work.add(person)
        to_scope = person.municipality_id if role is Role.HOST else None
        if role is Role.LEAD:
            work.save(_lead_grant(person.id))
        elif role is not Role.VISITOR:
            work.save(Grant(derived_id("grant", person.id, role.value), person.id, person.id, role, to_scope))
    hub = open_hub(url, None)
    if isinstance(hub, PostgresHub):
        url = hub.add_login(person.id, role)
        if person.id == store.me:
            _keep_address(store, url, nobody)  # the password this laptop had is good no more
    if isinstance(hub, FolderHub):
        folder_life.invite(store, person.id, role)
    sync(store, progress=progress)
    return Invitation(person, url)


def _lead_grant(person_id: UUID) -> Grant:
    return Grant(derived_id("grant", person_id, "all"), person_id, person_id, Role.LEAD, None)


def enrol(
    store: Store, url: str, passphrase: str, *, watch: Watch = nobody, progress: Progress | None = None
) -> Person:
    """Join a hub as the person this store was made for; the store takes over the id the hub knows them by.

    Shape: found by name and municipality; a person added without municipality is found by name alone. A laptop that
    has joined this very server gets by with a new address when its login has been made anew; one whose joining was
    broken off goes on.
    Raises: AlreadyJoined; HubMissing; WrongPassphrase; PersonUnknown; PersonOfOther; OtherHub; TooManyDevices;
    HubUnreachable; Cancelled, and then the next sync goes on from there.
    """
    again = _has_new_login(store, url, watch)
    if again:
        _keep_address(store, url, watch)
    if again or is_joining(store, url):
        sync(store, watch=watch, progress=progress)
        sync(store, watch=watch, progress=progress)
        with store.reading() as reading:
            return reading.get(Person, store.me)
    _has_no_other(store, url)
    key = key_of_hub(url, passphrase)
    _must_keep_locks(url)
    hub = open_hub(url, key)
    with store.reading() as reading:
        me = reading.first(Person, id=store.me)  # neither is here where an earlier joining was broken off
        home = None if me is None else reading.first(Municipality, id=me.municipality_id)
    with hub.line(watch) as far:
        person_id, unnamed = _find(far, store.me, me, home, own_login=isinstance(hub, PostgresHub))
    _join(store, hub, person_id, watch, home=home.id if unnamed and home is not None else None)
    sync(store, watch=watch, progress=progress)
    sync(store, watch=watch, progress=progress)
    with store.reading() as reading:
        return reading.get(Person, person_id)


def state_of_hub(store: Store) -> HubState:
    """What this laptop's hub says of itself. Raises: NotEnrolled; HubMissing; HubUnreachable."""
    with laptop_of(store, nobody) as near:
        known = near.enrolment()
    return look_at_hub(open_hub(known.url, known.hub_key))


def look_at_hub(hub: Hub) -> HubState:
    """What a hub says of itself. Raises: HubMissing; HubUnreachable."""
    with hub.line() as far:
        row = far.one("SELECT h.name, h.epoch, h.seq, s.current FROM hub h CROSS JOIN schema s")
        if row is None:
            raise HubMissing(address=hub.address)
        devices = far.rows(
            "SELECT d.number, coalesce(p.name, ''), d.last_seen, d.revoked,"
            " d.revoked = 0 AND d.purge_seq < (SELECT coalesce(max(seq), 0) FROM purged) FROM device d"
            " LEFT JOIN person p ON p.id = d.person_id ORDER BY d.number"
        )
    name, epoch, seq, current = row
    known = tuple(
        DeviceState(number, who, seen if moment_told(seen) else "", bool(gone), bool(owes))
        for number, who, seen, gone, owes in devices
    )
    return HubState(name, epoch, seq, current, known)


def _home(work: object, person: Person) -> str:
    found = work.first(Municipality, id=person.municipality_id)  # type: ignore[attr-defined]
    return found.name if found else ""


def _has_new_login(store: Store, url: str, watch: Watch) -> bool:
    """Whether the address is another login of this very person at the server the laptop has joined."""
    hub = open_hub(url, None)
    with laptop_of(store, nobody) as near:
        row = near.line.one("SELECT url FROM enrolment WHERE one = 1")
    if row is None or row[0] == hub.url or not isinstance(hub, PostgresHub):
        return False
    if open_hub(row[0], None).address != hub.address:
        return False
    with hub.line(watch) as far:
        return bool(far.rows("SELECT kollegie_me()")[0][0] == store.me.bytes)


def _keep_address(store: Store, url: str, watch: Watch) -> None:
    """Reach the same hub by another address from now on."""
    with laptop_of(store, watch) as near, near.writing():
        near.line.run("UPDATE enrolment SET url = ? WHERE one = 1", (url,))


def _has_no_other(store: Store, url: str) -> None:
    with laptop_of(store, nobody) as near:
        row = near.line.one("SELECT hub_name, url FROM enrolment WHERE one = 1")
    if row is not None:
        address = open_hub(url, None).address
        if open_hub(row[1], None).address == address:
            raise AlreadyJoined(known=row[0])
        raise OtherHub(known=row[0], address=address)


def _must_keep_locks(url: str) -> None:
    """A hub that is one file lies only where locks hold. Raises: CloudFolder; LocksNotKept."""
    hub = open_hub(url, None)
    if not isinstance(hub, SqliteHub) or not os.access(hub.path.parent, os.W_OK):
        return  # a folder that is missing or may not be written to is refused by name when it is opened
    folder = hub.path.parent
    place = place_of(folder)
    if place.kind is PlaceKind.CLOUD:
        raise CloudFolder(folder=folder.as_posix(), service=place.name)
    if not lock_probe.locks_hold(folder):
        raise LocksNotKept(folder=folder.as_posix())


def _find(far: Line, id: UUID, me: Person | None, home: Municipality | None, *, own_login: bool) -> tuple[UUID, bool]:
    """The hub's person of that id or name; whether their municipality has not been told yet. A login says who it is."""
    if own_login:
        whose = far.rows("SELECT kollegie_me()")[0][0]
        if whose is None:
            raise OwnAddressNeeded
        question = "SELECT m.name FROM person p JOIN municipality m ON m.id = p.municipality_id WHERE p.id = ?"
        return UUID(bytes=whose), far.rows(question, (whose,)) == [(UNNAMED,)]
    rows = far.rows(
        "SELECT p.id, p.name, p.municipality_id, coalesce(m.name, '') FROM person p"
        " LEFT JOIN municipality m ON m.id = p.municipality_id WHERE p.deleted = 0 ORDER BY p.id"
    )
    for row in rows:
        if row[0] == id.bytes:
            return id, row[3] == UNNAMED
    if me is None or home is None:
        raise PersonUnknown(name="" if me is None else me.name, municipality="")
    same = [row for row in rows if row[1].casefold().split() == me.name.casefold().split()]
    for row in same:
        if row[2] == home.id.bytes or row[3].casefold() == home.name.casefold():
            return UUID(bytes=row[0]), False
    for row in same:
        if row[3] == UNNAMED:
            return UUID(bytes=row[0]), True
    if same:
        raise PersonOfOther(name=me.name, theirs=same[0][3], ours=home.name)
    raise PersonUnknown(name=me.name, municipality=home.name)


def _join(
    store: Store, hub: Hub, person_id: UUID, watch: Watch, *, maker: bool = False, home: UUID | None = None
) -> None:
    """Get a number from the hub, take over the person's id, and give all that is unsent the new number.

    Shape: `home` is the person's municipality where the hub has not been told it.
    """
    token = store.source.randbytes(16)
    if isinstance(hub, FolderHub):
        number, standing = folder_life.number_to_join_with(hub, store, person_id, maker=maker)
        epoch, hub_name = hub.card().epoch, hub.card().name
    else:
        number, standing, epoch, hub_name = _number_from(hub, store, person_id, token, watch)
    with laptop_of(store, watch) as near, near.writing():
        if not maker:  # of a hub this laptop began to make and did not get
            alone = "SELECT id FROM grant_ WHERE to_scope IS NULL AND deleted_b = 0"
            near.line.run(f"DELETE FROM history WHERE row_id IN ({alone})")
            near.line.run(f"DELETE FROM grant_ WHERE id IN ({alone})")
        _become(near, store.me, person_id)
        for (known,) in near.line.rows("SELECT id FROM municipality"):
            if known in standing:  # made alike on every laptop; the hub's comes back with the first fetch
                near.line.run("DELETE FROM municipality WHERE id = ?", (known,))
                near.line.run("DELETE FROM history WHERE row_id = ? AND sent = 0", (known,))
        renumber(near, number)
        near.line.run(
            "INSERT INTO enrolment (one, url, hub_key, hub_name, epoch, seq, device, token, pushes)"
            " VALUES (1, ?, ?, ?, ?, 0, ?, ?, 0)",
            (hub.url, getattr(hub, "key", None), hub_name, epoch, number, token),
        )
        begin_joining(near, home)
        if isinstance(hub, FolderHub):
            folder_life.begin(near, number, person_id, maker=maker)
    store.me = person_id


def _number_from(
    hub: Hub, store: Store, person_id: UUID, token: bytes, watch: Watch
) -> tuple[int, set[bytes], str, str]:
    """A number nobody has had, the municipalities that stand at the hub, its epoch and its name."""
    now = moment_text(store.clock())
    with hub.line(watch) as far:
        row = far.one("SELECT h.epoch, h.name, s.min_reader FROM hub h CROSS JOIN schema s")
        if row is None:
            raise HubMissing(address=hub.address)
        epoch, hub_name, min_reader = row
        if min_reader > SCHEMA_VERSION:
            raise HubFromNewer(wanted=min_reader, ours=SCHEMA_VERSION)
        far.begin(writing=True)
        number = far.rows("UPDATE hub SET devices = devices + 1 WHERE one = 1 RETURNING devices")[0][0]
        if number > MAX_DEVICE:
            raise TooManyDevices(most=MAX_DEVICE)
        far.run(
            "INSERT INTO device (number, token, person_id, last_push, last_seen, purge_seq, returned_seq, revoked)"
            " VALUES (?, ?, ?, 0, ?, 0, (SELECT seq FROM hub), 0)",
            (number, token, person_id.bytes, now),
        )
        far.commit()
        return number, {row[0] for row in far.rows("SELECT id FROM municipality")}, epoch, hub_name


def _become(near: Laptop, old: UUID, new: UUID) -> None:
    """Let the store belong to the person as the hub knows them; what the old id made is theirs."""
    if old == new:
        return
    near.line.run("DELETE FROM person WHERE id = ?", (old.bytes,))
    near.line.run("DELETE FROM history WHERE row_id = ?", (old.bytes,))
    for synced in SYNCED.values():
        for column in ("scope", *(cell.name for cell in synced.cells if is_id(cell))):
            near.line.run(f'UPDATE "{synced.name}" SET "{column}" = ? WHERE "{column}" = ?', (new.bytes, old.bytes))
    mine = f"x'{old.hex}'"
    rewrite_history(
        near,
        person_id=f"CASE WHEN person_id = {mine} THEN x'{new.hex}' ELSE person_id END",
        scope=f"CASE WHEN scope = {mine} THEN x'{new.hex}' ELSE scope END",
    )
    near.line.run("UPDATE setting SET value = ? WHERE name = 'me'", (str(new),))
    become_reader(near.line.rows, old, new)
    near.line.run("UPDATE OR IGNORE draft SET visit_id = ? WHERE visit_id = ?", (new.bytes, old.bytes))
