"""What stands on every page: the running title, the edition's mark and the foot. All of it is artifact."""

from __future__ import annotations

from kollegie.language import say
from kollegie.summary.content import Content, Edition
from kollegie.summary.pdf_fonts import Face, plain
from kollegie.summary.pdf_sheet import HEIGHT, LEFT, RIGHT, TEXT_WIDTH, WIDTH, Paper, Sheet
from kollegie.summary.pdf_text import (
    ACCENT,
    ACCENT_LIGHT,
    CAPTION,
    CAPTION_STRONG,
    HAIR,
    INK,
    MUTED,
    PRINT_LINE,
    WHITE,
    Style,
    measured,
    shortened,
)

FOOT_RULE = HEIGHT - 45.4
_MARK = Style(Face.SEMIBOLD, 9, 12)
_HIGHEST_MARK = 16.0


def edition_words(content: Content) -> str:
    """The edition with what must be known of it: secrecy, or whose edition it is."""
    if content.edition is Edition.INTERNAL:
        return f"{content.edition.word} · {say('sekretess', 'confidential')}"
    if content.edition is Edition.PROVIDER:
        return f"{content.edition.word} · {content.provider}"
    return content.edition.word


def furnish(paper: Paper, content: Content) -> None:
    """Put head and foot on every page, now that it is known how many there are."""
    for sheet in paper.pages:
        with sheet.marked(None):
            if content.edition is Edition.INTERNAL:
                sheet.box(0, 0, WIDTH, 11, fill=INK)
            if sheet.number:
                _head(sheet, content)
            _foot(sheet, content, len(paper.pages))


def edition_mark(sheet: Sheet, content: Content, top: float) -> None:
    """The mark at the top right: outlined for the public, tinted for a provider, black for internal use."""
    words = shortened(edition_words(content), _MARK, TEXT_WIDTH * 0.6)
    width = measured(words, _MARK) + 13
    fill, line, ink = {
        Edition.PUBLIC: ("", ACCENT, ACCENT),
        Edition.PROVIDER: (ACCENT_LIGHT, ACCENT, ACCENT),
        Edition.INTERNAL: (INK, INK, WHITE),
    }[content.edition]
    sheet.box(RIGHT - width, top, width, _HIGHEST_MARK, fill, line)
    sheet.text(RIGHT - width + 6.5, top + 11.3, (words,), _MARK.tinted(ink))


def _head(sheet: Sheet, content: Content) -> None:
    room = TEXT_WIDTH - measured(edition_words(content), _MARK) - 30
    sheet.text(LEFT, 37, (shortened(content.running_title, CAPTION, room),), CAPTION)
    edition_mark(sheet, content, 25.8)


def _foot(sheet: Sheet, content: Content, pages: int) -> None:
    strong = CAPTION_STRONG.tinted(MUTED)
    sheet.rule(LEFT, FOOT_RULE, TEXT_WIDTH, 0.4, HAIR)
    baseline = FOOT_RULE + 11.5
    registered = content.registry_number or say("saknas", "none")
    number = shortened(f"{say('Dnr', 'Reg. no.')} {registered}", strong, 170)
    sheet.text(LEFT, baseline, (number,), strong)
    middle = max(LEFT + 116, LEFT + measured(number, strong) + 16)
    room = RIGHT - middle - 80
    said = _edition_and_version(content, named=True)
    if measured(plain(said), CAPTION) > room:
        said = _edition_and_version(content, named=False)
    sheet.text(middle, baseline, (shortened(said, CAPTION, room),), CAPTION)
    of = say(f"sida {sheet.number + 1} av {pages}", f"page {sheet.number + 1} of {pages}")
    sheet.text_right(RIGHT, baseline, (of,), strong)
    if content.printed is not None and content.edition is Edition.INTERNAL:
        line = say(
            f"Utskriven {content.printed.at} av {content.printed.by}. Loggad. "
            "Sekretess enligt 26 kap. 1 § offentlighets- och sekretesslagen.",
            f"Printed {content.printed.at} by {content.printed.by}. Logged. "
            "Confidential under chapter 26 section 1 of the Public Access to Information and Secrecy Act.",
        )
        sheet.text(LEFT, baseline + 10.5, (shortened(line, PRINT_LINE, TEXT_WIDTH),), PRINT_LINE)


def _edition_and_version(content: Content, *, named: bool) -> str:
    """The middle of the foot; a provider's name stands there when it has room, for the mark above has it too."""
    edition = content.edition.word
    if named and content.provider:
        edition += f", {content.provider}"
    if content.printed is not None:
        copy, copies = content.printed.copy, content.printed.copies
        edition += say(f", exemplar {copy}", f", copy {copy}")
        edition += say(f" av {copies}", f" of {copies}") if copies else ""
    if content.draft:
        parts = [edition, say("Utkast", "Draft")]
    else:
        start = f"{content.seal.checksum[:4]} {content.seal.checksum[4:8]}"
        parts = [edition, f"version {content.version}", say(f"kontrollsumma {start}", f"checksum {start}")]
    return "\u00a0\u00a0·\u00a0\u00a0".join(parts)
