"""Requests and their digests: all that changes an answer, and nothing else."""

import hashlib
import json
from types import MappingProxyType
from typing import Any

import pytest
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


ODD_TEXTS = (
    "",
    "\ud800 half a pair \udfff",
    "\x00\x1f\x7f\t\r\n",
    "\u2028\u2029\ufeff",
    'quoted "\\" / \\u0041',
    "é 語 🙂",
)


def slowly(value: object) -> str:
    """The digest as stores and cassettes on disk have it, spelled in one piece."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def odd_schema() -> dict[str, Any]:
    return {"z": {"é\u2028": [10**400, -0.0, 1e300, True, None]}, "a": ODD_TEXTS[1]}


@pytest.mark.parametrize("fixed", [None, 0, 1, len(ODD_TEXTS), 99])
@pytest.mark.parametrize("sampling", [Sampling(), Sampling(0, True, 10**30), Sampling(0.0, 1, 0)])
def test_what_is_digested_piece_by_piece_has_the_digest_of_the_whole(
    fixed: int | None, sampling: Sampling
) -> None:
    schema = odd_schema()
    for last in ODD_TEXTS:
        messages = tuple(Message("user", text) for text in (*ODD_TEXTS, last))
        for model in ("m", ODD_TEXTS[1]):
            request = Request(model, messages, schema, sampling, fixed)
            assert request.digest == slowly(request.payload())
            assert request.text() == json.dumps(
                request.payload(), ensure_ascii=False, separators=(",", ":")
            )


def test_a_digest_on_disk_stays_what_it_was() -> None:
    messages = tuple(Message("user", text) for text in ODD_TEXTS)
    assert Request("server:m", messages, odd_schema(), Sampling(0.0, 10, 1), 3).digest == (
        "6847d0b11908945da82dbb504da55c4419b51eb8d395cfe22db8e2dce6afb920"
    )
    assert Request("m", ()).digest == slowly(Request("m", ()).payload())


def test_another_schema_of_the_same_look_has_its_own_spelling() -> None:
    """``True`` equals 1 and 1.0, and each is spelled otherwise."""
    digests = {
        Request("m", (Message("user", "a"),), {"enum": [one]}, Sampling(drawn)).digest
        for one in (1, 1.0, True)
        for drawn in (0, 0.0, False)
    }
    assert len(digests) == 9


@given(st.lists(st.text(), min_size=1), st.dictionaries(st.text(), st.integers() | st.text()))
def test_any_request_has_the_digest_of_its_payload(
    texts: list[str], schema: dict[str, Any]
) -> None:
    request = Request("m", tuple(Message("user", text) for text in texts), schema)
    assert request.digest == slowly(request.payload())
    assert json.loads(request.text()) == request.payload()


def test_schemas_that_are_asked_once_are_forgotten() -> None:
    kept = [Request("m", (Message("user", "a"),), {"enum": [n]}) for n in range(300)]
    assert len({one.digest for one in kept}) == 300
    assert all(one.digest == slowly(one.payload()) for one in kept)
