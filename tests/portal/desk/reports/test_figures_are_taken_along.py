"""CSV and XLSX: nothing a customer wrote runs as a formula, numbers stay numbers."""

from datetime import UTC, datetime

import pytest
from openpyxl import load_workbook

from portal.desk.reports.exporting import download, lines, plain, workbook


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "  =1+1", "＝1"])
def test_what_starts_a_formula_becomes_text(text: str) -> None:
    assert plain(text) == f"'{text}"


def test_numbers_and_common_words_stay_as_they_are() -> None:
    assert [plain(value) for value in (-1, 2.5, None, True, "Mug = blue")] == [-1, 2.5, None, True, "Mug = blue"]


def test_a_csv_begins_with_a_mark_for_excel_and_quotes_what_it_must() -> None:
    found = "".join(lines(["Name", "n"], [["a,b", 1], ["=x", -2]]))
    assert found == '\ufeffName,n\r\n"a,b",1\r\n\'=x,-2\r\n'


def test_a_csv_leaves_line_by_line() -> None:
    def rows() -> object:
        yield ["first"]
        raise RuntimeError

    found = lines(["Name"], rows())  # type: ignore[arg-type]
    assert [next(found), next(found)] == ["\ufeffName\r\n", "first\r\n"]


def test_a_workbook_holds_text_numbers_and_moments() -> None:
    moment = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
    sheet = load_workbook(workbook("Cases", ["a", "b", "c"], [["=1+1", 0.5, moment]])).active
    assert [cell.value for cell in sheet[2]] == ["'=1+1", 0.5, datetime(2026, 3, 2, 9, 0)]  # noqa: DTZ001
    assert sheet["A2"].data_type == "s"


def test_a_download_has_a_name() -> None:
    response = download("cases", "csv", ["a"], [[1]])
    assert response["Content-Disposition"] == 'attachment; filename="cases.csv"'
    assert b"".join(response) == b"\xef\xbb\xbfa\r\n1\r\n"  # type: ignore[arg-type]


def test_a_control_character_in_a_subject_spoils_no_file() -> None:
    sheet = load_workbook(workbook("cases", ["Subject"], [["Mug\x0b blue\x00"]])).active
    assert sheet is not None
    assert sheet["A2"].value == "Mug blue"
