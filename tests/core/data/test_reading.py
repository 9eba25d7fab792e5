"""A user's own file is read as it was meant, or refused in one sentence with its line."""

import csv
import errno
import io
import os
from datetime import date
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from nnviz.core.data import DataError, read_series, temperatures


@pytest.fixture
def read(tmp_path):
    def read_text(text, column=None, encoding="utf-8"):
        path = tmp_path / "file.csv"
        path.write_bytes(text if isinstance(text, bytes) else text.encode(encoding))
        return read_series(path, column)

    return read_text


def days(series):
    return [str(day) for day in series.dates]


# What is understood


def test_the_shipped_temperatures_read_as_a_users_file_would():
    source = files("nnviz.core.data") / "assets" / "seattle-temperatures.csv"
    series = read_series(str(source), "temp_min")
    np.testing.assert_array_equal(series.values, temperatures("temp_min").values)
    np.testing.assert_array_equal(series.dates, temperatures("temp_min").dates)
    assert series.name == "temp_min"
    assert series.source == "Column 'temp_min' of seattle-temperatures.csv."


@pytest.mark.parametrize("cell", ["", " ", "NA", "n/a", "NaN", "nan", "null", "None", "-", '""'])
def test_a_missing_value_is_nan_however_it_is_written(read, cell):
    series = read(f"date,t\n2012-01-01,1.5\n2012-01-02,{cell}\n2012-01-03,-2e1\n")
    np.testing.assert_array_equal(series.values, [1.5, np.nan, -20.0])
    assert series.missing == 1


def test_a_day_without_a_row_is_the_same_as_a_day_without_a_value(read):
    gap = read("date,t\n2012-02-27,1\n2012-02-28,2\n2012-03-01,4\n2012-03-02,5\n")
    cell = read("date,t\n2012-02-27,1\n2012-02-28,2\n2012-02-29,\n2012-03-01,4\n2012-03-02,5\n")
    np.testing.assert_array_equal(gap.values, [1, 2, np.nan, 4, 5])
    np.testing.assert_array_equal(gap.values, cell.values)
    np.testing.assert_array_equal(gap.dates, cell.dates)


def test_months_have_no_equal_step_and_stay_as_they_are(read):
    series = read("month,t\n2012-01,1\n2012-02,2\n2012-04,4\n")
    assert days(series) == ["2012-01-01", "2012-02-01", "2012-04-01"]


def test_hours_keep_their_time_and_a_missing_hour_is_nan(read):
    series = read("at,t\n2012-01-01 9:00,1\n2012-01-01 10:00,2\n2012-01-01 12:00,4\n")
    assert days(series)[2] == "2012-01-01T11:00:00"
    np.testing.assert_array_equal(series.values, [1, 2, np.nan, 4])


def test_rows_may_stand_newest_first(read):
    series = read("date,t\n2012-01-03,3\n2012-01-02,2\n2012-01-01,1\n")
    np.testing.assert_array_equal(series.values, [1, 2, 3])
    assert days(series)[0] == "2012-01-01"


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("2012/1/31", "2012/2/1"),
        ("20120131", "20120201"),
        ("31.1.2012", "01.02.2012"),
        ("31/01/2012", "01/02/2012"),
        ("01/31/2012", "02/01/2012"),
        ("31-01-2012", "01-02-2012"),
        ("2012-01-31T00:00", "2012-02-01T00:00"),
        ("2012-01-31T00:00:00Z", "2012-02-01T00:00:00Z"),
        ("2012-01-31 00:00:00+01:00", "2012-02-01 00:00:00+01:00"),
    ],
)
def test_dates_are_understood_in_every_common_layout(read, first, second):
    series = read(f"date,t\n{first},1\n{second},2\n")
    assert days(series) == ["2012-01-31", "2012-02-01"]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_line_ends_and_encodings_do_not_matter(read, end, encoding):
    text = end.join(["date;höchste °C", "01.01.2012;1,25", "02.01.2012;-2,5", "", ""])
    series = read(text, "höchste °C", encoding)
    np.testing.assert_array_equal(series.values, [1.25, -2.5])


def test_a_column_alone_needs_no_header_and_no_dates(read):
    series = read("5.5\n\n6\n7\n\n\n")
    np.testing.assert_array_equal(series.values, [5.5, np.nan, 6, 7])
    assert series.dates is None
    assert series.name == "column 1"


def test_a_column_alone_may_have_decimal_commas(read):
    np.testing.assert_array_equal(read("t\n12,5\n13,1\n").values, [12.5, 13.1])


def test_a_file_without_header_counts_its_columns(read):
    series = read("2012-01-01,1,10\n2012-01-02,2,20\n", "column 3")
    np.testing.assert_array_equal(series.values, [10, 20])


def test_a_header_may_be_a_number_when_it_is_asked_for(read):
    np.testing.assert_array_equal(read("place,1990\na,5\nb,6\n", "1990").values, [5, 6])


def test_the_delimiter_that_a_spreadsheet_declares_is_used(read):
    np.testing.assert_array_equal(read("sep=;\r\ndate;t\r\n2012-01-01;1,5\r\n").values, [1.5])


def test_pressures_are_not_taken_for_months(read):
    series = read("p\n1013.25\n1012.5\n")
    np.testing.assert_array_equal(series.values, [1013.25, 1012.5])


def test_the_one_column_of_numbers_is_chosen(read):
    assert read("date,place,t\n2012-01-01,north,5\n2012-01-02,north,6\n").name == "t"


def test_capitals_in_a_columns_name_do_not_matter_where_one_column_has_it(read):
    assert read("Temp,b\n1,2\n", "temp").name == "Temp"


def test_rows_that_a_spreadsheet_left_empty_are_skipped(read):
    series = read("date,t\n2012-01-01,1\n\n2012-01-02,2\n,\n,\n")
    np.testing.assert_array_equal(series.values, [1, 2])


@pytest.mark.parametrize(
    ("cells", "day", "second"),
    [
        (["2012. 1. 31.", "2012. 2. 1."], "2012-01-31", "2012-02-01"),
        (["2012년 1월 31일", "2012년 2월 1일"], "2012-01-31", "2012-02-01"),
        (["2012年1月31日", "2012年2月1日"], "2012-01-31", "2012-02-01"),
        (["31-Jan-2012", "1-Feb-2012"], "2012-01-31", "2012-02-01"),
        (['"January 31, 2012"', '"Feb 1, 2012"'], "2012-01-31", "2012-02-01"),
        (["1/31/12", "2/1/12"], "2012-01-31", "2012-02-01"),
        (["2012-W05", "2012-W06"], "2012-01-30", "2012-02-06"),
        (["2009-W53-7", "2010-W01-1"], "2010-01-03", "2010-01-04"),
        (["2012Q1", "2012Q2"], "2012-01-01", "2012-04-01"),
        (["2012-060", "2012-061"], "2012-02-29", "2012-03-01"),
        (
            ["1/31/2012 12:30 AM", "1/31/2012 12:30 PM"],
            "2012-01-31T00:30:00",
            "2012-01-31T12:30:00",
        ),
        (["2012. 1. 31. 오후 1:05", "2012. 1. 31. 오후 2:05"], "2012-01-31T13:05:00", "14:05:00"),
        (
            ["2012-01-31 00:00:00.020", "2012-01-31 00:00:00.040"],
            "2012-01-31T00:00:00.020",
            ".040",
        ),
        (["2012-01-31T24:00", "2012-02-01T01:00"], "2012-02-01T00:00:00", "2012-02-01T01:00:00"),
        (["1400-01-31", "1400-02-01"], "1400-01-31", "1400-02-01"),
    ],
)
def test_dates_of_other_countries_and_programs_are_read(read, cells, day, second):
    series = read(f"when,t\n{cells[0]},5\n{cells[1]},7\n")
    assert days(series)[0] == day
    assert days(series)[-1].endswith(second)


def test_times_with_several_offsets_are_instants(read):
    rows = "12:00:00+00:00,0\n2024-03-31 10:00:00-03:00,1\n2024-03-31 23:00:00+09:00,2\n"
    series = read(f"time,v\n2024-03-31 {rows}", "v")  # 12, 13 and 14 o'clock of UTC
    np.testing.assert_array_equal(series.values, [0, 1, 2])
    assert days(series) == [f"2024-03-31T{hour}:00:00" for hour in (12, 13, 14)]
    assert series.source == "Column 'v' of file.csv, times of UTC."


def test_a_clock_set_back_repeats_no_hour_and_one_set_forward_leaves_none_out(read):
    back = read("at,v\n2024-10-27 02:00+02:00,5\n2024-10-27 02:00+01:00,7\n", "v")
    forward = read("at,v\n2024-03-31 01:00+01:00,5\n2024-03-31 03:00+02:00,7\n", "v")
    assert len(back) == len(forward) == 2
    assert np.diff(back.dates) == np.diff(forward.dates) == np.timedelta64(3600, "s")


def test_one_offset_keeps_local_days(read):
    series = read("at,v\n2024-01-01 00:00+09:00,5\n2024-01-02 00:00+09:00,7\n")
    assert days(series) == ["2024-01-01", "2024-01-02"]


@pytest.mark.parametrize(
    ("cells", "values"),
    [
        (["50.5%", "51%"], [50.5, 51]),
        (["5 °C", "−6 °C"], [5, -6]),
        (["$1.50", "$2"], [1.5, 2]),
        (['"1,200.50"', '"999.00"'], [1200.5, 999]),
        (['"9,000,000"', '"9,000"'], [9e6, 9e3]),
        (["1 210.5", "1 211.5"], [1210.5, 1211.5]),
        (["1\u202f210.5", "1\u00a0211.5"], [1210.5, 1211.5]),
        (["1.5D+02", "2.5d-01"], [150, 0.25]),
        (["１２", "١٣"], [12, 13]),
        (["5\u200b", "6"], [5, 6]),
        (['="5"', "'6"], [5, 6]),
        (["1.234", "1.250"], [1.234, 1.25]),
    ],
)
def test_numbers_are_read_in_the_one_way_they_can_be_meant(read, cells, values):
    series = read(f"step,v\n0,{cells[0]}\n1,{cells[1]}\n2,{cells[1]}\n")
    np.testing.assert_array_equal(series.values, [*values, values[1]])
    assert series.name.startswith("v")
    assert series.source == "Column 'v' of file.csv, without 'step'."


def test_semicolons_go_with_decimal_commas_and_grouping_points(read):
    np.testing.assert_array_equal(read("v;w\n1.234,5;a\n2.345.678;b\n").values, [1234.5, 2345678])


def test_a_unit_in_every_cell_is_the_columns(read):
    assert read("v\n50.5%\n51%\n").name == "v (%)"


def test_rows_may_end_with_a_separator_that_the_header_lacks(read):
    np.testing.assert_array_equal(
        read("date,v\n2024-01-01,1.5,\n2024-01-02,2.5,\n").values, [1.5, 2.5]
    )


def test_a_header_may_hold_years(read):
    series = read("date,2019,2020\n2024-01-01,1,2\n2024-01-02,3,4\n", "2020")
    np.testing.assert_array_equal(series.values, [2, 4])


def test_numpys_own_text_is_read_back(tmp_path):
    path, table = tmp_path / "a.txt", np.array([[0.0, 2.5], [1.0, -3.25], [2.0, 7.0]])
    np.savetxt(path, table, header="step value")
    series = read_series(path)
    np.testing.assert_array_equal(series.values, table[:, 1])
    assert series.name == "value"


def test_words_above_a_table_are_left_out_and_that_is_said(read):
    series = read("Station: Seoul\nUnit: C\n\ndate,v\n2024-01-01,1\n2024-01-02,2\n")
    assert series.source == "Column 'v' of file.csv, from line 4 on."


def test_a_row_of_units_belongs_to_the_header(read):
    assert read("date,v\n(day),(°C)\n2024-01-01,1\n2024-01-02,2\n").name == "v (°C)"


def test_utf_16_needs_no_mark(read):
    assert read("date,v\n2012-01-01,1\n".encode("utf-16-le")).name == "v"


def test_the_standard_input_is_read(monkeypatch):
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"v\n5\n6\n")))
    series = read_series("-")
    np.testing.assert_array_equal(series.values, [5, 6])
    assert series.source == "Column 'v' of the standard input."


def test_a_file_that_is_too_large_is_refused_without_reading_it_all(monkeypatch):
    asked = []

    class Counting(io.BytesIO):
        def read(self, size):
            asked.append(size)
            return bytes(size)

    monkeypatch.setattr(Path, "open", lambda *_: Counting())
    with pytest.raises(DataError, match="is larger than 200 MB"):
        read_series("large.csv")
    assert asked == [200_000_001]


cells = st.one_of(st.none(), st.floats(-1e12, 1e12, allow_nan=False))


@settings(max_examples=150)
@given(
    values=st.lists(cells, min_size=2, max_size=12).filter(lambda v: any(x is not None for x in v)),
    start=st.dates(date(1700, 1, 1), date(2400, 1, 1)),
    delimiter=st.sampled_from(",;\t|"),
    mark=st.sampled_from(".,"),
    missing=st.sampled_from(["", "NA", "NaN", "null", "-"]),
    quoting=st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_MINIMAL, csv.QUOTE_NONNUMERIC]),
    end=st.sampled_from(["\n", "\r\n"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    dated=st.booleans(),
)
def test_any_series_is_read_back_whatever_the_files_dialect(
    tmp_path_factory, values, start, delimiter, mark, missing, quoting, end, encoding, dated
):
    dates = np.datetime64(start, "D") + np.arange(len(values))
    texts = [missing if v is None else f"{v:.17e}".replace(".", mark) for v in values]
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, delimiter=delimiter, quoting=quoting, lineterminator=end)
    writer.writerow(["date", "a name, with; marks"] if dated else ["a name, with; marks", "word"])
    for day, text in zip(dates, texts, strict=True):
        writer.writerow([str(day), text] if dated else [text, "word"])
    path = tmp_path_factory.mktemp("series") / "file.csv"
    path.write_text(buffer.getvalue(), encoding=encoding, newline="")

    series = read_series(path, "a name, with; marks")

    wanted = [np.nan if v is None else v for v in values]
    np.testing.assert_array_equal(series.values, wanted)
    if dated:
        np.testing.assert_array_equal(series.dates, dates)
        assert series.dates.dtype == "datetime64[D]"
    else:
        assert series.dates is None


# What is refused


PIECES = [
    *["2012-01-01", "2012-02-30", "1/2/2012", "20120101", "01.02.2012", "2012-01-01 10:00"],
    *["1", "1,5", "1.5", "1,234", "NA", "inf", "1e400", "1_0", "١", "−5", "a", "date", " ", "-"],
    *[",", ";", "\t", "|", "\n", "\r\n", "\r", '"', '""', "sep=;\n", "\x0b", "\u2028", "5,", "#"],
]


@settings(max_examples=300)
@given(
    text=st.lists(st.sampled_from(PIECES), max_size=30).map("".join),
    column=st.sampled_from([None, "date", "1", "column 1"]),
)
@example(text="#" + "\n".join(2 * [3 * "2012-01-01"]), column=None)
def test_whatever_is_in_a_file_it_is_read_or_refused_in_one_line(tmp_path_factory, text, column):
    path = tmp_path_factory.mktemp("any") / "file.csv"
    path.write_text(text, encoding="utf-8", newline="")
    refusal = f"{path}"
    try:
        series = read_series(path, column)
        assert len(series) > series.missing
    except DataError as error:
        refusal = str(error)
    assert refusal.startswith(str(path))
    assert len(refusal.splitlines()) == 1


@pytest.mark.parametrize(
    ("text", "line", "problem"),
    [
        ("date,t\n2012-01-01,1\n2012-01-02,5 °C\n", 3, "'5 °C' is not a number"),
        ("date,t\n2012-01-01,1\n2012-01-02,1_000\n", 3, "'1_000' is not a number"),
        ("date,t\n2012-01-01,1\n2012-01-02,-inf\n", 3, "'-inf' is not finite"),
        ("date,t\n2012-01-01,1e999\n", 2, "'1e999' is not finite"),
        (
            'date,t\n2012-01-01,"1,234"\n',
            2,
            "may mean 1234 or 1.234; write thousands without a mark, or",
        ),
        ("date;t\n2012-01-01;1.234\n2012-01-02;999\n", 2, "may mean 1234 or 1.234; write"),
        ("date,t\n2012-01-01,50%\n2012-01-02,50\n", 3, "'50' is not a number written as the oth"),
        (
            "date;t\n2012-01-01;1,5\n2012-01-02;1.5\n",
            3,
            "other decimal and thousands marks than the others",
        ),
        ("date,t\n2012-01-01,1\n2012-02-30,2\n", 3, "there is no date '2012-02-30'"),
        ("date,t\n2012-01-01,1\nyesterday,2\n", 3, "'yesterday' is not a date like 2012-01-31"),
        ("date,t\n01.02.2012,1\n2012-02-02,2\n", 3, "'2012-02-02' is not a date like 31.01.2012"),
        ("date,t\n2012-01-01,1\n,2\n2012-01-03,3\n", 3, "the date is missing"),
        ("date,t\n02/02/2012,1\n01/02/2012,2\n", 3, "may be 2012-02-01 or 2012-01-02; write dat"),
        ("date,t\n01/02/12,1\n", 2, "may be 2012-02-01 or 2012-01-02 or 2001-02-12; write"),
        ("date,t\n2012-01-01,1\0\n", 2, "has the control character '\\x00'; delete it"),
        ('date,t\n"Janus 1, 2012",1\n', 2, "'Janus 1, 2012' is not a date like 2012-01-31"),
        ("date,t\n2012-01-01T10:00Z,1\n2012-01-01T10:00,2\n", 3, "has no offset from UTC where"),
        ("time,t\n00:00,1\n01:00,2\n", 2, "'00:00' is not a date like 2012-01-31; write all"),
        ("date,2019\n01-01,1\n", 2, "'01-01' is not a date like 2012-01-31"),
        ("week,t\n2012-W53,1\n", 2, "there is no date '2012-W53'"),
        ("epoch,loss\n0,1\n1,2\nepoch,loss\n0,1\n", 4, "repeats the header: the file holds two"),
        ("date,t\n2012-01-02,1\n2012-01-01,1\n2012-01-02,2\n", 4, "stands in an earlier line"),
        (
            "date,t\n2012-01-01,1\n\n\n2012-01-02,1,5\n",
            5,
            "has 3 fields where the first line has 2",
        ),
        ("date,t\n2012-01-01,1\n2012-01-02\n", 3, "has 1 field where the first line has 2"),
        ("date,t\n2012-01-01,12,5\n", 2, "a number with a decimal comma must stand in quotes"),
        ('date,t\n2012-01-01,1\n2012-01-02,"2\n2012-01-03,3\n', 3, "a quote is not closed"),
        ('date,t\n2012-01-01,1\n2012-01-02,"2" x\n', 3, "text follows a closing quote"),
        (
            'date,t\n2012-01-01,1\n2012-01-02\n2012-01-03,"2\n',
            3,
            "has 1 field where the first line has 2",
        ),
        ("date,t\n2012-01-01T00:00,1\n2012-01-01T24:01,2\n", 3, "there is no date"),
        ("date,t\n" + "2012-01-01,1\n" * 5000 + "2012\n", 5002, "has 1 field"),
        ('note,t\n"two\nlines",1\nb,x\nc,2\nd,3\n', 4, "'x' is not a number"),
    ],
)
def test_the_line_at_fault_is_named(read, text, line, problem):
    with pytest.raises(DataError) as caught:
        read(text)
    assert f"file.csv, line {line}: " in str(caught.value)
    assert problem in str(caught.value)
    assert caught.value.line == line
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "column", "problem"),
    [
        (b"", None, "is empty"),
        (b"\r\n \r\n", None, "is empty"),
        (b"\xef\xbb\xbf", None, "is empty"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", None, "is not a text file; export the table as CSV"),
        (b"\x1f\x8b\x08\x01\x02\x03", None, "is not a text file"),
        (b"date,t\n", None, "has no rows below its first line"),
        (b"date,t\n2012-01-01,NA\n", "t", "has no number in the column 't'"),
        (b"a,b,c\n1,2,x\n", None, "has 2 columns of numbers; choose one as column: a, b"),
        (b"a,b\nx,y\n", None, "has no column of numbers; it has a, b"),
        (
            b"step,acc\n0,5a5\n1,5a6\n2,5a7\n",
            None,
            "only 'step' has numbers, and counts the rows; ",
        ),
        (
            b"step,acc\n100,good\n200,bad\n350,good\n",
            None,
            "only 'step' has numbers, and counts the rows; ",
        ),
        (b"year,v\n2010,1.5\n2015,2.5\n2021,3.5\n", None, "has 2 columns of numbers"),
        (b'{"loss": [1, 2, 3]}', None, "is JSON, and no table"),
        (b'[{"loss": 1}, {"loss": 2}]', None, "is JSON, and no table"),
        (200_000 * b"x", None, "has a cell of over 131,072 characters"),
        (b"temp_max,b\n1,2\n", "temp_mx", "no column 'temp_mx'; did you mean 'temp_max'? it has"),
        (b"temp_max,b\n1,2\n", "rain", "has no column 'rain'; it has temp_max, b"),
        (b"a,a\n1,2\n", "a", "has 2 columns called 'a'; rename one"),
    ],
)
def test_a_file_that_cannot_serve_is_refused_in_one_sentence(read, text, column, problem):
    with pytest.raises(DataError) as caught:
        read(text, column)
    assert "file.csv: " in str(caught.value)
    assert problem in str(caught.value)


def test_a_mistyped_year_is_found_where_it_stands(read):
    dates = [str(day) for day in np.datetime64("2012-01-01") + np.arange(50)]
    dates[20] = "2912-01-21"
    rows = "".join(f"{day},1\n" for day in dates)
    with pytest.raises(DataError, match=r"line 22: .*2912-01-21 nearly all rows are missing"):
        read(f"date,t\n{rows}")


def test_a_file_that_is_not_there_is_said_so(tmp_path):
    with pytest.raises(DataError, match=r"nowhere.csv: there is no such file"):
        read_series(tmp_path / "nowhere.csv")


def test_a_folder_is_said_so(tmp_path):
    with pytest.raises(DataError, match="is a folder"):
        read_series(tmp_path)


def test_a_file_without_permission_is_said_so(tmp_path, monkeypatch):
    def refuse(path, mode):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(DataError, match=r"file.csv: cannot be read: permission denied"):
        read_series(tmp_path / "file.csv")


def test_a_name_that_no_file_can_have_is_said_so():
    with pytest.raises(DataError, match="is not a file name"):
        read_series("a\0b")


@pytest.mark.slow
def test_a_million_rows_are_read_with_every_value_in_place(tmp_path):
    path = tmp_path / "million.csv"
    wanted = np.round(np.random.default_rng(0).normal(15, 8, 1_000_000), 1)
    dates = np.datetime64("0001-01-01") + np.arange(len(wanted))
    rows = "\n".join(f"{day},{value}" for day, value in zip(dates, wanted, strict=True))
    path.write_text(f"date,t\n{rows}\n")
    series = read_series(path)
    np.testing.assert_array_equal(series.values, wanted)
    np.testing.assert_array_equal(series.dates, dates)
