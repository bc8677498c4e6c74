"""What kind of place a path is: this laptop's own disk or a stick, a share on the network, or a folder a cloud copies.

A cloud folder copies a database while it is being written and knows nothing of locks, so a hub that is one file is
refused there. A share keeps locks or does not; that is tried. A drop folder is good for all three.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path, PurePath

from kollegie.language import say


class PlaceKind(StrEnum):
    """Where a file lies."""

    LOCAL = "local"
    NETWORK = "network"
    CLOUD = "cloud"


@dataclass(frozen=True, slots=True)
class FolderPlace:
    """A place and what it is called: the service, or the kind of share."""

    kind: PlaceKind
    name: str = ""


CLOUDS = {
    "onedrive": "OneDrive",
    "dropbox": "Dropbox",
    "google drive": "Google Drive",
    "googledrive": "Google Drive",
    "my drive": "Google Drive",
    "min enhet": "Google Drive",
    "icloud drive": "iCloud",
    "iclouddrive": "iCloud",
    "com~apple~clouddocs": "iCloud",
    "mobile documents": "iCloud",
    "nextcloud": "Nextcloud",
    "owncloud": "ownCloud",
}
"""Names of folders, in lower case, and whose they are; "OneDrive - Kommunen" begins with one of them."""

MARKS = {
    ".dropbox": "Dropbox",
    ".dropbox.cache": "Dropbox",
    ".owncloudsync.log": "Nextcloud",
    ".nextcloudsync.log": "Nextcloud",
}
"""Files that a service leaves in its folder."""

CLOUD_TYPES = {"fuse.rclone": "rclone", "fuse.onedriver": "OneDrive", "fuse.google-drive-ocamlfuse": "Google Drive"}
NETWORK_TYPES = {
    "nfs": "NFS",
    "nfs4": "NFS",
    "cifs": "SMB",
    "smb3": "SMB",
    "smbfs": "SMB",
    "fuse.sshfs": "SSH",
    "fuse.gvfsd-fuse": "GVfs",
    "fuse.davfs": "WebDAV",
    "davfs": "WebDAV",
    "afs": "AFS",
    "ceph": "Ceph",
    "9p": "9P",
}
DRIVE_REMOTE = 4


def place_of(
    path: Path, *, mounts: str | None = None, environ: Mapping[str, str] = os.environ, windows: bool = os.name == "nt"
) -> FolderPlace:
    """Where a path lies. `mounts` is the text of /proc/mounts; without it the laptop's own is read."""
    path = path if windows else path.absolute()
    if cloud := _cloud(path, environ):
        return FolderPlace(PlaceKind.CLOUD, cloud)
    if windows:
        return FolderPlace(PlaceKind.NETWORK, "SMB") if _is_remote(path) else FolderPlace(PlaceKind.LOCAL)
    kind = _mounted_as(path, _own_mounts() if mounts is None else mounts)
    if kind in CLOUD_TYPES:
        return FolderPlace(PlaceKind.CLOUD, CLOUD_TYPES[kind])
    if kind in NETWORK_TYPES:
        return FolderPlace(PlaceKind.NETWORK, NETWORK_TYPES[kind])
    return FolderPlace(PlaceKind.LOCAL)


def advice(place: FolderPlace) -> str:
    """What to say of a hub that is one file in such a place; empty where there is nothing to say."""
    if place.kind is not PlaceKind.NETWORK:
        return ""
    return say(
        "Navet ligger på en delad mapp ({}). Den håller filer låsta, men en filmapp (folder:///…) är säkrare där.",
        "The hub lies on a share ({}). It keeps files locked, but a drop folder (folder:///…) is safer there.",
    ).format(place.name)


def _cloud(path: Path, environ: Mapping[str, str]) -> str:
    for name in ("OneDrive", "OneDriveCommercial", "OneDriveConsumer"):
        if environ.get(name) and PurePath(path).is_relative_to(environ[name]):
            return "OneDrive"
    for part in path.parts:
        low = part.casefold()
        for begins, service in CLOUDS.items():
            if low == begins or low.startswith((f"{begins} -", f"{begins}-", f"{begins} (")):
                return service
    for folder in (path, *path.parents):
        for mark, service in MARKS.items():
            if (folder / mark).exists():
                return service
    return ""


def _is_remote(path: Path) -> bool:
    if str(path).startswith(("\\\\", "//")):
        return True
    if sys.platform == "win32":
        import ctypes

        return bool(ctypes.windll.kernel32.GetDriveTypeW(f"{path.drive}\\") == DRIVE_REMOTE)
    return False


def _own_mounts() -> str:
    try:
        return Path("/proc/mounts").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


def _mounted_as(path: Path, mounts: str) -> str:
    """The file system of the innermost mount a path lies in."""
    found, longest = "", -1
    for line in mounts.splitlines():
        words = line.split()
        if len(words) < 3:
            continue
        point = words[1].replace("\\040", " ").replace("\\011", "\t").replace("\\134", "\\")
        if path.is_relative_to(point) and len(point) >= longest:
            found, longest = words[2], len(point)
    return found
