"""Sheets as their authors see them: what a cell shows is read, and what it does not show is refused or said."""

import io
import re
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.formula import ArrayFormula

from kg.errors import DataError
from kg.importing.shown import Unshown, shown
from kg.importing.tables import Form, opened
from kg.importing.text import clean


def read(
    path: Path, comment: str = "", sheet: str = ""
) -> tuple[list[tuple[str, ...]], list[dict[int, str]], list[str]]:
    with opened(path, Form(comment=comment, sheet=sheet)) as page:
        rows = list(page.rows)
        return [page.head, *(row.cells for row in rows)], [dict(row.faults) for row in rows], page.left_out


def book(folder: Path, fill: Callable[[Any], object]) -> Path:
    made = openpyxl.Workbook()
    fill(made)
    made.save(folder / "a.xlsx")
    return folder / "a.xlsx"


@pytest.mark.parametrize(
    ("value", "format_", "text"),
    [
        (0.58, "0%", "58"),
        (0.125, "0.0%", "12.5"),
        (0.583, "0%", "58"),
        (-0.25, "0%;[Red]-0%", "-25"),
        (1.5, "General", "1.5"),
        (0.1 + 0.2, "General", "0.3"),
        (1e22, "General", "1" + "0" * 22),
        (1e-7, "General", "0.0000001"),
        (1234.5678, "#,##0.00", "1234.57"),
        (40, "0.00", "40"),
        (5, "00000", "00005"),
        (7, '"$"#,##0', "7"),
        (7, "[$USD] #,##0.00", "7"),
        (7, '_-* #,##0.00 "₽"_-', "7"),
        (0.5, "# ?/?", "0.5"),
        (12000, "0.00E+00", "12000"),
        (3, "@", "3"),
        (58, "[<=1]0%;0", "58"),
        (0.58, "[<=1]0%;0", "58"),
        (5, '[>=1000000]0.0,,"M";[>=1000]0.0,"k";0', "5"),
        (-5, "0;[Red]0", "-5"),
        (-5, "#,##0_);(#,##0)", "-5"),
        (True, "General", "true"),
        (datetime(1987, 4, 1), "mmm-yy", "1987-04"),
        (datetime(1987, 4, 1), "mmmm yyyy", "1987-04"),
        (datetime(1987, 4, 1), "yyyy", "1987"),
        (datetime(1987, 4, 1), "yyyy\\-mm\\-dd", "1987-04-01"),
        (datetime(1987, 4, 1), "dddd mmmm yyyy", "1987-04"),
        (datetime(1987, 4, 1), "[$-F800]dddd, mmmm dd, yyyy", "1987-04-01"),
        (datetime(1987, 4, 1), "yyyy-mm-dd h:mm:ss", "1987-04-01"),
        (datetime(1987, 4, 1, 3, 5), "yyyy-mm-dd", "1987-04-01"),
        (datetime(1987, 4, 1, 3, 5), "yyyy-mm-dd hh:mm", "1987-04-01T03:05:00"),
        (date(1987, 4, 1), "General", "1987-04-01"),
    ],
)  # fmt: skip
def test_a_cell_gives_what_it_shows(value: Any, format_: str, text: str) -> None:
    assert shown(value, format_) == text


@pytest.mark.parametrize(
    ("value", "format_", "reason"),
    [
        (5, '0" million"', "shows words"),
        (1234567, "0.0,,", "shows a part of its number, 1234567"),
        (1234567, '#,##0,"k"', "shows words"),
        (5, ";;;", "does not show its number"),
        (1500, '[>=1000000]0.0,,"M";[>=1000]0.0,"k";0', "shows words"),
        (5, "[>100]0;[>50]0%", "does not show its number"),
        (-5, "0;0", "shows no minus before its number, -5"),
        (datetime(1987, 4, 1), "d-mmm", "shows no year"),
        (datetime(1987, 4, 1), "h:mm AM/PM", "shows no year"),
        (time(3), "h:mm", "time of day"),
        (timedelta(days=2), "[h]:mm", "duration"),
    ],
)
def test_a_cell_that_shows_something_else_is_refused(value: Any, format_: str, reason: str) -> None:
    with pytest.raises(Unshown, match=reason):
        shown(value, format_)


def test_formulas_errors_and_escapes_of_a_workbook_are_seen(tmp_path: Path) -> None:
    def fill(made: Any) -> None:
        page = made.active
        page.append(["a", "b", "c", "d"])
        page.append(["one_x000D_\ntwo_x0009_three", "_x005F_x000D_", "=1+1", "#N/A"])
        page["A3"] = ArrayFormula("A3", "=SUM(B1:B2)")
        page["B3"] = "bell_x0007_"
        page["C3"] = "_xD83D__xDD4A_"

    cells, faults, _ = read(book(tmp_path, fill))
    assert cells[1] == ("one two three", "_x000D_", "=1+1", "#N/A")
    assert cells[2] == ("=SUM(B1:B2)", "bell\a", "🕊", "")
    assert list(faults[0]) == [3]
    assert "an error of the spreadsheet, #N/A" in faults[0][3]
    assert "U+0007" in faults[1][1]


def test_the_first_sheet_that_is_seen_is_read_and_the_others_are_named(tmp_path: Path) -> None:
    def fill(made: Any) -> None:
        made.active.title = "draft"
        made.active.append(["a"])
        made.active.append(["hidden"])
        made.active.sheet_state = "hidden"
        for title, value in (("final", "seen"), ("more", "third"), ("Sheet4", None)):
            page = made.create_sheet(title)
            if value:
                page.append(["a"])
                page.append([value])
        made.active = 1

    path = book(tmp_path, fill)
    assert read(path)[::2] == ([("a",), ("seen",)], ["sheet 'draft', which is hidden", "sheet 'more'"])
    assert read(path, sheet="draft")[::2] == ([("a",), ("hidden",)], ["sheet 'final'", "sheet 'more'"])


def rewritten(path: Path, part: str, change: Callable[[str], str]) -> None:
    with zipfile.ZipFile(path) as parts:
        held = {name: parts.read(name) for name in parts.namelist()}
    held[part] = change(held[part].decode()).encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as parts:
        for name, data in held.items():
            parts.writestr(name, data)


def _four_rows(made: Any) -> None:
    for row in (["a", "b"], [1, 2], [3], [5, 6]):
        made.active.append(row)


@pytest.mark.parametrize("dimension", ["A1:B2", "A1", "A1:A4", "B3:B3", "A1:ZZ9"])
def test_what_a_sheet_says_of_its_size_is_not_believed(tmp_path: Path, dimension: str) -> None:
    path = book(tmp_path, _four_rows)
    rewritten(path, "xl/worksheets/sheet1.xml", lambda text: text.replace('"A1:B4"', f'"{dimension}"'))
    assert read(path)[0] == [("a", "b"), ("1", "2"), ("3", ""), ("5", "6")]


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('<row r="3"', '<row r="900000000"', "row 900000000 .* stands in no order"),
        ('<row r="3"', '<row r="1"', "row 1 .* stands in no order"),
        ("<sheetData>", "<sheetData></x>", "this XLSX workbook is broken"),
        ("<worksheet", '<!DOCTYPE w [<!ENTITY a "&b;&b;"><!ENTITY b "bb">]><worksheet', "this XLSX workbook is broken"),
    ],
)
def test_a_sheet_that_is_out_of_order_is_refused(tmp_path: Path, old: str, new: str, words: str) -> None:
    path = book(tmp_path, _four_rows)
    rewritten(path, "xl/worksheets/sheet1.xml", lambda text: text.replace(old, new, 1))
    with pytest.raises(DataError, match=words):
        read(path)


def test_a_small_file_that_unfolds_to_a_large_one_is_refused(tmp_path: Path) -> None:
    path = book(tmp_path, _four_rows)
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("xl/more.xml", b" " * (80 << 20))
    assert path.stat().st_size < 1 << 20
    with pytest.raises(DataError, match=r"xl/more.xml in it unfolds to 80 MB"):
        read(path)


@pytest.mark.parametrize(
    "text",
    [
        "sep=;\na;b\n1;x,y\n",
        '"sep=;"\r\na;b\r\n1;x,y\r\n',
        "SEP=|\na|b\n1|x,y\n",
        '# what; it; is\na,b\n1,"x,y"\n',
        "\n\n# what, it, is\na;b\n1;x,y\n",
        '"# a, b"\na\tb\n1\tx,y\n',
        '# notes\n"a","b"\n"1","x,y"\n',
    ],
)
def test_the_delimiter_is_that_of_the_head(tmp_path: Path, text: str) -> None:
    (tmp_path / "a.csv").write_text(text, newline="")
    assert read(tmp_path / "a.csv", comment="#")[0] == [("a", "b"), ("1", "x,y")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_a_byte_order_mark_is_taken(tmp_path: Path, encoding: str) -> None:
    mark = "\ufeff" if encoding[-3:] in ("-le", "-be") else ""
    (tmp_path / "a.csv").write_bytes(f"{mark}a,b\n1,Ə\n".encode(encoding))
    assert read(tmp_path / "a.csv")[0] == [("a", "b"), ("1", "Ə")]


def test_a_row_that_begins_like_a_comment_is_a_row_and_a_comment_below_the_head_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("# about\n#,b\n#RiverMarch,1\n# left over,\n,\n#2,3\n")
    cells, _, left_out = read(tmp_path / "a.csv", comment="#")
    assert cells == [("#", "b"), ("#RiverMarch", "1"), ("#2", "3")]
    assert left_out == ["line 4, a comment"]


def test_what_no_text_can_hold_is_a_fault_and_what_has_no_width_goes() -> None:
    assert clean("Nor\u200bland\ufeff ") == "Norland"
    assert clean("می\u200cخواهم") == "می\u200cخواهم"


@pytest.mark.parametrize("sign", ["\a", "\0", "\x7f", "\x9b", "\ufffe", "\U0001ffff"])
def test_a_control_character_is_a_fault(tmp_path: Path, sign: str) -> None:
    (tmp_path / "a.csv").write_text(f"a,b\n1,x{sign}y\n", encoding="utf-8")
    assert f"U+{ord(sign):04X}" in read(tmp_path / "a.csv")[1][0][1]


@pytest.mark.parametrize("error", ["#REF!", "#N/A", "#DIV/0!", "#NAME?"])
def test_an_error_that_a_spreadsheet_wrote_into_a_text_is_a_fault(tmp_path: Path, error: str) -> None:
    (tmp_path / "a.csv").write_text(f"a,b\n1,{error}\n")
    assert read(tmp_path / "a.csv")[1] == [
        {1: f"is an error of the spreadsheet, {error}: put its value in the cell, or empty it"}
    ]


@pytest.mark.slow
def test_a_workbook_with_a_text_that_unfolds_is_refused_before_it_is_read(tmp_path: Path) -> None:
    texts = io.BytesIO(b"<sst><si><t>" + b"a" * (300 << 20) + b"</t></si></sst>")
    path = book(tmp_path, _four_rows)
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as parts, parts.open("xl/sharedStrings.xml", "w") as part:
        part.write(texts.getbuffer())
    with pytest.raises(DataError, match="unfolds to 300 MB"):
        read(path)


def test_what_a_sheet_hides_is_read_and_told(tmp_path: Path) -> None:
    def fill(made: Any) -> None:
        page = made.active
        for row in (["a", "b", "c"], ["1", "x", None], [None, None, None], ["2", None, None], ["3", "y", None]):
            page.append(row)
        for line in (3, 4, 5):
            page.row_dimensions[line].hidden = True
        for letter in "BC":
            page.column_dimensions[letter].hidden = True

    with opened(book(tmp_path, fill)) as page:
        assert [row.cells[0] for row in page.rows] == ["1", "2", "3"]
        assert page.hidden == ["column B", "column C", "row 4", "row 5"]


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("a.xlsx", bytes.fromhex("d0cf11e0a1b11ae1") + bytes(500), "an old XLS or one with a password"),
        ("a.xlsx", b"subject,relation", "this is no XLSX workbook, or only a part of one: save it as XLSX"),
        ("a.json", b'[{"a": 1}]\n[{"a": 2}]', "something stands behind the end of the list: '[{"),
        ("a.json", b'[{"a": 1}] x', "something stands behind the end of the list: 'x'"),
    ],
)
def test_a_file_that_is_another_says_so_in_words(tmp_path: Path, name: str, data: bytes, words: str) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(DataError, match=re.escape(words)):
        read(tmp_path / name)
