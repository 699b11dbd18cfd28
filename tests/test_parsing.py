"""Files that other engines read, cut off, or made to harm: read whole, or refused in one line with the place."""

from pathlib import Path

import pytest

from kg.errors import DataError
from kg.resources import data_files
from kg.store import EmbeddedStore, parsing
from kg.store.parsing import checked_depth
from tests.command import kg

HEAD = '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="http://e/">'
THING = '<rdf:Description rdf:about="http://e/{}"><e:p>café</e:p></rdf:Description>\n'
XML = f'<?xml version="1.0"?>\n{HEAD}{"".join(THING.format(n) for n in range(20))}</rdf:RDF>\n'


def loaded(path: Path, data: bytes) -> int:
    path.write_bytes(data)
    return len(list(EmbeddedStore([path], derive=False).triples()))


def test_xml_that_is_cut_off_anywhere_is_refused(tmp_path: Path) -> None:
    whole = XML.encode()
    assert loaded(tmp_path / "a.rdf", whole) == 20
    for end in range(0, len(whole.rstrip()), 7):
        with pytest.raises(DataError, match=r"a\.rdf:\d+:\d+: .*nothing of this file was loaded"):
            loaded(tmp_path / "a.rdf", whole[:end])


@pytest.mark.parametrize("declared", ['x SYSTEM "file:///etc/hostname"', '% x SYSTEM "http://localhost:9/x"'])
def test_an_entity_that_stands_elsewhere_is_named_and_not_read(tmp_path: Path, declared: str) -> None:
    text = f"<!DOCTYPE r [<!ENTITY {declared}>]>{HEAD}{THING.format(1)}</rdf:RDF>"
    with pytest.raises(DataError, match=r"a\.rdf:1: the entity 'x' stands elsewhere, .* write here what it stands for"):
        loaded(tmp_path / "a.rdf", text.encode())


FORMS = {
    "ttl": "<http://e/s> <http://e/p> 1 .",
    "nt": '<http://e/s> <http://e/p> "1" .',
    "nq": '<http://e/s> <http://e/p> "1" <http://e/g> .',
    "trig": "<http://e/g> { <http://e/s> <http://e/p> 1 }",
    "jsonld": '{"@id": "http://e/s", "http://e/p": 1}',
    "rdf": f"{HEAD}{THING.format(1)}</rdf:RDF>",
}


@pytest.mark.parametrize("ending", [*FORMS, *(form.upper() for form in FORMS), "Ttl"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_marks_and_capital_endings_are_taken(tmp_path: Path, ending: str, encoding: str) -> None:
    path = tmp_path / f"a.{ending}"
    assert loaded(path, FORMS[ending.lower()].encode(encoding)) == 1
    assert data_files(tmp_path).always == (path,)


DEEP = {
    "a.ttl": "<a:s> <a:p> " + "[ <a:p> " * 5000 + "1" + " ]" * 5000 + " .",
    "b.ttl": "<a:s> <a:p> " + "(" * 50_000 + ")" * 50_000 + " .",
    "c.ttl": "<a:s> <a:p> " + "<<( <a:s> <a:p> " * 100_000 + "1" + " )>>" * 100_000 + " .",
    "d.nt": "<a:s> <a:p> " + "<<( <a:s> <a:p> " * 100_000 + '"1"' + " )>>" * 100_000 + " .",
    "e.jsonld": '{"@id": "a:s", "a:p": ' + "[" * 60_000 + "1" + "]" * 60_000 + "}",
    "f.jsonld": '{"a:p": ' * 5000 + "1" + "}" * 5000,
    "g.rdf": HEAD + "<rdf:Description><e:p>" * 50_000 + "</e:p></rdf:Description>" * 50_000 + "</rdf:RDF>",
    "h.trig": "<a:g> { <a:s> <a:p> " + "[ <a:p> " * 5000 + "1" + " ]" * 5000 + " }",
}


@pytest.mark.parametrize("name", DEEP)
def test_a_deep_file_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(DataError, match="nests deeper than 500"):
        loaded(tmp_path / name, DEEP[name].encode())


def test_brackets_in_texts_and_many_beside_one_another_are_no_depth(tmp_path: Path) -> None:
    text = "[(<<{" * 1000
    many = "".join(f'<a:s{n}> <a:p> [ <a:q> "{text[:9]}" ] . # ((((\n' for n in range(1000))
    assert loaded(tmp_path / "a.ttl", f'<a:s> <a:p> "{text}" .\n{many}'.encode()) == 2001


FLAT = (
    rb"""<a:s> <a:p> "[\"[", '[\'(', "", '', <a:((> . # [({ "
<a:s> <a:p> '''[['[ "''', a:\(\(, [ <a:p> ( 1 <<( <a:s> <a:p> 2 )>> ) ] ."""
    + b'<a:s> <a:p> """([ "" [\\\\""" .\n'
)


@pytest.mark.parametrize("size", [1, 2, 3, 7, 1000])
def test_depth_is_the_same_wherever_a_file_is_cut_into_pieces(size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parsing, "_BLOCK", 1)

    def checked(data: bytes, *, json_text: bool) -> bytes:
        pieces = [data[at : at + size] for at in range(0, len(data), size)]
        return b"".join(checked_depth(Path("a"), pieces, json_text=json_text))

    many = FLAT * 600
    assert checked(many, json_text=False) == many
    texts = rb'[{"[\"[{": "[["}, [1]],' * 600
    assert checked(texts, json_text=True) == texts
    for opening in (b"[ ", b"( ", b"<< ", b"{ "):
        checked(FLAT + opening * 499 + FLAT[:30], json_text=False)
        with pytest.raises(DataError, match="nests deeper than 500"):
            checked(FLAT + opening * 501 + FLAT, json_text=False)


def test_entities_that_grow_without_end_are_refused(tmp_path: Path) -> None:
    grown = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    thing = "<rdf:Description><e:p>&a9;</e:p></rdf:Description>"
    text = f'<!DOCTYPE r [<!ENTITY a0 "xxxxxxxxxx">{grown}]>{HEAD}{thing}</rdf:RDF>'
    with pytest.raises(DataError, match="amplification"):
        loaded(tmp_path / "a.rdf", text.encode())


@pytest.mark.parametrize(
    "context",
    ['"https://e.example/c.jsonld"', '["https://e.example/c.jsonld", {}]', '{"@import": "https://e.example/c.jsonld"}'],
)
def test_a_context_on_another_machine_is_named(tmp_path: Path, context: str) -> None:
    path = tmp_path / "a.jsonld"
    path.write_text(f'{{"@context": {context}, "name": "x"}}')
    done = kg("query", "ASK {}", "--data", path)
    assert (done.code, len(done.err.splitlines())) == (2, 1)
    assert "https://e.example/c.jsonld" in done.err or "@import" in context


def test_named_graphs_of_a_file_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "a.trig"
    path.write_text("<a:g> { <a:s> <a:p> 1 } <a:h> { <a:s> <a:p> 1 , 2 } <a:t> <a:p> 3 .")
    rows = kg("query", "SELECT ?g ?o { GRAPH ?g { ?s ?p ?o } }", "--data", path, "--format", "csv").lines
    assert sorted(rows[1:]) == ["a:g,1", "a:h,1", "a:h,2"]
    assert kg("query", "SELECT ?o { ?s ?p ?o } ORDER BY ?o", "--data", path, "--format", "csv").lines == [
        "o",
        "1",
        "2",
        "3",
    ]


def test_a_folder_says_which_files_it_passes_over(tmp_path: Path) -> None:
    (tmp_path / "a.ttl").write_text("<a:s> <a:p> 1 .")
    for name in ("b.owl", "c.N3", "notes.txt", ".hidden.owl", "facts.csv"):
        (tmp_path / name).write_text("x")
    for verb in (["query", "ASK {}"], ["stats"]):
        done = kg(*verb, "--data", tmp_path)
        (line,) = [line for line in done.err.splitlines() if "passed over" in line]
        assert line.startswith(
            f"kg: passed over: {tmp_path}/b.owl, {tmp_path}/c.N3; names of files that are read end in"
        )


@pytest.mark.parametrize("name", ["a.ttl", "a.nt", "a.nq"])
def test_a_text_without_measure_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(DataError, match=r"holds a text or a name longer than 16 MB; nothing of this file was loaded"):
        loaded(tmp_path / name, b'<a:s> <a:p> "' + b"x" * (17 << 20) + b'" .')


DOCUMENT = b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="http://e/">%s</rdf:RDF>'
SAID = b'<rdf:Description rdf:about="http://e/a"><e:b>%s</e:b></rdf:Description>'


def test_a_text_without_measure_is_refused_in_xml_too(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"holds a text or a name longer than 16 MB; nothing of this file was loaded"):
        loaded(tmp_path / "a.rdf", DOCUMENT % (SAID % (b"x" * (17 << 20))))
    entity = b'<!DOCTYPE rdf:RDF [<!ENTITY much "' + b"x" * (1 << 19) + b'">]>'
    with pytest.raises(DataError, match="holds a text or a name longer than 16 MB"):
        loaded(tmp_path / "b.rdf", entity + DOCUMENT % (SAID % (b"&much;" * 40)))
    # Many short texts are no long one.
    loaded(tmp_path / "c.rdf", DOCUMENT % ((SAID % (b"x" * (1 << 20))) * 18))
