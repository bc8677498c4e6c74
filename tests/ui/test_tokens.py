"""The contrast of every colour pair in use, recomputed from the tokens."""

from __future__ import annotations

from dataclasses import fields

import pytest

from kollegie.model.severity import Severity
from ui import tokens
from ui.tokens import CONTRAST, DARK, LIGHT, ROLES, Tokens, Tone, contrast_ratio

SCHEMES = {"light": LIGHT, "dark": DARK, "contrast": CONTRAST}

TEXT_PAIRS = (
    "text/bg text/surface text/sunken text/soft text/record_soft text/s1_soft text/s2_soft text/s3_soft text/s4_soft "
    "muted/surface muted/bg muted/sunken muted/soft muted/record_soft "
    "accent/surface accent/bg accent/soft accent/record_soft accent/s2_soft "
    "on_accent/accent on_accent/accent_hover on_accent/accent_press "
    "record/record_soft record/soft record/surface record/bg "
    "accent/record_soft ok/record_soft s3/record_soft accent/s4_soft "
    "s1/s1_soft s2/s2_soft s3/s3_soft s4/s4_soft on_s4/s4 ok/ok_soft "
    "s1/surface s2/surface s3/surface s4/surface ok/surface s1/bg s2/bg s3/bg s4/bg ok/bg "
    "s1/soft s2/soft s3/soft s4/soft "
    "surface/s1 surface/s2 surface/s3 surface/s4 text/ok_soft accent/ok_soft accent/s3_soft "
    "s1/sunken s2/sunken s3/sunken s4/sunken "
    "rail_text/rail rail_on/rail_sel on_badge/badge "
)

PART_PAIRS = (
    "edge/surface edge/bg edge/sunken edge/record_soft record_line/surface focus/bg focus/surface focus/soft "
    "accent/record_soft "
    "accent/surface accent/sunken s1/surface s2/surface s3/surface s4/surface s3/bg badge/rail "
    "surface/s1 surface/s2 surface/s3 surface/s4 surface/accent text/sunken rail_text/rail "
)

WRITTEN = {  # the figures the design promises, light / dark / high contrast
    "text/bg": (14.9, 15.6, 21),
    "text/surface": (16.7, 13.8, 21),
    "text/soft": (13.7, 10.6, 13.9),
    "muted/surface": (7.4, 8.0, 21),
    "muted/bg": (6.5, 9.0, 21),
    "muted/sunken": (6.0, 9.5, 21),
    "accent/surface": (7.7, 8.1, 15.4),
    "on_accent/accent": (7.7, 8.6, 15.4),
    "record/record_soft": (7.5, 7.8, 13.7),
    "s1/s1_soft": (6.5, 7.9, 14.7),
    "s2/s2_soft": (6.0, 8.6, 15.1),
    "s3/s3_soft": (5.4, 7.2, 11.7),
    "s4/s4_soft": (6.5, 6.7, 9.7),
    "ok/ok_soft": (5.9, 7.8, 15.2),
    "rail_text/rail": (9.0, 8.5, 21),
    "on_badge/badge": (9.8, 9.8, 9.8),
    "edge/surface": (4.0, 4.7, 21),
    "edge/bg": (3.6, 5.3, 21),
    "edge/sunken": (3.3, 5.6, 21),
    "record_line/surface": (4.1, 4.3, 13.7),
    "focus/bg": (14.9, 18.2, 17.5),
}


def ratio(scheme: Tokens, pair: str) -> float:
    front, back = pair.split("/")
    return contrast_ratio(getattr(scheme, front), getattr(scheme, back))


@pytest.mark.parametrize("scheme", SCHEMES.values(), ids=SCHEMES)
def test_every_text_can_be_read_on_its_surface(scheme: Tokens) -> None:
    too_weak = {pair: round(ratio(scheme, pair), 2) for pair in TEXT_PAIRS.split() if ratio(scheme, pair) < 4.5}

    assert too_weak == {}


@pytest.mark.parametrize("scheme", SCHEMES.values(), ids=SCHEMES)
def test_every_part_can_be_told_from_what_it_stands_on(scheme: Tokens) -> None:
    too_weak = {pair: round(ratio(scheme, pair), 2) for pair in PART_PAIRS.split() if ratio(scheme, pair) < 3}

    assert too_weak == {}


@pytest.mark.parametrize("pair", WRITTEN)
def test_the_ratios_are_those_the_design_promises(pair: str) -> None:
    computed = tuple(ratio(scheme, pair) for scheme in SCHEMES.values())

    assert computed == pytest.approx(WRITTEN[pair], abs=0.1)  # written with one decimal


def test_black_on_white_is_the_widest_contrast() -> None:
    assert contrast_ratio("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast_ratio("#777777", "#777777") == pytest.approx(1)


def test_each_severity_has_colours_of_its_own() -> None:
    for scheme in (LIGHT, DARK, CONTRAST):
        assert len({scheme.severity(severity) for severity in Severity}) == 4


def test_every_tone_names_a_colour_and_every_role_a_known_tone() -> None:
    names = {field.name for field in fields(Tokens)}

    assert {tone.value for tone in Tone} <= names
    assert {role.tone for role in ROLES.values()} <= set(Tone)
    assert all(12 <= role.px <= 28 for role in ROLES.values())


def test_no_target_is_lower_than_44() -> None:
    assert min(tokens.TARGET_ANSWER, tokens.TARGET_BUTTON, tokens.TARGET_SEVERITY, tokens.TARGET_ROW) >= 44
