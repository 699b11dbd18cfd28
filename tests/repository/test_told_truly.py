"""What questions print says no more and no less than the data do: outcomes, order, cuts, who holds what."""

import pytest

from tests.command import kg


def outcomes() -> dict[str, str]:
    """Return the outcome of each thing that was decided or planned, by its relation."""
    rows = kg("ask", "not-yet-facts", "--format", "json").json
    return {row["relations"][0]["id"].rsplit("/", 1)[1]: row["answer"]["outcome"] for row in rows}


@pytest.mark.parametrize(
    ("relation", "outcome"),
    [
        # The Kavburo's decision of 4 July 1921 was reversed the next day; the article's [20] and [21].
        ("nagorno-karabakh-isUnitedWith-armenian-ssr-on-1921-07-04-decided", "annulled"),
        ("nagorno-karabakh-isUnitedWith-armenian-ssr-after-1921-07-04-annulled", "annulled"),
        ("nagorno-karabakh-isUnitedWith-azerbaijan-ssr-after-1921-07-04-decided", "came about"),
        # Decided, and by another account a government in exile was set up instead.
        ("nk-republic-wasDissolved-on-2024-01-01-decided", "denied"),
        ("iran-armenia-gas-pipeline-hasLength-141-kilometre-planned", "other figure"),
        # A capacity of 2019 is no outcome of a plan for 2026, nor are arms of other sorts one of arms that are planned.
        ("tanap-hasCapacity-from-2026-31-billionCubicMetresPerYear-planned", "not said"),
        ("belarus-suppliesArmsTo-azerbaijan-on-2018-10-rocketSystem-polonez-rocket-systems-planned", "not said"),
        ("russia-suppliesArmsTo-armenia-400000000-usd-decided", "not said"),
    ],
)
def test_what_was_decided_is_told_with_what_came_of_it(relation: str, outcome: str) -> None:
    assert outcomes()[relation] == outcome


def test_an_outcome_stands_before_its_row() -> None:
    told = kg("ask", "not-yet-facts", "--format", "table").out.splitlines()
    assert told[2] == "WHAT CAME OF IT, AS FAR AS THE SOURCES SAY"
    assert told[3].startswith("annulled      ✓ Nagorno-Karabakh is united with Soviet Armenia (annulled)")


def test_a_cut_keeps_what_is_most_told_of() -> None:
    figures = kg("ask", "figures", "--format", "table").out
    assert "latitude" not in figures.split("SOURCES")[0]
    assert "more answers: --all" in figures
    rows = [row["answer"] for row in kg("ask", "figures", "--of", "TANAP", "--format", "json").json]
    assert rows[0]["subject"]["label"] == "Trans-Anatolian Natural Gas Pipeline"
    names = kg("ask", "names", "--format", "json").json
    assert [row["answer"]["thing"]["label"] for row in names][:10] == [
        *["Stepanakert"] * 4,
        *["Kalbajar"] * 3,
        *["Shusha"] * 3,
    ]
