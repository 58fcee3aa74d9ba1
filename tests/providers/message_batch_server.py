"""A server on loopback with messages and Message Batches, held to Anthropic's documented protocol.

https://platform.claude.com/docs/en/api/messages/batches, …/build-with-claude/batch-processing and
…/api/errors (checked against the types of anthropic-sdk-python): a list of requests, each with a
``custom_id`` of 1 to 64 letters, digits, hyphens or underscores and the parameters of a message; a batch
is ``in_progress`` and then ``ended``; all its requests count as ``processing`` until then; answers are in
any order at ``results_url``, each ``succeeded``, ``errored``, ``canceled`` or ``expired``.
"""

import json
import re
from collections import Counter
from collections.abc import Callable, Mapping
from email.message import Message
from typing import Any

from tests.providers.loopback import Loopback, Said

Answer = Callable[[dict[str, Any]], Any]
"""The answer to the parameters of a message: its text, the type of an error with its words
(``"invalid_request_error: no"``), or ``None`` for what is not done in time."""
KEY = "key-of-the-test"
PARAMETERS = frozenset(
    {"model", "max_tokens", "messages", "system", "temperature", "tools", "tool_choice"}
    | {"output_config", "stop_sequences", "metadata", "thinking", "top_p", "top_k"}
)
STATUS = {
    "invalid_request_error": 400, "authentication_error": 401, "not_found_error": 404,
    "rate_limit_error": 429, "api_error": 500, "overloaded_error": 529,
}  # fmt: skip
_ERROR = re.compile(r"(\w+_error): (.*)")


class MessageBatchServer(Loopback):
    """The server.

    Args:
        answer: what is answered.

    Attributes:
        submitted: how often each request was put into a batch, by its ``custom_id``.
        batches: each batch by its id, in the order in which they came.
        chats: parameters of plain messages.
        refuse: errors with which the next submissions are refused.
        lose: whether the answer to the next submission is lost on its way.
        vanish: whether the next batch that is looked at is not there any more.
        archive: whether the answers of the next batch that has ended are not kept any more.
        thinks: whether it refuses what models that think refuse.
    """

    def __init__(self, answer: Answer) -> None:
        self.answer = answer
        self.submitted: Counter[str] = Counter()
        self.batches: dict[str, dict[str, Any]] = {}
        self.chats: list[dict[str, Any]] = []
        self.refuse: list[str] = []
        self.lose = self.vanish = self.archive = self.thinks = False
        self.requests: dict[str, list[dict[str, Any]]] = {}

    @property
    def sizes(self) -> list[int]:
        """Requests of each batch."""
        return [len(rows) for rows in self.requests.values()]

    def get(self, path: str, headers: Message) -> Said:
        self._check(headers)
        path, _, query = path.partition("?")
        if path == "/v1/messages/batches":
            return 200, self._page(dict(re.findall(r"(\w+)=(\w+)", query)))
        match = re.fullmatch(r"/v1/messages/batches/(\w+)(/results)?", path)
        name = match[1] if match else ""
        if self.vanish:
            self.vanish = False
            self.batches.pop(name, None)
        batch = self.batches.get(name)
        if match is None or batch is None:
            return _error("not_found_error", "there is no such batch")
        if match[2]:
            return 200, self._results(name)
        self._advance(batch)
        return 200, batch

    def _page(self, query: Mapping[str, str]) -> dict[str, Any]:
        listed = list(self.batches.values())[::-1]
        if after := query.get("after_id"):
            listed = listed[[one["id"] for one in listed].index(after) + 1 :]
        page = listed[: int(query.get("limit", 20))]
        return {
            "data": page,
            "has_more": len(page) < len(listed),
            "first_id": page[0]["id"] if page else None,
            "last_id": page[-1]["id"] if page else None,
        }

    def post(self, path: str, headers: Message, body: bytes) -> Said:
        self._check(headers)
        said = json.loads(body)
        if path == "/v1/messages":
            self.chats.append(said)
            return self._answered(said)
        assert path == "/v1/messages/batches"
        assert set(said) == {"requests"}
        assert len(body) <= 256_000_000
        assert 0 < len(said["requests"]) <= 100_000
        if self.refuse:
            return _error(*self.refuse.pop(0).split(": "))
        batch = self.add(said["requests"])
        self.submitted.update(one["custom_id"] for one in said["requests"])
        if self.lose:
            self.lose = False
            return 0, None
        return 200, batch

    def add(self, requests: list[dict[str, Any]]) -> dict[str, Any]:
        """A batch of these."""
        ids = [one["custom_id"] for one in requests]
        assert len(set(ids)) == len(ids)
        for one in requests:
            assert set(one) == {"custom_id", "params"}
            assert re.fullmatch(r"[a-zA-Z0-9_-]{1,64}", one["custom_id"])
            assert set(one["params"]) <= PARAMETERS
        name = f"msgbatch_{len(self.batches)}"
        counts = dict.fromkeys(("processing", "succeeded", "errored", "canceled", "expired"), 0)
        batch = {
            "id": name, "type": "message_batch", "processing_status": "in_progress",
            "request_counts": counts | {"processing": len(requests)}, "results_url": None,
            "created_at": "2026-11-01T00:00:00Z", "expires_at": "2026-11-02T00:00:00Z",
            "ended_at": None, "archived_at": None, "cancel_initiated_at": None,
        }  # fmt: skip
        self.batches[name] = batch
        self.requests[name] = requests
        return dict(batch)

    def _check(self, headers: Message) -> None:
        assert headers["x-api-key"] == KEY
        assert headers["anthropic-version"] == "2023-06-01"
        assert headers["authorization"] is None

    def _advance(self, batch: dict[str, Any]) -> None:
        """One step, each time it is looked at."""
        looked = batch.setdefault("looked", 0)
        batch["looked"] += 1
        if looked == 1:
            kinds = Counter(row["result"]["type"] for row in self._rows(batch["id"]))
            counts = {kind: kinds[kind] for kind in batch["request_counts"]}
            url = f"{self.base}/messages/batches/{batch['id']}/results"
            batch.update(processing_status="ended", request_counts=counts, results_url=url)
            if self.archive:
                self.archive = False
                batch.update(results_url=None, archived_at="2026-12-01T00:00:00Z")

    def _results(self, name: str) -> bytes:
        return "".join(json.dumps(row) + "\n" for row in self._rows(name)[::-1]).encode()

    def _rows(self, name: str) -> list[dict[str, Any]]:
        kept = self.batches[name].setdefault("rows", [])
        if not kept:
            for one in self.requests[name]:
                kept.append({"custom_id": one["custom_id"], "result": self._result(one["params"])})
        return list(kept)

    def _result(self, params: dict[str, Any]) -> dict[str, Any]:
        status, told = self._answered(params)
        if told is None:
            return {"type": "expired"}
        if status != 200:
            return {"type": "errored", "error": told}
        return {"type": "succeeded", "message": told}

    def _answered(self, params: dict[str, Any]) -> Said:
        assert params["max_tokens"] > 0
        assert all(turn["role"] in {"user", "assistant"} for turn in params["messages"])
        if refused := self._refused(params):
            return _error("invalid_request_error", refused)
        said = self.answer(params)
        if said is None:
            return 200, None
        if match := _ERROR.fullmatch(str(said)):
            return _error(match[1], match[2])
        if isinstance(said, dict):
            return 200, said
        stop, content = "end_turn", [{"type": "text", "text": said}]
        if params.get("tool_choice", {}).get("type") == "tool":
            name = params["tool_choice"]["name"]
            assert [tool["name"] for tool in params["tools"]] == [name]
            block = {"type": "tool_use", "id": "toolu_1", "name": name, "input": json.loads(said)}
            stop, content = "tool_use", [block]
        return 200, message(content, stop)

    def _refused(self, params: dict[str, Any]) -> str | None:
        """What the documentation says is refused."""
        schema = json.dumps(params.get("output_config", {}))
        for word in ("maxItems", "minimum", "minLength"):
            if f'"{word}"' in schema:
                return f"output_config.format.schema: property '{word}' is not supported"
        if not self.thinks:
            return None
        if "temperature" in params:
            return "temperature is deprecated for this model."
        if params.get("tool_choice", {}).get("type") in {"tool", "any"}:
            return "Thinking may not be enabled when tool_choice forces tool use."
        return None


def message(content: list[dict[str, Any]], stop: str) -> dict[str, Any]:
    """A message."""
    return {
        "id": "msg_1", "type": "message", "role": "assistant", "model": "claude-x",
        "content": content, "stop_reason": stop, "stop_sequence": None,
        "usage": {"input_tokens": 90, "cache_read_input_tokens": 10, "output_tokens": 10},
    }  # fmt: skip


def _error(kind: str, words: str) -> Said:
    return STATUS[kind], {
        "type": "error",
        "error": {"type": kind, "message": words},
        "request_id": "req_1",
    }
