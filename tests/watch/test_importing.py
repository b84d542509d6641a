"""Publishers' files and anyone's tables: read as they are, and what is wrong with them is said."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from veille.tabular import Mark, Order
from veille.watch import profiles
from veille.watch.importing import Answers, Imported, read_file
from veille.watch.refusal import WrongInput
from veille.watch.series import NoCounts, Period, Series, Vintage
from veille.watch.triangle import WrongTriangle

TODAY = date(2026, 11, 29)
DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
needs_data = pytest.mark.skipif(not DATA.exists(), reason="shared/data is not beside this checkout")
Read = Callable[..., Imported]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    def of(text: str, **answers: object) -> Imported:
        file = tmp_path / "file.csv"
        file.write_text(text, "utf-8")
        return read_file(file, Answers(as_of=TODAY, **answers))  # type: ignore[arg-type]

    return of


def months(first: int, counts: list[object], heading: str = "Date,Deaths") -> str:
    rows = [
        f"{2020 + (first + at) // 12}-{(first + at) % 12 + 1:02d}-01,{count}"
        for at, count in enumerate(counts)
    ]
    return "\n".join([heading, *rows]) + "\n"


def test_a_table_with_a_date_and_a_count_is_a_series(read: Read):
    found = read("date,count\n2026-01-01,3\n2026-01-02,\n2026-01-03,5\n")
    (series,) = found.series
    assert found.profile.name == "counts"
    assert series.frame()["count"].to_list() == [3, None, 5]
    assert series.known().marks == {date(2026, 1, 2): Mark.MISSING}


def test_codes_and_marks_are_no_zeros_and_no_counts(read: Read):
    text = (
        "Substance,Source,Specific_Measure,Type_Event,Region,PRUID,Time_Period,Year_Quarter,"
        "Aggregator,Disaggregator,Unit,Value\n"
    )
    rows = (
        "2021 Q1,,,Number,12",
        "2021 Q2,,,Number,-1",
        "2021 Q3,,,Number,-2",
        "2021 Q4,,,Percent,50",
        "2021 Q4,,,Number,7",
    )
    head = "Opioids,Deaths,Overall numbers,Total,Yukon,60,By quarter,"
    found = read(text + "".join(f"{head}{row}\n" for row in rows))
    (series,) = found.series
    assert series.period is Period.QUARTER
    assert series.known().counts == {date(2021, 1, 1): 12, date(2021, 10, 1): 7}
    assert series.known().marks == {
        date(2021, 4, 1): Mark.SUPPRESSED,
        date(2021, 7, 1): Mark.MISSING,
    }


def test_formats_that_are_mixed_are_read_and_said(read: Read):
    found = read("Date,Deaths\nJan. 2020,3\n2020-02-01,4\nMar. 2020,5\n")
    assert found.series[0].known().counts == {
        date(2020, 1, 1): 3,
        date(2020, 2, 1): 4,
        date(2020, 3, 1): 5,
    }
    assert any("written in several ways" in note.en for note in found.notes)


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        ("date;décès\n2026-01-01;2 400\n2026-01-02;1\u202f250\n", [2400, 1250]),
        ('Date,Count\n2026-01-01,"2,400"\n2026-01-02,"1,250,000"\n', [2400, 1250000]),
        ("date;valeur\n2026-01-01;2.400\n2026-01-02;1.250.000\n", [2400, 1250000]),
    ],
)
def test_thousands_are_read_where_a_cell_leaves_no_doubt(
    read: Read, text: str, counts: list[float]
):
    assert list(read(text).series[0].known().counts.values()) == counts


def test_a_number_with_two_readings_stays_out_with_its_row_until_it_is_told(read: Read):
    text = 'date,count\n2026-01-01,812\n2026-01-02,"2,400"\n2026-01-03,790\n'
    found = read(text)
    (fault,) = found.faults
    assert (fault.row, fault.heading, fault.text) == (3, "count", "2,400")
    said = "“2,400” can be 2400 or 2.4: say --decimal point, or --decimal comma."
    assert fault.message.en == said
    assert found.is_open
    assert found.series[0].known().counts.keys() == {date(2026, 1, 1), date(2026, 1, 3)}
    told = read(text, decimal=".")
    assert not told.is_open
    assert told.series[0].known().counts[date(2026, 1, 2)] == 2400
    (part,) = read(text, decimal=",").faults
    assert part.code == "no_whole"
    assert read(text, decimal=",", unit="rate").series[0].known().counts[date(2026, 1, 2)] == 2.4


@pytest.mark.parametrize(("beside", "sign"), [("1,5", ""), ("0,125", ","), ("1,234,567", ".")])
def test_one_decimal_beside_it_does_not_say_how_2400_is_meant(read: Read, beside: str, sign: str):
    text = f"date;count\n2026-01-01;{beside}\n2026-01-02;2,400\n"
    found = read(text, unit="rate")
    told = found.series[0].known().counts.get(date(2026, 1, 2)) if found.series else None
    assert told == {"": None, ",": 2.4, ".": 2400.0}[sign]


@pytest.mark.parametrize(
    ("heading", "row", "series", "day", "period"),
    [
        ("date;deces", "25/03/2026;3", "deces", date(2026, 3, 25), Period.DAY),
        ("Semaine;Nombre", "2020-S53;3", "Nombre", date(2020, 12, 28), Period.WEEK),
        ("MOIS;Décès", "févr. 2026;3", "Décès", date(2026, 2, 1), Period.MONTH),
        ("Année;Mois;Nb_décès", "2026;2;3", "Nb_décès", date(2026, 2, 1), Period.MONTH),
        ("année;mois;nombre", "2026;août;3", "nombre", date(2026, 8, 1), Period.MONTH),
        ("Trimestre;Lieu;Nombre", "T2 2026;Laval;3", "Laval", date(2026, 4, 1), Period.QUARTER),
        ("Année;Lieu;Décès", "2026;Laval;3", "Laval", date(2026, 1, 1), Period.YEAR),
        ("Période;Surdoses", "2026-03-25;3", "Surdoses", date(2026, 3, 25), Period.DAY),
    ],
)
def test_french_headings_are_known(
    read: Read, heading: str, row: str, series: str, day: date, period: Period
):
    (found,) = read(f"{heading}\n{row}\n").series
    assert (found.name, found.period) == (series, period)
    assert found.known().counts == {day: 3}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_a_file_of_a_french_spreadsheet_is_read_however_it_was_saved(tmp_path: Path, encoding: str):
    file = tmp_path / "décès.csv"
    rows = "Décès à Québec\nDate;Décès\n2026-01-01;3\n2026-01-02;5\n"
    file.write_bytes(rows.encode(encoding))
    found = read_file(file, Answers(as_of=TODAY))
    assert found.series[0].name == "Décès"
    assert list(found.series[0].known().counts.values()) == [3, 5]
    file.write_bytes(rows.replace("2026-01-02", "hier").encode(encoding))
    (fault,) = read_file(file, Answers(as_of=TODAY)).faults
    assert (fault.row, fault.message.fr) == (4, "« hier » n’est pas une date.")


def test_what_a_row_is_of_is_told_by_its_dates_and_can_be_told_otherwise(read: Read):
    weeks = "date,count\n2026-01-05,3\n2026-01-12,4\n2026-01-26,5\n"
    found = read(weeks)
    assert found.series[0].period is Period.WEEK
    assert [note.en for note in found.notes] == [
        "Each row is read as a week: its dates lie so. --period day reads days.",
        "count: 1 week between its first and last is not there.",
    ]
    assert read(weeks, period=Period.DAY).series[0].period is Period.DAY
    assert read(months(0, [3, 4, 5], "date,count")).series[0].period is Period.MONTH


def test_a_question_that_is_answered_is_not_asked_again(read: Read):
    sums = months(0, [1000 + 3 * month for month in range(36)])
    assert not read(sums, rolling_months=0).questions
    assert not read(months(0, [5] * 12 + [0] * 12 + [6] * 12), zero_years=(2021,)).questions


def test_days_and_months_that_changed_places_are_asked_about_and_never_guessed(read: Read):
    # “2023-01-02” for February: the last rows of a monthly file, as one publisher wrote them.
    text = "Date,Deaths\n2022-11-01,9\n2022-12-01,8\n2023-01-01,7\n2023-01-02,6\n2023-01-03,5\n"
    asked = read(text)
    assert len(asked.series[0].known().counts) == 3
    assert [(fault.row, fault.text) for fault in asked.faults] == [
        (5, "2023-01-02"),
        (6, "2023-01-03"),
    ]
    assert "changed places: is 2023-01-02 meant as 2023-02-01?" in asked.faults[0].message.en
    mended = read(text, swapped="mend")
    assert mended.series[0].known().counts[date(2023, 3, 1)] == 5
    assert not mended.is_open


def test_a_date_with_two_readings_stays_out_until_an_order_is_given(read: Read):
    text = "date,count\n03/04/2021,1\n03/05/2021,2\n"
    assert not read(text).frame().height
    assert [fault.row for fault in read(text).faults] == [2, 3]
    assert "two ways" in read(text).faults[0].message.en
    assert "(--order day-first or month-first)" in read(text).faults[0].message.en
    first = read(text, order=Order.DAY_FIRST).series[0].known().counts
    assert first == {date(2021, 4, 3): 1, date(2021, 5, 3): 2}
    assert date(2021, 3, 4) in read(text, order=Order.MONTH_FIRST).series[0].known().counts


def test_duplicates_and_gaps_are_said(read: Read):
    found = read(
        "date,count\n2026-01-01,3\n2026-01-01,3\n2026-01-02,4\n2026-01-02,9\n2026-01-06,1\n"
    )
    notes = [note.en for note in found.notes]
    assert "Row 3 repeats a period that was read already." in notes
    assert "count: 4 days between its first and last are not there." in notes
    (fault,) = found.faults
    assert (fault.row, fault.message.en) == (
        5,
        "It says otherwise than row 4 of the same period: both are left out.",
    )


def test_a_year_of_zeros_is_asked_about(read: Read):
    text = months(0, [5] * 12 + [0] * 12 + [6] * 12)
    assert "2021 holds nothing but zeros" in read(text).questions[0].en
    told = read(text, missing_years=(2021,))
    assert not told.questions
    assert len(told.series[0].known().counts) == 24
    assert told.series[0].known().marks[date(2021, 5, 1)] is Mark.MISSING


def test_a_rolling_sum_passed_off_as_counts_is_found(read: Read):
    sums = [1000 + 3 * month for month in range(36)]
    assert "sums twelve months" in read(months(0, sums)).questions[0].en


def test_a_declared_rolling_sum_feeds_no_detector(read: Read):
    found = read("state_fips,month_ending,deaths_12mo\n01,2020-01,715\n01,2020-02,723\n")
    assert found.series[0].rolling_months == 12
    with pytest.raises(NoCounts, match="sums 12 months"):
        found.series[0].frame()


def test_negative_counts_and_words_are_left_out_by_name(read: Read):
    found = read("date,count\n2026-01-01,-3\n2026-01-02,many\n2026-01-03,1\n")
    assert [(fault.row, fault.message.en) for fault in found.faults] == [
        (2, "-3 is negative."),
        (3, "“many” is no count."),
    ]


def test_a_line_list_has_its_events_by_day_as_known(read: Read):
    found = read(
        "event,report\n2026-11-01,2026-11-03\n2026-11-01,2026-12-24\n2026-11-03,2026-11-02\n"
    )
    assert found.profile.is_line_list
    assert found.series[0].known().counts == {date(2026, 11, 1): 1}
    (fault,) = found.faults
    assert (fault.row, fault.heading, fault.code) == (4, "report", "before_event")
    assert len(found.events) == 2


def test_exposure_goes_with_the_counts(read: Read):
    found = read(
        "yr_mo,Total_Lab_Fent_Pos,Total_Lab_Xyl_Pos,Total_Lab_Med_Pos,Total_Lab\n"
        "May 2025,38,18,15,40\nMar 2026,37,18,24,39\n"
    )
    assert found.series[0].frame()["population"].to_list() == [40, 39]


def test_a_vintage_older_than_the_last_takes_its_place_in_time():
    series = Series(name="deaths", period=Period.MONTH)
    newer = Vintage(date(2026, 3, 1), {date(2026, 1, 1): 12})
    older = Vintage(date(2026, 2, 1), {date(2026, 1, 1): 10})
    series = series.with_vintage(newer).with_vintage(older)
    assert series.known().counts[date(2026, 1, 1)] == 12
    assert series.known(date(2026, 2, 15)).counts[date(2026, 1, 1)] == 10
    with pytest.raises(NoCounts, match="Nothing of deaths was known on 2020"):
        series.known(date(2020, 1, 1))


def test_vintages_make_a_triangle_with_what_was_taken_back():
    series = Series(name="deaths", period=Period.MONTH)
    for month, count in ((1, 195), (2, 202), (3, 201)):
        told = {date(2026, 1, 1): count} | {date(2026, m, 1): 5 for m in range(2, month + 1)}
        series = series.with_vintage(Vintage(date(2026, month, 28), told))
    assert series.triangle(2).cells[0].tolist() == [195, 7, -1]
    with pytest.raises(WrongTriangle):
        Series(name="deaths", period=Period.MONTH).triangle(2)


def test_a_vintage_holds_no_negative_count():
    with pytest.raises(NoCounts):
        Vintage(TODAY, {TODAY: -1.0})


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("date = 1 2", "no valid TOML"),
        ("dates = 'x'", "there is no key dates"),
        ("values = ['x']", "no column of the date"),
        ("date = 'x'", "no column of values"),
        ("date = 'x'\nvalues = ['y']\nperiod = 'decade'", "decade"),
    ],
)
def test_a_wrong_profile_is_one_sentence(text: str, said: str):
    with pytest.raises(profiles.WrongProfile, match=said):
        profiles.read(text)


def test_a_table_that_no_profile_knows_is_one_sentence(read: Read):
    with pytest.raises(profiles.WrongProfile, match="No profile knows the headings a, b"):
        read("a,b\n1,2\n")
    with pytest.raises(profiles.WrongProfile, match="There is no profile nothing"):
        profiles.named("nothing")


PUBLISHED = {
    "bc_monthly_deaths": ("bc-coroners", 1),
    "bc_monthly_deaths_vintages": ("bc-coroners-vintages", 1),
    "bc_ops_visits": ("bc-visits", 6),
    "ca_substance_harms_2023": ("health-infobase-2023", 669),
    "ca_substance_harms_2026_sample": ("health-infobase", 102),
    "ct_daily_deaths": ("connecticut-days", 9),
    "us_12mo_deaths_by_state": ("cdc-vsrr", 51),
    "us_dose_nonfatal_by_state": ("cdc-dose", 408),
    "nyc_multipanel": ("nyc-drug-checking", 3),
}


@needs_data
@pytest.mark.parametrize("name", PUBLISHED)
def test_a_publisher_s_file_is_known_by_its_headings(name: str):
    told = profiles.named("bc-coroners") if name == "bc_monthly_deaths" else None
    found = read_file(DATA / f"{name}.csv", Answers(as_of=TODAY), told)
    profile, series = PUBLISHED[name]
    assert found.profile.name == profile
    assert len(found.series) == series
    assert not found.frame()["count"].is_nan().any()
    assert {fault.code for fault in found.faults} <= {"part_of_a_year", "swapped", "contradicted"}


def test_a_table_of_anybody_s_does_not_pass_for_a_publisher_s(read: Read):
    found = read("Date,Deaths\n2020-01-01,3\n")
    assert (found.profile.name, found.series[0].source) == ("counts", "")


@needs_data
def test_real_vintages_go_both_ways():
    found = read_file(DATA / "bc_monthly_deaths_vintages.csv", Answers(as_of=TODAY))
    (series,) = found.series
    may = [vintage.counts.get(date(2022, 5, 1)) for vintage in series.vintages]
    assert next(count for count in may if count) == 195
    assert {195, 197, 202, 201, 204} & set(may)
    assert found.frame().select(pl.col("as_of").n_unique()).item() == 8


def test_a_number_that_is_no_longer_exact_stays_out_with_its_row(read: Read):
    found = read("date,count\n2026-01-01,3\n2026-01-02,1e20\n2026-01-03,9007199254740992\n")
    (fault,) = found.faults
    assert (fault.row, fault.code) == (3, "too_large")
    assert found.is_open
    assert found.series[0].known().counts == {date(2026, 1, 1): 3, date(2026, 1, 3): 2**53}


@pytest.mark.parametrize(
    "text",
    [
        "date,count\n2026-01-01,3\n2026-12-01,4\n",
        "event date,report date\n2026-01-01,2026-01-02\n2026-12-01,2026-12-02\n",
    ],
)
def test_a_period_after_the_day_on_which_it_was_known_stays_out_with_its_row(read: Read, text: str):
    found = read(text)
    (fault,) = found.faults
    assert (fault.row, fault.code) == (3, "after_as_of")
    assert "2026-12-01 comes after 2026-11-29" in str(fault.message)
    assert found.is_open
    assert max(found.series[0].known().counts) == date(2026, 1, 1)


def test_rows_that_contradict_one_another_are_open(read: Read):
    assert read("date,count\n2026-01-01,3\n2026-01-01,4\n2026-01-02,1\n").is_open


@pytest.mark.parametrize("heads", ["date,count\n", "event date,report date\n"])
def test_headings_alone_are_said(read: Read, heads: str):
    with pytest.raises(WrongInput, match="headings and no rows"):
        read(heads)


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ({"unit": "bananas"}, "There is no unit bananas; there are number, rate."),
        ({"missing_years": (2021,), "zero_years": (2020, 2021)}, "The zeros of 2021 cannot be"),
    ],
)
def test_answers_that_are_none_or_contradict_each_other_are_said(answers: dict, said: str):
    with pytest.raises(WrongInput, match=said):
        Answers(as_of=TODAY, **answers)


@pytest.mark.parametrize("heading", ["compte", "Décompte", "nombre d’événements", "Quantité"])
def test_what_a_count_may_be_called_in_french(read: Read, heading: str):
    assert read(f"date,{heading}\n2026-01-01,3\n2026-01-02,4\n").profile.values == (heading,)
