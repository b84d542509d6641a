"""Dates as French writes them: the first of a month, and months that are abbreviated."""

from datetime import UTC, date, datetime

import pytest
from django.template import Context, Template
from django.utils.formats import date_format
from django.utils.translation import override

FIRST = date(2026, 12, 1)


@pytest.mark.parametrize(
    ("language", "format", "said"),
    [
        ("fr", "DATE_FORMAT", "1er décembre 2026"),
        ("fr", "MONTH_DAY_FORMAT", "1er décembre"),
        ("fr", "l j F", "mardi 1er décembre"),
        ("fr", "j M", "1er déc."),
        ("fr", "j N", "1er déc."),
        ("fr", "M Y", "déc. 2026"),
        ("fr", "F Y", "décembre 2026"),
        ("fr", "Y-m-d", "2026-12-01"),
        ("fr", "j", "1"),
        ("en", "DATE_FORMAT", "December 1, 2026"),
        ("en", "j M", "1 Dec"),
    ],
)
def test_the_first_of_a_month_and_a_short_month_are_written_as_the_language_does(
    language: str, format: str, said: str
):
    with override(language):
        assert date_format(FIRST, format) == said
        shown = Template("{{ day|date:format }}").render(Context({"day": FIRST, "format": format}))
        assert shown == said


def test_other_days_and_hours_stay_as_they_are():
    moment = datetime(2026, 7, 21, 14, 5, tzinfo=UTC)
    with override("fr"):
        assert date_format(moment.date()) == "21 juillet 2026"
        assert date_format(moment, "DATETIME_FORMAT") == "21 juillet 2026, 14:05"
        assert date_format(moment.time(), "H:i") == "14:05"
        months = [date_format(date(2026, month, 2), "M") for month in range(1, 13)]
    assert len({*months}) == 12
    assert months[5:8] == ["juin", "juill.", "août"]
