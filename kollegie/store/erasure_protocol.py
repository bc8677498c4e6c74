"""The signed account of an erasure: what went, why and by whom, by which nobody is named."""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from dataclasses import replace
from typing import Any

from kollegie.model.erasures import Erasure
from kollegie.model.reviews import Review
from kollegie.store.columns import moment_text
from kollegie.store.erasure_extent import Extent
from kollegie.store.work import Work


def signed_protocol(work: Work, extent: Extent, reason: str) -> Erasure:
    """The signed account of an erasure; it names the case by its random id alone."""
    case = extent.case
    review = work.first(Review, id=case.review_id)
    standing = work.find(Erasure)
    salt = standing[-1].subject_salt if standing else secrets.token_hex(16)
    counts = [(name, str(count)) for name, count in extent.records]
    counts += [("record_rows", str(extent.record_rows)), ("contents", str(extent.contents))]
    made = Erasure(
        work.new_id(),
        review.host_id if review is not None else work.person_id,
        case.id,
        reason,
        work.person_id,
        work.at,
        tuple(counts),
        salt,
        digest_of(bytes.fromhex(salt), case.subject_ref) if extent.whole_person else "",
    )
    key = _signing_key(work)
    public = key.public_key().public_bytes_raw().hex()
    made = replace(made, public_key=public)
    return replace(made, signature=key.sign(_signed_text(made)).hex())


def verify_protocol(erasure: Erasure) -> bool:
    """Whether the protocol is as it was signed."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(erasure.public_key))
        key.verify(bytes.fromhex(erasure.signature), _signed_text(erasure))
    except (InvalidSignature, ValueError):
        return False
    return True


def digest_of(salt: bytes, ref: str) -> str:
    return hmac.new(salt, ref.strip().casefold().encode(), hashlib.sha256).hexdigest()


def _signing_key(work: Work) -> Any:
    """This laptop's key for protocols, made when it first signs one; it never leaves the encrypted store."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    kept = work.setting("signing_key")
    if kept:
        return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(kept))
    made = Ed25519PrivateKey.generate()
    work.set_setting("signing_key", made.private_bytes_raw().hex())
    return made


def _signed_text(one: Erasure) -> bytes:
    content = [
        str(one.id),
        str(one.case_id),
        one.reason,
        str(one.erased_by),
        moment_text(one.erased_at),
        [list(pair) for pair in one.counts],
        one.subject_salt,
        one.subject_digest,
        one.public_key,
    ]
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
