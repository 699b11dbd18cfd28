"""A question says each answer once, with all that it rests on."""

import pytest

from kg.graph import KnowledgeGraph
from kg.lookup.questions import question, questions
from kg.model.records import EntityRef

# Rows of these are relations, of which two can differ by what is no column: who says so, or what is meant.
BY_RELATION = {"arms-suppliers", "ends-not-stated", "figures", "not-yet-facts", "violence"}
DOSSIER = KnowledgeGraph.load().dossier


@pytest.mark.parametrize("name", [asked.name for asked in questions(DOSSIER) if asked.name not in BY_RELATION])
def test_no_answer_stands_twice(shipped: KnowledgeGraph, name: str) -> None:
    needed = {p.name: p.example for p in question(name, DOSSIER).parameters if p.required and not p.is_flag}
    answers = [
        tuple(cell.id if isinstance(cell, EntityRef) else cell for cell in row.answer.values())
        for row in shipped.ask(name, policy="claimed", **needed)
    ]
    assert len(answers) == len(set(answers))


def test_every_joint_between_a_pipeline_and_the_one_that_delivers_is_shown(shipped: KnowledgeGraph) -> None:
    for row in shipped.ask("pipelines-to", policy="claimed", to="Europe"):
        pipeline, last = row.answer["pipeline"], row.answer["by_way_of"]
        if last is None:
            continue
        assert isinstance(pipeline, EntityRef) and isinstance(last, EntityRef)
        joints = [r for r in row.relations if r.type.label == "connects to"]
        reached, border = {pipeline.id}, {pipeline.id}
        while border:
            ends = [{r.subject.id, r.object.id} for r in joints if isinstance(r.object, EntityRef)]
            border = {end for pair in ends if pair & border for end in pair} - reached
            reached |= border
        assert last.id in reached
