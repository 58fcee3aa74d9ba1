"""Tables of events: the columns, codes and dates of the two codebooks, and what they leave out."""

import csv
import io
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from llmextract.content import load_schema
from llmextract.errors import UsageError
from llmextract.outputs import Entry, Export, Told, left_out, write
from llmextract.outputs.acled_like import COLUMNS
from llmextract.outputs.coding import has_coding, problems
from llmextract.records import Finding, Precision, Span, Verdict
from llmextract.schema.outline import outline_of
from tests.outputs.made import HEADER, Storm, extraction

INCIDENT = load_schema("incident")
TEXT = "In Iraq gunmen killed two soldiers in Mosul on Monday."
START = HEADER | {"started": "2024-06-15T00:00:00+00:00"}


def incident(**given: Any) -> dict[str, Any]:
    row = {
        "sentences": [1],
        "event_type": "armed_attack",
        "status": "happened",
        "date": "Monday",
        "locations": [{"name": "Mosul", "kind": "city", "within": ["Nineveh", "Iraq"]}],
        "perpetrators": [{"name": "gunmen", "kind": "rebels"}],
        "targets": [{"name": "soldiers", "kind": "state_forces"}],
        "weapons": [],
        "killed": 2,
        "injured": None,
    }
    return row | given


def finding(path: str, value: Any, verdict: str = "supported", **more: Any) -> Finding:
    return Finding(0, path, value, Verdict(verdict), "why", (Span(0, 2, "In"),), **more)


def entry(*more: Finding, resolved: str | None = "2024-06-10", **given: Any) -> Entry:
    row = incident(**given)
    precision: Precision = "day" if resolved and len(resolved) == 10 else "month"
    if resolved and "/" in resolved:
        precision = "week"
    found = [
        finding("date", "Monday", resolved=resolved, precision=precision if resolved else None),
        *(finding(f"locations[{n}].name", one["name"]) for n, one in enumerate(row["locations"])),
    ]
    kept = [one for one in found if one.field not in {other.field for other in more}]
    return Entry(row, (*kept, *more), (3,))


def rows(form: str, *entries: Entry, record: type[BaseModel] = INCIDENT) -> list[dict[str, str]]:
    read = extraction(text=TEXT)
    export = Export(record, [Told(read.document, (read,), entries)], (START,))
    return list(csv.DictReader(io.StringIO("".join(write(form, export)))))


def acled(made: Entry) -> dict[str, str]:
    (row,) = rows("acled-like", made)
    return row


def test_an_event_in_the_columns_of_acled() -> None:
    row = acled(entry())
    assert list(row) == COLUMNS
    assert row["event_id_cnty"][:3] == "IRQ"
    assert row | {"event_id_cnty": "", "latitude": "", "longitude": ""} == {
        "event_id_cnty": "",
        "event_date": "2024-06-10",
        "year": "2024",
        "time_precision": "1",
        "disorder_type": "Political violence",
        "event_type": "Battles",
        "sub_event_type": "Armed clash",
        "actor1": "gunmen",
        "assoc_actor_1": "",
        "inter1": "2",
        "actor2": "soldiers",
        "assoc_actor_2": "",
        "inter2": "1",
        "interaction": "12",
        "civilian_targeting": "",
        "iso": "368",
        "region": "Middle East",
        "country": "Iraq",
        "admin1": "Nineveh",
        "admin2": "",
        "admin3": "",
        "location": "Mosul",
        "latitude": "",
        "longitude": "",
        "geo_precision": "1",
        "source": "a.txt",
        "source_scale": "",
        "notes": f"{TEXT} [paragraph 4]",
        "fatalities": "2",
        "tags": "status=happened",
        "timestamp": "1718409600",
    }
    assert 36 < float(row["latitude"]) < 37
    assert 43 < float(row["longitude"]) < 44


@pytest.mark.parametrize(
    ("resolved", "date", "year", "precision"),
    [
        ("2024-06", "2024-06-15", "2024", "3"),
        ("2024-06-03/2024-06-09", "2024-06-03", "2024", "2"),
        (None, "", "", ""),
    ],
)
def test_days_are_as_exact_as_the_text(
    resolved: str | None, date: str, year: str, precision: str
) -> None:
    row = acled(entry(resolved=resolved))
    assert (row["event_date"], row["year"], row["time_precision"]) == (date, year, precision)


def test_civilians_stand_under_their_general_name() -> None:
    hit = [{"name": "market", "kind": "facility"}, {"name": "traders", "kind": "civilians"}]
    row = acled(entry(targets=hit, perpetrators=[]))
    assert row["event_type"] == "Violence against civilians"
    assert (row["actor2"], row["assoc_actor_2"]) == ("Civilians (Iraq)", "traders; market")
    assert (row["actor1"], row["inter1"]) == ("Unidentified Armed Group (Iraq)", "3")
    assert (row["interaction"], row["civilian_targeting"]) == ("37", "Civilian targeting")


def test_who_is_of_no_known_kind_has_no_code() -> None:
    row = acled(entry(perpetrators=[{"name": "Delta Column", "kind": "unknown"}], targets=[]))
    assert (row["actor1"], row["inter1"], row["interaction"]) == ("Delta Column", "", "")
    row = acled(entry(perpetrators=[{"name": "villagers", "kind": "civilians"}]))
    assert (row["actor1"], row["inter1"], row["interaction"]) == ("villagers", "", "")
    row = acled(entry(targets=[{"name": "bridge", "kind": "facility"}]))
    assert (row["actor2"], row["assoc_actor_2"], row["interaction"]) == ("", "bridge", "20")


@pytest.mark.parametrize(
    ("given", "pair"),
    [
        ({"event_type": "arson", "killed": None}, "Looting/property destruction"),
        ({"event_type": "seizure", "killed": None}, "Non-violent transfer of territory"),
        ({"event_type": "seizure"}, "Non-state actor overtakes territory"),
        (
            {"event_type": "seizure", "perpetrators": [{"name": "army", "kind": "state_forces"}]},
            "Government regains territory",
        ),
        ({"event_type": "airstrike"}, "Air/drone strike"),
    ],
)
def test_the_type_may_hang_on_who_and_whether_somebody_was_hurt(
    given: dict[str, Any], pair: str
) -> None:
    assert acled(entry(**given))["sub_event_type"] == pair


def test_what_the_text_does_not_carry_is_left_out_and_told() -> None:
    made = entry(
        finding("killed", 2, "unsupported"),
        finding("perpetrators[0].name", "gunmen", "unsupported"),
        finding("locations[0].name", "Mosul", "unsupported"),
    )
    row = acled(made)
    assert (row["fatalities"], row["location"], row["latitude"], row["geo_precision"]) == (
        "0",
        "",
        "",
        "",
    )
    assert row["actor1"] == "Unidentified Armed Group"
    assert "killed “2” unsupported, left out" in row["notes"]


def test_low_best_and_high() -> None:
    bound = finding("killed", 9, "partly", low=9, high=None)
    vague = finding("killed", None, "partly", low=24, high=None)
    ranged = finding("killed", 12, "partly", low=9, high=12)
    made = [entry(bound, killed=9), entry(vague, killed=None), entry(ranged, killed=12), entry()]
    told = [(row["low"], row["best"], row["high"]) for row in rows("ucdp-like", *made)]
    assert told == [("9", "9", "9"), ("24", "24", "24"), ("9", "12", "12"), ("2", "2", "2")]
    assert acled(made[1])["fatalities"] == "24"


def test_an_event_in_the_columns_of_ucdp() -> None:
    civilians = [{"name": "traders", "kind": "civilians"}]
    rebels = [{"name": "Delta Column", "kind": "rebels"}]
    by_state, of_groups, against = rows(
        "ucdp-like", entry(), entry(targets=rebels), entry(targets=civilians)
    )
    assert [row["type_of_violence"] for row in (by_state, of_groups, against)] == ["1", "2", "3"]
    assert by_state["dyad_name"] == "gunmen - soldiers"
    assert (by_state["where_prec"], by_state["date_prec"], by_state["event_clarity"]) == (
        "1",
        "1",
        "1",
    )
    assert (by_state["country"], by_state["region"]) == ("Iraq", "Middle East")
    assert by_state["geom_wkt"].startswith("POINT (43.")


def test_what_is_no_event_is_left_out_and_why() -> None:
    threat, old = entry(status="threatened"), replace(entry(), is_background=True)
    harmless = entry(killed=0)
    assert len(rows("acled-like", threat, old, harmless)) == 1
    assert rows("ucdp-like", threat, old, harmless) == []
    why = left_out("ucdp-like", INCIDENT)
    assert [why(one) for one in (threat, old, harmless, entry())] == [
        "threatened",
        "of long before the news",
        "without dead",
        None,
    ]
    assert left_out("csv", INCIDENT)(threat) is None


def test_ids_are_the_same_from_run_to_run_and_never_twice() -> None:
    first = rows("acled-like", entry(), entry(), entry(killed=3))
    again = rows("acled-like", entry(), entry(), entry(killed=3))
    names = [row["event_id_cnty"] for row in first]
    assert names == [row["event_id_cnty"] for row in again]
    assert len(set(names)) == 3


def test_a_class_without_a_coding_is_told_what_it_needs() -> None:
    with pytest.raises(UsageError, match=r"Storm has no coding.*schemas/made\.coding\.toml"):
        rows("acled-like", Entry({"force": 1.0, "spots": []}), record=Storm)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[fields]\nhit = 'nobody'", "names no field of the class: nobody"),
        ("[fields]\nwhat = 'x'", "is no coding: fields.what"),
        ("[fields", "is no coding"),
    ],
)
def test_a_coding_that_cannot_be_used_is_named(tmp_path: Path, text: str, told: str) -> None:
    (tmp_path / "schemas").mkdir()
    (tmp_path / "schemas" / "flood.py").write_text(
        "from pydantic import BaseModel\n\n\nclass Flood(BaseModel):\n    dead: int\n", "utf-8"
    )
    (tmp_path / "schemas" / "flood.coding.toml").write_text(text, "utf-8")
    record = load_schema("flood", content=[tmp_path])
    with pytest.raises(UsageError, match=told):
        rows("ucdp-like", Entry({"dead": 1}), record=record)


FLOOD = """
from typing import Literal

from pydantic import BaseModel


class Flood(BaseModel):
    kind: Literal["river", "sea"]
    dead: int
"""


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[acled.events]\nriver = ['a', 'b']\nsea = ['a', 'c']", []),
        ("[acled.events]\nriver = ['a', 'b']", ["flood.coding.toml: no event type for sea"]),
        (
            "[acled.events]\nriver = ['a', 'b']\nsea = ['a', 'c']\nlake = ['a', 'c']",
            ["flood.coding.toml: lake is no type of the class"],
        ),
        (
            "[acled.events]\nriver = ['a', 'b']\nsea = ['a', 'c']\n[left_out]\nkind = ['pond']",
            ["flood.coding.toml: pond is no word to leave out"],
        ),
    ],
)
def test_a_coding_is_held_to_the_class(tmp_path: Path, text: str, told: list[str]) -> None:
    (tmp_path / "schemas").mkdir()
    (tmp_path / "schemas" / "flood.py").write_text(FLOOD, "utf-8")
    (tmp_path / "schemas" / "flood.coding.toml").write_text(
        f"[fields]\ntype = 'kind'\n{text}", "utf-8"
    )
    assert problems(outline_of(load_schema("flood", content=[tmp_path]))) == told


def test_the_shipped_coding_fits_and_a_class_without_one_is_no_problem() -> None:
    assert problems(outline_of(INCIDENT)) == []
    assert not has_coding(outline_of(load_schema("disaster")))
    assert "has no coding" in problems(outline_of(Storm))[0]
