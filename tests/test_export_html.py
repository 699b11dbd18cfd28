"""The page as a file: what it holds, how large it is, what it may do, and the scripts of others in it."""

import hashlib
import json
import re
import time
from base64 import b64encode
from io import BytesIO
from pathlib import Path

import pytest

from kg.export import find_format
from kg.export.page import vendor
from kg.export.view import Request
from kg.graph import KnowledgeGraph
from kg.policy import NO_POLICY
from kg.resources import folder_of, text_of
from kg.web.addresses import HOME, Address
from kg.web.pages import Pages
from tests.command import kg, kg_process
from tests.statements import graph

HTML = find_format("html")


def written(graph: KnowledgeGraph, request: Request | None = None) -> str:
    file = BytesIO()
    HTML.write(graph.view(request or Request(policy=NO_POLICY)), file)
    return file.getvalue().decode()


@pytest.fixture(scope="module")
def text(shipped: KnowledgeGraph) -> str:
    return written(shipped)


def test_all_that_is_shipped_is_at_most_two_megabytes(text: str) -> None:
    assert len(text.encode()) <= 2_000_000


@pytest.mark.slow
def test_all_that_is_shipped_takes_less_than_three_seconds() -> None:
    start = time.process_time()
    written(KnowledgeGraph.load())
    assert time.process_time() - start < 3


@pytest.mark.slow
def test_by_default_all_that_anyone_says_is_in_it(tmp_path: Path, shipped: KnowledgeGraph) -> None:
    done = kg("export", "html", "-o", tmp_path / "all.html")
    assert (done.code, done.out) == (0, "")
    assert done.err == f"kg: {len(shipped.relations())} ties by the policy 'none'\n"


@pytest.mark.slow
def test_the_same_graph_gives_the_same_bytes() -> None:
    one, other = (kg_process("export", "html", env={"PYTHONHASHSEED": seed}) for seed in "12")
    assert one.data == other.data


def test_it_names_nothing_to_fetch_and_forbids_fetching(text: str) -> None:
    assert not re.search(r"<(?:script|img|iframe|link|source|object)\b[^>]*(?:src|href)=\"(?!data:,)", text)
    assert "@import" not in text and "url(" not in text_of("export/page", "page.css")
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', text)
    assert policy is not None
    assert policy[1].startswith("default-src 'none'; script-src 'sha256-")
    assert "unsafe" not in policy[1] and "http" not in policy[1]


def test_what_runs_is_named_by_its_hash_and_nothing_else_runs(text: str) -> None:
    scripts = re.findall(r"<script>(.*?)</script>", text, re.DOTALL)
    styles = re.findall(r"<style[^>]*>(.*?)</style>", text, re.DOTALL)
    assert len(scripts) == len(vendor.scripts("graph")) + 1
    assert len(styles) == 1
    for part in scripts + styles:
        assert f"'sha256-{b64encode(hashlib.sha256(part.encode()).digest()).decode()}'" in text
    outside = re.sub(r"<(script|style)\b.*?</\1>", "", text, flags=re.DOTALL)
    assert not re.search(r"<[^>]+\s(?:on\w+|style)=", outside)


@pytest.mark.slow
def test_the_file_tells_title_policy_sources_licence_version_and_what_was_left_out(shipped: KnowledgeGraph) -> None:
    page = written(shipped, Request(policy="accepted", title="Who & whom"))
    assert "<title>Who &amp; whom</title>" in page and "<h1>Who &amp; whom</h1>" in page
    foot = page[page.index("<footer>") : page.index("</footer>")]
    assert "policy 'accepted': what passes does not rest" in foot
    assert "ties that the policy 'accepted' does not let through" in foot
    assert "One article on the Nagorno-Karabakh war" in foot and "licenses/by/4.0/" in foot
    assert "karabakh-kg 0." in foot
    assert " sources</p>" in page


def test_its_front_tells_the_same_as_that_of_the_pages(shipped: KnowledgeGraph, text: str) -> None:
    home = Pages(shipped).page(Address(HOME), lambda at: at.name)
    there, here = (re.sub(r"<[^>]+>", "", page) for page in (home, text[text.index('id="start"') :]))
    size = re.search(r"\d+ ties of \d+ names from \d+ sources", there)
    assert size is not None and size[0] in here
    parts = (part.partition("Most contested")[2].partition("</ul>")[0] for part in (home, text))
    contested = [re.findall(r"<li><a [^>]*><bdi>(.*?)</bdi></a> <small>", part) for part in parts]
    assert contested[0] == contested[1] and len(contested[0]) == 8


@pytest.mark.slow
def test_each_relation_is_a_row_with_all_its_claims(shipped: KnowledgeGraph, text: str) -> None:
    relations = shipped.relations()
    assert text.count("<tr id=r") == len(relations)
    assert text.count("<li>", text.index('<section id="table"'), text.index("<footer>")) == sum(
        len(relation.claims) for relation in relations
    )


def test_a_row_has_claimant_stance_status_source_paragraph_dates_and_note(world: KnowledgeGraph) -> None:
    page = written(world)
    row = next(row for row in page.splitlines() if "Belmar uses Kestrel drones" in row)
    claims = next(r for r in world.relations("Belmar", "Kestrel drones") if "uses" in str(r)).claims
    assert len(claims) > 0
    for claim in claims:
        word = claim.status if claim.affirms else f"<strong>denied</strong> ({claim.status})"
        assert f"<li>{word} by {claim.claimant.label}" in row
        assert claim.source.label in row
        for number in claim.paragraphs:
            assert re.search(rf"paragraphs? [\d, ]*\b{number}\b", row)
    assert "<td>accepted<td>" in row


SUPPORT = (
    'entity:a a kg:State ; skos:prefLabel "A </script><b>" . entity:b a kg:State ; skos:prefLabel "B" .\n'
    "relation:a-supports-b a kg:Relation ; rdf:subject entity:a ; rdf:predicate kg:supports ; rdf:object entity:b .\n"
)


def claim(name: str, url: str) -> str:
    return (
        f'source:{name} a kg:Source ; dcterms:title "{name}" ; dcterms:creator entity:author ; kg:weak false .\n'
        f"source:{name} <https://schema.org/url> <{url}> .\n"
        f"claim:{name} a kg:Claim ; kg:about relation:a-supports-b ; kg:claimant entity:author .\n"
        f"claim:{name} kg:foundIn source:{name} ; kg:stance stance:affirms ; kg:status status:asserted .\n"
        f"claim:{name} skos:note '<img src=x onerror=alert(1)>' .\n"
    )


def test_a_date_of_attestation_is_told_as_said_for_it_and_never_as_a_truth(text: str) -> None:
    assert "said for 2020-10-10" in text
    assert "true as of" not in text


def test_a_link_is_an_address_of_the_web_and_no_text_is_markup(tmp_path: Path) -> None:
    addresses = {"web": "https://example.org/?a=1&b='2'", "script": "javascript:alert(1)"}
    page = written(graph(tmp_path, SUPPORT, *(claim(name, url) for name, url in addresses.items())))
    assert page.count("<a href=", page.index('<section id="table"')) == 1 and "javascript:" not in page
    assert '<a href="https://example.org/?a=1&amp;b=&#x27;2&#x27;">web</a>' in page
    assert "<img" not in page and "A &lt;/script&gt;&lt;b&gt; supports B" in page
    data = re.search(r'<script type="application/json" id="data">(.*?)</script>', page, re.DOTALL)
    assert data is not None
    assert [entity[2][0] for entity in json.loads(data[1])["entities"]] == ["A </script><b>", "B"]


def test_a_relation_without_a_date_and_a_claim(tmp_path: Path) -> None:
    assert "<td>no date<td>claimed<td><ul></ul>" in written(graph(tmp_path, SUPPORT))


def test_text_can_be_read_on_its_ground() -> None:
    """Text needs a contrast of 4.5 to 1, by the formula of WCAG 2.2, by day and by night."""

    def luminance(colour: str) -> float:
        digits = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
        parts = [int(digits[n : n + 2], 16) / 255 for n in (0, 2, 4)]
        red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    sheets = re.findall(r":root \{(.*?)\}", text_of("export/page", "page.css"), re.DOTALL)
    assert len(sheets) == 2
    for sheet in sheets:
        colours = dict(re.findall(r"--(\w+): (#\w+)", sheet))
        for ground in ("paper", "soft", "own"):
            for ink in ("ink", "dim", "blue", "warn"):
                light, dark = sorted((luminance(colours[ground]), luminance(colours[ink])), reverse=True)
                assert (light + 0.05) / (dark + 0.05) >= 4.5, (ground, ink)


class TestVendor:
    @pytest.mark.parametrize("script", vendor.scripts(), ids=lambda script: script.package)
    def test_each_script_is_the_one_that_the_lock_names(self, script: vendor.Script) -> None:
        data = (folder_of(vendor.FOLDER) / script.name).read_bytes()
        assert hashlib.sha256(data).hexdigest() == script.sha256
        assert "</script" not in script.text.lower() and "<!--" not in script.text

    def test_no_script_stands_there_that_the_lock_does_not_name(self) -> None:
        names = {path.name for path in folder_of(vendor.FOLDER).iterdir()}
        scripts = vendor.scripts()
        assert names == {"lock.json"} | {s.name for s in scripts} | {s.licence_name for s in scripts}

    @pytest.mark.parametrize("script", vendor.scripts("graph"), ids=lambda script: script.package)
    def test_each_may_be_shipped_and_its_licence_stands_in_the_page(self, script: vendor.Script, text: str) -> None:
        assert script.licence == "MIT"
        assert "Permission is hereby granted, free of charge" in script.licence_text
        assert f"{script.package} {script.version}\n" in text
        assert text.count("The above copyright notice and this permission notice shall be included") >= 4
