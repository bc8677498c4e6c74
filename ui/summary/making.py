"""One edition of one round on pages, made off the window's thread, and made anew only when something has changed."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from kollegie.language import Language, current_language
from kollegie.model.reviews import Review, ReviewState, rounds_in_order
from kollegie.planning.errors import ReviewMissing
from kollegie.planning.rounds import change_review
from kollegie.summary.content import Edition
from kollegie.summary.issuing import Issued, issue_summary
from ui.summary.parts import OpenPoint, Part, open_points, parts_of

if TYPE_CHECKING:
    from PySide6.QtGui import QImage

    from kollegie.progress import Progress
    from kollegie.store import Store
    from kollegie.summary.facts import Facts
    from kollegie.summary.pdf import Printed
    from kollegie.summary.tracing import Trace, TracedVisit
    from ui.summary.paper_view import Wanted


@dataclass(frozen=True, slots=True)
class Wish:
    """What the person wants to see: a round (None for the latest), an edition, and whom a provider edition is for."""

    review_id: UUID | None = None
    edition: Edition = Edition.PUBLIC
    provider: str = ""


@dataclass(frozen=True, slots=True)
class Made:
    """What the page shows. `basis` is what it was made from; the same basis gives the same pages.

    Shape: without a round there are neither facts nor pages. `wish` has its gaps filled in.
    """

    reviews: tuple[Review, ...]
    review: Review | None
    wish: Wish
    facts: Facts | None = None
    printed: Printed | None = None
    parts: tuple[Part, ...] = ()
    points: tuple[OpenPoint, ...] = ()
    basis: tuple[str, str, str, Edition, str, date, Language] | None = None


def make(store: Store, wish: Wish, before: Made | None, progress: Progress) -> Made:
    """Look at the store and set the summary on pages, unless what was made before still holds.

    That the internal edition was read stands in the log before it is made.
    """
    from kollegie.summary.compiling import compile_content
    from kollegie.summary.gathering import gather_facts
    from kollegie.summary.pdf import print_pdf

    today = store.clock().astimezone().date()
    with store.reading() as reading:
        reviews = ordered(reading.find(Review))
        review = next((one for one in reviews if one.id == wish.review_id), reviews[0] if reviews else None)
        if review is None:
            return Made(reviews, None, wish)
        facts = gather_facts(reading, review.id, today)
    refs = [provider.ref for provider in facts.providers]
    edition = wish.edition if wish.edition is not Edition.PROVIDER or refs else Edition.PUBLIC
    provider = "" if edition is not Edition.PROVIDER else wish.provider if wish.provider in refs else refs[0]
    wish = Wish(review.id, edition, provider)
    basis = (facts.checksum(), facts.version, facts.changed_since, edition, provider, today, current_language())
    if before is not None and before.basis == basis:
        return replace(before, reviews=reviews, review=review, wish=wish)
    if edition is Edition.INTERNAL:
        with store.work("summary shown") as work:
            work.log_reading("shown", "review", review.id, edition.value)
    printed = print_pdf(compile_content(facts, edition, provider=provider), checked=False, progress=progress)
    points = open_points(facts)
    return Made(reviews, review, wish, facts, printed, parts_of(printed.outline, points), points, basis)


def ordered(reviews: tuple[Review, ...]) -> tuple[Review, ...]:
    """The rounds as they are offered: those under way first, those that are only planned last."""
    return rounds_in_order(reviews, last=ReviewState.PLANNED)


def visits_behind(made: Made, key: str) -> tuple[str, Trace | None]:
    """The key and the visits behind its figure; None where the pages shown have no such figure."""
    from kollegie.summary.tracing import trace

    if made.facts is None:
        return key, None
    try:
        return key, trace(made.facts, made.wish.edition, key, provider=made.wish.provider)
    except (KeyError, IndexError):
        return key, None


def place_of(visit: TracedVisit) -> tuple[UUID, str | None]:
    """Where a visit and its question are shown."""
    return UUID(visit.visit), visit.question.lower() or None


def draw_wanted(pdf: bytes, wanted: Wanted) -> tuple[Wanted, QImage]:
    """The picture the paper asks for, with what was asked."""
    from PySide6.QtGui import QImage

    from kollegie.summary.preview import Pages

    with Pages(pdf) as pages:
        drawn = pages.picture(wanted.page, wanted.scale)
    image = QImage(drawn.pixels, drawn.width, drawn.height, drawn.stride, QImage.Format.Format_RGB32)
    return wanted, image.copy()  # the picture keeps pixels of its own when the bytes are gone


def text_of(pdf: bytes, page: int) -> tuple[int, str]:
    """The words of a page, from 0, for a screen reader."""
    from kollegie.summary.preview import Pages

    with Pages(pdf) as pages:
        return page, pages.text(page)


def issue(store: Store, wish: Wish, path: Path, progress: Progress) -> Issued:
    """Save the edition that is shown, as it stands in the store now."""
    if wish.review_id is None:
        raise ReviewMissing(name="")
    return issue_summary(store, wish.review_id, wish.edition, path, provider=wish.provider, progress=progress)


def file_name(made: Made) -> str:
    """A name for the file that holds no name of a person or a case: the round, the edition, the day."""
    said = [made.review.name if made.review is not None else "", made.wish.edition.word, made.wish.provider]
    plain = "-".join("-".join(re.findall(r"\w+", part)) for part in said if part).lower()
    return f"{plain}-{made.facts.made_on}" if made.facts is not None else plain


def write_own_text(store: Store, review_id: UUID, purpose: str, method: str) -> Review:
    """Keep the purpose and method of the round as its lead has worded them. Raises: ReviewLocked; RecordMissing."""
    with store.reading() as reading:
        review = reading.get(Review, review_id)
    if (review.purpose, review.method) == (purpose, method):
        return review
    return change_review(store, replace(review, purpose=purpose, method=method))
