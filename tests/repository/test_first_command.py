"""The first command that comes to a reader's mind finds what the data hold."""

import re

import pytest

from tests.command import kg


@pytest.mark.parametrize(
    ("word", "question"),
    [
        ("casualties", "tolls"),
        ("refugees", "displaced"),
        ("presidents", "office-holders"),
        ("ceasefire", "talks"),
        ("drones", "foreign-weapons"),
        ("occupation", "law-and-fact"),
        ("massacres", "violence"),
        ("elections", "events-between"),
        ("toll", "tolls"),
        ("alliances", "rivals-in-one-body"),
        ("mediates", "mediators"),
        ("who mediates", "mediators"),
        ("recognises", "recognition"),
        ("who holds", "control"),
        ("captured", "control"),
    ],
)
def test_a_question_is_found_by_the_words_of_people(word: str, question: str) -> None:
    done = kg("ask", word)
    assert done.code == 2
    assert question in re.split(r"[ ,]+", done.err.split("the nearest are: ")[1].strip())[:2]


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("Hashimov", "is a victim of   death of Polad Hashimov"),
        ("Laurence Broers", "is described as  “expert on the South Caucasus”"),
        ("Karabakh Committee", "demands secession from  Soviet Azerbaijan"),
        ("Lavrov", "negotiates in  Moscow talks before the cease-fire of October 2020"),
    ],
)
def test_the_card_of_a_name_with_few_ties_shows_them_all(name: str, told: str) -> None:
    assert told in kg("show", name, "--format", "table").out


def test_a_word_that_names_nothing_is_found_where_it_is_said() -> None:
    told = kg("search", "peacekeepers", "--format", "table").out
    assert "no name, and 5 ties in whose words it stands" in told
    assert "Russia withdraws from" in told
    assert {match["match"] for match in kg("search", "peacekeepers", "--format", "json").json} == {"said"}


def test_a_note_is_told_by_whose_it_is() -> None:
    told = kg("search", "prisoners", "--format", "table").out
    assert "exchange of\n  prisoners and bodies: FreeNews" in told
    assert "article's author" not in told


def test_sides_read_as_names_to_people_and_as_codes_to_programs() -> None:
    code = re.compile(r"\b(armenian|azerbaijani|turkish|russian|iranian|western)\b")
    for words in (["disputes", "--all"], ["sources", "--all"], ["why", "Turkey", "Azerbaijan"]):
        told = re.sub(r"\S*[-/]\S*", "", kg(*words, "--format", "table").out)  # addresses spell as they like
        assert "Azerbaijani" in told
        assert code.findall(told) == []
    records = kg("relations", "Turkey", "--format", "json").json
    assert "azerbaijani" in {claim["source"]["side"] for record in records for claim in record["claims"]}


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Four-Day War", "april-war-2016"),
        ("NKR", "nk-republic"),
        ("Artsakh Republic", "nk-republic"),
        ("SCP", "scgp"),
        ("Azeri army", "azerbaijan-armed-forces"),
        ("Turkish government", "turkish-state"),
        ("Nagorny Karabakh", "nagorno-karabakh"),
        ("Lachin blockade", "lachin-corridor-blockade"),
        ("trilateral statement", "trilateral-statement-of-9-10-november"),
    ],
)
def test_a_name_of_the_press_is_found(name: str, slug: str) -> None:
    assert kg("show", name, "--format", "json").json["id"].endswith(f"/{slug}")


@pytest.mark.parametrize(("name", "near"), [("Макрон", "Emmanuel Macron"), ("Дональд Трамп", "Donald Trump")])
def test_a_name_in_another_script_is_near_by_its_sounds(name: str, near: str) -> None:
    assert f"the nearest names are: {near}" in kg("show", name).err


@pytest.mark.parametrize(
    ("names", "meant"), [(["Ankara", "Yerevan"], "turkey armenia"), (["Yerevan", "Israel"], "armenia israel")], ids=str
)
def test_a_capital_leads_to_the_state_for_which_its_name_stands(names: list[str], meant: str) -> None:
    done = kg("relations", *names)
    assert done.code == 1
    assert done.err.rstrip().endswith(f"kg relations {meant}")


def test_a_timeline_of_a_span_has_what_begins_happens_or_ends_in_it() -> None:
    told = kg("timeline", "--since", "2020-11-08", "--until", "2020-11-10", "--format", "table").out
    assert "Azerbaijan captures" in told and "Trilateral statement of 9-10 November 2020" in told
    assert "NATO" not in told and "Council of Europe" not in told
    more = "[0-9]+ more began before, and ended later, or at times that nobody says, such as .*: --all "
    assert re.search(more, " ".join(told.split()))
    assert "“Return of Kalbajar" in told  # by 15 Nov 2020
    july = kg("timeline", "nagorno-karabakh", "--since", "1921-07-04", "--until", "1921-07-31", "--format", "table").out
    assert "reversal of the Kavburo decision" in july  # on that day or later
    assert "Turkey is a member of NATO" in kg("timeline", "--since", "2020-11-08", "--all", "--format", "table").out
    assert "more began before" not in kg("timeline", "Shusha", "--format", "table").out


def test_heads_of_states_are_office_holders_and_hold_their_office_when_a_page_names_them() -> None:
    told = [one["answer"] for one in kg("ask", "office-holders", "--of", "Azerbaijan", "--as-of", "2020").json]
    held = {(answer["office"], answer["holds"]) for answer in told if isinstance(answer["office"], str)}
    assert held == {("head of state", "certainly"), ("head of government", "certainly")}
    russia = " ".join(kg("ask", "office-holders", "--of", "Russia", "--format", "table").out.split())
    assert "Vladimir Putin is the head of state of Russia, from 7 May 2012" in russia


def test_who_calls_a_thing_verified_has_not_verified_it() -> None:
    told = kg("relations", "mercenaries from Syria", "Azerbaijan", "--long", "--format", "table").out
    assert "called verified by the article's author" in " ".join(told.split())
    assert "Verified by" not in told and " verified by" not in told.replace("called verified by", "")


def test_the_heading_of_a_question_has_what_stands_by_default() -> None:
    told = " ".join(kg("ask", "compare", "--format", "table").out.split())
    assert told.startswith("How two actors compare by the numbers stated of both (one Azerbaijan, other Armenia)")


def test_mutual_accusations_are_told_by_what_both_charge_each_other_with() -> None:
    told = " ".join(kg("disputes", "--format", "table").out.split())
    one = "Armenia: Azerbaijan violates cease-fire of October 2020 / Azerbaijan: Armenia violates cease-fire of October"
    assert f"Armenia and Azerbaijan accuse each other: {one} 2020" in told
    assert "Azerbaijan: the Armenian side violates Washington humanitarian ceasefire of 26 October 2020 / Artak" in told


@pytest.mark.parametrize(
    ("names", "through", "acting"),
    [
        (["United States", "Georgia"], "Noble Partner", "US troops in the Noble Partner exercise (of United States)"),
        (
            ["Lavrov", "Armenia"],
            "Moscow talks before the cease-fire of October 2020",
            "foreign minister of Armenia in October 2020 (of Armenia)",
        ),
    ],
    ids=str,
)
def test_where_nothing_ties_two_names_those_who_speak_for_them_do(names: list[str], through: str, acting: str) -> None:
    done = kg("relations", *names)
    assert {record["through"]["label"] for record in done.json} == {through}
    assert f"these are ties of {acting}" in done.err


def test_a_capital_is_no_hint_where_its_state_is_not_tied_either() -> None:
    assert kg("relations", "Marutyan", "Yerevan").err.rstrip().endswith("try: kg path harutyun-marutyan yerevan")


@pytest.mark.parametrize(
    ("asked", "options"),
    [
        ("Shusha --layer energy --as-of 1991", ["--layer"]),
        ("Armenia --type captures --stance denies", ["--type", "--stance"]),
    ],
    ids=str,
)
def test_where_nothing_passes_the_filters_what_there_is_without_one_is_told(asked: str, options: list[str]) -> None:
    done = kg("relations", *asked.split())
    assert (done.code, done.json) == (1, [])
    told = re.findall(r"(\d+) without (--\S+)", done.err.replace(",", ""))
    assert [option for _, option in told] == options
    for count, option in told:
        words = asked.split()
        at = words.index(option)
        assert len(kg("relations", *words[:at], *words[at + 2 :]).json) == int(count)


def test_those_who_speak_for_a_claimant_are_heard_with_it() -> None:
    done = kg("relations", "--claimant", "Armenia", "--stance", "denies")
    speakers = {"Ministry of Defence of Armenia", "Nikol Pashinyan", "government of Armenia"}
    assert done.err == f"kg: with Armenia those who speak for it: {', '.join(sorted(speakers))}\n"
    denied = [c["claimant"]["label"] for r in done.json for c in r["claims"] if c["stance"] == "denies"]
    assert {*denied} == speakers
    both = kg("relations", "--claimant", "Armenia", "--claimant", "Turkey", "--stance", "denies")
    assert both.err.startswith("kg: with Armenia and Turkey those who speak for them: ")


@pytest.mark.parametrize("verb", ["timeline", "disputes", "disputes --uncorroborated", "changes 2020 2021"])
def test_each_verb_says_who_is_heard_with_a_claimant(verb: str) -> None:
    done = kg(*verb.split(), "--claimant", "Armenia")
    assert "kg: with Armenia those who speak for it: " in done.err
    assert "Ministry of Defence of Armenia" in done.err


@pytest.mark.parametrize("option", ["--claimant", "--by"])
def test_who_denies_is_not_who_affirms_what_is_denied(option: str) -> None:
    rows = kg("ask", "denials", option, "Armenia", "--format", "json").json
    assert {row["answer"]["denied_by"]["label"] for row in rows} == {
        "Ministry of Defence of Armenia",
        "Nikol Pashinyan",
        "government of Armenia",
    }
    assert kg("ask", "denials", "--stance", "affirms").code == 1


def test_a_hint_keeps_the_filters_that_were_given() -> None:
    done = kg("relations", "Ankara", "Yerevan", "--layer", "diplomacy", "--since", "2009")
    assert done.err.endswith("kg relations turkey armenia --layer diplomacy --since 2009\n")


def test_what_happened_ended_and_began_for_certain_stands_before_what_may_have() -> None:
    told = kg("changes", "1988", "1994", "--format", "table").out.splitlines()
    headings = [line for line in told if re.fullmatch(r"[A-Z][A-Z ,]+", line)]
    assert headings[:5] == ["BEGAN", "HAPPENED", "ENDED", "MEASURED", "MAY HAVE HAPPENED"]


def test_figures_on_a_card_stand_in_the_order_of_their_years() -> None:
    (row,) = re.findall(r"population +(.+?)\nevents", kg("show", "Stepanakert", "--format", "table").out, re.DOTALL)
    years = re.findall(r"said for (\d{4})", " ".join(row.split()))
    assert len(years) == 3 and years == sorted(years)


def test_disputes_of_a_day_are_those_of_which_something_is_dated_so() -> None:
    asked = ("disputes", "--since", "2020-10-09", "--until", "2020-10-09")
    records, told = kg(*asked).json, " ".join(kg(*asked, "--format", "table").out.split())
    then = [
        one for one in records if any(r["holds"] == "certainly" for side in one["sides"] for r in side["relations"])
    ]
    assert 0 < len(then) < len(records)
    assert f"{len(records) - len(then)} more may be of that time, by dates that leave it open: --all" in told


def test_a_heading_says_affirms_or_denies() -> None:
    assert "WHAT Azerbaijan AFFIRMS OF Armenia" in kg("relations", "Armenia", "Azerbaijan", "--format", "table").out


def test_units_keep_their_symbols_in_questions() -> None:
    told = kg("ask", "compare", "--format", "table").out
    assert "in % of GDP · " in told
    assert "in USD · " in told
    assert "in km · " in told
    units = {row["answer"]["in_unit"] for row in kg("ask", "compare", "--format", "json").json}
    assert units >= {"usd", "percentOfGdp"}


def test_why_tells_its_reasons_in_words_of_readers() -> None:
    told = " ".join(kg("why", "Turkey", "Azerbaijan", "--format", "table").out.split())
    assert "promises support to Azerbaijan: a source with no part in the conflict says so: article's author" in told
    assert "leaves weapons in Azerbaijan: not enough for the policy “accepted”: unnamed voice (speculated)" in told
    assert "clause" not in told
