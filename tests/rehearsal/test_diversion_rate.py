"""How many people come before the rehearsed commissions, and that there are hearings for them."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from tests import databases
from veille.diversion import hearings, people
from veille.diversion import rehearsed_fates as fates
from veille.diversion.rehearsed_commissions import LAVAL, MONTREAL
from veille.diversion.tables import CaseRow
from veille.ledger import clock

from .commissions import played

#: A Thursday, ten in the morning in Montréal.
UNTIL = datetime(2026, 3, 5, 15, 0, tzinfo=UTC)
DAYS = 30


def test_the_rate_is_portugals_scaled_to_each_city() -> None:
    a_year = {slug: round(fates.a_year_of(slug)) for slug in (MONTREAL, LAVAL)}
    assert a_year == {MONTREAL: 1198, LAVAL: 298}


def test_nobody_of_five_years_has_the_name_of_somebody_else() -> None:
    rng, five_years = Random(1), 7_500
    names = [fates.somebody(rng, number)[0] for number in range(five_years)]
    assert len({people._orders(name)[0] for name in names}) == five_years
    assert not any(any(map(str.isdigit, name)) for name in names)


def test_a_month_has_as_many_cases_as_the_rate_says_and_there_is_a_hearing_the_next_day(
    templates: databases.Templates, tmp_path: Path
) -> None:
    """Within four standard deviations of a Poisson count, the staged cases apart."""
    staged = sum(before < DAYS for before, _fate in fates.STAGED)
    expected = sum(map(fates.a_year_of, (MONTREAL, LAVAL))) * DAYS / fates.DAYS_A_YEAR
    with played(templates, tmp_path, UNTIL, days=DAYS):
        assert abs(CaseRow.objects.count() - expected - staged) < 4 * expected**0.5
        with clock.pretending(UNTIL):
            tomorrow, *after = hearings.docket(MONTREAL, UNTIL.date() + timedelta(days=1), 5)
        assert tomorrow.hearings or tomorrow.free
        assert any(day.free for day in (tomorrow, *after))
