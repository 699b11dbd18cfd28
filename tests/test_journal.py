"""Several files change as one, wherever the process that changes them is stopped."""

from contextlib import suppress
from pathlib import Path

import pytest

from kg.errors import DataError
from kg.journal import change, finish
from tests.test_importing import FACT, Desk, desk

__all__ = ["desk"]


class Killed(BaseException):
    """The process was stopped here."""


def stopped(monkeypatch: pytest.MonkeyPatch, name: str, after: int) -> None:
    """Let a way to change files stop the process once it has been gone so often."""
    there = getattr(Path, name)
    left = [after]

    def once_more(self: Path, *arguments: object, **options: object) -> object:
        left[0] -= 1
        if left[0] < 0:
            raise Killed
        return there(self, *arguments, **options)

    monkeypatch.setattr(Path, name, once_more)


@pytest.mark.slow
@pytest.mark.parametrize("after", range(6))
@pytest.mark.parametrize("name", ["replace", "unlink", "rename", "mkdir", "open"])
def test_an_import_that_is_stopped_has_changed_nothing_or_is_finished_by_the_next_command(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, name: str, after: int
) -> None:
    desk.rows(FACT, {**FACT, "relation": "supports", "value": "", "unit": ""})
    before = desk.bytes()
    changed = {**FACT, "value": "7", "title": "Another page"}
    with monkeypatch.context() as patched:
        # What cleans up after an error is not there when a process is killed.
        patched.setattr("shutil.rmtree", lambda *_, **__: None)
        stopped(patched, name, after)
        with suppress(Killed):
            desk.rows(changed)
    finish(desk.data)
    left = {name: text for name, text in desk.bytes().items() if ".part/" not in name}
    desk.rows(changed)
    assert left in (before, desk.bytes())
    assert [path for path in desk.data.iterdir() if path.name.startswith(".")] == []


def test_what_cannot_be_finished_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", full)
        with pytest.raises(OSError, match="No space"), change(tmp_path, "a", []) as aside:
            (aside / "one.ttl").write_text("")
        with pytest.raises(DataError, match=r"\.import-a: an import was stopped half-way"):
            finish(tmp_path)
    finish(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["one.ttl"]
