"""The recovery key as it is shown and typed: 256 random bits in fourteen groups of four letters and digits.

The letters are those of Crockford's base 32, where nothing is mistaken for something else; the last group and a half
is a check sum, so that a slip of the pen is told from a key that belongs to another file.
"""

from __future__ import annotations

import hashlib
import secrets

LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
SECRET_BYTES = 32
CHECK_BYTES = 3
GROUP = 4
LENGTH = (SECRET_BYTES + CHECK_BYTES) * 8 // 5
_ALIKE = str.maketrans({"O": "0", "I": "1", "L": "1"})


def new_recovery_key() -> str:
    """A new key, as it is shown: groups of four with a space between."""
    return recovery_text(secrets.token_bytes(SECRET_BYTES))


def recovery_text(secret: bytes) -> str:
    """The groups that stand for a secret of 32 bytes."""
    number = int.from_bytes(secret + _check(secret))
    letters = "".join(LETTERS[number >> 5 * place & 31] for place in reversed(range(LENGTH)))
    return " ".join(letters[first : first + GROUP] for first in range(0, LENGTH, GROUP))


def secret_of(typed: str) -> bytes | None:
    """The secret in what was typed, however it is grouped; None if it is no recovery key or has a slip in it."""
    letters = "".join(letter for letter in typed.upper() if letter.isalnum()).translate(_ALIKE)
    if len(letters) != LENGTH or any(letter not in LETTERS for letter in letters):
        return None
    number = 0
    for letter in letters:
        number = number << 5 | LETTERS.index(letter)
    whole = number.to_bytes(SECRET_BYTES + CHECK_BYTES)
    secret = whole[:SECRET_BYTES]
    return secret if whole[SECRET_BYTES:] == _check(secret) else None


def looks_like_recovery_key(typed: str) -> bool:
    """Whether somebody means a recovery key: as long as one, and without small letters between the spaces."""
    letters = [letter for letter in typed.upper() if letter.isalnum()]
    return abs(len(letters) - LENGTH) <= GROUP and not any(letter.islower() for letter in typed)


def _check(secret: bytes) -> bytes:
    return hashlib.sha256(b"kollegie recovery" + secret).digest()[:CHECK_BYTES]
