"""Who acts and who is hit, told by the syntax around a name."""

import pytest

from llmextract import agency
from llmextract.content import load_prompt, load_schema
from llmextract.cues import Cues

INCIDENT = load_schema("incident")


def shipped() -> Cues:
    cues = load_prompt("incident").cues
    assert cues is not None
    return cues


CUES = shipped()


@pytest.mark.parametrize(
    ("name", "text", "part"),
    [
        ("Red Column", "The Red Column attacked a convoy near Dorn.", "acts"),
        ("Red Column", "The Red Column has repeatedly ambushed convoys.", "acts"),
        ("gunmen", "A judge was shot dead by masked gunmen in Dorn.", "acts"),
        ("A judge", "A judge was shot dead by masked gunmen in Dorn.", "hit"),
        ("Paul Vance", "Paul Vance, a judge of the high court, was assassinated.", "hit"),
        ("judges", "Rebels murdered two judges and a clerk.", "hit"),
        ("police station", "Rebels opened fire on a police station.", "hit"),
        ("a trader", "They found a trader shot dead by bandits.", "hit"),
        ("villagers", "Six villagers were killed.", "hit"),
        ("villagers", "The villagers fled to Dorn.", None),
        ("army", "The army attacked rebels; the army was attacked in turn.", None),
        ("", "Rebels murdered two judges.", None),
    ],
)
def test_part(name: str, text: str, part: str | None) -> None:
    assert agency.part_of(name, text, CUES) == part
    assert agency.part_of(name.upper(), text.upper(), CUES) == part


def record(perpetrators: list[str], targets: list[str]) -> object:
    return INCIDENT.model_validate(
        {
            "sentences": [1],
            "event_type": "assassination",
            "status": "happened",
            "date": None,
            "locations": [],
            "perpetrators": [{"name": name} for name in perpetrators],
            "targets": [{"name": name} for name in targets],
            "weapons": [],
            "killed": None,
            "injured": None,
        }
    )


@pytest.mark.parametrize(
    ("given", "sorted_out"),
    [
        ((["two judges"], []), ([], ["two judges"])),
        ((["Rebels", "two judges"], ["two judges"]), (["Rebels"], ["two judges"])),
        (([], ["Rebels", "two judges"]), (["Rebels"], ["two judges"])),
        ((["Rebels"], ["two judges"]), (["Rebels"], ["two judges"])),
        ((["Western League"], []), (["Western League"], [])),
    ],
)
def test_an_actor_on_the_wrong_side_is_moved(
    given: tuple[list[str], list[str]], sorted_out: tuple[list[str], list[str]]
) -> None:
    made = agency.sort_out(record(*given), "Rebels murdered two judges.", CUES)  # type: ignore[arg-type]
    names = ([a.name for a in made.perpetrators], [a.name for a in made.targets])  # type: ignore[attr-defined]
    assert names == sorted_out
