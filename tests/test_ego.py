"""The ties of one actor as a picture, and ledgers from the command line."""

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from kg.graph import KnowledgeGraph
from kg.model.records import EntityRef
from kg.model.verbaliser import read_from
from tests.command import kg
from tests.statements import entities, graph, relations

SVG = "{http://www.w3.org/2000/svg}"
NUMBERS = re.compile(r"-?\d+(?:\.\d+)?")
SMALLEST = 8
BOX = 150


def drawn(*arguments: str | Path) -> ElementTree.Element:
    done = kg("export", "ego", *arguments)
    assert done.code == 0, done.err
    return ElementTree.fromstring(done.data)


def of_class(picture: ElementTree.Element, name: str) -> list[ElementTree.Element]:
    return [group for group in picture.iter(f"{SVG}g") if (group.get("class") or "").split()[:1] == [name]]


def points(path: str) -> list[tuple[float, float]]:
    numbers = list(map(float, NUMBERS.findall(path)))
    return list(zip(numbers[::2], numbers[1::2], strict=False))


@pytest.fixture(scope="module")
def picture(shipped: KnowledgeGraph) -> ElementTree.Element:
    return drawn("--focus", "Turkey")


def test_each_tie_to_another_name_is_a_line_with_its_words_and_its_voice(
    picture: ElementTree.Element, shipped: KnowledgeGraph
) -> None:
    ties = of_class(picture, "tie")
    own = [relation for relation in shipped.relations("Turkey") if hasattr(relation.object, "label")]
    assert sorted(group.findtext(f"{SVG}title", "") for group in ties) == sorted(map(str, own))
    told = " ".join("".join(group.itertext()) for group in ties)
    assert (
        re.search(r"supplie[sd] arms (to|by): 77 million USD, Jan–Sep 2020", told)
        and "War Resisters' International (doubted) [" in told
    )
    assert "2 ties to a text or a figure are not drawn." in "".join(picture.itertext())


@pytest.mark.parametrize("name", ["Shushi", "Turkey"])
def test_words_read_from_the_box_on_their_left_to_the_one_on_their_right(name: str, shipped: KnowledgeGraph) -> None:
    picture = drawn("--focus", name)
    own = {str(relation): relation for relation in shipped.relations(name)}
    actor = shipped.entity(name).id
    middle = float(picture.get("width", "0")) / 2
    sides = set()
    for group in of_class(picture, "tie"):
        relation = own[group.findtext(f"{SVG}title", "")]
        on_left = float(group.find(f"{SVG}text").get("x", "0")) < middle  # type: ignore[union-attr]
        assert isinstance(relation.object, EntityRef)
        (other,) = (end for end in (relation.subject, relation.object) if end.id != actor)
        (itself,) = (end for end in (relation.subject, relation.object) if end.id == actor)
        told = " ".join("".join(text.itertext()) for text in group.iter(f"{SVG}text"))
        assert told.startswith(read_from(relation, other if on_left else itself)), told
        sides.add((on_left, relation.subject.id == actor))
    assert len(sides) == (4 if name == "Turkey" else 3)


def test_where_no_words_read_from_the_object_the_subject_is_named(tmp_path: Path) -> None:
    lines = relations("one belmar comprises dorn", "two dorn comprises belmar")
    graph(tmp_path, entities(belmar="State", dorn="State"), lines)
    ties = of_class(drawn("--focus", "belmar", "--data", tmp_path / "statements.ttl"), "tie")
    told = sorted(group.findtext(f"{SVG}text", "") for group in ties)
    assert told == ["comprises", "dorn comprises"]


def test_it_lists_the_sources_that_its_lines_cite_and_no_others(picture: ElementTree.Element) -> None:
    texts = ["".join(text.itertext()) for text in picture.iter(f"{SVG}text")]
    ties = " ".join("".join(group.itertext()) for group in of_class(picture, "tie"))
    cited = {int(number) for number in re.findall(r"\[(\d+)[\],:]", ties)}
    listed = [int(match[1]) for text in texts if (match := re.match(r"\[(\d+)w?\] ", text))]
    assert listed == sorted(cited) and len(listed) > 20
    assert f"From {len(listed)} sources" in " ".join(texts)


def test_all_lines_of_a_denial_are_red(tmp_path: Path) -> None:
    deniers = {f"ministry{n}": "Organisation" for n in range(8)}
    denials = "".join(
        f"claim:d{n} a kg:Claim ; kg:about relation:r ; kg:claimant entity:ministry{n} ; kg:stance stance:denies ; "
        "kg:status status:asserted ; kg:foundIn source:report .\n"
        for n in range(8)
    )
    lines = relations("r belmar shells dorn")
    graph(tmp_path, entities(belmar="State", dorn="State", **deniers), lines, denials)
    drawing = drawn("--focus", "belmar", "--data", tmp_path / "statements.ttl")
    told = [text for group in of_class(drawing, "tie") for text in group.iter(f"{SVG}text")]
    red = ["".join(text.itertext()) for text in told if text.get("fill") == "#b91c1c"]
    assert len(red) >= 2 and red[0].startswith("denied: ")
    assert {f"ministry{n}" for n in range(8)} <= set(re.findall(r"\w+", " ".join(red)))


def test_no_line_runs_behind_a_foreign_box(picture: ElementTree.Element) -> None:
    texts = [float(name.get("x", "0")) for group in of_class(picture, "node") for name in group.iter(f"{SVG}text")]
    columns = sorted({round(x) for x in texts})
    assert len(columns) == 3  # boxes on the left, the actor in the middle, boxes on the right
    for group in of_class(picture, "tie"):
        for x, _ in points(group.find(f"{SVG}path").get("d", "")):  # type: ignore[union-attr]
            assert all(abs(x - column) >= BOX / 2 - 1 for column in columns), group.findtext(f"{SVG}title")


def test_hostile_and_cooperative_ties_have_a_sign(picture: ElementTree.Element, shipped: KnowledgeGraph) -> None:
    own = [relation for relation in shipped.relations("Turkey") if hasattr(relation.object, "label")]
    for name in ("hostile", "cooperative"):
        signs = sum(len(of_class(group, f"polarity-{name}")) for group in of_class(picture, "tie"))
        assert signs == sum(relation.type.polarity == name for relation in own) > 0


def test_the_smallest_type_can_be_read(picture: ElementTree.Element) -> None:
    sizes = {float(text.get("font-size", "0")) for text in picture.iter(f"{SVG}text")}
    assert min(sizes) >= SMALLEST


def test_a_name_that_nothing_ties_and_one_that_too_much_ties_are_one_line(tmp_path: Path) -> None:
    many = {f"city{n}": "City" for n in range(300)}
    lines = relations(*(f"r{n} belmar shells city{n}" for n in range(300)))
    graph(tmp_path, entities(belmar="State", corvania="State", dorn="State", **many), lines)
    data = ("--data", tmp_path / "statements.ttl")
    alone = kg("export", "ego", "--focus", "dorn", *data)
    assert alone.code == 1 and alone.err.count("\n") == 1 and "no tie of dorn" in alone.err
    crowded = kg("export", "ego", "--focus", "belmar", *data)
    assert crowded.code == 2 and "300 ties are too many for this picture, which holds 240: narrow it" in crowded.err
    assert "draws the ties of one name: give --focus NAME" in kg("export", "ego", *data).err
    assert "--depth is not for ego" in kg("export", "ego", "--focus", "dorn", "--depth", "2", *data).err
    assert "--size is for ledger, not for svg" in kg("export", "svg", "--size", "a4", *data).err


@pytest.mark.slow
def test_a_ledger_is_exported_for_one_name_or_two(shipped: KnowledgeGraph, tmp_path: Path) -> None:
    svg = kg("export", "ledger", "--focus", "Turkey", "--focus", "Armenia", "--size", "column")
    assert svg.code == 0 and 'width="420"' in svg.out and "closes its border with" in svg.out
    assert kg("export", "ledger", "--focus", "Turkey", "-o", tmp_path / "turkey.pdf").code == 0
    assert (tmp_path / "turkey.pdf").read_bytes().startswith(b"%PDF")
    assert kg("export", "ledger", "--focus", "Turkey", "-o", tmp_path / "turkey.gif").code == 2


def test_of_one_name_its_own_ties_come_first_and_those_with_one_other_stand_together(
    shipped: KnowledgeGraph,
) -> None:
    session = shipped.session(shipped.question("relations Turkey --layer arms --layer energy"))
    from kg.answers import answer_to

    for block in answer_to(session).document.blocks:
        lines = [line for line in getattr(block, "lines", ()) if getattr(block, "name", "")]
        whom = [(bool(line.subject), line.other) for line in lines]
        assert whom == sorted(whom)
