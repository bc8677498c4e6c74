"""The printed pages as pages: nothing outside the margins, headings with what they head, large reviews whole."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from itertools import pairwise

import pikepdf
import pytest
from pdf_structure import faults, stray_text, text_of, tree
from PySide6.QtSvg import QSvgRenderer
from sample_review import sample_facts

from kollegie.errors import Cancelled
from kollegie.model.severity import Severity
from kollegie.progress import Progress
from kollegie.summary.chart_timeline import timeline_chart
from kollegie.summary.charts import MOST_UNITS, chart_svg, unit_chart
from kollegie.summary.compiling import compile_content
from kollegie.summary.content import Content, Edition
from kollegie.summary.pdf import Printed, print_pdf
from kollegie.summary.pdf_sheet import BOTTOM, TEXT_WIDTH, TOP
from kollegie.summary.preview import Pages
from kollegie.summary.tracing import trace


def content_of(users: int = 24, edition: Edition = Edition.PUBLIC) -> Content:
    """What a review of so many users says."""
    return compile_content(sample_facts(users), edition)


def test_nothing_stands_outside_the_margins(printed: Printed) -> None:
    assert stray_text(printed.pdf) == []


def test_the_report_opens_with_three_lines_that_a_board_can_read(printed: Printed, edition: Edition) -> None:
    facts = sample_facts()
    provider = "P-02" if edition is Edition.PROVIDER else ""

    lines = compile_content(facts, edition, provider=provider).cover.lines

    with Pages(printed.pdf) as pages:
        opening = " ".join(pages.text(0).split())
    assert len(lines) == 3
    assert all(" ".join(line.split()) in opening for line in lines)
    codes = re.compile(r"\b[A-ZÅÄÖ]{2,3}\d{2}\b|\b[A-ZÅÄÖ]{3}\b|κ|%")
    assert not any(codes.search(line) for line in lines)
    assert not any(visit.case in line for visit in facts.visits for line in lines)


def test_the_foot_counts_the_pages(public: Printed) -> None:
    with Pages(public.pdf) as pages:
        assert len(pages) == public.pages
        for number in range(len(pages)):
            assert f"sida {number + 1} av {public.pages}" in " ".join(pages.text(number).split())


def test_the_list_of_contents_tells_the_pages_the_headings_stand_on(public: Printed) -> None:
    with Pages(public.pdf) as pages:
        contents = " ".join(pages.text(1).split())

    for entry in public.outline:
        if entry.listed:
            assert f"{entry.title} {entry.page + 1}" in contents


def test_a_heading_never_ends_a_page(printed: Printed) -> None:
    for entry in printed.outline:
        assert TOP - 1 <= entry.top <= BOTTOM - 45, entry


def test_no_heading_level_is_skipped(printed: Printed) -> None:
    assert all(below.level <= above.level + 1 for above, below in pairwise(printed.outline))


def test_a_public_chapter_begins_a_page_unless_the_one_before_ends_high_up(public: Printed) -> None:
    chapters = [entry for entry in public.outline if entry.level == 1]

    assert all(entry.top < TOP + 0.4 * (BOTTOM - TOP) for entry in chapters)
    assert len({entry.page for entry in chapters}) >= len(chapters) - 2


def test_every_page_of_the_public_edition_is_used() -> None:
    printed = print_pdf(content_of(60))
    with Pages(printed.pdf) as pages:
        lines = [len(pages.text(number).splitlines()) for number in range(len(pages))]

    assert min(lines) >= 12, lines


def test_a_thousand_findings_are_printed_one_by_one() -> None:
    facts = sample_facts(780)
    assert len(facts.findings) > 1_000

    content = compile_content(facts, Edition.INTERNAL)
    printed = print_pdf(content)

    assert faults(printed.pdf) == []
    told = text_of(printed.pdf)
    shown = sum(len(line.cases) for area in content.findings.areas for group in area.groups for line in group.lines)
    assert shown == len(facts.findings)
    assert all(visit.case in told for visit in facts.visits)


def test_a_table_that_goes_on_repeats_its_header_for_the_eye_only() -> None:
    printed = print_pdf(content_of(120, Edition.INTERNAL))

    with Pages(printed.pdf) as pages:
        drawn = sum("Ärende Utförare Dag Tid Par Läge" in " ".join(pages.text(n).split()) for n in range(len(pages)))
    with pikepdf.open(io.BytesIO(printed.pdf)) as pdf:
        headers = [node for node in tree(pdf).walk() if node.tag == "Table" and len(node.children[0].children) == 10]
    assert drawn > 1
    assert len(headers) == 1


def test_an_empty_review_keeps_its_headings_and_says_what_is_missing() -> None:
    facts = replace(
        sample_facts(0, providers=1), visits=(), answers=(), findings=(), actions=(), disagreements=(), review_days=()
    )

    printed = print_pdf(compile_content(facts, Edition.PUBLIC))

    told = text_of(printed.pdf)
    assert faults(printed.pdf) == []
    for sentence in (
        "Inget besök är genomfört än.",
        "Inga iakttagelser",
        "Ingen åtgärd att redovisa.",
        "Inga särskilt positiva iakttagelser är antecknade.",
        "Inga brukare valdes ut.",
    ):
        assert sentence in told


def test_figures_say_what_they_show(public: Printed) -> None:
    with pikepdf.open(io.BytesIO(public.pdf)) as pdf:
        alts = [node.alt for node in tree(pdf).walk() if node.tag == "Figure"]

    assert [alt.split(" ", 1)[0] for alt in alts] == ["Rutdiagram", "Stapeldiagram", "Tidslinje"]
    assert "98 iakttagelser" in alts[1].replace("\u00a0", " ")
    assert alts[1].endswith("Talen står vid varje stapel.")


@pytest.mark.usefixtures("qapp")
def test_the_same_charts_are_drawn_for_the_screen() -> None:
    content = content_of(60)
    assert content.cover.chart is not None
    timeline = timeline_chart(content.actions, TEXT_WIDTH)
    assert timeline is not None

    for chart in (unit_chart(content.cover.chart, TEXT_WIDTH), timeline):
        svg = chart_svg(chart)
        assert svg.startswith("<?xml")
        assert chart.alt.split(".")[0] in svg
        assert svg == chart_svg(chart)
        assert QSvgRenderer(svg.encode()).isValid()


def test_one_square_stands_for_each_sampled_user_and_a_bar_when_they_are_many() -> None:
    few, many = content_of(60).cover.chart, content_of(MOST_UNITS + 30).cover.chart
    assert few is not None
    assert many is not None

    assert sum(part.count for part in few.parts) == 60
    squares = [shape for shape in unit_chart(few, TEXT_WIDTH).drawing.contents if type(shape).__name__ == "Rect"]
    bar = unit_chart(many, TEXT_WIDTH).drawing.contents
    assert len(squares) == 60
    assert len(bar) == sum(part.count > 0 for part in many.parts)


@pytest.mark.parametrize("edition", [Edition.INTERNAL, Edition.PUBLIC, Edition.PROVIDER], ids=str)
def test_every_clickable_figure_leads_to_its_visits(edition: Edition) -> None:
    facts = sample_facts()
    provider = "P-02" if edition is Edition.PROVIDER else ""
    content = compile_content(facts, edition, provider=provider)
    printed = print_pdf(content, checked=False)

    counts = {spot.key: len(trace(facts, edition, spot.key, provider=provider).visits) for spot in printed.spots}

    assert len(counts) > 40
    for area in content.overview.areas:
        for severity in Severity:
            if area.counts[severity - 1]:
                assert counts[f"area:{area.category}:{int(severity)}"] == area.counts[severity - 1]
    for part in content.providers.parts:
        assert counts[part.source] == sum(part.counts)


def test_the_window_gets_the_pixels_qt_paints(public: Printed) -> None:
    with Pages(public.pdf) as pages:
        picture = pages.picture(0, 1.0)

    assert len(picture.pixels) == picture.stride * picture.height
    assert picture.pixels[:3] == b"\xff\xff\xff"


def test_the_printing_tells_how_far_it_is_and_can_be_stopped() -> None:
    told: list[tuple[int, int]] = []
    progress = Progress(lambda done, total, _what: told.append((done, total)))

    print_pdf(content_of(), progress=progress, checked=False)
    assert told[-1][0] == told[-1][1]

    progress.cancel()
    with pytest.raises(Cancelled):
        print_pdf(content_of(), progress=progress, checked=False)
