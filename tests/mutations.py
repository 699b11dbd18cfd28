"""Small changes of valid inputs, by a random number generator with a seed: the same seed gives the same inputs."""

from __future__ import annotations

import io
import re
import zipfile
from functools import cache
from pathlib import Path
from random import Random
from typing import Final

from tests import awkward
from tests.fuzzing import Case

FIXTURES: Final = Path(__file__).parent / "fixtures"
_TOKEN: Final = re.compile(
    r'"""(?:[^"\\]|\\.|"(?!""))*"""|"(?:[^"\\\n]|\\.)*"|<[^<>"{}|^`\\\s]*>|\^\^|@[a-zA-Z-]+|[\w.:-]+|\S|\s+', re.DOTALL
)
# What may stand in RDF, and is rare in it.
_TERMS: Final = (
    "[]", "_:b", "<<( <a:s> <a:p> 1 )>>", "<< <a:s> <a:p> 1 >>", '""', '" "', '"x"@en', '"x"@x-y-z', '"\\u0007"',
    '"\\u0000"',
    '"-0044"^^xsd:gYear', '"12020"^^xsd:gYear', '"2020-13"^^xsd:gYearMonth', '"2020-02-30"^^xsd:date',
    '"٢٠٢٠"^^xsd:gYear',
    '"2020-10-10T24:00:00Z"^^xsd:dateTime', '"NaN"^^xsd:double', '"INF"^^xsd:double', "1e400", "-1", "0.10", "1_000",
    "99999999999999999999",
    '"x"^^xsd:integer', '"true"^^xsd:boolean', "true", "kg:Relation", "kg:Claim", "kg:State", "kg:attacks",
    "kg:about", "entity:x", "relation:y",
    "<javascript:alert(1)>", "<a:b>", "<>", "<#>", "<http://example.org/%ZZ>", "( 1 2 )", "()", '"a\\nb\\tc"',
    '"\\u202eevil"@en', '"שלום"@he',
    '"<b>x</b>"^^rdf:XMLLiteral', "rdf:nil", "a", ";", ".", ",", "@prefix x: <x:> .", "kg:on", "kg:value", "kg:unit",
    "unit:degree",
    "rdf:subject", "rdf:predicate", "rdf:object", "skos:prefLabel", "kg:iso2", "kg:foundIn", "kg:stance", "kg:status",
    "dcterms:isPartOf",
    "kg:usedBy", "kg:phase", "kg:paragraph", "owl:sameAs", "rdf:type", "rdfs:subClassOf", "skos:broader", "kg:side",
    "kg:weak", "kg:decimals",
    '"' + "long " * 20_000 + '"', "<http://example.org/" + "long" * 5000 + ">",
)  # fmt: skip
_BYTES: Final = (
    b"\x00", b"\xff", b"\xef\xbb\xbf", b"\xed\xa0\x80", b"\r", b"\n", b"\t", b'"', b"'", b"<", b">", b"&", b"{", b"}",
    b"[", b"]", b"(", b")",
    b"\\", b"\\u", b"%", b"#", b"=", b";", b",", b"\xe2\x80\xae", b"\xf4\x8f\xbf\xbf", b"9" * 400, b"-", b"1e999",
    b"<!--", b"]]>", b"<!DOCTYPE x>",
    b"null", b"true", b"\xd9\xa4",
)  # fmt: skip
_PREFIXES: Final = "".join(
    f"@prefix {name}: <{iri}> .\n"
    for name, iri in {
        "xsd": "http://www.w3.org/2001/XMLSchema#",
        "owl": "http://www.w3.org/2002/07/owl#",
        "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
        "schema": "https://schema.org/",
    }.items()
)
_EXPORTS: Final = (
    "csv", "cyjs", "dot", "ftm", "geojson", "gexf", "graphml", "html", "jsonld", "mermaid", "nq", "nt", "rdfxml",
    "svg", "trig", "ttl", "ttl12",
)  # fmt: skip
_NAMES: Final = (
    "belmar",
    "corvania",
    "ardovia",
    "dravia",
    "Elster League",
    "2010",
    "2020-10",
    "2021",
    "states",
    "attacks",
    "ttl",
    "csv",
    "svg",
)
_WORDS: Final = (
    "", " ", "-", "--", "-1", "0", "1", "2", "9" * 400, "1e400", "nan", "inf", "0x10", "1_000", "٤", "é", "\udcff",
    "\u202e", "\x07", "a\nb", "'", '"',
    "2020", "2020-13", "2020-10-10", "0000", "belmar", "Belmar", "corvania", "ardovia", "dravia", "http://a b",
    "https://w3id.org/karabakh-kg/entity/belmar",
    "kg:attacks", "attacks", "controls", "military", "arms", "table", "json", "csv", "svg", "png", "none", "accepted",
    "claimed", "undisputed",
    "a" * 5000, "%s", "{}", "*", "?", "[", "(", "\\", ".", "no-such", "no/such/file", "world", "a.json", "source",
    "affirms", "denies", "State",
    "chronicle", "gazette", "1GB", "0.001", "500MB",
)  # fmt: skip


def tokens_changed(random: Random, text: str) -> str:
    """Return a text in which some tokens are others, gone, twice, or in another order."""
    texts = _TOKEN.findall(text)
    places = [index for index, token in enumerate(texts) if not token.isspace()]
    for _ in range(random.choice((1, 1, 1, 2, 3, 6))):
        index = random.choice(places)
        match random.randrange(5):
            case 0 | 1:
                texts[index] = random.choice(_TERMS)
            case 2:
                texts[index] = texts[random.choice(places)]
            case 3:
                texts[index] = ""
            case 4:
                texts[index] += " " + texts[random.choice(places)]
    return "".join(texts)


def bytes_changed(random: Random, data: bytes) -> bytes:
    """Return data with a few bytes changed, cut out, put in, doubled, or cut off at the end."""
    changed = bytearray(data)
    for _ in range(random.choice((1, 1, 2, 4))):
        start = random.randrange(len(changed) + 1)
        end = min(len(changed), start + random.choice((1, 1, 2, 10, 100)))
        match random.randrange(6):
            case 0 if changed:
                changed[start % len(changed)] ^= 1 << random.randrange(8)
            case 1:
                del changed[start:end]
            case 2 | 3:
                changed[start:start] = random.choice(_BYTES)
            case 4:
                changed[start:start] = changed[start:end] * random.choice((1, 2, 50))
            case 5:
                del changed[start:]
    return bytes(changed)


@cache
def _turtle() -> str:
    world = "\n".join(path.read_text() for path in sorted((FIXTURES / "world").rglob("*.ttl")))
    prefixes = dict.fromkeys(re.findall(r"^@prefix .*$", world, re.MULTILINE))
    return "\n".join(prefixes) + "\n" + _PREFIXES + re.sub(r"^@prefix .*$\n?", "", world, flags=re.MULTILINE)


@cache
def _seed_of_rdf(ending: str) -> bytes:
    """Return a small graph in a format, as the engine writes it."""
    from pyoxigraph import parse, serialize

    from kg.store.formats import RDF_FORMATS

    quads = parse(awkward.text().replace("\\u0007", " ").replace("\x07", " "), format=RDF_FORMATS["ttl"])
    out = io.BytesIO()
    serialize((quad.triple for quad in quads), out, format=RDF_FORMATS[ending])
    return out.getvalue()


def _reading(random: Random, file: str) -> list[str]:
    """Return the words of some verb that reads a file of RDF."""
    verb = random.choice(
        [
            ["validate", file],
            *[
                ["query", "SELECT * { ?s ?p ?o }", "--format", form, "--data", file]
                for form in ("table", "csv", "xml", "json")
            ],
            [
                "query",
                "CONSTRUCT WHERE { ?s ?p ?o }",
                "--format",
                random.choice(("rdf", "jsonld", "ttl", "nq")),
                "--data",
                file,
            ],
            *[["export", form, "--policy", "none", "--data", file] for form in _EXPORTS],
            ["export", random.choice(_EXPORTS), "--data", file],
            *[
                [verb, "--data", file]
                for verb in (
                    "entities",
                    "disputes",
                    "stats",
                    "sources",
                    "rank",
                    "blocs",
                    "balance",
                    "vocabulary",
                    "validate",
                )
            ],
            *[
                [verb, "--policy", "claimed", "--format", "table", "--data", file]
                for verb in ("rank", "blocs", "balance", "bridges")
            ],
            ["disputes", "--all", "--long", "--format", "table", "--data", file],
            ["perspective", "belmar", "--format", "table", "--data", file],
            ["perspective", "belmar", "corvania", "--data", file],
            ["exposure", "corvania", "--data", file],
            ["dependence", "corvania", "--data", file],
            ["flow", "belmar", "corvania", "--commodity", "gas", "--data", file],
            ["why", "belmar", "corvania", "--format", "table", "--data", file],
            ["ask", "arms-both-sides", "--data", file],
            ["sources", "--format", "table", "--data", file],
            ["relations", "--all", "--long", "--format", "table", "--data", file],
            ["relations", "--policy", "claimed", "--as-of", "2020", "--format", "csv", "--data", file],
            ["relations", "belmar", "--format", "jsonl", "--lineage", "--data", file],
            ["relations", "belmar", "corvania", "--format", random.choice(("svg", "table")), "--data", file],
            ["timeline", "--all", "--format", "table", "--data", file],
            ["show", "belmar", "--format", "table", "--data", file],
            ["search", "one", "--data", file],
            ["path", "belmar", "corvania", "--data", file],
            ["changes", "2019", "2021", "--data", file],
        ]
    )
    return [*verb]


def turtle(random: Random) -> Case:
    """Return a case of Turtle: mostly with tokens changed, which parse more often."""
    text = _turtle() if random.random() < 0.7 else _PREFIXES + awkward.text()
    data = tokens_changed(random, text).encode() if random.random() < 0.85 else bytes_changed(random, text.encode())
    return Case(_reading(random, "a.ttl"), {"a.ttl": data})


@cache
def _graphs() -> list[list[str]]:
    """Return the triples of two small graphs, each as N-Triples writes it."""
    from pyoxigraph import RdfFormat, parse

    texts = _turtle(), _PREFIXES + awkward.text()
    return [[str(quad.triple) for quad in parse(text.encode(), format=RdfFormat.TURTLE)] for text in texts]


@cache
def _term_of(term: str) -> str:
    """Return a term of Turtle as N-Triples writes it; nothing for what is none."""
    from pyoxigraph import RdfFormat, parse

    text = f"{_turtle()}\n<a:s> <a:p> {term} ."
    try:
        terms = [quad.object for quad in parse(text.encode(), format=RdfFormat.TURTLE) if str(quad.subject) == "<a:s>"]
    except SyntaxError:
        return ""
    return str(terms[0]) if terms else ""


_TRIPLE: Final = re.compile(r"(\S+) (\S+) (.*)", re.DOTALL)


def triples(random: Random) -> Case:
    """Return a case of N-Triples that parses: some triples have another end or property, are gone, or are doubled."""
    lines = [*random.choice(_graphs())]
    others = [term for term in map(_term_of, _TERMS) if term]
    for _ in range(random.choice((1, 1, 2, 4, 10))):
        index = random.randrange(len(lines))
        parts = _TRIPLE.fullmatch(lines[index])
        assert parts is not None
        subject, predicate, target = parts.groups()
        like = _TRIPLE.fullmatch(random.choice(lines))
        assert like is not None
        match random.randrange(7):
            case 0 | 1:
                target = random.choice(others)
            case 2:
                target = like[3]
            case 3:
                subject = random.choice((like[1], "_:b", *[one for one in others if one[0] == "<" and one[1] != "<"]))
            case 4:
                predicate = like[2]
            case 5:
                lines.append(f"{subject} {predicate} {random.choice(others)}")
            case 6:
                lines[index] = lines[0]
                continue
        lines[index] = f"{subject} {predicate} {target}"
    data = "".join(f"{triple} .\n" for triple in lines).encode()
    return Case(_reading(random, "a.nt"), {"a.nt": data})


def other_rdf(random: Random) -> Case:
    """Return a case of N-Triples, N-Quads, TriG, RDF/XML or JSON-LD."""
    ending = random.choice(("nt", "nq", "trig", "rdf", "jsonld"))
    seed = _seed_of_rdf(ending)
    if ending in ("nt", "nq", "trig") and random.random() < 0.5:
        data = tokens_changed(random, seed.decode()).encode()
    else:
        data = bytes_changed(random, seed)
    return Case(_reading(random, f"a.{ending}"), {f"a.{ending}": data})


_QUERIES: Final = [
    path
    for name in ("questions", "policies/clauses")
    for path in sorted((FIXTURES.parent.parent / "kg" / name).glob("*.rq"))
]
_OWN_QUERIES: Final = (
    "SELECT ?who (COUNT(*) AS ?n) { ?who kg:attacks ?other } GROUP BY ?who HAVING (?n > 1) ORDER BY DESC(?n) LIMIT 5",
    "SELECT * { ?s kg:isAlliedWith+ ?o . OPTIONAL { ?s skos:prefLabel ?name FILTER (LANG(?name) = 'en') } "
    "MINUS { ?s a kg:State } }",
    "CONSTRUCT { ?s kg:x ?o } WHERE { ?s kg:attacks|kg:controls ?o }",
    "DESCRIBE entity:belmar",
    "ASK { entity:belmar kg:attacks entity:corvania }",
    "SELECT ?a (GROUP_CONCAT(STR(?b); separator=', ') AS ?bs) "
    "{ VALUES ?a { entity:belmar 1 'x'@en UNDEF } ?a ?p ?b } GROUP BY ?a",
    "SELECT * { { SELECT ?s { ?s a kg:State } } UNION { ?s a kg:Person } "
    "BIND (IF(BOUND(?s), STRLEN(STR(?s)) / 0, COALESCE(?x, NOW())) AS ?y) }",
)


def sparql(random: Random) -> Case:
    """Return a case of a query on the invented world."""
    text = random.choice(_OWN_QUERIES) if random.random() < 0.6 else random.choice(_QUERIES).read_text()
    change = random.random()
    if change < 0.6:
        text = _alike_changed(random, text)
    elif change < 0.8:
        text = tokens_changed(random, text)
    else:
        text = bytes_changed(random, text.encode()).decode("utf-8", "surrogateescape")
    form = [] if random.random() < 0.5 else ["--format", random.choice(("csv", "table", "json", "xml", "tsv", "ttl"))]
    words = ["query", "-", *form, "--timeout", "5", "--data", str(FIXTURES / "world")]
    return Case(words, stdin=text.encode("utf-8", "surrogateescape"))


_LIKE: Final = (
    (re.compile(r"[?$]\w+"), ("?s", "?p", "?o", "?who", "?x", "1", '"x"', "entity:belmar", "?a ?b")),
    (
        re.compile(r"\w+:[\w-]+(?![\w(])"),
        (
            "kg:attacks",
            "kg:no",
            "entity:no",
            "(kg:attacks|kg:controls)*",
            "^kg:attacks",
            "!kg:attacks",
            "a",
            "kg:attacks/kg:controls?",
        ),
    ),
    (
        re.compile(r"\b[A-Z]{3,}\b(?= *\()"),
        (
            "COUNT",
            "SUM",
            "AVG",
            "STRLEN",
            "SUBSTR",
            "REGEX",
            "REPLACE",
            "YEAR",
            "STRDT",
            "IRI",
            "BNODE",
            "RAND",
            "UUID",
            "LANG",
            "DATATYPE",
            "ABS",
            "CEIL",
            "MD5",
            "CONCAT",
            "xsd:integer",
            "xsd:date",
        ),
    ),
    (re.compile(r"\b\d+\b"), ("0", "-1", "99999999999999999999", "1e400", "0.1")),
    (re.compile(r"[{}()]"), ("{", "}", "{}", "{ ?s ?p ?o }", "()")),
)


def _alike_changed(random: Random, text: str) -> str:
    """Return a query in which some words are others of their kind."""
    for _ in range(random.choice((1, 2, 4))):
        pattern, others = random.choice(_LIKE)
        places = list(pattern.finditer(text))
        if places:
            match = random.choice(places)
            text = text[: match.start()] + random.choice(others) + text[match.end() :]
    return text


_COLUMNS: Final = ("subject", "relation", "object", "on", "value", "unit", "note", "claimant")
_SHEET: Final = (
    (*_COLUMNS,),
    ("Norland", "attacks", "Sudmark", "2020-10-10", "", "", "seen, by two", "Author"),
    ("Norland", "isAlliedWith", "Ally", "2015", "", "", 'a "quoted" word', "Author"),
    ("Sudmark", "attacks", "Norland", "1987-04", "", "", "", "Author"),
)
_PROFILE: Final = b"""[dataset]
name = "tiny"
title = "A tiny voice"
description = "Made up for the tests."
licence = "https://creativecommons.org/licenses/by/4.0/"
[constants]
publisher = "A Bureau"
[source]
publisher_kind = "Organisation"
[sheet]
ignore = ["*"]
[[record]]
subject = "subject"
subject_kind = "=State"
relation = "relation"
object = "object"
object_kind = "=State"
on = "on"
note = "note"
"""
_CELLS: Final = (
    "", " ", "=1+1", "@x", "\t=1", "'", '"', "#REF!", "NaN", "1e400", "-0044", "2020-13", "2020-02-30", "Nоrland",
    "Norland\u200b", "\x07", "x" * 40_000,
    "attacks", "kg:attacks", "hasMembers", "٤", "2020/10/10", "10.10.2020", "a\nb", "a|b", "no such", "שלום!",
    "\u202ex", "_x000D_", "\ufeff", "1,5",
)  # fmt: skip


def _csv(rows: list[list[str]]) -> bytes:
    import csv

    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue().encode("utf-8", "surrogatepass")


def _rows(random: Random) -> list[list[str]]:
    rows = [list(row) for row in _SHEET]
    for _ in range(random.choice((1, 1, 2, 4))):
        row = random.choice(rows)
        if row and random.random() < 0.9:
            row = random.choice(rows[1:]) if random.random() < 0.9 else row
            if row:  # an empty one may have been put in before
                row[random.randrange(len(row))] = random.choice(_CELLS)
        else:
            rows.insert(random.randrange(len(rows) + 1), [*random.choice(rows)][: random.randrange(10)])
    return rows


def _import(random: Random, name: str, files: dict[str, bytes]) -> Case:
    more = random.choice(
        ([], [], ["--dry-run"], ["--format", "json"], ["--refused", "refused.csv"], ["--check"], ["--explain", "2"])
    )
    into = [] if more and more[0] in ("--check", "--explain") else ["--into", "data"]
    return Case(["import", name, "--profile", "profile.toml", *into, *more], files, writes=True)


def csv_sheet(random: Random) -> Case:
    """Return a case of a table as text."""
    data = _csv(_rows(random))
    if random.random() < 0.3:
        data = bytes_changed(random, data)
    name = random.choice(("a.csv",) * 10 + ("a.tsv", "a.json", "a.ndjson"))
    return _import(random, name, {name: data, "profile.toml": _PROFILE})


def xlsx(random: Random) -> Case:
    """Return a case of a workbook, of which a part, or the whole, is changed."""
    made = _workbook()
    if random.random() < 0.2:
        data = bytes_changed(random, made)
    else:
        out = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(made)) as whole, zipfile.ZipFile(out, "w") as changed:
            names = whole.namelist()
            chosen = random.choice(
                [name for name in names if "sheet" in name or "shared" in name or "workbook" in name]
            )
            for name in names:
                part = whole.read(name)
                if name == chosen:
                    if random.random() < 0.1:
                        continue
                    part = bytes_changed(random, part) if random.random() < 0.2 else _xml_changed(random, part)
                changed.writestr(name, part)
        data = out.getvalue()
    return _import(random, "a.xlsx", {"a.xlsx": data, "profile.toml": _PROFILE})


@cache
def _workbook() -> bytes:
    import openpyxl

    book, out = openpyxl.Workbook(), io.BytesIO()
    for row in _SHEET:
        book.active.append(list(row))
    book.active["D2"], book.active["E2"] = 44_114, 0.58
    book.active["D2"].number_format, book.active["E2"].number_format = "yyyy-mm-dd", "0%"
    book.create_sheet("more").append(["x"])
    book.save(out)
    return out.getvalue()


def _xml_changed(random: Random, part: bytes) -> bytes:
    """Return XML with the value of an attribute, a text or a tag changed."""
    pieces = re.split(rb'("[^"]*"|<[^>]*>)', part)
    inner = [index for index, piece in enumerate(pieces) if piece[:1] != b"<" and piece.strip()]
    index = random.choice(inner) if inner and random.random() < 0.7 else random.randrange(len(pieces))
    other = random.choice(
        (
            b'""',
            b'"-1"',
            b'"99999999999"',
            b'"x"',
            b'"NaN"',
            b"",
            b"<c/>",
            b"&x;",
            b'"A1:ZZ9"',
            b'"e"',
            b'"s"',
            b'"n"',
            b'"d"',
            *pieces,
        )
    )
    pieces[index] = other
    return b"".join(pieces)


_TOMLS: Final = {
    "profile": _PROFILE.decode(),
    "dossier": (FIXTURES / "straits" / "dossier.toml").read_text(),
    "policy": (FIXTURES / "straits" / "policies" / "two-papers.toml").read_text(),
}
_VALUES: Final = (
    '""', '"x"', "1", "-1", "1e400", "nan", "true", "[]", "{}", "[1]", '["*"]', "{a = 1}", "1979-05-27", "'''x'''",
    '"\\u0007"', "[[x]]", "[x]", "x = 1",
    '"=State"', '"=attacks"', '"../x"', '"https://a b"', '"' + "x" * 5000 + '"',
)  # fmt: skip


def toml(random: Random) -> Case:
    """Return a case of a profile, a dossier or a policy."""
    kind = random.choice(sorted(_TOMLS))
    text = _TOMLS[kind]
    lines = text.splitlines()
    for _ in range(random.choice((1, 1, 2, 3))):
        index = random.randrange(len(lines))
        key, equals, _ = lines[index].partition("=")
        match random.randrange(4):
            case 0 | 1 if equals:
                lines[index] = f"{key}= {random.choice(_VALUES)}"
            case 2:
                lines[index] = random.choice(("", lines[random.randrange(len(lines))], random.choice(_VALUES)))
            case _:
                lines[index] = bytes_changed(random, lines[index].encode()).decode("utf-8", "replace")
    text = "\n".join(lines)
    if kind == "profile":
        return _import(random, "a.csv", {"a.csv": _csv([list(row) for row in _SHEET]), "profile.toml": text.encode()})
    files = {
        str(path.relative_to(FIXTURES / "straits")): path.read_bytes()
        for path in (FIXTURES / "straits").rglob("*")
        if path.is_file()
    }
    files["dossier.toml" if kind == "dossier" else "policies/two-papers.toml"] = text.encode()
    words = random.choice(
        (["relations"], ["stats"], ["validate"], ["export", "ttl"], ["query", "ASK {}"], ["disputes"])
    )
    return Case([*words, "--dossier", "."], files)


_LIKELY: Final[dict[str, tuple[str, ...]]] = {
    "--as-of": ("2020", "1990-05", "0001", "9999-12-31"),
    "--since": ("2020", "1990-05", "0001", "9999"),
    "--until": ("2020", "1990-05", "0001", "9999"),
    "--policy": ("none", "accepted", "claimed", "undisputed"),
    "--layer": ("military", "arms", "economy", "energy"),
    "--type": ("attacks", "controls", "suppliesArms"),
    "--kind": ("State", "Person", "Organisation"),
    "--format": ("table", "json", "jsonl", "csv", "svg", "ttl", "txt"),
    "--dataset": ("chronicle", "gazette"),
    "--status": ("asserted", "admitted"),
    "--depth": ("1", "2", "0"),
    "--claimant": ("belmar", "ardovia"),
}


def options(random: Random) -> Case:
    """Return a case of any verb with any of its options and words."""
    import click

    from kg.cli import main

    context = click.Context(main)
    verb = random.choice([name for name in main.list_commands(context) if name not in ("serve", "load", "init")])
    command = main.get_command(context, verb)
    assert command is not None
    words = []
    for argument in (parameter for parameter in command.params if isinstance(parameter, click.Argument)):
        count = argument.nargs if argument.nargs >= 0 else random.choice((0, 1, 1, 2, 2, 3))
        words += [random.choice(_NAMES if random.random() < 0.75 else _WORDS) for _ in range(count)]
    known = [parameter for parameter in command.params if isinstance(parameter, click.Option)]
    for option in random.sample(known, min(len(known), random.choice((0, 1, 1, 2, 3)))):
        if any(
            name in ("--data", "--store", "--dossier", "--into", "--output", "--port", "--host") for name in option.opts
        ):
            continue
        choices = option.type.choices if isinstance(option.type, click.Choice) else ()
        likely = choices or _LIKELY.get(option.opts[-1], _NAMES)
        value = random.choice(likely if random.random() < 0.75 else _WORDS)
        words += [option.opts[-1]] if option.is_flag else [option.opts[-1], str(value)]
    if random.random() < 0.1:
        words.insert(random.randrange(len(words) + 1), random.choice(("--no-such", "-x", "--", "--=", "-")))
    if any("data" in parameter.opts or "--data" in parameter.opts for parameter in known):
        words += ["--data", str(FIXTURES / "world")]
    return Case([verb, *words], {"a.json": b"[]"}, writes=True)


KINDS: Final = {
    function.__name__: function for function in (turtle, triples, other_rdf, sparql, csv_sheet, xlsx, toml, options)
}
