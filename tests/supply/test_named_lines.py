"""Substances as they are typed at a bench, one a line, each with its share."""

from collections.abc import Iterator

import pytest
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils import translation

from veille.supply.pages.forms import SpectrumForm
from veille.supply.pages.named_lines import Named, read_line

READ = [
    ("caffeine 42", "caffeine", 42.0),
    ("caffeine 42 %", "caffeine", 42.0),
    ("fentanyl ½ %", "fentanyl", 0.5),
    ("fentanyl .5", "fentanyl", 0.5),
    ("fentanyl (5 %)", "fentanyl", 5.0),
    ("fentanyl 1½ %", "fentanyl", 1.5),
    ("fentanyl 1 1/2", "fentanyl", 1.5),
    ("fentanyl: 3 %", "fentanyl", 3.0),
    ("fentanyl = 3", "fentanyl", 3.0),
    ("- caffeine, 42", "caffeine", 42.0),
    ("cafeine", "cafeine", None),
    ("4-ANPP", "4-ANPP", None),
    ("4-ANPP 2.5", "4-ANPP", 2.5),
    ("Delta 9 THC", "Delta 9 THC", None),
    ("Delta 9 THC 20", "Delta 9 THC", 20.0),
    ("Fentanyl HCl 3", "Fentanyl HCl", 3.0),
    ("unknownium 3", "unknownium", 3.0),
]
ASKED_BACK = [
    ("caffeine -3", "0 to 100"),
    ("caffeine - 3", "0 to 100"),
    ("caffeine 140", "0 to 100"),
    ("fentanyl ½", "of a percent, or of the sample?"),
    ("fentanyl ⅓", "such as 0.5 or 50"),
    ("fentanyl 1/2", "of a percent, or of the sample?"),
    ("3 % fentanyl", "first, then its share"),
    ("fentanyl 3 mg", "and not a weight"),
    ("fentanyl ½½", "½½"),
    ("fentanyl <1", "<1"),
    ("fentanyl < 1", "< 1"),
    ("fentanyl ~3", "~3"),
    ("fentanyl 3-5", "3-5"),
    ("fentanyl traces", "a trace is no share"),
    ("fentanyl (trace)", "a trace is no share"),
    ("😀 3", "no substance has “😀” in its name"),
    ("42", "no name of a substance"),
]


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.mark.parametrize(("line", "substance", "share"), READ)
def test_a_line_is_a_substance_and_the_number_behind_it(
    line: str, substance: str, share: float | None
):
    assert read_line(line) == Named(substance, share)


@pytest.mark.parametrize(("line", "why"), ASKED_BACK)
def test_what_cannot_be_read_is_asked_back_and_never_made_part_of_the_name(line: str, why: str):
    with pytest.raises(ValidationError) as asked:
        read_line(line)
    assert why in " ".join(asked.value.messages)


def test_a_share_is_read_as_the_language_writes_it():
    with translation.override("fr"):
        assert read_line("caféine 42,5 %").share_percent == 42.5


def test_a_trace_is_called_so_where_a_laboratory_may():
    assert read_line("xylazine trace", traces=True) == Named("xylazine", None, trace=True)


def spectrum(sent: str) -> SpectrumForm:
    return SpectrumForm(QueryDict(sent))


def test_a_name_that_no_dictionary_has_is_asked_back_and_kept_by_a_tap_on_that_name_alone():
    asked = spectrum("components=caffiene 42%0Aunknownium 3")
    assert not asked.is_valid()
    caffeine, unknown = asked.errors["components"]
    assert "Did you mean caffeine?" in caffeine
    assert "“unknownium” is not in the dictionary" in unknown
    assert str(asked["components"]).count("components-keep") == 2
    kept = spectrum("components=caffeine 42%0Aunknownium 3&components-keep=unknownium")
    assert kept.is_valid()
    assert [one.substance for one in kept.cleaned_data["components"]] == ["caffeine", "unknownium"]
    other = spectrum("components=unknownia 3&components-keep=unknownium")
    assert not other.is_valid()


def test_every_line_that_is_wrong_is_told_at_once_and_what_was_typed_stays():
    asked = spectrum("components=caffeine -3%0Afentanyl <1")
    assert len(asked.errors["components"]) == 2
    assert "fentanyl &lt;1" in str(asked["components"])
