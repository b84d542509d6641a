"""The fit: it finds again what was put in, and says what it cannot know."""

from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from veille.foresight import evidence
from veille.foresight.engine.simulation import simulate
from veille.foresight.evidence import EvidenceFault
from veille.foresight.fit.inference import FREE, fit
from veille.foresight.study.posterior import Posterior

from .places import PLACE, START, central, some

MONTHS = 18
MEMBERS = 12
FIRST = START.replace(day=1)
#: What the supply truly did: it stayed, then doubled.
TRUE = tuple((FIRST.replace(year=2026 + n // 12, month=n % 12 + 1), 0.0 if n < 9 else 0.7) for n in range(MONTHS))  # fmt: skip  # noqa: E501


@cache
def fitted() -> Posterior:
    place = replace(PLACE, supply_log=TRUE)
    days = (TRUE[-1][0].replace(month=TRUE[-1][0].month + 1) - FIRST).days
    true = simulate(some(10_000), place, [], central(), FIRST, days, 5)
    deaths = [int(count) for count in true.monthly["overdose_deaths"].sum(axis=1)]
    months = [month for month, _ in TRUE]
    return fit(PLACE, months, deaths, evidence.load(), people=10_000, members=MEMBERS, seed=2)


@pytest.mark.long
def test_members_meet_the_deaths():
    assert fitted().coverage() > 0.85
    seen, mean = np.sum(fitted().deaths), np.mean(np.sum(fitted().fitted, axis=1))
    assert mean == pytest.approx(seen, rel=0.25)


@pytest.mark.long
def test_a_supply_that_doubled_is_found():
    supply = np.mean([member.supply_log for member in fitted().members], axis=0)

    assert supply[12:].mean() - supply[:6].mean() > 0.3


@pytest.mark.long
def test_deaths_narrow_the_supply():
    posterior = fitted()

    assert (
        posterior.posterior_sd["supply, mean level"]
        < 0.8 * posterior.prior_sd["supply, mean level"]
    )


@pytest.mark.long
def test_what_deaths_do_not_identify_is_named():
    assert set(fitted().unidentified()) & set(FREE)


@pytest.mark.long
def test_a_member_runs_with_its_own_supply_and_values():
    posterior = fitted()
    place, values = posterior.member(3, PLACE, evidence.load())

    assert [log for _, log in place.supply_log] == list(posterior.members[3].supply_log)
    assert values["fentanyl_ratio"] == posterior.members[3].values["fentanyl_ratio"]


@pytest.mark.long
def test_supply_walks_on_where_nothing_is_known():
    longer = fitted().extended(6)

    assert len(longer.months) == MONTHS + 6
    last = [member.supply_log[-1] for member in longer.members]
    assert np.std(last) > np.std([member.supply_log[-1] for member in fitted().members]) * 0.9
    assert longer.members[0].supply_log[:MONTHS] == fitted().members[0].supply_log


@pytest.mark.long
def test_what_was_written_is_read(tmp_path: Path):
    path = tmp_path / "posterior.json"
    fitted().write(path)

    assert Posterior.read(path) == fitted()


@pytest.mark.long
def test_other_evidence_is_refused():
    posterior = replace(fitted(), evidence="of another day")

    with pytest.raises(EvidenceFault, match="nothing was lost: fit again"):
        posterior.member(0, PLACE, evidence.load())
