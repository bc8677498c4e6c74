"""What a printed summary costs: our tagged pages beside ReportLab's plain flow of the same words, in one run.

    .venv/bin/python tests/benchmarks/summary_pdf.py [users]

Times are of the processor, so that other work on the machine counts less.
Goals: at least twice the findings per second of the plain flow, tags for at most a quarter more than the same pages
without, forty pages a second, and a thousand pages at no more than 1.2 times the time per page of a hundred, in at
most 600 MB.
"""

from __future__ import annotations

import gc
import io
import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import process_time
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1] / "summary"))
sys.path.insert(0, str(Path(__file__).parents[2]))

from sample_review import sample_facts

from kollegie.progress import Progress
from kollegie.summary.compiling import compile_content
from kollegie.summary.content import Content, Edition, Print
from kollegie.summary.numbers import share
from kollegie.summary.pdf import lay_out, print_pdf
from kollegie.summary.pdf_fonts import Face, register
from kollegie.summary.pdf_sheet import Paper
from kollegie.summary.pdf_tags import tree_objects
from kollegie.summary.pdf_update import Ending, updated

ROUNDS = 3
USERS = 1_100
PRINT = Print("granskningsledaren", "2026-11-21 14.05", 1)


def untagged(content: Content) -> bytes:
    """Our own layout, with no tags and nothing after it."""
    paper = Paper(tagged=False)
    lay_out(paper, content, Progress())
    return paper.finished("", "", "")


def tagged(content: Content) -> bytes:
    """Our own layout with its tags, before bookmarks and archive."""
    paper = Paper()
    lay_out(paper, content, Progress())
    raw = paper.finished("", "", "")
    numbers = range(1, len(paper.pages) + 1)
    return updated(raw, Ending(len(numbers) + 100, 1, 2, b"", b"<<>>"), tree_objects(paper.root, numbers, 100))


def archived(content: Content) -> bytes:
    """All of it but the proof that the file conforms."""
    return print_pdf(content, checked=False).pdf


def proved(content: Content) -> bytes:
    """All of it."""
    return print_pdf(content).pdf


def platypus(content: Content) -> bytes:
    """The same findings, cases and visits with ReportLab's own flow: fixed widths, embedded faces, no tags."""
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.platypus import Paragraph, SimpleDocTemplate, Table

    register()
    sans, strong = Face.SANS.value, Face.SEMIBOLD.value
    body = ParagraphStyle("body", fontName=sans, fontSize=9, leading=12)
    bold = ParagraphStyle("bold", fontName=strong, fontSize=9, leading=12)
    small = ParagraphStyle("small", fontName=sans, fontSize=8.5, leading=11.5)
    head = ParagraphStyle("head", fontName=strong, fontSize=13, leading=16.5, spaceBefore=14)
    font: Any = ("FONTNAME", (0, 0), (-1, -1), sans)
    story: list[Any] = []
    for area in content.findings.areas:
        story.append(Paragraph(area.category.word, head))
        for group in area.groups:
            story.append(Paragraph(group.severity.word, head))
            for line in group.lines:
                count = f"{share(line.share.part, line.share.whole)} {line.unit}"
                row = [Paragraph(line.question, bold), Paragraph(line.claim, bold), Paragraph(count, body)]
                story.append(Table([row], colWidths=(48, 335, 90), style=[font]))
                for note in line.cases:
                    cells = [Paragraph(note.case, small), Paragraph(f"{note.answer}. {note.note}", small)]
                    story.append(Table([cells], colWidths=(108, 365), style=[font]))
    rows = [
        [visit.case, visit.provider, str(visit.day), visit.time, visit.pair, visit.state, *map(str, visit.counts)]
        for visit in content.visits
    ]
    widths = (62, 108, 56, 66, 28, 77, 19, 19, 19, 19)
    story.append(Table([[Paragraph(cell, body) for cell in row] for row in rows], colWidths=widths, style=[font]))
    file = io.BytesIO()
    start_font: dict[str, Any] = {"initialFontName": sans}
    SimpleDocTemplate(file, invariant=1, **start_font).build(story)
    return file.getvalue()


def seconds(make: Callable[[Content], bytes], content: Content) -> float:
    """How long it takes once; none of the makers is interrupted by the search for garbage."""
    gc.collect()
    gc.disable()
    begun = process_time()
    make(content)
    spent = process_time() - begun
    gc.enable()
    return spent


def main() -> None:
    users = int(sys.argv[1]) if len(sys.argv) > 1 else USERS
    facts = sample_facts(users)
    begun = process_time()
    content = compile_content(facts, Edition.INTERNAL, printed=PRINT)
    compiling = process_time() - begun
    findings = len(facts.findings)
    pages = print_pdf(content, checked=False).pages
    print(f"{findings} findings of {users} users on {pages} pages; counted in {compiling:.2f} s")

    makers = (platypus, untagged, tagged, archived, proved)
    times: dict[str, list[float]] = {make.__name__: [] for make in makers}
    for _ in range(ROUNDS):
        for make in makers:
            times[make.__name__].append(seconds(make, content))
    middle = {name: median(found) for name, found in times.items()}
    for name, spent in middle.items():
        print(f"{name:>10}: {spent:6.2f} s  {findings / spent:7.0f} findings/s  {pages / spent:6.0f} pages/s")
    print(
        f"archived against platypus: {middle['platypus'] / middle['archived']:.2f} x findings/s (goal 2, stretch 2.4)"
    )
    print(f"untagged against platypus: {middle['platypus'] / middle['untagged']:.2f} x findings/s (goal 3.5)")
    print(f"tagged against untagged:   {middle['tagged'] / middle['untagged']:.2f} x time (goal at most 1.25)")
    print(f"archived against untagged: {middle['archived'] / middle['untagged']:.2f} x time")

    users_per_page = users / pages
    small, _ = _alone(round(100 * users_per_page))
    large, peak = _alone(round(1_000 * users_per_page))
    more = large / small
    print(f"per page: {small:.2f} ms at 100 pages, {large:.2f} ms at 1,000: {more:.2f} x (goal 1.2)")
    print(f"peak memory at 1,000 pages: {peak:.0f} MB (goal 600)")


def _alone(users: int) -> tuple[float, float]:
    """Milliseconds per page and peak memory in MB of a summary made in a process of its own."""
    done = subprocess.run([sys.executable, __file__, "--alone", str(users)], capture_output=True, text=True, check=True)
    spent, peak = done.stdout.split()
    return float(spent), float(peak)


def make_alone(users: int) -> None:
    """Make one internal summary and tell what it cost."""
    content = compile_content(sample_facts(users), Edition.INTERNAL, printed=PRINT)
    begun = process_time()
    pages = print_pdf(content, checked=False).pages
    spent = process_time() - begun
    print(1000 * spent / pages, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


if __name__ == "__main__":
    if "--alone" in sys.argv:
        make_alone(int(sys.argv[-1]))
    else:
        main()
