"""How a hub is found by its address and how a new one is made: an encrypted file, a drop folder, or a PostgreSQL."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from uuid import UUID

from sqlalchemy import make_url
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError

from kollegie.store import hub_tables, tables
from kollegie.store.errors import FolderReadOnly, StoreError
from kollegie.store.keys import key_file_of, make_keys, read_key
from kollegie.sync.addresses import without_password
from kollegie.sync.errors import BadHubAddress, HubBusy, HubExists, HubFolderMissing, HubMissing, HubReadOnly, SyncError
from kollegie.sync.file_hub import SqliteHub
from kollegie.sync.hub import Hub
from kollegie.sync.server_hub import PostgresHub
from kollegie.sync.upgrading import LEAST_WRITER


def open_hub(url: str, key: bytes | None) -> Hub:
    """The hub at an address. `key` opens a file; a server needs none.

    Raises: BadHubAddress.
    """
    parsed = _parsed(url)
    if parsed.get_backend_name() == "sqlite":
        return SqliteHub(_path(parsed, url), key or b"")
    if parsed.get_backend_name() == "folder":
        from kollegie.sync.folder_hub import FolderHub

        return FolderHub(_path(parsed, url), key or b"")
    return PostgresHub(url, parsed)


def key_of_hub(url: str, passphrase: str) -> bytes | None:
    """Open the key file beside a hub's file, or in its folder, with the passphrase; None for a server.

    Raises: HubMissing; WrongPassphrase; KeyFileMissing; KeyFileDamaged.
    """
    parsed = _parsed(url)
    if parsed.get_backend_name() == "postgresql":
        return None
    path = _key_bearer(parsed, url)
    if not path.is_file():
        raise HubMissing(address=str(path))
    return read_key(path, passphrase)


def make_hub(url: str, passphrase: str, *, name: str | None = None, made_up: bool = False) -> Hub:
    """Make an empty hub: its key, its tables, its counter and the epoch that tells it from every other.

    Shape: `made_up` is for a hub of made-up people, which any passphrase may open.
    Raises: PassphraseTooShort; HubExists; HubFolderMissing; FolderReadOnly; HubUnreachable; MayNot.
    """
    parsed = _parsed(url)
    hub: Hub
    if parsed.get_backend_name() == "folder":
        return _make_folder(_path(parsed, url), passphrase, name, made_up=made_up)
    if parsed.get_backend_name() == "sqlite":
        path = _path(parsed, url)
        if path.exists() or key_file_of(path).exists():
            raise HubExists(address=str(path))
        _refuse_folder(path.parent, "sqlite", path.name)
        hub = SqliteHub(path, make_keys(path, passphrase, made_up=made_up))
    else:
        hub = PostgresHub(url, parsed)
    hub.create_tables()
    begin_hub(hub, name or hub.name)
    return hub


def begun_hub(url: str, passphrase: str, me: UUID, *, name: str | None = None) -> Hub | None:
    """A hub that this very person began to make and nobody has joined or written to: its making was broken off.

    Shape: what it still lacks is made. None where there is none, or another's, and then `make_hub` says so.
    Raises: HubUnreachable; HubBusy; HubReadOnly; MayNot.
    """
    parsed = _parsed(url)
    hub: Hub
    if parsed.get_backend_name() == "postgresql":
        hub = PostgresHub(url, parsed)
        with hub.line() as line:
            if line.rows("SELECT to_regclass('public.hub') IS NULL")[0][0]:
                return None
        return _with_counter(hub, name) if _is_untouched(hub, me) else None
    path, bearer = _path(parsed, url), _key_bearer(parsed, url)
    if not key_file_of(bearer).exists():
        return None
    try:
        key = read_key(bearer, passphrase)
        if parsed.get_backend_name() == "folder":
            from kollegie.sync.folder_hub import FolderHub

            folder = FolderHub(path, key)
            if any(folder.streams()):
                return None
            if not folder.card_path.exists():
                folder.make_card(secrets.token_hex(16), name or path.name)
            return folder
        hub = SqliteHub(path, key)
        hub.create_tables()  # those that are missing
        return _with_counter(hub, name) if _is_untouched(hub, me) else None
    except (HubBusy, HubReadOnly):
        raise
    except (StoreError, SyncError):  # it is somebody else's, or nothing that can be gone on with
        return None


def _is_untouched(hub: Hub, me: UUID) -> bool:
    """Whether no batch has landed, and nobody else has joined or been given anything."""
    others = "SELECT 1 FROM grant_ WHERE person_id <> ? UNION ALL SELECT 1 FROM device WHERE person_id <> ?"
    with hub.line() as line:
        return line.one(f"SELECT 1 FROM ledger UNION ALL {others}", (me.bytes, me.bytes)) is None


def _with_counter(hub: Hub, name: str | None) -> Hub:
    with hub.line() as line:
        begun = line.one("SELECT 1 FROM hub") is not None
    if not begun:
        begin_hub(hub, name or hub.name)
    return hub


def begin_hub(hub: Hub, name: str, *, devices: int = 0) -> str:
    """Write a new hub's counter and its epoch, which is given back; `devices` is the last number given before it."""
    epoch = secrets.token_hex(16)
    with hub.line() as line:
        line.begin(writing=True)
        line.run(
            f"INSERT INTO {hub_tables.counter.name} (one, epoch, name, seq, devices) VALUES (1, ?, ?, 0, ?)",
            (epoch, name, devices),
        )
        line.run(
            "INSERT INTO schema (one, current, min_reader, min_writer) VALUES (1, ?, 1, ?)",
            (tables.SCHEMA_VERSION, LEAST_WRITER),
        )
        line.commit()
    return epoch


def _refuse_folder(folder: Path, kind: str, name: str) -> None:
    """Say why nothing can be made in a folder, where that is so. Raises: HubFolderMissing; FolderReadOnly."""
    if not folder.is_dir():
        raise HubFolderMissing(folder=str(folder), kind=kind)
    if not os.access(folder, os.W_OK):
        raise FolderReadOnly(name=name, folder=str(folder))


def _make_folder(path: Path, passphrase: str, name: str | None, *, made_up: bool) -> Hub:
    from kollegie.sync.folder_hub import CARD, FolderHub, made_before

    if made_before(path):
        raise HubExists(address=str(path))
    if not path.is_dir():
        _refuse_folder(path.parent, "folder", path.name)
        path.mkdir()
    _refuse_folder(path, "folder", path.name)
    hub = FolderHub(path, make_keys(path / CARD, passphrase, made_up=made_up))
    hub.make_card(secrets.token_hex(16), name or path.name)
    return hub


def _key_bearer(parsed: URL, url: str) -> Path:
    """The file whose key stands beside it: the hub's own, or the card in its folder."""
    path = _path(parsed, url)
    return path / "hub.card" if parsed.get_backend_name() == "folder" else path


def _parsed(url: str) -> URL:
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError) as problem:
        raise BadHubAddress(address=without_password(url)) from problem
    known = ("sqlite", "folder", "postgresql")
    if parsed.get_backend_name() not in known or not parsed.database:
        raise BadHubAddress(address=without_password(url))
    return parsed


def _path(parsed: URL, url: str) -> Path:
    if parsed.host or not parsed.database or parsed.database == ":memory:":
        raise BadHubAddress(address=without_password(url))
    return Path(parsed.database).expanduser().absolute()
