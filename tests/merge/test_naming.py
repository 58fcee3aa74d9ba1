"""What those who act and are hit in a document are called: one name and one kind for each group."""

from pathlib import Path
from typing import Any

import pytest

from llmextract.content import load_schema
from llmextract.errors import UsageError
from llmextract.merge import Merged, merge_document, read_aliases
from llmextract.records import Document, Extraction, Paragraph, Run, Usage

INCIDENT = load_schema("incident")
RUN = Run("test:m", "", cached=False, seconds=0.0, attempts=0, usage=Usage())


def record(place: str, by: list[str], hit: list[str] | None = None, **more: Any) -> dict[str, Any]:
    row = {
        "sentences": [1],
        "event_type": "armed_attack",
        "status": "happened",
        "date": None,
        "locations": [{"name": place}] if place else [],
        "perpetrators": [{"name": name} for name in by],
        "targets": [{"name": name} for name in hit or ()],
        "weapons": [],
        "killed": None,
        "injured": None,
    }
    return INCIDENT.model_validate(row | more).model_dump(mode="json")


def told(
    *paragraphs: tuple[str, dict[str, Any]], aliases: Path | None = None
) -> tuple[Merged, ...]:
    document = Document("d", "d.txt", "", ())
    pages, start = [], 0
    for index, (text, row) in enumerate(paragraphs):
        paragraph = Paragraph(index, start, start + len(text), text)
        pages.append(Extraction(document, paragraph, (row,), (), None, RUN))
        start += len(text) + 2
    known = {"aliases": read_aliases(aliases, INCIDENT)} if aliases else {}
    return merge_document(pages, INCIDENT, **known)


def calls(incidents: tuple[Merged, ...]) -> dict[str, tuple[str, str]]:
    """What each name of the incidents is called, and why."""
    return {one.said: (one.name, one.why) for m in incidents for one in m.called}


def doers(incidents: tuple[Merged, ...]) -> list[list[tuple[str, str]]]:
    return [[(a["name"], a["kind"]) for a in one.record["perpetrators"]] for one in incidents]


LEAD = ("The Mir Front of Orm (MFO) raided Orm.", record("Orm", ["Mir Front of Orm"]))


def test_an_acronym_in_brackets_stands_for_the_name_before_it() -> None:
    found = told(LEAD, ("MFO struck Tessel.", record("Tessel", ["MFO"], killed=4)))
    assert calls(found) == {"MFO": ("Mir Front of Orm", "acronym")}


def test_initials_stand_for_the_only_name_that_has_them() -> None:
    hayat = ("Hayat Tal al-Mir raided Orm.", record("Orm", ["Hayat Tal al-Mir"]))
    later = ("HTM struck Tessel.", record("Tessel", ["HTM"], killed=4))
    assert calls(told(hayat, later)) == {"HTM": ("Hayat Tal al-Mir", "acronym")}
    other = ("Hilf Tarik Mura raided Ambrel.", record("Ambrel", ["Hilf Tarik Mura"], killed=2))
    assert calls(told(hayat, other, later)) == {}


def test_the_group_is_the_only_one_that_was_named_before() -> None:
    back = ("Then the group struck Tessel.", record("Tessel", ["the group"], killed=4))
    found = told(LEAD, back)
    assert calls(found) == {"the group": ("Mir Front of Orm", "only one it can be")}
    assert doers(found)[1][0][0] == "the group"
    other = ("Sons of Mir raided Ambrel.", record("Ambrel", ["Sons of Mir"], killed=2))
    assert calls(told(LEAD, other, back)) == {}
    assert calls(told(back, LEAD)) == {}


def test_a_noun_comes_back_to_a_group_of_its_kind() -> None:
    rebels = ("Rebels of the Mir Front raided Orm.", record("Orm", ["Mir Front"]))
    army = ("The Tessel Army raided Ambrel.", record("Ambrel", ["Tessel Army"], killed=2))
    back = ("The militants struck.", record("Tessel", ["the militants"], killed=4))
    assert calls(told(rebels, army, back)) == {"the militants": ("Mir Front", "only one it can be")}
    villagers = ("The villagers fled.", record("Tessel", ["the villagers"], killed=4))
    assert calls(told(rebels, army, villagers)) == {}


def test_the_men_of_a_group_are_called_by_it_but_no_people_and_nothing_in_doubt() -> None:
    names = ["Mir Front fighters", "al-Orm militants", "Malian soldiers", "suspected al-Orm rebels"]
    found = told(*((f"{name} came.", record(f"Orm{n}", [name])) for n, name in enumerate(names)))
    assert calls(found) == {
        "Mir Front fighters": ("Mir Front", "men of it"),
        "al-Orm militants": ("al-Orm", "men of it"),
    }


def test_a_group_in_other_words_is_one_in_a_record_and_the_full_name_stands() -> None:
    back = ("In Orm the group burned a mill.", record("Orm", ["the group"]))
    (one,) = told(LEAD, back, ("MFO left Orm.", record("Orm", ["MFO"])))
    assert doers((one,)) == [[("Mir Front of Orm", "rebels")]]


def test_a_group_is_of_one_kind_all_over_a_document() -> None:
    found = told(
        ("Zaro struck.", record("Orm", ["Zaro"])),
        ("Zaro struck.", record("Tessel", [], perpetrators=[{"name": "Zaro", "kind": "rebels"}])),
    )
    assert doers(found) == [[("Zaro", "rebels")], [("Zaro", "rebels")]]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.toml", '["Mir Front of Orm"]\nalso = ["Night Men", "MF"]\nkind = "rebels"\n'),
        ("a.csv", "name,alias,kind\nMir Front of Orm,Night Men,rebels\n"),
    ],
)
def test_a_file_says_what_else_a_group_is_called(name: str, text: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    found = told(LEAD, ("Night men came.", record("Tessel", ["the night men"])), aliases=path)
    assert calls(found) == {"the night men": ("Mir Front of Orm", "aliases")}
    assert {kind for own in doers(found) for _, kind in own} == {"rebels"}


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("a.toml", "[", "is no TOML"),
        ("a.toml", "", "has no names"),
        ("a.toml", '[Zaro]\nalso = "B"\n', "is not a name with also and kind"),
        (
            "a.toml",
            '[Zaro]\nalso = ["X"]\n[Miro]\nalso = ["x"]\n',
            "stands for 'Zaro' and for 'Miro'",
        ),
        ("a.toml", '[Zaro]\nkind = "rebel"\n', "no kind 'rebel'"),
        ("a.toml", '["  "]\nalso = ["B"]\n', "is no name"),
        ("a.csv", "one,two\n", "no columns name and alias"),
        ("a.csv", "name,alias,kind\nZaro,B,rebels\nZaro,C,police\n", "is rebels and police"),
        ("a.txt", "A", "neither .toml nor .csv"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused(
    name: str, text: str, said: str, tmp_path: Path
) -> None:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match=said):
        read_aliases(path, INCIDENT)
    with pytest.raises(UsageError, match="cannot be read"):
        read_aliases(tmp_path / "none.toml", INCIDENT)
