"""Counts that others publish: kept as known on each day, shown with their source and period."""

from datetime import date
from typing import Any

import pytest

from veille.accounts.models import Role
from veille.ledger.refusal import Malformed
from veille.surveillance import detecting, outside
from veille.surveillance.outside_facts import Vintage
from veille.surveillance.pages import outside as pages
from veille.surveillance.tables import OutsideRow
from veille.surveillance.words import Counted

from .night import Night, words
from .test_bulletin import PAGE, get
from .test_numbers_page import visits
from .test_outreach import public
from .watched import deaths

__all__ = ["public"]

NUMBERS = "/en/numbers/"


def page(night: Night, id: str, on: str = "") -> str:
    return words(night.client(Role.EPIDEMIOLOGIST).get(f"/series/outside/{id}/", {"on": on}))


def keep(**said: Any) -> Any:
    data: dict[str, Any] = {
        "by": "",
        "what": Counted.DEATHS,
        "area": "Québec",
        "source": "Coroner",
        "title": "Deaths",
        "period": "month",
        "vintages": [Vintage(as_of="2026-03-15", counts={"2026-01-01": 41})],
    }
    return outside.keep(**{**data, **said})


def test_a_series_is_read_as_it_was_known_on_a_day(night: Night):
    kept = deaths()
    now = page(night, kept.id)
    assert "Drug-related deaths, Québec: 39 in February 2026, as known on April 15, 2026." in now
    assert "March 2026 not given" in now
    assert "Known now" not in now
    then = page(night, kept.id, "2026-03-15")
    assert "28 in February 2026, as known on March 15, 2026." in then
    assert "February 2026 28 39" in then
    assert "January 2026 41 40" in then
    assert "“yesterday” in the address is no choice here" in page(night, kept.id, "yesterday")


@pytest.mark.parametrize(
    ("on", "said"),
    [
        ("2026-04-14", "28 in February 2026, as known on March 15, 2026."),
        ("2026-04-15", "39 in February 2026, as known on April 15, 2026."),
        ("2030-01-01", "39 in February 2026, as known on April 15, 2026."),
        ("2026-03-14", "Nothing was known on March 14, 2026 yet: this is what was known first."),
        ("2026-02-30", "“2026-02-30” in the address is no choice here for “on”"),
    ],
)
def test_any_day_gives_what_was_known_then(night: Night, on: str, said: str):
    assert said in page(night, deaths().id, on)


def test_the_same_vintage_twice_adds_nothing_and_a_later_one_leaves_the_earlier(night: Night):
    deaths()
    _kept, added = keep(public=True, vintages=[Vintage(as_of="2026-03-15", counts=FIRST)])
    assert added == 0
    _kept, added = keep(public=True, vintages=[Vintage(as_of="2026-05-15", counts=FIRST)])
    assert added == 1
    row = OutsideRow.objects.get()
    assert [each.as_of for each in outside.vintages(row)] == [
        "2026-03-15",
        "2026-04-15",
        "2026-05-15",
    ]


FIRST = {"2026-01-01": 41.0, "2026-02-01": 28.0}


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"source": "  "}, "Say whose numbers they are"),
        ({"vintages": [Vintage(as_of="2026-03-15", counts={})]}, "no count in it"),
        ({"vintages": [Vintage(as_of="March", counts=FIRST)]}, "“March” is no day"),
        ({"vintages": [Vintage(as_of="2026-03-15", counts={"2026-01-01": -1.0})]}, "negative"),
        ({"vintages": [Vintage(as_of="2026-03-15", counts={"2026-01-01": 1e20})]}, "exact"),
        ({"vintages": [Vintage(as_of="2026-03-15", counts={"2026-04-01": 3.0})]}, "after the day"),
        ({"vintages": [Vintage(as_of="2999-03-15", counts=FIRST)]}, "to come"),
    ],
)
def test_what_cannot_be_kept_is_said_and_nothing_is(night: Night, said: Any, sentence: str):
    with pytest.raises(Malformed, match=sentence):
        keep(**said)
    assert not OutsideRow.objects.exists()


def test_what_its_source_published_stands_on_the_public_numbers_and_in_the_bulletin(public: Night):
    visits(public, 23)
    sentence = "Drug-related deaths, Québec: 39 in February 2026, as known on April 15, 2026."
    deaths(public=False)
    assert "Québec:" not in words(get(public.client(None), NUMBERS))
    deaths(public=True)
    for client, address in (
        (public.client(None), NUMBERS),
        (public.client(Role.EPIDEMIOLOGIST), PAGE),
    ):
        said = words(get(client, address))
        assert sentence in said
        assert "Source: Coroner, “Deaths”." in said
    changed = words(get(public.client(Role.COORDINATOR), "/changed/"))
    assert sentence in changed
    french = words(get(public.client(None), "/fr/nombres/"))
    assert "Décès liés aux drogues, Québec : 39 (février 2026)" in french


def test_the_estimate_of_a_day_stands_beside_what_became_known(night: Night):
    """Of a month half is known after it, four fifths a month later, all of it after two."""
    share, final = (0.5, 0.8, 1.0), 60
    months = [f"{2024 + n // 12}-{n % 12 + 1:02d}" for n in range(24)]
    kept, _added = keep(
        vintages=[
            Vintage(
                as_of=f"{months[now]}-28",
                counts={f"{months[n]}-01": final * share[min(now - n, 2)] for n in range(now + 1)},
            )
            for now in range(3, 24)
        ]
    )
    detecting.look()
    said = page(night, kept.id, "2025-03-28")
    assert "Estimated then" in said
    assert "held it in their intervals (90 percent are meant to)" in said
    found = detecting.load()
    assert found is not None
    of_series = found.of_outside(kept.id, kept.version)
    assert of_series is not None
    told = [each for each in of_series.told if each.as_of == "2025-03-28"]
    newest = max(told, key=lambda each: each.day)
    then = kept.known(date(2025, 3, 28))
    assert then is not None
    assert (then.counts[newest.day], newest.day) == (30, "2025-03-01")
    assert newest.low <= final <= newest.high
    assert newest.median > then.counts[newest.day]
    assert of_series.held is not None
    assert of_series.held.held <= of_series.held.judged
    (beside,) = [pages.external_series(row) for row in outside.every()]
    assert beside is not None
    assert "December 2025, as known on December 28, 2025. Once all is known: about" in (
        beside.sentence
    )
