"""Questions as they come over HTTP: in words, as everywhere, or as the fields of a form."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from msgspec.structs import replace

from kg.errors import InputError
from kg.graph import KnowledgeGraph
from kg.lookup.questions import Parameter
from kg.lookup.questions import question as named_question
from kg.question import VERBS, Question, Value
from kg.session.session import Session

# What has no answer of its own: it makes files.
_FILES: Final = "export"
# A question is no longer than this, in characters.
LONGEST: Final = 4000
ASKABLE: Final = tuple(verb for verb in VERBS if verb != _FILES)
NAME: Final = "name"
WORD: Final = "word"


def session_of(graph: KnowledgeGraph, text: str, policy: str) -> Session:
    """Return the session of a question in words, with the policy where it names none.

    Raises InputError for a text that asks nothing, NotFoundError for a name of nothing.
    """
    if len(text) > LONGEST:
        raise InputError(f"the question is longer than {LONGEST} characters: ask for less")
    words = _words(text)
    own: dict[str, list[str]] = {}
    asked = ""
    if words[:1] == ["ask"] and len(words) > 1 and not words[1].startswith("-"):
        asked = words[1]
        words, own = _split(words, named_question(asked, graph.dossier).parameters)
    question = graph.question(shlex.join(words))
    if question.verb not in ASKABLE:
        raise InputError(f"'{question.verb}' writes files: /export/FORMAT does; ask one of: {', '.join(ASKABLE)}")
    if "policy" in VERBS[question.verb].shared and not any(word.split("=")[0] == "--policy" for word in words):
        question = replace(question, policy=policy)
    if asked:
        parameters = named_question(asked, graph.dossier).parameters
        options = tuple((p.name, _value(graph, p, own[p.name][-1])) for p in parameters if p.name in own)
        question = replace(question, options=options)
    return graph.session(question)


def text_of_fields(verb: str, fields: Iterable[tuple[str, str]]) -> str:
    """Return the question that the fields of a form ask: ``name`` and ``word`` are what stands behind the verb.

    Other fields are its options; empty ones are not given. Raises InputError for a verb that is none.
    """
    if verb not in ASKABLE:
        raise InputError(f"there is no question '{verb[:100]}'; there are: {', '.join(ASKABLE)}")
    words, options = [verb], []
    for field, value in fields:
        if not value.strip():
            continue
        if field in (NAME, WORD):
            if value.startswith("-"):
                raise InputError(f"'{value[:100]}' is no name")
            words.append(value)
            continue
        option = field.replace("_", "-")
        sign = f"--{option}" if option[1:] else f"-{option}"
        if value.lower() in ("true", "on", "yes") and option in flags(verb):
            options.append(sign)
        elif not (value.lower() in ("false", "off", "no") and option in flags(verb)):
            options += [f"{sign}={value}"]
    return shlex.join([*words, *options])


def options_of(question: Question) -> list[tuple[str, str]]:
    """Return the options of a question as the fields of a form."""
    words = shlex.split(question.text())
    fields = []
    for index, word in enumerate(words):
        if word.startswith("-"):
            value = words[index + 1] if len(words) > index + 1 else "-"
            fields.append((word.lstrip("-"), "true" if value.startswith("-") else value))
    return fields


def flags(verb: str) -> frozenset[str]:
    """Return the options of a verb that take no value."""
    from kg.serve.openapi import options

    return frozenset(one.name for one in options(verb) if one.schema == {"type": "boolean"})


def _words(text: str) -> list[str]:
    try:
        return shlex.split(text)
    except ValueError as error:
        raise InputError(f"the question {text[:200]!r} cannot be read: is a quotation mark missing?") from error


def _split(words: Sequence[str], parameters: Iterable[Parameter]) -> tuple[list[str], dict[str, list[str]]]:
    """Return the words of a named question without its own parameters, and these with their values."""
    known: Mapping[str, Parameter] = {parameter.name: parameter for parameter in parameters}
    kept: list[str] = []
    own: dict[str, list[str]] = {}
    rest = iter(words)
    for word in rest:
        option, equals, value = word.lstrip("-").partition("=")
        if not word.startswith("--") or option not in known:
            kept.append(word)
            continue
        if not equals:
            value = "true" if known[option].is_flag else next(rest, "")
        if not value:
            raise InputError(f"--{option} needs a value")
        own.setdefault(option, []).append(value)
    return kept, own


def _value(graph: KnowledgeGraph, parameter: Parameter, word: str) -> Value:
    if parameter.is_flag:
        return word.lower() not in ("false", "off", "no")
    if parameter.kind == "entity":
        return graph.ref(word)
    if parameter.kind == "number":
        if not word.isdecimal():
            raise InputError(f"--{parameter.name} takes a number, not '{word[:100]}'")
        return int(word)
    return word
