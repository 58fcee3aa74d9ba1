"""Requests and their digests: all that changes an answer, and nothing else."""

from types import MappingProxyType
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from llmextract.model import Message, Request, Sampling, digest

BASE: dict[str, Any] = {
    "model": "server:m@http://h/v1",
    "messages": (Message("system", "a"), Message("user", "b")),
    "schema": {"type": "object"},
    "sampling": Sampling(0.0, 10, 1),
}


def test_whatever_changes_an_answer_changes_the_digest() -> None:
    variants: list[dict[str, Any]] = [
        {},
        {"model": "server:n@http://h/v1"},
        {"messages": (Message("system", "ab"),)},
        {"messages": (Message("user", "a"), Message("user", "b"))},
        {"messages": (Message("user", "b"), Message("system", "a"))},
        {"schema": {"type": "array"}},
        {"schema": {"type": "object", "x": None}},
        {"sampling": Sampling(0.1, 10, 1)},
        {"sampling": Sampling(0.0, 11, 1)},
        {"sampling": Sampling(0.0, 10, 2)},
    ]
    digests = {Request(**(BASE | variant)).digest for variant in variants}
    assert len(digests) == len(variants)


def test_what_other_requests_share_is_no_part_of_what_is_asked() -> None:
    plain, shared = Request(**BASE), Request(**BASE, fixed=1)
    assert plain == shared
    assert set(shared.payload()) == {"model", "messages", "schema", "sampling"}
    assert plain.digest == shared.digest == digest(plain.payload())


def test_a_read_only_schema_counts_with_its_values() -> None:
    plain = Request(**(BASE | {"schema": {"a": {"enum": [1]}}}))
    frozen = {"a": MappingProxyType({"enum": (1,)})}
    assert Request(**(BASE | {"schema": MappingProxyType(frozen)})).digest == plain.digest
    other = {"a": MappingProxyType({"enum": (2,)})}
    assert Request(**(BASE | {"schema": MappingProxyType(other)})).digest != plain.digest


def test_the_digest_is_the_same_everywhere() -> None:
    assert digest({"b": 1, "a": ["é", None]}) == (
        "6b940ff97b8f64e75080429519f8fe71eb9a5693540a8b6c61147486f08706db"
    )


@given(st.dictionaries(st.text(), st.integers() | st.text()))
def test_the_order_of_keys_does_not_count(value: dict[str, Any]) -> None:
    assert digest(value) == digest(dict(reversed(value.items())))
    assert len(digest(value)) == 64
