"""The sentences of the summary at nothing and at one, and only of what the visits show."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import timedelta
from errno import ENOSPC
from pathlib import Path

import pytest
from sample_review import sample_facts

from kollegie.language import Language, speak
from kollegie.model.answer_values import Withheld
from kollegie.model.severity import Category, Severity
from kollegie.summary.compiling import compile_content
from kollegie.summary.content import Content, Edition
from kollegie.summary.facts import ComparedFact, Facts, FindingFact, Outcome, Track
from kollegie.summary.issuing import Issued, SummaryNotSaved, keep_file
from kollegie.summary.signal_sheet import answer_in_words


def internal(facts: Facts) -> Content:
    return compile_content(facts, Edition.INTERNAL)


def with_findings(facts: Facts, *severities: Severity) -> Facts:
    """The review with just these findings, all of one area."""
    visit = next(one.id for one in facts.visits if one.track is Track.USER and one.counted)
    made = [
        FindingFact(str(place), visit, "HB20", Category.RUT, severity, "Vet inte vart klagomål lämnas")
        for place, severity in enumerate(severities)
    ]
    return replace(facts, findings=tuple(made))


def without_visits(facts: Facts, *tracks: Track) -> Facts:
    """The review before the day, as far as these visits go."""
    visits = tuple(
        replace(one, outcome=Outcome.PLANNED, started=None, ended=None) if one.track in tracks else one
        for one in facts.visits
    )
    gone = {one.id for one in visits if not one.counted}
    return replace(
        facts,
        visits=visits,
        answers=tuple(one for one in facts.answers if one.visit not in gone),
        findings=tuple(one for one in facts.findings if one.visit not in gone),
        disagreements=(),
    )


@pytest.mark.parametrize(
    ("severities", "lead", "line"),
    [
        (
            (Severity.NOTE,),
            "1 iakttagelse i ett område. Flest, en, i rutiner",
            "Ingen av 1 iakttagelse är allvarlig eller akut. Flest, en, gäller rutiner och system.",
        ),
        (
            (Severity.SERIOUS, Severity.NOTE),
            "2 iakttagelser i ett område. Flest, två, i rutiner",
            "En av 2 iakttagelser är allvarlig eller akut. Flest, två, gäller rutiner och system.",
        ),
        (
            (Severity.SERIOUS, Severity.ACUTE),
            "2 iakttagelser i ett område. Flest, två, i rutiner",
            "Två av 2 iakttagelser är allvarliga eller akuta. Flest, två, gäller rutiner och system.",
        ),
    ],
)
def test_findings_are_counted_in_whole_swedish(severities: tuple[Severity, ...], lead: str, line: str) -> None:
    content = internal(with_findings(sample_facts(), *severities))

    assert content.overview.lead.startswith(lead)
    assert content.cover.lines[1] == line
    assert f"över {lead.split('.')[0]}." in content.overview.chart_alt  # the picture says what the page says


@pytest.mark.parametrize(
    ("better", "worse", "said"),
    [(0, 1, "i ingen fråga är det bättre än då, i en sämre"), (1, 0, "i en fråga är det bättre än då, i ingen sämre")],
)
def test_few_changes_since_the_last_round_are_said_in_whole_swedish(better: int, worse: int, said: str) -> None:
    facts = replace(sample_facts(), compared=(ComparedFact("våren", 9, better, worse, 2),))

    assert said in internal(facts).overview.note


def test_one_action_has_a_timeline_of_one() -> None:
    facts = sample_facts()

    content = internal(replace(facts, actions=facts.actions[:1]))

    assert content.actions.chart_alt.startswith("Tidslinje över en åtgärd från")


def test_visits_to_a_provider_that_were_not_made_are_counted_in_whole_swedish() -> None:
    facts = without_visits(sample_facts(providers=1), Track.PROVIDER)
    other = replace(next(one for one in facts.visits if one.track is Track.PROVIDER), id="u9")

    (one,) = internal(facts).providers.parts
    (two,) = internal(replace(facts, visits=(*facts.visits, other))).providers.parts

    assert one.planning_note == "Inget utförarbesök genomfördes; ett var planerat."
    assert two.planning_note == "Inget utförarbesök genomfördes; två var planerade."


@pytest.mark.parametrize(
    ("ways", "said", "small"),
    [
        (("random",) * 15, "Alla lottades.", True),
        (("random",) * 10 + ("manual",) * 5, "Tio lottades och fem valdes för hand.", True),
        (
            ("random",) * 5 + ("signal",) * 5 + ("manual",) * 5,
            "Fem lottades, fem valdes efter varningssignaler och fem valdes för hand.",
            True,
        ),
        (("random",) * 11 + ("manual",) * 4, "har fått besök.", True),
        (("all",) * 15, "Alla som kunde få besök valdes ut, utan lottning.", False),
        (("signal",) * 5 + ("all",) * 10, "Alla som kunde få besök valdes ut, utan lottning.", False),
        (("random",) * 14 + ("all",), "har fått besök.", True),
        (("random",) * 10 + ("all",) * 5, "Tio lottades och fem togs med då alla som återstod fick plats.", True),
    ],
)
def test_the_sample_tells_how_its_users_were_chosen(ways: tuple[str, ...], said: str, small: bool) -> None:
    facts = sample_facts()
    users = [one for one in facts.visits if one.track is Track.USER][: len(ways)]
    visits = tuple(replace(one, drawn=way) for one, way in zip(users, ways, strict=True))
    others = {one.id for one in facts.visits} - {one.id for one in visits}
    conduct = internal(
        replace(
            facts,
            visits=visits,
            answers=tuple(one for one in facts.answers if one.visit not in others),
            findings=tuple(one for one in facts.findings if one.visit not in others),
            disagreements=(),
        )
    ).conduct

    assert conduct.sample_note.endswith(said)
    assert any(one.startswith("Urvalet är litet.") for one in conduct.limits) is small


@pytest.mark.parametrize(
    ("tracks", "said"),
    [
        ((), "besökte handläggare från andra kommuner brukare och utförare i Exempelkommun"),
        ((Track.PROVIDER,), "besökte handläggare från andra kommuner brukare i Exempelkommun"),
        ((Track.USER,), "besökte handläggare från andra kommuner utförare i Exempelkommun"),
        (tuple(Track), "Granskningen är planerad till den 13 och 14 oktober 2026. Inget besök är genomfört än."),
    ],
)
def test_the_conduct_tells_only_of_visits_that_were_made(tracks: tuple[Track, ...], said: str) -> None:
    facts = without_visits(sample_facts(), *tracks)

    lead = internal(facts).conduct.lead.replace("\u00a0", " ")
    undated = internal(replace(facts, review_days=())).conduct.lead

    assert said in lead
    assert "–" not in undated
    assert "Den " not in undated


def test_the_same_hours_are_claimed_only_where_the_visits_show_them() -> None:
    facts = sample_facts()
    later = tuple(
        replace(one, started=one.started + timedelta(days=9), ended=one.ended + timedelta(days=9))
        if one.track is Track.PROVIDER and one.started is not None and one.ended is not None
        else one
        for one in facts.visits
    )

    assert "samma timmar" in internal(facts).providers.lead
    assert "samma timmar" not in internal(replace(facts, visits=later)).providers.lead


def test_an_answer_to_a_question_from_a_signal_is_printed_in_words() -> None:
    speak(Language.EN)
    english = answer_in_words("ja")
    speak(Language.SV)

    assert [answer_in_words(one) for one in ("ja", "nej", "delvis", Withheld.EJ_FRAGAD, None)] == [
        "Ja",
        "Nej",
        "Delvis",
        "Ej frågad",
        "–",
    ]
    assert english == "Yes"


@pytest.mark.parametrize(
    ("name", "pages", "said"),
    [("a.pdf", 8, "8 sidor"), ("a.docx", 8, "8 kapitel"), ("a.xlsx", 8, "8 blad"), ("a.PDF", 1, "1 sida")],
)
def test_the_size_of_a_file_is_told_in_what_it_has(name: str, pages: int, said: str) -> None:
    assert Issued(Path(name), Edition.PUBLIC, pages, "").size == said


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="only Linux tells which files a process has open")
def test_a_file_that_a_full_disk_broke_off_is_closed_before_it_is_removed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Windows removes no open file, and would keep half a summary under a hidden name."""
    opened_at_removal: list[bool] = []
    unlink = Path.unlink

    def full(_file: int) -> None:
        raise OSError(ENOSPC, "No space left on device")

    def removed(path: Path, missing_ok: bool = False) -> None:
        held = [os.readlink(one) for one in Path("/proc/self/fd").iterdir() if one.is_symlink()]
        opened_at_removal.append(str(path) in held)
        unlink(path, missing_ok)

    monkeypatch.setattr(os, "fsync", full)
    monkeypatch.setattr(Path, "unlink", removed)

    with pytest.raises(SummaryNotSaved):
        keep_file(tmp_path / "sammanstallning.pdf", b"%PDF")

    assert opened_at_removal == [False]
    assert list(tmp_path.iterdir()) == []
