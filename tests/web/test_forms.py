"""What every form says of what it cannot take: plain words, no code; nothing is cut or unseen."""

from collections.abc import Iterator
from typing import Any

import pytest
from django import forms
from django.utils import translation

from veille.care.pages.forms import ArrivalForm, FirstVisitForm, HandleForm, LeavingForm, NoteForm
from veille.ledger.ids import new_id
from veille.ui.forms import InPlainWords
from veille.web import urls

pytestmark = pytest.mark.usefixtures("sqlite")


def every_form(kind: type[Any] = forms.BaseForm) -> Iterator[type[Any]]:
    for form in kind.__subclasses__():
        if form.__module__.startswith("veille."):
            yield form
        yield from every_form(form)


def test_every_form_of_the_site_speaks_in_plain_words():
    assert urls.urlpatterns  # which import every page
    # Signing in asks nothing to choose, and its words are Django's.
    found = {form for form in every_form() if not form.__module__.endswith(".signing")}
    assert len(found) > 60
    assert [form for form in found if not issubclass(form, InPlainWords)] == []


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("name", ["mode", "substances", "company"])
def test_a_choice_that_is_no_longer_there_is_asked_again_without_its_code(language: str, name: str):
    sent = {"submission": new_id(), "mode": "nasal", "substances": ["down"]}
    with translation.override(language):
        form = ArrivalForm({**sent, name: ["2026-12-01T09:00|Ormes"]})
        (said,) = form.errors[name]
    assert "2026" not in said
    assert "Ormes" not in said
    assert ("no longer offered" if language == "en" else "n’est plus offert") in said


def test_what_is_wrong_with_a_field_that_nobody_sees_is_said_at_the_head():
    with translation.override("en"):
        form = LeavingForm({"seen": "?", "reason": "wait"})
        assert not form.is_valid()
        assert "open it again" in form.non_field_errors()[0]
    assert "seen" not in form.errors


UNSEEN = ["\u202e", "\u2066", "\u200b", "\u200f", "\ufeff", "\u00ad", "\x07", "\U000e0041"]


@pytest.mark.parametrize("mark", UNSEEN, ids=lambda mark: f"U+{ord(mark):04X}")
def test_a_character_that_nobody_sees_is_refused_and_named(mark: str):
    for form, name in ((HandleForm, "handle"), (NoteForm, "note")):
        with translation.override("en"):
            refused = form({name: f"Ren{mark}ard"})
            assert f"U+{ord(mark):04X}" in refused.errors[name][0]


@pytest.mark.parametrize("text", ["Renée", "سلام‌علیکم", "👩‍⚕️ says", "two\nlines", "tab\there"])
def test_what_languages_need_is_kept(text: str):
    assert NoteForm({"note": text}).is_valid()


def test_a_text_that_is_too_long_is_refused_and_never_cut_by_the_browser():
    with translation.override("en"):
        long = NoteForm({"note": "x" * 2_001})
        assert "2000" in long.errors["note"][0].replace(",", "")
    for form in (NoteForm, HandleForm, FirstVisitForm):
        drawn = "".join(str(field) for field in form())
        assert "maxlength" not in drawn
