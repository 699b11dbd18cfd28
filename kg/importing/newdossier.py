"""The ``dossier.toml`` of a folder that an import makes: as little as makes its data valid."""

import json
from pathlib import Path

from kg.dossier import Dossier, current
from kg.importing.profile import Profile
from kg.resources import DOSSIER_FILE, ENTITIES

_NEUTRAL = "Who has no part in the conflict."


def is_new(root: Path) -> bool:
    """Say whether a folder is not there yet, or empty, so that an import may make a dossier of it."""
    return not root.exists() or (root.is_dir() and not any(root.iterdir()))


def new_dossier(folder: Path, profile: Profile) -> Dossier:
    """Write a ``dossier.toml`` for the data of a profile into a folder, and read it; sides are for people to add."""
    file = folder / DOSSIER_FILE
    file.write_text(
        "# Made by kg import. Say here what the data are about, and, under [sides.NAME], whose claims oppose whose.\n"
        f"title = {json.dumps(profile.title, ensure_ascii=False)}\n"
        f"base = {json.dumps(current().names.base)}\n"
        "\n"
        "[sides.neutral]\n"
        f"definition = {json.dumps(_NEUTRAL)}\n",
        encoding="utf-8",
    )
    (folder / ENTITIES).mkdir(exist_ok=True)
    return Dossier(file)
