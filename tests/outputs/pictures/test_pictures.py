"""Map and timeline as files: read back as XML, what lies where, hostile names, nothing known."""

import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Annotated

import pytest
from pydantic import BaseModel

from llmextract.errors import UsageError
from llmextract.outputs import Entry, Export, format_of, require, save, write
from llmextract.outputs.pictures.gathering import days_of
from llmextract.outputs.pictures.mapping import WORLD, _box_around
from llmextract.records import Finding, Span, Verdict
from llmextract.verification.marks import Grounded
from tests.outputs.made import Spot, extraction, incidents_of

TEXT = extraction(text="The storm came over Iraq and Syria on Monday.")


class Storm(BaseModel):
    """A storm that has a day."""

    day: Annotated[str | None, Grounded("date")] = None
    homes: Annotated[int | None, Grounded("number")] = None
    spots: list[Spot]


def storm(*names: str, day: str | None = None, homes: int | None = None) -> Entry:
    found = [
        Finding(0, f"spots[{at}].name", name, Verdict.SUPPORTED, "", (Span(0, 3, "The"),))
        for at, name in enumerate(names)
    ]
    if day:
        found.append(Finding(0, "day", day, Verdict.SUPPORTED, ""))
    record = {"day": day, "homes": homes, "spots": [{"name": name} for name in names]}
    return Entry(record, tuple(found), (3,))


def export(*entries: Entry) -> Export:
    return incidents_of(*entries, extractions=(TEXT,), record=Storm)


def drawn(form: str, *entries: Entry) -> ET.Element:
    return ET.fromstring("".join(write(form, export(*entries))).encode())


def found(root: ET.Element, tag: str) -> list[ET.Element]:
    return list(root.iter(f"{{http://www.w3.org/2000/svg}}{tag}"))


def texts(root: ET.Element) -> list[str]:
    return [node.text or "" for node in found(root, "text")]


def test_a_map_has_a_point_and_a_label_for_each_place() -> None:
    root = drawn("svg", storm("Mosul"), storm("Mosul", "near Kirkuk", homes=3), storm("…"))
    mosul, kirkuk = (
        next(t for t in found(root, "text") if t.text == n) for n in ("Mosul", "near Kirkuk")
    )
    assert len(found(root, "circle")) == 2
    assert float(mosul.get("x", "")) < float(kirkuk.get("x", ""))
    assert float(mosul.get("y", "")) < float(kirkuk.get("y", ""))
    radii = sorted(float(one.get("r", "")) for one in found(root, "circle"))
    assert radii[0] < radii[1]
    assert "Iraq" in texts(root)
    assert any(text.startswith("2 of 3 incidents at 2 places") for text in texts(root))
    titles = [node.text for node in found(root, "title")]
    assert "Mosul (exact): 1. Mosul; 2. Mosul, 3 homes" in titles


def test_what_only_stands_for_a_place_is_a_ring() -> None:
    root = drawn("svg", storm("Mosul"), storm("near Kirkuk"))
    dashed = [one.get("stroke-dasharray") is not None for one in found(root, "circle")]
    assert sorted(dashed) == [False, True]


def test_a_timeline_has_a_bar_for_each_dated_incident_in_the_order_of_days() -> None:
    root = drawn(
        "timeline.svg",
        storm("Mosul", day="12 June 2024"),
        storm("Kirkuk", day="3 June 2024"),
        storm(),
    )
    bars = [node for node in found(root, "rect") if node.get("rx")]
    assert [node[0].text for node in bars] == ["2024-06-03: Kirkuk", "2024-06-12: Mosul"]
    assert float(bars[0].get("x", "")) < float(bars[1].get("x", ""))
    assert "2 of 3 incidents have a day that is known." in texts(root)
    assert {"Mosul", "Kirkuk", "2024-06-03"} <= set(texts(root))


def test_a_month_is_a_bar_as_long_as_it() -> None:
    root = drawn("timeline.svg", storm(day="June 2024"), storm(day="3 June 2024"))
    month, day = sorted(
        (float(node.get("width", "")) for node in found(root, "rect") if node.get("rx")),
        reverse=True,
    )
    assert month > 20 * day


@pytest.mark.parametrize(
    ("first", "last", "ticks"),
    [
        ("1 June 2024", "30 October 2024", [f"2024-{month:02}" for month in range(6, 11)]),
        ("1 June 2010", "30 August 2024", ["2012", "2014", "2016", "2018", "2020", "2022", "2024"]),
        ("1 June 2024", "5 June 2024", [f"2024-06-0{day}" for day in range(1, 6)]),
    ],
)
def test_ticks_are_as_coarse_as_the_stretch(first: str, last: str, ticks: list[str]) -> None:
    root = drawn("timeline.svg", storm(day=first), storm(day=last))
    assert [text for text in texts(root) if re.fullmatch(r"[\d-]+", text)] == ticks


@pytest.mark.parametrize("form", ["svg", "timeline.svg"])
def test_a_picture_of_nothing_says_so(form: str) -> None:
    (text,) = texts(drawn(form, storm("…")))
    assert text.startswith("No incident has a ")


def test_a_date_that_the_text_does_not_carry_has_no_day() -> None:
    said = Finding(0, "day", "3 June 2024", Verdict.UNSUPPORTED, "")
    assert days_of("3 June 2024", [said], None) is None
    assert days_of("3 June 2024", [], None) is None
    carried = replace(said, verdict=Verdict.SUPPORTED)
    assert days_of("Monday", [carried], None) is None
    assert days_of("Monday", [replace(carried, resolved="2024-06-10")], None) == (
        date(2024, 6, 10),
        date(2024, 6, 10),
    )
    assert days_of("so", [replace(carried, resolved="2024-06-10/2024-06-16")], None) == (
        date(2024, 6, 10),
        date(2024, 6, 16),
    )
    assert days_of("so", [replace(carried, resolved="2024")], None) == (
        date(2024, 1, 1),
        date(2024, 12, 31),
    )
    assert days_of("so", [replace(carried, resolved="2024-02")], None) == (
        date(2024, 2, 1),
        date(2024, 2, 29),
    )
    assert days_of("so", [replace(carried, resolved="soon")], None) is None


@pytest.mark.parametrize("verdict", [Verdict.SUPPORTED, Verdict.INFERRED, Verdict.UNCLEAR])
def test_a_day_that_is_only_hinted_at_is_drawn_as_such(verdict: Verdict) -> None:
    said = storm("Mosul", day="3 June 2024")
    findings = tuple(
        replace(one, verdict=verdict) if one.field == "day" else one for one in said.findings
    )
    root = drawn("timeline.svg", replace(said, findings=findings))
    (bar,) = (node for node in found(root, "rect") if node.get("rx"))
    assert ("stroke-dasharray" in bar.attrib) == (verdict is not Verdict.SUPPORTED)


HOSTILE = '</svg><script>alert("x")</script>& \u202e\ufffe\ud800 \x00'


@pytest.mark.parametrize("form", ["svg", "timeline.svg"])
def test_names_of_a_text_are_text_in_a_picture(form: str) -> None:
    hostile = storm(f"Mosul {HOSTILE}", day="3 June 2024", homes=1)
    hostile = replace(
        hostile,
        record={**(hostile.record or {}), "spots": [{"name": f"Mosul {HOSTILE}", "within": []}]},
    )
    text = "".join(write(form, export(hostile, storm("Mosul", day="3 June 2024"))))
    root = ET.fromstring(text.encode())
    assert not found(root, "script")
    assert "\u202e" not in text


def test_many_places_on_one_spot_and_the_whole_world_are_drawn() -> None:
    box = _box_around([(-170.0, -50.0), (170.0, 80.0)])
    assert box == WORLD
    crowd = drawn("svg", *(storm(name) for name in ("Mosul", "Mosul", "Kirkuk", "London", "Tokyo")))
    assert len(found(crowd, "circle")) == 4


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("map.svg", "svg"), ("MAP.PNG", "png"), ("timeline.svg", "timeline.svg"),
        ("syria-Timeline.PNG", "timeline.png"), ("timeline.csv", "csv"),
    ],
)  # fmt: skip
def test_the_name_of_the_file_says_what_it_shows(name: str, form: str) -> None:
    assert format_of(Path(name)) == form


@pytest.mark.parametrize("form", ["png", "timeline.png"])
def test_a_png_is_a_png(form: str, tmp_path: Path) -> None:
    pytest.importorskip("resvg_py")
    path = tmp_path / "x.png"
    save(form, export(storm("Mosul", day="3 June 2024")), path)
    assert path.read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize("form", ["png", "timeline.png"])
def test_what_to_install_for_a_png_is_said(form: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "resvg_py", None)
    with pytest.raises(UsageError, match=re.escape("pip install 'llmextract[png]'")):
        require(form)
