"""Runs held against each other: what is counted, what is told, in what order."""

import json
from pathlib import Path
from typing import Any

import pytest

from llmextract.alignment.values import Outcome
from llmextract.compare import compare
from llmextract.compare.attention import Attention
from llmextract.costs.pricing import price_of
from llmextract.errors import UsageError
from llmextract.records import Failure, Usage
from tests.compare.conftest import FERRY, OSTREL, PARVA, QUARRY, SHOLM, MakeRun, record

FAILED = Failure("invalid_answer", "no JSON")


def test_equal_runs_agree_and_the_text_supports_it(run: MakeRun) -> None:
    one = run((QUARRY, [SHOLM, PARVA]), (FERRY, [OSTREL]))
    found = compare({"a": one, "b": one})
    assert {i.rank.attention for i in found.incidents} == {Attention.NONE}
    by_name = {f.name: f for f in found.fields}
    killed = by_name["killed"]
    assert (killed.told, killed.agreement, killed.checked, killed.verified) == (2, 1.0, 2, 2)
    assert killed.alpha == 1.0
    assert by_name["status"].alpha is None
    assert by_name["event_type"].checked == 0
    assert "sentences" not in by_name
    (pair,) = found.pairs
    assert (pair.both, pair.only, pair.contrary) == (3, (0, 0), 0)
    assert pair.same == pair.told > 10


def test_incidents_come_in_the_order_in_which_to_look(run: MakeRun) -> None:
    one = run((QUARRY, [SHOLM]), (FERRY, [OSTREL]))
    two = run((QUARRY, [SHOLM, PARVA]), (FERRY, [OSTREL | {"killed": 12}]))
    found = compare({"a": one, "b": two})
    assert [(i.rank.attention, i.members) for i in found.incidents] == [
        (Attention.COUNT, (0, 0)),
        (Attention.MISSED, (None, 1)),
        (Attention.NONE, (0, 0)),
    ]
    assert found.incidents[0].rank.reason == "killed: 2 / 12"
    (places,) = [f for f in found.fields if f.name == "locations"]
    assert places.told == 2
    assert [i.is_missed for i in found.incidents] == [False, True, False]
    assert [i.is_contrary for i in found.incidents] == [True, False, False]
    (pair,) = found.pairs
    assert (pair.both, pair.only, pair.contrary) == (2, (0, 1), 1)


def test_agreement_that_the_text_does_not_carry_is_not_verified(run: MakeRun) -> None:
    wrong = run((FERRY, [OSTREL | {"killed": 12}]))
    found = compare({"a": wrong, "b": wrong})
    (killed,) = [f for f in found.fields if f.name == "killed"]
    assert (killed.agreement, killed.checked, killed.verified) == (1.0, 1, 0)
    assert found.incidents[0].rank.attention is Attention.UNVERIFIED
    assert found.incidents[0].rank.reason == "killed: 12"


@pytest.mark.parametrize("how", ["failed", "not in the run"])
def test_a_paragraph_that_a_run_did_not_read_is_not_counted_against_it(
    run: MakeRun, how: str
) -> None:
    two = run((QUARRY, [SHOLM]), (FERRY, FAILED)) if how == "failed" else run((QUARRY, [SHOLM]))
    found = compare({"a": run((QUARRY, [SHOLM]), (FERRY, [OSTREL])), "b": two})
    assert [i.rank.attention for i in found.incidents] == [Attention.NONE, Attention.ALONE]
    assert not found.incidents[1].is_missed
    assert (found.paragraphs, found.shared) == (2, 1)
    assert found.pairs[0].only == (0, 0)
    assert found.costs[1].failed == (how == "failed")


def test_documents_read_under_another_path_are_the_same_by_their_words(run: MakeRun) -> None:
    one, two = run((FERRY, [OSTREL]), document="x"), run((FERRY, [OSTREL]), document="y")
    assert compare({"a": one, "b": two}).shared == 1
    edited = run((FERRY.replace("two", "three"), [OSTREL]), document="x")
    found = compare({"a": one, "b": edited})
    assert (found.paragraphs, found.shared) == (2, 0)


def test_one_document_is_taken_for_one_other_though_more_have_its_words(run: MakeRun) -> None:
    one, two, three = (run((FERRY, [OSTREL]), document=name) for name in "xyz")
    both = type(two)(two.header, two.extractions + three.extractions)
    found = compare({"a": one, "b": both})
    assert (found.paragraphs, found.shared, len(found.incidents)) == (2, 1, 2)


def test_dates_count_from_the_day_of_publication(run: MakeRun) -> None:
    one, two = run((QUARRY, [SHOLM])), run((QUARRY, [SHOLM | {"date": "5 March 2024"}]))
    (date,) = [f for f in compare({"a": one, "b": two}).fields if f.name == "date"]
    assert date.outcomes == {Outcome.SAME: 1}


def test_an_id_that_another_run_has_is_not_taken_for_other_words(run: MakeRun) -> None:
    one = run((FERRY, [OSTREL]), document="x")
    both = run((FERRY, [OSTREL]), document="x")
    twin = run((FERRY, [OSTREL]), document="z")
    merged = type(both)(both.header, both.extractions + twin.extractions)
    found = compare({"a": one, "b": merged})
    assert (found.paragraphs, found.shared) == (2, 1)


def test_three_runs_are_told_two_by_two(run: MakeRun) -> None:
    runs = {
        "a": run((FERRY, [OSTREL])),
        "b": run((FERRY, [OSTREL | {"killed": 5, "date": "on Monday"}])),
        "c": run((FERRY, [])),
    }
    found = compare(runs)
    assert [(p.runs, p.both, p.only) for p in found.pairs] == [
        ((0, 1), 1, (0, 0)),
        ((0, 2), 0, (1, 0)),
        ((1, 2), 0, (1, 0)),
    ]
    assert [p.contrary for p in found.pairs] == [1, 0, 0]
    twice = compare(runs | {"c": run((FERRY, [OSTREL]))})
    assert [p.contrary for p in twice.pairs] == [1, 0, 1]
    (killed,) = [line for line in twice.incidents[0].lines if line.kind.name == "killed"]
    assert killed.outcome is Outcome.CONTRARY


def test_alpha_counts_gaps_of_numbers_and_says_so_only_of_what_two_runs_tell(run: MakeRun) -> None:
    texts = (FERRY, FERRY.replace("Ostrel", "Tamm"), FERRY.replace("Ostrel", "Brill"))
    one = [OSTREL | {"killed": killed} for killed in (2, 6, None)]
    two = [OSTREL | {"killed": killed} for killed in (2, 8, 4)]
    found = compare(
        {
            "a": run(*((t, [r]) for t, r in zip(texts, one, strict=True))),
            "b": run(*((t, [r]) for t, r in zip(texts, two, strict=True))),
        }
    )
    (killed,) = [f for f in found.fields if f.name == "killed"]
    # Values 2,2 / 6,8: Do = 2*4/4 = 2; De = 2*(16+36+16+36+4)/(4*3) = 18
    assert killed.alpha == pytest.approx(1 - 2 / 18)
    assert killed.as_json()["alpha"] == round(1 - 2 / 18, 4)
    assert killed.outcomes == {Outcome.SAME: 1, Outcome.CONTRARY: 1, Outcome.LEFT_OUT: 1}
    (date,) = [f for f in found.fields if f.name == "date"]
    assert date.alpha is None


def test_spellings_of_one_name_count_as_one_in_alpha(run: MakeRun) -> None:
    def runs(who: str) -> Any:
        first = OSTREL | record(perpetrators=[who], killed=2)
        return run((FERRY, [first]), (QUARRY, [SHOLM]))

    found = compare({"a": runs("Sea Guard Union"), "b": runs("SGU")})
    (who,) = [f for f in found.fields if f.name == "perpetrators"]
    assert who.outcomes[Outcome.SAME] == 2
    assert who.alpha == 1.0


def test_costs_are_summed(run: MakeRun) -> None:
    one = run((QUARRY, [SHOLM]), (FERRY, [OSTREL]), model="test:big", seconds=1.25)
    cost = compare({"a": one, "b": one}).costs[0].as_json()
    assert cost["name"] == "a"
    assert cost["model"] == "test:big"
    assert (cost["paragraphs"], cost["asked"], cost["records"], cost["failed"]) == (2, 2, 2, 0)
    assert (cost["seconds"], cost["prompt_tokens"], cost["completion_tokens"]) == (2.5, 200, 20)
    assert cost["verdicts"]["supported"] > 5


def test_the_json_holds_every_value_with_its_findings(run: MakeRun) -> None:
    one, two = run((FERRY, [OSTREL])), run((FERRY, [OSTREL | {"killed": 12}]))
    row = json.loads(json.dumps(compare({"a": one, "b": two}).as_json()))
    assert row["attention"]["counts contradict"] == 1
    (incident,) = row["incidents"]
    assert incident["records"] == {"a": 0, "b": 0}
    assert incident["not_read_by"] == []
    assert incident["paragraph"]["text"] == FERRY
    killed = incident["fields"]["killed"]
    assert killed["outcome"] == "contrary"
    assert [killed["values"][name]["values"] for name in "ab"] == [[2], [12]]
    assert killed["values"]["b"]["findings"][0]["verdict"] == "unsupported"
    assert row["pairs"][0]["only"] == {"a": 0, "b": 0}


def test_runs_that_found_nothing_are_compared_too(run: MakeRun) -> None:
    found = compare({"a": run((FERRY, [])), "b": run((FERRY, []))})
    assert (found.incidents, found.fields, found.paragraphs) == ((), (), 1)


def test_wrong_use_is_told(run: MakeRun) -> None:
    one = run((FERRY, []))
    with pytest.raises(UsageError, match="two runs or more"):
        compare({"a": one})
    with pytest.raises(UsageError, match="different schemas: incident, other"):
        compare({"a": one, "b": run((FERRY, []), schema="other")})


def test_a_schema_of_the_users_own_is_compared_by_its_marks(tmp_path: Path, run: MakeRun) -> None:
    (tmp_path / "schemas").mkdir()
    (tmp_path / "schemas" / "fire.py").write_text(
        '"""Fires."""\n'
        "from typing import Annotated\n"
        "from pydantic import BaseModel\n"
        "from llmextract import Grounded\n"
        "class Fire(BaseModel):\n"
        '    """A fire."""\n'
        '    spot: Annotated[str | None, Grounded("place")]\n'
        '    barns: Annotated[int | None, Grounded("number")]\n'
    )

    def fires(barns: int) -> Any:
        empty = run((FERRY, [])).extractions[0]
        one = type(empty)(
            empty.document,
            empty.paragraph,
            ({"spot": "Ostrel", "barns": barns},),
            (),
            None,
            empty.run,
        )
        return type(run((FERRY, [])))({"schema": "fire", "model": "m"}, (one,))

    found = compare({"a": fires(2), "b": fires(3)}, content=[str(tmp_path)])
    assert [f.name for f in found.fields] == ["spot", "barns"]
    assert found.incidents[0].rank.reason == "barns: 2 / 3"


def test_a_run_of_a_priced_model_says_what_it_cost(run: MakeRun) -> None:
    paid = run((QUARRY, [SHOLM]), (FERRY, [OSTREL]), model="openai:gpt-4o-mini")
    own = run((QUARRY, [SHOLM]), (FERRY, [OSTREL]), model="local:m")
    first, second = compare({"a": paid, "b": own}).costs
    assert first.dollars is not None
    price = price_of("openai:gpt-4o-mini")
    assert price is not None
    assert first.dollars == 2 * price.of(Usage(100, 10)) > 0
    assert first.as_json()["cost_usd"] == float(first.dollars)
    assert second.dollars is None
    assert second.as_json()["cost_usd"] is None
