"""Files as strangers bring them: what is read, what is asked, what is wrong and in which row."""

import tracemalloc
from dataclasses import replace
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path

import pytest
import xlsxwriter

from veille import tabular
from veille.tabular import Asked, Mark, Marked, Order, Swapped, Unreadable
from veille.tabular.dates import take_apart

from .tables import SAMPLES, file

EN = "Date,City,Sold as,Fentanyl strip,Share,Doses,After an overdose\n"


def opened(path: Path) -> tuple[tabular.Table, tabular.Profile]:
    table = tabular.open_table(path, known_headings=tabular.headings_of(SAMPLES))
    language = tabular.language_of(table, SAMPLES)
    proposals = tabular.propose(table, SAMPLES)
    return table, tabular.from_proposals(proposals, SAMPLES, name="test", language=language)


def all_of(path: Path, **answers: str) -> list[dict[str, object]]:
    table, profile = opened(path)
    for question in tabular.dry_run(table, SAMPLES, profile).questions:
        profile = tabular.answer(profile, question, answers[question.asked])
    return [
        values
        for page in tabular.pages(table, SAMPLES, profile)
        for _row, _key, values in page.records()
    ]


def dried(path: Path) -> tabular.DryRun:
    table, profile = opened(path)
    return tabular.dry_run(table, SAMPLES, profile)


def faults(path: Path) -> list[tuple[str, str, str]]:
    return [(fault.code, fault.heading, fault.text) for fault in dried(path).faults]


FRENCH = (
    "Date de l’échantillon;Ville;Vendu comme;Bandelette fentanyl;Teneur;Doses\n"
    "2021-04-25;Québec;héroïne;Négatif;16,5 %;2\n"
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le"])
def test_a_french_file_is_read_whatever_its_encoding(tmp_path: Path, encoding: str):
    text = FRENCH.replace("’", "'") if encoding == "latin-1" else FRENCH
    (row,) = all_of(file(tmp_path, text, encoding=encoding))
    assert row == {
        "date": date(2021, 4, 25),
        "place": "Québec",
        "sold_as": ("heroin",),
        "strip": "negative",
        "share": Decimal("16.5"),
        "doses": Decimal(2),
    }


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
def test_cells_are_parted_by_whatever_sign_the_file_uses(tmp_path: Path, sign: str):
    text = EN.replace(",", sign) + sign.join(
        ["2021-04-25", "Vernon", "heroin", "Positive", "16.5", "2", "no"]
    )
    (row,) = all_of(file(tmp_path, text))
    assert row["place"] == "Vernon"
    assert row["overdose"] is False


def test_one_stray_byte_of_windows_does_not_spoil_a_file_in_utf_8(tmp_path: Path):
    path = tmp_path / "mixed.csv"
    path.write_bytes("Date,City\n2021-04-25,Québec\n2021-04-26,".encode() + b"Montr\xe9al\n")
    assert [row["place"] for row in all_of(path)] == ["Québec", "Montréal"]


def test_what_excel_writes_above_the_table_for_itself_is_no_row(tmp_path: Path):
    (row,) = all_of(file(tmp_path, "sep=;\n" + FRENCH))
    assert row["place"] == "Québec"


def test_a_title_above_the_headings_is_no_heading(tmp_path: Path):
    text = "Samples of the north,,,\nof May,,,\n\nDate,City,Doses,Notes\n2021-04-25,Vernon,1,a\n"
    (row,) = all_of(file(tmp_path, text))
    assert row["date"] == date(2021, 4, 25)


def test_the_row_of_a_fault_is_the_one_that_a_spreadsheet_shows(tmp_path: Path):
    path = file(tmp_path, "title,,\n\nDate,City,Doses\n2021-04-25,Vernon,1\n2021-02-31,Vernon,1\n")
    (fault,) = dried(path).faults
    assert fault.rows == (5,)
    assert fault.message.en == "“2021-02-31”: February 2021 had 28 days."
    assert fault.message.fr == "« 2021-02-31 » : février 2021 avait 28 jours."


# Dates


def test_a_date_that_can_be_read_two_ways_is_asked_and_never_guessed(tmp_path: Path):
    path = file(tmp_path, "Date,City\n03/04/2021,a\n25/04/2021,b\n26/04/2021,c\n")
    dry = dried(path)
    (question,) = dry.questions
    assert not dry.can_import
    assert question.asked is Asked.ORDER
    assert question.proposed == Order.DAY_FIRST
    assert question.message.en == (
        "Day or month first? 2 rows can only be day first; 1 row can be read both ways."
    )
    assert question.choices[0][1].en == "03/04/2021 is 2021-04-03"
    assert all_of(path, order="day-first")[0]["date"] == date(2021, 4, 3)
    assert all_of(path, order="month-first")[0]["date"] == date(2021, 3, 4)


def test_without_an_answer_the_row_that_can_be_read_two_ways_stays_out(tmp_path: Path):
    path = file(tmp_path, "Date,City\n03/04/2021,a\n25/04/2021,b\n")
    table, profile = opened(path)
    (page,) = tabular.pages(table, SAMPLES, profile)
    assert [values["place"] for _, _, values in page.records()] == ["b"]
    assert [fault.code for fault in page.faults] == ["two_ways"]


def test_where_nothing_speaks_for_either_order_none_is_proposed(tmp_path: Path):
    (question,) = dried(file(tmp_path, "Date,City\n03/04/2021,a\n05/04/2021,b\n")).questions
    assert question.proposed == ""


def test_dates_written_in_several_ways_are_read_and_said(tmp_path: Path):
    dry = dried(
        file(tmp_path, 'Date,City\n2021-04-25,a\n26/04/2021,b\n27 avril 2021,c\n"Apr 28, 2021",d\n')
    )
    assert dry.ready == 4
    assert any("several ways" in note.en for note in dry.notes)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("2021-13-01", "no_such_month"),
        ("2021-02-30", "no_such_day"),
        ("31/02/2022", "no_such_day"),
        ("00/04/2021", "no_such_day"),
        ("1789-07-14", "no_such_year"),
        ("2055-01-01", "out_of_time"),
        ("yesterday", "no_date"),
        ("45", "no_date"),
        ("n/a", None),
    ],
)
def test_impossible_dates_are_told_apart(tmp_path: Path, text: str, code: str | None):
    found = [one for one, *_ in faults(file(tmp_path, f"Date,City\n{text},a\n2021-04-25,b\n"))]
    assert found == ([code] if code else [])


def test_days_and_months_that_a_spreadsheet_changed_about_are_found(tmp_path: Path):
    days = [date.fromordinal(date(2021, 1, 1).toordinal() + n) for n in range(0, 300, 2)]
    bad = {40, 41, 77, 120}
    lines = []
    for place, day in enumerate(days):
        if place in bad and day.day <= 12 and day.day != day.month:
            day = date(day.year, day.day, day.month)
        lines.append(f"{day.isoformat()},x{place}")
    swapped = {p for p in bad if days[p].day <= 12 and days[p].day != days[p].month}
    assert swapped
    path = file(tmp_path, "Date,City\n" + "\n".join(lines) + "\n")
    (question,) = dried(path).questions
    assert question.asked is Asked.SWAPPED
    assert set(question.rows) == {place + 2 for place in swapped}
    assert [row["date"] for row in all_of(path, swapped="mend")] == days
    kept = all_of(path, swapped="keep")
    assert len(kept) == len(days)
    assert [row["date"] for row in kept] != days


def test_days_in_no_order_are_not_called_swapped(tmp_path: Path):
    lines = [f"{2020 + n % 3}-{1 + n * 7 % 12:02d}-{1 + n * 11 % 28:02d},a" for n in range(400)]
    assert not dried(file(tmp_path, "Date,City\n" + "\n".join(lines) + "\n")).questions


# Numbers and marks


def test_a_comma_before_three_digits_is_asked_unless_other_rows_settle_it(tmp_path: Path):
    head = "Date;City;Share\n"
    path = file(tmp_path, head + "2021-04-25;a;2,400\n")
    (question,) = dried(path).questions
    assert question.asked is Asked.DECIMAL
    assert {text.en for _, text in question.choices} == {"2,400 is 2400", "2,400 is 2.4"}
    assert all_of(path, decimal=",")[0]["share"] == Decimal("2.400")
    settled = file(tmp_path, head + "2021-04-25;a;2,400\n2021-04-26;b;0,125\n")
    assert [row["share"] for row in all_of(settled)] == [Decimal("2.400"), Decimal("0.125")]
    both = file(tmp_path, head + "2021-04-25;a;2,400\n2021-04-26;b;1,000.5\n")
    assert not dried(both).questions


@pytest.mark.parametrize("beside", ["3,5", "3,55", "3.5"])
def test_a_sign_of_decimals_beside_one_that_may_part_thousands_is_asked_with_both_rows(
    tmp_path: Path, beside: str
):
    lines = ["2021-04-25;a;7", f"2021-04-26;b;{beside}", "2021-04-27;a;2,400", "2021-04-28;a;2,400"]
    path = file(tmp_path, "Date;City;Share\n" + "\n".join(lines) + "\n")
    (question,) = dried(path).questions
    assert (question.asked, question.proposed, question.rows) == (Asked.DECIMAL, "", (4, 5))
    assert "“2,400” (row 4)" in question.message.en
    assert f"« {beside} » (ligne 3)" in question.message.fr
    answered = [row["share"] for row in all_of(path, decimal=",")]
    assert answered[1:3] == [Decimal(beside.replace(",", ".")), Decimal("2.4")]


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("n/a", Marked(Mark.NOT_APPLICABLE, "n/a")),
        ("Suppr.", Marked(Mark.SUPPRESSED, "Suppr.")),
        ("x", Marked(Mark.SUPPRESSED, "x")),
        ("-1", Marked(Mark.CODE, "-1")),
        ("−1", Marked(Mark.CODE, "−1")),
        ("<10", Marked(Mark.BELOW, "<10", Decimal(10))),
        ("moins de 5", Marked(Mark.BELOW, "moins de 5", Decimal(5))),
        ("1-9", Marked(Mark.BELOW, "1-9", Decimal(10))),
        ("–", Marked(Mark.MISSING, "–")),
        ("0", Decimal(0)),
        ("", None),
    ],
)
def test_what_stands_in_place_of_a_number_stays_a_mark(tmp_path: Path, text: str, mark: object):
    path = file(tmp_path, f"Date,City,Doses\n2021-04-25,a,{text}\n")
    assert all_of(path)[0]["doses"] == mark


def test_marks_are_counted_and_a_profile_may_give_a_code_its_meaning(tmp_path: Path):
    path = file(tmp_path, "Date,City,Doses\n2021-04-25,a,-1\n2021-04-25,b,-1\n")
    table, profile = opened(path)
    assert tabular.dry_run(table, SAMPLES, profile).marks == {("doses", "-1"): 2}
    column = profile.column("Doses")
    assert column
    profile = profile.with_column(replace(column, marks={"-1": Mark.SUPPRESSED}))
    (page,) = tabular.pages(table, SAMPLES, profile)
    assert set(page.columns["doses"]) == {Marked(Mark.SUPPRESSED, "-1")}


def test_not_done_is_not_negative(tmp_path: Path):
    rows = all_of(
        file(tmp_path, "Date,City,Fentanyl strip\n2021-04-25,a,N/A\n2021-04-25,b,Negative\n")
    )
    assert [row["strip"] for row in rows] == ["not-done", "negative"]


@pytest.mark.parametrize(
    ("heading", "text", "code"),
    [
        ("Share", "140 %", "out_of_range"),
        ("Share", "3 mg", "other_unit"),
        ("Doses", "2.5", "no_whole"),
        ("Doses", "-3", "out_of_range"),
        ("Doses", "many", "no_number"),
        ("After an overdose", "maybe", "no_yes_no"),
        ("Sold as", "H+B", "unknown_word"),
    ],
)
def test_a_cell_that_cannot_be_so_is_a_fault_with_its_column(
    tmp_path: Path, heading: str, text: str, code: str
):
    path = file(tmp_path, f"Date,City,{heading}\n2021-04-25,a,{text}\n")
    table = tabular.open_table(path)
    column = tabular.Column(
        heading=heading,
        field={
            "Share": "share",
            "Doses": "doses",
            "After an overdose": "overdose",
            "Sold as": "sold_as",
        }[heading],
    )
    profile = tabular.Profile(
        name="t",
        schema=SAMPLES.name,
        columns=(
            tabular.Column(heading="Date", field="date"),
            column,
        ),
    )
    dry = tabular.dry_run(table, SAMPLES, profile)
    assert [(fault.code, fault.heading, fault.text) for fault in dry.faults] == [
        (code, heading, text)
    ]
    left_empty = profile.with_column(replace(column, on_fault=tabular.OnFault.LEAVE_EMPTY))
    assert tabular.dry_run(table, SAMPLES, left_empty).ready == 1


def test_one_unknown_word_of_several_is_named(tmp_path: Path):
    (fault,) = dried(file(tmp_path, "Date,Sold as\n2021-04-25,H+B+C\n2021-04-25,H+C\n")).faults
    assert fault.message.en == "“H+B+C”: “B” is not in the word list of sold as."
    assert fault.message.fr == "« H+B+C » : « B » n’est pas dans la liste de mots de vendu comme."


# Shape of the file


@pytest.mark.parametrize("content", [b"", b"\xef\xbb\xbf", b"\n\n \n", b"\x00\x00"])
def test_an_empty_file_is_said_to_be_empty(tmp_path: Path, content: bytes):
    path = tmp_path / "empty.csv"
    path.write_bytes(content)
    with pytest.raises(Unreadable) as refused:
        tabular.open_table(path)
    assert refused.value.in_words("fr")


def test_headings_alone_are_no_rows(tmp_path: Path):
    dry = dried(file(tmp_path, EN))
    assert (dry.rows, dry.can_import) == (0, False)


@pytest.mark.parametrize(
    "head",
    [b"\x00\x01", b"\xff\xd8\xff\xe0\x10JFIF", b"%PDF-1.7\n", b"\x89PNG\r\n\x1a\n", b"a\x07,b"],
)
def test_something_that_is_no_text_is_refused_with_what_to_do(tmp_path: Path, head: bytes):
    path = tmp_path / "photo.csv"
    path.write_bytes(head + bytes(range(14, 256)) * 20)
    with pytest.raises(Unreadable, match="Save it as CSV or XLSX"):
        tabular.open_table(path)


def test_a_file_cut_short_says_so_at_its_last_row_and_the_rest_is_read(tmp_path: Path):
    path = file(tmp_path, "Date,City,Doses\n2021-04-25,a,1\n2021-04-26,b")
    dry = dried(path)
    assert (dry.ready, dry.faulty) == (1, 1)
    assert dry.faults[0].code == "cut_short"


def test_a_quotation_mark_that_never_closes_is_found_where_it_opens(tmp_path: Path):
    path = file(tmp_path, 'Date,City\n2021-04-25,a\n2021-04-26,"b\n2021-04-27,c\n')
    dry = dried(path)
    assert dry.ready == 1
    assert (dry.faults[0].code, dry.faults[0].rows) == ("cut_short", (3,))


def test_rows_wider_or_narrower_than_the_headings_are_faults_and_the_others_go_on(tmp_path: Path):
    path = file(
        tmp_path, "Date,City,Doses\n2021-04-25,a,1\n2021-04-26,b,1,5\n2021-04-27\n2021-04-28,c,2,\n"
    )
    dry = dried(path)
    assert dry.ready == 2
    assert {fault.code: fault.rows for fault in dry.faults} == {
        "many_cells": (3,),
        "few_cells": (4,),
    }


def test_a_required_column_that_is_missing_is_one_sentence(tmp_path: Path):
    (fault,) = dried(file(tmp_path, "City,Doses\na,1\nb,2\n")).faults
    assert fault.message.en == "No column of the file is: date of the sample. Say which one it is."


@pytest.mark.long
def test_memory_stays_flat_however_long_the_file_is(tmp_path: Path):
    def peak(count: int) -> int:
        path = tmp_path / f"{count}.csv"
        with path.open("w") as out:
            out.write("Date,City,Doses\n")
            for number in range(count):
                out.write(f"2021-{1 + number % 12:02d}-25,place {number},{number % 40}\n")
        table, profile = opened(path)
        tracemalloc.start()
        for _page in tabular.pages(table, SAMPLES, profile, page_rows=1_000):
            pass
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return most

    assert peak(150_000) < peak(30_000) * 1.6


# The same again


def test_rows_have_a_key_of_their_content_the_same_in_any_dialect(tmp_path: Path):
    def keys(path: Path) -> list[str]:
        table, profile = opened(path)
        return [key for page in tabular.pages(table, SAMPLES, profile) for key in page.keys]

    comma = keys(file(tmp_path, "Date,City\n2021-04-25,a\n2021-04-25,a\n2021-04-26,b\n"))
    other = keys(
        file(tmp_path, "Date;City\n25 avril 2021;a\n2021/04/25;a\n26.04.2021;b\n", name="o.csv")
    )
    assert comma == other
    assert len(set(comma)) == 3


def test_the_same_file_twice_adds_nothing(tmp_path: Path):
    path = file(tmp_path, "Date,City\n2021-04-25,a\n2021-04-25,a\n2021-04-26,b\n")
    table, profile = opened(path)
    here = {key for page in tabular.pages(table, SAMPLES, profile) for key in page.keys}
    dry = tabular.dry_run(table, SAMPLES, profile, known=lambda keys: here & set(keys))
    assert (dry.ready, dry.here) == (0, 3)
    assert tabular.open_table(path).key == table.key


# Workbooks


def workbook(folder: Path, fill) -> Path:
    path = folder / "book.xlsx"
    book = xlsxwriter.Workbook(str(path))
    fill(book, book.add_worksheet("Feuil1"))
    book.close()
    return path


def test_a_workbook_gives_its_own_days_numbers_and_merged_cells(tmp_path: Path):
    def fill(book, sheet):
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.write_row(2, 1, ["Date", "City", "Doses", "After an overdose"])
        sheet.write_datetime(3, 1, datetime(2021, 4, 25), day)
        sheet.merge_range(3, 2, 4, 2, "Vernon")
        sheet.write(3, 3, 3)
        sheet.write(3, 4, True)
        sheet.write(4, 1, 44312)
        sheet.write(4, 3, "n/a")

    path = workbook(tmp_path, fill)
    rows = all_of(path)
    assert [(row["date"], row["place"]) for row in rows] == [
        (date(2021, 4, 25), "Vernon"),
        (date(2021, 4, 26), "Vernon"),
    ]
    assert [row["doses"] for row in rows] == [Decimal(3), Marked(Mark.NOT_APPLICABLE, "n/a")]
    assert rows[0]["overdose"] is True
    table, _ = opened(path)
    assert table.headings_row == 3


def test_a_formula_is_read_by_its_result_and_without_one_it_is_a_fault(tmp_path: Path):
    def fill(_book, sheet):
        sheet.write_row(0, 0, ["Date", "City", "Doses"])
        sheet.write_row(1, 0, ["2021-04-25", "a"])
        sheet.write_formula(1, 2, "=1+1", value=2)
        sheet.write_row(2, 0, ["2021-04-26", "b"])
        sheet.write_formula(2, 2, "=1+2", value="")

    dry = dried(workbook(tmp_path, fill))
    assert dry.example["doses"] == Decimal(2)
    assert [(f.code, f.rows) for f in dry.faults] == [("no_result", (3,))]


def test_a_workbook_that_is_a_text_by_another_name_is_read_as_text(tmp_path: Path):
    (row,) = all_of(file(tmp_path, FRENCH, name="book.xlsx"))
    assert row["place"] == "Québec"


def test_a_workbook_cut_short_is_refused_in_a_sentence(tmp_path: Path):
    path = workbook(tmp_path, lambda book, sheet: sheet.write_row(0, 0, ["Date", "City"]))
    path.write_bytes(path.read_bytes()[:2_000])
    with pytest.raises(Unreadable, match="cut short"):
        tabular.open_table(path)


def test_a_profile_mends_swapped_days_without_asking_again(tmp_path: Path):
    path = file(tmp_path, "Date,City\n2021-04-25,a\n")
    table, profile = opened(path)
    column = profile.column("Date")
    assert column
    decided = profile.with_column(replace(column, swapped=Swapped.MEND))
    assert not tabular.dry_run(table, SAMPLES, decided).questions


def test_times_are_read_as_they_are_typed():
    from veille.tabular.dates import read_time

    right = {
        "22:36": time(22, 36),
        "22h36": time(22, 36),
        "22 h 36": time(22, 36),
        "2236": time(22, 36),
        "10.36 pm": time(22, 36),
        "7h": time(7),
        "9:05": time(9, 5),
    }
    assert {text: read_time(text) for text in right} == right
    late = read_time("25h10")
    assert isinstance(late, tabular.Unread)
    assert "after midnight" in late.message.en


def test_mar_is_march_before_it_is_mardi():
    march, tuesday = take_apart("Mar. 2012"), take_apart("mar. 3 avril 2012")
    assert (march.year, march.month) == (2012, 3)
    assert (tuesday.month, tuesday.day) == (4, 3)
