"""What the clause around a place tells: an event there, surely something else, or nothing."""

import time

import pytest

from llmextract.records import Context, Verdict
from llmextract.verification import places
from llmextract.verification.places.judging import ruled
from llmextract.verification.source_text import SourceText


def verdict(value: str, text: str, *, evidence: list[tuple[int, int]] | None = None) -> str:
    source = SourceText(text, language="en")
    return str(ruled(value, source, evidence=evidence)[0].verdict)


EVENTS = [
    "Gunmen stormed a bakery in Tarsa on Monday, killing four people.",
    "A car bomb went off near Tarsa on Monday. The army gave no toll.",
    "Nine soldiers died when their truck hit a mine outside Tarsa. They were new to the army.",
    "Rebels killed 11 people in Tarsa, a village in Orlan province, on Monday. Nobody was held.",
    "In Tarsa, masked men burned the tax office. A clerk was hurt.",
    "Explosions rocked Tarsa overnight. There was no word on casualties.",
    "Tarsa was shelled for the third day running. The bridge is down.",
    "The ferry was full when it capsized off Tarsa, drowning 30 people. It was old.",
    "A market in Tarsa, which had been shut for weeks, was hit by two shells. Nobody was there.",
    "The wounded remain in Tarsa, where the mudslide hit at night. Help is slow.",
    "The blast was not in Orlan, as first reported, but in Tarsa. One man was hurt.",
    "Police promised to help the victims of the Tarsa crash. Nine people died in it.",
    "Eight men, shot by two guards who came up to them at a gate in Tarsa, died. Nobody knows why.",
    "Location: Tarsa. Fatalities: 4.",
    "The explosion happened at 1:25 p.m. in a hall in Tarsa. It was full.",
    "Clashes were reported in Tarsa. The road is closed.",
]


@pytest.mark.parametrize("text", EVENTS)
def test_where_the_clause_tells_of_an_event(text: str) -> None:
    assert verdict("Tarsa", text) == "supported"


BESIDE = "A bomb killed four people in Tarsa on Monday. "
OTHERS = {
    "spoken": [
        "The spokesman, who was speaking in Velmo, gave no toll.",
        "The health ministry in Velmo confirmed the toll.",
        "A statement issued in Velmo said the militants had lost ten men.",
        "His widow, contacted by phone in Velmo, said he had been killed at once.",
        "Ministers meeting in Velmo condemned the killing.",
        "According to the ministry in Velmo, a patrol found the bodies.",
    ],
    "taken": [
        "The wounded are being treated at a hospital in Velmo.",
        "The bodies were taken to a morgue in Velmo.",
        "Two of them died later in a hospital in Velmo.",
    ],
    "held": [
        "Two suspects went on trial in Velmo on Tuesday.",
        "The suspect was remanded in custody by a court in Velmo.",
        "Three men are being held in a prison in Velmo.",
        "He is serving a life sentence in Velmo for the murder.",
    ],
    "buried": [
        "The victims were buried in Velmo.",
        "Vigils were held in Velmo for the victims of the shooting.",
    ],
    "based": [
        "The group has been active in Velmo since 2015.",
        "They had been trained in Velmo.",
        "The driver had lived in Velmo for years.",
        "The driver, who grew up in Velmo, ploughed into a crowd.",
        "The company has its head office in Velmo.",
        "The company's headquarters are in Velmo.",
        "The group's leader is believed to be hiding in Velmo.",
    ],
    "gone": [
        "Families are sheltering in schools in Velmo.",
        "The man had been on his way to a ministry in Velmo.",
        "Rescue teams from Velmo reached the site at noon.",
        "The bus had set off from Velmo.",
    ],
    "earlier": [
        "The blast came two weeks after a bombing in Velmo.",
        "In 2016, 30 people died in a fire in Velmo.",
        "Last year's massacre in Velmo was blamed on the same group.",
        "Velmo was the scene of a massacre in March.",
        "It was the third such incident after those in Velmo.",
    ],
    "unreal": [
        "There was no explosion in Velmo.",
        "Contrary to reports, no shells fell on Velmo.",
        "Sirens sounded in Velmo as well.",
    ],
    "names": [
        "A grenade was thrown at the Hotel Velmo late on Monday.",
        "Men of Task Force Velmo were fired on.",
        "Fighters of the Black Falcons of Velmo were seen.",
        "The member for Velmo asked why.",
    ],
}


PLANNED = [
    "The militia threatened to attack Velmo.",
    "Authorities fear further attacks in Velmo.",
    "A plot to bomb the metro in Velmo was foiled.",
    "A rocket aimed at Velmo fell short.",
]


@pytest.mark.parametrize("text", [text for texts in OTHERS.values() for text in texts])
def test_where_the_clause_tells_something_else(text: str) -> None:
    assert verdict("Velmo", BESIDE + text) == "unsupported"
    assert verdict("Tarsa", BESIDE + text) == "supported"


@pytest.mark.parametrize("text", PLANNED)
def test_the_place_of_a_plan_or_a_threat_may_be_right_for_a_record_of_one(text: str) -> None:
    assert verdict("Velmo", BESIDE + text) == "unclear"
    assert verdict("Tarsa", BESIDE + text) == "supported"


@pytest.mark.parametrize(
    "text",
    [
        "The weapons had been bought in Velmo.",
        "Security was tightened in Velmo after the attack.",
        "Doctors in Velmo amputated the leg of a boy hurt by the blast.",
        "Police in Velmo were put on alert after the attack.",
    ],
)
def test_where_no_rule_reads_the_clause_only_a_plainer_place_settles_it(text: str) -> None:
    assert verdict("Velmo", "A bomb killed four people on Monday. " + text) == "unclear"
    assert verdict("Velmo", BESIDE + text) == "unsupported"


@pytest.mark.parametrize(
    "text",
    ["Four hostages are being held in Velmo.", "Police foiled an attack on a church in Velmo."],
)
def test_an_event_that_may_be_one_of_its_own_is_unclear(text: str) -> None:
    assert verdict("Velmo", BESIDE + text) == "unclear"


def test_what_is_called_after_a_trade_is_no_newspaper() -> None:
    assert verdict("Tarsa", "The blast at the customs post of Tarsa killed a clerk.") == "supported"


def test_an_earlier_event_counts_where_the_record_is_about_it() -> None:
    text = BESIDE + "In March, 27 people were killed in a raid on Velmo."
    second = (len(BESIDE), len(text))
    assert verdict("Velmo", text) == "unsupported"
    assert verdict("Velmo", text, evidence=[(0, len(BESIDE))]) == "unsupported"
    assert verdict("Velmo", text, evidence=[second]) == "supported"


def test_a_separate_incident_is_not_that_of_the_record() -> None:
    text = BESIDE + "In a separate attack, two guards were shot in Velmo."
    assert verdict("Velmo", text) == "unclear"
    assert verdict("Velmo", text, evidence=[(0, len(BESIDE))]) == "unsupported"
    assert verdict("Velmo", text, evidence=[(len(BESIDE), len(text))]) == "supported"


def test_another_incident_needs_one_before_it() -> None:
    alone = "In a separate attack, two guards were shot in Velmo."
    assert verdict("Velmo", alone) == "supported"
    assert verdict("Velmo", "The council met on Monday. " + alone) == "supported"
    perhaps = BESIDE + "In another attack, two guards were shot in Velmo."
    assert verdict("Velmo", perhaps) == "supported"
    assert verdict("Velmo", perhaps, evidence=[(0, len(BESIDE))]) == "unsupported"


@pytest.mark.parametrize(
    ("value", "text", "expected"),
    [
        ("Baghdad", "Guards were shot outside Iraq's parliament.", "inferred"),
        ("Lima", "A bomb went off by the Peruvian presidential palace.", "inferred"),
        ("Cusco", "A bomb went off by the Peruvian presidential palace.", "unsupported"),
        ("Berlin", "A man set himself alight before the Bundestag.", "inferred"),
        ("Washington", "A man climbed the fence of the White House.", "inferred"),
        ("Washington", "A man climbed the fence of a white house.", "unsupported"),
        ("Chile", "A bomb in the Peruvian capital hurt two Chilean tourists.", "unsupported"),
        ("Peru", "A bomb in the Peruvian capital hurt two Chilean tourists.", "inferred"),
    ],
)
def test_seats_and_nationalities(value: str, text: str, expected: str) -> None:
    assert verdict(value, text) == expected


@pytest.mark.parametrize(
    ("value", "text", "expected"),
    [
        ("Ustrelka", "A mine went off in Ust-Relka.", "supported"),
        ("Ust Relka", "A mine went off in Ustrelka.", "supported"),
        ("Tarsa", "Rollover nr Tarsa, both lanes blocked.", "supported"),
        ("Tarsa", "A lorry burned on the road, about 15 mi E of Tarsa.", "partly"),
    ],
)
def test_short_and_joined_spellings(value: str, text: str, expected: str) -> None:
    assert verdict(value, text) == expected


def test_the_paragraph_before_may_say_where_the_writer_is() -> None:
    source = SourceText("The shed burned.", Context(before="We had come to Tarsa to film herring."))
    assert places.judge("Tarsa", source).verdict is Verdict.INFERRED


def test_time_is_linear_in_the_length_of_a_text() -> None:
    def seconds(times: int) -> float:
        source = SourceText("Shells fell on the village of Tarsa and burned a barn. " * times)
        started = time.process_time()
        places.judge("Tarsa", source)
        return time.process_time() - started

    seconds(50)
    small = max(seconds(100), 0.001)
    assert any(seconds(800) < 60 * small for _ in range(3))  # another process may take the time
