"""Giving a summary out: one edition of one round as a file, logged before it exists and written whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile
from uuid import UUID

from kollegie.errors import KollegieError, reason_of
from kollegie.language import counted
from kollegie.model.register import Person
from kollegie.model.reviews import Review
from kollegie.progress import Progress
from kollegie.store import Store
from kollegie.summary.compiling import compile_content
from kollegie.summary.content import Content, Edition, Print
from kollegie.summary.gathering import gather_facts


class FileKindUnknown(KollegieError):
    """A summary is asked for in a file of a kind no face writes."""

    sv = "En sammanställning kan inte skrivas som {name}. Välj ett filnamn som slutar på {known}."
    en = "A summary cannot be written as {name}. Choose a file name that ends in {known}."


class ProviderNotChosen(KollegieError):
    """A provider edition is asked for without saying for which provider of the round."""

    sv = "Utförarutgåvan behöver en utförare ur granskningen, inte ”{given}”. Välj en av: {known}."
    en = "The provider edition needs a provider of the review, not “{given}”. Choose one of: {known}."


class SummaryNotSaved(KollegieError):
    """The file could not be written; nothing is left of it."""

    sv = "Sammanställningen gick inte att spara i {folder}: {why}. Välj en annan mapp."
    en = "The summary could not be saved in {folder}: {why}. Choose another folder."


@dataclass(frozen=True, slots=True)
class Issued:
    """What was written. `checksum` is empty for a draft."""

    path: Path
    edition: Edition
    pages: int
    checksum: str

    @property
    def draft(self) -> bool:
        """Whether the summary is not yet settled."""
        return not self.checksum

    @property
    def size(self) -> str:
        """How long it is, in what its kind of file has: pages, chapters or sheets."""
        words = {
            ".docx": (("kapitel", "kapitel"), ("chapter", "chapters")),
            ".xlsx": (("blad", "blad"), ("sheet", "sheets")),
        }
        return counted(self.pages, *words.get(self.path.suffix.lower(), (("sida", "sidor"), ("page", "pages"))))


def issue_summary(
    store: Store,
    review_id: UUID,
    edition: Edition,
    out: Path,
    *,
    provider: str = "",
    progress: Progress | None = None,
) -> Issued:
    """Write one edition of the round's summary to a file; its ending says which face.

    Shape: that it is given out stands in the log of readings before anything is made. The file appears whole, in
    place of one of the same name, or not at all.
    Raises: FileKindUnknown; ProviderNotChosen; SummaryNotSaved; RecordMissing; ChecklistVersionMissing; Cancelled.
    """
    write = _FACES.get(out.suffix.lower())
    if write is None:
        raise FileKindUnknown(name=out.suffix or out.name, known=", ".join(_FACES))
    at = store.clock().astimezone()
    with store.reading() as reading:
        facts = gather_facts(reading, review_id, at.date())
        person = reading.get(Person, store.me)
    if edition is Edition.PROVIDER and provider not in {one.ref for one in facts.providers}:
        raise ProviderNotChosen(given=provider, known=", ".join(one.ref for one in facts.providers) or "–")
    copy = _logged(store, review_id, edition, provider)
    printed = Print(person.name, f"{at:%Y-%m-%d %H.%M}", copy)
    content = compile_content(facts, edition, provider=provider, printed=printed)
    body, pages = write(content, progress or Progress())
    keep_file(out, body)
    return Issued(out, edition, pages, content.seal.checksum)


def _logged(store: Store, review_id: UUID, edition: Edition, provider: str) -> int:
    """Write down that a copy is given out. Copies of an edition are numbered on this laptop; a public one has none."""
    name = f"summary copies {review_id} {edition.value} {provider}".strip()
    with store.work("summary issued") as work:
        copy = 0 if edition is Edition.PUBLIC else int(work.setting(name, "0")) + 1
        if copy:
            work.set_setting(name, str(copy))
        detail = " ".join(part for part in (edition.value, provider, str(copy or "")) if part)
        work.log_reading("printed", "review", work.get(Review, review_id).id, detail)
    return copy


def _as_pdf(content: Content, progress: Progress) -> tuple[bytes, int]:
    from kollegie.summary.pdf import print_pdf

    printed = print_pdf(content, progress=progress)
    return printed.pdf, printed.pages


def _as_xlsx(content: Content, _progress: Progress) -> tuple[bytes, int]:
    from kollegie.summary.workbook import sheets_of, write_workbook

    return write_workbook(content), len(sheets_of(content))


def _as_docx(content: Content, _progress: Progress) -> tuple[bytes, int]:
    from kollegie.summary.document import write_document

    return write_document(content)


_FACES: dict[str, Callable[[Content, Progress], tuple[bytes, int]]] = {
    ".pdf": _as_pdf,
    ".docx": _as_docx,
    ".xlsx": _as_xlsx,
}
"""What writes each kind of file: its bytes and how many pages, chapters or sheets they are."""


def keep_file(out: Path, body: bytes) -> None:
    """Write beside the file and put it in place when it is whole. Raises: SummaryNotSaved."""
    try:
        file = NamedTemporaryFile(dir=out.parent, prefix=".", suffix=out.suffix, delete=False)  # noqa: SIM115 - below
        beside = Path(file.name)
        try:
            with file:
                file.write(body)
                file.flush()
                os.fsync(file.fileno())
            beside.replace(out)
        except OSError:
            _drop(beside)  # closed by now: Windows removes no open file
            raise
    except OSError as problem:
        raise SummaryNotSaved(folder=out.parent.name or str(out.parent), why=reason_of(problem)) from problem


def _drop(path: Path) -> None:
    with suppress(OSError):
        path.unlink()
