"""The pages of what people said: for everybody, without a cookie, in both languages."""

import tomllib

import pytest

from veille.foresight.claims.read import claims

from .night import Night, words

LISTS = {"fr": "/fr/affirmations/", "en": "/en/claims/"}


@pytest.mark.parametrize("language", LISTS)
def test_every_claim_is_on_the_list_and_has_a_page_of_its_own(night: Night, language: str):
    client = night.client(None)
    told = words(client.get(LISTS[language]))
    for key, claim in claims().items():
        assert " ".join(claim.claim.of(language).split()) in told
        page = client.get(f"{LISTS[language]}{key}/")
        assert page.status_code == 200
        assert not page.cookies
        said = words(page)
        for part in (claim.needs, claim.changes, *(each.says for each in claim.against)):
            assert " ".join(part.of(language).split()) in said


def test_a_number_stands_with_its_interval_its_limits_and_how_to_run_it(night: Night):
    told = words(night.client(None).get("/en/claims/C10/"))
    assert "95 % of draws:" in told
    assert "veille foresight run montreal-claims.toml" in told
    assert "A model of Montréal, not a forecast." in told
    assert "the 216 that were counted in the year around" in told
    assert "Counted one by one in the same runs:" in told


@pytest.mark.parametrize("key", ["C6", "C8"])
def test_a_number_on_the_list_stands_with_what_it_does_not_say(night: Night, key: str):
    told = words(night.client(None).get("/fr/affirmations/"))
    assert " ".join(claims()[key].limits.fr.split()) in told


@pytest.mark.parametrize("key", ["C2", "C12"])
def test_where_nothing_can_be_computed_the_page_says_so(night: Night, key: str):
    told = words(night.client(None).get(f"/fr/affirmations/{key}/"))
    assert "tirages" not in told
    assert " ".join(claims()[key].instead.fr.split()) in told


def test_a_side_on_which_nothing_was_found_says_that(night: Night):
    told = words(night.client(None).get("/en/claims/C9/"))
    assert told.count("Nothing was found on this side.") == 2


def test_the_study_is_there_to_run_and_what_is_no_claim_is_not_found(night: Night):
    client = night.client(None)
    study = client.get("/claims/study.toml")
    assert tomllib.loads(study.content.decode())["place"] == "montreal"
    assert client.get("/en/claims/C13/").status_code == 404
