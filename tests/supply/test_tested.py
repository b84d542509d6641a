"""In how many of how many tested: what counts as having looked."""

from datetime import date, timedelta

import pytest

from veille.supply.records import Component, Method, Outcome, Reading, Sample
from veille.supply.tested import share_tested

DAY = date(2026, 11, 2)


def sample(
    *, ftir: tuple[str, ...] | None = None, lab: tuple[str, ...] | None = None, **strips: str
) -> Sample:
    named = {Method.FTIR: ftir, Method.LABORATORY: lab}
    return Sample(
        label="x",
        collected=DAY,
        place="cactus",
        expected=("down",),
        readings=tuple(Reading(target=t, outcome=Outcome(o)) for t, o in strips.items()),
        components=tuple(
            Component(substance=one, method=method)
            for method, of in named.items()
            for one in of or ()
        ),
        methods=frozenset(method for method, of in named.items() if of is not None),
    )


@pytest.mark.parametrize(
    ("samples", "substance", "counted"),
    [
        (
            [sample(medetomidine="positive"), sample(medetomidine="negative")],
            "medetomidine",
            (1, 2),
        ),
        ([sample(medetomidine="invalid"), sample(xylazine="negative")], "medetomidine", (0, 0)),
        # A laboratory's word goes before a strip's.
        ([sample(medetomidine="positive", lab=("fentanyl",))], "medetomidine", (0, 1)),
        # All that FTIR was given count once FTIR named it; none, where it never did.
        ([sample(ftir=("carfentanil",)), sample(ftir=("caffeine",))], "carfentanil", (1, 2)),
        ([sample(lab=("carfentanil",)), sample(ftir=("caffeine",))], "carfentanil", (1, 1)),
        # A strip for a class does not tell which of it; what names one of a class, names the class.
        ([sample(benzodiazepine="positive"), sample(lab=("etizolam",))], "etizolam", (1, 1)),
        ([sample(benzodiazepine="negative"), sample(lab=("etizolam",))], "benzodiazepine", (1, 2)),
    ],
)
def test_what_was_found_is_told_of_what_could_have_named_it(
    samples: list[Sample], substance: str, counted: tuple[int, int]
):
    share = share_tested(samples, substance, "opioid", since=DAY, until=DAY)
    assert (share.positive, share.tested) == counted


def test_other_days_and_what_was_sold_as_something_else_are_left_out():
    one = sample(medetomidine="positive")
    later = DAY + timedelta(days=1)
    assert share_tested([one], "medetomidine", "opioid", since=later, until=later).tested == 0
    assert share_tested([one], "medetomidine", "stimulant", since=DAY, until=DAY).tested == 0
