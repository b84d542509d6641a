"""What a room says of its kinds of fact: one row for each."""

import re

import pytest
from django import forms
from django.utils.translation import override

from veille.care import facts
from veille.care.exchange.pages.forms import KitUsedForm
from veille.ui.rooms import Kind, Room, all_rooms, as_in, kinds_without_a_row

_PLACE = re.compile(r"%\((\w+)\)")


def test_every_kind_of_fact_has_a_row():
    assert list(kinds_without_a_row()) == []


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_sentence_names_fields_that_its_fact_has(language: str):
    with override(language):
        wrong = {
            body.kind: missing
            for room in all_rooms()
            for body, kind in room.kinds.items()
            if not callable(kind.says)
            and (missing := set(_PLACE.findall(str(kind.says))) - set(body.__struct_fields__))
        }
    assert wrong == {}


def test_a_field_that_the_fact_does_not_have_cannot_be_corrected():
    with pytest.raises(ValueError, match=r"care\.visit\.seated has no chair to correct"):
        Room("care.", kinds={facts.Seated: Kind("Seat", as_in(_Chair, "chair"))})


class _Chair(forms.Form):
    chair = forms.CharField()


def test_a_word_is_asked_for_as_its_form_asks_but_for_what_is_said_otherwise():
    asked = as_in(KitUsedForm, "outcome", required=False)["outcome"](None)
    outcome = KitUsedForm.base_fields["outcome"]
    assert asked.label == outcome.label
    assert (asked.required, outcome.required) == (False, True)
    with pytest.raises(KeyError):
        as_in(KitUsedForm, "result")
