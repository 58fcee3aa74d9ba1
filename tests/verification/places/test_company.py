"""What the other names of a text say of one: which they are, and what is known of it beside them."""

import pytest

from llmextract.records import Verdict
from llmextract.verification.places.company import FACTS, Facts, Other, facts, others
from llmextract.verification.places.features import Features
from llmextract.verification.places.judging import judge, ruled
from llmextract.verification.source_text import SourceText


def beside(text: str, value: str = "Tarsa") -> list[tuple[str, bool]]:
    """The words right before each other name, and whether it is chained to the one asked about."""
    source = SourceText(text, language="en")
    _, weighed = ruled(value, source)
    return [(min(one.found["before1"]), one.chained) for one in others(weighed, source)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("A bomb went off in Tarsa.", []),
        ("A bomb went off in Tarsa. It was heard near Velmo.", [("near", False)]),
        ("A bomb went off in Tarsa. Men in Tarsa heard it.", []),
        ("A bomb went off in Tarsa, in Velmo province.", [("in", True)]),
        ("A bomb went off in Ansa, in Tarsa province.", [("in", True)]),
        ("Bombs went off in Tarsa, Velmo and Ansa.", [(",", True), ("and", True)]),
        ("Bombs went off in Velmo and Ansa. Tarsa was calm.", [("in", False), ("and", False)]),
    ],
)
def test_the_other_names_of_a_text(text: str, found: list[tuple[str, bool]]) -> None:
    assert beside(text) == found


def test_a_name_that_stands_twice_is_one_other() -> None:
    source = SourceText("In Velmo and in Tarsa. In Velmo.", language="en")
    _, weighed = ruled("Tarsa", source)
    (other,) = others(weighed, source)
    assert "again" in other.found["place"]


def test_names_of_sentences_that_the_record_does_not_rest_on_are_of_other_incidents() -> None:
    text = "A mine killed two men in Velmo. A guard was shot in Tarsa, not far from Ansa."
    source = SourceText(text, language="en")
    _, weighed = ruled("Tarsa", source)
    second = (text.index("A guard"), len(text))
    assert len(others(weighed, source)) == 2
    assert len(others(weighed, source, [second])) == 1
    assert len(others(weighed, source, [(0, second[0])])) == 2  # the name stands in none of them
    assert judge("Tarsa", source, evidence=[second]).verdict == "supported"


def known(own: float, *beside: tuple[float, bool], verdict: Verdict = Verdict.SUPPORTED) -> Facts:
    """What is known of a name where the words around each say so much."""
    odds: dict[str, float] = {"own": own}

    def log_odds(found: Features) -> float:
        return odds[min(found)]

    names = [Other({f"{at}": set()}, chained) for at, (_, chained) in enumerate(beside)]
    odds |= {f"{at}": value for at, (value, _) in enumerate(beside)}
    return facts({"own": set()}, names, verdict, log_odds)


def test_a_name_alone() -> None:
    found = known(1.5)
    assert (found["odds"], found["likely"], found["alone"], found["others"]) == (1.5, 1.5, 1, 0)
    assert (found["rival"], found["ahead"], found["outdone"], found["chained"]) == (0, 1.5, 0, 0)
    assert (found["is supported"], found["odds if supported"], found["alone if supported"]) == (
        1,
        1.5,
        1,
    )


def test_a_name_beside_a_likelier_one() -> None:
    found = known(-1.0, (2.0, False), (0.0, False), verdict=Verdict.UNCLEAR)
    assert (found["likely"], found["rival"], found["likely rival"], found["ahead"]) == (0, 2, 2, 0)
    assert (found["outdone"], found["outdone if unclear"], found["alone"], found["others"]) == (
        1,
        1,
        0,
        2,
    )
    assert found["chances"] == pytest.approx(0.881 + 0.5, abs=0.001)


def test_a_name_of_the_same_chain_is_no_rival() -> None:
    found = known(1.0, (3.0, True))
    assert (found["rival"], found["alone"], found["outdone"]) == (0, 1, 0)
    assert (found["chained"], found["chain"]) == (1, 3)


def test_every_fact_has_a_meaning() -> None:
    assert set(known(1.0, (2.0, False), (3.0, True))) <= set(FACTS)


def test_names_of_one_list_share_their_fate() -> None:
    text = "In Jenda, Nabra and Tulka, soldiers shot at stone throwers."
    verdicts = {
        judge(name, SourceText(text, language="en")).verdict for name in ("Jenda", "Nabra", "Tulka")
    }
    assert verdicts == {"supported"}
