"""What the joined record holds, and what is left out of it."""

from dataclasses import replace
from typing import Annotated, Any, Literal

from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, Field

from llmextract import Evidence, Grounded
from llmextract.content import load_schema
from llmextract.merge import Merged, joined, merge_document
from llmextract.records import Extraction, Verdict
from tests.merge.conftest import Disaster, finding, make

ONE: dict[str, Any] = {
    "sentences": [2],
    "kind": "storm",
    "spots": [{"name": "Ambrel"}],
    "hit": ["fishermen"],
    "words": ["gale"],
}


def merged(*paragraphs: dict[str, Any], **more: Any) -> Merged:
    """The one incident of records that stand in paragraphs of their own."""
    found = merge_document(make(*(("Wind rose.", [row]) for row in paragraphs), **more), Disaster)
    assert len(found) == 1
    return found[0]


def test_lists_are_united_and_every_member_is_named() -> None:
    later = ONE | {"hit": ["Fishermen", "sailors"], "words": ["Gale", "squall"], "sentences": [1]}
    found = merged(ONE, later)
    assert found.record["hit"] == ["fishermen", "sailors"]
    assert found.record["words"] == ["gale", "squall"]
    assert found.members == ((0, 0), (1, 0))
    assert [(one.field, one.value, one.member) for one in found.left_out] == [
        ("hit[0]", "Fishermen", (1, 0)),
        ("words[0]", "Gale", (1, 0)),
    ]


def test_evidence_is_that_of_the_first_paragraph() -> None:
    assert merged(ONE, ONE | {"sentences": [1]}).record["sentences"] == [2]
    rows = [ONE | {"sentences": [1, 4], "dead": 40}, ONE | {"sentences": [1, 2, 3], "dead": 40}]
    (found,) = merge_document(make(("Wind rose.", rows)), Disaster)
    assert found.record["sentences"] == [1, 2, 3]


def test_the_fuller_name_stays_and_the_details_of_both() -> None:
    short = ONE | {"helpers": [{"name": "scouts", "role": "rescue"}]}
    long = ONE | {"helpers": [{"name": "scouts of the Red Star"}]}
    found = merged(short, long)
    assert found.record["helpers"] == [{"name": "scouts of the Red Star", "role": "rescue"}]
    assert [(one.field, one.value) for one in found.left_out] == [("helpers[0].name", "scouts")]
    other = ONE | {"helpers": [{"name": "scouts of the Red Star", "role": "food"}]}
    both = merged(short, other)
    assert {(one.field, one.value) for one in both.left_out} == {
        ("helpers[0].name", "scouts"),
        ("helpers[0].role", "rescue"),
    }


def test_places_unite_what_they_lie_in() -> None:
    one = ONE | {"spots": [{"name": "Ambrel", "within": ["Corvane"]}]}
    other = ONE | {"spots": [{"name": "Ambrel", "kind": "town", "within": ["Corvane", "Tessel"]}]}
    found = merged(one, other, ONE)
    spots = found.record["spots"]
    assert spots[0] == {"name": "Ambrel", "kind": "town", "within": ["Corvane", "Tessel"]}


def test_the_more_exact_kind_and_day_stay() -> None:
    later = ONE | {"kind": "hurricane", "day": "2024-06-11"}
    found = merged(ONE | {"day": "June"}, later)
    assert found.record["kind"] == "hurricane"
    assert found.record["day"] == "2024-06-11"
    assert {(one.field, one.value) for one in found.left_out} == {
        ("kind", "storm"),
        ("day", "June"),
    }
    assert merged(later, ONE).record["kind"] == "hurricane"
    assert merged(later | {"day": "June"}, ONE | {"kind": "other"}).record["kind"] == "hurricane"
    assert merged(ONE | {"day": "June 11"}, ONE | {"day": "June"}).record["day"] == "June 11"


def test_the_best_verified_count_stays_then_the_larger() -> None:
    found = {
        (0, 0, "dead"): finding(0, "dead", 4, Verdict.PARTLY, low=4),
        (1, 0, "dead"): finding(0, "dead", 7, Verdict.SUPPORTED, low=7, high=7),
    }
    one = merged(ONE | {"dead": 4}, ONE | {"dead": 7}, findings=found)
    assert one.record["dead"] == 7
    assert [(f.field, f.value, f.record) for f in one.findings] == [("dead", 7, 0)]
    assert one.left_out[0].finding == found[0, 0, "dead"]
    early = {
        (0, 0, "dead"): finding(0, "dead", 4, Verdict.SUPPORTED, low=4, high=4),
        (1, 0, "dead"): finding(0, "dead", 3, Verdict.PARTLY, low=3),
    }
    assert merged(ONE | {"dead": 4}, ONE | {"dead": 3}, findings=early).record["dead"] == 4
    both = {
        (0, 0, "dead"): finding(0, "dead", 4, Verdict.PARTLY, low=4),
        (1, 0, "dead"): finding(0, "dead", 5, Verdict.PARTLY, low=5),
    }
    assert merged(ONE | {"dead": 4}, ONE | {"dead": 5}, findings=both).record["dead"] == 5
    turned = {
        (0, 0, "dead"): finding(0, "dead", 5, Verdict.PARTLY, low=3),
        (1, 0, "dead"): finding(0, "dead", 4, Verdict.PARTLY, low=4),
    }
    assert merged(ONE | {"dead": 5}, ONE | {"dead": 4}, findings=turned).record["dead"] == 5


def test_a_vague_amount_keeps_its_finding_where_no_count_is_known() -> None:
    vague = {(1, 0, "dead"): finding(0, "dead", None, low=3)}
    assert [f.field for f in merged(ONE, ONE, findings=vague).findings] == ["dead"]
    known = merged(ONE, ONE | {"dead": None}, ONE | {"dead": 5}, findings=vague)
    assert known.record["dead"] == 5
    assert known.findings == ()


def test_findings_follow_their_values() -> None:
    found = {
        (0, 0, "hit[0]"): finding(0, "hit[0]", "fishermen"),
        (1, 0, "hit[0]"): finding(0, "hit[0]", "sailors"),
        (1, 0, "hit[1]"): finding(0, "hit[1]", "fishermen"),
        (1, 0, "spots[0].name"): finding(0, "spots[0].name", "Tessel"),
        (1, 0, "spots[1].name"): finding(0, "spots[1].name", "Ambrel"),
    }
    later = ONE | {
        "hit": ["sailors", "fishermen"],
        "spots": [{"name": "Tessel"}, {"name": "Ambrel"}],
    }
    one = merged(ONE, later, findings=found)
    assert [spot["name"] for spot in one.record["spots"]] == ["Ambrel", "Tessel"]
    told = {f.field: f.value for f in one.findings}
    assert told == {
        "hit[0]": "fishermen",
        "hit[1]": "sailors",
        "spots[0].name": "Ambrel",
        "spots[1].name": "Tessel",
    }


def test_a_value_that_was_dropped_from_the_record_does_not_hide_what_stands_there() -> None:
    extraction = make(("Wind rose.", [ONE]))[0]
    kept, dropped = (
        finding(0, "hit[0]", "fishermen"),
        finding(0, "hit[0]", "x", Verdict.UNSUPPORTED),
    )
    both = Extraction(
        extraction.document,
        extraction.paragraph,
        extraction.records,
        (kept, dropped),
        None,
        extraction.run,
    )
    (found,) = merge_document([both], Disaster)
    assert found.findings == (kept,)


def test_what_has_no_room_and_what_says_nothing_is_told() -> None:
    one = ONE | {"spots": [{"name": name} for name in ("Ambrel", "Tessel", "Corvane")]}
    more = ONE | {"spots": [{"name": n} for n in ("Ambrel", "Tessel", "Corvane", "Lorn", "Pask")]}
    found = merged(one, {**ONE, "spots": more["spots"][:4]})
    assert len(found.record["spots"]) == 4
    pages = make(("Wind rose.", [one]), ("Wind rose.", [ONE]))
    wide = Disaster.model_construct(**(ONE | {"spots": more["spots"]})).model_dump(warnings=False)
    second = Extraction(
        pages[1].document,
        pages[1].paragraph,
        (Disaster().model_dump() | wide,),
        (),
        None,
        pages[1].run,
    )
    (full,) = merge_document([pages[0], second], Disaster)
    assert len(full.record["spots"]) == 4
    assert [(o.field, o.value["name"]) for o in full.left_out] == [("spots[4]", "Pask")]
    nobody = merged(ONE, ONE | {"hit": ["fishermen", "unknown"]})
    assert [(o.field, o.value) for o in nobody.left_out] == [("hit[1]", "unknown")]


def test_plain_fields_keep_the_first_word() -> None:
    found = merged(ONE | {"note": "first"}, ONE | {"note": "second"})
    assert found.record["note"] == "first"
    assert [(o.field, o.value, o.reason) for o in found.left_out] == [
        ("note", "second", "another record has it otherwise")
    ]
    assert merged(ONE, ONE | {"note": "only"}).record["note"] == "only"


def test_joined_puts_each_incident_where_it_is_first_told() -> None:
    other = {"kind": "quake", "spots": [{"name": "Lorn"}], "hit": ["miners"]}
    found = {(1, 1, "hit[0]"): finding(1, "hit[0]", "miners")}
    pages = make(("Wind.", [ONE]), ("Wind again.", [ONE, other]), findings=found)
    first, second = joined(pages, Disaster)
    assert len(first.records) == len(second.records) == 1
    assert second.records[0]["kind"] == "quake"
    assert [(f.record, f.field) for f in second.findings] == [(0, "hit[0]")]


def test_the_shipped_schema_knows_which_words_say_more_exactly() -> None:
    incident = load_schema("incident")
    row = {
        "sentences": [1],
        "event_type": "armed_attack",
        "status": "claimed",
        "date": None,
        "locations": [{"name": "Kassou"}],
        "perpetrators": [],
        "targets": [{"name": "traders"}],
        "weapons": [],
        "killed": None,
        "injured": None,
    }
    rows = [
        incident.model_validate(one).model_dump()
        for one in (row, row | {"event_type": "bombing", "status": "happened"})
    ]
    pages = make(("A blast.", []), ("The blast.", []))
    filled = [
        Extraction(p.document, p.paragraph, (r,), (), None, p.run)
        for p, r in zip(pages, rows, strict=True)
    ]
    (found,) = merge_document(filled, incident)
    assert (found.record["event_type"], found.record["status"]) == ("bombing", "happened")
    incident.model_validate(found.record)


class Crew(BaseModel):
    size: Annotated[int, Grounded("number")] = 0
    name: Annotated[str, Grounded("name")] = ""


class Wreck(BaseModel):
    """Fields of every shape that a schema may have."""

    sentences: Annotated[list[int] | None, Evidence()] = None
    tags: list[Literal["fire", "leak"]] = Field(default_factory=list)
    crews: list[Crew] = Field(default_factory=list)
    owner: Crew | None = None
    speed: float | None = None


def test_fields_of_any_shape_are_joined() -> None:
    crew = {"size": 4, "name": "divers of the Red Star"}
    one: dict[str, Any] = {
        "sentences": None, "tags": ["fire"], "crews": [crew], "owner": {"size": 1, "name": "Lorn Lines"},
        "speed": 4.5,
    }  # fmt: skip
    other = one | {
        "tags": ["leak", "fire"],
        "crews": [{"size": 5, "name": "divers of the Red Star"}, {"size": 2, "name": ""}],
        "owner": {"size": 2, "name": "Lorn Lines"},
        "speed": 6.0,
    }
    found = finding(0, "owner.name", "Lorn Lines", Verdict.INFERRED)
    pages = [
        replace(page, records=(row,), findings=(found,) if index else ())
        for index, (page, row) in enumerate(
            zip(make(("Smoke.", []), ("Smoke.", [])), (one, other), strict=True)
        )
    ]
    (whole,) = merge_document(pages, Wreck)
    assert whole.record == {
        "sentences": None,
        "tags": ["fire", "leak"],
        "crews": [crew, {"size": 2, "name": ""}],
        "owner": {"size": 2, "name": "Lorn Lines"},
        "speed": 4.5,
    }
    assert whole.findings == (found,)
    assert {(o.field, str(o.value)) for o in whole.left_out} == {
        ("crews[0].size", "5"),
        ("owner", "{'size': 1, 'name': 'Lorn Lines'}"),
        ("speed", "6.0"),
    }


def test_a_record_may_lack_fields() -> None:
    pages = make(("Smoke.", []), ("Smoke.", []))
    rows = [{"crews": [{"name": "Red Star divers"}]}, {"crews": [{"name": "Red Star divers"}]}]
    short = [replace(page, records=(row,)) for page, row in zip(pages, rows, strict=True)]
    (whole,) = merge_document(short, Wreck)
    assert dict(whole.record) == {"sentences": None, "crews": [{"name": "Red Star divers"}]}


def test_the_finding_of_a_lost_item_goes_with_it() -> None:
    lost = finding(0, "helpers[0].name", "scouts", Verdict.PARTLY)
    long = ONE | {"helpers": [{"name": "scouts of the Red Star", "role": "food"}]}
    found = {
        (0, 0, "helpers[0].name"): lost,
        (1, 0, "helpers[0].name"): finding(0, "helpers[0].name", "scouts of the Red Star"),
    }
    one = merged(ONE | {"helpers": [{"name": "scouts"}]}, long, findings=found)
    assert [(o.field, o.finding) for o in one.left_out] == [("helpers[0].name", lost)]


_NAMES = st.sampled_from(
    ["fishermen", "the fishermen", "monks", "two monks", "Red Star", "unknown"]
)
_SPOTS = st.builds(
    lambda name, within: {"name": name, "within": within},
    st.sampled_from(["Ambrel", "town of Ambrel", "Tessel", "northern Tessel", "Lorn"]),
    st.lists(st.sampled_from(["Corvane", "Tessel"]), max_size=1),
)
_ROWS = st.fixed_dictionaries(
    {
        "sentences": st.lists(st.integers(1, 2), min_size=1, max_size=2, unique=True),
        "kind": st.sampled_from(["flood", "storm", "hurricane", "other"]),
        "day": st.sampled_from([None, "Tuesday", "Tuesday night", "June", "2024-06-11"]),
        "spots": st.lists(_SPOTS, max_size=2),
        "helpers": st.lists(st.builds(lambda n: {"name": n}, _NAMES), max_size=1),
        "hit": st.lists(_NAMES, max_size=2),
        "dead": st.sampled_from([None, 1, 2, 5]),
        "missing": st.sampled_from([None, 3]),
    }
)
_TEXTS = st.sampled_from(
    ["Water rose. The flood took boats.", "The toll rose to five. That storm passed."]
)
_DOCUMENTS = st.lists(st.tuples(_TEXTS, st.lists(_ROWS, max_size=2)), min_size=1, max_size=4)
_VERDICTS = st.lists(st.sampled_from([*Verdict, None]), min_size=1, max_size=5)


def _verified(rows: list[Any], verdicts: list[Verdict | None]) -> tuple[Extraction, ...]:
    """The document, some of its values with a finding."""
    found, start = {}, 0
    for p, (text, records) in enumerate(rows):
        for r, record in enumerate(records):
            values = [("dead", record["dead"]), ("day", record["day"])]
            values += [(f"hit[{i}]", name) for i, name in enumerate(record["hit"])]
            for path, value in values:
                verdict = verdicts[(7 * p + 3 * r + len(path)) % len(verdicts)]
                if verdict is not None and value is not None:
                    span = (start, start + 5)
                    low = value if isinstance(value, int) else None
                    found[p, r, path] = finding(r, path, value, verdict, span=span, low=low)
        start += len(text) + 2
    return make(*rows, findings=found)


@settings(deadline=None)
@given(_DOCUMENTS, _VERDICTS, st.randoms())
def test_the_order_of_the_paragraphs_does_not_matter(
    rows: list[Any], verdicts: list[Verdict | None], random: Any
) -> None:
    pages = list(_verified(rows, verdicts))
    expected = merge_document(pages, Disaster)
    random.shuffle(pages)
    assert merge_document(pages, Disaster) == expected


@settings(deadline=None)
@given(_DOCUMENTS, _VERDICTS)
def test_no_value_is_lost_silently(rows: list[Any], verdicts: list[Verdict | None]) -> None:
    pages = _verified(rows, verdicts)
    for one in merge_document(pages, Disaster):
        kept = set(_values(one.record)) | {v for o in one.left_out for v in _values({"x": o.value})}
        for paragraph, index in one.members:
            assert set(_values(pages[paragraph].records[index])) <= kept


@settings(deadline=None)
@given(_DOCUMENTS, _VERDICTS)
def test_every_record_is_a_member_of_one_incident_and_the_schema_holds(
    rows: list[Any], verdicts: list[Verdict | None]
) -> None:
    pages = _verified(rows, verdicts)
    found = merge_document(pages, Disaster)
    members = [member for one in found for member in one.members]
    every = [(e.paragraph.index, i) for e in pages for i in range(len(e.records))]
    assert sorted(members) == every
    assert list(found) == sorted(found, key=lambda one: one.members)
    for one in found:
        Disaster.model_validate(one.record)


def _values(value: Any) -> list[Any]:
    """Every word and number of a record, but for evidence and what says nothing."""
    if isinstance(value, dict):
        return [v for k, one in value.items() if k != "sentences" for v in _values(one)]
    if isinstance(value, list):
        return [v for one in value for v in _values(one)]
    return [] if value in (None, "", "unknown", "other") else [value]
