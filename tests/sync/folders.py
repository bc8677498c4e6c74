"""What tests look at in a drop folder: the hub, a laptop's own files there, the last of them."""

from __future__ import annotations

import json
from pathlib import Path

from kollegie.sync.folder_hub import FolderHub
from kollegie.sync.hubs import open_hub
from kollegie.sync.laptop import laptop_of
from kollegie.sync.lines import nobody


def hub_of(store) -> FolderHub:
    with laptop_of(store, nobody) as near:
        known = near.enrolment()
    return open_hub(known.url, known.hub_key)


def own_folder(store) -> Path:
    with store.reading() as reading:
        return hub_of(store).path / json.loads(reading.setting("folder hub"))["own"]


def newest(folder: Path) -> Path:
    return max(folder.glob("*.batch"), key=lambda path: int(path.stem))


def snatch(path: Path) -> bytes:
    content = path.read_bytes()
    path.unlink()
    return content
