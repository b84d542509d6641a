"""What people said: every claim has its page's words, both sides, and no number is stale."""

import tomllib
from pathlib import Path

import pytest
from django.utils import translation
from django.utils.translation import gettext

from veille.foresight.claims import run
from veille.foresight.claims.read import claims, committed
from veille.foresight.lab.question import read_question, study_text
from veille.foresight.pages import claims as pages
from veille.foresight.study.counted import published
from veille.foresight.study.pieces import jobs
from veille.foresight.study.study_file import read_study

CLAIMS = Path(run.__file__).parent
#: Claim C4: about 100 visits a day at each site.
CLAIMED_A_DAY = 100
AGAIN = "run it again: python -m veille.foresight.claims.run"


def test_the_numbers_are_of_this_model_its_evidence_and_this_study():
    assert committed()["inputs"] == run.inputs(), AGAIN


def test_the_baseline_of_the_claims_is_the_count_that_is_declared():
    told = published()["montreal"]
    of_run = committed()["numbers"]["baseline"]["expected_deaths"]

    assert of_run["mean"] / run.study().years == pytest.approx(told.deaths, rel=0.05)


@pytest.mark.parametrize("key", [key for key, each in claims().items() if each.lab])
def test_the_labs_answer_to_the_same_question_is_the_same_number(key: str, tmp_path: Path):
    """Not nearly: the lab computes the very pieces of which the claim's number is made."""
    found = claims()[key]
    assert found.number is not None
    asked = read_question(
        dict(each.split("=") for each in f"place=montreal&{found.lab}".split("&"))
    )
    path = tmp_path / "lab.toml"
    path.write_text(study_text(asked), encoding="utf-8")
    of_lab = {each.key for each in jobs(read_study(path))}
    kept = {"baseline", found.number.scenario}
    of_claim = {each.key for each in jobs(run.study()) if each.scenario in kept}

    assert of_lab == of_claim


def test_all_twelve_claims_are_there():
    assert list(claims()) == [f"C{n}" for n in range(1, 13)]


@pytest.mark.parametrize("key", [f"C{n}" for n in range(1, 13)])
def test_a_claim_says_who_what_it_needs_and_what_would_change_it_in_both_languages(key: str):
    found = claims()[key]
    for words in (found.who, found.claim, found.needs, found.changes):
        assert words.en
        assert words.fr
        assert words.en != words.fr
    studies = (*found.supports, *found.against, *found.neither)
    assert all(each.says.en and each.says.fr for each in studies)
    assert found.against or found.neither, "only one side is told"
    assert found.supports or found.neither, "only one side is told"


@pytest.mark.parametrize("key", [f"C{n}" for n in range(1, 13)])
@pytest.mark.parametrize("language", ["en", "fr"])
def test_only_of_an_interval_that_holds_zero_is_it_said_that_it_cannot_be_told_from_it(
    key: str, language: str
):
    found = claims()[key].number
    if found is None:
        return
    with translation.override(language):
        said = pages.not_told(found)
        cannot = gettext("That cannot be told from no difference.")
    assert (said == cannot) == (found.low <= 0 <= found.high)
    assert (said == "") == found.told


def test_what_is_told_of_a_sites_visits_stands_on_the_side_where_its_number_puts_it():
    claim = tomllib.loads((CLAIMS / "claims.toml").read_text("utf-8"))["C4"]
    sides = {
        side: [each["a_day_and_site"] for each in claim.get(side, ()) if "a_day_and_site" in each]
        for side in ("supports", "against")
    }
    assert sides["against"]
    assert all(each < CLAIMED_A_DAY for each in sides["against"])
    assert all(each >= CLAIMED_A_DAY for each in sides["supports"])


@pytest.mark.parametrize("key", [f"C{n}" for n in range(1, 13)])
def test_there_is_a_number_with_its_limits_or_the_reason_why_not(key: str):
    found = claims()[key]
    if found.number is None:
        assert found.instead.en
        assert found.instead.fr
        return
    assert found.limits.en
    assert found.limits.fr
    assert found.number.low <= found.number.high
    assert found.number.error >= 0
    assert found.number.baseline > 0
