"""Summaries of the made-up review, printed once for all tests that only read them."""

from __future__ import annotations

from functools import cache

import pytest
from sample_review import sample_facts

from kollegie.summary.compiling import compile_content
from kollegie.summary.content import Edition, Print
from kollegie.summary.pdf import Printed, print_pdf


@cache
def printed_in(edition: Edition) -> Printed:
    """The sample review, printed."""
    copy = Print("granskningsledaren", "2026-11-21 14.05", 2, 3)
    provider = "P-02" if edition is Edition.PROVIDER else ""
    return print_pdf(compile_content(sample_facts(), edition, provider=provider, printed=copy))


@pytest.fixture(params=list(Edition), ids=str)
def edition(request: pytest.FixtureRequest) -> Edition:
    """Each edition."""
    return Edition(request.param)


@pytest.fixture
def printed(edition: Edition) -> Printed:
    """The sample review in each edition."""
    return printed_in(edition)


@pytest.fixture
def internal() -> Printed:
    """The sample review in the internal edition."""
    return printed_in(Edition.INTERNAL)


@pytest.fixture
def public() -> Printed:
    """The sample review in the public edition."""
    return printed_in(Edition.PUBLIC)
