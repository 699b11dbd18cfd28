"""An article becomes a dataset: what is numbered, what stands in the sheet, and the way to a validated voice."""

import csv
import io
import re
import shlex
import sys
from pathlib import Path

import pytest

from kg.errors import DataError
from kg.importing.mentions import Mentions
from kg.model.articles import article_paragraphs, sentences, unwrapped
from kg.model.passages import digest
from kg.resources import data_dir, ontology_files
from kg.store import EmbeddedStore
from tests.command import REPOSITORY, kg
from tests.test_records import validator

PAGE = (REPOSITORY / "docs" / "from-an-article.md").read_text(encoding="utf-8")
TEXT = "A title\n\nNorthland opened a crossing to Southland. Nothing else.\n\nSouthland thanked Northland.\n"
TOLD = ("--title", "A title", "--publisher", "Valley Courier", "--date", "2024-05-06")


@pytest.fixture
def valley(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to work in, with a dossier of four entities and an article."""
    monkeypatch.chdir(tmp_path)
    assert kg("init", "valley").code == 0
    Path("article.txt").write_text(TEXT, encoding="utf-8")
    return tmp_path


def fill(sheet: Path, rows: dict[int, dict[str, str]]) -> None:
    """Fill in rows of a sheet, given by line."""
    with sheet.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        filled = [row | rows.get(line, {}) for line, row in enumerate(reader, 2)]
    text = io.StringIO()
    writer = csv.DictWriter(text, reader.fieldnames or ())
    writer.writeheader()
    writer.writerows(filled)
    sheet.write_text(text.getvalue(), encoding="utf-8", newline="")


@pytest.mark.slow
def test_the_page_goes_from_an_article_to_a_validated_voice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every command of the page is run in its order, and the table of the page is what a person fills in."""
    monkeypatch.chdir(tmp_path)
    article = re.search(r"```text article.txt\n(.*?)```", PAGE, re.DOTALL)
    assert article is not None
    Path("article.txt").write_text(article[1], encoding="utf-8")
    lines = [line.strip("|").split("|") for line in PAGE.splitlines() if line.startswith("|")]
    head, _, *rows = [[cell.strip() for cell in line] for line in lines]
    table = {int(row[0]): dict(zip(head[1:], row[1:], strict=True)) for row in rows}
    blocks = re.findall(r"^```\n(kg .*?)^```", PAGE, re.DOTALL | re.MULTILINE)
    commands = [line for block in blocks for line in block.splitlines()]
    assert [command.split()[1] for command in commands] == [
        "init", "read", "validate", "import", "import", "validate", "relations", "why", "sources",
    ]  # fmt: skip
    for command in commands:
        if "--check" in command:
            assert kg(*shlex.split(command)[1:]).json["open"] == len(table)
            fill(Path("valley/crossing/facts.csv"), table)
        done = kg(*shlex.split(command)[1:])
        assert done.code == 0, (command, done.err, done.out)
        if "--check" in command:
            assert (done.json["filled"], done.json["open"], done.json["wrong"]) == (5, 0, 0)
        if "--dataset crossing" in command:
            by_name = {(r["subject"]["label"], r["type"]["label"]): r for r in done.json}
            troops = by_name["Northland", "sends troops to"]["type"]
            claims = [claim for r in done.json if r["type"] == troops for claim in r["claims"]]
            assert {(claim["claimant"]["label"], claim["stance"]) for claim in claims} == {
                ("Border Monitor", "affirms"), ("Northland", "denies"),
            }  # fmt: skip
            assert by_name["Southland", "criticises"]["claims"][0]["paragraphs"] == [1]


def test_an_article_that_was_read_has_its_passages_and_no_claim(valley: Path) -> None:
    done = kg("read", "article.txt", *TOLD, "--into", "valley")
    assert done.code == 0
    assert validator("article").is_valid(done.json)
    assert done.json | {"folder": ""} == {
        "dataset": "a-title", "folder": "", "paragraphs": 3, "sentences": 4, "rows": 2, "known": 4,
    }  # fmt: skip
    folder = valley / "valley" / "a-title"
    assert sorted(path.name for path in folder.rglob("*") if path.is_file()) == [
        "dataset.ttl", "facts.csv", "profile.toml", "sources.ttl",
    ]  # fmt: skip
    assert digest("Southland thanked Northland.") in (folder / "sources.ttl").read_text()
    assert kg("validate", "valley").json == []
    assert kg("relations", "--dossier", "valley", "--dataset", "a-title").code == 1
    verified = kg("sources", "--verify", "article.txt", "--dossier", "valley")
    assert (verified.code, verified.json["matching"]) == (0, [0, 1, 2])


def test_the_numbered_text_is_a_copy_of_the_article(valley: Path) -> None:
    text = TEXT.replace("Southland thanked", "[7] Southland thanked")
    Path("article.txt").write_text(text, encoding="utf-8")
    assert kg("read", "article.txt", *TOLD, "--into", "valley", "--text", "numbered.txt").code == 0
    assert Path("numbered.txt").read_text(encoding="utf-8").splitlines() == [
        "[0] A title",
        "[1] Northland opened a crossing to Southland. Nothing else.",
        "[2] Southland thanked Northland.",
    ]
    verified = kg("sources", "--verify", "numbered.txt", "--dossier", "valley")
    assert (verified.code, verified.json["matching"], verified.json["missing"]) == (0, [0, 1, 2], [])
    assert validator("verification").is_valid(verified.json)


def test_an_import_keeps_the_passages_that_no_row_cites(valley: Path) -> None:
    kg("read", "article.txt", *TOLD, "--into", "valley")
    folder = valley / "valley" / "a-title"
    before = (folder / "sources.ttl").read_bytes()
    assert kg("import", folder / "facts.csv", "--into", "valley").code == 1  # no row is filled in yet
    fill(folder / "facts.csv", {2: {"relation": "opensCrossingTo"}, 3: {"relation": "none"}})
    done = kg("import", folder / "facts.csv", "--into", "valley")
    assert (done.code, done.json["written"], done.json["refused_rows"]) == (0, 1, 1)
    assert (folder / "sources.ttl").read_bytes() == before
    assert kg("import", "--check", folder / "facts.csv").json["left_out"] == 1


def test_a_check_tells_all_that_is_wrong_with_the_nearest_terms(valley: Path) -> None:
    kg("read", "article.txt", *TOLD, "--into", "valley")
    sheet = valley / "valley" / "a-title" / "facts.csv"
    fill(sheet, {2: {"relation": "opensCrossingT", "paragraph": "9"}, 3: {"relation": "criticises", "paragraph": "9"}})
    done = kg("import", "--check", sheet)
    assert (done.code, done.json["wrong"], done.json["open"]) == (1, 2, 0)
    first, second = (error["reason"] for error in done.json["errors"])
    assert "the nearest is opensCrossingTo" in first
    assert "the article has no paragraph '9': it has 0 to 2" in second
    fill(sheet, {3: {"paragraph": ""}})
    assert "cites no paragraph" in kg("import", "--check", sheet).json["errors"][1]["reason"]
    assert kg("import", "--check", sheet, "--format", "table").lines[-1] == "2 rows: 2 wrong"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--date", "May 2024"], "--date: "),
        (["--title", "…"], "give --name"),
        (["--publisher", " "], "--publisher gives no text"),
        (["--side", "lunar"], "there is no side 'lunar'"),
        (["--licence", "mine"], "--licence gives 'mine', which is no web address"),
        (["--name", "reports"], "is there already"),
        (["--name", "entities"], "is there already"),
    ],
    ids=" ".join,
)
def test_what_cannot_be_told_of_an_article_is_one_line_and_writes_nothing(
    valley: Path, arguments: list[str], words: str
) -> None:
    before = sorted(valley.rglob("*"))
    done = kg("read", "article.txt", *TOLD, "--into", "valley", *arguments)
    assert (done.code, done.out) == (2, "")
    assert words in done.err
    assert done.err.count("\n") == 1
    assert sorted(valley.rglob("*")) == before


def test_a_page_and_a_pdf_are_read_as_the_text_is(tmp_path: Path) -> None:
    told = "".join(f"<p>{line} {'It was said again and again. ' * 4}</p>" for line in TEXT.split("\n\n")[1:])
    page = tmp_path / "article.html"
    page.write_text(f"<html><body><nav>Home</nav><article><h1>A title</h1>{told}</article></body></html>")
    paragraphs = article_paragraphs(page)
    assert paragraphs[0] == "A title"
    assert paragraphs[1].startswith("Northland opened a crossing to Southland. Nothing else. It was said")
    assert not any("Home" in paragraph for paragraph in paragraphs)
    pdf = tmp_path / "article.pdf"
    pdf.write_bytes(_pdf(["Northland opened a crossing to", "Southland.", "Southland thanked it."]))
    assert article_paragraphs(pdf)[0] == "Northland opened a crossing to Southland."


def _pdf(lines: list[str]) -> bytes:
    """Return a PDF of one page, written by hand."""
    shown = " T* ".join(f"({line}) Tj" for line in lines)
    stream = f"BT /F1 12 Tf 14 TL 50 700 Td {shown} ET".encode()
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R "
        b"/Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
    ]
    data, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size, start = len(parts) + 1, len(data)
    trailer = b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, start)
    return data + b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, table) + trailer


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("a.txt", b"\xff\xfe\x00", "is no text in UTF-8"),
        ("a.docx", b"PK\x03\x04", "is no text, it holds U.0003: save it as text in UTF-8"),
        ("a.txt", b"a\0b", "is no text, it holds U\\+0000"),
        ("a.txt", b" \n \n", "there is no text in it"),
        ("a.pdf", b"no pdf", "cannot be read as PDF"),
        ("a.html", b"<html><body></body></html>", "no article is found in the page"),
    ],
)
def test_a_file_that_is_no_article_says_why(tmp_path: Path, name: str, data: bytes, words: str) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(DataError, match=words):
        article_paragraphs(tmp_path / name)


@pytest.mark.parametrize(("name", "package"), [("a.html", "trafilatura"), ("a.pdf", "pypdf")])
def test_a_missing_package_is_told_with_the_extra(
    valley: Path, monkeypatch: pytest.MonkeyPatch, name: str, package: str
) -> None:
    Path(name).write_bytes(b"x")
    monkeypatch.setitem(sys.modules, package, None)
    done = kg("read", name, *TOLD, "--into", "valley")
    assert (done.code, done.out) == (2, "")
    assert f"needs {package}: install karabakh-kg with its extra articles" in done.err


def test_sentences_end_where_they_end_in_each_script() -> None:
    assert sentences("He met Dr. B. A. Lee (see p. 5). Why? “No!” she said.") == [
        "He met Dr. B. A. Lee (see p. 5).", "Why?", "“No!” she said.",
    ]  # fmt: skip
    assert sentences("Նա գնաց։ Ոչինչ չասաց։") == ["Նա գնաց։", "Ոչինչ չասաց։"]
    assert sentences("В 1994 г. Россия ушла. Потом всё.") == ["В 1994 г. Россия ушла.", "Потом всё."]
    assert sentences("رفت؟ آمد.") == ["رفت؟", "آمد."]
    assert sentences("他走了。她来了。") == ["他走了。", "她来了。"]
    assert sentences("It cost 3.5 million on 3. May.") == ["It cost 3.5 million on 3. May."]


def test_lines_that_were_broken_to_fit_are_joined() -> None:
    assert list(unwrapped(["A line that was long enough and bro-", "ken here.", "", "Next."])) == [
        "A line that was long enough and broken here.", "Next.",
    ]  # fmt: skip


@pytest.fixture(scope="module")
def mentions() -> Mentions:
    return Mentions(EmbeddedStore([*ontology_files(), *(data_dir() / "entities").glob("*.ttl")]))


@pytest.mark.parametrize(
    ("sentence", "named"),
    [
        ("Turkey's army and the Republic of Armenia", ["Turkey", "Armenia"]),
        ("Baku-Tbilisi-Ceyhan pipeline", ["Baku–Tbilisi–Ceyhan pipeline"]),
        ("Россия и Türkiye'nin", ["Russia", "Turkey"]),
        ("The US told us", ["United States"]),
        ("turkey with iran", []),
        ("Armenia, Armenia and Armenia", ["Armenia"]),
        ("В России и в Азербайджане говорят о Турции", ["Russia", "Azerbaijan", "Turkey"]),
        ("Հայաստանի և Ադրբեջանի միջև", ["Armenia", "Azerbaijan"]),
        ("российский и азербайджанский; грузин; Armenian and Turkish", []),
    ],
)
def test_names_are_found_in_any_script_the_longest_first(mentions: Mentions, sentence: str, named: list[str]) -> None:
    assert [str(mention) for mention in mentions.of(sentence)] == named
