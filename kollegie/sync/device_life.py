"""A laptop's life at a hub with tables: a copied disk, a backup put back, a hub put back, a hub that was rebuilt.

Each push leaves a fresh token in the laptop's row at the hub. Another token there means that somebody else has pushed
as this laptop: a copied disk, or this one before it was put back from a backup. It then becomes a laptop of its own and
reads everything anew; nobody is asked, since nothing can be lost. A hub that knows less than this laptop has told it
(a lower counter, an earlier push, another epoch) or has shown it (a line of history that is gone) is another matter:
there a person says what happened, and then everything held here that it lacks is told again.
"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from kollegie.language import say
from kollegie.model.stamps import MAX_DEVICE
from kollegie.store.columns import moment_text
from kollegie.sync import last_batch
from kollegie.sync.blocked_here import tell_forgotten
from kollegie.sync.errors import LoginRefused
from kollegie.sync.joining_errors import TooManyDevices
from kollegie.sync.laptop import Laptop
from kollegie.sync.offering import OFFERING
from kollegie.sync.renumbering import renumber
from kollegie.sync.server_hub import PostgresHub
from kollegie.sync.until_read import was_put_back

if TYPE_CHECKING:
    from kollegie.sync.running import Running

NUMBERS = "hub's last number"
"""The setting with the last number the hub had given when this laptop met it: no hub made after it gives it again."""


def has_a_twin(run: Running, token: bytes) -> bool:
    """Whether somebody else has pushed under this laptop's number since it last did."""
    batch = run.near.batch_on_its_way()
    return token not in (run.known.token, batch.token if batch else run.known.token)


def is_blocked(run: Running, last_push: int | None) -> bool:
    """Whether a server has blocked this laptop: a blocked login sees no row, its laptop's neither.

    Raises: LoginRefused where the login alone is blocked.
    """
    if last_push is not None or not isinstance(run.hub, PostgresHub):
        return False
    if run.far.rows("SELECT kollegie_me()")[0][0] is not None:
        return False
    if run.far.rows("SELECT to_regprocedure('kollegie_revoked(int)') IS NULL")[0][0]:
        return True  # an older server, which blocked a login only together with the last laptop of its person
    if not run.far.rows("SELECT kollegie_revoked(?)", (run.known.device,))[0][0]:
        raise LoginRefused(address=run.hub.address)  # another of the person's laptops was lost, with the password
    return True


def knows_less(run: Running, epoch: str, seq: int, last_push: int | None) -> bool:
    """Whether the hub is another one, or has forgotten something it told this laptop or was told by it."""
    landed = run.known.pushes - (1 if run.near.batch_on_its_way() else 0)
    return epoch != run.known.epoch or seq < run.known.seq or last_push is None or last_push < landed


def take_new_number(run: Running) -> None:
    """Become a laptop of its own: a new number for it and for all that is unsent, and everything read anew."""
    _become(run, run.known.epoch, give_number(run))
    run.notes.append(
        say(
            "Den här datorn är en kopia eller återställd från en säkerhetskopia. Den har fått ett nytt nummer, {}; "
            "allt som skrivits på båda finns kvar.",
            "This computer is a copy or was restored from a backup. It has been given a new number, {}; "
            "all that was written on both is kept.",
        ).format(run.known.device)
    )


def start_over(run: Running, epoch: str) -> None:
    """Meet a hub that was put back or made anew, once a person has said so: it will be told all that it lacks.

    A file that was put back gets a new epoch, so that every other laptop notices too. Whoever leads is told whom it has
    forgotten to keep out.
    """
    far, known = run.far, run.known
    tell_forgotten(run)
    number = give_number(run)
    if epoch == known.epoch and not isinstance(run.hub, PostgresHub):
        epoch = secrets.token_hex(16)
        far.begin(writing=True)
        far.run("UPDATE hub SET epoch = ? WHERE one = 1", (epoch,))
        far.commit()
    with run.near.writing():
        _remember(run, OFFERING, "1")
        run.near.offer_erasures_again()
        was_put_back(run.near, known.epoch, epoch)
        last_batch.forget(run.near.line)
        run.near.offer_contents_again()
    _become(run, epoch, number)


def note_numbers(run: Running, devices: int) -> None:
    """Remember how many numbers the hub has given."""
    told = run.near.line.one("SELECT value FROM setting WHERE name = ?", (NUMBERS,))
    if told is None or told[0] != str(devices):
        _remember(run, NUMBERS, str(devices))


def last_number(near: Laptop) -> int:
    """The highest number this laptop knows to be given: told by the hub, or seen in a stamp."""
    told = near.line.one("SELECT value FROM setting WHERE name = ?", (NUMBERS,))
    seen = near.line.rows(f"SELECT coalesce(max(stamp & {MAX_DEVICE}), 0) FROM history")[0][0]
    own = near.line.rows("SELECT device FROM clock")[0][0]
    return max(int(told[0]) if told else 0, int(seen), int(own))


def give_number(run: Running) -> tuple[int, bytes]:
    """A number this hub has never given, also not before it was put back. Raises: TooManyDevices."""
    store, far = run.near.store, run.far
    token = store.source.randbytes(16)
    highest = last_number(run.near)
    while True:
        far.begin(writing=True)
        number = int(far.rows("UPDATE hub SET devices = devices + 1 WHERE one = 1 RETURNING devices")[0][0])
        if number > MAX_DEVICE:
            raise TooManyDevices(most=MAX_DEVICE)
        if number > highest:
            break
        far.commit()  # given before, by the hub as it was: counted past, one by one, as the server demands
    far.run(
        "INSERT INTO device (number, token, person_id, last_push, last_seen, purge_seq, returned_seq, revoked)"
        " VALUES (?, ?, ?, 0, ?, 0, (SELECT seq FROM hub), 0)",
        (number, token, store.me.bytes, moment_text(store.clock())),
    )
    far.commit()
    return number, token


def _become(run: Running, epoch: str, given: tuple[int, bytes]) -> None:
    near, (number, token) = run.near, given
    with near.writing():
        renumber(near, number)
        for table in ("push", "pull", "cursor"):
            near.line.run(f"DELETE FROM {table}")
        near.line.run(
            "UPDATE enrolment SET epoch = ?, seq = 0, device = ?, token = ?, pushes = 0 WHERE one = 1",
            (epoch, number, token),
        )
    run.known = near.enrolment()
    run.meeting.become(number)


def _remember(run: Running, name: str, value: str) -> None:
    run.near.line.run(
        "INSERT INTO setting (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        (name, value),
    )
