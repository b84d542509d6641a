"""A date and an hour as a form reads them, also where the clock is put forward and back."""

from datetime import UTC, datetime

import pytest
from django import forms
from django.utils import timezone, translation

from veille.ui.fields import MomentField


class Asked(forms.Form):
    at = MomentField(label="When")


@pytest.fixture(autouse=True)
def montreal():
    with timezone.override("America/Toronto"), translation.override("en"):
        yield


@pytest.mark.parametrize("text", ["2026-11-29T01:30", "2026-11-29 01:30", "2026-11-29, 01:30"])
def test_an_hour_is_of_the_sites_zone(text: str):
    form = Asked({"at": text})
    assert form.is_valid(), form.errors
    assert form.cleaned_data["at"] == datetime(2026, 11, 29, 6, 30, tzinfo=UTC)


def test_an_hour_that_the_clock_showed_twice_is_asked_back_and_then_taken():
    form = Asked({"at": "2026-11-01T01:30"})
    assert form.errors["at"] == [
        "The clock showed 01:30 twice on that date. Choose which of both it was."
    ]
    drawn = str(form["at"])
    assert 'value="2026-11-01T01:30"' in drawn
    assert "the first time" in drawn
    for which, hour in (("first", 5), ("second", 6)):
        form = Asked({"at": "2026-11-01T01:30", "at-which": which})
        assert form.is_valid(), form.errors
        # Python finds no moment of such an hour equal to one of another zone.
        at = form.cleaned_data["at"].astimezone(UTC)
        assert at == datetime(2026, 11, 1, hour, 30, tzinfo=UTC)


def test_what_is_neither_of_both_is_asked_back_again():
    assert not Asked({"at": "2026-11-01T01:30", "at-which": "third"}).is_valid()


def test_an_hour_that_the_clock_left_out_is_refused_in_a_sentence():
    form = Asked({"at": "2026-03-08T02:30"})
    assert form.errors["at"] == [
        "The clock went forward and never showed 02:30 on that date. Correct the hour."
    ]


@pytest.mark.parametrize("text", ["soon", "2026-02-30T10:00", "2026-11-29T24:30", "x#first"])
def test_what_is_no_moment_is_refused(text: str):
    assert "Write it such as" in str(Asked({"at": text}).errors["at"])


def test_an_hour_that_is_asked_once_shows_no_choice():
    assert "the first time" not in str(Asked()["at"])
