"""Whatever the text and the value: no exception, no stretch outside, no support without words."""

from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st

from llmextract.records import Context, Verdict
from llmextract.verification.judgement import Judgement
from llmextract.verification.numbers import judge, lex, offered, vague
from llmextract.verification.source_text import SourceText

WORDS = [
    "a",
    "an",
    "the",
    "two",
    "three",
    "12",
    "1,200",
    "nine",
    "dozens",
    "several",
    "no",
    "nobody",
    "none",
    "people",
    "soldiers",
    "soldier",
    "driver",
    "killed",
    "wounded",
    "injured",
    "dead",
    "kidnapped",
    "missing",
    "were",
    "was",
    "by",
    "in",
    "of",
    "and",
    "or",
    ",",
    ".",
    ";",
    ":",
    "(",
    ")",
    "-",
    "—",
    "'",
    '"',
    "including",
    "among",
    "them",
    "others",
    "other",
    "both",
    "rest",
    "at",
    "least",
    "more",
    "than",
    "up",
    "to",
    "between",
    "10",
    "15",
    "%",
    "km",
    "year",
    "old",
    "died",
    "survived",
    "killing",
    "wounding",
    "toll",
    "rose",
    "from",
    "deaths",
    "May",
    "2",
    "Highway",
    "5",
    "AK",
    "47",
    "41st",
    "million",
    "hundred",
    "half",
    "dozen",
    "couple",
    "who",
    "which",
    "that",
    "they",
    "after",
    "when",
    "fled",
    "left",
    "leaving",
    "with",
    "one",
    "Brigade",
    "family",
    "group",
    "bodies",
    "without",
    "casualties",
    "did",
    "not",
    "any",
    "١٢",
    "3.5",
    "05:30",
    "$",
    "half",
]
sentences = st.lists(st.sampled_from(WORDS), max_size=40).map(" ".join)
texts = st.one_of(st.text(max_size=200), sentences)
roles = st.one_of(
    st.none(),
    st.sampled_from(
        ["killed", "injured", "kidnapped", "victims", "vehicles", "attackers", "missing", "bridges"]
    ),
    st.text(max_size=20),
)
plain = st.one_of(
    st.integers(-5, 5000), st.floats(), st.booleans(), st.none(), st.text(max_size=20), st.binary()
)
values = st.one_of(
    plain,
    st.dictionaries(st.sampled_from(["min", "max", "other"]), plain, max_size=3),
    st.lists(plain, max_size=2),
)


def check_stretches(judgement: Judgement, source: SourceText) -> None:
    parts = {"text": source.text, "title": source.context.title, "before": source.context.before}
    for stretch in judgement.stretches:
        assert 0 <= stretch.start < stretch.end <= len(parts[stretch.part])
    if judgement.verdict not in {Verdict.UNSUPPORTED, Verdict.UNCLEAR}:
        assert judgement.stretches
        assert judgement.low is not None
        assert judgement.high is None or judgement.low <= judgement.high
    assert judgement.reason


@settings(max_examples=150, deadline=None)
@given(value=values, text=texts, title=sentences, before=sentences, role=roles)
@example(value=float("inf"), text="²", title="", before="", role=None)
def test_judging_never_fails(
    value: Any, text: str, title: str, before: str, role: str | None
) -> None:
    source = SourceText(text, Context(title=title, before=before))
    check_stretches(judge(value, source, role=role), source)


@settings(max_examples=150, deadline=None)
@given(value=st.integers(0, 40), text=sentences, role=roles)
def test_a_supporting_stretch_carries_the_value(value: int, text: str, role: str | None) -> None:
    source = SourceText(text)
    judgement = judge(value, source, role=role)
    if judgement.verdict is Verdict.SUPPORTED:
        (stretch,) = judgement.stretches
        quantities = lex(text[stretch.start : stretch.end])
        assert any(q.low == q.high == value for q in quantities)
        assert (judgement.low, judgement.high) == (value, value)


@settings(max_examples=150, deadline=None)
@given(text=sentences, role=roles, sums=st.booleans())
@example(text="no wounded", role="killed", sums=False)  # nobody is no sum
def test_what_is_offered_holds_what_judging_accepts(
    text: str, role: str | None, sums: bool
) -> None:
    source = SourceText(text)
    values = offered(source, role=role, sums=sums)
    assert list(values) == sorted(set(values))
    for value in range(25):
        judgement = judge(value, source, role=role, sums=sums)
        if judgement.verdict in {Verdict.SUPPORTED, Verdict.DERIVED, Verdict.PARTLY}:
            assert value in values
        if not sums and value:
            assert judgement.verdict is not Verdict.DERIVED


@settings(max_examples=100, deadline=None)
@given(text=texts)
def test_quantities_stand_in_order_inside_the_text(text: str) -> None:
    end = 0
    for quantity in lex(text):
        assert end <= quantity.start < quantity.end <= len(text)
        assert quantity.high is None or quantity.low <= quantity.high
        end = quantity.end


@settings(max_examples=100, deadline=None)
@given(text=sentences, role=roles)
def test_vague_amounts_are_never_exact(text: str, role: str | None) -> None:
    source = SourceText(text)
    judgement = vague(source, role=role)
    if judgement is not None:
        check_stretches(judgement, source)
        (stretch,) = judgement.stretches
        assert any(q.kind not in {"exact", "none"} for q in lex(text[stretch.start : stretch.end]))
