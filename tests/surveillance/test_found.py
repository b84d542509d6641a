"""Series from the ledger, alarms found in them, and what never is one."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from tests.web.watched import counts
from veille.surveillance import detecting, gathering
from veille.surveillance.found import Judged
from veille.surveillance.gathering import Counts, Sources, gather
from veille.surveillance.words import Period
from veille.ui.rooms import CountedSite, Daily

NOON = datetime(2026, 6, 30, 12, tzinfo=UTC)
DAY = timedelta(days=1)


def day_of(moment: datetime) -> date:
    """A site whose day turns at 7 in UTC."""
    return (moment - timedelta(hours=7)).date()


@pytest.fixture
def given():
    """What the rooms give, for one test."""
    before = gathering._sources

    def give(daily: list[Daily], sites: list[CountedSite]) -> None:
        gathering.use(Sources(lambda: daily, lambda _begins, _ends: sites))

    yield give
    gathering.use(before)


def daily(name: str, *happened: tuple[str, datetime, int], **more: object) -> Daily:
    return Daily(name=name, label=name, counts=lambda _begins, _ends: happened, **more)


def site(slug: str, *at_work: datetime) -> CountedSite:
    return CountedSite(slug=slug, name=slug, day_of=day_of, at_work=at_work)


def only(judged: list[Judged], period: Period = Period.DAY) -> Judged:
    (one,) = [each for each in judged if each.period is period]
    return one


def alarms(one: Counts) -> list[str]:
    return [seen.first for judged in detecting.judge([one]) for seen in judged.alarms()]


def test_a_day_on_which_the_site_was_shut_is_missing_and_one_without_a_count_is_zero(given):
    open_days = [NOON - n * DAY for n in (1, 2, 4)]
    given(
        [daily("visits", ("cactus", NOON - 4 * DAY, 1), ("cactus", NOON - DAY, 2))],
        [site("cactus", *open_days)],
    )
    (visits,) = gather(NOON)
    assert visits.begins == date(2026, 6, 26)
    assert visits.counts == (1, None, 0, 2)


def test_a_night_belongs_to_the_day_before_and_the_day_that_goes_on_is_not_counted(given):
    at_three = datetime(2026, 6, 29, 3, tzinfo=UTC)
    given(
        [daily("visits", ("cactus", at_three, 1), ("cactus", NOON, 9))],
        [site("cactus", at_three + DAY)],
    )
    (visits,) = gather(NOON)
    assert (visits.begins, visits.counts) == (date(2026, 6, 28), (1, 0))


def test_the_network_is_the_sum_of_its_sites_and_missing_where_all_were_shut(given):
    given(
        [
            daily(
                "visits",
                ("cactus", NOON - 3 * DAY, 2),
                ("anonyme", NOON - 3 * DAY, 1),
                ("anonyme", NOON - DAY, 5),
            )
        ],
        [site("cactus"), site("anonyme")],
    )
    network = gather(NOON)[-1]
    assert (network.site, network.counts) == ("", (3, None, 5))


def test_overdoses_count_from_the_sites_first_day_and_a_service_from_its_own(given):
    given(
        [
            daily("overdoses", ("cactus", NOON - DAY, 1), out_of="visits"),
            daily("visits", *((("cactus", NOON - n * DAY, 10)) for n in (1, 2, 3))),
            daily("samples", ("cactus", NOON - 2 * DAY, 1)),
        ],
        [site("cactus")],
    )
    overdoses, visits, samples = gather(NOON)
    assert (overdoses.counts, overdoses.out_of) == ((0, 0, 1), (10, 10, 10))
    assert (len(visits.counts), samples.counts) == (3, (1, 0))


def test_no_series_has_zeros_before_its_site_began(given):
    """A sample that came in before the site opened makes no day of visits or of overdoses."""
    given(
        [
            daily("visits", ("cactus", NOON - 2 * DAY, 5)),
            daily("overdoses", out_of="visits"),
            daily("samples", ("cactus", NOON - 5 * DAY, 1), ("cactus", NOON - DAY, 2)),
        ],
        [site("cactus", NOON - 3 * DAY, NOON - 2 * DAY)],
    )
    visits, overdoses, samples = gather(NOON)
    assert (visits.begins, visits.counts) == (date(2026, 6, 28), (5, 0))
    assert (overdoses.begins, overdoses.counts) == (date(2026, 6, 27), (0, 0, 0))
    assert (samples.begins, samples.counts) == (date(2026, 6, 25), (1, None, 0, 0, 2))


def test_a_site_without_a_day_that_is_over_and_a_room_without_counts_give_no_series(given):
    given([daily("visits", ("cactus", NOON, 3)), daily("samples")], [site("cactus", NOON)])
    assert gather(NOON) == []


def test_much_more_than_usual_is_an_alarm_told_by_its_numbers():
    one = counts()
    (seen,) = only(detecting.judge([one])).alarms()
    assert seen.first == seen.last == (one.days[-3]).isoformat()
    assert seen.observed == 19
    assert seen.expected == pytest.approx(61 / 28)
    assert 5 < seen.bound < 19


@pytest.mark.parametrize(
    ("numbers", "why"),
    [
        ((), "short"),
        ((None,) * 60, "short"),
        ((5,) * (detecting.SHORTEST - 1), "short"),
        ((1, None, 9), "short"),
        ((0,) * 60, "zeros"),
    ],
    ids=["empty", "all missing", "short", "three", "zeros"],
)
def test_what_cannot_be_judged_has_a_reason_and_no_alarm(numbers, why):
    one = Counts(series="visits", site="cactus", begins=date(2026, 3, 1), counts=numbers)
    judged = only(detecting.judge([one]))
    assert (judged.why, list(judged.alarms())) == (why, [])


def test_missing_days_never_alarm_and_are_no_part_of_a_baseline():
    one = counts()
    shut = tuple(None if n % 7 == 6 else 4 for n in range(60))
    judged = only(detecting.judge([replace(one, counts=shut)]))
    assert list(judged.alarms()) == []
    for count, bound in zip(judged.observed, judged.bound, strict=True):
        assert count is not None or bound is None
    assert judged.bound[-2] is not None
    assert judged.expected[-2] == 4  # of days at work alone: no zero for those that were shut


def test_no_answer_is_ever_no_number():
    for numbers in ((0,) * 59 + (7,), (10_000,) * 60, (0, 1) * 30):
        judged = only(detecting.judge([replace(counts(), counts=numbers)]))
        for value in (*judged.expected, *judged.bound):
            assert value is None or value == value


def test_an_outbreak_from_zero_is_seen():
    one = replace(counts(), counts=(0,) * 58 + (6, 5))
    assert alarms(one) == [one.days[58].isoformat()]


def test_overdoses_follow_their_visits():
    """Twice as many visits with twice as many overdoses raise nothing; the same visits do."""
    usual = (1, 0, 1, 2, 0, 1, 1) * 8
    visits = (50,) * 56
    more = Counts(
        series="overdoses",
        site="cactus",
        begins=date(2026, 3, 1),
        counts=(*usual, 8),
        out_of=(*visits, 400),
    )
    assert alarms(more) == []
    assert alarms(replace(more, out_of=(*visits, 50))) == ["2026-04-26"]


def test_a_leap_day_and_a_year_of_53_weeks_are_days_and_weeks_like_others():
    begins = date(2020, 1, 1)
    days = (date(2024, 3, 5) - begins).days
    one = Counts(
        series="visits",
        site="cactus",
        begins=begins,
        counts=tuple(30 + n % 7 for n in range(days)),
    )
    weeks = detecting.in_weeks(one)
    assert weeks.begins == date(2020, 1, 6)
    assert set(weeks.counts) == {sum(range(30, 37))}
    judged = only(detecting.judge([one]), Period.WEEK)
    assert judged.method == "farrington-flexible"
    assert list(judged.alarms()) == []
    assert date(2020, 12, 28) in {judged.day(n) for n in range(len(judged.observed))}  # the 53rd
    by_day = only(detecting.judge([one]))
    assert by_day.day((date(2024, 2, 29) - begins).days) == date(2024, 2, 29)


def test_weeks_with_three_years_of_history_are_judged_by_farrington():
    begins, weeks = date(2020, 1, 6), 52 * 4
    numbers = [4 + (n // 7 + n) % 3 for n in range(weeks * 7)]
    for n in range(1, 8):
        numbers[-n] = 30
    one = Counts(series="visits", site="cactus", begins=begins, counts=tuple(numbers))
    judged = only(detecting.judge([one]), Period.WEEK)
    (seen,) = judged.alarms()
    assert (seen.first, seen.observed) == ((begins + (weeks - 1) * 7 * DAY).isoformat(), 210)


def test_weeks_that_were_partly_shut_are_compared_by_their_days_at_work():
    one = Counts(
        series="visits",
        site="cactus",
        begins=date(2026, 6, 1),
        counts=(*(2,) * 7, *(None,) * 5, 2, 2, *(None,) * 7),
    )
    weeks = detecting.in_weeks(one)
    assert (weeks.counts, weeks.out_of) == ((14, 4, None), (7, 2, None))


def test_what_is_known_late_is_still_to_come():
    begins = date(2026, 3, 1)
    days = [begins + n * DAY for n in range(60)]
    events = [(day, day + (2 if n % 2 else 0) * DAY) for day in days for n in range(10)]
    last = days[-1]
    known = [(day, at) for day, at in events if at <= last]
    numbers = tuple(sum(day == each for each, _at in known) for day in days)
    one = Counts(series="samples", site="cactus", begins=begins, counts=numbers, known=tuple(known))
    now = detecting.nowcast(one)
    assert now is not None
    assert numbers[-2:] == (5, 5)
    assert 8 <= now.median[-1] <= 12
    assert now.low[-1] <= 10 <= now.high[-1]
    assert now.median[:10] == (10,) * 10


def test_what_is_known_on_its_day_has_nothing_to_come():
    one = counts()
    assert detecting.nowcast(one) is None
    at_once = replace(one, known=tuple((day, day) for day in one.days))
    assert detecting.nowcast(at_once) is None


def test_a_forecast_needs_every_day_and_says_so():
    judged = only(detecting.judge([counts()]))
    assert (judged.forecast, judged.forecast_why) == (None, "missing-days")
    whole = replace(counts(), counts=(2, 3, 1, 4) * 15)
    forecast = only(detecting.judge([whole])).forecast
    assert forecast is not None
    assert len(forecast.rows) == 14
    assert all(list(row) == sorted(row) and row[0] >= 0 for row in forecast.rows)


def test_alarms_close_together_are_one():
    numbers = [2, 3, 1, 4] * 15
    numbers[-6] = numbers[-4] = 40
    one = replace(counts(), counts=tuple(numbers))
    (seen,) = only(detecting.judge([one])).alarms()
    assert (seen.first, seen.last) == (one.days[-6].isoformat(), one.days[-4].isoformat())
