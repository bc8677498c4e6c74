"""Every byte of an encrypted file in the clear: free pages, gaps in pages and the write-ahead log too.

SQLCipher 4 with a raw key: AES-256-CBC per page, the last 80 bytes of which are the IV and the seal; the first 16
bytes of the file are the salt, which a raw key does not need.
"""

from __future__ import annotations

from pathlib import Path

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from kollegie.store import Store

RESERVED, IV, SALT = 80, 16, 16


def decrypted(path: Path, key: bytes, page_size: int = 4096) -> bytes:
    """The file's pages and those of its log, one after the other."""
    content = path.read_bytes()
    pages = [content[at : at + page_size] for at in range(0, len(content), page_size)]
    plain = [_page(page, key, SALT if number == 0 else 0) for number, page in enumerate(pages)]
    for suffix in ("-wal", "-journal"):
        log = path.with_name(path.name + suffix)
        if suffix == "-wal" and log.is_file():
            frames = log.read_bytes()[32:]
            size = page_size + 24
            plain += [
                b"".join(_page(frames[at + 24 : at + size], key, skip) for skip in (0, SALT))
                for at in range(0, len(frames), size)
            ]
        else:
            assert not log.is_file() or log.stat().st_size == 0
    return b"".join(plain)


def _page(page: bytes, key: bytes, skip: int) -> bytes:
    body, iv = page[skip : len(page) - RESERVED], page[len(page) - RESERVED :][:IV]
    if len(iv) < IV or len(body) % 16:
        return b""
    opened = Cipher(algorithms.AES(key), modes.CBC(iv)).decryptor()
    return opened.update(body) + opened.finalize()


def plain_bytes(store: Store) -> bytes:
    """Everything that stands in a store's file, in the clear, free pages too."""
    from sqlcipher3 import dbapi2

    plain = store.path.with_suffix(".plain")
    plain.unlink(missing_ok=True)
    connection = dbapi2.connect(str(store.path), isolation_level=None)
    connection.execute(f"PRAGMA key=\"x'{store._key.hex()}'\"")
    connection.execute(f"ATTACH DATABASE '{plain}' AS plain KEY ''")
    connection.execute("SELECT sqlcipher_export('plain')")
    connection.close()
    return plain.read_bytes()
