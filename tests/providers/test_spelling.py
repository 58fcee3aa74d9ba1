"""What is spelled piece by piece, and not twice, is what is spelled whole."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llmextract.providers.spelling import Spelling

SCHEMA = {"type": "object", "é\u2028": {"enum": [1, True, 1.0, None, 10**30]}}
SYSTEM = '\x00\t\u2028 é 🙂 " \\'


def whole(body: dict[str, Any]) -> bytes:
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()


def asked(*said: str, schema: Any = SCHEMA, **more: Any) -> dict[str, Any]:
    turns = [{"role": "user", "content": one} for one in (SYSTEM, *said)]
    shape = {"type": "json_schema", "json_schema": {"schema": dict(schema), "strict": True}}
    return {"model": "m", "messages": turns, **more, "response_format": shape}


def test_bodies_that_share_what_they_say_are_each_spelled_whole() -> None:
    spelling = Spelling()
    other = {**SCHEMA, "type": "array"}
    for body in (
        asked("a"),
        asked("b"),
        asked("b", "c", "a"),
        asked(),
        asked("a", temperature=0.0),
        asked("a", temperature=0),
        asked("a", temperature=False),
        asked("a", schema=other),
        asked("a", schema=dict(reversed(SCHEMA.items()))),
        {"messages": [], "model": None, "stop": ["a", 1]},
        {"messages": {"a": 1}, "stop": ["a", True]},
        {"messages": [{"role": "user"}, "x"], "stop": ["a"]},
        {},
    ):
        for _ in range(2):
            assert spelling.spell(body) == whole(body)


def test_what_json_does_not_have_is_refused() -> None:
    for wrong in (float("nan"), float("inf"), "half a pair \ud800"):
        with pytest.raises(ValueError, match=r"compliant|surrogates"):
            Spelling().spell({"messages": [{"content": wrong}]})


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)  # fmt: skip
BODIES = st.lists(st.dictionaries(st.sampled_from(["a", "b"]) | st.text(), JSON), max_size=4)


@given(BODIES)
def test_whatever_was_spelled_before_each_body_is_spelled_whole(
    bodies: list[dict[str, Any]],
) -> None:
    spelling = Spelling()
    for body in bodies:
        assert spelling.spell(body) == whole(body)
