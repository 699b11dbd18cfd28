"""The presets, each on rows made up in the layout of the public data set, and what comes of them in a new folder."""

import csv
import io
import tomllib
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from kg.errors import DataError
from kg.graph import KnowledgeGraph
from kg.importing.importer import import_sheet
from kg.importing.profile import preset_path, presets, read_profile, template
from kg.importing.registry import states
from kg.importing.report import Report
from kg.records import plain, record
from kg.validation import validate
from tests.command import kg

GED = (
    "id,relid,year,active_year,code_status,type_of_violence,conflict_dset_id,conflict_new_id,conflict_name,dyad_dset_id,"
    "dyad_new_id,dyad_name,side_a_dset_id,side_a_new_id,side_a,side_b_dset_id,side_b_new_id,side_b,number_of_sources,"
    "source_article,source_office,source_date,source_headline,source_original,where_prec,where_coordinates,"
    "where_description,adm_1,adm_2,latitude,longitude,geom_wkt,priogrid_gid,country,country_id,region,event_clarity,"
    "date_prec,date_start,date_end,deaths_a,deaths_b,deaths_civilians,deaths_unknown,best,high,low,gwnoa,gwnob"
)
ACLED = (
    "event_id_cnty,event_date,year,time_precision,disorder_type,event_type,sub_event_type,actor1,assoc_actor_1,inter1,"
    "actor2,assoc_actor_2,inter2,interaction,civilian_targeting,iso,region,country,admin1,admin2,admin3,location,"
    "latitude,longitude,geo_precision,source,source_scale,notes,fatalities,tags,timestamp"
)
DYADIC = (
    "dyad_id,conflict_id,location,side_a,side_a_id,side_a_2nd,side_b,side_b_id,side_b_2nd,incompatibility,"
    "territory_name,year,intensity_level,type_of_conflict,start_date,start_prec,start_date2,start_prec2,gwno_a,"
    "gwno_a_2nd,gwno_b,gwno_b_2nd,gwno_loc,region,version"
)
ALLIANCES = (
    "version4id,ccode1,state_name1,ccode2,state_name2,dyad_st_day,dyad_st_month,dyad_st_year,dyad_end_day,"
    "dyad_end_month,dyad_end_year,left_censor,right_censor,defense,neutrality,nonaggression,entente,version"
)
MIDB = (
    "dispnum,stabb,ccode,stday,stmon,styear,endday,endmon,endyear,sidea,revstate,revtype1,revtype2,fatality,fatalpre,"
    "hiact,hostlev,orig,version"
)
MIDA = (
    "dispnum,stday,stmon,styear,endday,endmon,endyear,outcome,settle,fatality,fatalpre,maxdur,mindur,hiact,hostlev,recip,"
    "numa,numb,ongo2014,version"
)
SIPRI = (
    "SIPRI AT Database ID,Supplier,Recipient,Designation,Description,Armament category,Order date,"
    "Order date is estimate,Numbers delivered,Numbers delivered is estimate,Delivery year,Delivery year is estimate,"
    "Status,SIPRI estimate,TIV deal unit,TIV delivery values,Local production"
)
ICEWS = (
    "Event ID\tEvent Date\tSource Name\tSource Sectors\tSource Country\tEvent Text\tCAMEO Code\t"
    "Intensity\tTarget Name\tTarget Sectors\tTarget Country\tStory ID\tSentence Number\tPublisher\tCity\t"
    "District\tProvince\tCountry\tLatitude\tLongitude"
)
POLECAT = (
    "Event ID\tEvent Date\tEvent Type\tEvent Mode\tIntensity\tQuad Code\tContexts\tActor Name\t"
    "Actor Country\tActor COW\tPrimary Actor Sector\tActor Sectors\tActor Title\tActor Name Raw\t"
    "Wikipedia Actor ID\tRecipient Name\tRecipient Country\tRecipient COW\tPrimary Recipient Sector\t"
    "Recipient Sectors\tRecipient Title\tRecipient Name Raw\tWikipedia Recipient ID\tPlacename\tCity\t"
    "District\tProvince\tCountry\tLatitude\tLongitude\tGeoNames ID\tRaw Placename\tFeature Type\tSource\t"
    "Publication Date\tStory People\tStory Organizations\tStory Locations\tLanguage\tVersion"
)


class Bench:
    """A preset and a new folder, into which rows of its layout come."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.data = folder / "data"

    def rows(self, preset: str, head: str, *rows: dict[str, str], name: str = "rows.csv", above: str = "") -> Report:
        delimiter = "\t" if "\t" in head else ","
        columns = head.split(delimiter)
        text = io.StringIO()
        text.write(above)
        writer = csv.DictWriter(text, columns, delimiter=delimiter)
        writer.writeheader()
        writer.writerows(rows)
        sheet = self.folder / name
        sheet.write_text(text.getvalue(), encoding="utf-8")
        return self.file(preset, sheet)

    def file(self, preset: str, sheet: Path) -> Report:
        report = import_sheet(sheet, preset_path(preset), None, self.data)
        assert [refusal.reason for refusal in report.refused if not refusal.foreseen] == []
        assert validate([self.data]) == []
        return report

    def told(self, *types: str) -> set[tuple[Any, ...]]:
        """Return subject, type, object, value and dates of the relations of some types."""
        rows = set()
        for relation in KnowledgeGraph.load(self.data).relations():
            told = plain(record(relation, "relation"))
            name = told["type"]["id"].rpartition("#")[2]
            if name in types:
                target = told["object"] or {}
                dates = [told[key] for key in ("on", "from", "until", "not_before", "not_after") if told[key]]
                value = told["value"] if told["value_max"] is None else (told["value"], told["value_max"])
                rows.add((told["subject"]["label"], name, target.get("label", target.get("value")), value, *dates))
        return rows


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


def row(head: str, cells: Sequence[str]) -> dict[str, str]:
    columns = head.split("\t" if "\t" in head else ",")
    assert len(columns) == len(cells)
    return dict(zip(columns, cells, strict=True))


EVENT = {
    "id": "101",
    "type_of_violence": "1",
    "conflict_new_id": "7",
    "conflict_name": "Norland: Government",
    "dyad_name": "Government of Armenia - Oak Front",
    "side_a": "Government of Armenia",
    "side_b": "Oak Front",
    "where_coordinates": "Oakmere town",
    "country": "Armenia",
    "country_id": "371",
    "latitude": "40.5",
    "longitude": "45.25",
    "date_prec": "1",
    "date_start": "1999-05-03 00:00:00.000",
    "date_end": "1999-05-03 00:00:00.000",
    "deaths_a": "1",
    "deaths_b": "3",
    "deaths_civilians": "2",
    "deaths_unknown": "0",
    "best": "6",
    "high": "9",
    "low": "5",
    "gwnoa": "371",
}


def test_ucdp_ged_keeps_parties_places_days_and_the_three_numbers_of_an_estimate(bench: Bench) -> None:
    report = bench.rows("ucdp-ged", GED, EVENT, {**EVENT, "id": "102", "date_prec": "3", "date_end": "1999-05-09"})
    assert (report.read, report.written) == (2, 2)
    first, second = "Government of Armenia - Oak Front, event 101", "Government of Armenia - Oak Front, event 102"
    assert bench.told("tookPlace") == {
        (first, "tookPlace", None, None, "1999-05-03"),
        (second, "tookPlace", None, None, "1999-05-03", "1999-05-09"),
    }
    assert bench.told("takesPartIn") >= {
        ("Armenia", "takesPartIn", first, None),
        ("Oak Front", "takesPartIn", first, None),
    }
    assert {tie[3] for tie in bench.told("hasDeathToll") if tie[0] == first} == {6, (5, 9)}
    assert ("Civilians in Armenia", "losesLivesIn", first, 2) in bench.told("losesLivesIn")
    assert {tie[2] for tie in bench.told("happenedIn")} == {"Oakmere town", "Armenia"}
    assert {tie[3] for tie in bench.told("hasLatitude")} == {40.5}
    # The bounds of one estimate, and the dead of one side, are parts and no rivals.
    assert kg("disputes", "--data", bench.data).code == 1


def test_one_sided_violence_has_victims(bench: Bench) -> None:
    bench.rows("ucdp-ged", GED, {**EVENT, "type_of_violence": "3", "side_b": "Civilians"})
    assert {tie[1] for tie in bench.told("perpetrates", "isVictimOf", "takesPartIn")} == {"perpetrates", "isVictimOf"}


def test_ucdp_dyadic_keeps_who_fought_and_who_supported(bench: Bench) -> None:
    bench.rows(
        "ucdp-dyadic",
        DYADIC,
        {
            "dyad_id": "1",
            "conflict_id": "9",
            "location": "Armenia",
            "side_a": "Government of Armenia",
            "side_b": "Oak Front",
            "year": "2001",
            "gwno_a": "371",
            "gwno_a_2nd": "365, 372",
            "intensity_level": "1",
            "incompatibility": "1",
            "territory_name": "Oakland",
        },
    )
    assert bench.told("fights") == {("Armenia", "fights", "Oak Front", None, "2001")}
    assert bench.told("supports") == {(who, "supports", "Armenia", None, "2001") for who in ("Russia", "Georgia")}


def test_acled_reads_both_spellings_of_days_and_the_precision(bench: Bench) -> None:
    event = {
        "event_id_cnty": "ARM1",
        "event_date": "31 January 2023",
        "time_precision": "1",
        "event_type": "Battles",
        "sub_event_type": "Armed clash",
        "actor1": "Military Forces of Armenia",
        "inter1": "State forces",
        "actor2": "Oak Front",
        "inter2": "Rebel group",
        "iso": "51",
        "country": "Armenia",
        "admin1": "Syunik",
        "location": "Goris",
        "latitude": "39.5",
        "longitude": "46.3",
        "notes": "As reported.",
        "fatalities": "4",
    }
    bench.rows(
        "acled",
        ACLED,
        event,
        {**event, "event_id_cnty": "ARM2", "event_date": "2023-02-10", "time_precision": "2"},
        {
            **event,
            "event_id_cnty": "ARM3",
            "event_date": "2023-02-10",
            "time_precision": "3",
            "event_type": "Protests",
            "sub_event_type": "Peaceful protest",
            "actor1": "Protesters (Armenia)",
            "inter1": "6",
            "actor2": "",
            "inter2": "",
        },
    )
    assert {tie[4:] for tie in bench.told("tookPlace")} == {("2023-01-31",), ("2023-02-04", "2023-02-16"), ("2023-02",)}
    assert {tie[0] for tie in bench.told("demonstratesIn")} == {"Protesters (Armenia)"}
    assert {tie[2] for tie in bench.told("happenedIn")} == {"Goris", "Armenia"}


def test_cow_alliances_are_pledges_of_the_states_that_the_codes_meant_then(bench: Bench) -> None:
    base = {
        "version4id": "1",
        "ccode1": "365",
        "state_name1": "Russia",
        "ccode2": "290",
        "state_name2": "Poland",
        "dyad_st_day": "18",
        "dyad_st_month": "4",
        "dyad_st_year": "1955",
        "dyad_end_year": "",
        "left_censor": "0",
        "right_censor": "1",
        "defense": "1",
        "neutrality": "0",
        "nonaggression": "1",
        "entente": "0",
    }
    bench.rows("cow-alliances", ALLIANCES, base, {**base, "version4id": "2", "dyad_st_year": "1992", "defense": "0"})
    assert bench.told("pledgesDefenceTo") == {("Soviet Union", "pledgesDefenceTo", "Poland", None, "1955-04-18")}
    assert bench.told("pledgesNonAggressionTo") == {
        ("Soviet Union", "pledgesNonAggressionTo", "Poland", None, "1955-04-18"),
        ("Russia", "pledgesNonAggressionTo", "Poland", None, "1992-04-18"),
    }
    report = bench.rows("cow-alliances", f"{ALLIANCES},asymmetric", {**base, "asymmetric": "0"})
    assert report.relations == 6


def test_cow_disputes_have_participants_and_bounds_of_the_dead(bench: Bench) -> None:
    bench.rows(
        "cow-mids",
        MIDB,
        row(
            MIDB,
            [
                "10",
                "GMY",
                "255",
                "-9",
                "7",
                "1911",
                "1",
                "11",
                "1911",
                "1",
                "1",
                "1",
                "-9",
                "0",
                "-9",
                "17",
                "4",
                "1",
                "5",
            ],
        ),
    )
    assert bench.told("takesPartIn") == {
        ("Germany", "takesPartIn", "Militarized dispute 10", None, "1911-07", "1911-11-01")
    }
    bench.rows(
        "cow-mid-disputes",
        MIDA,
        row(
            MIDA,
            [
                "10",
                "-9",
                "7",
                "1911",
                "1",
                "11",
                "1911",
                "6",
                "1",
                "2",
                "-9",
                "120",
                "100",
                "17",
                "4",
                "1",
                "1",
                "1",
                "0",
                "5",
            ],
        ),
    )
    assert bench.told("hasDeathToll") == {("Militarized dispute 10", "hasDeathToll", None, (26, 100))}


def test_cow_disputes_by_dyad_say_how_far_each_went(bench: Bench) -> None:
    head = (
        "disno,dyindex,statea,namea,stateb,nameb,strtday,strtmnth,strtyr,endday,endmnth,endyear,hihost,hihosta,hihostb,"
        "war,year"
    )
    first = ["2", "1", "2", "USA", "200", "UKG", "-9", "5", "1902", "-9", "1", "1903", "3", "3", "1", "0"]
    war = ["51", "3", "371", "ARM", "373", "AZE", "1", "4", "1992", "12", "5", "1994", "5", "5", "5", "1", "1992"]
    threat = ["52", "4", "371", "ARM", "640", "TUR", "8", "9", "1993", "-9", "9", "1993", "4", "2", "4", "0", "1993"]
    rows = [[*first, "1902"], [*first, "1903"], war, threat]
    report = bench.rows("cow-mid-dyads", head, *(row(head, cells) for cells in rows))
    assert (report.read, report.written, report.folded) == (4, 3, 1)
    assert [(one.line, one.first) for one in report.twice] == [(3, 2)]
    assert bench.told("threatens", "mobilisesAgainst", "confronts", "fights") == {
        ("United States", "mobilisesAgainst", "United Kingdom", None, "1902-05", "1903-01"),
        ("Armenia", "fights", "Azerbaijan", None, "1992-04-01", "1994-05-12"),
        ("Armenia", "threatens", "Turkey", None, "1993-09-08", "1993-09"),
        ("Turkey", "confronts", "Armenia", None, "1993-09-08", "1993-09"),
    }
    assert len(bench.told("takesPartIn")) == 6


# A row of that table.
ALLIED = ["3", "371", "Armenia", "373", "Azerbaijan", "1", "2", "1993", "", "", "", "0", "1", "0", "0", "0", "1", "4.1"]


def test_a_row_with_one_new_fact_is_not_told_as_one_that_says_nothing_new(bench: Bench) -> None:
    other = [*ALLIED[:3], "370", "Belarus", *ALLIED[5:]]
    report = bench.rows("cow-alliances", ALLIANCES, *(row(ALLIANCES, one) for one in (ALLIED, other, ALLIED)))
    assert (report.written, report.folded) == (2, 1)
    assert [(one.line, one.first) for one in report.twice] == [(4, 2)]


def test_whole_numbers_come_as_other_programs_write_them(bench: Bench) -> None:
    dotted = [f"{cell}.0" if cell.isdecimal() else cell for cell in ALLIED]
    report = bench.rows("cow-alliances", ALLIANCES, row(ALLIANCES, dotted), row(ALLIANCES, ALLIED))
    assert (report.written, report.folded) == (1, 1)
    assert bench.told("isPartyTo") == {
        (name, "isPartyTo", "Alliance 3 of the Correlates of War list", None, "1993-02-01")
        for name in ("Armenia", "Azerbaijan")
    }
    report = bench.rows("cow-igos", "ccode,year,state,un", {"ccode": "371.0", "year": "1993.0", "un": "1.0"})
    assert bench.told("isMemberOf") == {("Armenia", "isMemberOf", "UN", None)}


def test_a_share_of_seats_over_the_whole_is_refused(bench: Bench) -> None:
    head = "v2paenname,v2paid,country_name,country_text_id,year,v2pavote,v2paseatshare"
    rows = [row(head, ["A", "1", "Armenia", "ARM", "2018", "70.42", share]) for share in ("66.7", "166.7")]
    report = bench.rows("v-party", head, *rows)
    assert [(one.line, one.reason) for one in report.refused] == [(3, "a share of the seats of more than 100 percent")]


def test_brackets_of_sipri_mark_an_estimate_and_a_span_of_years_is_one(bench: Bench) -> None:
    head = "Recipient,Supplier,Year of order,Number ordered,Weapon designation,Number delivered,Year(s) of delivery"
    cells = ["Azerbaijan", "Turkey", "(2019)", "(36)", "Drone", "(36)", "2020-2021"]
    bench.rows("sipri-deals", head, row(head, cells))
    assert bench.told("suppliesArmsTo") == {("Turkey", "suppliesArmsTo", "Azerbaijan", 36, "2020", "2021")}
    assert "comparator:anEstimated" in (bench.data / "sipri-deals" / "relations" / "arms.ttl").read_text(
        encoding="utf-8"
    )


def test_cow_organisations_are_columns(bench: Bench) -> None:
    head = "ccode,year,state,aaaid,un,nato"
    report = bench.rows(
        "cow-igos",
        head,
        row(head, ["371", "1993", "armenia", "-1", "1", "3"]),
        row(head, ["2", "1993", "usa", "0", "-9", "0"]),
        row(head, ["40", "1993", "cuba", "2", "0", "0"]),
    )
    assert (report.written, report.reasons.rows, report.unforeseen) == (2, 1, 0)
    relations = (bench.data / "cow-igos" / "relations" / "membership.ttl").read_text(encoding="utf-8")
    assert relations.count('kg:qualifier "as an associate"@en') == 1
    assert bench.told("isMemberOf", "isObserverOf") == {
        ("Armenia", "isMemberOf", "UN", None),
        ("Cuba", "isMemberOf", "AAAID", None),
        ("Armenia", "isObserverOf", "NATO", None),
    }


def test_cow_organisations_by_year_have_a_column_for_each_state(bench: Bench) -> None:
    head = "ioname,orgname,year,usa,armenia,russia,wgermany,uk,yugoslaviaserb,longorgname,dead,ionum"
    rows = [
        ["OSCE", "Org", "1993", "1", "2", "1", "-1", "1", "0", "Organization for Security", "0", "3810"],
        ["OSCE", "Org", "1991", "0", "-1", "1", "-1", "1", "1", "Organization for Security", "1", "3810"],
        ["NATO", "", "1975", "1.0", "-1.0", "0.0", "1.0", "3.0", "-9", "", "1", "3810"],
    ]
    report = bench.rows("cow-igo-years", head, *(row(head, cells) for cells in rows))
    assert (report.read, report.written, [reading.lines for reading in report.readings]) == (3, 3, [[3]])
    assert bench.told("isMemberOf", "isObserverOf") == {
        *((name, "isMemberOf", "Organization for Security", None) for name in ("Armenia", "Russia", "United Kingdom")),
        ("United States", "isMemberOf", "Organization for Security", None),
        ("Yugoslavia", "isMemberOf", "Organization for Security", None),
        ("Soviet Union", "isMemberOf", "Organization for Security", None),
        ("United States", "isMemberOf", "NATO", None),
        ("West Germany", "isMemberOf", "NATO", None),
        ("United Kingdom", "isObserverOf", "NATO", None),
    }
    file = bench.data / "cow-igo-years" / "relations" / "membership.ttl"
    assert file.read_text(encoding="utf-8").count('kg:qualifier "as an associate"@en') == 1


def test_cow_organisations_by_dyad_have_two_members(bench: Bench) -> None:
    head = "dyadid,ccode1,country1,ccode2,country2,year,AALCO,ABEDA,UN"
    rows = [["371372", "371", "armenia", "372", "georgia", "1993", "0", "-1", "1"]]
    rows.append(["371373", "371", "armenia", "373", "azerbaijan", "1993", "-9", "-1", "0"])
    report = bench.rows("cow-igo-dyads", head, *(row(head, cells) for cells in rows))
    assert (report.read, report.written, report.unforeseen) == (2, 1, 0)
    assert bench.told("isMemberOf") == {("Armenia", "isMemberOf", "UN", None), ("Georgia", "isMemberOf", "UN", None)}


def test_every_column_of_a_state_has_a_code_of_the_state_system() -> None:
    words = tomllib.loads(preset_path("cow-igo-years").read_text(encoding="utf-8"))["record"][0]["subject"]["words"]
    assert len(words) == len(set(words.values())) == 217
    assert [name for name, code in words.items() if not states().has("cow", code)] == []


def test_atop_has_parties_and_pledges(bench: Bench) -> None:
    head = "atopid,member,yrent,moent,dayent,yrexit,moexit,dayexit,defense,offense,neutral,nonagg,consul"
    bench.rows("atop", head, row(head, ["3285", "371", "1992", "5", "15", "0", "0", "0", "1", "0", "0", "1", "1"]))
    assert bench.told("isPartyTo") == {("Armenia", "isPartyTo", "Alliance 3285 of ATOP", None, "1992-05-15")}
    head = "ddyad,year,stateA,stateB,atopally,defense,offense,neutral,nonagg,consul"
    bench.rows("atop-dyads", head, row(head, ["371365", "1998", "371", "365", "1", "1", "0", "0", "0", "1"]))
    assert {tie[1] for tie in bench.told("pledgesDefenceTo", "pledgesConsultationWith", "pledgesOffenceWith")} == {
        "pledgesDefenceTo",
        "pledgesConsultationWith",
    }


def test_atop_by_year_has_alliances_of_dyads_and_of_states(bench: Bench) -> None:
    head = "dyad,year,mem1,mem2,atopally,defense,offense,neutral,nonagg,consul,bilatno,atopid1,atopid2"
    cells = ["365371", "1998", "365", "371", "1", "1", "0", "0", "1", "1", "0", "3285", ""]
    report = bench.rows("atop-dyad-years", head, row(head, cells))
    alliance = "Alliance 3285 of ATOP"
    assert (report.read, report.written) == (1, 1)
    assert bench.told("isAlliedWith", "isPartyTo") == {
        ("Armenia", "isAlliedWith", "Russia", None),
        ("Armenia", "isPartyTo", alliance, None),
        ("Russia", "isPartyTo", alliance, None),
    }
    told = (bench.data / "atop-dyad-years" / "relations" / "alliance.ttl").read_text(encoding="utf-8")
    assert "Defence: 1, offence: 0, neutrality: 0, non-aggression: 1, consultation: 1" in told
    head = "state,year,atopally,number,atopid1,atopid2"
    rows = [["371", "1998", "1", "2", "3285", "3286.0"], ["2", "1815", "0", "0", "", ""]]
    report = bench.rows("atop-state-years", head, *(row(head, cells) for cells in rows))
    assert (report.written, report.refused_rows, report.unforeseen) == (1, 1, 0)
    assert ("Armenia", "isPartyTo", "Alliance 3286 of ATOP", None) in bench.told("isPartyTo")


def test_pa_x_has_agreements_with_process_stage_and_country(bench: Bench) -> None:
    head = (
        "Con,Contp,PP,PPName,Reg,AgtId,Ver,Agt,Dat,Status,Lgt,N_characters,Agtp,Stage,StageSub,Part,ThrdPart,Loc1ISO,"
        "Loc2ISO"
    )
    cells = [
        "Norland",
        "Government",
        "7",
        "Norland process",
        "Europe",
        "55",
        "1",
        "Oak accord",
        "1994-05-12",
        "Multiparty signed/agreed",
        "2",
        "900",
        "Inter",
        "Cea",
        "Ceas",
        "Signed by A and B",
        "",
        "ARM",
        "AZE",
    ]
    bench.rows("pa-x", head, row(head, cells))
    assert bench.told("wasConcluded") == {("Oak accord", "wasConcluded", None, None, "1994-05-12")}
    assert {tie[2] for tie in bench.told("isAbout")} == {"Armenia", "Azerbaijan"}
    assert {tie[2] for tie in bench.told("isPartOf")} == {"Norland process"}


def test_sipri_is_found_below_what_stands_above_its_head(bench: Bench) -> None:
    deal = {
        "SIPRI AT Database ID": "55000",
        "Supplier": "Russia",
        "Recipient": "Armenia",
        "Designation": "Oak-30",
        "Description": "FGA aircraft",
        "Order date": "2019",
        "Numbers delivered": "4",
        "Numbers delivered is estimate": "Yes",
        "Delivery year": "2019",
        "Status": "New",
    }
    above = "SIPRI Arms Transfers Database\nGenerated: 1 January 2026\n\n"
    report = bench.rows(
        "sipri",
        SIPRI,
        deal,
        {
            **deal,
            "SIPRI AT Database ID": "55001",
            "Supplier": "Soviet Union",
            "Recipient": "Oak Movement*",
            "Delivery year": "1985",
            "Order date": "1984",
        },
        above=above,
    )
    assert report.written == 2
    assert bench.told("suppliesArmsTo") == {
        ("Russia", "suppliesArmsTo", "Armenia", 4, "2019"),
        ("Soviet Union", "suppliesArmsTo", "Oak Movement*", 4, "1985"),
    }
    assert kg("disputes", "--data", bench.data).code == 1


def test_gem_pipelines_in_the_words_of_a_spreadsheet(bench: Bench) -> None:
    head = "ProjectID,PipelineName,Status,Fuel,CountriesOrAreas,Owner,CapacityBcm/y,LengthMergedKm"
    cells = ["P2", "Elm Line", "operating", "Gas, Hydrogen", "Russia, Armenia", "Elm [100.%]; Unknown [unknown %]"]
    above = "Pipelines of the world,,,,,,,\n,,,,,,,\n"
    report = bench.rows("gem-gas-pipelines", head, row(head, [*cells, "10.", "1,200.00"]), above=above)
    assert (report.written, report.unforeseen) == (1, 0)
    assert bench.told("owns", "hasCapacity", "carries", "passesThrough") == {
        ("Elm", "owns", "Elm Line", 100),
        ("Elm Line", "hasCapacity", None, 10),
        ("Elm Line", "carries", "natural gas", None),
        ("Elm Line", "carries", "hydrogen", None),
        ("Elm Line", "passesThrough", "Russia", None),
        ("Elm Line", "passesThrough", "Armenia", None),
    }


def test_gem_pipelines_have_owners_with_shares(bench: Bench) -> None:
    head = (
        "ProjectID,Countries,Wiki,PipelineName,SegmentName,Status,Fuel,Owner,Parent,StartYear1,CapacityBcm/y,"
        "LengthMergedKm,LengthKnownKm,LengthEstimateKm,StartLocation,StartCountry,EndLocation,EndCountry"
    )
    cells = [
        "P0001",
        "Azerbaijan; Georgia; Turkey",
        "https://www.gem.wiki/Oak",
        "Oak Pipeline",
        "--",
        "operating",
        "Gas",
        "Oak Gas [51.00%]; Elm Energy [30.00%]; Ash",
        "--",
        "2006",
        "25",
        "692",
        "--",
        "--",
        "Baku",
        "Azerbaijan",
        "Erzurum",
        "Turkey",
    ]
    bench.rows("gem-gas-pipelines", head, row(head, cells))
    assert bench.told("owns") == {
        ("Oak Gas", "owns", "Oak Pipeline", 51),
        ("Elm Energy", "owns", "Oak Pipeline", 30),
        ("Ash", "owns", "Oak Pipeline", None),
    }
    assert {tie[2] for tie in bench.told("passesThrough")} == {"Azerbaijan", "Georgia", "Turkey"}
    assert {tie[3] for tie in bench.told("hasCapacity", "hasLength")} == {25, 692}


def test_gdelt_comes_in_from_a_zip_without_a_head(bench: Bench) -> None:
    names = list(template("gdelt")["sheet"]["names"])
    cells = dict.fromkeys(names, "") | {
        "GLOBALEVENTID": "1",
        "SQLDATE": "20201114",
        "Actor1Code": "ARM",
        "Actor1Name": "ARMENIA",
        "Actor1CountryCode": "ARM",
        "Actor2Code": "AZEGOV",
        "Actor2Name": "AZERBAIJAN",
        "Actor2CountryCode": "AZE",
        "EventCode": "1125",
        "SOURCEURL": "https://example.org/news",
    }
    with zipfile.ZipFile(bench.folder / "20201114000000.export.CSV.zip", "w") as packed:
        packed.writestr("20201114000000.export.CSV", "\t".join(cells.values()) + "\n")
    assert len(names) == 61
    assert len(template("gdelt-1")["sheet"]["names"]) == 58
    bench.file("gdelt", bench.folder / "20201114000000.export.CSV.zip")
    assert bench.told("accuses") == {("Armenia", "accuses", "AZERBAIJAN (AZE)", None, "2020-11-14")}


@pytest.mark.parametrize("width", [57, 58])
def test_gdelt_1_had_no_addresses_until_2013(bench: Bench, width: int) -> None:
    names = list(template("gdelt-1")["sheet"]["names"])
    cells = dict.fromkeys(names, "") | {
        "GLOBALEVENTID": "1",
        "SQLDATE": "19990101",
        "Actor1Code": "ARM",
        "Actor1Name": "ARMENIA",
        "Actor2Code": "FRA",
        "Actor2Name": "FRANCE",
        "EventCode": "042",
        "DATEADDED": "19990101",
        "SOURCEURL": "https://example.org/news",
    }
    sheet = bench.folder / "1999.csv"
    sheet.write_text("\t".join(list(cells.values())[:width]) + "\n")
    sheet.rename(bench.folder / "1999.CSV")
    assert bench.file("gdelt-1", bench.folder / "1999.CSV").written == 1
    assert bench.told("visits") == {("Armenia", "visits", "France", None, "1999-01-01")}
    sources = (bench.data / "gdelt-1" / "sources.ttl").read_text(encoding="utf-8")
    assert ("https://example.org/news" in sources) is (width == 58)
    with pytest.raises(DataError, match=f"its rows have {width} cells and the profile names 61 columns"):
        bench.file("gdelt", bench.folder / "1999.CSV")


def test_icews_keeps_all_distinct_rows_and_restores_lost_zeros(bench: Bench) -> None:
    event = {
        "Event ID": "1",
        "Event Date": "2014-01-02",
        "Source Name": "Armenia",
        "CAMEO Code": "42",
        "Target Name": "Oak Front",
        "Story ID": "9",
        "Sentence Number": "3",
        "Publisher": "Oak Agency",
    }
    report = bench.rows(
        "icews",
        ICEWS,
        event,
        {**event, "Event ID": "2"},
        event,
        {**event, "Event ID": "3", "CAMEO Code": "1411"},
        {**event, "Event ID": "4", "Source Name": ""},
        name="events.tab",
    )
    assert (report.read, report.written, report.folded, report.reasons.rows) == (5, 3, 1, 1)
    assert (report.relations, report.claims) == (2, 3)
    assert {tie[:2] for tie in bench.told("visits", "protestsAgainst")} == {
        ("Armenia", "visits"),
        ("Armenia", "protestsAgainst"),
    }


def test_polecat_parts_several_actors(bench: Bench) -> None:
    event = {
        "Event ID": "7",
        "Event Date": "2022-03-01",
        "Event Type": "SANCTION",
        "Event Mode": "",
        "Source": "Oak Agency",
        "Actor Name": "France; Germany",
        "Recipient Name": "Russia",
    }
    bench.rows("polecat", POLECAT, event, name="events.txt")
    assert {tie[0] for tie in bench.told("sanctions")} == {"France", "Germany"}


def test_v_party_has_results(bench: Bench) -> None:
    head = "v2paenname,v2paorname,v2pashname,v2paid,country_name,country_text_id,year,v2paseatshare,v2pavote"
    bench.rows("v-party", head, row(head, ["Oak Party", "Oak", "OP", "77", "Armenia", "ARM", "1999", "40.5", "NA"]))
    assert bench.told("hasResultIn") == {("Oak Party", "hasResultIn", "Election in Armenia, 1999", 40.5)}


@pytest.mark.parametrize("name", presets())
def test_a_preset_says_how_to_cite_and_what_it_leaves(name: str) -> None:
    stated = template(name)
    about = {} if stated["dataset"]["licence"] else {"licence": "https://example.org/terms"}
    assert read_profile(preset_path(name), about).name == name
    assert all(stated["cite"][part] for part in ("text", "url", "keeps", "leaves", "checked"))


def test_a_row_with_codes_is_explained_in_both_forms(bench: Bench) -> None:
    sheet = bench.folder / "rows.csv"
    sheet.write_text("ccode,year,state,un\n371,1993,armenia,1\n")
    told = kg("import", sheet, "--preset", "cow-igos", "--explain", "2", "--format", "json").json
    assert told["says"] and told["facts"][0]["subject"] == "371"
    assert (
        "armenia isMemberOf" in kg("import", sheet, "--preset", "cow-igos", "--explain", "2", "--format", "table").out
    )


def test_a_preset_for_another_file_says_which_one_fits(bench: Bench) -> None:
    sheet = bench.folder / "rows.csv"
    sheet.write_text(f"{ACLED}\n")
    done = kg("import", sheet, "--preset", "ucdp-ged", "--into", bench.data)
    assert done.code == 2
    assert "lacks the columns date_start" in done.err
    assert "to be had" not in done.err
    assert "it looks like a file of the preset acled" in done.err
    assert not bench.data.exists()
    done = kg("import", sheet, "--preset", "uctp-ged", "--into", bench.data)
    assert "there is no preset 'uctp-ged'; the nearest is ucdp-ged" in done.err


def test_a_preset_for_a_file_that_no_preset_fits_says_where_its_own_is_to_be_had(bench: Bench) -> None:
    sheet = bench.folder / "rows.csv"
    sheet.write_text("stateabb,ccode,year,milex\nARM,371,1993,1\n")
    done = kg("import", sheet, "--preset", "cow-igos", "--into", bench.data)
    assert (done.code, done.err.count("\n")) == (2, 1)
    assert "lacks the columns state, which the preset cow-igos names" in done.err
    assert "is to be had at https://correlatesofwar.org/data-sets/igos/" in done.err
