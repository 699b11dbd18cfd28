import hashlib

import pytest

from kg.model.passages import digest, normalise, paragraphs

# SHA-256 of "abc", from FIPS 180-2.
ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


@pytest.mark.parametrize("text", ["abc", "  abc\n", "[7] abc", "\t[12]abc"])
def test_a_digest_is_that_of_the_normalised_text(text: str) -> None:
    assert digest(text) == ABC


def test_the_digest_is_that_of_composed_letters() -> None:
    assert digest("Erdog\u0306an") == hashlib.sha256("Erdo\u011fan".encode()).hexdigest()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("two words", "two\u00a0 words"),
        ("Erdo\u011fan", "Erdog\u0306an"),
        ("[3] a  b", "a b"),
    ],
)
def test_copies_that_look_alike_have_one_digest(one: str, other: str) -> None:
    assert digest(one) == digest(other)


@pytest.mark.parametrize(("one", "other"), [("a b", "ab"), ("A", "a"), ("a [3] b", "a b"), ("a.", "a")])
def test_copies_that_differ_have_two_digests(one: str, other: str) -> None:
    assert digest(one) != digest(other)


def test_only_a_number_in_front_is_taken_off() -> None:
    assert normalise("[3] see [4]") == "see [4]"
    assert normalise("[x] see") == "[x] see"


def test_paragraphs_are_the_lines_that_are_not_empty() -> None:
    assert list(paragraphs("Title\n\n  \nfirst\r\nsecond")) == ["Title", "first", "second"]
