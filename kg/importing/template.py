"""An empty fact sheet, with its columns explained, and the profile that goes with it."""

import io
from typing import Final

from kg.importing.profile import TEMPLATE, template

FORMATS: Final = ("csv", "tsv", "toml", "xlsx")

_PROFILE: Final = f'''# What the columns of your sheet are: those of `kg import --template`.
base = "{TEMPLATE}"

[dataset]
name = "my-voice"
title = "Whose facts these are"
description = "What the facts are about, and where they were found."
licence = "https://creativecommons.org/licenses/by/4.0/"
'''


def empty_sheet(ending: str) -> bytes:
    """Return an empty sheet, or for ``toml`` its profile, ready to be written."""
    if ending == "toml":
        return _PROFILE.encode()
    stated = template()
    columns = list(stated["columns"].values())
    comments = [[f"# {column}: {stated['about'][role]}"] for role, column in stated["columns"].items()]
    if ending == "xlsx":
        return _workbook([*comments, columns])
    import csv

    text = io.StringIO()
    csv.writer(text, delimiter="\t" if ending == "tsv" else ",").writerows([*comments, columns])
    return text.getvalue().encode()


def _workbook(rows: list[list[str]]) -> bytes:
    import openpyxl  # heavy, and needed for workbooks only

    book = openpyxl.Workbook(write_only=True)
    page = book.create_sheet("facts")
    for row in rows:
        page.append(row)
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()
