"""Layouts of public data sets as their versions differ, each with rows made up in it."""

import json
from pathlib import Path

import openpyxl
import pytest

from kg.errors import DataError
from kg.importing.importer import import_sheet
from kg.importing.profile import preset_path, template
from kg.importing.tables import Form
from tests.test_importing_presets import ACLED, EVENT, GED, ICEWS, MIDA, Bench

MIDA_4 = (
    "DispNum3,DispNum4,StDay,StMon,StYear,EndDay,EndMon,EndYear,Outcome,Settle,Fatality,FatalPre,MaxDur,MinDur,HiAct,"
    "HostLev,Recip,NumA,NumB,Link1,Link2,Link3,Ongo2010,Version"
)
DYADIC_2016 = (
    "DyadId,ConflictId,Location,SideA,SideA2nd,SideB,SideBID,SideB2nd,Incompatibility,TerritoryName,Year,"
    "IntensityLevel,TypeOfConflict,StartDate,StartPrec,StartDate2,StartPrec2,GWNoA,GWNoA2nd,GWNoB,GWNoB2nd,GWNoLoc,"
    "Region,Version"
)
PAX = (
    "Con,Contp,PP,PPName,Reg,AgtId,Ver,Agt,Dat,Status,Lgt,N_characters,Agtp,Stage,StageSub,Part,ThrdPart,OthAgr,"
    "Loc1ISO,Loc2ISO,Loc3ISO,Loc1GWNO,Loc2GWNO,UcdpCon,UcdpAgr,PamAgr,CowWar"
)
DEALS = (
    "Recipient,Supplier,Year of order, ,Number ordered, ,Weapon designation,Weapon description,Number delivered, ,"
    "Year(s) of delivery,status,Comments,SIPRI TIV per unit,SIPRI TIV for total order,SIPRI TIV of delivered weapons"
)
PAX_DAYS = (
    "2020-11-14 or 14/11/2020 or 2020-11-14 18:30:00 or 14-Nov-20 or 14.11.2020 or 14 Nov 2020 or 14 November 2020 or "
    "2020/11/14 or 20201114"
)
PARTIES = "v2paenname,v2paorname,v2pashname,v2paid,country_name,country_text_id,year,v2pavote,v2paseatshare"


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


def test_names_of_columns_are_known_in_another_spelling_but_never_two_for_one() -> None:
    form = Form(columns=frozenset({"dyad_id", "#"}), also={"dispnum3": "dispnum"})
    assert form.recognised(("DyadId", "DispNum3", "", "other")) == ("dyad_id", "dispnum", "", "other")
    assert form.recognised(("DyadId", "dyad id")) == ("DyadId", "dyad id")
    assert form.recognised(("dyad_id", "DyadID")) == ("dyad_id", "DyadID")


@pytest.mark.parametrize(("head", "number"), [(MIDA, "dispnum"), (MIDA_4, "DispNum3")])
def test_disputes_of_two_versions(bench: Bench, head: str, number: str) -> None:
    names = {name.casefold(): name for name in head.split(",")}
    cells = {
        "stday": "-9", "stmon": "7", "styear": "1952", "endday": "1", "endmon": "8", "endyear": "1952",
        "outcome": "6", "settle": "-9", "fatality": "2", "fatalpre": "-9", "hostlev": "4",
    }  # fmt: skip
    bench.rows("cow-mid-disputes", head, {number: "4999"} | {names[name]: cell for name, cell in cells.items()})
    assert bench.told("tookPlace", "hasDeathToll") == {
        ("Militarized dispute 4999", "tookPlace", None, None, "1952-07", "1952-08-01"),
        ("Militarized dispute 4999", "hasDeathToll", None, (26, 100)),
    }


def test_dyads_by_the_names_of_2016_and_not_in_utf8(bench: Bench) -> None:
    sheet = bench.folder / "dyads.csv"
    row = {
        "DyadId": "1-5", "ConflictId": "1-2", "Location": "Armenia", "SideA": "Government of Armenia",
        "SideB": "Fédération d’Oak", "Year": "2001", "IntensityLevel": "1", "GWNoA": "371.0", "GWNoA2nd": "373, 640",
    }  # fmt: skip
    cells = [f'"{row.get(name, "")}"' for name in DYADIC_2016.split(",")]
    sheet.write_bytes(f"{DYADIC_2016}\r\n{','.join(cells)}\r\n".encode("cp1252"))
    bench.file("ucdp-dyadic", sheet)
    assert bench.told("fights", "supports") == {
        ("Armenia", "fights", "Fédération d’Oak", None, "2001"),
        ("Azerbaijan", "supports", "Armenia", None, "2001"),
        ("Turkey", "supports", "Armenia", None, "2001"),
    }


def test_an_agreement_is_about_countries_that_were_no_states_yet(bench: Bench) -> None:
    agreement = {
        "Con": "Norland", "PP": "7", "PPName": "Norland process", "AgtId": "9001", "Agt": "Oak Accord",
        "Dat": "2005-01-09", "Stage": "SubPar", "Part": "For Oak:\nA. Oak\n\nFor Elm:\nB. Elm", "UcdpAgr": "NA",
        "Loc1ISO": "SDN", "Loc2ISO": "SSD", "Loc3ISO": "QQQ",
    }  # fmt: skip
    bench.rows("pa-x", PAX, agreement)
    assert bench.told("isAbout") == {
        ("Oak Accord", "isAbout", "Sudan", None),
        ("Oak Accord", "isAbout", "South Sudan", None),
        ("Oak Accord", "isAbout", "QQQ", None),
    }
    assert bench.told("wasConcluded") == {("Oak Accord", "wasConcluded", None, None, "2005-01-09")}


def test_deals_with_nameless_columns_below_a_preamble(bench: Bench) -> None:
    sheet = bench.folder / "trade-register.csv"
    above = "".join(f"Line {number} of what is said; and more\n" for number in range(11))
    rows = (
        "Armenia,Bosnia-Herzegovina,2009,?,60,,Oak-1,towed gun,60,?,2011; 2012; 2014,New,Caf\xe9 deal,0.2,13,13",
        "Armenia,unknown supplier(s),(2025),,4,,Oak-2,UAV,4,,2025,New,,0.2,13,13",
        "Armenia,Russia,2024,,3,,Oak-3,UAV,0,,,New,,0.2,13,0",
    )
    sheet.write_bytes((above + DEALS + "\n" + "\n".join(rows) + "\n").encode("latin-1"))
    report = bench.file("sipri-deals", sheet)
    assert report.written == 3
    assert bench.told("suppliesArmsTo", "buys") == {
        ("Bosnia and Herzegovina", "suppliesArmsTo", "Armenia", 60, "2011", "2014"),
        ("unknown supplier(s)", "suppliesArmsTo", "Armenia", 4, "2025"),
        ("Armenia", "buys", "Oak-1", None, "2009"),
        ("Armenia", "buys", "Oak-2", None, "2025"),
        ("Armenia", "buys", "Oak-3", None, "2024"),
    }


def test_events_carry_codes_of_today_whatever_the_year(bench: Bench) -> None:
    event = {
        "event_type": "Protests", "sub_event_type": "Peaceful protest", "actor1": "Protesters (Oak)",
        "inter1": "Protesters", "time_precision": "1", "location": "Oakmere", "fatalities": "0",
    }  # fmt: skip
    bench.rows(
        "acled",
        ACLED,
        event | {"event_id_cnty": "SSD1", "event_date": "2005-03-01", "iso": "728", "country": "South Sudan"},
        event | {"event_id_cnty": "KOS1", "event_date": "01 March 2018", "iso": "0", "country": "Kosovo"},
    )
    where = {row[2] for row in bench.told("happenedIn")}
    assert {"South Sudan", "Kosovo"} <= where


def test_parties_of_countries_without_a_code(bench: Bench) -> None:
    party = {"v2paenname": "Oak Party", "v2paid": "77", "year": "2005", "v2pavote": "41.5", "v2paseatshare": "NA"}
    bench.rows("v-party", PARTIES, party | {"country_name": "Somaliland", "country_text_id": "SML"})
    assert bench.told("isLocatedIn") == {("Oak Party", "isLocatedIn", "Somaliland", None)}


def test_pipelines_on_the_sheet_that_has_their_columns(bench: Bench) -> None:
    book = openpyxl.Workbook()
    book.active.title = "About"
    book.active.append(["This workbook has pipelines."])
    page = book.create_sheet("Pipelines 2025")
    wide = [f"Further {number}" for number in range(300)]
    page.append(["ProjectID", "PipelineName", "Status", "Owner", "CapacityBcm/y", "CountriesOrAreas", *wide])
    page.append(["P1", "Oak Line", "Retired", "Oak Co [60.00%]; Elm Co [40.00%]", 5.5, "Armenia; Georgia"])
    book.save(bench.folder / "pipelines.xlsx")
    report = bench.file("gem-gas-pipelines", bench.folder / "pipelines.xlsx")
    assert report.left_out == ["sheet 'About'"]
    assert bench.told("owns", "hasCapacity") == {
        ("Oak Co", "owns", "Oak Line", 60.0),
        ("Elm Co", "owns", "Oak Line", 40.0),
        ("Oak Line", "hasCapacity", None, 5.5),
    }


def test_pipelines_with_owners_whose_share_is_not_known_and_large_numbers(bench: Bench) -> None:
    head = "ProjectID,PipelineName,Status,Fuel,Owner,CapacityBcm/y,LengthMergedKm"
    owners = "Oak Co [unknown %]; Elm, Inc. [33.333%]; Ash Co [ ]; unknown [66.667%]"
    (bench.folder / "pipelines.csv").write_text(f'{head}\nP1,Oak Line,Mothballed,Gas,"{owners}","1,234.5","1,000"\n')
    bench.file("gem-gas-pipelines", bench.folder / "pipelines.csv")
    assert {(tie[0], tie[3]) for tie in bench.told("owns")} == {
        ("Oak Co", None),
        ("Elm, Inc.", 33.333),
        ("Ash Co", None),
    }
    assert {tie[3] for tie in bench.told("hasCapacity", "hasLength")} == {1234.5, 1000}


def test_the_route_of_a_pipeline_may_be_long(bench: Bench) -> None:
    head = "ProjectID,PipelineName,Status,Owner,CapacityBcm/y,WKTFormat"
    route = "LINESTRING(" + ", ".join("44.5 40.2" for _ in range(20_000)) + ")"
    (bench.folder / "pipelines.csv").write_text(f'{head}\nP1,Oak Line,Operating,Oak Co,2,"{route}"\n')
    assert bench.file("gem-gas-pipelines", bench.folder / "pipelines.csv").written == 1


def test_a_text_in_another_encoding_is_read_only_where_a_profile_provides_for_it(bench: Bench) -> None:
    sheet = bench.folder / "ged.csv"
    cells = [EVENT.get(name, "") for name in GED.split(",")]
    sheet.write_bytes(f"{GED}\n{','.join(cells)}\n".replace("Oakmere", "Oakm\xe8re").encode("latin-1"))
    profile = bench.folder / "strict.toml"
    profile.write_text('base = "ucdp-ged"\n[sheet]\nencoding = "utf-8"\n')
    with pytest.raises(DataError, match="the text is not UTF-8"):
        import_sheet(sheet, profile, None, bench.data)
    import_sheet(sheet, preset_path("ucdp-ged"), None, bench.data)
    assert "Oakmère town" in {row[2] for row in bench.told("happenedIn")}


def test_rows_of_one_line_are_counted_one_by_one(bench: Bench) -> None:
    rows = [{name: "" for name in MIDA.split(",")} | {"dispnum": number, "styear": 1950} for number in (1, 2, 2, 3)]
    sheet = bench.folder / "disputes.json"
    sheet.write_text(json.dumps(rows))
    report = bench.file("cow-mid-disputes", sheet)
    assert (report.written, report.folded, report.relations) == (3, 1, 3)


@pytest.mark.parametrize(
    ("preset", "width", "words"),
    [
        (
            "gdelt",
            58,
            "its rows have 58 cells and the profile names 61 columns: it is another file; .* preset gdelt-1$",
        ),
        ("gdelt-1", 61, "its rows have 61 cells and the profile names 58 columns: .* of the preset gdelt$"),
        ("gdelt", 1, "its rows have 1 cell and the profile names 61 columns: .* at https://www.gdeltproject.org/$"),
        ("acled", 57, "lacks the columns event_date, .* it looks like a file of the preset gdelt-1$"),
        ("ucdp-ged", 61, "its rows have 61 cells .* it looks like a file of the preset gdelt$"),
    ],
)
def test_a_file_without_a_head_of_another_width_is_another_file(
    bench: Bench, preset: str, width: int, words: str
) -> None:
    sheet = bench.folder / "events.tab"
    sheet.write_text("\n".join("\t".join(str(number % 50) for number in range(width)) for _ in range(9)) + "\n")
    with pytest.raises(DataError, match=words):
        import_sheet(sheet, preset_path(preset), None, bench.data)
    assert not bench.data.exists()


@pytest.mark.parametrize("above", ["", GED + "\n", GED.upper() + "\n", f"Made in May,,\n\n{GED}\n"])
def test_a_release_of_ged_without_a_head_comes_in_as_one_with_it_does(bench: Bench, above: str) -> None:
    names = GED.split(",")
    cells = ",".join(EVENT.get(name, "") for name in names)
    sheet = bench.folder / "GEDEvent_v24_0_1.csv"
    sheet.write_text(f"{above}{cells}\n")
    report = bench.file("ucdp-ged", sheet)
    assert (report.read, report.written) == (1, 1)
    assert {tie[2] for tie in bench.told("happenedIn")} == {"Oakmere town", "Armenia"}


def test_a_file_of_ged_that_lacks_a_column_is_none_without_a_head(bench: Bench) -> None:
    sheet = bench.folder / "ged.csv"
    sheet.write_text(f"{GED.replace('best,', '')}\n{',' * 47}\n")
    with pytest.raises(DataError, match="lacks the columns best, which the preset ucdp-ged names"):
        import_sheet(sheet, preset_path("ucdp-ged"), None, bench.data)


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
@pytest.mark.parametrize("width", [31, 47, 49])
def test_another_table_as_wide_as_ged_is_no_ged_without_a_head(bench: Bench, ending: str, width: int) -> None:
    rows: list[list[str | int]] = [[f"column {number}" for number in range(width)]]
    rows += [[number] * width for number in range(1, 4)]
    sheet = bench.folder / f"other.{ending}"
    if ending == "csv":
        sheet.write_text("\n".join(",".join(str(cell) for cell in cells) for cells in rows) + "\n")
    else:
        book = openpyxl.Workbook()
        page = book.active
        assert page is not None
        for cells in rows:
            page.append(cells)
        book.save(sheet)
    with pytest.raises(DataError, match=r"lacks the columns date_start, id, .* is to be had at https://ucdp\.uu\.se"):
        import_sheet(sheet, preset_path("ucdp-ged"), None, bench.data)


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_events_that_were_written_anew_come_in_with_their_head(bench: Bench, delimiter: str) -> None:
    names = list(template("gdelt")["sheet"]["names"])
    cells = dict.fromkeys(names, "") | {
        "GLOBALEVENTID": "1", "SQLDATE": "20201114", "Actor1Code": "ARM", "Actor1Name": "ARMENIA",
        "Actor2Code": "FRA", "Actor2Name": "FRANCE", "EventCode": "042", "SOURCEURL": "https://example.org/news",
    }  # fmt: skip
    cells["ActionGeo_FullName"] = '"Oakmere, Norland"' if delimiter == "," else "Oakmere, Norland"
    sheet = bench.folder / "gdelt.csv"
    sheet.write_text(f"{delimiter.join(names)}\n{delimiter.join(cells.values())}\n")
    assert bench.file("gdelt", sheet).written == 1
    assert bench.told("visits") == {("Armenia", "visits", "France", None, "2020-11-14")}
    event = {"Event ID": "1", "Event Date": "2014-01-02", "Source Name": "Armenia", "CAMEO Code": "042"}
    event |= {"Target Name": "France", "Story ID": "9", "Publisher": "Oak, Ash & Co"}
    columns = ICEWS.split("\t")
    row = delimiter.join(f'"{event.get(name, "")}"' for name in columns)
    sheet = bench.folder / "icews.csv"
    sheet.write_text(f"{delimiter.join(columns)}\n{row}\n")
    assert bench.file("icews", sheet).written == 1
    assert "Oak, Ash & Co" in (bench.data / "entities" / "icews.ttl").read_text(encoding="utf-8")


@pytest.mark.parametrize(("role", "scheme", "near"), [("subject", "kow", "cow"), ("relation", "cameoo", "cameo")])
def test_a_scheme_nobody_knows_is_told_once_for_the_whole_file(bench: Bench, role: str, scheme: str, near: str) -> None:
    profile, sheet = bench.folder / "mine.toml", bench.folder / "rows.csv"
    profile.write_text(
        f'base = "icews"\n[columns]\n{role} = {{ column = "Source Name", scheme = "{scheme}" }}\n'
        f'[[record]]\nobject = "Target Name"\n{"relation" if role == "subject" else "subject"} = "=x"\n'
    )
    sheet.write_text(f"{ICEWS}\n")
    with pytest.raises(DataError, match=f"no scheme of codes '{scheme}', of {role}; .*{near}"):
        import_sheet(sheet, profile, None, bench.data)
    assert not bench.data.exists()


def test_members_of_alliances(bench: Bench) -> None:
    head = (
        "version4id,ccode,state_name,all_st_day,all_st_month,all_st_year,all_end_day,all_end_month,all_end_year,ss_type,"
        "mem_st_day,mem_st_month,mem_st_year,mem_end_day,mem_end_month,mem_end_year,left_censor,right_censor,defense,"
        "neutrality,nonaggression,entente,version"
    )
    member = {
        "version4id": "901", "ccode": "371", "ss_type": "Type I: Defense Pact", "mem_st_day": "-9", "mem_st_month": "6",
        "mem_st_year": "1999", "mem_end_day": "3", "mem_end_month": "11", "mem_end_year": "2001", "left_censor": "0",
        "right_censor": "0",
    }  # fmt: skip
    bench.rows("cow-alliance-members", head, member, member | {"ccode": "373", "mem_end_year": "", "right_censor": "1"})
    alliance = "Alliance 901 of the Correlates of War list"
    assert bench.told("isPartyTo") == {
        ("Armenia", "isPartyTo", alliance, None, "1999-06", "2001-11-03"),
        ("Azerbaijan", "isPartyTo", alliance, None, "1999-06"),
    }


def test_parties_of_a_shortened_copy_come_in_by_name(bench: Bench) -> None:
    head = "v2paenname,country_name,year,v2xpa_popul,v2paseatshare,v2pavote"
    party = {"v2paenname": "Oak Party", "country_name": "Armenia", "v2paseatshare": "8.2", "v2pavote": "8.3"}
    bench.rows("v-party", head, party | {"year": "1991"}, party | {"year": "1994", "v2pavote": ""})
    assert bench.told("hasResultIn") == {
        ("Oak Party", "hasResultIn", "Election in Armenia, 1991", 8.2),
        ("Oak Party", "hasResultIn", "Election in Armenia, 1991", 8.3),
        ("Oak Party", "hasResultIn", "Election in Armenia, 1994", 8.2),
    }


@pytest.mark.parametrize(
    ("day", "told"), [("2020/11/10", "2020-11-10"), ("10.11.2020", "2020-11-10"), ("November", "")]
)
def test_days_of_agreements_of_several_forms(bench: Bench, day: str, told: str) -> None:
    sheet = bench.folder / "pax.csv"
    cells = {"AgtId": "1", "Agt": "Oak Accord", "Dat": day, "Con": "Norland", "PPName": "Oak process", "Loc1ISO": "ARM"}
    sheet.write_text(f"{','.join(cells)}\n{','.join(cells.values())}\n")
    report = import_sheet(sheet, preset_path("pa-x"), None, bench.data)
    assert [one.reason for one in report.refused] == ([] if told else [f"'{day}' is no date such as {PAX_DAYS}"])
    assert not told or told in {part for tie in bench.told("wasConcluded") for part in tie if isinstance(part, str)}


def test_a_copy_of_parties_without_shares_has_parties_and_no_independents(bench: Bench) -> None:
    head = "v2paenname,v2paorname,country_name,histname,year,historical_date,v2xpa_popul"
    names = ["Oak Party", "independent", "alliance: Oak and Ash", "Liberals [no-party]", "Independent Oak Party"]
    rows = [
        dict(zip(head.split(","), [name, "", "Armenia", "", "1999", "30/05/1999", ""], strict=True)) for name in names
    ]
    report = bench.rows("v-party", head, *rows)
    assert (report.written, report.refused_rows, report.unforeseen) == (2, 3, 0)
    assert {tie[0] for tie in bench.told("isLocatedIn")} == {"Oak Party", "Independent Oak Party"}


def test_dyads_of_a_table_without_the_place_of_the_conflict(bench: Bench) -> None:
    head = "conflict_id,dyad_id,side_a,side_b,year,bd_best,type_of_conflict"
    cells = ["200", "300", "Government of Norland", "Oak Front", "1999", "1200", "3"]
    bench.rows("ucdp-dyadic", head, dict(zip(head.split(","), cells, strict=True)))
    assert {tie[2] for tie in bench.told("takesPartIn")} == {"Conflict 200"}


def test_what_an_interface_answers_is_read_by_its_one_list(bench: Bench) -> None:
    sheet = bench.folder / "events.json"
    sheet.write_text(json.dumps({"status": 200, "count": 1, "Result": [EVENT | {"id": 101, "best": 6}]}))
    assert bench.file("ucdp-ged", sheet).written == 1


def test_a_feature_whose_geometry_is_no_point_has_its_properties(bench: Bench) -> None:
    pipeline = {
        "ProjectID": "P1",
        "PipelineName": "Oak Line",
        "Status": "Operating",
        "Owner": "Oak Co",
        "CapacityBcm/y": 2,
    }
    features = [
        {"type": "Feature", "properties": pipeline, "geometry": {"type": "Point", "coordinates": []}},
        {"type": "Feature", "properties": pipeline | {"ProjectID": "P2"}, "geometry": None},
    ]
    sheet = bench.folder / "pipelines.geojson"
    sheet.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    assert bench.file("gem-gas-pipelines", sheet).written == 2


def test_events_of_acled_with_numbers_for_kinds_and_na_for_nothing(bench: Bench) -> None:
    event = dict.fromkeys(ACLED.split(","), "NA") | {
        "event_id_cnty": "ARM1", "event_date": "28 December 2022", "year": "2022", "time_precision": "1",
        "event_type": "Explosions/Remote violence", "sub_event_type": "Shelling", "actor1": "Oak Front", "inter1": "2",
        "actor2": "Civilians (Armenia)", "inter2": "7", "iso": "51", "country": "Armenia", "location": "Oakmere",
        "latitude": "40.5", "longitude": "45.5", "fatalities": "1",
    }  # fmt: skip
    alone = {"event_id_cnty": "ARM2", "event_type": "Strategic developments", "actor2": "NA", "inter2": "0"}
    bench.rows("acled", ACLED, event, event | alone)
    assert {row[:2] for row in bench.told("takesPartIn", "isVictimOf")} == {
        ("Oak Front", "takesPartIn"),
        ("Civilians (Armenia)", "isVictimOf"),
    }


ACLED_2015 = (
    "GWNO,EVENT_ID_CNTY,EVENT_ID_NO_CNTY,EVENT_DATE,YEAR,TIME_PRECISION,EVENT_TYPE,ACTOR1,ALLY_ACTOR_1,INTER1,ACTOR2,"
    "ALLY_ACTOR_2,INTER2,INTERACTION,COUNTRY,ADMIN1,ADMIN2,ADMIN3,LOCATION,LATITUDE,LONGITUDE,GEO_PRECISION,SOURCE,"
    "NOTES,FATALITIES"
)
ATOP_4 = (
    "atopid,cowid,cow4id,member,cowsys,yrent,moent,dayent,yrexit,moexit,dayexit,ineffect,bilat,phase,maxphase,defense,"
    "offense,neutral,nonagg,consul,version"
)


@pytest.mark.parametrize(
    ("type_", "kind", "roles"),
    [
        ("Battle-No change of territory", "ArmedClash", {"takesPartIn"}),
        ("Riots/Protests", "Demonstration", {"demonstratesIn", "takesPartIn"}),
        ("Remote violence", "ArmedClash", {"takesPartIn"}),
        ("Non-violent transfer of territory", "Event", {"takesPartIn"}),
        ("Headquarters or base established", "Event", {"takesPartIn"}),
        ("Strategic development", "Event", {"takesPartIn"}),
    ],
)
def test_acled_events_of_the_types_until_2019(bench: Bench, type_: str, kind: str, roles: set[str]) -> None:
    event = {
        "GWNO": "371", "EVENT_ID_CNTY": "1ARM", "EVENT_ID_NO_CNTY": "1", "EVENT_DATE": "03-January-2015",
        "TIME_PRECISION": "1", "EVENT_TYPE": type_, "ACTOR1": "Oak Front", "ALLY_ACTOR_1": "Elm League", "INTER1": "2",
        "ACTOR2": "Police Forces of Armenia", "INTER2": "1", "COUNTRY": "Armenia", "LOCATION": "Goris",
        "LATITUDE": "39.5", "LONGITUDE": "46.3", "NOTES": "Two lines\nof a note.", "FATALITIES": "0",
    }  # fmt: skip
    rows = [event, {**event, "EVENT_ID_CNTY": "2ARM", "TIME_PRECISION": "3"}]
    bench.rows("acled", ACLED_2015, *rows)
    assert {tie[4:] for tie in bench.told("tookPlace")} == {("2015-01-03",), ("2015-01",)}
    assert {tie[1] for tie in bench.told("demonstratesIn", "takesPartIn", "isVictimOf")} == roles
    assert {tie[2] for tie in bench.told("happenedIn")} == {"Goris", "Armenia"}
    (entities,) = (bench.data / "entities").glob("acled.ttl")
    assert f"a kg:{kind} ;" in entities.read_text(encoding="utf-8")
    relations = "".join(path.read_text(encoding="utf-8") for path in (bench.data / "acled" / "relations").glob("*.ttl"))
    assert "With Elm League." in relations


def test_acled_victims_stand_first_or_second(bench: Bench) -> None:
    event = {
        "event_id_cnty": "ARM1", "event_date": "2023-02-10", "time_precision": "1",
        "event_type": "Violence against civilians", "sub_event_type": "Attack", "location": "Goris", "fatalities": "1",
        "country": "Armenia", "iso": "51", "actor1": "Oak Front", "inter1": "Rebel group",
        "actor2": "Civilians (Armenia)", "inter2": "Civilians",
    }  # fmt: skip
    ends = {"actor1": event["actor2"], "inter1": "7", "actor2": event["actor1"], "inter2": "2"}
    protesters = {"actor2": "Protesters (Armenia)", "inter2": "Protesters"}
    bench.rows(
        "acled",
        ACLED,
        event,
        {**event, **ends, "event_id_cnty": "ARM2"},
        {**event, **protesters, "event_id_cnty": "ARM3"},
    )
    roles = {(tie[0], tie[1], tie[2].rpartition("(")[2]) for tie in bench.told("takesPartIn", "isVictimOf")}
    assert roles == {
        *((who, role, f"ARM{number})") for number in (1, 2) for who, role in
          (("Oak Front", "takesPartIn"), ("Civilians (Armenia)", "isVictimOf"))),
        ("Oak Front", "takesPartIn", "ARM3)"),
        ("Protesters (Armenia)", "isVictimOf", "ARM3)"),
    }  # fmt: skip


def test_a_copy_with_tags_below_its_head_says_that_they_are_left_out(bench: Bench) -> None:
    head = GED.replace(",country_id", ",iso3,country_id")
    tags = {"year": "#date+year", "side_a": "#group+name+first", "date_start": "#date +start", "best": "#affected"}
    report = bench.rows("ucdp-ged", head, tags, {**EVENT, "iso3": "ARM"})
    assert (report.read, report.written) == (1, 1)
    assert report.left_out == ["line 2, tags of HXL"]


def test_a_first_row_that_begins_with_a_hash_and_has_other_cells_is_a_row(bench: Bench) -> None:
    report = bench.rows("ucdp-ged", GED, {**EVENT, "id": "#101"})
    assert (report.read, report.left_out) == (1, [])


def test_several_governments_of_a_side_fight_each(bench: Bench) -> None:
    row = {
        "dyad_id": "1", "conflict_id": "9", "location": "Armenia",
        "side_a": "Government of France, Government of Poland", "side_b": "Government of Armenia",
        "year": "2003", "gwno_a": "220, 290", "gwno_b": "371",
    }  # fmt: skip
    reverse = {
        **row,
        "dyad_id": "2",
        "side_a": row["side_b"],
        "side_b": row["side_a"],
        "gwno_a": "371",
        "gwno_b": "220, 290",
    }
    head = ",".join([*row, "intensity_level", "gwno_a_2nd", "gwno_b_2nd", "territory_name"])
    bench.rows("ucdp-dyadic", head, row, reverse)
    allies = ("France", "Poland")
    assert {frozenset((tie[0], tie[2])) for tie in bench.told("fights")} == {
        frozenset(("Armenia", who)) for who in allies
    }
    assert {tie[0] for tie in bench.told("takesPartIn")} == {"Armenia", *allies}


def test_a_government_whose_number_no_state_has_is_known_by_name(bench: Bench) -> None:
    row = {
        "dyad_id": "1",
        "conflict_id": "9",
        "side_a": "Government of Oakland",
        "side_b": "Elm Front",
        "year": "1948",
        "gwno_a": "9751",
    }
    bench.rows("ucdp-dyadic", ",".join([*row, "location", "gwno_b"]), {**row, "location": "Oakland"})
    assert {frozenset((tie[0], tie[2])) for tie in bench.told("fights")} == {frozenset((row["side_a"], row["side_b"]))}


def test_arms_may_be_ordered_before_there_was_the_state_that_got_them(bench: Bench) -> None:
    deal = {
        "Recipient": "Papua New Guinea", "Supplier": "Australia", "Year of order": "1974",
        "Weapon designation": "Oak-1", "Weapon description": "boat",
        "Number delivered": "2", "Year(s) of delivery": "1976", "status": "New",
    }  # fmt: skip
    deals = [deal, {**deal, "Year of order": "1975"}]
    report = bench.rows("sipri-deals", DEALS, *deals)
    assert (report.written, report.claims) == (2, 4)
    assert {tie[-1] for tie in bench.told("buys")} == {"1974", "1975"}
    head = "SIPRI AT Database ID,Supplier,Recipient,Designation,Order date,Numbers delivered,Delivery year"
    of_deliveries = {
        "SIPRI AT Database ID": "9", "Supplier": "Australia", "Recipient": "Papua New Guinea", "Designation": "Oak-1",
        "Order date": "1974", "Numbers delivered": "2", "Delivery year": "1976",
    }  # fmt: skip
    assert bench.rows("sipri", head, of_deliveries).written == 1


def test_members_of_alliances_before_the_lists_of_states_begin(bench: Bench) -> None:
    member = {
        "atopid": "9005", "member": "300", "cowsys": "0", "yrent": "1815", "moent": "1", "dayent": "3",
        "yrexit": "1815", "moexit": "2", "dayexit": ".",
    }  # fmt: skip
    report = bench.rows(
        "atop",
        ATOP_4,
        member,
        {**member, "member": "255"},
        {**member, "member": "130", "yrent": "1832", "yrexit": "1846"},
        {**member, "member": "200", "cowsys": "1", "yrent": "1902", "yrexit": "0"},
    )
    assert report.written == 4
    assert {tie[0] for tie in bench.told("isPartyTo")} == {"Austria-Hungary", "Germany", "Ecuador", "United Kingdom"}


@pytest.mark.parametrize(
    ("cell", "name"),
    [
        ('"The Oak" Front', '"The Oak" Front'),
        ('"Oak Front', '"Oak Front'),
        ('"Oak Front"', "Oak Front"),
        ('"The ""Oak"" Front"', 'The "Oak" Front'),
    ],
    ids=["some", "one", "all", "doubled"],
)
def test_quotation_marks_of_a_table_of_events_are_letters(bench: Bench, cell: str, name: str) -> None:
    event = {
        "Event ID": "1", "Event Date": "2014-01-02", "Source Name": cell, "CAMEO Code": "042", "Target Name": "Armenia",
        "Story ID": "9", "Publisher": "Oak Agency",
    }  # fmt: skip
    lines = ["\t".join(event.get(column, "") for column in ICEWS.split("\t"))]
    lines.append(lines[0].replace("1\t", "2\t", 1).replace(cell, "Elm Front"))
    sheet = bench.folder / "events.tab"
    sheet.write_bytes("\n".join([ICEWS, *lines, ""]).encode())
    report = bench.file("icews", sheet)
    assert (report.read, report.written) == (2, 2)
    assert {tie[0] for tie in bench.told("visits")} == {name, "Elm Front"}
