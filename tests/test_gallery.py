"""The pictures of the gallery are what the commands above them draw."""

import re
import shutil
import xml.etree.ElementTree as ElementTree
from datetime import UTC, datetime
from pathlib import Path

import pytest
from gallery import PAGES, Shown, shown

from tests.command import REPOSITORY, kg
from tests.needs import skip_without

SHOWN = shown()


def texts(picture: Path) -> set[str]:
    """Return the words of a picture, wherever they stand: the place of a box differs with the version of Graphviz."""
    root = ElementTree.parse(picture).getroot()
    written = (
        " ".join("".join(element.itertext()).split()) for element in root.iter() if element.tag.endswith("}text")
    )
    return {word for text in written for word in text.split()}


def test_each_picture_of_a_page_has_its_command() -> None:
    for page in PAGES:
        pictures = set(re.findall(r"!\[[^\]]*\]\(([^)]*\.svg)\)", page.read_text(encoding="utf-8")))
        assert {str(each.picture.relative_to(page.parent)) for each in SHOWN if each.page == page} == pictures
    assert len(SHOWN) > 5


def test_no_picture_lies_about_unshown() -> None:
    assert {each.picture for each in SHOWN} == set((REPOSITORY / "docs" / "gallery").iterdir())


@pytest.mark.slow
@pytest.mark.parametrize("each", SHOWN, ids=lambda each: each.picture.stem)
def test_a_picture_says_what_its_command_says_now(each: Shown, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = re.search(r"rawn (\d+ \w+ \d{4})", each.picture.read_text(encoding="utf-8"))
    assert drawn, "a picture tells its day"
    day = datetime.strptime(drawn[1], "%d %b %Y").replace(tzinfo=UTC)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(day.timestamp())))
    words = list(each.words)
    index = words.index("-o") + 1
    assert (REPOSITORY / words[index]).resolve() == each.picture
    words[index] = str(tmp_path / "now.svg")
    if "export" in words and shutil.which("sfdp") is None:
        skip_without("Graphviz")
    done = kg(*words)
    assert done.code == 0, done.err
    assert texts(tmp_path / "now.svg") == texts(each.picture), "make gallery"
