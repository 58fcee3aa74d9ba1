"""However a sentence is written down, the same is said of its values, in the same words."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from num2words import num2words

from llmextract.records import Verdict
from llmextract.verification import numbers, places
from llmextract.verification.normalising import normalised
from llmextract.verification.source_text import SourceText
from tests.verification.metamorphic.telling import (
    BOTH,
    COUNTS,
    KILLING,
    ROLES,
    TOWNS,
    WHO,
    few,
    fewer,
    forms,
    said,
    sentence,
)
from tests.verification.metamorphic.writings import IN_LINE, WRITINGS

ACCENTED = st.sampled_from(("Bogotá", "N'Djamena", "Quibdó", "Fîfe Sur Mer", "Kidal"))


def everything(text: str, values: list[int], town: str) -> list[object]:
    """Each verdict with the words that it rests on, however those are written."""
    source = SourceText(text, language="en")
    judgements = [
        *(numbers.judge(value, source, role=role) for value in values for role in ROLES),
        places.judge(town, source),
        places.judge("Timbuktu", source),
    ]
    result: list[object] = []
    for one in judgements:
        words = [source.as_written(*stretch[:2])[2] for stretch in one.stretches]
        plain = [" ".join(normalised(word).text.split()).replace("’", "'") for word in words]
        result.append((one.verdict, plain))
    return result


@pytest.mark.parametrize("name", WRITINGS)
@fewer
@given(data=st.data())
def test_nothing_changes(name: str, data: st.DataObject) -> None:
    for form in (*KILLING, *BOTH):
        n, m, town = data.draw(COUNTS), data.draw(COUNTS), data.draw(ACCENTED)
        text = sentence(form, n=n, killed=n, injured=m, who=data.draw(WHO), town=town)
        values = [n, m, n + m, n + 1, 3, 17]
        plain = everything(text, values, town)
        assert everything(WRITINGS[name](text), values, town) == plain, text


@few
@given(data=st.data())
def test_nothing_changes_where_one_follows_on_another(data: st.DataObject) -> None:
    for form in (*KILLING, *BOTH):
        n, town = data.draw(COUNTS), data.draw(ACCENTED)
        text = sentence(form, n=n, killed=n, injured=7, who="herders", town=town)
        written = text
        for name in data.draw(
            st.lists(st.sampled_from(IN_LINE), min_size=2, max_size=3, unique=True)
        ):
            written = WRITINGS[name](written)
        values = [n, 7, n + 7, n + 1]
        assert everything(written, values, town) == everything(text, values, town), written


HUNDREDS = st.integers(11, 99).filter(lambda n: n % 10)
AMOUNTS: dict[str, tuple[int, Callable[[int], str]]] = {
    "word": (1, num2words),
    "capitalised word": (1, lambda n: num2words(n).title()),
    "word without hyphens": (1, lambda n: num2words(n).replace("-", " ")),
    "Arabic digits": (1, lambda n: str(n).translate({48 + i: chr(0x660 + i) for i in range(10)})),
    "number and word": (1, lambda n: f"{num2words(n)} ({n})"),
    "comma": (100, lambda n: f"{n:,}"),
    "narrow space": (100, lambda n: f"{n:,}".replace(",", "\u202f")),
    "non-breaking space": (100, lambda n: f"{n:,}".replace(",", "\u00a0")),
    "apostrophe": (100, lambda n: f"{n:,}".replace(",", "'")),
    "k": (100, lambda n: f"{n / 1000}k"),
    "decimal thousands": (100, lambda n: f"{n / 1000} thousand"),
    "words of thousands": (100, lambda n: num2words(n).replace(",", "")),
    "hundreds": (100, lambda n: f"{num2words(n // 100)} hundred"),
    "lakh": (10_000, lambda n: f"{n / 100_000} lakh"),
    "Indian commas": (10_000, lambda n: f"{n // 100_000},{n // 1000 % 100:02},{n % 1000:03}"),
    "decimal millions": (100_000, lambda n: f"{n / 1_000_000} million"),
}
OPEN_AMOUNTS = {"Indian commas": "groups of two digits are no number to the lexer"}


@pytest.mark.parametrize("name", forms(AMOUNTS, OPEN_AMOUNTS))
@fewer
@given(n=HUNDREDS, who=WHO, town=TOWNS)
def test_a_number_may_be_written_in_many_ways(name: str, n: int, who: str, town: str) -> None:
    unit, written = AMOUNTS[name]
    value = n * unit if unit != 10_000 else (n + 100) * 1000
    for form in KILLING:
        text = sentence(form, n=written(value), who=who, town=town)
        assert said(value, text) is Verdict.SUPPORTED, text
        for other in (value + 1, value - 1, value * 10, n if unit > 1 else n + 10, 1):
            assert not said(other, text).is_carried, (other, text)


@pytest.mark.parametrize("form", [*KILLING, *BOTH])
@few
@given(n=COUNTS, m=COUNTS, who=WHO, town=TOWNS)
def test_upper_case_may_be_unclear_and_never_the_opposite(
    form: str, n: int, m: int, who: str, town: str
) -> None:
    text = sentence(form, n=n, killed=n, injured=m, who=who, town=town)
    for role in ROLES:
        for value in (n, m, n + 1):
            plain, upper = said(value, text, role), said(value, text.upper(), role)
            assert upper in {plain, Verdict.UNCLEAR}, (text, role, value)
