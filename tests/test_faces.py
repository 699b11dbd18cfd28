"""Every verb goes one way: a question, a session, an answer, and the faces that render it."""

import json
import re
from xml.etree import ElementTree

import pytest

from kg.answers import answer_to
from kg.answers.asking import ask
from kg.cli.terminal import render
from kg.graph import KnowledgeGraph
from kg.question import VERBS
from kg.records import plain
from kg.view.document import Citation, Document, Ledger, Line, Reference, Row, Rows, Sources, Voice, words
from kg.web.fragment import fragment

# How each verb is asked of the invented world; what is not here is asked with nothing but its name.
ASKED: dict[str, dict[str, object]] = {
    "ask": {"words": ("arms-suppliers",), "entities": {"of": "belmar"}},
    "changes": {"words": ("1900", "2020")},
    "exposure": {"names": ["lirna"]},
    "flow": {"names": ["Shah Deniz field", "Italy"], "entities": {"commodity": "natural gas"}},
    "path": {"names": ["ardovia", "belmar"]},
    "perspective": {"names": ["ardovia"], "entities": {"versus": "belmar"}},
    "relations": {"names": ["ardovia", "belmar"], "options": {"long": True}},
    "search": {"words": ("bel",)},
    "show": {"names": ["Shurali"]},
    "sources": {"names": ["belmar"]},
    "timeline": {"names": ["belmar"]},
    "why": {"names": ["ardovia", "belmar"]},
}
ANSWERED = [verb for verb in VERBS if verb != "export"]


@pytest.mark.parametrize("whole", [False, True])
@pytest.mark.parametrize("verb", ANSWERED)
def test_the_answer_of_every_verb_is_rendered_by_every_face(
    world: KnowledgeGraph, shipped: KnowledgeGraph, verb: str, whole: bool
) -> None:
    graph = shipped if verb == "flow" else world  # the invented world has no pipelines
    session, _ = ask(graph, verb, **ASKED.get(verb, {}))  # type: ignore[arg-type]
    answer = answer_to(session, whole=whole)
    assert json.loads(json.dumps(plain(answer.recorded()))) is not None
    if not answer.found:
        assert answer.nothing
        return
    text, page = render(answer.document), ElementTree.fromstring(fragment(answer.document))
    assert text.strip()
    told = re.sub(r"\W+", "", "".join(page.itertext()))
    title = re.sub(r"\W+", "", answer.document.title)
    assert title in told
    ids = [element.get("id") for element in page.iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    cited = {element.get("href", "") for element in page.iter("a") if element.get("class") == "cite"}
    assert {f"#{name}" for name in ids} >= cited


def test_a_question_that_is_written_down_brings_the_same_answer(world: KnowledgeGraph) -> None:
    session, _ = ask(world, "relations", ["ardovia", "belmar"])
    again = world.session(world.question(session.question.text()))
    assert answer_to(again).recorded() == answer_to(session).recorded()


def test_a_fragment_keeps_text_as_text_and_links_only_to_the_web() -> None:
    voice = Voice(("<b>Ann</b>",), (Citation(1, (3,), True),), "judged", "for 2020")
    line = Line(
        "disputed", "meets", "→", "\u05d0\u05d1!", "“a & b”", voices=(voice,), tie_denials=(voice,), notes=("n < m",)
    )
    bad = Reference(1, "P\x07ress", "", "Title", "neutral", True, "javascript:alert(1)", ours=True)
    document = Document(
        "<script>",
        (Ledger("TIES", (line,)), Rows("ROWS", (Row(words(("x", "name")), "A", ("denied",)),)), Sources((bad,))),
    )
    text = fragment(document)
    page = ElementTree.fromstring(text)
    assert "<script>" not in text and "javascript:" not in text
    assert [name.text for name in page.iter("bdi")][:2] == ["\u05d0\u05d1!", "“a & b”"]
    assert "".join(page.itertext()).count("[1w:3]") == 2
    assert "denied, of the tie:" in "".join(page.itertext())
    assert "Press, no date: Title · neutral · weak · our words" in "".join(page.itertext())
