"""Headline, labels, dateline and date of publication."""

import pytest

from llmextract.documents.building import from_text
from llmextract.documents.head import is_label
from llmextract.verification.datelines import find_date, find_dateline

BODY = "The ferry on the lower river has not sailed since Tuesday, its owner said by telephone."


def headline(*parts: str) -> str | None:
    return from_text("\n\n".join(parts)).title


@pytest.mark.parametrize(
    "title",
    [
        "Fire Guts the Old Mill",
        "Video: Fire Guts the Old Mill",
        "Who set fire to the mill?",
        "Fire guts mill owned by firm from the U.S.",
        "“They burned it all”",
        "Fire guts the old mill...",
        "Fire guts the old mill above the ford\nand spreads to the barns of the village",
    ],
)
def test_a_headline_is_short_and_has_no_full_stop(title: str) -> None:
    document = from_text(f"{title}\n\n{BODY}")
    assert document.title == title
    assert document.title_span == (0, len(title))
    assert [p.role for p in document.paragraphs] == ["title", "body"]


@pytest.mark.parametrize(
    "first",
    [
        "The mill burned.",
        "The mill burned:",
        "The mill burned,” he said.”",
        "- the mill\u2028burned",
        "The mill " * 31,
        "themill" * 30,
        "KIDAL, Mali (AP) - The mill is closed",
        "By Ann Bell",
        "3 May 2021",
    ],
)
def test_what_is_no_headline(first: str) -> None:
    assert headline(first, BODY) is None


def test_a_headline_needs_a_body() -> None:
    assert headline("Fire guts the old mill") is None
    assert headline("By Ann Bell", "Fire guts the old mill") is None
    assert headline("Fire guts the old mill", "Ferry stands still", "Road closed") is None


def test_labels_around_the_headline() -> None:
    document = from_text(
        f"AFRICA\n\nFire guts the old mill\n\nBy Ann Bell and Bo Sy\n\nUpdated: 5 May 2021\n\n"
        f"Published: 3 May 2021\n\nKAYES, 2 May 2021 — {BODY}"
    )
    assert document.title == "Fire guts the old mill"
    assert [p.role for p in document.paragraphs][:3] == ["title", "title", "body"]
    assert document.dateline == "KAYES, 2 May 2021 —"
    assert document.published == "2021-05-03"
    assert headline("By Ann Bell", "Fire guts the old mill", BODY) == "Fire guts the old mill"


def test_a_short_headline_over_a_sentence_is_no_kicker() -> None:
    assert headline("Mill burns", BODY, BODY) == "Mill burns"
    assert headline("Old mill burns down", "A fire in the valley", BODY) == "Old mill burns down"


@pytest.mark.parametrize(
    "line",
    [
        "By Ann Bell",
        "BY ANN BELL",
        "By AFP",
        "By Ann Bell and Bo Sy, Kayes Bureau",
        "By Ann Bell in Kayes",
        "3 May 2021",
        "May 3, 2021 10:45 GMT",
        "Monday, 3 May 2021",
        "Published on 3 May 2021 at 7:05 p.m.",
        "Last updated: 2021-05-03",
        "Date: 3rd May 2021",
        "Posted: by the editors on 3 May 2021 in the evening",
    ],
)
def test_labels(line: str) -> None:
    assert is_label(line)


@pytest.mark.parametrize(
    "line",
    [
        "By Night, Fear Rules the Valley",
        "By Friday the fire was out",
        "On 3 May 2021 the mill burned",
        "Published: nobody knows when",
        "By Ann Bell " + "and Bo Sy " * 12,
        "The mill burned on 3 May 2021",
    ],
)
def test_lines_that_are_no_labels(line: str) -> None:
    assert not is_label(line)


@pytest.mark.parametrize(
    ("dateline", "published"),
    [
        ("KAYES, 3 May —", None),
        ("KAYES, 3 May 2021 —", "2021-05-03"),
        ("KAYES (AP) —", None),
        ("KAYES, Mali -", None),
        ("KAYES —", None),
        ("KAYES, Mali, May 3, 2021 /ValleyWire/ --", "2021-05-03"),
        ("KAYES/NIORO, 3 MAY 89 (ACAN - EFE) --", "1989-05-03"),
        ("SAN RAMON (LA UNION), 3 MAY 07 -- [TEXT] [PASSAGE OMITTED]", "2007-05-03"),
        ("Kayes, Mali – ", None),
        ("Kayes, 3 May 2021 (Reuters) - ", "2021-05-03"),
        ("al-Qusayr (AFP) — ", None),
        ("May 3 (Reuters) -", None),
        ("N'DJAMENA, Chad—", None),
        ("OLD KAYES, JUNE 11 89 (AFP) --", "1989-06-11"),
    ],
)
def test_datelines(dateline: str, published: str | None) -> None:
    document = from_text(f"{dateline.rstrip()} {BODY}")
    assert document.dateline == dateline.rstrip()
    assert document.published == published
    assert document.paragraphs[0].text.startswith(dateline.rstrip())
    assert document.title is None


@pytest.mark.parametrize(
    "text",
    [
        BODY,
        "The mill – once the pride of the valley – burned down.",
        "THE REBELS -- WHO CAME AT NIGHT -- BURNED THE MILL.",
        "Farmers - of whom there are few - went home.",
        "KAYES — the town was quiet.",
        "Ann Bell, Bo Sy and the Miller of Kayes Town – They left.",
        "Kayes, Nioro, Yelimane, Bafoulabe, Kita (AP) – They left.",
        "Kayes – The town was quiet.",
        "KAYES -- THE TOWN WAS QUIET.",
        "(They were tired) - The men slept.",
        "On 3 May - a Monday - the mill burned.",
    ],
)
def test_what_is_no_dateline(text: str) -> None:
    assert find_dateline(text) is None


def test_a_dateline_of_its_own() -> None:
    document = from_text(f"Fire at the mill\n\nKayes, 3 May 2021\n\n{BODY}")
    assert (document.dateline, document.published) == ("Kayes, 3 May 2021", "2021-05-03")
    assert document.title == "Fire at the mill"
    assert find_dateline("Kayes, Mali") is None


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("3 May 2021", "2021-05-03"),
        ("May 3rd, 2021", "2021-05-03"),
        ("Sept. 3, 2021", "2021-09-03"),
        ("2021-05-03T10:00:00Z", "2021-05-03"),
        ("2021/05/03", "2021-05-03"),
        ("30 Feb 2021, rather 3 Mar 2021", "2021-03-03"),
        ("3 May, and 4 June 69", "2069-06-04"),
        ("4 June 70", "1970-06-04"),
        ("03/05/2021", None),
        ("3 May", None),
        ("", None),
    ],
)
def test_dates(text: str, date: str | None) -> None:
    assert find_date(text) == date
